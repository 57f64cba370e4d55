"""Find the French words near a misspelt one, with SymSpell's algorithm over a memory-mapped index.

Start reading from :func:`near`. SymSpell (Garbe 2012) finds the words within an edit distance by
deleting letters on both sides. The package builds its index in memory, which takes seconds for a
French lexicon, and its pickle half a second at each start; here the same index is a file that is
mapped, and costs nothing until an unknown word asks. Accents are left out of the index: a scan
that lost three of them and one letter is still one edit away.
"""

from functools import cache, lru_cache
from struct import Struct
from typing import NamedTuple

import marisa_trie
from symspellpy import SymSpell, Verbosity

from pipeline.resources import data, lexicon
from pipeline.resources.noisy_channel import bare, confusions

FORMS = "spelling.forms.marisa"
DELETES = "spelling.deletes.marisa"

PREFIX = 6
"""Letters at the head of a word that are indexed: the more, the larger the file and the fewer words
to compare."""

MOST_DISTANCE = 2
"""The largest edit distance, accents not counted."""

_ACCENTED_MORE, _ACCENTED_MORE_AT_HEAD = 1.0, 0.3
"""How much more frequent (Zipf) a word must be with accents than without, so that the spelling
without them counts as an error.

About one *après* in sixty is written without its accent. Some spellings without accents are more
common than that because they are also names (*Leonard*): they are no errors. The second value is
for an accent on the first letter: newspapers leave it off capitals (*Etat*), and the frequency list
does not tell capitals from small letters."""

RECORD = Struct("<I")


class _Deletes:
    """SymSpell's map from what deletions leave to the words they came from."""

    def __init__(self) -> None:
        self._trie = data.bytes_trie(DELETES)
        self._originals = forms()

    def __contains__(self, delete: str) -> bool:
        return delete in self._trie

    def __getitem__(self, delete: str) -> list[str]:
        restore = self._originals.restore_key
        packed = self._trie[delete][0]
        return [restore(number).partition("\t")[0] for (number,) in RECORD.iter_unpack(packed)]


class _Counts:
    """SymSpell's counts of words: none is used, as words are ranked in their context."""

    def __contains__(self, word: str) -> bool:
        return False

    def __getitem__(self, word: str) -> int:
        return 0


class _Index(SymSpell):  # type: ignore[misc]
    """SymSpell whose two tables are read from a file."""

    def __init__(self) -> None:
        super().__init__(max_dictionary_edit_distance=MOST_DISTANCE, prefix_length=PREFIX)
        self._deletes = _Deletes()
        self._words = _Counts()
        self._max_length = 30


class Near(NamedTuple):
    """A French word near a misspelt one, and its edit distance, accents not counted."""

    word: str
    distance: int


@cache
def forms() -> marisa_trie.Trie:
    """Return the trie of French forms: bare form, tab, form."""
    return data.trie(FORMS)


@cache
def _index() -> _Index:
    return _Index()


def accented(word: str) -> list[str]:
    """Return the French forms, sorted, that differ from a word in accents alone.

    >>> accented("evenement")
    ['évènement', 'événement']
    """
    return spelled(forms(), word)


def spelled(trie: marisa_trie.Trie, word: str) -> list[str]:
    """Return the forms of a trie, sorted, that differ from a word in accents alone."""
    head = bare(word) + "\t"
    return sorted(key[len(head) :] for key in trie.keys(head))


@lru_cache(1 << 12)
def lacks_accents(word: str) -> bool:
    """Say whether an unknown word is far more frequent with accents: *apres, deja*."""
    usual = lexicon.zipf(word, "fr")
    return any(
        lexicon.zipf(form, "fr")
        >= usual + (_ACCENTED_MORE if form[0] == word[0] else _ACCENTED_MORE_AT_HEAD)
        for form in accented(word)
    )


@lru_cache(1 << 12)
def near(word: str) -> tuple[Near, ...]:
    """Return the French words near a lower-case word, the nearest first, then in order.

    Words at distance 2 are looked for only when none is nearer, and when the word is long enough
    for two slips to leave it recognisable. Blocks of letters that scans confuse (*m*, *rn*) count
    as one edit, and rare words are then found as well.
    """
    plain = bare(word)
    found = [Near(form, 0) for form in accented(plain)]
    for reach in range(1, MOST_DISTANCE + 1):
        if len(plain) < 3 * reach - 1:
            break
        for item in _index().lookup(plain, Verbosity.ALL, max_edit_distance=reach):
            if item.distance == reach:
                found += [Near(form, reach) for form in accented(item.term)]
        if found:
            break
    known = {n.word for n in found}
    for meant, seen in confusions():
        at = word.find(seen)
        while at >= 0:
            rewritten = word[:at] + meant + word[at + len(seen) :]
            found += [Near(form, 1) for form in accented(rewritten) if form not in known]
            known.update(n.word for n in found)
            at = word.find(seen, at + 1)
    best = {n.word: n for n in reversed(found) if n.word != word}
    return tuple(sorted(best.values(), key=lambda n: (n.distance, n.word)))


@lru_cache(1 << 12)
def near_all(word: str) -> tuple[str, ...]:
    """Return the French words within two edits of a lower-case word, or within one of a short one.

    Other than :func:`near` it does not stop at the nearest: a scan makes two slips as easily as
    one.
    """
    plain = bare(word)
    reach = MOST_DISTANCE if len(plain) > 4 else 1
    found = set(accented(plain))
    if len(plain) > 1:
        for item in _index().lookup(plain, Verbosity.ALL, max_edit_distance=reach):
            found.update(accented(item.term))
    return tuple(sorted(found - {word}))
