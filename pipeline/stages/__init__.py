"""The stages, in order. To add one, write its module and put it into ``_MODULES`` and ``STAGES``.

A stage module has a function of its own name, which maps a :class:`~pipeline.document.Document` to
the edits and marks that it proposes, and the ``RULES`` of :mod:`pipeline.stages.rules`.
"""

from pipeline.rules import HAND, Rule
from pipeline.stages import (
    agreement,
    case,
    duplicates,
    encoding,
    glossary,
    grammar,
    language,
    leakage,
    markup,
    protect,
    spelling,
    typography,
)

STAGES = (
    encoding.encoding,  # characters first: every later pattern relies on them
    markup.markup,  # then what is not text at all
    duplicates.duplicates,  # then what is there twice, before it counts as evidence
    language.language,  # passages that are not French are marked and left alone
    protect.protect,  # so are names, addresses, figures, quotations and loanwords
    glossary.glossary,  # what people say of a word, before anything is guessed
    leakage.leakage,  # English where French stood: the heart
    spelling.spelling,  # what is still unknown may be garbled
    agreement.agreement,  # elision and agreement around what was restored
    case.case,  # capitals, once sentences are whole
    typography.typography,  # finish; off unless asked for
)

FINAL = (
    grammar.grammar,  # programs of others about the cleaned text; off unless one is named
)
"""Stages that are asked once, when all of ``STAGES`` are done. What they find is proposed only."""

LEARNING = (leakage.leakage, spelling.spelling)
"""Stages that a model of a dump tells something: they take it as ``learned``."""

CONTEXTUAL = (leakage.leakage, spelling.spelling, grammar.grammar)
"""Stages that may ask the context model: they take ``context``."""

RECALLING = (leakage.leakage,)
"""Stages that read which edits the round has made before: ``Document.made``."""

ORDERED = (glossary.glossary,)
"""Stages that do what the glossary of a project says: they take it as ``glossary``."""

OPTIONAL = ("TYP",)
"""Families of rules that run only when asked for."""

_MODULES = (
    encoding,
    markup,
    duplicates,
    language,
    protect,
    glossary,
    leakage,
    spelling,
    agreement,
    case,
    typography,
    grammar,
)

RULES: dict[str, Rule] = {rule.code: rule for module in _MODULES for rule in module.RULES}
"""Every rule by its code."""

STAGE_OF: dict[str, str] = {
    rule.code: module.__name__.rpartition(".")[2] for module in _MODULES for rule in module.RULES
}
"""The name of the stage of each rule."""

DESCRIBED: dict[str, Rule] = {**RULES, HAND.code: HAND}
"""Every rule by its code, and what people do in the review: for pages and reports."""
