"""What people decided in reviews, as counts for a model: how substitutes read, and thresholds.

Start reading from :func:`decision_counts`. The decisions are what ``rature review --export``
writes; those that stand count, each once. They are no random sample: people judge what they see.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.errors import InputError
from pipeline.evaluate import wilson
from pipeline.io import files
from pipeline.resources import lexicon
from pipeline.restoration.dump_model import UNCHANGED, Key, LearnedThreshold
from pipeline.stages import RULES

MIN_DECIDED = 20
"""Decisions about a rule on the side of its threshold that is to move, at least."""

RIGHT_SHARE = 0.99
"""Share of automatic edits that must be right: what the whole product is held to."""

_ACCEPTED, _EDITED, _REJECTED = "accept", "edit", "reject"


class _Decided(NamedTuple):
    """A decision that stands: what was proposed, how sure it was, and what it became."""

    rule: str
    before: str
    after: str
    confidence: float | None
    what: str
    value: str | None


@dataclass(frozen=True)
class DecisionCounts:
    """What decisions say: per substitute, how often people chose each word; and thresholds."""

    readings: Mapping[Key, Mapping[str, int]] = field(default_factory=dict)
    thresholds: Mapping[str, LearnedThreshold] = field(default_factory=dict)
    decisions: int = 0


def decision_counts(paths: Iterable[str]) -> DecisionCounts:
    """Count the decisions in files; :class:`InputError` names a line that holds none."""
    found = {key: one for path in paths for key, one in _read(path)}
    by_rule: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    readings: dict[Key, Counter[str]] = defaultdict(Counter)
    for one in found.values():
        if one.confidence is not None and one.rule in RULES:
            by_rule[one.rule].append((one.confidence, one.what == _ACCEPTED))
        if one.rule.startswith("LEAK"):
            readings[_key(one.before)][_reading(one)] += 1
    thresholds = {}
    for rule, judged in sorted(by_rule.items()):
        moved = threshold_of(judged, RULES[rule].auto)
        if RULES[rule].safety == "confidence" and moved is not None:
            thresholds[rule] = moved
    return DecisionCounts(readings, thresholds, len(found))


def threshold_of(judged: Iterable[tuple[float, bool]], own: float) -> LearnedThreshold | None:
    """Return the threshold that decisions speak for, None where they do not speak against ``own``.

    ``judged`` are confidences, and whether the edit was right. The threshold rises where the edits
    above it are surely too often wrong, to the lowest at which they may be right often enough. It
    falls where those that it would let through are surely right often enough.
    """
    rows = sorted(judged)
    above = [right for confidence, right in rows if confidence >= own]
    if len(above) >= MIN_DECIDED and wilson(sum(above), len(above))[1] < RIGHT_SHARE:
        for tried in sorted({c for c, _ in rows if c > own}):
            left = [right for c, right in rows if c >= tried]
            if len(left) >= MIN_DECIDED and wilson(sum(left), len(left))[1] >= RIGHT_SHARE:
                return LearnedThreshold(tried, len(above))
        return LearnedThreshold(1.0, len(above))
    for tried in sorted({c for c, _ in rows if c < own}):
        between = [right for c, right in rows if tried <= c < own]
        if len(between) >= MIN_DECIDED and wilson(sum(between), len(between))[0] >= RIGHT_SHARE:
            return LearnedThreshold(tried, len(between))
    return None


def _key(before: str) -> Key:
    """Return the key of a substitute: a French word as well, or English alone."""
    word = before.lower()
    return ("homograph" if lexicon.is_french(word) else "word"), word


def _reading(one: _Decided) -> str:
    if one.what == _REJECTED:
        return UNCHANGED
    return (one.after if one.value is None else one.value).lower()


def _read(path: str) -> Iterator[tuple[str, _Decided]]:
    try:
        with files.opened(path) as file:
            for number, line in enumerate(file, 1):
                row = _row(line, f"{path}:{number}")
                if row["what"] in (_ACCEPTED, _EDITED, _REJECTED) and row["stands"] is True:
                    yield str(row["key"]), _decided(row, f"{path}:{number}")
    except OSError as error:
        raise files.unreadable(path, error) from error


def _row(line: bytes, where: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
        _ = row["what"], row["stands"], row["key"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"{where}: no decision: give what `rature review OUT --export` wrote"
        ) from error
    found: Mapping[str, Any] = row
    return found


def _decided(row: Mapping[str, Any], where: str) -> _Decided:
    try:
        texts = [row[name] for name in ("rule", "before", "after")]
        confidence, value = row["confidence"], row["value"]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
        if not (confidence is None or 0.0 <= float(confidence) <= 1.0):
            raise ValueError
        if not (value is None or isinstance(value, str)):
            raise TypeError
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{where}: no decision: give what `rature review OUT --export` wrote"
        ) from error
    rule, before, after = texts
    number = None if confidence is None else float(confidence)
    return _Decided(rule, before, after, number, row["what"], value)
