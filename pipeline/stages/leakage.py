"""Leakage: find English where French stood, and restore the French.

An English spinner took French words for the English ones that are spelled alike and put English
synonyms in their place. :mod:`pipeline.restoration.detection` finds the suspect spans,
:mod:`pipeline.restoration.scoring` says what may have stood there,
:mod:`pipeline.restoration.translation` translates English that states a fact,
:mod:`pipeline.restoration.names` mends spun names. This stage makes edits of them, with a reason.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.document import Document
from pipeline.edits import Edit, replacement
from pipeline.facts import words
from pipeline.resources import lexicon
from pipeline.restoration import names, titles
from pipeline.restoration.candidates import adds_accents
from pipeline.restoration.context import Context, reconsider, strangers
from pipeline.restoration.detection import Suspect, find, is_cut
from pipeline.restoration.dump_model import Learned
from pipeline.restoration.left_english import left_english
from pipeline.restoration.neighbours import after_name, beside_english, in_quotes, is_spoken_of
from pipeline.restoration.reasons import LITTLE_SPUN, reason
from pipeline.restoration.respelling import is_known
from pipeline.restoration.scoring import Restoration, restore
from pipeline.restoration.spun import SpunText, spun_text, testifies
from pipeline.restoration.translation import LIKELY_DAMAGE, TRANSLATION, translated
from pipeline.restoration.weights import weights
from pipeline.stages.rules.leakage import RULES
from pipeline.text import demonyms
from pipeline.text.analysis import AnalyzedText, analyze
from pipeline.text.elision import cased, elided
from pipeline.text.spans import Spans
from pipeline.text.technical import about_programs, in_code

__all__ = ("RULES", "leakage", "suspects")


_CODES = {
    "word": "LEAK001",
    "phrase": "LEAK002",
    "homograph": "LEAK003",
    "piece": "LEAK005",
}


LIKELY_DAMAGE_IN_PASSAGE = 0.2
"""Probability of damage from which an edit is at least proposed where the context model was asked.
With 0.3 sound news had no proposal less, 2 of 1,000 damaged words of strangers stayed silent."""

LEAST_SHOWN, LEAST_IN_SHORT, FEW_WORDS = 0.2, 0.75, 60
"""Confidence from which a restoration is proposed, in a text of at least :data:`FEW_WORDS` words
and in a shorter one, as well as in quotation marks where nothing else tells of a spinner. One in
five is right at 0.2; with 0.25, 5 of 1,000 damaged words of strangers stayed silent, and in 100,000
words of sound news 2 proposals less. A sentence by itself has no other words to speak for a
spinner: of 36 proposals in single sentences of jargon none was right."""

LEAST_FACTOR = 0.95
"""Lowest factor (:meth:`SpunText.factor`) with which a restoration is proposed. Where the other
words of the text spoke against a spinner, none of 81 proposals in sound text was right, and spun
articles had none."""

LEAST_WITNESSES = 2
"""If at least so many other words speak of a spinner, a short text shows the English that is left
in it, and any text shows what is less likely damage."""

MOST_DOUBTFUL = 0.87
"""Highest confidence in a restoration of a kind that the tuning articles have too few of: a word
in a text about programs that is not plainly spun, one that no source offers, a span beside other
English (*money time*), a French word that goes on with a name, a word with a capital that comes
again (the *Signals* of a library), a phrase written like a title, a people read as another one,
accents in a text that has none or of a name, and anything in a bad scan."""

MOST_SHOWN = 5
"""Candidates shown per edit."""


def leakage(
    document: Document, learned: Learned | None = None, context: Context = "off"
) -> Iterable[Edit]:
    """Propose the French words that English ones replaced; ``learned`` has the counts of a dump.

    ``context`` says whether the context model decides about doubts, ``always`` about all suspects.
    """
    analyzed = analyze(document.text)
    if restored := _restored(document.made):
        analyzed = replace(analyzed, restored=restored)
    found = names.spun(analyzed)
    coded = in_code(document.marks)  # code holds no words that a spinner replaced
    asked = [s for s in suspects(analyzed, found) if not coded(s.start, s.end)]
    every: list[Suspect] = []
    first: list[Restoration] = []
    if context == "off":
        weighed = restore(analyzed, asked, learned=learned)
    else:
        told_later = learned if learned is None or not learned.heads else None
        first = restore(analyzed, asked, learned=told_later, most_no_change=1.0)
        strange = [s for s in strangers(analyzed, asked, found) if not coded(s.start, s.end)]
        # Where English states a fact its translation is proposed, whatever fits better.
        doubted = [s for s in asked if s.kind != "word" or s.phrase not in words()]
        weighed = reconsider(
            analyzed, doubted, strange, first, always=context == "always", learned=learned
        )
        every = [*doubted, *strange]
    told = spun_text(
        analyzed, asked, [(r.suspect, 1.0 - r.no_change, _fitted(r)) for r in weighed if r.options]
    )
    for name in found:
        is_weak = name.evidence in names.NEEDS_SPINNER and not told.witnesses()
        if not is_weak and not _other_number(analyzed, name):
            yield _name_edit(analyzed, name)
    is_short = analyzed.length < FEW_WORDS
    is_of_programs = about_programs(document.text, document.marks)
    is_prose = not is_short and not is_of_programs
    shown: set[int] = set()
    for one in translated(analyzed, weighed, found):
        if is_cut(analyzed.text, analyzed.tokens[one.suspect.first]):
            continue
        restoration = _released(one, told, is_prose=is_prose, is_of_programs=is_of_programs)
        factor = _spun_factor(analyzed, restoration, told)
        damage = factor * (1.0 - restoration.no_change)
        by_context = restoration.confidence is not None
        least = LIKELY_DAMAGE_IN_PASSAGE if by_context else LIKELY_DAMAGE
        is_alone = is_short or _is_only_quoted(analyzed, restoration.suspect, told)
        if damage >= least and not _is_guess(restoration, factor, told, is_alone):
            shown.add(restoration.suspect.first)
            yield from _edits(analyzed, restoration, factor)
    for restoration in left_english(analyzed, every, weighed, first, shown):
        phrase = restoration.suspect.phrase
        least_witnesses = LEAST_WITNESSES if is_short else 0
        factor = told.factor(phrase, analyzed.counts[phrase])
        if factor >= LEAST_FACTOR and told.witnesses(besides=phrase) >= least_witnesses:
            yield _left_edit(analyzed, restoration)


def _restored(made: Iterable[Edit]) -> tuple[str, ...]:
    """Return the English of which restorations were made, as far as it tells of a spinner."""
    restored = (e.before for e in made if e.rule in (_CODES["word"], _CODES["phrase"]))
    return tuple(
        english
        for english in restored
        if english.islower()
        and testifies(english)
        and english.rstrip(" '’") not in lexicon.FUNCTION_WORDS  # elision: le → l'
    )


def suspects(analyzed: AnalyzedText, spun: Sequence[names.Spun]) -> list[Suspect]:
    """Return the suspect spans of a text that are no part of a name or of an English title."""
    taken = Spans([*((name.start, name.end) for name in spun), *names.standing(analyzed, spun)])
    return [
        suspect
        for suspect in find(analyzed)
        if not taken.meet(suspect.start, suspect.end)
        and not _counts_in_french(suspect)
        and not titles.after_possessive(analyzed, suspect)
    ]


def _counts_in_french(suspect: Suspect) -> bool:
    """Say whether a suspect is a French number, whatever English makes of it: *un trillion*."""
    row = words().get(suspect.phrase)
    return row is not None and row[:2] == ("fr", "number") and row.when == "always"


def _other_number(analyzed: AnalyzedText, name: names.Spun) -> bool:
    """Say whether a name would get another number: *Five Nations* are not *Four Nations*."""
    return words().keys() >= {analyzed.text[name.start : name.end].lower(), name.word.lower()}


def _name_edit(analyzed: AnalyzedText, name: names.Spun) -> Edit:
    """Return the edit that mends a spun name."""
    before = analyzed.text[name.start : name.end]
    why = (
        f"its full name, {name.name}, stands in the same text"
        if name.evidence == "short"
        else f"{before.lower()} is an English synonym of {name.word.lower()}"
    )
    because = f"“{before}” stands where the name {name.name} has “{name.word}”: {why}."
    span = name.start, name.end
    return replacement(analyzed.text, span, name.word, "LEAK004", name.confidence, because)


def _fitted(restoration: Restoration) -> float:
    """Return how often the best option is right in a text that was spun."""
    if restoration.confidence is not None:
        return restoration.confidence
    best = restoration.options[0]
    return weights().calibrated(restoration.suspect.kind, best.probability)


def _spun_factor(analyzed: AnalyzedText, restoration: Restoration, told: SpunText) -> float:
    """Return what the confidence in a restoration is worth where the text may not be spun.

    Accents that an author left out, and facts in English, are mended in any text.
    """
    suspect, best = restoration.suspect, restoration.options[0]
    if best.evidence == TRANSLATION or adds_accents(suspect.phrase, best.word):
        return 1.0
    return told.factor(suspect.phrase, analyzed.counts[suspect.phrase])


def _released(
    restoration: Restoration, told: SpunText, *, is_prose: bool, is_of_programs: bool
) -> Restoration:
    """Return a restoration with the confidence that it has in this text.

    In a text about programs English belongs to the subject: *votre alert*, *b=3 et add*.
    """
    confidence, phrase = restoration.confidence, restoration.suspect.phrase
    if confidence is None or restoration.in_spun is None:
        return restoration
    if told.is_plainly_spun(phrase) or (is_prose and not told.has_terms(phrase)):
        return replace(restoration, confidence=restoration.in_spun)
    if is_of_programs and not adds_accents(phrase, restoration.options[0].word):
        return replace(restoration, confidence=min(confidence, MOST_DOUBTFUL))
    return restoration


def _is_only_quoted(analyzed: AnalyzedText, suspect: Suspect, told: SpunText) -> bool:
    """Say whether a span stands in quotation marks and no other word tells of a spinner."""
    return in_quotes(analyzed, suspect) and not told.witnesses(besides=suspect.phrase)


def _is_guess(restoration: Restoration, factor: float, told: SpunText, is_alone: bool) -> bool:
    """Say whether nothing fits well enough to be shown, or the text speaks against a spinner.

    Where the other words leave no doubt of a spinner, what is likely damage is shown anyhow.
    """
    suspect, best = restoration.suspect, restoration.options[0]
    if best.evidence == TRANSLATION or adds_accents(suspect.phrase, best.word) or restoration.dump:
        return False
    likely = restoration.no_change <= 1.0 - LIKELY_DAMAGE
    if likely and told.is_plainly_spun(suspect.phrase, LEAST_WITNESSES):
        return factor < LEAST_FACTOR
    least = LEAST_IN_SHORT if is_alone else LEAST_SHOWN
    return factor < LEAST_FACTOR or factor * _fitted(restoration) < least


def _edits(analyzed: AnalyzedText, restoration: Restoration, factor: float) -> Iterator[Edit]:
    """Yield the edit that restores a word, and that of the elision before it."""
    suspect, best = restoration.suspect, restoration.options[0]
    before = analyzed.text[suspect.start : suspect.end]
    code = _CODES[suspect.kind]
    if adds_accents(suspect.phrase, best.word):
        if before[0].isupper() and before[1:] == best.word[1:]:
            return  # « Editions »: newspapers leave accents off capitals
        code = "LEAK006"
    confidence, calibrated = _confidence(analyzed, restoration, code)
    confidence *= factor
    because = reason(analyzed, restoration) + (LITTLE_SPUN if factor < 1.0 else "")
    like = _uncapped if _is_mid_date(analyzed, restoration) else cased
    share = confidence / best.probability if best.probability else 0.0
    elision = _elision(analyzed, suspect, best.word)
    group = f"{suspect.start}" if elision else None
    yield replacement(
        analyzed.text,
        (suspect.start, suspect.end),
        like(before, best.word),
        code,
        confidence,
        because,
        candidates=[
            (like(before, o.word), min(1.0, o.probability * share))
            for o in restoration.options[:MOST_SHOWN]
        ],
        group=group,
        calibrated=calibrated,
    )
    if elision:
        start, after = elision
        yield replacement(
            analyzed.text,
            (start, suspect.start),
            after,
            code,
            confidence,
            f"Elision before the restored “{best.word}”.",
            group=group,
            calibrated=calibrated,
        )


def _left_edit(analyzed: AnalyzedText, restoration: Restoration) -> Edit:
    """Return the edit that shows English that nothing restores, with the best guesses."""
    suspect = restoration.suspect
    before = analyzed.text[suspect.start : suspect.end]
    guesses = [(cased(before, option.word), option.probability) for option in restoration.options]
    because = (
        f"“{before}” is English, and no French word is likely enough to have stood here: "
        "these are guesses."
    )
    span = suspect.start, suspect.end
    after, chance = guesses[0]
    return replacement(analyzed.text, span, after, "LEAK007", chance, because, candidates=guesses)


def _confidence(analyzed: AnalyzedText, restoration: Restoration, code: str) -> tuple[float, bool]:
    """Return the confidence in the best option, and whether it was fitted rather than set."""
    suspect, best = restoration.suspect, restoration.options[0]
    if best.evidence == TRANSLATION:
        return best.probability, False
    by_context = restoration.confidence is not None
    fitted = _fitted(restoration)
    after_hyphen = analyzed.text[suspect.start - 1 : suspect.start] == "-"  # a line end: casse-role
    capital = analyzed.text[suspect.start].isupper()  # a name: Metro
    is_doubtful = (
        (not best.evidence and not by_context)
        or analyzed.is_garbled
        or beside_english(analyzed, suspect)
        or after_name(analyzed, suspect)
        or is_spoken_of(analyzed, suspect)
        or (capital and _is_capital_term(analyzed, suspect))
        or titles.in_title_case(analyzed, suspect)
        or demonyms.is_other_in_french(suspect.phrase, best.word)
        or (suspect.kind == "phrase" and not is_known(suspect.phrase))
        or (code == "LEAK006" and (after_hyphen or capital or not analyzed.has_accents))
    )
    if is_doubtful and fitted > MOST_DOUBTFUL:
        return MOST_DOUBTFUL, False
    return fitted, True


def _is_capital_term(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a word with a capital inside a sentence comes again: a term or a name."""
    first, _ = analyzed.sentence(suspect.first)
    inside = any(token.is_word for token in analyzed.tokens[first : suspect.first])
    return inside and suspect.kind == "word" and analyzed.counts[suspect.phrase] > 1


def _elision(analyzed: AnalyzedText, suspect: Suspect, word: str) -> tuple[int, str] | None:
    """Return where the word before a span starts and its form before ``word``, if that changes."""
    if suspect.kind == "piece":
        return None
    return elided(analyzed.text, analyzed.tokens, suspect.first, word, analyzed.apostrophe)


def _uncapped(before: str, word: str) -> str:
    """Return ``word`` as it is, whatever stands there now."""
    return word


def _is_mid_date(analyzed: AnalyzedText, restoration: Restoration) -> bool:
    """Say whether a month or a day is translated inside a sentence: French has no capital there."""
    suspect, best = restoration.suspect, restoration.options[0]
    row = words().get(suspect.phrase)
    if best.evidence != TRANSLATION or row is None or row.kind != "date":
        return False
    first, _ = analyzed.sentence(suspect.first)
    return any(token.is_word for token in analyzed.tokens[first : suspect.first])
