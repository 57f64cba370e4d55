"""Set text as French printers do: spaces, apostrophes, points of suspension, ordinals.

Start reading from :func:`typography`. All rules follow the *Lexique des règles typographiques en
usage à l'Imprimerie nationale*; they run only when asked for, because most press writes for the
screen and does without.
"""

from collections.abc import Iterator

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark, replacement
from pipeline.resources.lexicon import is_french
from pipeline.stages.rules.typography import RULES
from pipeline.text.lines import lines

__all__ = ["RULES", "typography"]

_SURE = 0.98
"""Confidence of all these edits, set by hand: the patterns leave out what is in doubt."""

_HIGH_MARK = regex.compile(
    r"(?<=[\p{L}\p{N}»”\"’)\]%€…])([ \u00a0]?)(?=[!?]+(?:[\s»”\"’)\]]|\Z)|;(?:\s|\Z))"
)
_COLON = regex.compile(r"(?<=[\p{L}\p{N}»”\"’)\]%€])([ \u202f]?)(?=:(?:\s|\Z))")
_OPENED = regex.compile(r"(?<=«)( ?)(?=[^\s\u00a0\u202f])")
_CLOSED = regex.compile(r"(?<=[^\s\u00a0\u202f])( ?)(?=»)")
_APOSTROPHE = regex.compile(r"(?<=\p{L})(')(?=[\p{L}\p{N}«“\"])")
_POINTS = regex.compile(r"(?<!\.)(\.{3})(?!\.)")
_FIRST = regex.compile(r"(?<!\p{L}|\d)(?:1|I)(i?[èée]re)(s?)(?!\p{L})")
_FIRST_MAN = regex.compile(r"(?<!\p{L}|\d)1(ier)(s?)(?!\p{L})")
_ORDINAL = regex.compile(r"(?<!\p{L}|\d)(?:\d+|[IVXL]+)(i?[èée]me)(s?)(?!\p{L})")

_GROUPS = regex.compile(
    r"(?<![\d.,][ \u00a0\u202f]?|\p{L})[1-9]\d{0,2}(?:([ \u00a0])\d{3})++(?![\d])(?![ .,]\d)"
)
_UNIT = regex.compile(
    r"(?<=\d)( )(?=(?:%|‰|€|\$|£|°C?|(?:[mcdk]?m|[cdk]?m[²³]|[mk]?g|[mcdh]?l|t|h|min|ha|hPa"
    r"|[kMGT]?Wh?|[kMG]?Hz|[kMGT]o|km/h|m/s|k?V|euros?|dollars?|millions?|milliards?)"
    r"(?![\w'’-]|[./]\w))(?!\w))"
)
_SIGN = regex.compile(r"(?<=(?<![\w/%.=-])\d{1,3}(?:[.,]\d{1,3})?)()(?=[%€](?![\w%/]))")

_PATTERNS = (
    ("TYP001", _HIGH_MARK, "\u202f", "A narrow no-break space stands before ; ! and ?"),
    ("TYP002", _COLON, "\u00a0", "A no-break space stands before a colon."),
    ("TYP003", _OPENED, "\u00a0", "A no-break space follows an opening guillemet."),
    ("TYP003", _CLOSED, "\u00a0", "A no-break space stands before a closing guillemet."),
    ("TYP004", _APOSTROPHE, "’", "The apostrophe is curved."),
    ("TYP005", _POINTS, "…", "Points of suspension are one character."),
    ("TYP006", _FIRST, "re", "The ordinal is abbreviated 1re."),
    ("TYP006", _FIRST_MAN, "er", "The ordinal is abbreviated 1er."),
    ("TYP006", _ORDINAL, "e", "Ordinals are abbreviated with e alone."),
    ("TYP010", _UNIT, "\u00a0", "A no-break space stands before a unit."),
    ("TYP010", _SIGN, "\u00a0", "A no-break space stands before a unit."),
)
"""Rule, pattern whose first group is replaced, replacement, reason."""


_SPEAKS = regex.compile(r"(?<!\S)[-–][ \u00a0]?(?=[\p{Lu}«])")
_ANSWERS = regex.compile(r"[?!]|\p{Ll}-(?:t-)?(?:il|elle|on|je|ils|elles)\b")
_QUOTED = regex.compile(r"\"([^\"\n]{1,600})\"|“([^“”\n]{1,600})”")
_GUILLEMETS = regex.compile(r"«[^«»\n]*»")
_OE = regex.compile(r"(?<![\w@./-])(?=\p{L}{0,58}(?:oe|Oe|OE))\p{L}{2,60}+(?![\w@/]|\.\w)")
_PLAIN_CAPITAL = regex.compile(r"(?<![\w@./-])[AECO]\p{Ll}{2,60}+(?![\w@/]|\.\w)|(?<!\w)Ca(?= )")
_AT_HEAD = regex.compile(
    r"(?:^|(?<=[.!?…][ \u00a0])|(?<=[«“\"][ \u00a0\u202f]?))(A)(?= (?:l['’]|la|les?|nos?|vos?|ses?"
    r"|sa|son|leurs?|cette?|ces?|cet|un|une|chaque|partir|propos|cause|travers|peine|noter|savoir"
    r"|défaut|\d+)\b)",
    regex.MULTILINE,
)
_NAME = regex.compile(r"[ \u00a0]\p{Lu}\p{Ll}")
_ACCENTED = {"A": "ÀÂ", "E": "ÉÈÊ", "C": "Ç", "O": "Ô"}


def typography(document: Document) -> Iterator[Edit | Mark]:
    """Propose what printers would set."""
    text = document.text
    for code, pattern, after, reason in _PATTERNS:
        for match in pattern.finditer(text):
            if match[1] != after:
                yield replacement(text, match.span(1), after, code, _SURE, reason)
    for match in _GROUPS.finditer(text):
        for span in match.spans(1):
            reason = "A narrow no-break space parts thousands."
            yield replacement(text, span, "\u202f", "TYP009", _SURE, reason)
    yield from _quotation_marks(text)
    yield from _dialogues(text)
    yield from _letters(text)


def _quotation_marks(text: str) -> Iterator[Edit]:
    """Yield guillemets for pairs of other marks, but not for those within guillemets."""
    inside = [match.span() for match in _GUILLEMETS.finditer(text)]
    within = iter(inside)
    start, end = next(within, (len(text), len(text)))
    for row in lines(text):
        body = text[row.start : row.end]
        if body.count('"') % 2 or body.count("“") != body.count("”"):
            continue
        for match in _QUOTED.finditer(text, row.start, row.end):
            first, last = match.start(), match.end() - 1
            while end <= first:
                start, end = next(within, (len(text), len(text)))
            around = text[first - 1 : first] + text[last + 1 : last + 2]
            inner = match[1] or match[2]
            if start < last or any(map(str.isalnum, around)) or inner != inner.strip():
                continue
            group = f"quotation{first}"
            reason = "French quotes with guillemets."
            for at, after in ((first, "«\u00a0"), (last, "\u00a0»")):
                span = at, at + 1
                yield replacement(text, span, after, "TYP007", _SURE, reason, group=group)


def _dialogues(text: str) -> Iterator[Edit]:
    """Yield dashes for hyphens before two or more lines in a row, one of which asks or says."""
    speech: list[tuple[int, int]] = []
    talks = False
    for row in (*lines(text), None):
        match = _SPEAKS.match(text, row.start, row.end) if row else None
        if row and match and text[row.end - 1] in ".!?…»":
            speech.append(match.span())
            talks = talks or _ANSWERS.search(text, row.start, row.end) is not None
        elif row is None or not row.is_blank:
            if talks and len(speech) > 1:
                for span in speech:
                    reason = "A dash shows who speaks."
                    yield replacement(text, span, "—\u00a0", "TYP008", _SURE, reason)
            speech, talks = [], False


def _letters(text: str) -> Iterator[Edit]:
    """Yield the ligature œ and accented capitals where only they make a French word."""
    for match in _OE.finditer(text):
        word = match.group()
        at = word.lower().index("oe")
        ligature = "Œ" if word[at] == "O" else "œ"
        if is_french((word[:at] + "œ" + word[at + 2 :]).lower()):
            start, reason = match.start() + at, "œ is one letter here."
            yield replacement(text, (start, start + 2), ligature, "TYP011", _SURE, reason)
    reason = "Capitals carry their accents."
    for match in _PLAIN_CAPITAL.finditer(text):
        word = match.group()
        if word != "Ca" and is_french(word.lower()):
            continue
        if _NAME.match(text, match.end()):
            continue  # Elise Durand may write herself without an accent
        found = [c for c in _ACCENTED[word[0]] if is_french((c + word[1:]).lower())]
        if len(found) == 1:
            span = match.start(), match.start() + 1
            yield replacement(text, span, found[0], "TYP012", _SURE, reason)
    for match in _AT_HEAD.finditer(text):
        yield replacement(text, match.span(1), "À", "TYP012", _SURE, reason)
