"""The type of a rule. Rules themselves stand in ``pipeline/stages/rules/``, a module a stage."""

from dataclasses import dataclass
from typing import Literal

Reach = Literal["span", "word", "text"]
"""What an edit read to say what it says: what it replaces, the words that it touches, or all.

A decoding reads its span: ``&#233;`` is *é* whatever stands beside it.
"""


Safety = Literal["alone", "confidence", "review"]
"""Who decides about the edits of a rule.

``alone``: they are certain by construction and always made, whatever their confidence.
``confidence``: they are made from a threshold on, which settings may move, else proposed.
``review``: they wait for a person; no setting makes them.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change: its stable code, what it does, and its proof.

    ``fixes`` are ``(before, after)`` texts that the rule must turn into one another; ``keeps`` are
    different look-alikes that it must leave alone; one test runs them all. ``safety`` says who
    decides; where that is ``confidence``, an edit is made whose confidence (0–1) reaches ``auto``,
    and one below is only proposed: ``proposes`` are such ``(before, after)`` texts, and then
    nothing may be proposed for ``keeps`` either.
    ``reads`` says which other edits would change what the edits of the rule rely on
    (:mod:`pipeline.contention`). ``crosses`` says that its stage has read the marks itself.
    """

    code: str
    name: str
    title: str
    titre: str
    why: str
    fixes: tuple[tuple[str, str], ...]
    keeps: tuple[str, ...]
    auto: float = 0.95
    source: str = ""
    proposes: tuple[tuple[str, str], ...] = ()
    reads: Reach = "word"
    safety: Safety = "confidence"
    crosses: bool = False


HAND = Rule(
    code="HAND001",
    name="by-hand",
    title="Words that a person replaced in the review",
    titre="Mots remplacés par une personne à la relecture",
    why="No stage found the fault: a person read the article and wrote what is to stand there. "
    "The same change elsewhere is only proposed.",
    fixes=(),
    keeps=(),
    safety="review",
)
"""What people do in the review. It is no rule of a stage, so no setting names it."""
