"""Read a bad scan again: every word of it may be misread, also those that are French words.

Start reading from :func:`likelihood` and :func:`reread`. In a sound text only unknown words are
looked at (:mod:`pipeline.spelling_model`). In a scan the rate of errors is a hundred times as high,
so that here known words, capitalised ones and fragments are weighed as well: what the channel makes
of them (*tes* for *les*), how well it fits the neighbours, and how damaged the document is. Words
are decoded together: each is weighed again beside what its neighbours became. A small network
turns the numbers of an option and of its place into a score, a softmax the scores into
probabilities; ``python -m benchmarks.scans --fit`` fits it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, log, log10, tanh
from operator import mul
from typing import NamedTuple

import regex

from pipeline import channel, data, lexicon
from pipeline.language_model import START, model
from pipeline.spelling_index import accented, near_all
from pipeline.spelling_model import Option, candidates, derived, keys, old, prefixed, splits
from pipeline.tokens import Token, tokenize

WEIGHTS = "spelling.scan.json"

READINGS = "spelling.readings.tsv"
READINGS_HEADER = "seen\tmeant\tcost"

MOST = 16
"""Readings of one word that are weighed, the cheapest in the channel first."""

DEAREST = 7.5
"""Cost in the channel from which an unknown word is no reading of another one."""

_KNOWN_DEAREST = 4.0
"""The same for a French word: one confusion, or a slip that scans often make."""

_HOPELESS = -3.0
"""Gain in the language model less cost in the channel below which a French word is not weighed."""

_RIVAL = 3.0
"""Cost in the channel of a reading that rivals others."""

_FREQUENT = 3.0
"""Zipf value of the words that another French word may be a misreading of."""

PLAUSIBLE = 0.3
"""Probability of being a bad scan from which a text is read again. Of lines of scans with an error
86 in 100 reach it, of clean articles 5 in 100; below one half each reading is the less likely."""

SIGNS = ("unknown", "short", "cut", "space", "scanned", "typed", "size")
"""Names of what tells a scan, in the order of :func:`signs`."""

_ASKED = 12
"""Unknown words of a text whose candidates are asked whether they look scanned or typed."""

_SPACING = regex.compile(
    r"\p{L},\p{L}|\s[,.](?=\s|\p{L})|\p{L}[;:!?»]\p{L}|\p{L} '\p{L}|\p{L}'\s\p{L}"
    r"|\s'\p{L}{3,}(?![^']{0,40}')"
)
"""Spaces and signs as scans misplace them."""

LEAST = 0.3
"""Probability below which no reading is proposed."""

_TAKEN = 0.5
"""Probability from which the neighbours of a word are weighed beside its new reading."""

SWEEPS = 2
"""Times that each word is weighed, the last ones beside what its neighbours have become."""

_PARAGRAPH = regex.compile(r"\n[^\S\n]*\n")

_LEAD = 0.4
"""Difference of costs from which a slip is rather scanned than typed, or the other way round."""

_HYPHENS = "-\u2010\u2011\u00ac"

_CODE = frozenset("/@_#\\=`{}<>")
"""What touches a word of an address or of code."""

_ODD = frozenset("~^_|£§¥©®°•■♦*<>{}[]\\=+¬¦")
"""Signs that scans are strewn with."""

_ELIDED = ("l", "d", "j", "m", "t", "s", "n", "c", "qu")

CLASSES = ("lower", "capital", "known", "known-capital")

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
)
"""Names of the numbers of an option, in the order of :func:`features`."""


class Unit(NamedTuple):
    """A word of a scan, perhaps in two pieces: the numbers of its tokens and its span."""

    first: int
    last: int
    start: int
    end: int
    word: str
    """In lower case, its pieces joined."""
    sort: str
    """One of :data:`CLASSES`."""
    elided: bool
    starts: bool


@dataclass(frozen=True)
class Scan:
    """A document as it is read again: its tokens, units, words that it repeats, its damage."""

    text: str
    tokens: tuple[Token, ...]
    units: tuple[Unit, ...]
    breaks: tuple[bool, ...]
    """For each token, whether a sentence or paragraph begins there."""
    counts: Counter[str]
    words: frozenset[str]
    damage: float
    capitals: float
    odd: float
    cut: bool
    """The shares of unknown words, unknown capitalised words and stray signs; whether a hyphen
    cuts a word."""
    long_s: int
    """Unknown words that are French when an f is read as the long s of old print."""


class Suspect(NamedTuple):
    """A unit with its options, leaving it alone first, and the numbers of each."""

    unit: Unit
    options: tuple[Option, ...]
    place: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]


@cache
def readings() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return what whole words are misread for and what that costs, by what is seen."""
    found: dict[str, list[tuple[str, float]]] = {}
    for line in data.path(READINGS).read_text(encoding="utf-8").splitlines()[1:]:
        seen, meant, cost = line.split("\t")
        found.setdefault(seen, []).append((meant, float(cost)))
    return {seen: tuple(meant) for seen, meant in found.items()}


@lru_cache(1 << 14)
def is_known(word: str) -> bool:
    """Say whether a lower-case word is French; of one letter only *a*, *à*, *y* and *ô* are."""
    if len(word) == 1:
        return word in "aàyô"
    return lexicon.is_french(word) and (len(word) > 2 or lexicon.zipf(word, "fr") > 4.5)


def _breaks(text: str, tokens: Sequence[Token]) -> tuple[bool, ...]:
    found = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        found.append(
            before is None
            or (before.key in (".", "!", "?", "…") and token.text[0].isupper())
            or ("\n" in (gap := text[before.end : token.start]) and bool(_PARAGRAPH.search(gap)))
        )
    return tuple(found)


def read(text: str) -> Scan:
    """Return the units of a text and what is known of it as a whole."""
    tokens = tokenize(text)
    breaks = _breaks(text, tokens)
    table = readings()
    units = []
    skip, cut = -1, False
    for at, token in enumerate(tokens):
        word = token.word
        if (
            at <= skip
            or text[token.start - 1 : token.start] in _CODE
            or (text[token.stop : token.stop + 1] in _CODE)
        ):
            continue
        if not token.is_word or not word.isalpha():
            if word.isalnum() and word.lower() in table and not word.isdigit():
                units.append(
                    Unit(at, at, token.start, token.stop, word.lower(), "lower", False, breaks[at])
                )
            continue
        last = at
        elided = token.text[-1] in "'’"
        lower = word.lower()
        if after := _rest(text, tokens, at):
            whole = lower + tokens[after].word
            compound = lexicon.is_french(f"{lower}-{tokens[after].word}")
            if compound or lexicon.is_french(whole):
                skip, cut = after, cut or not compound
                continue
            if not (is_known(lower) and is_known(tokens[after].word)):
                last, lower, cut = after, whole, True
        skip = last
        known = lexicon.is_french(token.key) if elided else is_known(lower)
        sort = ("known" if known else "lower") if word.islower() else "capital"
        if sort == "capital" and known:
            sort = "known-capital"
        units.append(
            Unit(at, last, token.start, tokens[last].stop, lower, sort, elided, breaks[at])
        )
    sorts = Counter(unit.sort for unit in units)
    size = len(units) + 50
    long_s = sum(
        unit.sort == "lower" and "f" in unit.word and any(map(is_known, _short_s(unit.word)))
        for unit in units
    )
    return Scan(
        text=text,
        tokens=tokens,
        units=tuple(units),
        breaks=breaks,
        counts=Counter(unit.word for unit in units),
        words=frozenset(unit.word for unit in units if unit.sort.startswith("known")),
        damage=(sorts["lower"] + 0.5) / size,
        capitals=(sorts["capital"] + 0.5) / size,
        odd=(sum(token.text in _ODD for token in tokens) + 0.5) / size,
        cut=cut,
        long_s=long_s,
    )


def _rest(text: str, tokens: Sequence[Token], at: int) -> int:
    """Return the number of the token that goes on with a word cut by a hyphen, 0 if none does."""
    here = tokens[at]
    after = at + 1
    if here.text[-1] not in _HYPHENS:
        if after >= len(tokens) or tokens[after].text not in _HYPHENS:
            return 0
        if tokens[after].start > here.end or "\n" not in text[here.end : tokens[after].end + 2]:
            return 0
        after += 1
    if after >= len(tokens):
        return 0
    token = tokens[after]
    whole = token.word.islower() and token.word.isalpha() and token.end == token.stop
    return after if whole and token.start - here.end < 4 else 0


def _short_s(word: str) -> Iterator[str]:
    """Yield a word with one f, or each of them, read as an s."""
    yield word.replace("f", "s")
    for at, letter in enumerate(word):
        if letter == "f":
            yield f"{word[:at]}s{word[at + 1 :]}"


def _with_long_s(text: str, word: str) -> str:
    """Return ``text`` with an f for an s wherever ``word`` has one there."""
    if len(text) != len(word):
        return ""
    return "".join("f" if a == "s" and b == "f" else a for a, b in zip(text, word, strict=True))


@lru_cache(1 << 14)
def edits(word: str, known: bool, elided: bool) -> tuple[Option, ...]:
    """Return what a lower-case word may be a misreading of, the likeliest in the channel first."""
    table = dict(readings().get(word, ()))
    if elided:
        found = {other for other in _ELIDED if other != word}
    elif known:
        found = {form for form in _rewritten(word) if lexicon.zipf(form, "fr") >= _FREQUENT}
    else:
        found = {*near_all(word), *_rewritten(word)} if word.isalpha() else set()
    options = []
    # *avoient* is old, not misread: an old text is not to be modernised.
    for other in sorted({*found, *table} - {word, word.replace("oi", "ai")}):
        scanned = channel.cost(other, word).scanned
        # A reading of the table takes the place of what its letters cost.
        price = min(scanned, table.get(other, 99.0))
        if other.replace("œ", "oe") == word:  # *coeur* is a matter of typography
            continue
        if price <= (_KNOWN_DEAREST if known else DEAREST):
            same = channel.bare(other) == channel.bare(word)
            options.append(
                Option(other, "accent" if same else "edit", float(other in table), price)
            )
    options.sort(key=lambda o: (o.scanned - 0.3 * lexicon.zipf(o.text, "fr"), o.text))
    return tuple(options[:MOST])


@lru_cache(1 << 14)
def _rewritten(word: str) -> tuple[str, ...]:
    """Return the French words that one confusion of the channel turns into ``word``."""
    found = set(accented(channel.bare(word)))
    for meant, seen in channel.scanned():
        at = word.find(seen)
        while at >= 0:
            found.update(accented(channel.bare(word[:at] + meant + word[at + len(seen) :])))
            at = word.find(seen, at + 1)
    found.update(
        form
        for form in ("à", "a", "y")
        if len(word) == 1 and form != word and channel.cost(form, word).scanned < DEAREST
    )
    return tuple(found)


def _options(scan: Scan, unit: Unit) -> tuple[Option, ...]:
    known = unit.sort.startswith("known")
    if not known and old(unit.word):
        return ()
    found = [Option(unit.word, "keep"), *edits(unit.word, known, unit.elided)]
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
                found.append(Option(text, "join", 2.0, 2.0, 1, first, last))
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
        place = context(scan, unit, base, strangers, options)
        yield number, Suspect(unit, options, place, features(scan, unit, options, scores))


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


def option_keys(option: Option, unit: Unit) -> tuple[str, ...]:
    """Return the keys of a reading in the place of its unit."""
    if unit.elided:
        return (option.text + "'",)
    return tuple(keys(option.text))


def _language_scores(
    scan: Scan, unit: Unit, options: Sequence[Option], slots: Sequence[tuple[str, ...]]
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
            *(kept if option.kind == "keep" else option_keys(option, unit)),
            *(after if not option.last else ()),
        ]
        for option in options
    ]
    base, *scores = model().options(_left(scan, slots, first), sequences, _right(scan, slots, last))
    return base, [max(-12.0, min(12.0, score - base)) for score in scores]


def context(
    scan: Scan, unit: Unit, base: float, strangers: int, options: Sequence[Option]
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
    )


def features(
    scan: Scan, unit: Unit, options: Sequence[Option], scores: Sequence[float]
) -> tuple[tuple[float, ...], ...]:
    """Return the numbers of each option, in the order of :data:`FEATURES`, each about 1 in size.

    ``scores`` tells what the language model makes of all but the first.
    """
    word = unit.word
    rows: list[tuple[float, ...]] = [(1.0, *(0.0,) * (len(FEATURES) - 1))]
    for option, gain in zip(options[1:], scores, strict=True):
        text = option.text
        zipf = lexicon.zipf(text, "fr")
        long_s = float("s" in text and text != word and word == _with_long_s(text, word))
        rows.append(
            (
                0.0,
                gain / 4,
                min(gain, 0.0) / 4,
                option.scanned / 2,
                option.typed if option.kind in ("edit", "accent") else 0.0,
                float(option.scanned > 4),
                float(channel.bare(text[:1]) != channel.bare(word[:1])),
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
            )
        )
    return tuple(rows)


def signs(
    text: str, tokens: Sequence[Token], unknown: Sequence[int], cut: int
) -> tuple[float, ...]:
    """Return what tells a scan from a typed text, in the order of :data:`SIGNS`.

    ``unknown`` are the numbers of its lower-case tokens that are no words, ``cut`` counts the words
    that a hyphen cuts. Rates are natural logarithms.
    """
    size = sum(token.is_word for token in tokens) + 20
    short = sum(
        len(token.word) < 3
        and token.is_word
        and token.text.islower()
        and token.text[-1] not in "'’-"
        and not is_known(token.word)
        and text[token.end : token.end + 1] != "."
        for token in tokens
    )
    scanned = typed = 0
    for at in unknown[:_ASKED]:
        word = tokens[at].word.lower()
        found = [o for o in candidates(word) if o.kind in ("edit", "accent")] if word[2:] else []
        if found:
            lead = min(o.scanned for o in found) - min(o.typed for o in found)
            scanned += lead < -_LEAD
            typed += lead > _LEAD
    space = len(_SPACING.findall(text))
    counts = (len(unknown), short, cut, space, scanned, typed)
    return (*(log((count + 0.3) / size) + 4 for count in counts), log(size) - 4)


def likelihood(text: str, tokens: Sequence[Token], unknown: Sequence[int], cut: int) -> float:
    """Return the probability, 0 to 1, that a text is a scan with errors; see :func:`signs`."""
    weights, bias = _gate()
    score = _dot(weights, signs(text, tokens, unknown, cut)) + bias
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def _gate() -> tuple[tuple[float, ...], float]:
    found = json.loads(data.path(WEIGHTS).read_bytes())["gate"]
    return tuple(found[name] for name in SIGNS), found["bias"]


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
    found = json.loads(data.path(WEIGHTS).read_bytes())
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
    top = max(scores)
    masses = [exp(score - top) for score in scores]
    total = sum(masses)
    return [mass / total for mass in masses]
