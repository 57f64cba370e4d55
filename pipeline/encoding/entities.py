"""Find entities of HTML that nobody decoded: ``&eacute;``, ``&amp;#39;``, ``L#039;accord``."""

import re
from collections.abc import Iterator

from ftfy.fixes import unescape_html

from pipeline.encoding.repairs import Repair, is_lone_letter
from pipeline.text.addresses import Addresses

_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,24};)")
_AGAIN = re.compile(r"(?<=&)(?:amp;)+(?=.)")
"""What escaping an entity again and again adds to it."""

_NAMES = (
    *(letter + accent for letter in "aeiouAEIOU" for accent in ("grave", "acute", "circ", "uml")),
    *("ccedil", "Ccedil", "yuml", "oelig", "OElig", "aelig", "AElig", "szlig", "ntilde"),
    *("rsquo", "lsquo", "rdquo", "ldquo", "laquo", "raquo", "hellip", "ndash", "mdash", "nbsp"),
    "euro",
)
"""Entities that French has. None of them begins another word, so the semicolon may be missing."""

_BARE_ENTITY = re.compile(
    r"(?<=[^\W\d_])#0?39;(?=[^\W\d_])"
    rf"|&(?:amp;)*(?P<name>{'|'.join(_NAMES)})(?:[ \u00a0];|(?![;=]))"
    r"|&(?:amp;)*#(?P<point>x[aA]0(?!\w)|x2019(?!\w)|(?:160|8217|233|232|234|224|231)(?!\d))(?![;=])"
    r"|[ \u00a0]?(?P<spaced>& (?:nbsp|NBSP);|(?<![\w&#;'\"«`])(?:nbsp|NBSP);)[ \u00a0]?"
    r"|(?<!&amp;)(?<=[^\W\d_]|[\d.,;:!?»])(?:nbsp|NBSP);"
)


def entities(text: str) -> Iterator[Repair]:
    """Yield the entities of a text with the characters that they stand for."""
    found = [
        Repair(*match.span(), after)
        for match in (_ENTITY.finditer(text) if "&" in text else ())
        if (after := _unescaped(match.group())) is not None and after != match.group()
    ]
    if not all(is_lone_letter(text, one) for one in found):  # else it is spoken about
        yield from found


def bare_entities(text: str) -> Iterator[Repair]:
    """Yield entities that lost their ampersand or their semicolon: ``#039;``, ``&eacute``.

    >>> list(bare_entities("L&rsquoaccus&eacute"))
    [Repair(start=1, end=7, text='’'), Repair(start=12, end=19, text='é')]
    """
    if not any(hint in text for hint in ("&", "39;", "nbsp;", "NBSP;")):
        return
    addresses = Addresses(text)
    for match in _BARE_ENTITY.finditer(text):
        if match.start() in addresses:
            continue
        if match["name"]:
            after = unescape_html(f"&{match['name']};")
        elif match["point"]:
            after = unescape_html(f"&#{match['point']};")
        else:
            after = "'" if "39" in match.group() else "\u00a0"
        yield Repair(*match.span(), after)


def _unescaped(entity: str) -> str | None:
    """Return the character of an entity, however often it was escaped."""
    previous, current = entity, unescape_html(_AGAIN.sub("", entity))
    while current != previous and current.startswith("&"):
        previous, current = current, unescape_html(current)
    return None if "\ufffd" in current else current
