"""Say how likely a text was spun at all, by its English words other than the one in question.

A spinner writes English where French words fit: most of what it leaves can be restored. Authors
write English as terms of a field, names in programs and jargon, where no French word fits. So each
different English word of a text testifies for or against a spinner. Start reading from
:meth:`SpunText.factor`, which goes into the confidence of every restoration.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, log1p

from pipeline.facts import words
from pipeline.resources import lexicon
from pipeline.restoration.detection import Suspect
from pipeline.text.analysis import AnalyzedText

BIAS, RESTORED, LEFT, DENSITY = 7.5, 2.94, -4.64, -0.95
"""Log odds that a text was spun: where it has no other English word, then per log1p of the number
of other words that can be restored, of those that cannot, and of the latter in 100 words. Logistic
regression on 1,900 English words of the tuning halves of spun and of sound articles of 24 kinds. On
the other halves its loss is 108; it is 112 without the last term."""

LIKELY, LEAST_DAMAGE = 0.5, 0.3
"""Confidence from which a word counts as restored, if it is damage at least so likely."""

SPUN, SPUN_AGAIN = 0.6, 0.85
"""Chance from which a text is taken for spun, for a word that stands there once and one that comes
again, as terms of a field do. With them 40 of 45 automatic restorations in sound text go, all but
three of them wrong, and 2 of 2,253 in spun articles."""

SURE_WITNESS = 0.8
"""Confidence of a witness that a text was spun. Where such words are half of all English words it
is plainly spun; in texts in the jargon of a field they are one in eight."""

LONE_LOANWORD = 0.5
"""Factor of a word that French has borrowed and that comes again, where no other word can be
restored: *le staff, le staff médical*. Spun articles lose nothing by it."""


@dataclass(frozen=True, eq=False)
class SpunText:
    """The confidence in the best restoration of each different English word, at most.

    ``size`` is the number of words of the text.
    """

    best: Mapping[str, float]
    size: int

    @cached_property
    def _restored(self) -> list[float]:
        return [chance for chance in self.best.values() if chance >= LIKELY]

    @cached_property
    def _sum(self) -> float:
        return sum(self._restored)

    @cached_property
    def _left(self) -> int:
        return sum(c < LIKELY and not _has_grammar(phrase) for phrase, c in self.best.items())

    def witnesses(self, besides: str = "") -> int:
        """Return how many words, ``besides`` one, can be restored and so speak of a spinner."""
        return len(self._restored) - (self.best.get(besides, 0.0) >= LIKELY)

    def is_plainly_spun(self, besides: str = "", least: int = 1) -> bool:
        """Say whether the words ``besides`` one, ``least`` of them at least, tell of a spinner."""
        others = [chance for phrase, chance in self.best.items() if phrase != besides]
        sure = sum(chance >= SURE_WITNESS for chance in others)
        return sure >= least and 2 * sure >= len(others)

    def has_terms(self, besides: str = "") -> bool:
        """Say whether most words ``besides`` one, by two at least, cannot be restored.

        They are terms of a field: *le turn, la river*.
        """
        others = [chance for phrase, chance in self.best.items() if phrase != besides]
        left = sum(chance < LIKELY for chance in others)
        return left > len(others) - left + 1

    def factor(self, phrase: str, count: int = 1) -> float:
        """Return by what the confidence in a restoration of ``phrase`` is to be multiplied, 0–1.

        It is 1 where the other words do not speak against a spinner. The phrase stands ``count``
        times in the text.
        """
        own = self.best.get(phrase)
        restored = self._sum - own if own is not None and own >= LIKELY else self._sum
        left = self._left - (own is not None and own < LIKELY and not _has_grammar(phrase))
        odds = BIAS + RESTORED * log1p(max(0.0, restored)) + LEFT * log1p(left)
        odds += DENSITY * log1p(100 * left / max(1, self.size))
        is_borrowed = count > 1 and phrase in lexicon.loanwords()
        is_alone = is_borrowed and not self.witnesses(besides=phrase)
        least = SPUN_AGAIN if count > 1 else SPUN
        return min(LONE_LOANWORD if is_alone else 1.0, 1.0 / (1.0 + exp(-odds)) / least)


def spun_text(
    analyzed: AnalyzedText,
    suspects: Iterable[Suspect],
    restored: Iterable[tuple[Suspect, float, float]],
) -> SpunText:
    """Return what the English words of a text say about a spinner.

    ``restored`` has, for each suspect that something fits, its chance of being damage and the
    confidence in what fits best.
    """
    best = {s.phrase: 0.0 for s in suspects if _testifies(analyzed, s)}
    best |= dict.fromkeys(analyzed.restored, 1.0)
    for suspect, damage, confidence in restored:
        if damage >= LEAST_DAMAGE and _testifies(analyzed, suspect):
            best[suspect.phrase] = max(best.get(suspect.phrase, 0.0), confidence)
    return SpunText(best, analyzed.size)


def _testifies(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a suspect is English in small letters that tells of a spinner."""
    return (
        suspect.kind != "homograph"
        and analyzed.text[suspect.start].islower()
        and testifies(suspect.phrase)
    )


def _has_grammar(phrase: str) -> bool:
    """Say whether a phrase has a function word of English: it does not speak against a spinner.

    Authors borrow nouns, spinners write *on top of, lack of sound*.
    """
    return " " in phrase and any(word in lexicon.FUNCTION_WORDS for word in phrase.split())


def testifies(english: str) -> bool:
    """Say whether English in small letters tells of a spinner, being neither borrowed nor a fact.

    English that states a fact is translated, whoever wrote it.
    """
    return english not in lexicon.loanwords() and english not in words()
