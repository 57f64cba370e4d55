"""Replace what the glossary of the project says is replaced always.

Start reading from :func:`glossary`. The stage reads the marks itself: a person has said what is to
be done, and is told, by a proposal, where a mark speaks against it. Addresses and code are no text.
What the glossary writes is marked, so that no later stage changes it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.document import Document
from pipeline.edits import Edit, Mark, overlap, replacement
from pipeline.glossary import NO_GLOSSARY, Glossary, GlossaryPlace, places
from pipeline.protected import PROTECTED_WORD
from pipeline.stages.rules.glossary import RULES
from pipeline.text.elision import elided
from pipeline.text.spans import flat, touches
from pipeline.text.tokens import tokenize

__all__ = ["RULES", "glossary"]

GLOSSARY_MARK = "glossary"
"""The kind of the marks on what the glossary writes."""

_ORDERED = 1.0
"""Probability that what a person has ordered is right."""

_DOUBTED = 0.5
"""Probability where something speaks against it: nothing was measured, so a person has to look."""

_NO_TEXT = ("code", "hashtag", "proposal", "url")
"""Marks on what is no text, or on what another stage has spoken for."""

_WORDS = ("name", "loanword")
"""Marks that say what a word is, which an entry written with a capital says as well."""

_AGAINST = {
    "quotation": "it stands in a quotation",
    "title": "it stands in a title",
    "foreign": "it stands in a passage of another language",
    "name": "it is part of a name",
    "loanword": "it is a word that French has borrowed",
    "number": "it stands beside a number",
    PROTECTED_WORD: "it is protected as well",
}
"""What a mark says against an entry, the weightiest first."""


def glossary(document: Document, glossary: Glossary = NO_GLOSSARY) -> Iterator[Edit | Mark]:
    """Propose what the glossary says, and mark what it would write."""
    found = list(places(document.text, glossary))
    if not found:
        return
    apart = flat(m for m in document.marks if m.kind in _NO_TEXT)
    marks = [m for m in document.marks if m.kind in _AGAINST]
    for place in found:
        span = Mark(place.start, place.stop, GLOSSARY_MARK)
        if touches(apart, span):
            continue
        if place.form is None:
            yield span
        elif place.after != document.text[place.start : place.stop]:
            against = _against(marks, place) or _is_capital_inside(document.text, place)
            yield from _edits(document.text, place, against)


def _edits(text: str, place: GlossaryPlace, against: str) -> Iterator[Edit]:
    """Yield the edit of a place, and that of the elision before it."""
    assert place.form is not None
    said = place.form.entry
    reason = f"the glossary says “{said.before}” → “{said.after}”"
    sure = not against and place.form.sure
    if against:
        reason += f"; {against}: a person decides"
    elif not sure:
        reason += "; this may be a form of another word: a person decides"
    code, confidence = ("GLO001", _ORDERED) if sure else ("GLO002", _DOUBTED)
    tokens = tokenize(text)
    first = bisect_left(tokens, place.start, key=lambda token: token.start)
    elision = elided(text, tokens, first, place.after, "’" if "’" in text else "'")
    group = f"{place.start}" if elision else None
    yield replacement(
        text, (place.start, place.stop), place.after, code, confidence, reason, group=group
    )
    if elision:
        start, after = elision
        why = f"Elision before the restored “{place.after}”."
        yield replacement(text, (start, place.start), after, code, confidence, why, group=group)


def _is_capital_inside(text: str, place: GlossaryPlace) -> str:
    """Return what a capital inside a sentence says against an entry without one: a name, mostly."""
    assert place.form is not None
    seen, before = text[place.start : place.stop], place.form.entry.before
    if before != before.lower() or not seen[:1].isupper() or (len(seen) > 1 and seen.isupper()):
        return ""
    tokens = tokenize(text)
    first = bisect_left(tokens, place.start, key=lambda token: token.start)
    if first == 0 or not tokens[first - 1].is_word:
        return ""
    gap = text[tokens[first - 1].end : place.start]
    return "" if "\n" in gap else "it has a capital inside a sentence"


def _against(marks: Sequence[Mark], place: GlossaryPlace) -> str:
    """Return what a mark says against an entry at a place, "" for nothing."""
    assert place.form is not None
    span = Mark(place.start, place.stop, "")
    is_name = place.form.entry.before != place.form.entry.before.lower()
    kinds = {
        mark.kind
        for mark in marks
        if overlap(mark, span)
        and not (
            is_name and mark.kind in _WORDS and place.start <= mark.start and mark.end <= place.stop
        )
    }
    return next((said for kind, said in _AGAINST.items() if kind in kinds), "")
