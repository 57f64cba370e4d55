"""Write the dump again, as people decided.

Start reading from :func:`write`. The text of an article is its source with these edits: those that
the program made and nobody rejected, and those that a person accepted or wrote. The same decisions
give the same bytes.
"""

import json
import os
import re
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.batch import ledger
from pipeline.batch.formats import Row, Texts
from pipeline.batch.ledger import LedgerRow
from pipeline.batch.writing import rendered, writer
from pipeline.edits import apply
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.review.database import trouble
from pipeline.review.importing import DATABASE_NAME, opened
from pipeline.review.model import Stale, digest_of, key_of
from pipeline.review.run import FinishedRun, LedgerRows, source_of
from pipeline.review.store import Store

REVIEWED_FOLDER = "reviewed"
"""Name of the folder, in that of the run, for the new dump."""

MAX_STALE_LISTED = 1000
"""Decisions that no longer fit which ``run.json`` lists, at most."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: numbers of edits by decision, and the decisions that no longer fit.

    ``changed`` is the number of articles that differ from the dump of the run.
    """

    folder: Path
    decisions: Mapping[str, int]
    changed: int
    stale: Sequence[Stale]


def write(
    out: Path, target: Path | None = None, beat: Callable[[], None] = lambda: None
) -> Written:
    """Write the dump of the run in ``out`` to the folder ``target``, completely or not at all.

    ``beat`` is called after each article. A folder that an earlier call wrote is replaced. Raises
    :class:`InputError` when there is no run, or the folder holds something else.
    """
    run = FinishedRun(out)
    folder = out / REVIEWED_FOLDER if target is None else target
    _take_up(folder)
    _check(folder, out, run)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    store = opened(out) if (out / DATABASE_NAME).exists() else None
    try:
        (part / "clean").mkdir(parents=True)
        written = _write(run, store, part, beat)
        _put(part, folder)
    except sqlite3.Error as error:
        raise trouble(out / DATABASE_NAME, error) from error
    except OSError as error:
        raise InputError(
            f"cannot write {folder}: {error.strerror or error}: choose another place with -o"
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if store is not None:
            store.close()
    return replace(written, folder=folder)


def _check(folder: Path, out: Path, run: FinishedRun) -> None:
    """Raise :class:`InputError` if ``folder`` holds anything but an earlier result."""
    _ = run.report  # raises when there is no run
    here, there = folder.resolve(), out.resolve()
    if here == there or here in there.parents or (there / "clean") in (here, *here.parents):
        raise InputError(f"{folder} holds the run itself: choose another place with -o")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file: choose another place with -o")
    try:
        ours = "review" in json.loads((folder / "run.json").read_bytes())
    except (OSError, ValueError, TypeError):
        ours = not any(folder.iterdir())
    if not ours:
        raise InputError(f"{folder} is not empty: choose another place with -o")


def _take_up(folder: Path) -> None:
    """Remove what calls that were killed left beside ``folder``.

    One that was killed between its two renames had put away the earlier result: it comes back.
    """
    name = re.compile(rf"\.{re.escape(folder.name)}\.(\d+)\.(?:part|old)")
    left = sorted(folder.parent.iterdir()) if folder.parent.is_dir() else ()
    for path in left:
        found = name.fullmatch(path.name)
        if found is None or _is_running(int(found[1])):
            continue
        if path.suffix == ".old" and not folder.exists():
            path.rename(folder)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process: int) -> bool:
    """Say whether a process of this number exists, another one than this.

    Windows cannot be asked so: there it counts as running, and what it left stays.
    """
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return process != os.getpid()


def _put(part: Path, folder: Path) -> None:
    """Replace ``folder`` by the finished ``part``."""
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write(run: FinishedRun, store: Store | None, part: Path, beat: Callable[[], None]) -> Written:
    """Write the dump, the ledger and the report to the folder ``part``."""
    decisions: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {}
    decided: dict[SamplePlace, LedgerRow] = {}
    samples = run.report.get("samples", {})
    sampled = {_place(one) for rows in samples.values() for one in rows}
    changed = 0

    def rows() -> Iterator[LedgerRow]:
        nonlocal changed
        for row, differs in _dumps(run, store, part, beat):
            if row is None:
                changed += differs
                continue
            decisions[row.decision] += 1
            rules.setdefault(row.rule, Counter())[row.decision] += 1
            place = row.file, row.column, row.row, row.start
            if place in sampled:
                decided[place] = row
            yield row

    ledger.write(part / ledger.find(run.out).name, rows())
    stale = list(store.stale()) if store else []
    report = {key: value for key, value in run.report.items() if key != "timing"}
    counts = {rule: dict(sorted(found.items())) for rule, found in sorted(rules.items())}
    report["samples"] = _samples_now(samples, decided)
    report["counts"] = {**report["counts"], "edits": counts}
    report["review"] = {
        "decisions": dict(sorted(decisions.items())),
        "articles_changed": changed,
        "stale": len(stale),
        "stale_decisions": [
            {"why": s.why, "file": s.file, "row": s.row, "rule": s.rule, "before": s.before}
            | {"after": s.after, "who": s.who, "at": s.at}
            for s in stale[:MAX_STALE_LISTED]
        ],
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    (part / "run.json").write_bytes(records.encode(text))
    return Written(part, dict(decisions), changed, stale)


SamplePlace = tuple[str, str, int, int]
"""Where an edit is: file, column, row and start."""


def _place(sample: Mapping[str, Any]) -> SamplePlace:
    return sample["file"], sample.get("column", ""), sample["row"], sample["start"]


def _samples_now(
    samples: Mapping[str, list[dict[str, Any]]], decided: Mapping[SamplePlace, LedgerRow]
) -> dict[str, list[dict[str, Any]]]:
    """Return the samples of a run with what was decided about them."""
    return {
        rule: [
            {**one, "decision": row.decision, "after": row.after}
            for one in rows
            if (row := decided.get(_place(one))) is not None
        ]
        for rule, rows in samples.items()
    }


def _dumps(
    run: FinishedRun, store: Store | None, part: Path, beat: Callable[[], None]
) -> Iterator[tuple[LedgerRow | None, bool]]:
    """Write all files. Yield each row of the ledger, and after each article whether it differs."""
    rows = LedgerRows(run.out)
    by_hand = store.by_hand() if store else {}
    clean = run.out / "clean"
    for dump in run.dumps:
        for first, source in dump.sources():
            target = part / "clean" / Path(source.path).relative_to(clean)
            target.parent.mkdir(parents=True, exist_ok=True)
            with writer(str(target), source) as put:
                for numbers, batch in run.batches(dump, first, source):
                    texts: list[Texts] = []
                    for number, row in zip(numbers, batch.rows, strict=True):
                        texts.append(
                            (
                                yield from _texts(
                                    store, by_hand, rows, (dump.file, number), dump.columns, row
                                )
                            )
                        )
                        beat()
                    put(rendered(source, batch, texts))
    rows.finish()


def _texts(  # noqa: PLR0913 — an article, and all that was decided about articles
    store: Store | None,
    by_hand: Mapping[tuple[str, int], tuple[str, list[LedgerRow]]],
    rows: LedgerRows,
    where: tuple[str, int],
    columns: Sequence[str],
    row: Row,
) -> Generator[tuple[LedgerRow | None, bool], None, Texts]:
    """Return the texts of an article after the review; yield the same as :func:`_dumps`."""
    file, number = where
    texts = list(row.texts)
    seen = changed = False
    for at, column in enumerate(columns):
        own = rows.of(file, number, column)
        new = by_hand.get((ledger.place_of(file, column), number))
        if own or new:
            told = f"{ledger.place_of(file, column)}, row {number}"
            texts[at], own = _decided(store, row.texts[at] or "", own, told, new)
            yield from ((replace(one, file=file, column=column), False) for one in own)
            seen = True
            changed |= texts[at] != row.texts[at]
    if seen:
        yield None, changed
    return texts


def _decided(
    store: Store | None,
    text: str,
    rows: tuple[LedgerRow, ...],
    where: str,
    new: tuple[str, list[LedgerRow]] | None,
) -> tuple[str, tuple[LedgerRow, ...]]:
    """Return the text of an article and the rows of its ledger after the review.

    ``new`` are the edits made by hand there, with the digest of the text that they are about.
    """
    found = store.of_article(rows[0].place, rows[0].row) if store and rows else {}
    if not found and new is None:
        return text, rows
    source = source_of(text, rows, where)
    digest = digest_of(source)
    after = tuple(_row(row, found, digest) for row in rows)
    if new is not None and new[0] == digest:
        after = tuple(sorted((*after, *new[1]), key=lambda row: (row.start, row.end)))
    edits = [row.edit() for row in after if row.is_made]
    return apply(source, edits), after


def _row(
    row: LedgerRow, found: Mapping[str, tuple[str, str | None, str]], digest: str
) -> LedgerRow:
    """Return a row with the decision about it; its ``after`` is what a person wrote."""
    key = key_of(row.place, row.row, (row.start, row.end), row.before, row.rule)
    state, value, source = found.get(key, ("", None, ""))
    if not state or source != digest:
        return row
    return replace(row, decision=state, after=row.after if value is None else value)


def summary(written: Written) -> str:
    """Return one line that tells what was written."""
    count = Counter(written.decisions)
    parts = [f"{count[name]:,} {name}" for name in ("accepted", "rejected", "edited")]
    parts += [f"{count['auto']:,} made by the program", f"{count['review']:,} left undecided"]
    articles = f"{written.changed:,} article{'s' * (written.changed != 1)}"
    return f"{', '.join(parts)}; {articles} changed: {written.folder}"


def complaint(written: Written) -> str | None:
    """Return one line about the decisions that were not applied, None if all were."""
    if not written.stale:
        return None
    first = written.stale[0]
    n = len(written.stale)
    why = {
        "source": "its text has changed",
        "gone": "it is no longer proposed",
        "overlap": "another edit stands there",
        "proposal": "another text is now proposed",
    }[first.why]
    return (
        f"{n:,} decision{'s' * (n > 1)} not applied, such as {first.before!r} in {first.file}, "
        f"row {first.row} ({why}): run.json lists them"
    )
