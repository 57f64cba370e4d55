"""Marks: what no later stage may touch, and what damage must not hide behind."""

import pytest

from pipeline.document import Document
from pipeline.restoration.names import spun
from pipeline.stages.protect import protect
from pipeline.text.analysis import analyze


def marks(text):
    return {(text[m.start : m.end], m.kind) for m in protect(Document(text))}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (
            "Voir https://exemple.fr/front?x=cost pour la suite.",
            ("https://exemple.fr/front?x=cost", "url"),
        ),
        ("Écrire à jail@exemple.org avant lundi.", ("jail@exemple.org", "url")),
        ("Le mot-dièse #MeToo a été repris.", ("#MeToo", "hashtag")),
        (
            "Il a dit : “We will never give up on this”, puis est sorti.",
            ("“We will never give up on this”", "title"),
        ),
        ("Le New York Times l'affirme.", ("New York Times", "title")),
        ("Il travaille à Wall Street depuis dix ans.", ("Wall Street", "name")),
        ("Les fake news circulent.", ("fake news", "loanword")),
        ("Ils partent en week-end à la mer.", ("week-end", "loanword")),
        (
            "La phrase I have a dream that one day est connue.",
            ("I have a dream that one day", "foreign"),
        ),
    ],
)
def test_is_protected(text, mark):
    assert mark in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Il risque quinze ans de jail.",
        "“Nous voulons régler cette problem”, a déclaré le ministre.",
        "La bataille la as well as sanglante et la as well as longue de la guerre.",
        "Le Washington Put up a publié un article.",
        "Furthermore tôt cette année, les cops ont arrêté un suspect.",
    ],
)
def test_damage_is_not_protected(text):
    assert marks(text) == set()


def test_spun_name_and_its_short_forms():
    text = "Le Washington Put up l'écrit. Selon le Submit, rien n'est sûr. The Article le confirme."
    assert [(text[n.start : n.end], n.word) for n in spun(analyze(text))] == [
        ("Put up", "Post"),
        ("Submit", "Post"),
        ("Article", "Post"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Selon le Submit, rien n'est sûr.",  # no newspaper of that short form in the text
        "Le Washington Post l'écrit. L'article du Post est long.",
        "Anne Hidalgo est maire de Paris.",
        "L'équipe des All Black a gagné.",
        "Le Daily Mail et le New York Times.",
    ],
)
def test_names_that_were_not_spun(text):
    assert [n for n in spun(analyze(text)) if n.confidence > 0.9] == []


def test_the_end_of_an_address_is_one() -> None:
    text = "/fiches/exonerations-de-la-defense-zrd en ligne ; il va-t-en guerre, c'est-à-dire là."
    marks = {text[m.start : m.end] for m in protect(Document(text)) if m.kind == "url"}
    assert marks == {"exonerations-de-la-defense-zrd"}
