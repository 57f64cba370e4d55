"""Antonyms of WordNet: the homographs that mean the opposite of an English word.

Thesauri list opposites beside synonyms (Moby offers *high* for *low*), and embeddings cannot tell
them apart. Spinners hardly write them: of 870 pairs of antonyms two stand in five dictionaries of
real tools. Antonymy joins words; the others of the two sets are taken as well (*losses, profits*:
three of 1,412), adjectives that are merely like an antonym are not (*late* for *new*).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from dictionaries.builders import homographs, sources, synonyms_wordnet

FILE = "antonyms.tsv"


def pairs(homograph_words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield an English word or phrase and a homograph that means the opposite, both ways."""
    wanted = frozenset(homograph_words)
    for left, right in synonyms_wordnet.antonyms():
        for one in left:
            for other in right:
                if other in wanted and other != one:
                    yield one, other


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write ``antonyms.tsv``."""
    rows = sorted(set(pairs(homographs.inventory())))
    path = folder / FILE
    lines = ["substitute\tword", *("\t".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    yield sources.entry(path, "antonyms", "WordNet-3.0", len(rows), [synonyms_wordnet.WORDNET])
