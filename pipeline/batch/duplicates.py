"""Find near-duplicates, articles that share most of their words, with MinHash and LSH.

Start reading from :class:`Index`. Workers make the signatures from the cleaned texts. The index
gets them in the order of the dump, so the others of a cluster always point at its first article,
on any engine. This needs rensa, which comes with the extra ``rature[dedup]``: its license is MIT,
it has no dependencies and wheels for each Python, and its hashes are the same in each process. An
article that repeats no other takes about 2.5 KB of memory; the others take none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.batch import places
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.io.articles import Outcome
    from pipeline.io.cleaned_row import CleanedRow

MIN_SIMILARITY = 0.8
"""Two articles that share at least this part of their shingles are near-duplicates. A reprint with
another headline or another last paragraph reaches it; two reports of one event do not."""

SHINGLE_WORDS = 3
"""Words in a shingle."""

SIGNATURE_NUMBERS, SIGNATURE_BANDS = 120, 20
"""A signature has 120 numbers in 20 bands. Articles that share a band are compared. Two articles
that share 0.8 of their shingles share a band with probability 0.998. Two that share 0.5 do so in
1 of 4 cases; the comparison then refuses them."""

HASH_SEED = 1

_WORD = re.compile(r"\w+")


def _library() -> Any:
    try:
        import rensa
    except ImportError as error:
        raise ConfigError('--dedup needs an extra: pip install "rature[dedup]"') from error
    return rensa


def check() -> None:
    """Raise :class:`ConfigError` if the library is missing."""
    _library()


def signature(outcome: "Outcome | CleanedRow") -> bytes:
    """Return the signature of the cleaned text, b"" if it has fewer words than a shingle."""
    words = [word.casefold() for word in _WORD.findall(outcome.text)]
    if outcome.error is not None or len(words) < SHINGLE_WORDS:
        return b""
    found = _library().RMinHash(num_perm=SIGNATURE_NUMBERS, seed=HASH_SEED)
    found.update(
        list(
            {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
        )
    )
    state: bytes = found.__getstate__()
    return state


def write(path: str, signatures: Sequence[tuple[str, bytes]]) -> None:
    """Write the ids and signatures of a shard's articles to a part."""
    with places.written(path) as file:
        for name, signed in signatures:
            for field in (name.encode("utf-8", "surrogatepass"), signed):
                file.write(len(field).to_bytes(4, "little") + field)


def read(path: str) -> Iterator[tuple[str, bytes]]:
    """Yield the ids and signatures that :func:`write` wrote."""
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
    """The place of an article in the dump."""

    file: str
    row: int
    id: str

    def to_dict(self) -> dict[str, Any]:
        """Return the place as plain JSON types."""
        return {"file": self.file, "row": self.row, "id": self.id}


class Index:
    """The articles so far that repeat no earlier one."""

    def __init__(self) -> None:
        self._library = _library()
        self._bands = self._library.RMinHashLSH(MIN_SIMILARITY, SIGNATURE_NUMBERS, SIGNATURE_BANDS)
        self._firsts: list[tuple[Article, Any]] = []

    def first(self, article: Article, signed: bytes) -> tuple[Article, float] | None:
        """Return the first article that ``article`` repeats, and their similarity (0–1).

        If there is none, keep ``article`` in the index and return None.
        """
        if not signed:
            return None
        found = self._library.RMinHash(num_perm=SIGNATURE_NUMBERS, seed=HASH_SEED)
        found.__setstate__(signed)
        for number in sorted(self._bands.query(found)):
            first, other = self._firsts[number]
            share = found.jaccard(other)
            if share >= MIN_SIMILARITY:
                return first, share
        self._bands.insert(len(self._firsts), found)
        self._firsts.append((article, found))
        return None
