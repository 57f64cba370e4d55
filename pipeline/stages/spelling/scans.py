"""OCR005 and OCR006: bad scans, of which every word may be misread.

Start reading from :func:`readings` and :func:`merged`. A long text is judged stretch by stretch;
:mod:`pipeline.spelling.scan_correction` decodes what a bad stretch may read.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.edits import Edit, replacement
from pipeline.resources import lexicon
from pipeline.restoration.context import Context
from pipeline.spelling.context import reconsidered, supported
from pipeline.spelling.scan_correction import LEAST_READ, ScanReading, reread
from pipeline.spelling.scan_detection import PLAUSIBLE, likelihood, short_strangers
from pipeline.spelling.scan_segments import breaks_of
from pipeline.stages.rules.spelling import RULES
from pipeline.stages.spelling.hyphens import cut_words
from pipeline.stages.spelling.screening import FREQUENT_ZIPF, unknown, unsound
from pipeline.text.tokens import Token, tokenize

_CUT_IN_SCAN = 0.95
"""Probability that a hyphen between two words that make a third cuts that one, in a bad scan."""

ASKED, LEAST_READING_ASKED = 0.05, 0.05
"""Probability of being a bad scan, for a short text, and of a reading, from which the context model
is asked."""

_SHORT = 150
"""Tokens of a short text. A longer one that is a bad scan shows more of it."""

_TOKENS_PER_UNKNOWN = 250
"""Tokens for each unknown word in lower case above which a text is no bad scan."""

_STRETCH = 3000
"""Code points of a stretch that is judged by itself: about an article. When long texts were judged
as one, 24 sound pages of manuals took six times as long as one by one, and the good pages among
bad ones were read again as well."""


_AUTO = {rule.code: rule.auto for rule in RULES}


_INNER_CAPITAL = regex.compile(r"(?P<left>\p{L}\p{Ll}+)\p{Lu}")


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a long text, cut at empty lines, that are judged by themselves."""
    start = 0
    while len(text) - start >= 2 * _STRETCH:
        end = text.find("\n\n", start + _STRETCH)
        if end < 0:
            break
        yield start, end
        start = end
    yield start, len(text)


def readings(
    text: str, tokens: Sequence[Token], doubtful: Sequence[int], context: Context = "off"
) -> list[ScanReading]:
    """Return the readings of the bad scans in a text, none where it has no bad scan."""
    found: list[ScanReading] = []
    for start, end in _stretches(text):
        if (start, end) == (0, len(text)):
            return _stretch_readings(text, tokens, doubtful, context)
        part = text[start:end]
        words = tokenize(part)
        found += [
            reading._replace(start=reading.start + start, end=reading.end + start)
            for reading in _stretch_readings(part, words, unsound(words), context)
        ]
    return found


def _stretch_readings(
    text: str, tokens: Sequence[Token], doubtful: Sequence[int], context: Context
) -> list[ScanReading]:
    """Return the readings of one stretch, none where it is no bad scan."""
    lost = unknown(tokens, doubtful)
    if len(lost) * _TOKENS_PER_UNKNOWN < len(tokens) and (lost or len(tokens) > _SHORT):
        return []
    if not lost and not doubtful and not any(short_strangers(text, tokens)):
        return []
    cut = sum(1 for _ in cut_words(text, tokens))
    likely = likelihood(text, tokens, lost, cut)
    asked = context != "off"
    if likely < (ASKED if asked and len(tokens) <= _SHORT else PLAUSIBLE):
        return []
    found = reread(text, likely, LEAST_READING_ASKED if asked else LEAST_READ)
    found = [reading for reading in found if not _loses_capital(text, reading)]
    if not found:
        return []
    if asked:
        found = reconsidered(text, tokens, breaks_of(text), found, likely)
    else:
        found = supported(text, tokens, found)
    return [reading for reading in found if reading.chance >= LEAST_READ]


def _loses_capital(text: str, reading: ScanReading) -> bool:
    """Say whether a reading drops letters of words that are run together: *ParisM. Jean*."""
    before = text[reading.start : reading.end]
    run_in = _INNER_CAPITAL.search(before)
    return (
        run_in is not None
        and len(reading.text) < len(before)
        and (
            lexicon.is_french(run_in["left"]) or lexicon.zipf(run_in["left"], "fr") >= FREQUENT_ZIPF
        )
    )


def reading_edit(text: str, reading: ScanReading) -> Edit:
    """Return the edit that makes a reading."""
    known = reading.sort.startswith("known")
    before = text[reading.start : reading.end]
    reason = f"the scan is bad, and « {reading.text} » fits better than « {before} »"
    return replacement(
        text,
        (reading.start, reading.end),
        reading.text,
        "OCR006" if known else "OCR005",
        reading.chance,
        reason,
        candidates=reading.rivals,
        calibrated=True,
    )


def surer_in_scan(edit: Edit) -> Edit:
    """Return an edit, with more confidence if it takes a hyphen away.

    In a bad scan a hyphen cuts a word more often than it makes a compound.
    """
    if edit.rule != "OCR002" or edit.confidence >= _CUT_IN_SCAN:
        return edit
    return _with_confidence(edit, _CUT_IN_SCAN, calibrated=False)


def is_near(places: Sequence[int], edit: Edit) -> bool:
    """Say whether one of the sorted ``places`` that were read again is in the same stretch."""
    at = bisect_left(places, edit.start - _STRETCH)
    return at < len(places) and places[at] <= edit.end + _STRETCH


def _with_confidence(edit: Edit, confidence: float, *, calibrated: bool) -> Edit:
    only = ((edit.after, round(confidence, 4)),)
    return replace(edit, confidence=confidence, candidates=only, calibrated=calibrated)


def merged(found: Sequence[Edit], read: Sequence[Edit]) -> list[Edit]:
    """Return the edits ``found`` word by word and those ``read`` in a scan without overlaps.

    Of two that overlap the one with more confidence stays. Where both say the same, the reading
    stays, with the larger of their confidences, if it is sure enough to be made by itself.
    """
    readings_at = overlapping(read)
    kept = [
        edit
        for edit in found
        if edit.confidence >= _AUTO[edit.rule]
        or edit.rule == "SPL005"
        or not any(
            (edit.after == other.after and other.confidence >= _AUTO[other.rule])
            or (edit.after != other.after and edit.confidence < other.confidence)
            for other in readings_at(edit)
        )
    ]
    found_at, kept_at = overlapping(found), overlapping(kept)
    return kept + [
        _surest(edit, [other for other in found_at(edit) if other.after == edit.after])
        for edit in read
        if not any(kept_at(edit))
    ]


def _surest(edit: Edit, same: Sequence[Edit]) -> Edit:
    """Return an edit with the confidence of the surest of it and those that say the ``same``."""
    if not same:
        return edit
    surest = max((edit, *same), key=lambda other: other.confidence)
    return _with_confidence(edit, surest.confidence, calibrated=surest.calibrated)


def overlapping(edits: Sequence[Edit]) -> Callable[[Edit], Iterator[Edit]]:
    """Return the function that yields those of ``edits`` that overlap another one."""
    ordered = sorted(edits, key=lambda edit: edit.start)
    starts = [edit.start for edit in ordered]
    longest = max((edit.end - edit.start for edit in edits), default=0)

    def of(edit: Edit) -> Iterator[Edit]:
        first = bisect_right(starts, edit.start - longest)
        last = bisect_left(starts, edit.end)
        return (other for other in ordered[first:last] if other.end > edit.start)

    return of
