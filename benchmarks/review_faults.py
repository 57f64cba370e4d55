"""A review and ``rature apply`` that are killed, done again and compared byte for byte.

``python -m benchmarks.faults review`` and ``… apply`` run the trials. In those of a **review** a
program decides about every proposal of a run, undoes some decisions, and is harmed at a random
moment: by a signal, or by a full disk. Another one sends the same requests again, as a
page does that got no answer. All decisions must then be there once, and ``rature apply`` must write
the bytes that it writes after a review that nobody disturbed. In those of **apply** the program is
killed while it writes or replaces an earlier result; what stands there then must be the earlier
result or the new one, whole, and the next call leaves nothing behind but the new one.
"""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults import LATEST, ROOT, SIGNALS, Attempts, ended, harm_done, limited
from pipeline.batch.options import RunOptions
from pipeline.batch.run import run
from pipeline.pipeline import Pipeline
from pipeline.review.exchange import exported
from pipeline.review.importing import DATABASE_NAME, opened
from pipeline.stages import STAGES

ARTICLES = 40
DECIDE = """
import hashlib, sys, time
from pathlib import Path
from pipeline.review.importing import opened
from pipeline.review.model import Filter

def named(key, what):
    return hashlib.sha256(f"{key} {what}".encode()).hexdigest()[:32]

with opened(Path(sys.argv[1])) as store:
    lines = store.doubtful(Filter(decision=""), limit=10_000)
    for number, line in enumerate(sorted(lines, key=lambda line: line.key)[: int(sys.argv[2])]):
        what = ("accept", "reject", "edit")[number % 3]
        value = "autre" if what == "edit" else None
        store.decide(named(line.key, what), "Anne", what, line.key, value)
        if number % 7 == 0:
            store.undo(named(line.key, "undo"), "Anne", named(line.key, what))
        time.sleep(0.005)
"""
APPLY = """
import sys, time
from pathlib import Path
from pipeline.batch import ledger
from pipeline.review import applying

def slow(path, rows, write=ledger.write):
    write(path, (time.sleep(0.002) or row for row in rows))

ledger.write = slow
try:
    applying.write(Path(sys.argv[1]))
except applying.InputError as error:
    sys.exit(f"{error}")
"""

Files = dict[str, bytes]


def files_of(folder: Path) -> Files:
    """Return the content of all files of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class _Review:
    """A run with proposals, and what an undisturbed review makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = "Le t&eacute;l&eacute;phone de No&euml;l sonne &agrave; l'h&ocirc;tel. "
        rows = [{"id": str(n), "text": f"{text * (n % 3 + 1)}{n}"} for n in range(ARTICLES)]
        dump = folder / "dump.jsonl"
        dump.write_text("".join(json.dumps(row) + "\n" for row in rows))
        stages = tuple(stage for stage in STAGES if stage.__name__ == "encoding")
        chosen = Pipeline(stages=stages, context="off", review=("ENC",))
        self.fresh = folder / "fresh"
        code = run(RunOptions([str(dump)], str(self.fresh), chosen, quiet=True, workers=1))
        assert code == 0
        begun = time.monotonic()
        self.out = self.copied(self.fresh, "whole")
        assert self.begin(DECIDE, self.out, "10000").wait(300) == 0
        self.seconds = time.monotonic() - begun
        self.decisions = decisions_of(self.out)

    def copied(self, out: Path, name: str) -> Path:
        """Return a copy of a run."""
        shutil.copytree(out, self.folder / name)
        return self.folder / name

    def begin(self, code: str, out: Path, *more: str, grown: int = 0) -> "subprocess.Popen[bytes]":
        """Start a program; files cannot grow over ``grown`` bytes, 0 for no limit."""
        return subprocess.Popen(
            [sys.executable, "-c", code, str(out), *more],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=limited(grown) if grown else None,
        )

    def applied(self, out: Path) -> Files:
        """Apply the decisions; return what was written."""
        assert self.begin(APPLY, out).wait(300) == 0
        return files_of(out / "reviewed")

    def disturbed(
        self, process: "subprocess.Popen[bytes]", sign: int, chance: random.Random
    ) -> bool:
        """Send a signal at a random moment; say whether the program stopped early."""
        harm_done(process, "parent", sign, chance.uniform(0.05, LATEST) * self.seconds)
        code = process.wait(300)
        ended(process)
        return code != 0


def decisions_of(out: Path) -> list[dict[str, object]]:
    """Return all decisions, without the time at which they were made."""
    with opened(out) as store:
        return [{k: v for k, v in row.items() if k != "at"} for row in exported(store)]


class ReviewTrials(_Review):
    """Trials of decisions."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.whole = self.applied(self.out)

    def one(self, chance: random.Random) -> tuple[str, bool, bool]:
        """Harm a review; return how, whether all decisions are there once, whether it stopped."""
        out = self.copied(self.fresh, f"out{chance.random()}")
        stopped = False
        for _ in range(1 + (chance.random() < 0.3)):
            if chance.random() < 0.15:
                harm = "full disk"
                size = chance.randrange(40, 400) << 10
                process = self.begin(DECIDE, out, "10000", grown=size)
                stopped |= process.wait(300) != 0
            else:
                sign = chance.choice(SIGNALS)
                harm = sign.name
                stopped |= self.disturbed(self.begin(DECIDE, out, "10000"), sign, chance)
        code = self.begin(DECIDE, out, "10000").wait(300)
        same = code == 0 and decisions_of(out) == self.decisions
        same = same and self.applied(out) == self.whole
        shutil.rmtree(out)
        return harm, same, stopped


class ApplyTrials(_Review):
    """Trials of ``rature apply``, over an earlier result or none."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.half = self.copied(self.fresh, "half")
        assert self.begin(DECIDE, self.half, "50").wait(300) == 0
        self.earlier = self.applied(self.half)
        begun = time.monotonic()
        self.later = self.applied(self.copied(self.out, "applied"))
        self.seconds = time.monotonic() - begun
        self.names = sorted(path.name for path in (folder / "applied").iterdir())

    def one(self, chance: random.Random) -> tuple[str, bool, bool]:
        """Kill; return how, whether each result was whole, and whether the program stopped."""
        out = self.copied(self.out, f"out{chance.random()}")
        before: Files = {}
        if chance.random() < 0.6:
            shutil.copytree(self.half / "reviewed", out / "reviewed")
            before = self.earlier
        stopped = False
        same = True
        for _ in range(1 + (chance.random() < 0.5)):
            if chance.random() < 0.15:
                harm = "full disk"
                process = self.begin(APPLY, out, grown=chance.randrange(1, 9) << 9)
                stopped |= process.wait(300) != 0
            else:
                sign = chance.choice((signal.SIGKILL, signal.SIGKILL, *SIGNALS))
                harm = sign.name
                stopped |= self.disturbed(self.begin(APPLY, out), sign, chance)
            put_away = bool(list(out.glob(".reviewed.*.old")))
            found = files_of(out / "reviewed")
            same = same and (found in (before, self.later) or (not found and put_away))
        same = same and self.applied(out) == self.later
        same = same and self._names(out) == self.names
        shutil.rmtree(out)
        return harm, same, stopped

    @staticmethod
    def _names(out: Path) -> list[str]:
        """Return what stands in a folder; the journal of a database that was killed is none."""
        journals = {f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"}
        return sorted(path.name for path in out.iterdir() if path.name not in journals)


TRIALS: dict[str, Callable[[Path], Attempts]] = {"review": ReviewTrials, "apply": ApplyTrials}
"""The trials by name."""
