"""The English lexicon: SCOWL (size « large »), American and British, without proper names.

Inflected forms are in the lists themselves. Names begin with a capital there and are dropped: a
French text is full of them, and an English name is no sign of damage. Possessives (*dog's*) are
dropped because the tokenisation never yields them.
"""

from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

import marisa_trie

from dictionaries.builders import sources

_LISTS = (
    (sources.SCOWL_AMERICAN, "usr/share/dict/american-english-large"),
    (sources.SCOWL_BRITISH, "usr/share/dict/british-english-large"),
)


# The licence asks that its notice go with the words.
_LICENCE = (sources.SCOWL_AMERICAN, "usr/share/doc/wamerican-large/copyright")


def words() -> set[str]:
    """Return the lower-case words of both lists, in NFC."""
    found = set()
    for source, name in _LISTS:
        for line in sources.member(source, name).decode("utf-8").splitlines():
            word = normalize("NFC", line.strip())
            if word and word == word.lower() and not word.endswith("'s"):
                found.add(word)
    return found


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write ``english.marisa`` and its licence."""
    path = folder / "english.marisa"
    found = sorted(words())
    marisa_trie.Trie(found).save(str(path))
    (folder / "LICENSES").mkdir(exist_ok=True)
    (folder / "LICENSES" / "SCOWL.txt").write_bytes(sources.member(*_LICENCE))
    yield sources.entry(path, "english", "SCOWL", len(found), [source for source, _ in _LISTS])
