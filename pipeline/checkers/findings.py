"""What a program that checks grammar finds in a text."""

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal["agreement", "verb", "confusion", "spelling", "other"]
"""What is wrong: number or gender, the form of a verb, a word that sounds like another one, a word
that nobody knows, something else. Typography and style are none of it: houses differ."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of a text, in code points, with what may stand there, best first.

    ``rule`` and ``message`` are those of the ``program`` that found it; the message is French.
    """

    start: int
    end: int
    candidates: tuple[str, ...]
    kind: FindingKind
    rule: str
    message: str
    program: str
