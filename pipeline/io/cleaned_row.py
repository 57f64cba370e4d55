"""A row of a dump after cleaning: an outcome for each column that holds a text.

Start reading from :class:`CleanedRow`. Each column is cleaned on its own, with offsets of its own;
what the run tells of an article (its language, its error) is told once for all its columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.io.articles import Outcome

UNDETERMINED = "und"
"""The language of an article that has no text."""


@dataclass(frozen=True, slots=True)
class CleanedRow:
    """The outcomes for the ``columns`` of an article, None where a column has no text.

    A column is called "" where the user did not name several.
    """

    columns: Sequence[str]
    outcomes: Sequence[Outcome | None]

    def named(self) -> Iterator[tuple[str, Outcome]]:
        """Yield each outcome with its column."""
        for column, outcome in zip(self.columns, self.outcomes, strict=True):
            if outcome is not None:
                yield column, outcome

    def without_edits(self) -> "CleanedRow":
        """Return the same without its edits: what the rows of a batch hold until it is written."""
        lean = [replace(outcome, edits=()) if outcome else None for outcome in self.outcomes]
        return replace(self, outcomes=lean)

    @property
    def texts(self) -> tuple[str | None, ...]:
        """Return the texts that come out."""
        return tuple(outcome.text if outcome else None for outcome in self.outcomes)

    @property
    def language(self) -> str:
        """Return the language of the longest text that could be cleaned."""
        found = [outcome for _, outcome in self.named() if outcome.error is None]
        longest = max(found, key=lambda outcome: len(outcome.source), default=None)
        return longest.language if longest else UNDETERMINED

    @property
    def error(self) -> str | None:
        """Return why columns were not cleaned, None if all were."""
        found = [(column, one.error) for column, one in self.named() if one.error is not None]
        return "; ".join(f"{column}: {why}" if column else why for column, why in found) or None

    @property
    def text(self) -> str:
        """Return all texts that come out as one."""
        return "\n\n".join(text for text in self.texts if text is not None)
