"""Rare demonyms are right, and none becomes another one unasked."""

import pytest

from pipeline import clean, explain
from pipeline.document import Document
from pipeline.edits import Edit
from pipeline.stages.spelling import spelling
from pipeline.text.demonyms import is_demonym, is_other, stem, vouched

SOUND = [
    "Les habitants de La Palma, l'île canarienne, ont été évacués après l'éruption du volcan.",
    "La Palma canarienne est envahie de touristes.",
    "Un voyage à La Palma, l'île canarienne des Canaries.",
    "Les touristes visitent l'archipel canarien chaque été.",
    "La côte almérienne, près d'Almeria, est sèche.",
    "Les pêcheurs gomériens de La Gomera protestent.",
    "Le gouverneur floridien quitte la Floride.",
    "Le Zanzibar touristique change, et la cuisine zanzibarienne avec lui.",
    "La frontière irakienne est fermée, la frontière slovaque aussi.",
    "Un marin nigérian et un nigérien ont été secourus.",
]


@pytest.mark.parametrize("text", SOUND)
def test_demonyms_stay(text: str) -> None:
    result = explain(text)
    assert result.text == text
    assert [e for e in result.proposals if e.rule[:3] in ("SPL", "OCR")] == []


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("irakienne", "iranienne"),
        ("slovaque", "slovène"),
        ("nigérian", "nigérien"),
        ("autrichien", "australien"),
        ("canarienne", "canadienne"),
        ("irlandais", "islandais"),
        ("malien", "italien"),
    ],
)
def test_another_place(word: str, meant: str) -> None:
    assert is_other(word, meant)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("fançais", "français"),
        ("francais", "français"),
        ("irlandaise", "irlandais"),
        ("mnsicienne", "musicienne"),
        ("cerlain", "certain"),
        ("semalne", "semaine"),
    ],
)
def test_no_other_place(word: str, meant: str) -> None:
    assert not is_other(word, meant)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Le gouvernement fançais a démissionné hier.",
            "Le gouvernement français a démissionné hier.",
        ),
        ("Le ministre marrocain est arrivé à Rabat.", "Le ministre marocain est arrivé à Rabat."),
        (
            "La population ameriicaine vote, la musicienne joue.",
            "La population américaine vote, la musicienne joue.",
        ),
        (
            "Le journal quotidein paraît le matin à Paris depuis un siècle.",
            "Le journal quotidien paraît le matin à Paris depuis un siècle.",
        ),
        ("La presse parisenne salue la victoire.", "La presse parisienne salue la victoire."),
    ],
)
def test_slips_in_demonyms_are_mended_as_before(text: str, wanted: str) -> None:
    assert clean(text) == wanted


def test_names_vouch() -> None:
    assert stem("gomériens") == "gomér"
    assert vouched("gomériens", ["Gomera"])
    assert not vouched("gomériens", ["Madrid"])
    assert is_demonym("slovène")
    assert not is_demonym("maison")


def test_beside_a_name_a_demonym_is_only_proposed() -> None:
    text = "La ville de Xanadu canaiienne. Le palais de Xanadu arméniemne et le reste."
    for edit in spelling(Document(text)):
        if isinstance(edit, Edit) and is_other(edit.before, edit.after):
            assert edit.confidence <= 0.5
