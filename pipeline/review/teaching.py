"""What the decisions tell about rules: how often each was right, and which should only propose.

Precision is the share of right edits among those that people judged. It is a fair estimate only if
they judged a random sample, so the page links to samples.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from pipeline.review.model import Verdicts
from pipeline.rules import Rule

MIN_JUDGED = 20
"""Judged edits of a rule, at least, before the page calls it too often wrong."""

Z_95 = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How people judged the edits of a rule, and the confidence interval of its precision (0–1).

    ``low`` and ``high`` are the interval of the edits that were made. ``floor`` is the lowest
    confidence at which the rule acts alone, so at least this share of its edits should be right.
    ``under`` says that the share is lower, and that chance hardly explains it.
    """

    verdicts: Verdicts
    low: float
    high: float
    floor: float

    @property
    def made(self) -> int:
        """Return how many edits that were made have been judged."""
        return self.verdicts.made_right + self.verdicts.made_wrong

    @property
    def proposed(self) -> int:
        """Return how many proposals have been judged."""
        return self.verdicts.proposed_right + self.verdicts.proposed_wrong

    @property
    def under(self) -> bool:
        """Say whether the precision of the rule is below its floor."""
        return self.made >= MIN_JUDGED and self.high < self.floor


def wilson(right: int, all_: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share (Wilson 1927), 0 and 1 without a trial."""
    if not all_:
        return 0.0, 1.0
    share = right / all_
    middle = share + Z_95 * Z_95 / (2 * all_)
    spread = Z_95 * sqrt(share * (1 - share) / all_ + Z_95 * Z_95 / (4 * all_ * all_))
    whole = 1 + Z_95 * Z_95 / all_
    low = (middle - spread) / whole if right else 0.0
    return low, (middle + spread) / whole if right < all_ else 1.0


def standings(
    verdicts: Iterable[Verdicts], rules: Mapping[str, Rule], thresholds: Mapping[str, float]
) -> list[Standing]:
    """Return the standing of each rule; ``thresholds`` are those of the configuration."""
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
    """Return lines for ``rature.toml`` that let the rules below their floor only propose."""
    under = [one.verdicts.rule for one in standing if one.under]
    new = [code for code in under if not any(code.startswith(known) for known in already)]
    if not new:
        return None
    codes = ", ".join(f'"{code}"' for code in sorted({*already, *new}))
    return f"[rules]\nreview = [{codes}]"
