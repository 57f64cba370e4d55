"""SPL007: real words that stand for others that sound alike (*à* for *a*, *ses* for *ces*).

Start reading from :func:`confused_words`. It asks the context model, so it runs only where that may
be asked.
"""

from collections.abc import Callable, Iterator, Sequence

from pipeline.edits import Edit, replacement
from pipeline.spelling.confusions import Confusion, asked
from pipeline.spelling.scan_segments import breaks_of
from pipeline.stages.spelling.neighbours import cased
from pipeline.text.tokens import Token

_MADE, _PROPOSED = 0.97, 0.6
"""Confidence in a confusion above the threshold of its direction for edits, and for proposals."""


def confused_words(
    text: str, tokens: Sequence[Token], coded: Callable[[int, int], bool]
) -> Iterator[Edit]:
    """Yield the edits of words that the whole sentence refuses for one that sounds alike."""
    for confusion, sure in asked(tokens, breaks_of(text)):
        edit = confusion_edit(text, tokens, confusion, sure=sure)
        if not coded(edit.start, edit.end):
            yield edit


def confusion_edit(text: str, tokens: Sequence[Token], confusion: Confusion, *, sure: bool) -> Edit:
    """Return the edit that mends a confusion, ``sure`` enough to be made or only proposed."""
    span = tokens[confusion.first].start, tokens[confusion.last].end
    return replacement(
        text,
        span,
        _written(text[span[0] : span[1]], confusion),
        "SPL007",
        _MADE if sure else _PROPOSED,
        f"« {' '.join(confusion.meant)} » fits the whole sentence far better",
    )


def _written(before: str, confusion: Confusion) -> str:
    """Return what is meant as a text writes it, with the apostrophe and the capital it has."""
    mark = "’" if "’" in before else "'"
    after = "".join(
        key.replace("'", mark) if key.endswith("'") else f"{key} " for key in confusion.meant
    )
    return cased(after.rstrip(), before)
