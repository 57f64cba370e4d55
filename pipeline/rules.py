"""The type of a rule. Rules themselves live in ``pipeline/stages/``, each beside its code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change: its stable code, what it does, and its proof.

    ``fixes`` are ``(before, after)`` texts that the rule must turn into one another; ``keeps`` are
    different look-alikes that it must leave alone; one test runs them all. An edit whose
    confidence (0–1) reaches ``auto`` is made; below, it is only proposed for review: ``proposes``
    are such ``(before, after)`` texts, and then nothing may be proposed for ``keeps`` either.
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
