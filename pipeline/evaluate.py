"""Count what cleaning does to text whose truth is known: found, restored, harmed.

A gold row has ``source`` (damaged), ``text`` (true) and ``edits`` (``start``, ``end``, ``before``,
``after`` in ``source``, as in the seeds); a row without edits is sound, and every edit in it an
alarm. Start reading from :func:`tally`.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import Any, NamedTuple

from pipeline.edits import Edit, apply
from pipeline.errors import InputError
from pipeline.result import MADE, Result
from pipeline.schemas import candidates_of

APART = ("ENC", "MRK", "DUP", "TYP")
"""Families that are judged by themselves: they mend what the gold of a spinner does not hold."""

BINS = 10
"""Bins of the reliability table."""

Z_95 = 1.96
"""Standard deviations of a 95 % interval."""


def rows(lines: Iterable[str], name: str) -> Iterator[dict[str, Any]]:
    """Yield the gold rows of JSON lines; ``name`` is what errors call their file.

    Raises :class:`~pipeline.errors.InputError` for a line that is not such a row.
    """
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            row.setdefault("source", row["text"])
            row["edits"] = [
                {**e, "before": row["source"][e["start"] : e["end"]], "after": str(e["after"])}
                for e in row.get("edits", [])
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{name}:{number}: not a gold row: a JSON object with « source », « text » "
                "and « edits » is wanted"
            ) from error
        yield row


def tally(row: Mapping[str, Any], result: Result) -> Counter[str]:
    """Count damage and edits of one document.

    The names are ``gold``, ``found``, ``first``, ``three``, ``auto``, ``touched``, also apart by
    the row's ``known`` (``gold.known=True``), and ``alarms``, ``review`` and ``words``.
    """
    counts: Counter[str] = Counter()
    gold = _gold(row)
    made = [e for e in result.edits if not e.rule.startswith(APART)]
    proposed = [e for e in result.proposals if not e.rule.startswith(APART)]
    source = result.source
    for edit, record in zip(gold, row["edits"], strict=True):
        near_made = [e for e in made if _shares(e, edit)]
        near = near_made + [e for e in proposed if _shares(e, edit)]
        values = {
            "gold": True,
            "found": bool(near),
            "first": bool(near) and _reads(source, gold, edit, near),
            "auto": bool(near_made) and _reads(source, gold, edit, near_made),
            "touched": bool(near_made),
        }
        values["three"] = values["first"] or any(
            (e.start, e.end) == (edit.start, edit.end)
            and edit.after in [text for text, _ in e.candidates[:3]]
            for e in near
        )
        for name, value in values.items():
            counts[name] += value
            if "known" in record:
                counts[f"{name}.known={record['known']}"] += value
    counts["alarms"] = len(alarms(row, result))
    counts["review"] = len(proposed)
    counts["words"] = len(source.split())
    return counts


def _gold(row: Mapping[str, Any]) -> list[Edit]:
    """Return the true edits of a row."""
    return [Edit(e["start"], e["end"], e["before"], e["after"], "GOLD", 1.0) for e in row["edits"]]


def alarms(row: Mapping[str, Any], result: Result) -> list[Edit]:
    """Return the edits made where the row tells of no damage."""
    return [
        e
        for e in result.edits
        if not e.rule.startswith(APART)
        and not any(e.start < gold["end"] and gold["start"] < e.end for gold in row["edits"])
    ]


class Judged(NamedTuple):
    """An edit of the program, whether it was made or only proposed, and whether it is right."""

    edit: Edit
    made: bool
    right: bool


def judge(row: Mapping[str, Any], result: Result) -> list[Judged]:
    """Return each edit and proposal of a document with its judgement.

    An edit is right when the damaged stretch that it touches reads as in the truth once all edits
    of its kind, made or proposed, are made there.
    """
    gold = _gold(row)
    judged = []
    for made, edits in ((True, result.edits), (False, result.proposals)):
        own = [e for e in edits if not e.rule.startswith(APART)]
        for edit in own:
            touched = [g for g in gold if _shares(g, edit)]
            right = bool(touched) and all(
                _reads(result.source, gold, g, [e for e in own if _shares(e, g)]) for g in touched
            )
            judged.append(Judged(edit, made, right))
    return judged


def missed(row: Mapping[str, Any], result: Result) -> list[Mapping[str, Any]]:
    """Return the gold edits that no edit and no proposal touches."""
    found = [e for e in (*result.edits, *result.proposals) if not e.rule.startswith(APART)]
    return [
        gold
        for gold in row["edits"]
        if not any(e.start < gold["end"] and gold["start"] < e.end for e in found)
    ]


def predicted(record: Mapping[str, Any], source: str) -> Result:
    """Return the result that a record of ``rature clean --jsonl`` tells of.

    Raises :class:`~pipeline.errors.InputError` if its edits are not those of ``source``.
    """
    try:
        rows = [
            (
                Edit(
                    e["start"],
                    e["end"],
                    e["before"],
                    e["after"],
                    e["rule"],
                    e["confidence"],
                    candidates_of(e),
                ),
                e["decision"] in MADE,
            )
            for e in record["edits"]
            if e["decision"] != "rejected"
        ]
        made = tuple(edit for edit, is_made in rows if is_made)
        if any(source[e.start : e.end] != e.before for e, _ in rows):
            raise ValueError("the edits are of another text")
        text = apply(source, made)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"not a record of this text: {error}") from error
    waiting = tuple(edit for edit, is_made in rows if not is_made)
    return Result(source, text, str(record.get("id", "")), made, waiting)


RESAMPLES = 1000
"""Resamples of the articles from which an interval is taken."""


def intervals(
    documents: Sequence[Counter[str]], others: Sequence[Counter[str]] = ()
) -> dict[str, tuple[float, float]]:
    """Return the 95 % interval of each figure, by resampling the articles (bootstrap).

    With ``others``, the counts of other predictions for the same articles, the intervals are those
    of the differences from them. The same counts give the same intervals.
    """
    chance = random.Random(0)  # the same sample each time
    drawn: dict[str, list[float]] = {}
    for _ in range(RESAMPLES):
        numbers = chance.choices(range(len(documents)), k=len(documents))
        values = figures(_sum(documents[n] for n in numbers))
        if others:
            less = figures(_sum(others[n] for n in numbers))
            values = {name: value - less[name] for name, value in values.items()}
        for name, value in values.items():
            drawn.setdefault(name, []).append(value)
    ends = int(RESAMPLES * 0.025)
    return {
        name: (ordered[ends], ordered[-1 - ends])
        for name, values in drawn.items()
        for ordered in [sorted(values)]
    }


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total


def _shares(a: Edit, b: Edit) -> bool:
    return a.start < b.end and b.start < a.end


def _reads(source: str, gold: Sequence[Edit], edit: Edit, near: Sequence[Edit]) -> bool:
    """Say whether the stretch of ``edit`` reads as in the truth once ``near`` edits are made."""
    start = min(edit.start, *(e.start for e in near))
    end = max(edit.end, *(e.end for e in near))
    true = [e for e in gold if _shares(e, Edit(start, end, source[start:end], "", "", 1.0))]
    start = min(start, *(e.start for e in true))
    end = max(end, *(e.end for e in true))

    def reading(edits: Iterable[Edit]) -> str:
        return apply(
            source[start:end],
            [
                Edit(e.start - start, e.end - start, e.before, e.after, e.rule, e.confidence)
                for e in edits
            ],
        )

    return reading(near) == reading(true)


def figures(counts: Mapping[str, int]) -> dict[str, float]:
    """Turn counts into precision, recall, F0.5 and harm.

    ``precision`` is the share of right ones among auto edits, ``recall`` the share of the damage
    that auto edits restore.
    """
    gold = counts.get("gold", 0)
    edits = counts.get("touched", 0) + counts.get("alarms", 0)
    precision = counts.get("auto", 0) / edits if edits else 1.0
    recall = counts.get("auto", 0) / gold if gold else 1.0
    weighted = 0.25 * precision + recall
    return {
        "damaged": gold,
        "found": counts.get("found", 0) / gold if gold else 1.0,
        "first": counts.get("first", 0) / gold if gold else 1.0,
        "three": counts.get("three", 0) / gold if gold else 1.0,
        "recall": recall,
        "precision": precision,
        "f05": 1.25 * precision * recall / weighted if weighted else 0.0,
        "alarms_per_10k": 1e4 * counts.get("alarms", 0) / max(1, counts.get("words", 0)),
        "reviews_per_10k": 1e4 * counts.get("review", 0) / max(1, counts.get("words", 0)),
        "words": counts.get("words", 0),
    }


def wilson(right: int, all_: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share (Wilson 1927), 0 and 1 without a trial."""
    if not all_:
        return 0.0, 1.0
    share = right / all_
    middle = share + Z_95 * Z_95 / (2 * all_)
    spread = Z_95 * sqrt(share * (1 - share) / all_ + Z_95 * Z_95 / (4 * all_ * all_))
    whole = 1 + Z_95 * Z_95 / all_
    low = (middle - spread) / whole if right else 0.0
    return low, (middle + spread) / whole if right < all_ else 1.0
