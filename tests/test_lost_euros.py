"""A euro sign that became a question mark is proposed; a question stays one."""

import pytest

from pipeline import Pipeline
from pipeline.edits import apply

PIPELINE = Pipeline(context="off")

LOST = (
    "Il risque 5 ans de prison et 3 000 € d’amende.",
    "De 5 € à 10 € selon l’âge des enfants.",
    "Le pain coûte 3,20 € le kilo, dit la mairie.",
    "La ville verse 12 Md€ de plus cette année.",
    "Le club touche 450 €/mois, et 2 € par entrée.",
)

QUESTIONS = (
    "Qui a gagné 3 ? Paul, dit-il.",
    "Viendra-t-elle à 5 ?, demande le maire.",
    "Combien de buts, 5 ?, se demande le club.",
    "Ils sont 25 ?... Nul ne le sait encore.",
    "Le peintre, né vers 1560 ?, est mort en 1612.",
    "Le prix (5 ?) baisse encore cette année.",
    "La page https://exemple.fr/a?b=5?, est en ligne.",
)


@pytest.mark.parametrize("lost", ["?", "\ufffd"])
@pytest.mark.parametrize("sound", LOST)
def test_a_lost_euro_is_proposed(sound: str, lost: str) -> None:
    at = sound.index("€")
    text = f"{sound[:at]}{lost}{sound[at + 1 :]}"
    result = PIPELINE.explain(text)
    assert result.text == text
    proposed = [p for p in result.proposals if p.rule == "ENC014"]
    assert apply(text, proposed) == sound


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_stays(text: str) -> None:
    result = PIPELINE.explain(text)
    assert "ENC014" not in {e.rule for e in (*result.edits, *result.proposals)}
