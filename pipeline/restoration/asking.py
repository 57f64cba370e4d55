"""Decide which suspects of a text the context model is asked about.

For each word of a window, its answer costs as much as all other cleaning of four words. Start
reading from :func:`questions`. Where words are damaged that no known pair explains, anything may
be: all suspects are asked about, in full windows. Elsewhere the spinner is a known one or the text
is sound, and only what the restorer itself doubts is asked about, in its sentence.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.restoration.detection import Suspect
from pipeline.restoration.scoring import Restoration


class Questions(NamedTuple):
    """Which of the chosen suspects are asked about, and whether the whole passage is read."""

    asked: tuple[bool, ...]
    whole: bool


def questions(chosen: Sequence[Restoration], size: int, odd: float, always: bool) -> Questions:
    """Return what is asked about a text of ``size`` words.

    ``odd`` is the expected number of damaged words for which no source offers anything.
    """
    if always or is_strange(chosen, size, odd):
        return Questions(tuple(is_worth_it(one) for one in chosen), whole=True)
    known = len({one.suspect.phrase for one in chosen if is_explained(one)}) >= KNOWN
    asked = (is_doubted(one) and not (known and is_sure(one)) for one in chosen)
    return Questions(tuple(asked), whole=False)


def is_strange(chosen: Sequence[Restoration], size: int, odd: float) -> bool:
    """Say whether words of a text are damaged that no pair of a known spinner explains."""
    damaged = [one for one in chosen if one.options]
    expected = odd + sum(1.0 - one.no_change for one in damaged)
    unexplained = odd + sum(
        1.0 - one.no_change
        for one in damaged
        if one.suspect.kind != "homograph" and not is_explained(one)
    )
    return unexplained >= max(LEAST_UNEXPLAINED, UNEXPLAINED * size, SHARE * expected)


LEAST_UNEXPLAINED, UNEXPLAINED, SHARE = 1.0, 0.002, 0.25
"""All suspects of a text are asked about when no known pair explains at least so many of its
damaged words: their expected number, that number per word of the text, and their share of all
damaged words. Of the tuning articles of other spinners 96 in 100 are above, where the model finds
one in twenty of the damaged words that the restorer did not look at. With 0.006 a word a quarter
less was read, but of spinners that are left out 3 in 100 damaged words were no longer found."""


def is_explained(one: Restoration) -> bool:
    """Say whether a word is the substitute of a known pair that fits there."""
    if not one.options or one.options[0].probability < FITTING:
        return False
    return any(source == "curated" for source, _ in one.options[0].evidence)


FITTING = 0.9
"""A known pair explains a word if the best option has at least this probability."""

KNOWN = 3
"""A text is by a known spinner if known pairs explain at least so many different words of it."""


def is_sure(one: Restoration) -> bool:
    """Say whether context does not decide about a word of a text of a known spinner.

    About what is a French word as well it always does: *une réponse massive* is sound.
    """
    best = one.options[0]
    if one.suspect.kind == "homograph":
        return False
    return bool(best.evidence) and best.probability >= (SURE if is_explained(one) else SUREST)


SURE, SUREST = 0.97, 0.99
"""In the text of a known spinner a word is not asked about if its best option has at least this
probability: the first for a known pair, the second for another pair that a source offers. Of 1,400
such words in the tuning articles 4 were wrong; the context model got 2 of these wrong, too."""


def is_doubted(one: Restoration) -> bool:
    """Say whether the restorer holds damage possible at a place that it looked at."""
    return bool(one.options) and one.no_change <= CLEAR


def is_worth_it(one: Restoration) -> bool:
    """Say whether a suspect of a damaged text is asked about: all but the least odd French."""
    suspect: Suspect = one.suspect
    return suspect.kind != "homograph" or is_doubted(one) or suspect.score <= ODD


CLEAR = 0.98
"""In a sound text a suspect is not asked about if no change is likelier than this."""

ODD = -4.5
"""A French word that the restorer leaves alone is asked about if its score is at most this. That
holds for 95 in 100 of the damaged ones, and for 74 in 100 of the sound ones."""
