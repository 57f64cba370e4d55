"""Sentences of more languages in a French paragraph are marked, whatever the news is about."""

import pytest

from pipeline import Pipeline

PIPELINE = Pipeline(context="off")

FOREIGN = [
    "Il sindaco ha detto che la città non pagherà il nuovo ponte quest'anno.",
    "I vigili del fuoco hanno lavorato tutta la notte per spegnere l'incendio.",
    "O prefeito disse que a cidade não vai pagar a nova ponte este ano.",
    "L'alcalde va dir que la ciutat no pagarà el nou pont aquest any.",
    "De advocaten zeggen dat ze in beroep gaan tegen het vonnis.",
    "Prawnicy zapowiedzieli, że złożą skargę do Sądu Najwyższego.",
    "Los abogados anunciaron que presentarán un recurso ante el Tribunal Supremo.",
    "Al lezenn a vo votet gant ar gannaded a-benn fin ar bloaz.",
    "Ponpye yo te travay tout nwit la pou yo te ka etenn dife a.",
    "Die Anwälte kündigten an, dass sie Berufung einlegen werden.",
    "It remains unclear whether the two men will be released before the summer.",
]
FRENCH = [
    "Le groupe a joué Bohemian Rhapsody et Don't Stop Me Now.",
    "Sa start-up, un spin-off du MIT, fait du machine learning et du cloud.",
    "In vino veritas, disait-il, et mens sana in corpore sano.",
    "Le Real Madrid, la Juventus, le Bayern et l'Ajax jouent ce soir sans public.",
    "Lech Wałęsa, Antonín Dvořák et Şafak Pavey sont des noms de l'Est.",
    "Tu as dit oui à la dame, et on a ri sans elle dans la rue.",
]


@pytest.mark.parametrize("sentence", FOREIGN)
def test_it_is_marked_and_stays(sentence: str) -> None:
    text = f"Le feu a détruit trois maisons. {sentence} Les habitants ont été relogés."
    result = PIPELINE.explain(text)
    assert result.text == text
    marked = [text[m.start : m.end] for m in result.marks if m.kind in ("foreign", "untranslated")]
    assert any(sentence[2:-2] in found for found in marked)


@pytest.mark.parametrize("sentence", FRENCH)
def test_french_is_not(sentence: str) -> None:
    text = f"Le feu a détruit trois maisons. {sentence} Les habitants ont été relogés."
    marks = [m for m in PIPELINE.explain(text).marks if m.rule == "LNG001"]
    assert {m.kind for m in marks} <= {"language:fr"}
