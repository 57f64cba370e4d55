"""Near-duplicates: articles that share most of what they say, found by MinHash and bands of it.

Start reading from :class:`Index`. Signatures are made of the cleaned texts, where the shards are;
the index sees them in the order of the dump, so that the first article of a cluster is the one that
the others point at, whatever ran. This needs rensa, which comes with the extra ``rature[dedup]``:
MIT, no dependencies, wheels for each Python, and its hashes do not change with the process.
An article that repeats no other takes about 2.5 KB of memory; the others take nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.batch import places
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.io.articles import Outcome

SIMILAR = 0.8
"""Share of common shingles from which two articles are near-duplicates: a reprint with another
headline or another last paragraph has it, two reports of the same event do not."""

SHINGLE = 3
"""Words of a shingle."""

NUMBERS, BANDS = 120, 20
"""Numbers of a signature, and the bands they are cut into: two articles that share 0.8 of their
shingles share a band with probability 0.998, and with 0.5 in 1 of 4 cases, to be refused then."""

SEED = 1

_WORD = re.compile(r"\w+")


def _library() -> Any:
    try:
        import rensa
    except ImportError as error:
        raise ConfigError('--dedup needs an extra: pip install "rature[dedup]"') from error
    return rensa


def check() -> None:
    """Raise :class:`ConfigError` when the library is missing."""
    _library()


def signature(outcome: "Outcome") -> bytes:
    """Return the signature of the cleaned text, b"" when it has too few words to tell."""
    words = [word.casefold() for word in _WORD.findall(outcome.text)]
    if outcome.error is not None or len(words) < SHINGLE:
        return b""
    found = _library().RMinHash(num_perm=NUMBERS, seed=SEED)
    found.update(list({" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}))
    state: bytes = found.__getstate__()
    return state


def write(path: str, signatures: Sequence[tuple[str, bytes]]) -> None:
    """Write the ids and signatures of the articles of a shard."""
    with places.written(path) as file:
        for name, signed in signatures:
            for field in (name.encode("utf-8", "surrogatepass"), signed):
                file.write(len(field).to_bytes(4, "little") + field)


def read(path: str) -> Iterator[tuple[str, bytes]]:
    """Yield the ids and signatures of the articles of a shard."""
    content = places.read(path)
    at = 0
    fields: list[bytes] = []
    while at < len(content):
        end = at + 4 + int.from_bytes(content[at : at + 4], "little")
        fields.append(content[at + 4 : end])
        at = end
        if len(fields) == 2:
            yield fields[0].decode("utf-8", "surrogatepass"), fields[1]
            fields = []


@dataclass(frozen=True, slots=True)
class Article:
    """Where an article is."""

    file: str
    row: int
    id: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return {"file": self.file, "row": self.row, "id": self.id}


class Index:
    """The articles that repeat no earlier one."""

    def __init__(self) -> None:
        self._library = _library()
        self._bands = self._library.RMinHashLSH(SIMILAR, NUMBERS, BANDS)
        self._firsts: list[tuple[Article, Any]] = []

    def first(self, article: Article, signed: bytes) -> tuple[Article, float] | None:
        """Return the first article that ``article`` repeats, and how much they share.

        One that repeats none is kept, and None returned.
        """
        if not signed:
            return None
        found = self._library.RMinHash(num_perm=NUMBERS, seed=SEED)
        found.__setstate__(signed)
        for number in sorted(self._bands.query(found)):
            first, other = self._firsts[number]
            share = found.jaccard(other)
            if share >= SIMILAR:
                return first, share
        self._bands.insert(len(self._firsts), found)
        self._firsts.append((article, found))
        return None
