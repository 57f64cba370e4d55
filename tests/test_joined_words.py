"""Words that lost the space between: mended where the sentence says so, names and terms stay."""

import pytest

from pipeline import Pipeline
from pipeline.spelling.model import noun_pairs, old

CLEANER = Pipeline(select=("SPL", "MRK", "OCR"))

MENDED = (
    ("Ils en parlaient souvententre eux, et cela leur suffisait.", "souvent entre eux"),
    ("La voyageuse dormaitprofondément sous sa couverture.", "dormait profondément"),
    ("Je serai dehorsle moins longtemps possible.", "dehors le moins"),
    ("Jeviens de la gare, dit le vieil homme.", "Je viens de"),
    ("Nosvoisins ont vendu leur maison au printemps.", "Nos voisins ont"),
    ("Desparoles de ce genre ne servent à rien.", "Des paroles de"),
    ("Ces noms ont desfigures, dit le poète.", "ont des figures,"),
    ("Le fou duroi est mort dans son lit.", "fou du roi est"),
    ("La mer jetait son écumeDe rocher en rocher.", "écume\n\nDe rocher"),
    ("Le coût du compte bancaireL'association dénonce les frais.", "bancaire\n\nL'association"),
    ("Elle était belleEt douce comme un songe.", "belle\n\nEt douce"),
)

SOUND = (
    "Lefoulon a été entendu par les juges.",
    "Desbois a quitté le club à la fin de la saison.",
    "Sonego a gagné le premier set.",
    "L'entreprise Pandala ouvre un magasin à Nantes.",
    "Le maintenancier du parc éolien habite au village.",
    "Une fille terrifiantement belle entra dans la salle.",
    "Les branches contribuées en parallèle sont plus simples à fusionner.",
    "Il faut despendre tout l'argent, dit le seigneur.",
    "La fonction setOn et la variable getLe sont vides.",
    "L'outil StopDe et la société AirLe sont connus.",
)


@pytest.mark.parametrize(("text", "wanted"), MENDED)
def test_two_words_are_parted(text: str, wanted: str) -> None:
    assert wanted in CLEANER.explain(text).text


@pytest.mark.parametrize("text", SOUND)
def test_names_terms_and_code_stay(text: str) -> None:
    assert CLEANER.explain(text).text == text


def test_a_determiner_and_its_noun_are_no_old_spelling() -> None:
    assert [pair.text for pair in noun_pairs("desfigures")] == ["des figures"]
    assert noun_pairs("despendre") == ()
    assert not old("duroi")
    assert old("despendre")
