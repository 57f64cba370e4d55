"""What is killed, done again and compared byte for byte: ``python -m benchmarks.faults [OF]``.

Trials of a **run**: each begins a run of a small dump with two slow workers, at a random moment
does harm, resumes with other workers, and compares all that came out with an undisturbed run. The
harm is a signal (SIGKILL, SIGTERM, SIGINT, SIGHUP) to a worker, to the parent, to both, or to the
whole group of processes; or files that cannot grow, as on a full disk. A worker that is killed is
replaced; a worker that gets Ctrl-C or SIGTERM, too. Some trials do it twice.

Trials of a **review** and of **apply** are in :mod:`benchmarks.review_faults`.

Prints a line for each kind of harm, and the seed with which a trial can be repeated. Exit code 1
when anything differs.
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).parents[1]

DRIVER = """
import json, sys, time
from pipeline.batch.options import RunOptions
from pipeline.batch.run import run
from pipeline.errors import PipelineError
from pipeline.io.terminal import say
from pipeline.pipeline import Pipeline
from pipeline.stages import STAGES

def slow(document):
    time.sleep(0.01)
    return ()

if __name__ == "__main__":
    stages = [s for s in STAGES if s.__name__ in ("encoding", "markup", "case")]
    chosen = Pipeline(stages=(slow, *stages), context="off")
    try:
        sys.exit(run(RunOptions(**json.loads(sys.argv[1]), pipeline=chosen)))
    except PipelineError as error:
        say(str(error))
        sys.exit(2)
"""

ROWS = 60
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
TARGETS = ("worker", "parent", "both", "group")
LATEST = 1.1
"""Harm is done until so many times the seconds have passed that nobody disturbed took."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trials."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("of", nargs="?", choices=("run", "review", "apply"), default="run")
    parser.add_argument("--trials", type=int, default=100, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args(arguments)
    for sign in (signal.SIGINT, signal.SIGHUP):  # ignored by what a shell starts in the background
        if signal.getsignal(sign) == signal.SIG_IGN:
            signal.signal(sign, signal.SIG_DFL)
    same: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    stopped = 0
    with tempfile.TemporaryDirectory(prefix="rature-faults-") as name:
        trials = _trials(options.of, Path(name))
        try:
            for number in range(options.seed, options.seed + options.trials):
                harm, equal, halted = trials.one(random.Random(number))
                tried[harm] += 1
                same[harm] += equal
                stopped += halted
                if not equal:
                    told = f"{options.of} --seed {number} --trials 1"
                    print(f"{told}: {harm}: what came out differs", flush=True)
        except KeyboardInterrupt:
            print("interrupted: these are the trials so far")
    for harm in sorted(tried):
        print(f"{harm:22}{same[harm]:4} of {tried[harm]:4} identical")
    print(f"{same.total()} of {tried.total()} identical; {stopped} were stopped and done again")
    return same != tried


def _trials(of: str, folder: Path) -> "Attempts":
    if of == "run":
        return Trials(folder)
    from benchmarks import review_faults

    return review_faults.TRIALS[of](folder)


class Attempts(Protocol):
    """Trials of one kind."""

    def one(self, chance: random.Random) -> tuple[str, bool, bool]:
        """Do harm; return what it was, whether the same came out, and whether work stopped."""
        ...


class Trials:
    """A dump, the driver, and what an undisturbed run makes of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "driver.py").write_text(DRIVER)
        self.dump = folder / "dump"
        self.dump.mkdir()
        text = "Le t&eacute;l&eacute;phone sonne <b>encore</b>. puis plus rien. "
        rows = [{"id": str(n), "text": f"{text * (n % 5 + 1)}{n}"} for n in range(ROWS)]
        lines = [json.dumps(row) + "\n" for row in rows]
        (self.dump / "a.jsonl").write_text("".join(lines[: ROWS // 2]))
        (self.dump / "b.jsonl").write_text("".join(lines[ROWS // 2 :]))
        (self.dump / "c.txt").write_text(text)
        begun = time.monotonic()
        self.whole = self.finished(folder / "whole", workers=2)
        self.seconds = time.monotonic() - begun

    def begin(self, out: Path, grown: int = 0, **more: Any) -> "subprocess.Popen[bytes]":
        """Start a run; files cannot grow over ``grown`` bytes, 0 for no limit."""
        given = {"inputs": [str(self.dump)], "out": str(out), "patch": True, "shard_size": 4}
        given |= {"quiet": True, **more}
        return subprocess.Popen(
            [sys.executable, str(self.folder / "driver.py"), json.dumps(given)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=limited(grown) if grown else None,
        )

    def finished(self, out: Path, **more: Any) -> dict[str, bytes]:
        """Run to the end; return what came out."""
        process = self.begin(out, **more)
        code = process.wait(300)
        if code != 0:
            return {"exit code": str(code).encode()}
        found = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        report = json.loads(found["run.json"])
        del report["timing"]
        return {**found, "run.json": json.dumps(report).encode()}

    def one(self, chance: random.Random) -> tuple[str, bool, bool]:
        """Do harm; return what it was, whether the same came out, and whether the run stopped."""
        out = self.folder / f"out{chance.random()}"
        harm = ""
        stopped = False
        for again in range(1 + (chance.random() < 0.3)):
            resume = again > 0
            if chance.random() < 0.15:
                harm = "full disk"
                process = self.begin(out, chance.randrange(1, 9) << 9, workers=2, resume=resume)
            else:
                target, sign = chance.choice(TARGETS), chance.choice(SIGNALS)
                harm = f"{sign.name} {target}"
                process = self.begin(out, workers=2, resume=resume)
                harm_done(process, target, sign, chance.uniform(0.05, LATEST) * self.seconds)
            stopped |= process.wait(300) != 0
            ended(process)
        found = self.finished(out, workers=chance.choice((1, 2)), resume=True)
        return harm, found == self.whole, stopped


def limited(size: int) -> Callable[[], None]:
    """Return what a process calls so that none of its files grows over ``size`` bytes."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def harm_done(process: "subprocess.Popen[bytes]", target: str, sign: int, after: float) -> None:
    """Send a signal to processes of a run after some seconds, unless it has ended."""
    try:
        process.wait(after)
        return
    except subprocess.TimeoutExpired:
        pass
    crew = _children(process.pid)
    chosen = {
        "worker": crew[:1],
        "parent": [process.pid],
        "both": [process.pid, *crew[:1]],
        "group": [process.pid, *crew],
    }[target]
    for pid in chosen:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            continue


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


def ended(process: "subprocess.Popen[bytes]") -> None:
    """Wait until no process of a run is left."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise RuntimeError("workers outlive their run")


if __name__ == "__main__":
    sys.exit(main())
