"""The model of a dump: how its substitutes are read, and which unknown words are words in it.

Start reading from :class:`Learned`. ``rature learn`` writes it (:mod:`pipeline.batch.learn`);
:mod:`pipeline.restoration.scoring` and the stage spelling ask it. docs/learn.md describes the file.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import ConfigError

MODEL_SCHEMA = 2
"""Models of schema 1 have no heads and were read without the context model; they still load."""

MODEL_KIND = "rature model"
"""What the first line of a model calls it."""

UNCHANGED = ""
"""The reading of a suspect span as sound: nothing was replaced."""

Key = tuple[str, str]
"""A set of weights (``word`` or ``homograph``) and a substitute."""


DECIDED_PLACES = 4
"""Places that one decision of a person counts as: as many as all that was known before. It was
chosen, not fitted: no decisions of people were at hand."""


class SubstituteCounts(NamedTuple):
    """How often the suspect spans of a substitute are read as each word.

    ``read`` has, per word, the expected number of the ``places`` where it stood, in thousandths;
    :data:`UNCHANGED` is one of the words. Whole numbers add up to the same sum in any order.
    ``decided`` has, per word, how often people decided for it in a review.
    """

    places: int
    read: Mapping[str, int]
    decided: Mapping[str, int] = {}

    def without(self, other: "SubstituteCounts") -> "SubstituteCounts":
        """Return the counts of all places but those of ``other``."""
        return SubstituteCounts(
            max(0, self.places - other.places),
            {word: max(0, n - other.read.get(word, 0)) for word, n in self.read.items()},
            self.decided,
        )

    def with_decisions(self) -> "SubstituteCounts":
        """Return the counts in which each decision stands for so many places that read so."""
        read = dict(self.read)
        for word, times in self.decided.items():
            read[word] = read.get(word, 0) + 1000 * DECIDED_PLACES * times
        places = self.places + DECIDED_PLACES * sum(self.decided.values())
        return SubstituteCounts(places, read)


NO_COUNTS = SubstituteCounts(0, {})


class LearnedThreshold(NamedTuple):
    """The confidence from which on a rule acts alone, and the decisions that set it."""

    threshold: float
    decisions: int


class Head(NamedTuple):
    """A word that a spinner strikes: articles where it still stands, and places where it stood.

    ``struck`` is the expected number of these places, in thousandths.
    """

    standing: int
    struck: int


@dataclass(frozen=True)
class Learned:
    """The model that was learned from a dump; two with the same ``digest`` are the same.

    ``words`` are lower-case words that spelling may not correct, with the articles that hold each.
    ``thresholds`` are those of rules that people's decisions moved.
    """

    digest: str
    substitutes: Mapping[Key, SubstituteCounts] = field(
        default_factory=dict, compare=False, repr=False
    )
    words: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    thresholds: Mapping[str, LearnedThreshold] = field(
        default_factory=dict, compare=False, repr=False
    )
    heads: Mapping[str, Head] = field(default_factory=dict, compare=False, repr=False)
    """French words that were options somewhere; none if the context model was not asked."""
    source: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The number of articles and words that it was learned from."""

    def counts(self, kind: str, substitute: str) -> SubstituteCounts:
        """Return the counts of a substitute in the dump."""
        return self.substitutes.get((kind, substitute), NO_COUNTS)


# -- the file -----------------------------------------------------------------------------------


def lines(  # noqa: PLR0913 — each is one kind of what a model holds
    versions: Mapping[str, str],
    counts: Mapping[str, int],
    substitutes: Mapping[Key, SubstituteCounts],
    words: Mapping[str, int],
    heads: Mapping[str, Head],
    thresholds: Mapping[str, LearnedThreshold] = {},
) -> Iterator[str]:
    """Yield the lines of a model; ``counts`` tells what it was learned from."""
    head = {
        "schema": MODEL_SCHEMA,
        "kind": MODEL_KIND,
        "versions": dict(versions),
        "from": dict(counts),
    }
    sizes = {"substitutes": len(substitutes), "words": len(words), "heads": len(heads)}
    yield _dumped({**head, **sizes})
    for (kind, substitute), found in sorted(substitutes.items()):
        read = dict(sorted(found.read.items(), key=lambda pair: (-pair[1], pair[0])))
        row = {"substitute": substitute, "kind": kind, "places": found.places, "read": read}
        if found.decided:
            row["decided"] = dict(sorted(found.decided.items()))
        yield _dumped(row)
    for word, articles in sorted(words.items()):
        yield _dumped({"word": word, "articles": articles})
    for rule, (threshold, decisions) in sorted(thresholds.items()):
        yield _dumped({"rule": rule, "threshold": threshold, "decisions": decisions})
    for word, one in sorted(heads.items()):
        yield _dumped({"head": word, "standing": one.standing, "struck": one.struck})


def _dumped(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def packed(written: Iterable[str], name: str) -> bytes:
    """Return the bytes of a model that is to be called ``name``: packed when that ends with .gz."""
    content = "".join(f"{line}\n" for line in written).encode()
    return gzip.compress(content, mtime=0) if name.endswith(".gz") else content


def load(path: str | Path) -> Learned:
    """Return the model in a file; :class:`ConfigError` when it is none."""
    try:
        raw = Path(path).read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    except FileNotFoundError as error:
        raise ConfigError(
            f"no such model: {path}: `rature learn INPUT -o {path}` makes one"
        ) from error
    except (OSError, EOFError, zlib.error, ValueError) as error:
        what = getattr(error, "strerror", None) or "it is damaged"
        raise ConfigError(f"cannot read the model {path}: {what}: learn it again") from error
    return _parsed(raw, str(path))


@lru_cache(maxsize=2)
def _parsed(raw: bytes, path: str) -> Learned:
    first, _, rest = raw.partition(b"\n")
    try:
        head = json.loads(first)
        if head["kind"] != MODEL_KIND:
            raise ValueError
        schema = _count(head["schema"])
        source = {str(name): _count(n) for name, n in head.get("from", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(f"{path} is no model: --model takes what `rature learn` wrote") from error
    if schema > MODEL_SCHEMA:
        raise ConfigError(
            f"{path} is a model of a newer rature: update rature, or learn it again with this one"
        )
    substitutes: dict[Key, SubstituteCounts] = {}
    words: dict[str, int] = {}
    thresholds: dict[str, LearnedThreshold] = {}
    heads: dict[str, Head] = {}
    number = 1
    try:
        for line in rest.decode().splitlines():
            number += 1
            row = json.loads(line)
            if "word" in row:
                words[_text(row["word"])] = _count(row["articles"])
            elif "rule" in row:
                share, decisions = _share(row["threshold"]), _count(row["decisions"])
                thresholds[_text(row["rule"])] = LearnedThreshold(share, decisions)
            elif "head" in row:
                heads[_text(row["head"])] = Head(_count(row["standing"]), _count(row["struck"]))
            else:
                read = {str(word): _count(n) for word, n in row["read"].items()}
                key = _text(row["kind"]), _text(row["substitute"])
                decided = {str(w): _count(n) for w, n in row.get("decided", {}).items()}
                substitutes[key] = SubstituteCounts(_count(row["places"]), read, decided)
        sizes = head["substitutes"], head["words"], head.get("heads", 0)
        if (len(substitutes), len(words), len(heads)) != sizes:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(
            f"the model {path} is damaged near line {number}: learn it again"
        ) from error
    digest = hashlib.sha256(raw).hexdigest()[:16]
    return Learned(f"sha256:{digest}", substitutes, words, thresholds, heads, source)


def _share(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise ValueError
    return float(value)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value
