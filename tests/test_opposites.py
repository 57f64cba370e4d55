"""No edit turns a word into its opposite: antonyms, kin of the other sex, « without »."""

import pytest

from pipeline import Pipeline, explain
from pipeline.resources.opposites import opposed
from pipeline.restoration.candidates import offered
from pipeline.restoration.detection import find
from pipeline.restoration.scoring import restore
from pipeline.text.analysis import analyze


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("low", "high"),
        ("lows", "highs"),
        ("losses", "profits"),
        ("small", "grand"),
        ("guilty", "innocent"),
        ("entrance", "sortie"),
        ("death", "vie"),
        ("daughter", "fils"),
        ("husband", "femme"),
        ("girl", "boy"),
        ("employee", "patron"),
        ("childless", "parents"),
        ("jobless", "profession"),
        ("nonprofit", "profit"),
        ("minus", "plus"),
    ],
)
def test_opposites(phrase: str, word: str) -> None:
    assert opposed(phrase, word)


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("jail", "prison"),
        ("small", "petite"),
        ("wireless", "radio"),
        ("nevertheless", "never"),
        ("useless", "inutile"),
        ("mother", "parent"),
        ("dad and mom", "parents"),
        ("endless", "interminable"),
        ("great", "fine"),  # a pair that people have met
    ],
)
def test_no_opposites(phrase: str, word: str) -> None:
    assert not opposed(phrase, word)


SENTENCES = [
    ("Elle défend la low tech à l'école.", "low"),
    ("Ces avantages sont donnés aux parents au détriment des childless.", "childless"),
    ("Il oppose la low couture à la high fashion de Paris.", "low"),
    ("Les childless paient plus d'impôts que les autres.", "childless"),
    ("La loss du groupe atteint dix millions d'euros.", "loss"),
    ("Le nonprofit a reçu une aide de la ville.", "nonprofit"),
    ("Les jobless touchent une aide de l'État.", "jobless"),
    ("Les losers de la mondialisation votent.", "losers"),
    ("Il a gagné en double avec une girl de son club.", "girl"),
]


@pytest.mark.parametrize(("text", "word"), SENTENCES)
def test_no_opposite_is_made_or_offered(text: str, word: str) -> None:
    result = explain(text)
    assert word in result.text
    for edit in (*result.edits, *result.proposals):
        if edit.before.lower() == word:
            assert not any(opposed(word, after.lower()) for after, _ in edit.candidates)


def test_a_thesaurus_offers_opposites_and_restoration_does_not() -> None:
    assert any(opposed("low", candidate.word) for candidate in offered("low", None))
    analyzed = analyze("Elle défend la low tech à l'école, et la low tech à la maison.")
    options = [o.word for r in restore(analyzed, list(find(analyzed))) for o in r.options]
    assert not any(opposed("low", word) for word in options)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Il risque dix ans de jail.", "Il risque dix ans de prison."),
        ("Une forte blast a secoué le quartier.", "Une forte explosion a secoué le quartier."),
        (
            "Les shoppers mécontents ont été remboursés par le magasin.",
            "Les clients mécontents ont été remboursés par le magasin.",
        ),
    ],
)
def test_synonyms_are_restored_as_before(text: str, wanted: str) -> None:
    assert Pipeline(context="off").clean(text) == wanted
