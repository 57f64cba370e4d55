"""Find entities of HTML that nobody decoded: ``&eacute;``, ``&amp;#39;``, ``L#039;accord``."""

import re
from collections.abc import Iterator

from ftfy.fixes import unescape_html

from pipeline.encoding.repairs import Repair

_ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,24};)")
_AGAIN = re.compile(r"(?<=&)(?:amp;)+(?=.)")
"""What escaping an entity again and again adds to it."""

_BARE_ENTITY = re.compile(r"(?<=[^\W\d_])#0?39;(?=[^\W\d_])|&nbsp(?![;=\w])")


def entities(text: str) -> Iterator[Repair]:
    """Yield the entities of a text with the characters that they stand for."""
    for match in _ENTITY.finditer(text) if "&" in text else ():
        after = _unescaped(match.group())
        if after is not None and after != match.group():
            yield Repair(*match.span(), after)


def bare_entities(text: str) -> Iterator[Repair]:
    """Yield entities that lost their ampersand or their semicolon: ``#039;``, ``&nbsp``."""
    for match in _BARE_ENTITY.finditer(text) if "&" in text or "39;" in text else ():
        yield Repair(*match.span(), "'" if "3" in match.group() else "\u00a0")


def _unescaped(entity: str) -> str | None:
    """Return the character of an entity, however often it was escaped."""
    previous, current = entity, unescape_html(_AGAIN.sub("", entity))
    while current != previous and current.startswith("&"):
        previous, current = current, unescape_html(current)
    return None if "\ufffd" in current else current
