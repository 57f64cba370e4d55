"""What the decisions tell about rules: how often each was right, and which should only propose.

Precision is the share of right edits among those that people judged. It is a fair estimate only if
they judged a random sample, so the page links to samples.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.evaluate import wilson
from pipeline.review.model import Verdicts
from pipeline.rules import Rule

MIN_JUDGED = 20
"""Judged edits of a rule, at least, before the page calls it too often wrong."""

EXACT_WIDTH = 0.02
"""Width of an interval that is narrow enough to stop: one point on each side of the estimate.

Who looks after each answer and stops at the first that pleases is wrong more often than 5 times in
100; with :data:`MIN_JUDGED` and a bar on the whole interval, not on the estimate, that stays small.
"""


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


@dataclass(frozen=True, slots=True)
class Audit:
    """A random sample of edits that were made, judged in the order drawn by lot.

    ``right`` of ``judged`` edits were accepted as they are, of ``total``; ``low`` and ``high`` are
    the 95 % interval. ``floor`` is that of the rule, None when the sample is of several rules.
    """

    rule: str
    right: int
    judged: int
    total: int
    low: float
    high: float
    floor: float | None

    @property
    def stop(self) -> str:
        """Return why the audit can end: ``good``, ``bad``, ``exact``, ``all``; "" to go on."""
        if self.floor is not None and self.judged >= MIN_JUDGED:
            if self.high < self.floor:
                return "bad"
            if self.low >= self.floor:
                return "good"
        if self.judged and self.judged == self.total:
            return "all"
        return "exact" if self.judged and self.high - self.low <= EXACT_WIDTH else ""


def standings(
    verdicts: Iterable[Verdicts], rules: Mapping[str, Rule], thresholds: Mapping[str, float]
) -> list[Standing]:
    """Return the standing of each rule; ``thresholds`` are those of the configuration."""
    found = []
    for one in verdicts:
        floor = floor_of(one.rule, rules, thresholds)
        low, high = wilson(one.made_right, one.made_right + one.made_wrong)
        found.append(Standing(one, low, high, floor))
    return found


def floor_of(rule: str, rules: Mapping[str, Rule], thresholds: Mapping[str, float]) -> float:
    """Return the lowest confidence at which a rule acts alone."""
    floor = rules[rule].auto if rule in rules else 1.0
    for code in sorted(thresholds, key=len):
        if rule.startswith(code):
            floor = thresholds[code]
    return floor


def audit_of(counts: tuple[int, int, int], rule: str = "", floor: float | None = None) -> Audit:
    """Return an audit from numbers of edits: those found right, those judged, those made."""
    right, judged, total = counts
    low, high = wilson(right, judged)
    return Audit(rule, right, judged, total, low, high, floor)


def review_line(standing: Iterable[Standing], already: Sequence[str]) -> str | None:
    """Return lines for ``rature.toml`` that let the rules below their floor only propose."""
    return propose_only([one.verdicts.rule for one in standing if one.under], already)


def propose_only(under: Sequence[str], already: Sequence[str]) -> str | None:
    """Return lines for ``rature.toml`` that let more rules only propose, None for none."""
    new = [code for code in under if not any(code.startswith(known) for known in already)]
    if not new:
        return None
    codes = ", ".join(f'"{code}"' for code in sorted({*already, *new}))
    return f"[rules]\nreview = [{codes}]"
