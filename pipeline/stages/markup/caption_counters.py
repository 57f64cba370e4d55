"""Numbers of pictures in a gallery: ``[1/3]``."""

from collections import Counter
from collections.abc import Iterator

import regex

from pipeline.edits import Edit, deletion

_COUNTER = regex.compile(
    r"^[\[(](\d{1,2})/(\d{1,2})[\])][^\S\n]++(?=[\p{Lu}«\"“])", regex.MULTILINE
)


def caption_counters(text: str) -> Iterator[Edit]:
    """Yield the numbers at the heads of lines; of one that stands alone it is less sure."""
    found = list(_COUNTER.finditer(text)) if "/" in text else []
    totals = Counter(match[2] for match in found)
    for match in found:
        confidence = 0.97 if totals[match[2]] > 1 else 0.6  # one alone counts a series of articles
        reason = "A gallery counts its pictures."
        yield deletion(text, match.span(), "MRK009", confidence, reason)
