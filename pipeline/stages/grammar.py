"""Stage grammar: what LanguageTool or Grammalecte find in the cleaned text, as proposals.

Start reading from :func:`grammar`. It runs only where ``--grammar`` names a program, once, when all
other stages are done. Nothing of it is ever made without a person.
"""

from collections.abc import Iterator, Sequence

from pipeline.checkers.checker import Checker
from pipeline.checkers.findings import Finding, FindingKind
from pipeline.document import Document
from pipeline.edits import Edit, Mark, replacement
from pipeline.restoration.context import Context
from pipeline.spelling.context import Passages
from pipeline.spelling.scan_segments import breaks_of
from pipeline.stages.rules.grammar import RULES
from pipeline.text.tokens import tokenize

__all__ = ("RULES", "grammar")

RULE_OF: dict[FindingKind, str] = {
    "agreement": "GRM001",
    "verb": "GRM002",
    "confusion": "GRM003",
    "spelling": "GRM004",
    "other": "GRM005",
}
"""The rule for each kind of finding."""

FOUND_RIGHT: dict[FindingKind, float] = {
    "agreement": 0.6,
    "verb": 0.6,
    "confusion": 0.6,
    "spelling": 0.3,
    "other": 0.3,
}
"""Confidence in the first candidate, set by hand."""

UNLIKELY = -3.0
"""How much less likely (natural logarithm) the context model may find the first candidate than what
stands there; below, the finding is dropped."""

MOST_CANDIDATES = 5

_SAME = str.maketrans("’ʼ\u00a0\u202f‑", "''  -", '.,;:!?…«»“”"')


def grammar(
    document: Document, checker: Checker | None = None, context: Context = "off"
) -> Iterator[Edit | Mark]:
    """Propose what the program finds, each as small as it can be."""
    if checker is None or not document.text.strip():
        return
    text = document.text
    found = [
        smaller(text, finding)
        for finding in checker.findings(text)
        if finding.kind != "spelling" or text[finding.start : finding.end].islower()
    ]
    found = [one for one in found if _differs(text[one.start : one.end], one.candidates[0])]
    if context != "off" and found:
        found = _believed(text, found)
    for one in found:
        sure = FOUND_RIGHT[one.kind]
        rest = one.candidates[1:MOST_CANDIDATES]
        share = (1 - sure) / (len(rest) + 1)
        candidates = [(one.candidates[0], sure), *((other, min(share, sure)) for other in rest)]
        yield replacement(
            text,
            (one.start, one.end),
            one.candidates[0],
            RULE_OF[one.kind],
            sure,
            f"{one.program} finds ({one.rule}): {one.message}",
            candidates=candidates,
        )


def smaller(text: str, finding: Finding) -> Finding:
    """Return the finding without the words at its ends that all candidates leave as they are."""
    words = text[finding.start : finding.end].split(" ")
    others = [candidate.split(" ") for candidate in finding.candidates]
    shortest = min(len(words), *(len(one) for one in others))
    left = 0
    while left < shortest - 1 and all(one[left] == words[left] for one in others):
        left += 1
    right = 0
    while right < shortest - left - 1 and all(
        one[-1 - right] == words[-1 - right] for one in others
    ):
        right += 1
    if not left and not right:
        return finding
    start = finding.start + sum(len(word) + 1 for word in words[:left])
    end = finding.end - sum(len(word) + 1 for word in words[len(words) - right :])
    texts = (" ".join(one[left : len(one) - right]) for one in others)
    return Finding(
        start, end, tuple(texts), finding.kind, finding.rule, finding.message, finding.program
    )


def _differs(before: str, after: str) -> bool:
    """Say whether more differs than punctuation and the shape of spaces, apostrophes, hyphens."""
    return before.translate(_SAME).strip() != after.translate(_SAME).strip()


def _believed(text: str, found: Sequence[Finding]) -> list[Finding]:
    """Return the findings that the context model does not find far less likely than the text.

    It is asked about single words for single words that it knows.
    """
    tokens = tokenize(text)
    at = {token.start: number for number, token in enumerate(tokens)}
    asked: list[tuple[int, list[tuple[str, ...]]]] = []
    about: list[int] = []
    for number, one in enumerate(found):
        place = at.get(one.start)
        other = tokenize(one.candidates[0])
        if place is None or len(other) != 1 or tokens[place].end != one.end:
            continue
        if not tokens[place].key or not other[0].key:
            continue
        asked.append((place, [(tokens[place].key,), (other[0].key,)]))
        about.append(number)
    if not asked:
        return list(found)
    slots = [(token.key,) if token.key else () for token in tokens]
    passages = Passages(slots, breaks_of(text))
    dropped = set()
    for number, (standing, meant) in zip(about, passages.fits(asked), strict=True):
        if standing is not None and meant is not None and meant - standing < UNLIKELY:
            dropped.add(number)
    return [one for number, one in enumerate(found) if number not in dropped]
