"""A text as the stages read it: tokens, sentences, word counts; computed once per text."""

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter

from pipeline.resources import lexicon
from pipeline.resources.language_model import END, START
from pipeline.resources.spelling_index import lacks_accents
from pipeline.text.caching import by_text
from pipeline.text.tokens import Token, sentences, tokenize

CONTEXT_KEYS = 3
"""Keys of context on each side of a span: what the language model can reach."""

Filled = dict[int, tuple[int, tuple[str, ...]]]
"""What spans of tokens are read as: from the token at one end of a span to the token at its other
end and the keys. :meth:`AnalyzedText.left` and :meth:`AnalyzedText.right` say which tokens."""

_WORDS_PER_UNKNOWN = 40
"""A text is garbled when it has fewer words than that for each word of no language. Of 500 spun
articles none is so."""

_KNOWN = 2.5
"""Zipf value of the rarest word that is known though no lexicon has it: a name, a new word."""

_ACCENTS = frozenset("éèêàâçîïôùû")
"""The letters with accents that French writes."""


@lru_cache(1 << 14)
def _is_of_no_language(word: str) -> bool:
    return (
        len(word) > 2
        and word.isalpha()
        and word.isascii()  # others may be pieces: *déhowever*
        and not (lexicon.is_french(word) or lexicon.is_english(word))
        and max(lexicon.zipf(word, "fr"), lexicon.zipf(word, "en")) < _KNOWN
        and not lacks_accents(word)
    )


@dataclass(frozen=True, eq=False)
class AnalyzedText:
    """A text with its tokens, its sentences as token ranges, and how often it has each key."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]
    counts: Counter[str]
    restored: tuple[str, ...] = ()
    """English that was restored in it: it tells of a spinner as what is left does."""

    @cached_property
    def length(self) -> int:
        """Return the number of words."""
        return sum([token.is_word for token in self.tokens])

    @property
    def size(self) -> int:
        """Return the number of words plus 50, so that densities of short texts count less."""
        return 50 + self.length

    @cached_property
    def apostrophe(self) -> str:
        """Return the apostrophe of the text, the curved one if it has any."""
        return "’" if "’" in self.text else "'"

    @cached_property
    def has_accents(self) -> bool:
        """Say whether the text has any letter with an accent that French writes."""
        return not _ACCENTS.isdisjoint(self.text)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the tokens."""
        return tuple([token.key for token in self.tokens])

    @cached_property
    def different(self) -> frozenset[str]:
        """Return the different keys of words: what depends on a key alone is asked once of each."""
        return frozenset([token.key for token in self.tokens if token.is_word])

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the words of the tokens, with straight apostrophes."""
        return tuple([token.word.replace("’", "'") for token in self.tokens])

    @cached_property
    def capitals(self) -> tuple[int, ...]:
        """Return the numbers of the tokens that begin with a capital."""
        return tuple([n for n, token in enumerate(self.tokens) if token.text[0].isupper()])

    @cached_property
    def is_garbled(self) -> bool:
        """Say whether too many words in small letters are of no language: a scan, old French."""
        small = {word for text, word in {(t.text, t.word) for t in self.tokens} if text.islower()}
        rest = [word for word in small if not lexicon.is_french(word)]
        unknown = [word for word in rest if _is_of_no_language(word)]
        return self.length < _WORDS_PER_UNKNOWN * len(unknown)

    def sentence(self, i: int) -> tuple[int, int]:
        """Return the token range of the sentence of token ``i``."""
        at = bisect_right(self.sentences, (i, len(self.tokens) + 1)) - 1
        return self.sentences[at]

    def at(self, offset: int) -> int:
        """Return the number of the first token that starts at or after ``offset``."""
        return bisect_left(self.tokens, offset, key=attrgetter("start"))

    @cached_property
    def _line(self) -> tuple[list[str], list[int]]:
        """Return the keys of all sentences, with their ends, and the place of each token."""
        keys: list[str] = []
        places: list[int] = []
        every = list(self.keys)
        for first, last in self.sentences:
            keys.append(START)
            own = every[first:last]
            if "" not in own:
                places += range(len(keys), len(keys) + last - first)
                keys += own
            else:
                for key in own:
                    places.append(len(keys))
                    if key:
                        keys.append(key)
            keys.append(END)
        return keys, places

    def around(self, i: int) -> tuple[list[str], str]:
        """Return the keys left of token ``i``, as :meth:`left` does, and the one right of it."""
        line, places = self._line
        at = places[i]
        first = max(0, at - CONTEXT_KEYS)
        keys = line[first:at]
        if START in keys:
            del keys[: len(keys) - 1 - keys[::-1].index(START)]
        return keys, line[at + 1]

    def left(self, i: int, filled: Filled) -> list[str]:
        """Return the keys left of token ``i``, the nearest last.

        ``filled`` says how other spans are read: it maps the *last* token of a span to its first
        token and its keys. Where the sentence begins nearby, the first key is ``<s>``.
        """
        if not filled:
            line, places = self._line
            at = places[i]
            keys = line[max(0, at - CONTEXT_KEYS) : at]
            while START in keys[1:]:
                del keys[0]
            return keys
        first, _ = self.sentence(i)
        keys = []
        i -= 1
        while i >= first and len(keys) < CONTEXT_KEYS:
            if i in filled:
                start, fill = filled[i]
                keys += reversed(fill)
                i = start - 1
                continue
            if self.tokens[i].key:
                keys.append(self.tokens[i].key)
            i -= 1
        if i < first and len(keys) < CONTEXT_KEYS:
            keys.append(START)
        keys.reverse()
        return keys

    def right(self, i: int, filled: Filled) -> list[str]:
        """Return the keys from token ``i`` on.

        ``filled`` says how other spans are read: here it maps the *first* token of a span to the
        token after it and its keys. Where the sentence ends nearby, the last key is ``</s>``.
        """
        if not filled:
            line, places = self._line
            at = places[i - 1] + bool(self.tokens[i - 1].key)
            keys = line[at : at + CONTEXT_KEYS]
            return keys[: keys.index(END) + 1] if END in keys else keys
        _, last = self.sentence(i - 1)
        keys = []
        while i < last and len(keys) < CONTEXT_KEYS:
            if i in filled:
                i, fill = filled[i]
                keys += fill
                continue
            if self.tokens[i].key:
                keys.append(self.tokens[i].key)
            i += 1
        if i >= last and len(keys) < CONTEXT_KEYS:
            keys.append(END)
        return keys


@by_text(maxsize=4)
def analyze(text: str) -> AnalyzedText:
    """Return ``text`` with its tokens, sentences and counts."""
    tokens = tokenize(text)
    return AnalyzedText(
        text,
        tokens,
        tuple(sentences(text, tokens)),
        Counter([token.key.rstrip("-") for token in tokens if token.key]),
    )


@lru_cache(maxsize=1 << 15)
def keys_of(word: str) -> tuple[str, ...]:
    """Return the keys of a word, of which a compound has several."""
    return tuple(token.key for token in tokenize(word) if token.key)
