"""MRK003 as well: a related link at the end of a paragraph, after its last sentence.

*Le maire a voté. Lire aussi : La piscine rouvre ses portes*: it stood in a line of its own. A title
has no full stop. It may as well belong to the article (*À voir aussi : Le Cid*): a person decides.
"""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, deletion

_LINK = regex.compile(
    r"(?<=[.!?…»”\"])[^\S\n]+(?:>+\s?|→\s?|\(|\[)?"
    r"(?:(?:À|A)\s)?(?:[Rr]e)?(?:[Ll]ire|[Vv]oir|[ÉéEe]couter|[Rr]egarder|LIRE|VOIR)"
    r"\s(?:aussi|également|AUSSI|ÉGALEMENT)\s?[:>→–-]\s?\p{Lu}[^\n.;]{8,160}(?<![\s,;])(?=\s*$)",
    regex.MULTILINE,
)
_MORE = regex.compile(
    r"(?<=[.!?…»”\"])[^\S\n]+(?:\[…\]\s|\[\.{3}\]\s)?(?:\[|\()?"
    r"(?:(?:[Ll]ire|LIRE|[Vv]oir)\s(?:la\ssuite|LA\sSUITE|plus)|[Rr]ead\s[Mm]ore|READ\sMORE"
    r"|[Cc]ontinue\s[Rr]eading|[Cc]ontinuer\s(?:la\slecture|à\slire)|[Ww]eiterlesen|[Ll]eer\smás"
    r"|(?:The\spost|L['’]article|Cet\sarticle)\s[^\n]{0,160}?(?:appeared\sfirst\son"
    r"|est\sapparu\sen\spremier\ssur)\s[^\n]{2,60})"
    r"[\s.…→»>\])]*$",
    regex.MULTILINE,
)
"""What leads to the rest: *… trois élus. Lire la suite »*."""

_HINTS = (
    *("suite", "SUITE", "oir plus", "ire plus", "more", "More", "MORE", "eading", "lecture"),
    *("à lire", "eiterlesen", "más", "apparu en premier", "appeared first"),
)
_CONFIDENCE = 0.7


def inline_links(text: str) -> Iterator[Edit]:
    """Yield the deletion of a related link that ends a paragraph."""
    for match in _LINK.finditer(text) if "aussi" in text or "galement" in text else ():
        yield deletion(text, match.span(), "MRK003", _CONFIDENCE, "A related link.")
    for match in _MORE.finditer(text) if any(hint in text for hint in _HINTS) else ():
        reason = "A link to the rest of a page, or to its source."
        yield deletion(text, match.span(), "MRK003", _CONFIDENCE, reason)
