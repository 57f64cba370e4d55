"""Say in a sentence or two why a word is restored."""

from pipeline.resources import lexicon
from pipeline.restoration.candidates import adds_accents
from pipeline.restoration.context import is_strange
from pipeline.restoration.grammar import DETERMINERS
from pipeline.restoration.scoring import Restoration, RestoredWord
from pipeline.restoration.translation import TRANSLATION
from pipeline.text.analysis import AnalyzedText

EVIDENCE_NAMES = {
    "curated": "curated pairs",
    "written": "likely pairs",
    "listed": "likely pairs",
    "embedding": "embeddings",
    "lookalike": "likeness",
    "moby": "Moby",
    "moby-reverse": "Moby",
    "roget": "Roget",
    "spelling": "spelling variants",
    "wordnet-link": "WordNet",
    "wordnet-synset": "WordNet",
}
"""What a reader calls each kind of evidence."""


LITTLE_SPUN = " Its author may have written it: little else in the text speaks of a spinner."
"""What is added where the text may not be spun (:mod:`pipeline.restoration.spun`)."""


def reason(analyzed: AnalyzedText, restoration: Restoration) -> str:
    """Return what decided for the best option, in a sentence or two."""
    suspect, best = restoration.suspect, restoration.options[0]
    before = analyzed.text[suspect.start : suspect.end]
    kinds = {kind for kind, _ in best.evidence}
    sources = sorted({EVIDENCE_NAMES[k] for k in kinds if k in EVIDENCE_NAMES})
    what = {
        "word": f"“{before}” is English",
        "phrase": f"“{before}” is English",
        "homograph": f"“{before}” is odd here and also an English word",
        "piece": f"“{suspect.phrase}” is English inside a French word",
    }[suspect.kind]
    if is_strange(suspect.phrase):
        what = f"“{before}” is neither French nor English"
    if best.evidence == TRANSLATION:
        link = (
            f"it states a fact and means “{best.word}”, unless it replaced another word: "
            "a person must tell"
        )
    elif adds_accents(suspect.phrase, best.word):
        link = f"it lacks nothing but the accents of “{best.word}”"
    elif kinds == {"lookalike"}:
        link = f"it looks like “{best.word}”, which the sentence asks for"
    elif sources:
        link = (
            f"“{best.word}” is spelled like an English word that it can replace "
            f"({', '.join(sources)})"
        )
    else:
        asks = "sentence suggests" if restoration.confidence is None else "passage asks for"
        link = f"no thesaurus pairs it with “{best.word}”, which the {asks}"
    parts = [what, link]
    previous = analyzed.tokens[suspect.first - 1].text if suspect.first else ""
    parts += _grammar(previous, best)
    if analyzed.counts[best.word]:
        parts.append("it stands elsewhere in this text")
    if restoration.decided:
        chosen, decided = restoration.decided
        parts.append(f"people chose “{best.word}” in {chosen:,} of {decided:,} decisions")
    if restoration.dump:
        read, places = restoration.dump
        parts.append(f"in the dump read as “{best.word}” in {read:,} of {places:,} other places")
    if len(restoration.options) > 1:
        following = restoration.options[1]
        times = best.probability / max(following.probability, 1e-6)
        if times >= 1.5:
            parts.append(f"{min(times, 99999):.0f} times likelier than “{following.word}”")
    return "; ".join(parts) + "."


def _grammar(previous: str, best: RestoredWord) -> list[str]:
    """Return the gender and number that the determiner before a word asks for, if it has them."""
    agreement = {
        (a.gender, a.number) for a in lexicon.analyses(best.word) if a.pos in ("noun", "adj")
    }
    words = {
        "m": "masculine",
        "f": "feminine",
        "s": "singular",
        "p": "plural",
    }
    if previous.lower() in DETERMINERS and len(agreement) == 1:
        gender, number = next(iter(agreement))
        named = " ".join(words[x] for x in (gender, number) if x)
        if named:
            return [f"{named} after “{previous}”"]
    return []
