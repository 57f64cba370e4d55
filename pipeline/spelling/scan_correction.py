"""Read a bad scan again: every word of it may be misread, also those that are French words.

Start reading from :func:`reread`; :mod:`pipeline.spelling.scan_detection` tells which texts need
it. In a sound text only unknown words are looked at (:mod:`pipeline.spelling.model`). In a scan the
rate of errors is a hundred times as high, so that here known words, capitalised ones and fragments
are weighed as well: what the channel makes of them (*tes* for *les*), how well it fits the
neighbours, in words and in letters, and how damaged the document is. Words are decoded together:
each is weighed again beside what its neighbours became. A small network turns the numbers of an
option and of its place into a score, a softmax the scores into probabilities; ``python -m
benchmarks.scans --fit`` fits it.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from math import log10, tanh
from operator import mul
from typing import NamedTuple

from pipeline.resources import character_model, data, lexicon, noisy_channel
from pipeline.resources.language_model import START, model
from pipeline.resources.spelling_index import accented, near_all
from pipeline.spelling.model import (
    NO_CHANGE,
    Correction,
    derived,
    keys,
    old,
    prefixed,
    softmax,
    splits,
)
from pipeline.spelling.scan_candidates import meant
from pipeline.spelling.scan_detection import WEIGHTS
from pipeline.spelling.scan_segments import CLASSES, Scan, Unit, is_known, read, readings

MOST = 16
"""Readings of one word that are weighed, the cheapest in the channel first."""

DEAREST = 7.5
"""Cost in the channel from which an unknown word is no reading of another one."""

_KNOWN_DEAREST = 4.0
"""The same for a French word: one confusion, or a slip that scans often make."""

_HOPELESS = -3.0
"""Gain in the language model less cost in the channel below which a French word is not weighed."""

_AS_MARK = 2.0
"""Cost of an exclamation mark that is read as a letter or a figure, or the other way round."""

_RIVAL = 3.0
"""Cost in the channel of a reading that rivals others."""

_FREQUENT = 3.0
"""Zipf value of the words that another French word may be a misreading of."""

LEAST = 0.3
"""Probability below which no reading is proposed."""

_TAKEN = 0.5
"""Probability from which the neighbours of a word are weighed beside its new reading."""

SWEEPS = 2
"""Times that each word is weighed, the last ones beside what its neighbours have become."""

_CLIP = 12.0
"""Most that an option gains or loses in a language model."""

_AROUND = 2 * character_model.ORDER
"""Letters around an option that the model of letters may look at."""

_ELIDED = ("l", "d", "j", "m", "t", "s", "n", "c", "qu")

CONTEXT = (
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
"""Names of what is known of a place, whatever stood there, in the order of :func:`context`."""

FEATURES = (
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
"""Names of the numbers of an option, in the order of :func:`features`."""


class Suspect(NamedTuple):
    """A unit with its options, leaving it alone first, and the numbers of each."""

    unit: Unit
    options: tuple[Correction, ...]
    place: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]


def _long_s(text: str, word: str) -> bool:
    """Say whether ``word`` is ``text`` with an f or more for an s."""
    return (
        "s" in text
        and text != word
        and len(text) == len(word)
        and all(a == b or a + b == "sf" for a, b in zip(text, word, strict=True))
    )


@lru_cache(1 << 12)
def edits(word: str, known: bool, elided: bool) -> tuple[Correction, ...]:
    """Return what a lower-case word may be a misreading of, the likeliest in the channel first."""
    if word[0] == "!":
        forms = (letter + word[1:] for letter in "il")
        return tuple(Correction(form, "edit", 0.0, _AS_MARK) for form in forms if is_known(form))
    table = dict(readings().get(word, ()))
    if elided:
        found = {other for other in _ELIDED if other != word}
    elif known:
        found = {form for form in _rewritten(word) if lexicon.zipf(form, "fr") >= _FREQUENT}
    else:
        found = {*near_all(word), *_rewritten(word), *meant(word)} if word.isalpha() else set()
    options = []
    # *avoient* and *iour* are old, not misread: an old text is not to be modernised.
    for other in sorted({*found, *table} - {word, word.replace("oi", "ai")}):
        scanned = noisy_channel.cost(other, word).scanned
        # A reading of the table takes the place of what its letters cost.
        price = min(scanned, table.get(other, 99.0))
        # *coeur* is a matter of typography.
        if word in (other.replace("œ", "oe"), other.replace("j", "i")):
            continue
        if price <= (_KNOWN_DEAREST if known else DEAREST):
            same = noisy_channel.bare(other) == noisy_channel.bare(word)
            options.append(
                Correction(other, "accent" if same else "edit", float(other in table), price)
            )
    options.sort(key=lambda o: (o.scanned - 0.3 * lexicon.zipf(o.text, "fr"), o.text))
    return tuple(options[:MOST])


@lru_cache(1 << 12)
def _rewritten(word: str) -> tuple[str, ...]:
    """Return the French words that one confusion of the channel turns into ``word``."""
    found = set(accented(noisy_channel.bare(word)))
    for right, seen in noisy_channel.scanned():
        at = word.find(seen)
        while at >= 0:
            found.update(accented(noisy_channel.bare(word[:at] + right + word[at + len(seen) :])))
            at = word.find(seen, at + 1)
    found.update(
        form
        for form in ("à", "a", "y")
        if len(word) == 1 and form != word and noisy_channel.cost(form, word).scanned < DEAREST
    )
    return tuple(found)


def _options(scan: Scan, unit: Unit) -> tuple[Correction, ...]:
    known = unit.sort.startswith("known")
    found = [Correction(unit.word, NO_CHANGE), *edits(unit.word, known, unit.elided)]
    if not known and old(unit.word):
        # Nothing but the long s: an old text is not to be modernised.
        return tuple(o for o in found if o.kind == NO_CHANGE or _long_s(o.text, unit.word))
    if unit.word == "1":
        found.append(Correction("!", "mark", _AS_MARK, _AS_MARK))
    if unit.sort.endswith("capital"):  # *Etat*: newspapers leave accents off capitals
        found = [o for o in found if o.kind != "accent" or o.text[0] == unit.word[0]]
    if known or unit.elided or unit.first != unit.last:
        return tuple(found)
    word = unit.word
    if len(word) > 3:
        found += splits(word)
    if unit.sort == "lower":
        for text, first, last in _joins(scan, unit):
            if lexicon.is_french(text) and lexicon.zipf(text, "fr") >= 1.5:
                found.append(Correction(text, "join", 2.0, 2.0, 1, first, last))
    return tuple(found)


def _joins(scan: Scan, unit: Unit) -> Iterator[tuple[str, int, int]]:
    tokens = scan.tokens
    if unit.first:
        before = tokens[unit.first - 1]
        if before.text.isalpha() and scan.text[before.end : unit.start] == " ":
            yield before.key + unit.word, -1, 0
    if unit.last + 1 < len(tokens):
        after = tokens[unit.last + 1]
        if (
            after.text.isalpha()
            and after.text.islower()
            and scan.text[unit.end : after.start] == " "
        ):
            yield unit.word + after.key, 0, 1


def suspects(
    scan: Scan, became: dict[int, tuple[str, ...]] | None = None
) -> Iterator[tuple[int, Suspect]]:
    """Yield the number of each unit that may be misread with its options and their numbers.

    ``became`` holds the keys that tokens have in the reading so far.
    """
    slots: list[tuple[str, ...]] = [(t.key,) if t.key else () for t in scan.tokens]
    for at, found in (became or {}).items():
        slots[at] = found
    strange = [not unit.sort.startswith("known") for unit in scan.units]
    for number, unit in enumerate(scan.units):
        options = _options(scan, unit)
        if len(options) < 2:
            continue
        base, scores = _language_scores(scan, unit, options, slots)
        if unit.sort.startswith("known") and not any(
            score - option.scanned > _HOPELESS
            for score, option in zip(scores, options[1:], strict=True)
        ):
            continue
        strangers = sum(strange[max(0, number - 2) : number + 3]) - strange[number]
        best = _best(options, scores)
        place = context(scan, unit, base, strangers, options, best)
        spelled = _letter_scores(scan, unit, options)
        rows = features(scan, unit, options, scores, spelled, best)
        yield number, Suspect(unit, options, place, rows)


def _left(scan: Scan, slots: Sequence[tuple[str, ...]], at: int) -> list[str]:
    found: list[str] = []
    while len(found) < 4:
        if at == 0 or scan.breaks[at]:
            found.append(START)
            break
        at -= 1
        found += reversed(slots[at])
    return found[::-1]


def _right(scan: Scan, slots: Sequence[tuple[str, ...]], at: int) -> list[str]:
    found: list[str] = []
    for here in range(at + 1, min(len(slots), at + 8)):
        if scan.breaks[here] or len(found) >= 4:
            break
        found += slots[here]
    return found


def option_keys(option: Correction, unit: Unit) -> tuple[str, ...]:
    """Return the keys of a reading in the place of its unit."""
    if unit.elided:
        return (option.text + "'",)
    return tuple(keys(option.text))


def _language_scores(
    scan: Scan, unit: Unit, options: Sequence[Correction], slots: Sequence[tuple[str, ...]]
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


def _letter_scores(scan: Scan, unit: Unit, options: Sequence[Correction]) -> list[float]:
    """Return what each option but the first gains in the model of letters."""
    text, tokens = scan.text, scan.tokens
    start = tokens[unit.first + min(0, *(o.first for o in options))].start
    end = tokens[unit.last + max(0, *(o.last for o in options))].stop
    before, after = (
        character_model.plain(text[start : unit.start]),
        character_model.plain(text[unit.end : end]),
    )
    base, *scores = character_model.scores(
        character_model.plain(" " + text[max(0, start - _AROUND) : start]),
        [
            ("" if option.first else before)
            + character_model.plain(option.text)
            + ("" if option.last else after)
            for option in options
        ],
        character_model.plain(text[end : end + _AROUND] + " "),
    )
    return [max(-_CLIP, min(_CLIP, score - base)) for score in scores]


class Best(NamedTuple):
    """The least cost of the options of a place, their largest gain, and the most of both."""

    cost: float
    gain: float
    both: float


def _both(cost: float, gain: float) -> float:
    """Return a rough measure of an option, by what it costs and what it gains."""
    return 0.8 * gain - cost


def _best(options: Sequence[Correction], scores: Sequence[float]) -> Best:
    costs = [option.scanned for option in options[1:]]
    return Best(min(costs), max(scores), max(map(_both, costs, scores)))


def context(
    scan: Scan,
    unit: Unit,
    base: float,
    strangers: int,
    options: Sequence[Correction],
    best: Best,
) -> tuple[float, ...]:
    """Return what is known of a place, in the order of :data:`CONTEXT`, each about 1 in size."""
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
        min(sum(option.scanned < _RIVAL for option in options[1:]), 8) / 4,
        min(best.cost / 2, 5.0),
        max(-3.0, min(3.0, best.gain / 4)),
        max(-3.0, min(3.0, best.both / 4)),
    )


def features(
    scan: Scan,
    unit: Unit,
    options: Sequence[Correction],
    scores: Sequence[float],
    spelled: Sequence[float],
    best: Best,
) -> tuple[tuple[float, ...], ...]:
    """Return the numbers of each option, in the order of :data:`FEATURES`, each about 1 in size.

    ``scores`` tells what the language model makes of all but the first, ``spelled`` what the model
    of letters does.
    """
    word = unit.word
    rows: list[tuple[float, ...]] = [(1.0, *(0.0,) * (len(FEATURES) - 1))]
    for option, gain, spelling in zip(options[1:], scores, spelled, strict=True):
        text = option.text
        zipf = lexicon.zipf(text, "fr")
        long_s = float(_long_s(text, word))
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


class Reading(NamedTuple):
    """What a stretch of a scan may read: its span, class, kind of slip and rivals."""

    start: int
    end: int
    text: str
    chance: float
    sort: str
    kind: str
    rivals: tuple[tuple[str, float], ...]


def reread(text: str, likely: float = 1.0) -> list[Reading]:
    """Return the likeliest reading of each word that is probably misread, in order.

    ``likely`` is the probability that the text is a bad scan: a doubtful one is a lesser prior.
    """
    scan = read(text)
    doubt = min(1.0, likely / max(1e-6, 1 - likely))
    became: dict[int, tuple[str, ...]] = {}
    found: list[Reading] = []
    for _ in range(SWEEPS):
        found = []
        now: dict[int, tuple[str, ...]] = {}
        for _, suspect in suspects(scan, became):
            chances = probabilities(suspect)
            best = max(range(1, len(chances)), key=lambda n: (chances[n], -n))
            unit, option = suspect.unit, suspect.options[best]
            rest = 1 - chances[best]
            chance = chances[best] * doubt / (chances[best] * doubt + rest)
            if chance < LEAST:
                continue
            start = scan.tokens[unit.first + option.first].start
            end = scan.tokens[unit.last + option.last].stop
            if found and found[-1].end > start:
                continue
            like = text[start:end]
            ranked = sorted(range(1, len(chances)), key=lambda n: (-chances[n], n))[:5]
            same = [
                n
                for n in ranked
                if (suspect.options[n].first, suspect.options[n].last)
                == (option.first, option.last)
            ]
            share = chance / chances[best]
            found.append(
                Reading(
                    start,
                    end,
                    _cased(option.text, like),
                    chance,
                    unit.sort,
                    option.kind,
                    tuple(
                        (_cased(suspect.options[n].text, like), min(1.0, chances[n] * share))
                        for n in same
                    ),
                )
            )
            if chance >= _TAKEN and option.first == option.last == 0:
                now.update(dict.fromkeys(range(unit.first, unit.last + 1), ()))
                now[unit.first] = option_keys(option, unit)
        if now == became:
            break
        became = now
    return found


def _cased(text: str, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if like[:1].isupper() else text


class Net(NamedTuple):
    """Weights of one class: of features, of the context of a word left alone, of hidden units."""

    features: tuple[float, ...]
    keep: tuple[float, ...]
    hidden: tuple[tuple[float, ...], ...]
    """For each hidden unit its bias, then its weights of context and features."""
    out: tuple[float, ...]


@cache
def nets() -> dict[str, Net]:
    """Return the weights by class."""
    with data.opening(WEIGHTS):
        found = data.stored(WEIGHTS)
        return {
            sort: Net(
                tuple(found[sort]["features"]),
                tuple(found[sort]["keep"]),
                tuple(map(tuple, found[sort]["hidden"])),
                tuple(found[sort]["out"]),
            )
            for sort in CLASSES
        }


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    total: float = sum(map(mul, a, b))
    return total


def probabilities(suspect: Suspect) -> list[float]:
    """Return the probability of each option, 0 to 1; they add up to 1."""
    net = nets()[suspect.unit.sort]
    middle = 1 + len(CONTEXT)
    stays = [row[0] + _dot(row[1:middle], suspect.place) for row in net.hidden]
    heads = [row[middle:] for row in net.hidden]
    scores = [
        _dot(net.features, row)
        + sum(
            out * tanh(stay + _dot(head, row))
            for out, stay, head in zip(net.out, stays, heads, strict=True)
        )
        for row in suspect.rows
    ]
    scores[0] += _dot(net.keep, suspect.place)
    return softmax(scores)
