"""Leakage: find English where French stood, and restore the French.

An English spinner took French words for the English ones that are spelled alike and put English
synonyms in their place. :mod:`pipeline.restoration.detection` finds the suspects,
:mod:`pipeline.restoration.scoring` weighs what may have stood there,
:mod:`pipeline.restoration.names` mends spun names; this stage turns their answers into edits with a
reason.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.document import Document
from pipeline.edits import Edit
from pipeline.facts import words
from pipeline.resources import lexicon
from pipeline.restoration import detection, names, titles
from pipeline.restoration.candidates import adds_accents
from pipeline.restoration.dump_model import Learned
from pipeline.restoration.measures import Measure, measures
from pipeline.restoration.scoring import (
    DETERMINERS,
    Option,
    Restoration,
    after_name,
    beside_english,
    restore,
    weights,
)
from pipeline.stages.rules.leakage import RULES
from pipeline.text import demonyms
from pipeline.text.analysis import AnalyzedText, analyze
from pipeline.text.spans import Spans
from pipeline.text.technical import in_code

__all__ = ("RULES", "leakage", "suspects")


_CODES = {
    "word": "LEAK001",
    "phrase": "LEAK002",
    "homograph": "LEAK003",
    "piece": "LEAK005",
}

PROPOSED = 0.5
"""Probability of damage from which an edit is at least proposed."""

UNSURE = 0.87
"""Highest confidence in a word that no source offers, of a hole beside other English (*money
time*), of a French word that goes on with a name, of a phrase written like a title, of a people
read as another one, of accents in a text that has none, and of all in a bad scan: the tuning
articles have too few of them to trust a higher one."""

TRANSLATED, RIVALS = 0.6, 0.3
"""Share of the translation where English states a fact, and of all words that a spinner may have
replaced instead. Set by hand, for the development articles have too few such places that tell: the
edit is only proposed, and the translation is never behind a rival."""

SHOWN = 5
"""Candidates shown per edit."""

_TRANSLATION = (("translation", 1.0),)

_SOURCES = {
    "curated": "curated pairs",
    "embedding": "embeddings",
    "lookalike": "likeness",
    "moby": "Moby",
    "moby-reverse": "Moby",
    "roget": "Roget",
    "spelling": "spelling variants",
    "wordnet-link": "WordNet",
    "wordnet-synset": "WordNet",
}


def leakage(document: Document, learned: Learned | None = None) -> Iterable[Edit]:
    """Propose the French words that English ones replaced; a dump may have ``learned`` of them."""
    analyzed = analyze(document.text)
    found = names.spun(analyzed)
    for name in found:
        if not _other_number(analyzed, name):
            yield _name_edit(analyzed, name)
    coded = in_code(document.marks)  # there it is no word, and tells nothing of a spinner
    asked = [hole for hole in suspects(analyzed, found) if not coded(hole.start, hole.end)]
    for restoration in translated(analyzed, restore(analyzed, asked, learned=learned), found):
        if 1.0 - restoration.alone >= PROPOSED:
            yield from _edits(analyzed, restoration)


def suspects(analyzed: AnalyzedText, spun: Sequence[names.Spun]) -> list[detection.Hole]:
    """Return the holes of a text that no name covers, and no English title begun before."""
    taken = Spans([*((name.start, name.end) for name in spun), *names.standing(analyzed, spun)])
    return [
        hole
        for hole in detection.find(analyzed)
        if not taken.meet(hole.start, hole.end) and not titles.after_possessive(analyzed, hole)
    ]


def translated(
    analyzed: AnalyzedText, weighed: Iterable[Restoration], spun: Sequence[names.Spun]
) -> Iterator[Restoration]:
    """Yield what was ``weighed``, and where English states a fact its translation first."""
    covered = Spans((name.start, name.end) for name in spun)
    facts = [m for m in measures(analyzed) if not covered.meet(m.start, m.end)]
    inside = {n for m in facts for n in range(m.first, m.last)}
    rivals: dict[tuple[int, int], Restoration] = {}
    beyond: set[int] = set()
    for restoration in weighed:
        hole = restoration.hole
        tokens = range(hole.first, hole.last)
        if inside.isdisjoint(tokens):
            yield restoration
        elif inside.issuperset(tokens):
            rivals[hole.first, hole.last] = restoration
        else:  # a phrase of which the fact is a part: *a matter of days*
            beyond.update(tokens)
            yield restoration
    for fact in facts:
        rival = rivals.get((fact.first, fact.last))
        if fact.in_title:
            continue
        damaged = rival is not None and 1.0 - rival.alone >= PROPOSED
        if rival is not None and damaged and rival.options[0].word in dict(fact.french):
            yield rival
        elif (fact.stands_out or damaged) and beyond.isdisjoint(range(fact.first, fact.last)):
            yield _translation(fact, rival)


def _translation(measure: Measure, rival: Restoration | None) -> Restoration:
    """Return the reading of English that states a fact: its translation, then the rivals."""
    hole = detection.Hole(
        measure.first, measure.last, measure.start, measure.end, "word", measure.phrase
    )
    first = [Option(word, TRANSLATED * share, _TRANSLATION) for word, share in measure.french]
    known = {option.word for option in first}
    others = [o for o in rival.options if o.word not in known] if rival else []
    share = RIVALS / (sum(option.probability for option in others) or 1.0)
    share *= 1.0 - rival.alone if rival else 0.0
    behind = [
        Option(o.word, min(share * o.probability, first[0].probability), o.evidence) for o in others
    ]
    ranked = sorted([*first[1:], *behind], key=lambda option: (-option.probability, option.word))
    return Restoration(hole, (first[0], *ranked), 1.0 - TRANSLATED - RIVALS)


def _other_number(analyzed: AnalyzedText, name: names.Spun) -> bool:
    """Say whether a name would get another number: *Five Nations* are not *Four Nations*."""
    return words().keys() >= {analyzed.text[name.start : name.end].lower(), name.word.lower()}


def _name_edit(analyzed: AnalyzedText, name: names.Spun) -> Edit:
    before = analyzed.text[name.start : name.end]
    why = (
        f"its full name, {name.name}, stands in the same text"
        if name.evidence == "short"
        else f"{before.lower()} is an English synonym of {name.word.lower()}"
    )
    return Edit(
        name.start,
        name.end,
        before,
        name.word,
        "LEAK004",
        name.confidence,
        ((name.word, name.confidence),),
        reason=f"“{before}” stands where the name {name.name} has “{name.word}”: {why}.",
    )


def _edits(analyzed: AnalyzedText, restoration: Restoration) -> Iterator[Edit]:
    hole, best = restoration.hole, restoration.options[0]
    before = analyzed.text[hole.start : hole.end]
    code = _CODES[hole.kind]
    if adds_accents(hole.phrase, best.word):
        if before[0].isupper() and before[1:] == best.word[1:]:
            return  # « Editions »: newspapers leave accents off capitals
        code = "LEAK006"
    after_hyphen = (
        analyzed.text[hole.start - 1 : hole.start] == "-"
    )  # *casse-role*, at a line's end
    confidence = weights().calibrated(hole.kind, best.probability)
    if best.evidence == _TRANSLATION:
        confidence = best.probability
    elif (
        not best.evidence
        or analyzed.is_garbled
        or beside_english(analyzed, hole)
        or after_name(analyzed, hole)
        or titles.in_title_case(analyzed, hole)
        or demonyms.is_other_in_french(hole.phrase, best.word)
        or (code == "LEAK006" and (after_hyphen or not analyzed.has_accents))
    ):
        confidence = min(confidence, UNSURE)
    cased = _uncapped if _is_mid_date(analyzed, restoration) else _cased
    share = confidence / best.probability if best.probability else 0.0
    elided = _elision(analyzed, hole, best.word)
    group = f"{hole.start}" if elided else None
    yield Edit(
        hole.start,
        hole.end,
        before,
        cased(before, best.word),
        code,
        confidence,
        tuple(
            (cased(before, o.word), min(1.0, o.probability * share))
            for o in restoration.options[:SHOWN]
        ),
        group,
        _reason(analyzed, restoration),
    )
    if elided:
        start, after = elided
        yield Edit(
            start,
            hole.start,
            analyzed.text[start : hole.start],
            after,
            code,
            confidence,
            ((after, confidence),),
            group,
            f"Elision before the restored “{best.word}”.",
        )


_FULL = {"d'": "de ", "qu'": "que ", "n'": "ne ", "s'": "se ", "j'": "je ", "m'": "me "}
_CUT = {"le": "l", "la": "l", "de": "d", "que": "qu", "ne": "n", "se": "s", "je": "j", "me": "m"}


def _elision(analyzed: AnalyzedText, hole: detection.Hole, word: str) -> tuple[int, str] | None:
    """Return where the word before ``hole`` starts and how it reads before ``word``, if changed."""
    if hole.first == 0 or hole.kind == "piece":
        return None
    token = analyzed.tokens[hole.first - 1]
    onset = lexicon.onset(word)
    gap = analyzed.text[token.end : hole.start]
    if token.key in _FULL | {"l'": ""} and onset in ("consonant", "aspirated") and not gap:
        genders = {a.gender for a in lexicon.analyses(word) if a.pos in ("noun", "adj")}
        after = _FULL.get(token.key) or ("la " if genders == {"f"} else "le ")
        return token.start, _cased(token.text, after)
    if token.key in _CUT and onset == "vowel" and gap == " ":
        return token.start, _cased(token.text, _CUT[token.key]) + analyzed.apostrophe
    return None


def _cased(before: str, word: str) -> str:
    """Return ``word`` with the capitals of what stands there now."""
    letters = [c for c in before if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return word.upper()
    return word[0].upper() + word[1:] if before[0].isupper() else word


def _uncapped(before: str, word: str) -> str:
    return word


def _is_mid_date(analyzed: AnalyzedText, restoration: Restoration) -> bool:
    """Say whether a month or a day is translated inside a sentence: French has no capital there."""
    hole, best = restoration.hole, restoration.options[0]
    row = words().get(hole.phrase)
    if best.evidence != _TRANSLATION or row is None or row.kind != "date":
        return False
    first, _ = analyzed.sentence(hole.first)
    return any(token.is_word for token in analyzed.tokens[first : hole.first])


def _reason(analyzed: AnalyzedText, restoration: Restoration) -> str:
    """Say in a sentence or two what decided."""
    hole, best = restoration.hole, restoration.options[0]
    before = analyzed.text[hole.start : hole.end]
    kinds = {kind for kind, _ in best.evidence}
    sources = sorted({_SOURCES[k] for k in kinds if k in _SOURCES})
    what = {
        "word": f"“{before}” is English",
        "phrase": f"“{before}” is English",
        "homograph": f"“{before}” is odd here and also an English word",
        "piece": f"“{hole.phrase}” is English inside a French word",
    }[hole.kind]
    if best.evidence == _TRANSLATION:
        link = (
            f"it states a fact and means “{best.word}”, unless it replaced another word: "
            "a person must tell"
        )
    elif adds_accents(hole.phrase, best.word):
        link = f"it lacks nothing but the accents of “{best.word}”"
    elif kinds == {"lookalike"}:
        link = f"it looks like “{best.word}”, which the sentence asks for"
    elif sources:
        link = (
            f"“{best.word}” is spelled like an English word that it can replace "
            f"({', '.join(sources)})"
        )
    else:
        link = f"no thesaurus pairs it with “{best.word}”, which the sentence suggests"
    parts = [what, link]
    previous = analyzed.tokens[hole.first - 1].text if hole.first else ""
    parts += _grammar(previous, best)
    if analyzed.counts[best.word]:
        parts.append("it stands elsewhere in this text")
    if restoration.dump:
        read, places = restoration.dump
        parts.append(f"in the dump read as “{best.word}” in {read:,} of {places:,} other places")
    if len(restoration.options) > 1:
        following = restoration.options[1]
        times = best.probability / max(following.probability, 1e-6)
        if times >= 1.5:
            parts.append(f"{min(times, 99999):.0f} times likelier than “{following.word}”")
    return "; ".join(parts) + "."


def _grammar(previous: str, best: Option) -> list[str]:
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
