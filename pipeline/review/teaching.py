"""What decisions teach: how often each rule was right, and which rules should only propose.

Precision is counted among the edits that people judged. It tells of a rule when they judged a
sample, not when they stopped at what looked wrong: the page links to samples.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from pipeline.review.model import Verdicts
from pipeline.rules import Rule

ENOUGH = 20
"""Edits of a rule that must have been judged before anything is said of it."""

Z = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule, what people said of its edits, and the range in which its precision lies (0–1).

    ``low`` and ``high`` are of the edits that were made. ``floor`` is the confidence from which
    the rule acts alone: that many of those edits should be right. ``under`` says that they were
    not, with little room for chance.
    """

    verdicts: Verdicts
    low: float
    high: float
    floor: float

    @property
    def made(self) -> int:
        """Return how many of the edits that were made people judged."""
        return self.verdicts.made_right + self.verdicts.made_wrong

    @property
    def proposed(self) -> int:
        """Return how many of the proposals people judged."""
        return self.verdicts.proposed_right + self.verdicts.proposed_wrong

    @property
    def under(self) -> bool:
        """Say whether the rule is below its floor."""
        return self.made >= ENOUGH and self.high < self.floor


def wilson(right: int, all_: int) -> tuple[float, float]:
    """Return the range in which a share lies with 95 % (Wilson 1927); 0 and 1 without a trial."""
    if not all_:
        return 0.0, 1.0
    share = right / all_
    middle = share + Z * Z / (2 * all_)
    spread = Z * sqrt(share * (1 - share) / all_ + Z * Z / (4 * all_ * all_))
    whole = 1 + Z * Z / all_
    low = (middle - spread) / whole if right else 0.0
    return low, (middle + spread) / whole if right < all_ else 1.0


def standings(
    verdicts: Iterable[Verdicts], rules: Mapping[str, Rule], thresholds: Mapping[str, float]
) -> list[Standing]:
    """Return how each rule stands; ``thresholds`` are those of the configuration."""
    found = []
    for one in verdicts:
        floor = rules[one.rule].auto if one.rule in rules else 1.0
        for code in sorted(thresholds, key=len):
            if one.rule.startswith(code):
                floor = thresholds[code]
        low, high = wilson(one.made_right, one.made_right + one.made_wrong)
        found.append(Standing(one, low, high, floor))
    return found


def review_line(standing: Iterable[Standing], already: Sequence[str]) -> str | None:
    """Return the lines of ``rature.toml`` that let rules under their floor only propose."""
    under = [one.verdicts.rule for one in standing if one.under]
    new = [code for code in under if not any(code.startswith(known) for known in already)]
    if not new:
        return None
    codes = ", ".join(f'"{code}"' for code in sorted({*already, *new}))
    return f"[rules]\nreview = [{codes}]"
