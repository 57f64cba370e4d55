"""What Word leaves in a text: its own tags, conditions, style sheets and the names of settings."""

from collections.abc import Iterator, Sequence

import regex

from pipeline.stages.markup.scraps import Scrap, is_cited
from pipeline.text.lines import Line

_ATTRIBUTE = r"(?:\s+[\w:.-]++\s?=\s?(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s\"'<>=]++))"
_TAG = regex.compile(
    rf"</?(?:o|w|v|m|x|st1):[A-Za-z][\w-]*+{_ATTRIBUTE}*+\s*+/?>"  # <o:p>
    r"|<!(?:--)?\[(?:if\b[^\]<>\n]{0,60}+|endif)\](?:--)?>"  # <![endif]>
)
_VALUE = r"(?:\"[^\"\n]{0,80}+\"|'[^'\n]{0,80}+'|[\w.%#()-]++)"
_VALUES = rf"{_VALUE}(?:[ ,]{{1,2}}+{_VALUE}){{0,6}}+\s?;[ \t]*+"
_PROPERTY = r"[a-z][a-z-]{1,50}+\s?:\s?"
_STYLES = regex.compile(
    rf"(?<![\w-])mso-{_PROPERTY}(?:{_VALUES}|[\w.%#-]++)(?:{_PROPERTY}(?:{_VALUES}|[\w.%#-]++))*+"
)
"""Declarations of a style, of which the first is Word's own: *mso-ansi-language:FR;*."""
_TITLE = r"/\*\s?(?:Style|Font|List|Page)\sDefinitions\s?\*/\s*+"
_SHEET = regex.compile(
    rf"(?:{_TITLE}|^|(?<=\}}))"
    r"[ \t]*+[\w.@][\w.,@:\\* ]{0,80}+\{[^{}]{0,3000}?"
    r"(?:mso-|panose-1\s?:|behavior\s?:\s?url)[^{}]{0,3000}+\}[ \t]*+"
    rf"|{_TITLE}",
    regex.MULTILINE,
)
_SETTINGS = regex.compile(
    r"Normal\s+0(?:\s+\d\d)?(?:\s+false){3}(?:\s+[A-Z]{2}(?:-[A-Z]{2,4})?)?(?:\s+X-NONE){1,2}"
    r"(?:\s+MicrosoftInternetExplorer\d)?"
)
"""The settings of a document as they stand when their tags are gone."""

_REASON = "Word writes this for itself."


def word_residue(text: str, _rows: Sequence[Line]) -> Iterator[Scrap]:
    """Yield tags, styles and settings of Word."""
    if "<" in text:
        cited = -1  # where a row of tags ends of which one speaks
        for match in _TAG.finditer(text):
            if match.start() == cited or is_cited(text, match.start()):
                cited = match.end()
            else:
                yield Scrap(*match.span(), "MRK001", 0.98, _REASON)
    if "mso-" in text or "Definitions" in text or "behavior" in text:
        for pattern in (_SHEET, _STYLES):
            for match in pattern.finditer(text):
                if not is_cited(text, match.start()):
                    yield Scrap(*match.span(), "MRK005", 0.98, _REASON)
    if "X-NONE" in text:
        for match in _SETTINGS.finditer(text):
            yield Scrap(*match.span(), "MRK005", 0.98, _REASON)
