"""English titles without quotation marks stay; damage beside them is mended."""

import pytest

from pipeline import Pipeline, explain

KEPT = [
    "Il a vu les deux suites, Ocean's eleven, twelve.",
    "Elle a joué dans Ocean's eleven, twelve, Game of Thrones et The Leftovers.",
    "La chaîne rediffuse Grey's anatomy et House of Cards chaque mercredi.",
    "Il a tout lu, Schindler's list, Sophie's choice et The Road.",
    "Les nouveautés : Forbidden Love, coffret numéro un, et Secret Garden.",
    "Le groupe reprend Destiny's Child et Gilbert O’Sullivan’s greatest hits.",
    "Elle aime Bridget Jones's diary et Finnegan's wake.",
    "Il a écrit Gulliver's travels, sequels.",
    "Le livre Dad and Mom est paru en mars.",
    "Dawson's creek, puis Hell's kitchen, ont fait sa fortune.",
    "Le cinéma projette Rosemary's baby, remake, puis Schindler's list.",
]


@pytest.mark.parametrize("text", KEPT)
def test_titles_stay(text: str) -> None:
    result = explain(text)
    assert result.text == text
    assert [e.before for e in result.edits] == []


@pytest.mark.parametrize("text", [text for text in KEPT if "'s" in text])
def test_nothing_is_proposed_after_a_possessive(text: str) -> None:
    assert [e for e in explain(text).proposals if e.rule.startswith("LEAK")] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Le patron de McDonald's risque trois ans de jail.",
            "Le patron de McDonald's risque trois ans de prison.",
        ),
        (
            "Selon Moody's, les shoppers mécontents ont été remboursés par le magasin.",
            "Selon Moody's, les clients mécontents ont été remboursés par le magasin.",
        ),
        (
            "State of affairs grave. La state of affairs est grave, selon le ministre.",
            "Situation grave. La situation est grave, selon le ministre.",
        ),
        (
            "Chez Levi's, une forte blast a secoué le quartier.",
            "Chez Levi's, une forte explosion a secoué le quartier.",
        ),
        (
            "Ils ont revu Schindler's list, movie de 1993.",
            "Ils ont revu Schindler's list, film de 1993.",
        ),
        (
            "Le tribunal a condamné le gérant du Lord's pub à trois ans de jail.",
            "Le tribunal a condamné le gérant du Lord's pub à trois ans de prison.",
        ),
    ],
)
def test_damage_beside_a_possessive_is_mended(text: str, wanted: str) -> None:
    """In a sentence alone the context model only proposes some of them."""
    assert Pipeline(context="off").clean(text) == wanted
