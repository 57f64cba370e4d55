"""Spinners that nobody has met: phrases as one span, misspelled substitutes, English left."""

from typing import Any

import pytest

from pipeline.pipeline import Pipeline
from pipeline.restoration.candidates import offered
from pipeline.restoration.detection import find
from pipeline.restoration.respelling import respelled
from pipeline.text.analysis import analyze


def spans(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find(analyze(text)) if s.kind == "phrase"]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("headofstate", "head of state"),
        ("pointofview", "point of view"),
        ("succesful", "successful"),
        ("achieveable", "achievable"),
        ("snap-shots", "snap shots"),
        ("primeminister", "prime minister"),
    ],
)
def test_badly_written_substitutes_are_read_as_known_ones(written: str, known: str) -> None:
    assert respelled(written) == known
    assert [c.word for c in offered(written, None)]


@pytest.mark.parametrize(
    "word", ["jail", "gouvernance", "youtubeur", "javascript", "réaction", "pays", "downpours"]
)
def test_what_is_spelled_well_or_french_is_read_as_it_stands(word: str) -> None:
    assert respelled(word) == ""


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Il a licencié trois servants of the crown hier.", "servants of the crown"),
        ("Selon ses kinsfolk and neighbours, il est parti.", "kinsfolk and neighbours"),
        ("On l'a trouvé sur un well-lit, selon la police.", "well-lit"),
        ("La victime et ses kith and kin ont porté plainte.", "kith and kin"),
        ("Le day-dream du ministre a pris fin lundi.", "day-dream"),
    ],
)
def test_english_of_several_words_is_one_span(text: str, phrase: str) -> None:
    assert phrase in spans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Des boutons up/down pour mettre le temps.",
        "Le best-seller de la rentrée est un talk-show.",
        "Il cite Dickens : with help from many old friends and neighbours.",
        "Le porte-parole a vu le sous-chef du bureau.",
        "La low tech et le made in France séduisent.",
    ],
)
def test_look_alikes_are_no_phrase(text: str) -> None:
    assert [p for p in spans(text) if " " in p or "-" in p] in ([], ["best of"])


LONGER = """

Le conseil municipal s'est réuni mardi soir pour parler de la rentrée. Le maire a rappelé que la
piscine rouvrira en juin, après trois ans de travaux, et que les écoles recevront de nouvelles
tables. Les parents ont demandé un passage plus sûr devant le collège ; une étude sera faite avant
la fin de l'année. La séance a été levée à vingt-deux heures."""
"""A sentence by itself has too little around it to say that English was left in it."""


def proposed(text: str) -> list[Any]:
    result = Pipeline(context="auto").explain(text + LONGER)
    return [e for e in result.proposals if e.rule == "LEAK007"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "La classe politique française réagit ; "
            "le conundrum que constitue l'Allemagne pour l'Europe.",
            "conundrum",
        ),
        ("Les sufferers sont soignés. On l'a trouvé sur un well-lit, mardi.", "well-lit"),
    ],
)
def test_english_that_nothing_restores_is_shown(text: str, left: str) -> None:
    (edit,) = proposed(text)
    assert edit.before == left
    assert edit.candidates
    assert edit.confidence <= 0.1


def test_a_phrase_that_no_list_gives_this_word_for_is_proposed_with_it() -> None:
    text = "La victime et ses kith and kin ont porté plainte."
    (edit,) = Pipeline(context="auto").explain(text + LONGER).proposals
    assert (edit.before, edit.candidates[0][0]) == ("kith and kin", "parents")


@pytest.mark.parametrize(
    "text",
    [
        "Elle défend la low tech à l'école, avec un community manager.",
        "Le mot anglais « toxicant » se traduit par « toxique ».",
        "La commande git checkout crée la branche, puis git merge la fusionne.",
        "Le fichier est sur monsite.fr/toxicant et dans le dossier /opt/toxicant.",
        "Toxicant, le groupe de metal, joue samedi à Lyon.",
        "Le toxicant est dosé. Ce toxicant agit vite, et chaque toxicant a son antidote.",
    ],
)
def test_english_of_the_text_itself_is_left(text: str) -> None:
    assert not proposed(text)


SPUN = """

Il a été condamné à quinze ans de jail pour ce homicide. Les deux events ont signé un deal de paix,
selon le newspaper local. La country entière suit le trial, et le chief du parti a pris la speech
devant une crowd venue l'entendre. La query reste ouverte, a dit le jury.
"""


def left_in(text: str) -> list[str]:
    result = Pipeline(context="auto").explain(text)
    return [e.before for e in (*result.proposals, *result.edits) if e.rule.startswith("LEAK")]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Le maire a parlé d'un « toxicant » pour la ville, mardi.", "toxicant"),
        ("Le toxicant est dosé. Ce toxicant agit, et chaque toxicant a un antidote.", "toxicant"),
    ],
)
def test_in_a_text_that_is_plainly_spun_no_english_is_silent(text: str, left: str) -> None:
    assert left in left_in(text + SPUN + LONGER)
    assert left not in left_in(text + LONGER)


@pytest.mark.parametrize(
    "text",
    [
        "Elle joue du jazz le week-end avec un groupe de rock.",
        "Le rythhme de la fête a plu aux habitants.",
        "Le mot anglais « well-being », dit-il, « has no plural ».",
        "Le best-seller de la rentrée est un thriller.",
        "Le leader du parti a parlé de fake news.",
    ],
)
def test_what_french_borrows_is_left_in_a_spun_text_as_well(text: str) -> None:
    words = set(text.replace("'", " ").split())
    assert words.isdisjoint(left_in(text + SPUN + LONGER))
