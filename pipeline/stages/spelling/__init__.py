"""Stage spelling: words that are neither French nor English may be misread or mistyped.

Start reading from :func:`spelling`. Only unknown words are looked at; names, code, figures and
words that a document repeats are left alone. Each family of rules has a module:

- :mod:`~pipeline.stages.spelling.unknown_words`: slips, accents, words cut or run together;
- :mod:`~pipeline.stages.spelling.joined_words`: words run together at a capital or an elision;
- :mod:`~pipeline.stages.spelling.apostrophes`: short forms without their apostrophe;
- :mod:`~pipeline.stages.spelling.cedilla`: *ca* for *ça*;
- :mod:`~pipeline.stages.spelling.confusions`: real words that stand for others that sound alike;
- :mod:`~pipeline.stages.spelling.hyphens`, :mod:`~pipeline.stages.spelling.digits`,
  :mod:`~pipeline.stages.spelling.capital_i`, :mod:`~pipeline.stages.spelling.misread_words`: what
  scanners do to single words;
- :mod:`~pipeline.stages.spelling.scans`: bad scans, of which every word may be misread.

:mod:`~pipeline.stages.spelling.screening` finds the words that need a look,
:mod:`~pipeline.stages.spelling.caution` and :mod:`~pipeline.stages.spelling.restraint` say which
corrections are believed less.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.restoration.context import Context
from pipeline.restoration.dump_model import Learned
from pipeline.spelling.conventions import Change, has_long_s
from pipeline.spelling.long_s import is_long_s
from pipeline.spelling.model import real_words
from pipeline.stages.rules.spelling import RULES
from pipeline.stages.spelling import scans
from pipeline.stages.spelling.apostrophes import restored_apostrophes
from pipeline.stages.spelling.capital_i import restored_capitals
from pipeline.stages.spelling.caution import (
    doubted_in_old_text,
    doubted_without_graves,
    has_old_signs,
    has_old_spellings,
    weighed_demonym,
    without_convention,
)
from pipeline.stages.spelling.cedilla import lost_cedillas
from pipeline.stages.spelling.confusions import confused_words
from pipeline.stages.spelling.digits import articles_for_digits, capitals_for_zeros
from pipeline.stages.spelling.hyphens import hyphen_removals
from pipeline.stages.spelling.joined_words import parted_at_capital, parted_at_elision
from pipeline.stages.spelling.misread_words import misread_real_word
from pipeline.stages.spelling.restraint import restrained
from pipeline.stages.spelling.screening import unsound
from pipeline.stages.spelling.unknown_words import corrections, suspects
from pipeline.text.technical import in_code
from pipeline.text.tokens import Token, tokenize

__all__ = ("RULES", "spelling", "suspects", "unsound")


def spelling(
    document: Document, learned: Learned | None = None, context: Context = "off"
) -> Iterable[Edit | Mark]:
    """Propose what unknown words may have been, and in a bad scan known ones as well.

    Words that a dump has ``learned`` are words. ``context`` says whether the context model is asked
    about doubts.
    """
    text = document.text
    tokens = tokenize(text)
    words = learned.words if learned else {}
    coded = in_code(document.marks)  # a word of code is no sign of a bad scan
    doubtful = [
        i
        for i in unsound(tokens)
        if not (words and tokens[i].word.lower() in words)
        and not coded(tokens[i].start, tokens[i].end)
    ]
    whole = list(hyphen_removals(text, tokens))
    cut = scans.overlapping([edit for edit in whole if edit.confidence >= _CUT])
    certain = [
        edit
        for edit in (*restored_apostrophes(text, tokens), *restored_capitals(text, tokens))
        if not any(cut(edit))  # *so-⏎lide* has no *l'ide*
    ]
    certain = _unlearned(certain, words)
    if certain:  # what they explain is no sign of a bad scan
        explained = {edit.start for edit in certain}
        doubtful = [i for i in doubtful if tokens[i].start not in explained]
    found = [*whole, *_single_words(document, tokens, doubtful, context)]
    if "ca" in text:
        found += lost_cedillas(text, tokens)
    if "1'" in text or "1’" in text:
        found += articles_for_digits(text)
    if "0" in text:
        found += capitals_for_zeros(text)
    if readings := scans.readings(text, tokens, doubtful, context):
        near = [reading.start for reading in readings]
        found = [scans.surer_in_scan(e) if scans.is_near(near, e) else e for e in found]
        found = scans.merged(found, [scans.reading_edit(text, reading) for reading in readings])
        found = _unlearned(found, words)
    weighed = (weighed_demonym(text, tokens, edit) for edit in found)
    kept = (restrained(text, tokens, edit) for edit in weighed if edit is not None)
    found = [edit for edit in kept if edit is not None]
    if certain:
        certain_at = scans.overlapping(certain)
        found = certain + [edit for edit in found if not any(certain_at(edit))]
    found = without_convention(text, tokens, doubtful, found)
    if context != "off":
        taken = scans.overlapping(found)
        found += [e for e in confused_words(text, tokens, coded) if not any(taken(e))]
    if found and has_old_spellings(text, tokens, doubtful):
        surely = has_old_signs(text)
        sure = has_long_s(Change(edit.start, edit.before, edit.after) for edit in found)
        found = [
            edit
            if sure and is_long_s(edit.after.lower(), edit.before.lower())
            else doubted_in_old_text(edit, surely)
            for edit in found
        ]
    yield from (doubted_without_graves(text, edit) for edit in found)


_CUT = 0.9
"""Confidence from which a hyphen cuts a word, whose pieces are no words then."""


def _unlearned(found: list[Edit], words: Mapping[str, int]) -> list[Edit]:
    """Return the edits of what is no word of the dump."""
    return [edit for edit in found if edit.before.lower() not in words] if words else found


def _single_words(
    document: Document, tokens: Sequence[Token], doubtful: Sequence[int], context: Context
) -> Iterator[Edit]:
    """Yield what unknown words and rare ones may have been, each by itself."""
    text = document.text
    for i in doubtful:
        if parted := parted_at_capital(text, tokens[i]) or parted_at_elision(text, tokens, i):
            yield parted
        elif tokens[i].key in real_words():
            yield from misread_real_word(text, tokens, i)
    yield from corrections(document, doubtful, context)
