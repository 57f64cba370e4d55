"""Which corrections are believed less: other demonyms, and accents in old texts."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

import regex

from pipeline.edits import Edit
from pipeline.resources import lexicon, noisy_channel
from pipeline.resources.opposites import turned
from pipeline.spelling.conventions import Change, is_spelling, on_purpose
from pipeline.spelling.model import old
from pipeline.spelling.scan_segments import is_known
from pipeline.text import demonyms
from pipeline.text.tokens import Token

_DOUBLED = regex.compile(r"([tlpfn])\1")

_OTHER_PLACE = 0.5
"""Highest confidence in an edit that makes one demonym of another: below all thresholds."""

_OLD_SIGN = regex.compile(
    r"\b[Tt]rès-\p{Ll}|\p{Ll},? & \p{Ll}{2}|\b(?:aussi|bien|plu)-tôt\b|\blong-tem(?:p)?s\b"
    r"|\b(?:aultres?|autheurs?|celuy|cognoissances?|cognoistre|dist il|escript|faicts?|feit|feirent"
    r"|iamais|loix|luy|mesmes?|moy|nostre|païs|païsans?|roy|royaulme|sçav\p{Ll}+|suiuy|veoir|vne"
    r"|vostre)\b"
)
"""What only old texts have: a hyphen after *très*, the sign *&* between words in small letters,
frequent words in a spelling that nobody uses today."""

_GRAVE = regex.compile(r"è([^\W\daeiouyéèêà]+e(?:s|nt)?)$")
"""A grave before the mute syllable that ends a word: *père, élevèrent*, not *après, accès*."""

_I_AND_U = str.maketrans("jv", "iu")

_ACCENT_IN_OLD_TEXT = 0.4
"""Probability that a word lacks its accent by mistake in a text with old spellings, below every
threshold: of 45 such words in the tune part of the scans 39 were right as they stood."""


def weighed_demonym(text: str, tokens: Sequence[Token], edit: Edit) -> Edit | None:
    """Return an edit with the confidence that demonyms allow, ``None`` where it must not be made.

    A rare demonym (*canarienne*) is right where a name in the text vouches for it. An edit that
    makes one demonym of another (*irakienne, iranienne*) is only proposed.
    """
    before, after = edit.before, edit.after
    if not before.isalpha() or noisy_channel.bare(before.lower()) == noisy_channel.bare(
        after.lower()
    ):
        return edit
    unknown = not lexicon.is_french(before)
    if unknown and demonyms.stem(before):
        names = [t.word for t in tokens if t.text[0].isupper() and t.start != edit.start]
        if demonyms.vouched(before, names):
            return None
    if edit.confidence <= _OTHER_PLACE or not demonyms.is_other(before, after):
        return edit
    at = bisect_left(tokens, edit.start, key=lambda token: token.start)
    if unknown and not (at and _is_name(tokens[at - 1]) and text[tokens[at - 1].end] == " "):
        return edit
    return doubted(edit, _OTHER_PLACE, "both may speak of places")


def _is_name(token: Token) -> bool:
    """Say whether a token is a name: it has a capital and is no French word (*La Palma*)."""
    return token.text[0].isupper() and not lexicon.is_french(token.word.lower())


def has_old_spellings(text: str, tokens: Sequence[Token], doubtful: Sequence[int]) -> bool:
    """Say whether a text is spelled as before 1878: *avoit, luy, enfans, très-étroitement*."""
    return _OLD_SIGN.search(text) is not None or any(
        (word := tokens[i].word).islower() and len(word) > 2 and not is_known(word) and old(word)
        for i in doubtful
    )


def has_old_signs(text: str) -> bool:
    """Say whether a text has what only old texts have, which no scanner makes of new ones."""
    return _OLD_SIGN.search(text) is not None


def doubted_in_old_text(edit: Edit, surely: bool = True) -> Edit:
    """Return an edit with less confidence if it modernises what old texts spelled so.

    A text that is not ``surely`` old may be a bad scan with one word that looks old.

    *remede*, *prieres* and *acquerir* were right then, as were *jetta*, *appeller* and *fidelle*,
    *ie* and *iamais*, *vne* and *auoir*, *feurent* and *avanture*.
    """
    before, after = edit.before.lower(), edit.after.lower()
    if edit.confidence <= _ACCENT_IN_OLD_TEXT:
        return edit
    if old(before) or (
        surely
        and edit.rule in _LETTERS
        and before.isalpha()
        and after.isalpha()
        and is_spelling(before, after)
    ):
        return doubted(edit, _ACCENT_IN_OLD_TEXT, "the text has old spellings, and this may be one")
    if before != after and before.translate(_I_AND_U) == after.translate(_I_AND_U):
        why = "the text has old spellings, which write one letter for i and j, for u and v"
        return doubted(edit, _ACCENT_IN_OLD_TEXT, why)
    if _DOUBLED.sub(r"\1", before) == after != before:
        return doubted(
            edit, _ACCENT_IN_OLD_TEXT, "the text has old spellings, which double letters"
        )
    if noisy_channel.bare(before) != noisy_channel.bare(after):
        return edit
    why = "the text has old spellings, and this may be one"
    if _accents(before) < _accents(after):
        why = "the text has old spellings, which do without the accent"
    elif not surely:
        return edit
    return doubted(edit, _ACCENT_IN_OLD_TEXT, why)


_LETTERS = frozenset(("OCR001", "SPL001"))


def doubted_without_graves(text: str, edit: Edit) -> Edit:
    """Return an edit with less confidence if it only adds a grave to a text that has acutes alone.

    Print before 1740, and much of it until 1835, wrote *é* but no *è* before a mute syllable: *ils
    éleverent leur pere*; *après* had its accent. In 4,400 tuning lines of scans all 8 such edits
    undid the print; of 10 words that typists left without their grave none stood in such a text.
    """
    if edit.confidence <= _ACCENT_IN_OLD_TEXT or not _GRAVE.search(edit.after):
        return edit
    if _GRAVE.sub(r"e\1", edit.after) != edit.before:
        return edit
    if "è" in text or "é" not in text:
        return edit
    why = "the text has no grave accent at all, as in old print"
    return doubted(edit, _ACCENT_IN_OLD_TEXT, why)


def without_convention(
    text: str, tokens: Sequence[Token], doubtful: Sequence[int], found: Sequence[Edit]
) -> list[Edit]:
    """Return the edits but those that go against what the text does, or say the opposite."""
    changes = {
        edit: Change(edit.start, edit.before, edit.after)
        for edit in found
        if edit.rule in _OF_WORDS and edit.before.isalpha()
    }
    if not changes:
        return list(found)
    words = [tokens[i].word for i in doubtful if tokens[i].word.islower()]
    meant = on_purpose(text, words, list(changes.values()))
    return [
        edit
        for edit in found
        if edit not in changes
        or not (changes[edit] in meant or turned(edit.before.lower(), edit.after.lower()))
    ]


_OF_WORDS = frozenset(("OCR001", "OCR005", "OCR006", "SPL001", "SPL002", "SPL004"))
"""Rules that read a word as another one."""


def doubted(edit: Edit, confidence: float, why: str) -> Edit:
    """Return an edit with less confidence, its candidates in proportion, and the reason."""
    share = confidence / edit.confidence
    return replace(
        edit,
        confidence=confidence,
        candidates=tuple((text, round(chance * share, 4)) for text, chance in edit.candidates),
        reason=f"{edit.reason}; {why}",
        calibrated=False,
    )


def _accents(word: str) -> int:
    return sum(not letter.isascii() for letter in word)
