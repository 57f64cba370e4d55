"""Words that a person protects: no edit may change them, wherever they stand.

An entry is a word or a phrase. It is found where whole tokens (:mod:`pipeline.text.tokens`) match
it; the text may write it with other apostrophes, hyphens or spaces. An entry with a capital is
found only as it is written, one without in any case. The search costs one look-up per token of the
text, however many entries there are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from pipeline.edits import Mark
from pipeline.text.tokens import tokenize

PROTECTED_WORD = "protected"
"""The kind of the marks on words that a person protects."""

_ALIKE = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True, eq=False)
class _Index:
    """The entries with a capital (``exact``) and without (``folded``), and where to look for them.

    ``sizes`` maps the first token of entries to their lengths in tokens, longest first.
    """

    sizes: dict[str, tuple[int, ...]]
    exact: frozenset[str]
    folded: frozenset[str]


def entry(word: str) -> str:
    """Return the one spelling of an entry: NFC, single spaces, straight apostrophes."""
    return _same(normalize("NFC", word)).rstrip("'-") or _same(word)


def protected(text: str, words: frozenset[str]) -> Iterator[Mark]:
    """Yield a mark for each place where one of ``words`` stands; of several, the longest."""
    index = _index(words)
    sizes, exact, folded = index.sizes, index.exact, index.folded
    tokens = tokenize(text)
    for n, token in enumerate(tokens):
        for size in sizes.get(token.key.rstrip("'-"), ()):
            if n + size > len(tokens):
                continue
            stop = tokens[n + size - 1].stop
            found = _same(text[token.start : stop])
            if found in exact or found.lower() in folded:
                yield Mark(token.start, stop, PROTECTED_WORD)
                break


def _same(text: str) -> str:
    return " ".join(text.translate(_ALIKE).split())


@lru_cache(maxsize=4)
def _index(words: frozenset[str]) -> _Index:
    sizes: dict[str, set[int]] = {}
    entries = {entry(word) for word in words}
    for text in entries:
        if tokens := tokenize.__wrapped__(text):  # the cache is for articles
            sizes.setdefault(tokens[0].key.rstrip("'-"), set()).add(len(tokens))
    return _Index(
        {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()},
        _of(entries, capital=True),
        _of(entries, capital=False),
    )


def _of(entries: Iterable[str], *, capital: bool) -> frozenset[str]:
    return frozenset(text for text in entries if (text != text.lower()) == capital)
