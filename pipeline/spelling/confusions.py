"""Find real words that stand for others that sound alike: *à* for *a*, *ses* for *ces*.

Start reading from :func:`places`. A writer who mistakes one for the other leaves no unknown word:
only the sentence tells. The n-gram model is asked about every such word, and where it has some
doubt, the context model, which sees farther. Each direction has
thresholds of its own (``dictionaries/confusions.tsv``), set by what ``python -m
benchmarks.confusions`` measures; a direction that is not precise enough is never mended alone.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.resources import data, lexicon
from pipeline.resources.language_model import END, START, model
from pipeline.spelling.context import read
from pipeline.text.tokens import Token

CONFUSIONS = "confusions.tsv"

INFINITIVE, PARTICIPLE = "-er", "-é"
"""The two endings that verbs of the first group confuse."""

CONFUSABLE = (
    ("a", "à"),
    ("ou", "où"),
    ("ces", "ses"),
    ("la", "là"),
    ("sa", "ça"),
    ("et", "est"),
    ("on", "ont"),
    ("son", "sont"),
    ("du", "dû"),
    ("sur", "sûr"),
    ("plutôt", "plus tôt"),
    ("quelle", "qu'elle"),
    ("quelles", "qu'elles"),
    ("ce", "se"),
    ("leur", "leurs"),
    (PARTICIPLE, INFINITIVE),
)
"""What is confused, in both directions. *ca* for *ça* is no real word: the stage spelling mends it
in :mod:`pipeline.stages.spelling.cedilla`."""

CONFUSION_GAIN = 1.5
"""The context model is asked if the gain in the n-gram model (log10) is at least this: about once
in 1,800 words of sound text. It leaves out one wrong word in five, half of them *ces, ses, ou,
leur*."""


class Confusion(NamedTuple):
    """A place where another word may be meant: its tokens, both readings, the n-gram gain."""

    first: int
    last: int
    seen: tuple[str, ...]
    meant: tuple[str, ...]
    direction: tuple[str, str]
    gain: float


_KEYS = {
    "plus tôt": ("plus", "tôt"),
    "qu'elle": ("qu'", "elle"),
    "qu'elles": ("qu'", "elles"),
}


@cache
def _starts() -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]], ...]]:
    """Return, by the first key of what is seen, its keys, those meant, and the direction."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, str]]]] = {}
    for pair in CONFUSABLE:
        if INFINITIVE in pair:
            continue
        for seen, meant in (pair, pair[::-1]):
            keys, others = _KEYS.get(seen, (seen,)), _KEYS.get(meant, (meant,))
            found.setdefault(keys[0], []).append((keys, others, (seen, meant)))
    return {key: tuple(rows) for key, rows in found.items()}


_ENDINGS = ("é", "er")


@lru_cache(1 << 13)
def _other_ending(key: str) -> tuple[str, tuple[str, str]] | None:
    """Return the infinitive of a participle or the other way round, and the direction."""
    if len(key) < 4:
        return None
    if key.endswith("er"):
        other, direction = key[:-2] + "é", (INFINITIVE, PARTICIPLE)
    elif key.endswith("é"):
        other, direction = key[:-1] + "er", (PARTICIPLE, INFINITIVE)
    else:
        return None
    infinitive, participle = (key, other) if key.endswith("er") else (other, key)
    if any(r.verb == "inf" for r in lexicon.analyses(infinitive)) and any(
        r.verb == "ppas" for r in lexicon.analyses(participle)
    ):
        return other, direction
    return None


def places(
    tokens: Sequence[Token],
    breaks: Sequence[bool],
    least: float = CONFUSION_GAIN,
    directions: Collection[tuple[str, str]] | None = None,
) -> Iterator[Confusion]:
    """Yield the places where the n-gram model prefers the other word by at least ``least``.

    ``directions`` are those that are looked at; all of them by default.
    """
    for place in everywhere(tokens, directions):
        if not tokens[place.first].text.islower():
            continue
        if place.last > place.first and any(breaks[place.first + 1 : place.last + 1]):
            continue
        if _glance(tokens, breaks, place) < least - GLANCE:
            continue
        left, right = _left(tokens, breaks, place.first), _right(tokens, breaks, place.last)
        gain = _gain(left, place.seen, place.meant, right)
        if gain >= least:
            yield place._replace(gain=gain)


GLANCE = 2.5
"""How much of the gain what stands farther away than the next words may add. Of 50,000 places in
tuning articles 85 in 100 are left out by these alone; of 43,000 with the other word put in, where
the gain is 1.5, ten are."""


def _glance(tokens: Sequence[Token], breaks: Sequence[bool], place: Confusion) -> float:
    """Return the gain by the words right before and right after alone, in pairs."""
    if len(place.seen) > 1 or len(place.meant) > 1:
        return math.inf
    (seen,), (meant,) = place.seen, place.meant
    at, count = place.first, len(tokens)
    before = START if breaks[at] else tokens[at - 1].key
    following = tokens[at + 1].key if at + 1 < count and not breaks[at + 1] else ""
    gain = 0.0
    if before:  # no key: quotation marks, seldom
        gain += _gain_after(before, seen, meant)
    if following:
        gain += _gain_before(seen, meant, following)
    return gain


@lru_cache(1 << 13)
def _gain_after(before: str, seen: str, meant: str) -> float:
    kept, changed = model().each_after((before,), (seen, meant))
    return changed - kept


@lru_cache(1 << 13)
def _gain_before(seen: str, meant: str, following: str) -> float:
    kept, changed = model().each_before((seen, meant), following)
    return changed - kept


@lru_cache(1 << 12)
def _gain(
    left: tuple[str, ...], seen: tuple[str, ...], meant: tuple[str, ...], right: tuple[str, ...]
) -> float:
    """Return the gain of what is meant in the n-gram model; rounds over a text ask again."""
    kept, changed = model().options(left, (seen, meant), right)
    return changed - kept


def everywhere(
    tokens: Sequence[Token], directions: Collection[tuple[str, str]] | None = None
) -> Iterator[Confusion]:
    """Yield each place of a word that may be confused, whether or not there is a doubt."""
    starts = _starts()
    count = len(tokens)
    for at, key in [
        (at, token.key)
        for at, token in enumerate(tokens)
        if token.key in starts or token.key.endswith(_ENDINGS)
    ]:
        rows = starts.get(key)
        if rows is not None:
            for keys, others, direction in rows:
                last = at + len(keys) - 1
                if (directions is None or direction in directions) and (
                    last == at or (last < count and tokens[last].key == keys[1])
                ):
                    yield Confusion(at, last, keys, others, direction, 0.0)
        elif found := _other_ending(key):
            other, direction = found
            if directions is None or direction in directions:
                yield Confusion(at, at, (key,), (other,), direction, 0.0)


def _left(tokens: Sequence[Token], breaks: Sequence[bool], at: int) -> tuple[str, ...]:
    """Return up to four keys before a token, with ``<s>`` where its sentence begins."""
    found: list[str] = []
    while len(found) < 4:
        if breaks[at]:
            found.append(START)
            break
        at -= 1
        if key := tokens[at].key:
            found.append(key)
    return tuple(reversed(found))


def _right(tokens: Sequence[Token], breaks: Sequence[bool], at: int) -> tuple[str, ...]:
    """Return up to three keys after a token, fewer where its sentence ends."""
    found: list[str] = []
    for here in range(at + 1, min(len(tokens), at + 7)):
        if breaks[here] or len(found) == 3:
            break
        if key := tokens[here].key:
            found.append(key)
    return tuple(found)


def asked(tokens: Sequence[Token], breaks: Sequence[bool]) -> Iterator[tuple[Confusion, bool]]:
    """Yield the confusions worth a proposal, and whether each is sure enough to be mended.

    Beside one that is mended, a weaker one waits for the next round: in *La chanson à chanté*
    either word explains the other, and both changes make *a chanter*.
    """
    table = thresholds()
    found = list(places(tokens, breaks, directions=table))
    if not found:
        return
    scores = gains(tokens, breaks, found)
    mended: set[int] = set()
    for confusion, score in sorted(
        zip(found, scores, strict=True), key=lambda pair: -(pair[1] or 0.0)
    ):
        threshold = table[confusion.direction]
        if score is None or score < threshold.review:
            continue
        if not mended.isdisjoint(range(confusion.first - _BESIDE, confusion.last + _BESIDE + 1)):
            continue
        sure = score >= threshold.auto and not _is_quoted(tokens, confusion)
        if sure:
            mended.update(range(confusion.first, confusion.last + 1))
        yield confusion, sure


def _is_quoted(tokens: Sequence[Token], place: Confusion) -> bool:
    """Say whether a word stands alone in quotation marks: *il a "bouché" un trou*."""
    before, after = (
        tokens[max(0, place.first - 1) : place.first],
        tokens[place.last + 1 : place.last + 2],
    )
    around = [*before, *after]
    return len(around) == 2 and all(token.text in _QUOTES for token in around)


_QUOTES = frozenset('"«»“”„')


_BESIDE = 3
"""Two words at most so many tokens apart may explain the same fault: the n-gram model sees no
farther."""


def gains(
    tokens: Sequence[Token], breaks: Sequence[bool], found: Sequence[Confusion]
) -> list[float | None]:
    """Return how much better what is meant fits than what is seen, by both models.

    That is the logarithm of a ratio of probabilities; None where the context model does not know a
    word. For two words in place of one it adds up both, each seen from beside the other.
    """
    scores: list[float | None] = []
    for one in found:
        if len(one.seen) == len(one.meant) == 1:
            window, place = _window(tokens, breaks, one, one.seen)
            seen, meant = read(window).scores(place, (one.seen[0], one.meant[0]))
        else:
            seen = _together(*_window(tokens, breaks, one, one.seen), one.seen)
            meant = _together(*_window(tokens, breaks, one, one.meant), one.meant)
        if seen is None or meant is None:
            scores.append(None)
        else:
            scores.append(meant - seen + NGRAM * one.gain)
    return scores


NGRAM = 1.0
"""Weight of the n-gram gain (log10) beside the difference in the context model (natural log)."""

CONFUSION_REACH = 32
"""Keys that are read on each side of a place, borders of sentences counted. Of 517 words put in
wrongly 503 scored 6 and 473 scored 9, of 33 sound ones 5 each; with windows of 64 keys in which the
place stands anywhere it was 503, 472, 6 and 5; with 24 keys on each side 468 scored 9."""


def _window(
    tokens: Sequence[Token], breaks: Sequence[bool], place: Confusion, keys: tuple[str, ...]
) -> tuple[tuple[str, ...], int]:
    """Return the window around a place that reads ``keys``, and where in it they begin."""
    left: list[str] = []
    at = place.first
    while len(left) < CONFUSION_REACH:
        if breaks[at]:
            left += [START, END] if at else [START]
        if not at:
            break
        at -= 1
        if key := tokens[at].key:
            left.append(key)
    right = [*keys]
    most = len(keys) + CONFUSION_REACH
    for at in range(place.last + 1, len(tokens)):
        if len(right) >= most:
            break
        if breaks[at]:
            right += END, START
        if key := tokens[at].key:
            right.append(key)
    else:
        right.append(END)
    return (*reversed(left), *right), len(left)


def _together(window: tuple[str, ...], place: int, keys: tuple[str, ...]) -> float | None:
    """Return the sum of the log-probabilities of ``keys``, each seen from beside the others."""
    reading, places = read(window), range(place, place + len(keys))
    wholes = reading.partition(places)
    scores = [reading.scores(at, [key])[0] for at, key in zip(places, keys, strict=True)]
    known = [s - whole for s, whole in zip(scores, wholes, strict=True) if s is not None]
    return sum(known) if len(known) == len(keys) else None


class Thresholds(NamedTuple):
    """Thresholds of a direction: scores from which it is proposed and made; infinite for never."""

    review: float
    auto: float


@cache
def thresholds() -> dict[tuple[str, str], Thresholds]:
    """Return the thresholds by direction."""
    with data.opening(CONFUSIONS):
        return {
            (seen, meant): Thresholds(float(review), float(auto))
            for seen, meant, review, auto, *_ in data.table(CONFUSIONS, 10)
        }
