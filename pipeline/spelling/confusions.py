"""Find real words that stand for others that sound alike: *à* for *a*, *ses* for *ces*.

Start reading from :func:`places`. A writer who mistakes one for the other leaves no unknown word:
only the sentence tells. The n-gram model is asked about every such word, and where it has some
doubt, the context model (:class:`pipeline.spelling.context.Passages`). Each direction has
thresholds of its own (``dictionaries/confusions.tsv``), set by ``python -m benchmarks.confusions``;
a direction that is not precise enough is off.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.resources import data, lexicon
from pipeline.resources.language_model import START, model
from pipeline.text.tokens import Token

CONFUSIONS = "confusions.tsv"

INFINITIVE, PARTICIPLE = "-er", "-é"
"""The two endings that verbs of the first group confuse."""

PAIRS = (
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
"""What is confused, in both directions."""

GAIN = 0.5
"""Gain in the n-gram model (log10) from which the context model is asked."""


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
    for pair in PAIRS:
        if INFINITIVE in pair:
            continue
        for seen, meant in (pair, pair[::-1]):
            keys, others = _KEYS.get(seen, (seen,)), _KEYS.get(meant, (meant,))
            found.setdefault(keys[0], []).append((keys, others, (seen, meant)))
    return {key: tuple(rows) for key, rows in found.items()}


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
    tokens: Sequence[Token], breaks: Sequence[bool], least: float = GAIN
) -> Iterator[Confusion]:
    """Yield the places of which the n-gram model has a doubt of at least ``least``."""
    starts = _starts()
    count = len(tokens)
    for at, token in enumerate(tokens):
        key = token.key
        rows = starts.get(key)
        if rows is not None:
            for keys, others, direction in rows:
                last = at + len(keys) - 1
                if last < count and (
                    len(keys) == 1 or (tokens[last].key == keys[1] and not breaks[last])
                ):
                    yield from _doubted(tokens, breaks, (at, last), (keys, others), direction, least)
        elif key[-1:] in ("é", "r") and (found := _other_ending(key)):
            yield from _doubted(
                tokens, breaks, (at, at), ((key,), (found[0],)), found[1], least
            )


def _doubted(  # noqa: PLR0913 — the text, the place and what is asked there
    tokens: Sequence[Token],
    breaks: Sequence[bool],
    span: tuple[int, int],
    readings: tuple[tuple[str, ...], tuple[str, ...]],
    direction: tuple[str, str],
    least: float,
) -> Iterator[Confusion]:
    first, last = span
    text = tokens[first].text
    if not (text.islower() or (text[1:].islower() or len(text) == 1) and breaks[first]):
        return
    left, right = _left(tokens, breaks, first), _right(tokens, breaks, last)
    kept, changed = model().options(left, readings, right)
    if changed - kept >= least:
        yield Confusion(first, last, *readings, direction, changed - kept)


def _left(tokens: Sequence[Token], breaks: Sequence[bool], at: int) -> list[str]:
    """Return up to four keys before a token, with ``<s>`` where its sentence begins."""
    found: list[str] = []
    while len(found) < 4:
        if breaks[at]:
            found.append(START)
            break
        at -= 1
        if key := tokens[at].key:
            found.append(key)
    return found[::-1]


def _right(tokens: Sequence[Token], breaks: Sequence[bool], at: int) -> list[str]:
    """Return up to three keys after a token, fewer where its sentence ends."""
    found: list[str] = []
    for here in range(at + 1, min(len(tokens), at + 7)):
        if breaks[here] or len(found) == 3:
            break
        if key := tokens[here].key:
            found.append(key)
    return found


class Border(NamedTuple):
    """Thresholds of a direction: scores from which it is proposed and made; infinite for never."""

    review: float
    auto: float


@cache
def borders() -> dict[tuple[str, str], Border]:
    """Return the thresholds by direction."""
    return {
        (seen, meant): Border(float(review), float(auto))
        for seen, meant, review, auto, *_ in data.table(CONFUSIONS, 8)
    }
