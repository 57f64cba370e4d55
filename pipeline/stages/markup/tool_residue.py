"""MRK011: orders to writing tools, their answers, unfilled fields; a person decides."""

from collections.abc import Iterator

from pipeline.edits import Edit, deletion
from pipeline.markup.writing_tools import writing_tools
from pipeline.stages.markup.scraps import is_cited

_CONFIDENCE = 0.7


def tool_residue(text: str) -> Iterator[Edit]:
    """Yield the deletion of what was said to a tool or by it, with one of the spaces around."""
    end = -1
    for start, stop, reason in sorted(writing_tools(text)):
        if start < end or is_cited(text, start):
            continue
        end = stop
        if text[stop : stop + 1] == " " and (start == 0 or text[start - 1].isspace()):
            stop += 1
        yield deletion(text, (start, stop), "MRK011", _CONFIDENCE, reason)
