"""Short forms of newspapers: what a spinner made of *le Post*, and the French words that stand."""

import pytest

from pipeline import clean, explain

SOUND = [
    "Le Washington Post révèle l'affaire. La Station spatiale internationale tourne.",
    "Selon le Washington Post, la Place Beauvau se tait.",
    "Le Washington Post l'annonce : le Programme national est lancé.",
    "Le Washington Post cite David Beasley, directeur du Programme alimentaire mondial.",
    "La Base aérienne est fermée, écrit le Washington Post.",
    "Le Washington Post a interrogé la Poste et le Poste de commandement.",
    "Le New York Times le dit. La Période est dure, le Cycle reprend, les Moments comptent.",
    "Le Boston Globe l'écrit. Le Monde, la Terre et la Sphère n'en disent rien.",
    "Le Chicago Tribune enquête. Le Tribunal se tait, la Plateforme aussi.",
    "Le Baltimore Sun paraît. Le Soleil se lève, le Jour aussi, la Lumière baisse.",
    "Le Washington Post a visité le Job Center et The Place, un club de Londres.",
]

SPUN = [
    (
        "Le Washington Put up l'écrit. Selon le Submit, rien n'est sûr.",
        "Le Washington Post l'écrit. Selon le Post, rien n'est sûr.",
    ),
    (
        "Le Denver Submit l'écrit. Au Put up, on confirme.",
        "Le Denver Post l'écrit. Au Post, on confirme.",
    ),
    (
        "Le Washington Article l'écrit. The Article cite deux sources.",
        "Le Washington Post l'écrit. The Post cite deux sources.",
    ),
    (
        "Le Washington Submit l'écrit. Le Article cite deux sources.",
        "Le Washington Post l'écrit. Le Post cite deux sources.",
    ),
    (
        "Le New York Instances l'écrit. Le correspondant du Instances le confirme.",
        "Le New York Times l'écrit. Le correspondant du Times le confirme.",
    ),
    (
        "Le Washington Put up l'écrit. Le Station le confirme.",
        "Le Washington Post l'écrit. Le Post le confirme.",
    ),
]

KEPT_BESIDE_A_SPUN_TITLE = [
    "La Station spatiale internationale tourne.",
    "La Place Beauvau se tait.",
    "Le Programme national est lancé.",
    "Le Poste de police est fermé.",
    "La Base aérienne est fermée.",
    "Le Board Europe se réunit.",
]


@pytest.mark.parametrize("text", SOUND)
def test_french_words_are_no_short_forms(text: str) -> None:
    result = explain(text)
    assert result.text == text
    assert [e for e in result.proposals if e.rule == "LEAK004"] == []


@pytest.mark.parametrize(("text", "wanted"), SPUN)
def test_short_forms_of_a_spun_title_are_restored(text: str, wanted: str) -> None:
    assert clean(text) == wanted


@pytest.mark.parametrize("sentence", KEPT_BESIDE_A_SPUN_TITLE)
def test_french_words_stand_even_where_a_title_was_spun(sentence: str) -> None:
    text = f"Le Washington Put up l'écrit. {sentence}"
    assert clean(text) == f"Le Washington Post l'écrit. {sentence}"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        # The full name stands whole: whether a spinner was here is open.
        ("Le Washington Post l'écrit. Selon le Submit, rien n'est sûr.", "Submit"),
        # French and with its article: a paper only if the reader says so.
        ("Le Washington Put up l'écrit. Selon le Programme, rien n'est sûr.", "Programme"),
    ],
)
def test_doubtful_short_forms_are_only_proposed(text: str, word: str) -> None:
    result = explain(text)
    assert word in result.text
    assert [(e.before, e.after) for e in result.proposals if e.rule == "LEAK004"] == [
        (word, "Post")
    ]
