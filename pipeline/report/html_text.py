"""Text as HTML that shows every character, and small parts that pages share.

Start reading from :func:`shown`.
"""

import re
from html import escape

from pipeline.report.messages import Messages
from pipeline.report.whole_words import INVISIBLE, cut
from pipeline.stages import DESCRIBED

MAX_EXAMPLE_LENGTH = 40
"""Code points of an example; a longer one is cut."""

MAX_NOTE_LENGTH = 300
"""Code points of a text in a note; a longer one is cut."""

NEWLINE = '<span class="c" data-u="A">↵</span>'
"""The sign for the end of a line."""

_SPACES = re.compile(r"^ +| +$| {2,}")
_CLASSES = {"\xa0": "c b", "\u202f": "c b s"}


def shown(text: str, longest: int | None = None) -> str:
    """Return ``text`` as HTML in which invisible characters become visible.

    A no-break space gets a box around it. Of any other invisible character the page shows the
    name. The attribute ``data-u`` of each holds its code point in hexadecimal digits. A text of
    more than ``longest`` code points is cut.
    """
    if longest is not None:
        text = cut(text, longest)
    out: list[str] = []
    position = 0
    for found in INVISIBLE.finditer(text):
        if found.group() == "\t":
            continue
        out += escape(text[position : found.start()]), _named(found.group())
        position = found.end()
    out.append(escape(text[position:]))
    return "".join(out)


def _named(character: str) -> str:
    """Return the HTML for an invisible character."""
    code = f"{ord(character):X}"
    if character == "\n":
        return NEWLINE
    if character in _CLASSES:
        return f'<span class="{_CLASSES[character]}" data-u="{code}">{character}</span>'
    return f'<span class="c" data-u="{code}">U+{code:0>4}</span>'


def changed(text: str) -> str:
    """Return one side of a change as HTML.

    Spaces at its ends and several in a row get a box, and lines break where those of the text do.
    """
    html = shown(text.replace("\r\n", "\n") if "\n" in text else text)
    return _SPACES.sub(_dots, html).replace(NEWLINE, NEWLINE + "<br>")


def _dots(found: re.Match[str]) -> str:
    return f'<span class="c b" data-u="20">{found.group()}</span>'


def proposal(before: str, after: str) -> str:
    """Return a proposed change; both sides are HTML."""
    return f'<span class="p"><span class="f">{before}</span><span class="t">{after}</span></span>'


def side(text: str, say: Messages, longest: int = MAX_NOTE_LENGTH) -> str:
    """Return one side of an edit for its note; invisible characters are named in words."""
    named = say.invisible(text)
    return f"<i>{escape(named)}</i>" if named else shown(text, longest)


def example(before: str, after: str, say: Messages) -> str:
    """Return both sides of an edit, cut to the length of an example."""
    return f"{side(before, say, MAX_EXAMPLE_LENGTH)} → {side(after, say, MAX_EXAMPLE_LENGTH)}"


def rule_title(code: str, say: Messages) -> str:
    """Return the title of a rule."""
    rule = DESCRIBED[code]
    return rule.titre if say.language == "fr" else rule.title


def counted(made: int, proposed: int, say: Messages) -> str:
    """Return how many edits were made and proposed, in words."""
    if not made and not proposed:
        return say("report.unchanged")
    both = (("edit", made), ("proposal", proposed))
    return " · ".join(say.count(what, n) for what, n in both if n)
