"""Run the tests of mutants in one warm process: ``benchmarks.mutants`` starts it.

    python -m benchmarks.mutant_tests MODULE TEST…

Everything is imported and the tests run once, so that dictionaries are open and patterns compiled;
a mutant is then a fork in which the code of its functions takes the place of the module's. Each
line of the input names a file with the source of a mutant; each line of the output is ``killed``,
``hangs`` or ``survives``. The first line says how the tests fare in a fork that changes nothing.
"""

import ast
import contextlib
import importlib
import io
import os
import resource
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 2
"""A mutant hangs when it takes so many times the processor time of the tests without a change."""

LEAST_SECONDS = 10

OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not slow")


class WithoutShrinking:
    """A mutant that a property kills is dead: looking for its smallest example takes minutes."""

    def pytest_configure(self) -> None:
        """Load the settings of the tests without that phase."""
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", derandomize=True, deadline=None, phases=phases)
        settings.load_profile("mutants")


def passes(tests: list[str]) -> bool:
    """Run tests until one fails; print nothing."""
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        return pytest.main([*OPTIONS, *tests], [WithoutShrinking()]) == 0


def code_of(value: object) -> Iterator[types.FunctionType]:
    """Yield the functions that a function, decorated or not, a property or a class is made of."""
    if isinstance(value, type):
        for part in vars(value).values():
            if not isinstance(part, type):
                yield from code_of(part)
        return
    for name in ("fget", "__func__", "__wrapped__", "func"):
        if (inner := getattr(value, name, None)) is not None:
            yield from code_of(inner)
            return
    if isinstance(value, types.FunctionType):
        yield value


def mutate(module: types.ModuleType, source: str) -> None:
    """Give the functions and plain constants of a module those of another source."""
    fresh = types.ModuleType(module.__name__)
    vars(fresh).update(__file__=module.__file__, __package__=module.__package__)
    exec(compile(source, str(module.__file__), "exec"), vars(fresh))
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            old, new = getattr(module, node.name), getattr(fresh, node.name)
            for ours, theirs in zip(code_of(old), code_of(new), strict=True):
                if len(ours.__code__.co_freevars) == len(theirs.__code__.co_freevars):
                    ours.__code__ = theirs.__code__
                ours.__defaults__ = theirs.__defaults__
                ours.__kwdefaults__ = theirs.__kwdefaults__
    for name, new in vars(fresh).items():
        old = vars(module).get(name)
        if isinstance(new, bool | int | float) and new != old:
            for other in list(sys.modules.values()):
                if name in vars(other) and vars(other)[name] is old:
                    setattr(other, name, new)
    for name, other in list(sys.modules.items()):
        if name.startswith("pipeline") and not name.startswith("pipeline.resources"):
            for value in vars(other).values():
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def outcome(module: types.ModuleType, source: str | None, tests: list[str], seconds: int) -> str:
    """Fork, mutate, test; say how it ended. ``seconds`` are of the processor."""
    child = os.fork()
    if not child:
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            if source is not None:
                mutate(module, source)
            status = 0 if passes(tests) else 1
        finally:
            os._exit(status)
    deadline = time.monotonic() + 60 * seconds  # where it waits and counts nothing
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:
            os.kill(child, 9)
            os.waitpid(child, 0)
            return "hangs"
        time.sleep(0.05)
    return "hangs" if os.WIFSIGNALED(status) else "survives" if status == 0 else "killed"


def main() -> int:
    name, *tests = sys.argv[1:]
    passes(tests)
    module = importlib.import_module("pipeline." + name.replace("/", "."))
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(outcome(module, None, tests, 600), flush=True)
    took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started
    seconds = LEAST_SECONDS + int(PATIENCE * took)
    for line in sys.stdin:
        source = Path(line.strip()).read_text("utf-8")
        print(outcome(module, source, tests, seconds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
