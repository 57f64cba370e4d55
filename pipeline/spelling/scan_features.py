"""Extract the features of the units of a bad scan that may be misread.

Start reading from :func:`suspects`. A unit has features of its place, whatever stood there, and
each of its options has features: what the channel makes of it, and how well it fits its neighbours,
in words and in letters.
"""

from collections.abc import Iterator, Sequence
from math import log10
from typing import NamedTuple

from pipeline.resources import character_model, lexicon, noisy_channel
from pipeline.resources.language_model import START, model
from pipeline.spelling.long_s import is_long_s
from pipeline.spelling.model import NO_CHANGE, Correction, derived, keys, old, prefixed
from pipeline.spelling.scan_options import options_of
from pipeline.spelling.scan_segments import Scan, ScanUnit

_LEAST_GAIN = -3.0
"""Least gain in the language model minus cost in the channel that a reading of a French word
needs."""

_RIVAL_COST = 3.0
"""Cost in the channel up to which a reading rivals others."""

_CLIP = 12.0
"""Highest gain or loss of an option in a language model."""

_LETTERS_AROUND = 2 * character_model.ORDER
"""Letters around an option that the character model may look at."""


PLACE_FEATURES = (
    "damage",
    "capitals",
    "odd",
    "cut",
    "base",
    "unseen",
    "zipf",
    "english",
    "length",
    "single",
    "short",
    "new",
    "old",
    "repeated",
    "strangers",
    "start",
    "upper",
    "pieces",
    "elided",
    "rivals",
    "cheapest",
    "best.lm",
    "best",
)
"""Names of the features of a place, in the order of :func:`place_features`."""


READING_FEATURES = (
    "keep",
    "lm",
    "lm.worse",
    "channel",
    "reading",
    "two",
    "first",
    "accent",
    "split",
    "join",
    "zipf",
    "rare",
    "here",
    "longer",
    "relative",
    "long-s",
    "long-s.here",
    "other",
    "old",
    "mark",
    "lead.channel",
    "lead.lm",
    "lead",
    "letters",
)
"""Names of the features of an option, in the order of :func:`reading_features`."""


class SuspectUnit(NamedTuple):
    """A unit that may be misread: its options, that of no change first, and all features."""

    unit: ScanUnit
    options: tuple[Correction, ...]
    place: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]


def suspects(
    scan: Scan, became: dict[int, tuple[str, ...]] | None = None
) -> Iterator[tuple[int, SuspectUnit]]:
    """Yield the number of each unit that may be misread with its options and their features.

    ``became`` holds, by token, the keys of the readings so far.
    """
    slots: list[tuple[str, ...]] = [(t.key,) if t.key else () for t in scan.tokens]
    for at, found in (became or {}).items():
        slots[at] = found
    strange = [not unit.sort.startswith("known") for unit in scan.units]
    for number, unit in enumerate(scan.units):
        options = options_of(scan, unit)
        if len(options) < 2:
            continue
        base, scores = _language_scores(scan, unit, options, slots)
        if unit.sort.startswith("known") and not any(
            score - option.scanned > _LEAST_GAIN
            for score, option in zip(scores, options[1:], strict=True)
        ):
            continue
        strangers = sum(strange[max(0, number - 2) : number + 3]) - strange[number]
        letters = _letter_scores(scan, unit, options)
        gains = Gains(base, scores, letters, _best(options, scores))
        place = place_features(scan, unit, options, gains, strangers)
        rows = reading_features(scan, unit, options, gains)
        yield number, SuspectUnit(unit, options, place, rows)


def option_keys(option: Correction, unit: ScanUnit) -> tuple[str, ...]:
    """Return the keys of a reading in the place of its unit."""
    if unit.elided:
        return (option.text + "'",)
    return tuple(keys(option.text))


def _left(scan: Scan, slots: Sequence[tuple[str, ...]], at: int) -> list[str]:
    """Return up to four keys before a token, with ``<s>`` where its sentence begins."""
    found: list[str] = []
    while len(found) < 4:
        if at == 0 or scan.breaks[at]:
            found.append(START)
            break
        at -= 1
        found += reversed(slots[at])
    return found[::-1]


def _right(scan: Scan, slots: Sequence[tuple[str, ...]], at: int) -> list[str]:
    """Return four keys after a token or a few more, fewer where its sentence ends."""
    found: list[str] = []
    for here in range(at + 1, min(len(slots), at + 8)):
        if scan.breaks[here] or len(found) >= 4:
            break
        found += slots[here]
    return found


def _language_scores(
    scan: Scan, unit: ScanUnit, options: Sequence[Correction], slots: Sequence[tuple[str, ...]]
) -> tuple[float, list[float]]:
    """Return the log10 probability of the word as it is and what each other option gains."""
    first = unit.first + min(0, *(o.first for o in options))
    last = unit.last + max(0, *(o.last for o in options))
    before = [k for slot in slots[first : unit.first] for k in slot]
    after = [k for slot in slots[unit.last + 1 : last + 1] for k in slot]
    kept = [t.key for t in scan.tokens[unit.first : unit.last + 1] if t.key]
    sequences = [
        [
            *(before if not option.first else ()),
            *(kept if option.kind == NO_CHANGE else option_keys(option, unit)),
            *(after if not option.last else ()),
        ]
        for option in options
    ]
    base, *scores = model().options(_left(scan, slots, first), sequences, _right(scan, slots, last))
    return base, [max(-_CLIP, min(_CLIP, score - base)) for score in scores]


def _letter_scores(scan: Scan, unit: ScanUnit, options: Sequence[Correction]) -> list[float]:
    """Return what each option but that of no change gains in the character model."""
    text, tokens = scan.text, scan.tokens
    start = tokens[unit.first + min(0, *(o.first for o in options))].start
    end = tokens[unit.last + max(0, *(o.last for o in options))].stop
    before, after = (
        character_model.plain(text[start : unit.start]),
        character_model.plain(text[unit.end : end]),
    )
    base, *scores = character_model.scores(
        character_model.plain(" " + text[max(0, start - _LETTERS_AROUND) : start]),
        [
            ("" if option.first else before)
            + character_model.plain(option.text)
            + ("" if option.last else after)
            for option in options
        ],
        character_model.plain(text[end : end + _LETTERS_AROUND] + " "),
    )
    return [max(-_CLIP, min(_CLIP, score - base)) for score in scores]


class Best(NamedTuple):
    """The lowest cost of the options of a place, their highest gain, and the best of both."""

    cost: float
    gain: float
    both: float


class Gains(NamedTuple):
    """The log10 probability of a unit as it is, and what the options but the first gain over it.

    They gain in the language model (``words``) and in the character model (``letters``).
    """

    base: float
    words: Sequence[float]
    letters: Sequence[float]
    best: Best


def _both(cost: float, gain: float) -> float:
    """Return a rough score of an option from its cost and its gain."""
    return 0.8 * gain - cost


def _best(options: Sequence[Correction], scores: Sequence[float]) -> Best:
    costs = [option.scanned for option in options[1:]]
    return Best(min(costs), max(scores), max(map(_both, costs, scores)))


def place_features(
    scan: Scan,
    unit: ScanUnit,
    options: Sequence[Correction],
    gains: Gains,
    strangers: int,
) -> tuple[float, ...]:
    """Return the features of a place, in the order of :data:`PLACE_FEATURES`, each about 1 in size.

    ``strangers`` is the number of unknown words among the two on either side.
    """
    base, best = gains.base, gains.best
    word = unit.word
    unknown = unit.sort in ("lower", "capital")
    return (
        log10(scan.damage) + 1.5,
        log10(scan.capitals) + 1.5,
        log10(scan.odd) + 1.5,
        float(scan.cut),
        base / 10 + 1,
        float(word not in model()),
        lexicon.zipf(word, "fr") / 3,
        lexicon.zipf(word, "en") / 3,
        min(len(word), 12) / 6,
        float(len(word) == 1),
        float(len(word) == 2),
        float(unknown and (prefixed(word) or derived(word))),
        float(unknown and old(word)),
        float(scan.counts[word] > 1),
        min(strangers, 3) / 2,
        float(unit.starts),
        float(len(word) > 1 and scan.text[unit.start : unit.end].isupper()),
        float(unit.first != unit.last),
        float(unit.elided),
        min(sum(option.scanned < _RIVAL_COST for option in options[1:]), 8) / 4,
        min(best.cost / 2, 5.0),
        max(-3.0, min(3.0, best.gain / 4)),
        max(-3.0, min(3.0, best.both / 4)),
    )


def reading_features(
    scan: Scan,
    unit: ScanUnit,
    options: Sequence[Correction],
    gains: Gains,
) -> tuple[tuple[float, ...], ...]:
    """Return the features :data:`READING_FEATURES` of the options, each about 1 in size."""
    best = gains.best
    word = unit.word
    rows: list[tuple[float, ...]] = [(1.0, *(0.0,) * (len(READING_FEATURES) - 1))]
    for option, gain, spelling in zip(options[1:], gains.words, gains.letters, strict=True):
        text = option.text
        zipf = lexicon.zipf(text, "fr")
        long_s = float(is_long_s(text, word))
        stranger = option.kind in ("edit", "accent") and not lexicon.is_french(text)
        rows.append(
            (
                0.0,
                gain / 4,
                min(gain, 0.0) / 4,
                option.scanned / 2,
                option.typed if option.kind in ("edit", "accent") else 0.0,
                float(option.scanned > 4),
                float(noisy_channel.bare(text[:1]) != noisy_channel.bare(word[:1])),
                float(option.kind == "accent"),
                float(option.kind == "split"),
                float(option.kind == "join"),
                zipf / 3,
                float(zipf < 2),
                float(text in scan.words),
                (len(text) - len(word)) / 2,
                option.scanned / len(word),
                long_s,
                long_s * min(scan.long_s, 3) / 2,
                float(stranger),
                float(stranger and old(text)),
                float(option.kind == "mark"),
                (option.scanned - best.cost) / 2,
                (gain - best.gain) / 4,
                (_both(option.scanned, gain) - best.both) / 4,
                spelling / 4,
            )
        )
    return tuple(rows)
