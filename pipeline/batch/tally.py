"""Count what happened to articles, for ``run.json``. Start reading from :class:`Tally`."""

import hashlib
import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.batch.formats import Row
from pipeline.io.articles import Outcome
from pipeline.io.cleaned_row import CleanedRow

SAMPLES_PER_RULE = 20
"""Edits of each rule that the report shows."""

LISTED_ERRORS = 1000
"""Errors that the report lists."""

SAMPLE_CONTEXT = 60
"""Code points of text on each side of an edit in the report."""


@dataclass
class Tally:
    """What was counted, the first errors, and samples of edits.

    The samples of a rule are the edits with the smallest hashes, so they do not depend on the
    order in which shards are done.
    """

    articles: int = 0
    words: int = 0
    errors: int = 0
    edits: dict[str, Counter[str]] = field(default_factory=dict)
    languages: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    listed: list[dict[str, Any]] = field(default_factory=list)
    samples: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def made(self) -> int:
        """Return how many edits were made."""
        return sum(count["auto"] for count in self.edits.values())

    @property
    def proposed(self) -> int:
        """Return how many edits were proposed."""
        return sum(count["review"] for count in self.edits.values())

    def add(self, file: str, row: Row, cleaned: CleanedRow) -> None:
        """Count an article."""
        self.articles += 1
        if cleaned.error is not None:
            self.errors += 1
            self.listed.append(
                {"file": file, "row": row.number, "id": row.id, "error": cleaned.error}
            )
            del self.listed[LISTED_ERRORS:]
        else:
            self.languages[cleaned.language] += 1
        for column, outcome in cleaned.named():
            if outcome.error is None:
                self._add_text(file, row, column, outcome)

    def _add_text(self, file: str, row: Row, column: str, outcome: Outcome) -> None:
        self.words += word_count(outcome.source)
        if outcome.meta is not None:
            self.pages["articles"] += 1
            for what in ("blocks", "characters"):
                for fate, count in outcome.meta[what].items():
                    self.pages[f"{what}_{fate}"] += count
        for edit in outcome.edits:
            self.edits.setdefault(edit["rule"], Counter())[edit["decision"]] += 1
            where = {"file": file, "row": row.number, "id": row.id}
            self._sample({**where, "column": column} if column else where, outcome.source, edit)

    def _sample(self, where: dict[str, Any], source: str, edit: dict[str, Any]) -> None:
        name = "\0".join(str(where[one]) for one in ("file", "row", "column") if one in where)
        key = f"{name}\0{edit['start']}".encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(key, digest_size=8).hexdigest()
        kept = self.samples.setdefault(edit["rule"], [])
        if len(kept) == SAMPLES_PER_RULE and digest > kept[-1][0]:
            return
        start, end = edit["start"], edit["end"]
        found = {
            **where,
            **{name: edit[name] for name in ("start", "end", "before", "after")},
            "confidence": edit["confidence"],
            "decision": edit["decision"],
            "left": source[max(0, start - SAMPLE_CONTEXT) : start],
            "right": source[end : end + SAMPLE_CONTEXT],
        }
        kept.append([digest, found])
        kept.sort(key=lambda one: (one[0], one[1]["start"], one[1]["end"]))
        del kept[SAMPLES_PER_RULE:]

    def merge(self, other: "Tally") -> None:
        """Add a tally of articles that come later in the dump."""
        self.articles += other.articles
        self.words += other.words
        self.errors += other.errors
        self.languages += other.languages
        self.pages.update(other.pages)
        self.listed += other.listed[: LISTED_ERRORS - len(self.listed)]
        for rule, count in other.edits.items():
            self.edits.setdefault(rule, Counter()).update(count)
        for rule, kept in other.samples.items():
            both = heapq.merge(self.samples.get(rule, []), kept, key=lambda one: one[0])
            self.samples[rule] = list(both)[:SAMPLES_PER_RULE]

    def to_dict(self) -> dict[str, Any]:
        """Return all as plain JSON types."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Tally":
        """Return the tally that :meth:`to_dict` gave as plain types."""
        found = cls(**values)
        found.languages = Counter(found.languages)
        found.pages = Counter(found.pages)
        found.edits = {rule: Counter(count) for rule, count in found.edits.items()}
        return found


def word_count(text: str, step: int = 1 << 16) -> int:
    """Count the words between white space, ``step`` characters at a time to save memory."""
    count = 0
    for start in range(0, len(text), step):
        count += len(text[start : start + step].split())
        if start and not text[start - 1].isspace() and not text[start].isspace():
            count -= 1  # the word that was cut was counted twice
    return count
