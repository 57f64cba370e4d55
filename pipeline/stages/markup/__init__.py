"""Take out what is not text: tags, shortcodes, code, share buttons, related links, spintax.

Start reading from :func:`markup`; each family of rules has a module. Scraps of markup are found
first, and neighbours with only white space between them are joined. Then
:func:`~pipeline.stages.markup.scraps.removed` decides whether a line goes whole, with the blank
line after it, or a gap in a line is closed. Every pattern asks for a shape that prose does not
have; that is why *a < b*, *<3* and « la balise <p> » stay.
"""

from collections.abc import Iterator

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.stages.markup import (
    boilerplate_lines,
    caption_counters,
    code_fragments,
    glued_heads,
    glued_sentences,
    inline_links,
    markdown,
    missing_spaces,
    shortcodes,
    spun_choices,
    tags,
    tool_residue,
    tracking_parameters,
    word_residue,
)
from pipeline.stages.markup.scraps import removed
from pipeline.stages.rules.markup import RULES
from pipeline.text.blocks import blocks
from pipeline.text.lines import VERBATIM, lines
from pipeline.text.technical import feeds

__all__ = ["RULES", "markup"]

_SCRAPS = (
    tags.tags,
    shortcodes.shortcodes,
    boilerplate_lines.boilerplate_lines,
    code_fragments.code_fragments,
    word_residue.word_residue,
)
"""What yields scraps, of which neighbours go together; each sees the text and its lines."""

_EDITS = (
    spun_choices.spun_choices,
    tracking_parameters.tracking_parameters,
    caption_counters.caption_counters,
    glued_sentences.glued_sentences,
    glued_heads.glued_heads,
    inline_links.inline_links,
    markdown.markdown,
    missing_spaces.missing_spaces,
    tool_residue.tool_residue,
)
"""What yields edits of its own; each sees the text."""


def markup(document: Document) -> Iterator[Edit | Mark]:
    """Propose to take out what is not text, and mark code that is quoted."""
    text = document.text
    rows = lines(text)
    yield from removed(text, rows, [scrap for found in _SCRAPS for scrap in found(text, rows)])
    if "`" in text:
        yield from (Mark(*match.span(), "code") for match in VERBATIM.finditer(text))
    yield from (Mark(start, end, "code") for start, end in feeds(text))
    yield from (Mark(start, end, "code") for start, end in blocks(text))
    for edits in _EDITS:
        yield from edits(text)
