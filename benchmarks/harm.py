"""Print what cleaning does to sound text of many kinds: ``python -m benchmarks.harm``.

Nothing in these texts was spun or scanned, so an automatic edit either mends a slip of the author
or does harm. One line per genre: automatic edits by family and proposals, in 10,000 words; how the
automatic ones were judged; and how many of the edits that were once judged wrong
(``wrong_edits.tsv``) are still made. ``--split report`` takes only what nothing was fitted on:
every second article of a genre.

Edits are judged by reading them (:mod:`benchmarks.judgements`): ``--show FAMILY`` prints each
automatic edit of a family (``ALL``: all) that nobody has read, in its context and with its digest;
``--every`` those that were read as well. ``--save FILE`` writes all edits as JSON lines.

``--reliability`` prints how often LEAK edits were right per band of confidence and condition:
articles of known spinners, of spinners that nothing was fitted on, machine-translated articles,
news, and each genre.
"""

import argparse
import json
import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.judgements import HARMLESS, SLIP, UNREAD, WRONG, sign, verdicts
from pipeline.edits import Edit
from pipeline.pipeline import Pipeline

DEV = Path(__file__).resolve().parents[2] / "shared" / "dev"
GENRES = DEV / "sound"
WRONG_EDITS = GENRES / "wrong_edits.tsv"
NEWS = ("clean_news", "clean_machine_translated")
SPUN = ("spin_news", "spin_machine_translated", "spin_unseen")

FAMILIES = ("ENC", "MRK", "DUP", "LEAK", "OCR", "SPL", "AGR", "CAP")
VERDICTS = (WRONG, HARMLESS, SLIP, UNREAD)

AROUND = 80
"""Code points of context on each side of an edit that is shown."""

BANDS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.875, 0.95, 0.98, 1.01)
"""Bands of confidence of the reliability table."""


class Seen(NamedTuple):
    """An edit of an article: whether it was made, what was judged of it, its context."""

    genre: str
    article: str
    made: bool
    rule: str
    before: str
    after: str
    confidence: float
    verdict: str
    digest: str
    left: str
    right: str

    @property
    def family(self) -> str:
        """The letters of its rule's code."""
        return self.rule.rstrip("0123456789")

    def __str__(self) -> str:
        return (
            f"{self.digest} {self.genre} {self.rule} {self.confidence:.3f} {self.verdict}: "
            f"…{self.left}[{self.before!r} → {self.after!r}]{self.right}…"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit 2 when its articles are absent."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.harm",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("genres", nargs="*", metavar="GENRE", help="only these (default: all)")
    parser.add_argument("--split", choices=["all", "tune", "report"], default="all")
    parser.add_argument("--context", choices=["auto", "off", "always"], default="auto")
    parser.add_argument("--show", action="append", default=[], metavar="FAMILY")
    parser.add_argument("--proposals", action="store_true", help="--show proposals instead")
    parser.add_argument("--every", action="store_true", help="--show what was read as well")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write all edits as JSON lines")
    parser.add_argument("--reliability", action="store_true")
    parser.add_argument("--workers", type=int, choices=[1, 2], default=1)
    chosen = parser.parse_args(arguments)
    genres = [g for g in available() if not chosen.genres or g in chosen.genres]
    if not genres:
        print(f"benchmarks.harm: no sound articles in {DEV}: nothing to count", file=sys.stderr)
        return 2
    pipeline = Pipeline(context=chosen.context)
    seen: list[Seen] = []
    total: Counter[str] = Counter()
    print(_head())
    with get_context("fork").Pool(chosen.workers) as pool:
        for genre in genres:
            counts: Counter[str] = Counter()
            found = []
            articles = list(rows(genre, chosen.split))
            for words, edits in pool.imap(partial(read, pipeline, genre), articles, chunksize=4):
                counts["words"] += words
                found += edits
            counts += count(found) + still_wrong(genre, found)
            total += counts
            seen += found
            print(_line(genre, counts), flush=True)
        print(_line("all", total))
        if chosen.reliability:
            conditions: dict[str, list[tuple[float, bool]]] = defaultdict(list)
            for edit in (e for e in seen if e.family == "LEAK"):
                conditions[edit.genre].append((edit.confidence, edit.verdict == SLIP))
            for name in SPUN:
                for told in pool.imap(partial(spun, pipeline, name), spun_rows(name)):
                    conditions[name] += told
            print(reliability(conditions))
    if chosen.save:
        with chosen.save.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(e._asdict(), ensure_ascii=False) + "\n" for e in seen)
    for edit in seen:
        wanted = edit.family in chosen.show or "ALL" in chosen.show
        if wanted and edit.made != chosen.proposals and (chosen.every or edit.verdict == UNREAD):
            print(edit)
    return 0


# -- texts ----------------------------------------------------------------------------------------


def available() -> Iterator[str]:
    """Yield the names of the genres that are there, and say on stderr which are not."""
    for name in NEWS:
        if (DEV / f"{name}.jsonl").exists():
            yield name
        else:
            print(f"{name}: skipped, {DEV / name}.jsonl is absent", file=sys.stderr)
    paths = sorted(GENRES.glob("*.jsonl.xz"))
    if not paths:
        print(f"genres: skipped, {GENRES} has none", file=sys.stderr)
    yield from (path.name.removesuffix(".jsonl.xz") for path in paths)


def rows(genre: str, split: str) -> Iterator[dict[str, Any]]:
    """Yield the articles of a genre, with ``id`` and ``text``; weights are fitted on every second.

    News has its ``split`` in each row.
    """
    if genre in NEWS:
        with (DEV / f"{genre}.jsonl").open(encoding="utf-8") as lines:
            yield from (row for row in map(json.loads, lines) if split in ("all", row["split"]))
        return
    with lzma.open(GENRES / f"{genre}.jsonl.xz", "rt", encoding="utf-8") as lines:
        every = list(map(json.loads, lines))
    yield from {"all": every, "tune": every[::2], "report": every[1::2]}[split]


def read(pipeline: Pipeline, genre: str, row: Mapping[str, Any]) -> tuple[int, list[Seen]]:
    """Return the number of words of an article, and the edits made and proposed."""
    text = row["text"]
    result = pipeline.explain(text)
    found = [
        _seen(genre, row, edit, made=made)
        for made, edits in ((True, result.edits), (False, result.proposals))
        for edit in edits
    ]
    return len(text.split()), found


def _seen(genre: str, row: Mapping[str, Any], edit: Edit, *, made: bool) -> Seen:
    text, digest = row["text"], sign(genre, row, edit)
    return Seen(
        genre,
        str(row["id"]),
        made,
        edit.rule,
        edit.before,
        edit.after,
        round(edit.confidence, 4),
        verdicts().get(digest, UNREAD),
        digest,
        text[max(0, edit.start - AROUND) : edit.start].replace("\n", "¶"),
        text[edit.end : edit.end + AROUND].replace("\n", "¶"),
    )


# -- counts ---------------------------------------------------------------------------------------


def count(seen: Iterable[Seen]) -> Counter[str]:
    """Count automatic edits by family and, but for ENC and MRK, by verdict; and proposals."""
    counts: Counter[str] = Counter()
    for edit in seen:
        if not edit.made:
            counts["proposed"] += 1
            continue
        counts[edit.family] += 1
        if edit.family not in ("ENC", "MRK"):
            counts[edit.verdict] += 1
    return counts


def still_wrong(genre: str, seen: Sequence[Seen]) -> Counter[str]:
    """Count the edits of ``wrong_edits.tsv`` in a genre, and how many of them are still made."""
    counts: Counter[str] = Counter()
    made = [edit for edit in seen if edit.made]
    for row in _once_wrong():
        if row[0] == genre:
            counts["once wrong"] += 1
            counts["still"] += any(_is_same(edit, row) for edit in made)
    return counts


@cache
def _once_wrong() -> tuple[tuple[str, ...], ...]:
    """Return the rows of ``wrong_edits.tsv``: genre, rule, before, after, confidence, context."""
    if not WRONG_EDITS.exists():
        print(f"wrong edits: skipped, {WRONG_EDITS} is absent", file=sys.stderr)
        return ()
    lines = WRONG_EDITS.read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if not line.startswith("#"))


def _is_same(edit: Seen, row: Sequence[str]) -> bool:
    """Say whether an edit changes the words of a row, at its place, whatever it makes of them."""
    left, _, rest = row[5].partition(f"[{row[2]}]")
    return (
        _letters(edit.before) == _letters(row[2])
        and _letters(edit.left)[-20:].endswith(_letters(left)[-20:])
        and _letters(edit.right)[:20].startswith(_letters(rest)[:20])
    )


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _head() -> str:
    families = "".join(f"{family:>7}" for family in FAMILIES)
    judged = "".join(f"{verdict:>9}" for verdict in VERDICTS)
    return (
        f"{'in 10,000 words':26}{families}{'wrong':>8}{'proposed':>10} | edits:{judged} |"
        f"{'still wrong':>12}{'words':>9}"
    )


def _line(name: str, counts: Mapping[str, int]) -> str:
    words = max(1, counts["words"])

    def rate(what: str) -> float:
        return 1e4 * counts.get(what, 0) / words

    families = "".join(f"{rate(family):7.2f}" for family in FAMILIES)
    judged = "".join(f"{counts.get(verdict, 0):9}" for verdict in VERDICTS)
    still = f"{counts.get('still', 0)}/{counts.get('once wrong', 0)}"
    return (
        f"{name:26}{families}{rate(WRONG):8.2f}{rate('proposed'):10.2f} |       {judged} |"
        f"{still:>12}{words:9}"
    )


# -- reliability ----------------------------------------------------------------------------------


def spun_rows(name: str) -> Iterator[dict[str, Any]]:
    """Yield the articles of the report part of a spun file; none where it is absent."""
    path = DEV / f"{name}.jsonl"
    if not path.exists():
        print(f"{name}: skipped, {path} is absent", file=sys.stderr)
        return
    with path.open(encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["split"] == "report")


def spun(pipeline: Pipeline, name: str, row: Mapping[str, Any]) -> list[tuple[float, bool]]:
    """Return the confidence of each LEAK edit of a spun article, and whether it is right."""
    gold = {(e["start"], e["end"]): e["after"] for e in row["edits"]}
    result = pipeline.explain(row["source"])
    return [
        (e.confidence, gold.get((e.start, e.end)) == e.after)
        for e in (*result.edits, *result.proposals)
        if e.rule.startswith("LEAK") and not _is_of_group(e, gold)
    ]


def _is_of_group(edit: Edit, gold: Mapping[tuple[int, int], str]) -> bool:
    """Say whether an edit only elides a word before another one of its group."""
    return edit.group is not None and (edit.start, edit.end) not in gold and not edit.candidates


def reliability(conditions: Mapping[str, Sequence[tuple[float, bool]]]) -> str:
    """Return a table: the share of right edits per condition and band of confidence, of how many.

    In sound text only edits that were read and found to mend a slip are right.
    """
    bands = list(pairwise(BANDS))
    head = "".join(f"{f'{low:.3g}–{min(1.0, high):.3g}':>14}" for low, high in bands)
    lines = [f"\nLEAK edits, right by confidence{head}"]
    for name, told in conditions.items():
        cells = []
        for low, high in bands:
            band = [right for confidence, right in told if low <= confidence < high]
            cells.append(f"{sum(band) / len(band):.2f} of {len(band)}" if band else "–")
        lines.append(f"{name:31}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
