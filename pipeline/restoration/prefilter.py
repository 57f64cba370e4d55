"""Say cheaply which suspect spans are worth a full look: most of them are sound.

Start reading from :func:`passes_prefilter`.
"""

from functools import lru_cache
from math import log, log1p
from operator import mul

from pipeline.resources import lexicon, synonyms
from pipeline.restoration.candidates import with_accents
from pipeline.restoration.detection import Suspect
from pipeline.restoration.features import DAMAGE_FLOOR
from pipeline.restoration.grammar import agreement
from pipeline.restoration.weights import Weights
from pipeline.text.analysis import AnalyzedText

LEAST_DAMAGED_WORDS = 0.5
"""Expected number of other damaged words below which a text counts as sound."""

VERY_UNLIKELY = -6.0
"""Score of a French word (:class:`~pipeline.restoration.detection.Suspect`) above which it gets no
full look in a sound text. There, nearly every suspect with a higher score is sound."""


_QUOTES = frozenset('"“”«»‘')


def passes_prefilter(
    analyzed: AnalyzedText, suspect: Suspect, damage: float, fitted: Weights
) -> bool:
    """Say whether a suspect span is worth a full look; ``damage`` is that of its text."""
    if suspect.kind not in fitted.prefilter:
        return True
    in_sound_text = damage * analyzed.size < LEAST_DAMAGED_WORDS
    if suspect.kind == "homograph" and in_sound_text and suspect.score > VERY_UNLIKELY:
        return False
    *_, elision, clash = features = prefilter_features(analyzed, suspect, damage)
    if elision or clash or lacks_its_accents(analyzed, suspect):  # rare in sound text
        return True
    score: float = sum(map(mul, fitted.prefilter[suspect.kind], features))
    return score >= fitted.threshold[suspect.kind]


def prefilter_features(
    analyzed: AnalyzedText, suspect: Suspect, damage: float
) -> tuple[float, ...]:
    """Return the features :data:`~pipeline.restoration.weights.PREFILTER_FEATURES` of a span."""
    french, english, curated, pairs, borrowed, risky = _known_of(suspect.phrase)
    tokens = analyzed.tokens
    before = tokens[suspect.first - 1].text if suspect.first else "."
    after = tokens[suspect.last].text if suspect.last < len(tokens) else "."
    text = tokens[suspect.first].text
    elision, _, clash = agreement(
        tokens[suspect.first - 1].key if suspect.first else "", suspect.phrase
    )
    inside = before not in ".!?…:"
    capital = text[0].isupper() and inside
    return (
        1.0,
        suspect.score,
        suspect.score * suspect.score,
        french,
        english,
        curated,
        pairs,
        borrowed,
        risky,
        log(damage + DAMAGE_FLOOR),
        float(damage == 0.0),
        float(capital),
        float(capital and before[0].isupper()),
        float(capital and after[0].isupper()),
        float(text.isupper() and not (before.isupper() or after.isupper())),
        float(before in _QUOTES or after in _QUOTES),
        log1p(analyzed.counts[suspect.phrase]),
        elision,
        clash,
    )


def lacks_its_accents(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether an English word in small letters is a French one without its accents."""
    return (
        suspect.kind == "word"
        and analyzed.text[suspect.start].islower()
        and bool(with_accents(suspect.phrase))
    )


@lru_cache(maxsize=1 << 14)
def _known_of(phrase: str) -> tuple[float, ...]:
    """Return the features of a substitute that do not depend on its sentence."""
    return (
        lexicon.zipf(phrase, "fr"),
        lexicon.zipf(phrase, "en"),
        float(phrase in synonyms.curated()),
        log1p(synonyms.pairs(phrase)),
        float(phrase in lexicon.loanwords()),
        float(lexicon.loanwords().get(phrase, False)),
    )
