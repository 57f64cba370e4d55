"""Change the code in small ways and see whether the tests notice: ``python -m benchmarks.mutants``.

    python -m benchmarks.mutants edits document --sample 40

A mutant is a module with one change: a comparison turned, ``and`` made ``or``, a condition negated,
a number moved by one, a constant swapped, a term dropped. It is killed when a test of
:data:`TESTS` fails or hangs. What survives is printed with its line: either a test is missing or
the change makes no difference, which a row of ``mutants.tsv`` then says. Those are not tried again.
Exits with 1 below ``--floor``.

Each mutant runs in a copy of the checkout. ``--sample N`` takes N mutants of each module, the same
ones each time for the same ``--seed``; without it all are tried, which takes hours.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]

TESTS = {
    "edits": ("test_promises", "test_edits", "test_pipeline"),
    "document": ("test_promises", "test_edits", "test_pipeline"),
    "pipeline": ("test_pipeline", "test_contention", "test_promises", "test_settling"),
    "stages/language": (
        "test_language",
        "test_foreign_sentences",
        "test_promises",
        "test_structure",
    ),
    "stages/duplicates": ("test_repeats", "test_promises", "test_structure"),
    **dict.fromkeys(
        (
            "restoration/scoring",
            "restoration/decoding",
            "restoration/features",
            "restoration/dump_evidence",
        ),
        ("test_scoring", "test_features", "test_restoration", "test_learn"),
    ),
}
"""The modules whose mutants are tried, and the test files that should notice."""

TABLE = Path(__file__).with_suffix(".tsv")
"""Mutants that no test can notice, or need not: module, line of code, change, and the reason."""


def survivors() -> dict[tuple[str, str, str], str]:
    """Return the reasons of :data:`TABLE` by module, line of code and change."""
    rows = [row.split("\t") for row in TABLE.read_text("utf-8").splitlines()[1:]]
    return {(module, code, change): reason for module, code, change, reason in rows}


_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_SWAPPED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One change of a module: its line, that line's code, what it does, the source that has it."""

    module: str
    line: int
    code: str
    what: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what names it in :data:`TABLE`."""
        return self.module, self.code, self.what


def mutants(module: str) -> list[Mutant]:
    """Return every mutant of a module."""
    source = (ROOT / "pipeline" / f"{module}.py").read_text("utf-8")
    rows = source.splitlines()
    found: list[Mutant] = []
    for number in count():
        tree = ast.parse(source)
        change = _Change(number)
        change.visit(tree)
        if change.done is None:
            return found
        line, what = change.done
        found.append(Mutant(module, line, rows[line - 1].strip(), what, ast.unparse(tree)))
    return found


class _Change(ast.NodeTransformer):
    """Make the change with the number ``wanted``, counted in the order of the tree."""

    def __init__(self, wanted: int) -> None:
        self.left = wanted
        self.done: tuple[int, str] | None = None

    def _now(self, node: ast.AST, new: ast.AST) -> bool:
        if self.done is not None:
            return False
        if self.left:
            self.left -= 1
            return False
        self.done = node.lineno, f"{ast.unparse(node)} → {ast.unparse(new)}"  # type: ignore[attr-defined]
        return True

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave decorators, annotations and docstrings alone."""
        docstring = ast.get_docstring(node) is not None
        node.body = [
            statement if docstring and i == 0 else self.visit(statement)
            for i, statement in enumerate(node.body)
        ]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Mutate methods alone: fields and their docstrings are declarations."""
        node.body = [self.visit(s) if isinstance(s, ast.FunctionDef) else s for s in node.body]
        return node

    def visit_Module(self, node: ast.Module) -> ast.AST:
        """Mutate functions, and constants that are plain numbers."""
        node.body = [
            self.visit(s) if isinstance(s, ast.FunctionDef | ast.ClassDef | ast.Assign) else s
            for s in node.body
        ]
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """Leave messages alone."""
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """Leave texts for people alone."""
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Turn each comparison."""
        self.generic_visit(node)
        for i, operator in enumerate(node.ops):
            ops = [*node.ops]
            ops[i] = _TURNED[type(operator)]()
            new = ast.Compare(node.left, ops, node.comparators)
            if self._now(node, ast.copy_location(new, node)):
                return new
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Swap ``and`` and ``or``; drop each term."""
        self.generic_visit(node)
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        new: ast.expr = ast.copy_location(ast.BoolOp(other, node.values), node)
        if self._now(node, new):
            return new
        for i in range(len(node.values)):
            rest = [v for j, v in enumerate(node.values) if j != i]
            new = rest[0] if len(rest) == 1 else ast.copy_location(ast.BoolOp(node.op, rest), node)
            if self._now(node, new):
                return new
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Drop ``not`` and the minus sign."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Not | ast.USub) and self._now(node, node.operand):
            return node.operand
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Swap the operator."""
        self.generic_visit(node)
        if swapped := _SWAPPED.get(type(node.op)):
            new = ast.copy_location(ast.BinOp(node.left, swapped(), node.right), node)
            if self._now(node, new):
                return new
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """Swap the branches."""
        self.generic_visit(node)
        new = ast.copy_location(ast.IfExp(node.test, node.orelse, node.body), node)
        return new if self._now(node, new) else node

    def visit_If(self, node: ast.If) -> ast.AST:
        """Negate the condition."""
        self.generic_visit(node)
        test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
        if self._now(node.test, test):
            node.test = test
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Move a number by one, swap ``True`` and ``False``."""
        if isinstance(node.value, bool):
            new = ast.copy_location(ast.Constant(not node.value), node)
        elif isinstance(node.value, int | float):
            new = ast.copy_location(ast.Constant(node.value + 1), node)
        else:
            return node
        return new if self._now(node, new) else node


class Tests:
    """The tests of a module, warm in a process of their own (:mod:`benchmarks.mutant_tests`)."""

    def __init__(self, module: str, home: Path) -> None:
        self._path = home / "pipeline" / f"{module}.py"
        self._kept = self._path.read_bytes()
        names = [f"tests/{name}.py" for name in TESTS[module]]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.mutant_tests", module, *names],
            cwd=home,
            env={**os.environ, "PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if (fares := self._answer()) != "survives":
            raise SystemExit(
                f"{module}: without a change the tests fail, too: {fares or 'crashed'}"
            )

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def outcome(self, mutant: Mutant) -> str:
        """Return ``killed``, ``hangs`` or ``survives``; processes that tests start see it, too."""
        assert self._process.stdin is not None
        self._path.write_text(mutant.source, "utf-8")
        print(self._path, file=self._process.stdin, flush=True)
        try:
            return self._answer()
        finally:
            self._path.write_bytes(self._kept)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def copies(folder: Path, jobs: int) -> Iterator[Path]:
    """Yield a copy of the checkout for each job."""
    skipped = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "build", "docs")
    for job in range(jobs):
        home = folder / str(job)
        shutil.copytree(ROOT, home, ignore=skipped)
        yield home


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", nargs="*", default=list(TESTS), metavar="MODULE")
    parser.add_argument("--sample", type=int, metavar="N", help="of each module N mutants")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="of the sample")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--floor", type=float, default=0.85, metavar="P")
    options = parser.parse_args()
    failed, known = False, survivors()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        homes = list(copies(Path(folder), options.jobs))
        for module in options.modules:
            chosen = [m for m in mutants(module) if m.key not in known]
            whole = len(chosen)
            if options.sample and options.sample < whole:
                chosen = random.Random(options.seed).sample(chosen, options.sample)
            every = list(pool.map(Tests, [module] * len(homes), homes))
            free = list(every)

            def outcome(mutant: Mutant, free: list[Tests] = free) -> str:
                tests = free.pop()
                try:
                    found = tests.outcome(mutant)
                finally:
                    free.append(tests)
                print("." if found == "killed" else found[0], end="", file=sys.stderr, flush=True)
                if found == "survives":
                    change = f"{mutant.what[:160]}  # {mutant.code}"
                    print(f"\n  {mutant.module}, line {mutant.line}: {change}", flush=True)
                return found

            results = list(pool.map(outcome, chosen))
            for tests in every:
                tests.close()
            dead = len(results) - results.count("survives")
            failed |= dead < options.floor * len(results)
            print(
                f"\n{module}: {dead} of {len(results)} killed, {dead / max(1, len(results)):.1%}"
                f" ({results.count('hangs')} hang; {whole} in all)",
                flush=True,
            )
    return failed


if __name__ == "__main__":
    sys.exit(main())
