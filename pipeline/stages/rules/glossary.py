"""The rules of the glossary: what a person wants replaced always.

They need a glossary to do anything, so their examples stand in ``tests/test_glossary.py``.
"""

from pipeline.rules import Rule

RULES = (
    Rule(
        code="GLO001",
        name="glossary-entry",
        title="Word that the glossary replaces always",
        titre="Mot que le glossaire remplace toujours",
        why="A person wrote into the glossary of the project that this word is always replaced.",
        fixes=(),
        keeps=(),
        reads="span",
        safety="alone",
        crosses=True,
    ),
    Rule(
        code="GLO002",
        name="glossary-entry-in-doubt",
        title="Word of the glossary where it may not hold",
        titre="Mot du glossaire là où il ne vaut peut-être pas",
        why="The word stands in a quotation, a title, a longer name or other protected words, or "
        "it may be a form of another word. Only proposed.",
        fixes=(),
        keeps=(),
        reads="span",
        safety="review",
        crosses=True,
    ),
)
