"""The rule about passages in other languages."""

from pipeline.rules import Rule

RULES = (
    Rule(
        code="LNG001",
        name="other-language",
        title="Passage in another language",
        titre="Passage dans une autre langue",
        why="What is not French is marked, so that no later rule takes it for damaged French.",
        fixes=(),
        keeps=(
            "The committee said that it would not change the rules, which were agreed last year.",
            "El presidente dijo que no habrá elecciones y que los ministros seguirán en el cargo.",
            "Le maire a parlé.\n\nThe mayor was there with his wife, and she had a red car.",
        ),
        source="langdetect, where function words leave doubt",
    ),
)
