"""Translate English that states a fact, instead of inverting it: *six ans* for *six years*.

Start reading from :func:`translated`; :mod:`pipeline.restoration.measures` finds the facts.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.restoration import names
from pipeline.restoration.detection import Suspect
from pipeline.restoration.measures import Measure, measures
from pipeline.restoration.scoring import Restoration, RestoredWord
from pipeline.text.analysis import AnalyzedText
from pipeline.text.spans import Spans

LIKELY_DAMAGE = 0.5
"""Probability of damage from which an edit is at least proposed."""

TRANSLATED, RIVALS = 0.6, 0.3
"""Share of the translation where English states a fact, and of all words that a spinner may have
replaced instead. Set by hand: the development articles have too few such places. The edit is only
proposed, and no rival ranks before the translation."""

TRANSLATION = (("translation", 1.0),)
"""The evidence of a translation."""


def translated(
    analyzed: AnalyzedText, restored: Iterable[Restoration], spun: Sequence[names.Spun]
) -> Iterator[Restoration]:
    """Yield what was ``restored``; where English states a fact, its translation comes first.

    Facts in names that were ``spun`` are none.
    """
    covered = Spans((name.start, name.end) for name in spun)
    facts = [m for m in measures(analyzed) if not covered.meet(m.start, m.end)]
    inside = {n for m in facts for n in range(m.first, m.last)}
    rivals: dict[tuple[int, int], Restoration] = {}
    beyond: set[int] = set()
    for restoration in restored:
        suspect = restoration.suspect
        tokens = range(suspect.first, suspect.last)
        if inside.isdisjoint(tokens):
            yield restoration
        elif inside.issuperset(tokens):
            rivals[suspect.first, suspect.last] = restoration
        else:  # a phrase of which the fact is a part: *a matter of days*
            beyond.update(tokens)
            yield restoration
    for fact in facts:
        rival = rivals.get((fact.first, fact.last))
        if fact.in_title:
            continue
        damaged = rival is not None and 1.0 - rival.no_change >= LIKELY_DAMAGE
        if rival is not None and damaged and _is_told(rival, fact):
            yield rival
        elif (fact.stands_out or damaged) and beyond.isdisjoint(range(fact.first, fact.last)):
            yield _translation(fact, rival)


def _is_told(rival: Restoration, fact: Measure) -> bool:
    """Say whether the restorer puts a translation first, no less surely than it is proposed."""
    is_sure = rival.confidence is None or rival.confidence >= TRANSLATED
    return is_sure and rival.options[0].word in dict(fact.french)


def _translation(measure: Measure, rival: Restoration | None) -> Restoration:
    """Return the options of English that states a fact: its translation, then the rivals."""
    suspect = Suspect(
        measure.first, measure.last, measure.start, measure.end, "word", measure.phrase
    )
    first = [RestoredWord(word, TRANSLATED * share, TRANSLATION) for word, share in measure.french]
    known = {option.word for option in first}
    others = [o for o in rival.options if o.word not in known] if rival else []
    share = RIVALS / (sum(option.probability for option in others) or 1.0)
    share *= 1.0 - rival.no_change if rival else 0.0
    behind = [
        RestoredWord(o.word, min(share * o.probability, first[0].probability), o.evidence)
        for o in others
    ]
    ranked = sorted([*first[1:], *behind], key=lambda option: (-option.probability, option.word))
    return Restoration(suspect, (first[0], *ranked), 1.0 - TRANSLATED - RIVALS)
