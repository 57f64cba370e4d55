"""Letters that an encoding lost come back, and nothing else changes."""

from collections.abc import Callable
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Pipeline, apply, clean
from pipeline.edits import invert
from pipeline.encoding import diacritics, dropped_letters

ARTICLE = (
    "Le préfet a été relevé de ses fonctions à la fin du mois d’août. Les élus, réunis à Besançon, "
    "ont dénoncé « une décision précipitée » et ont réclamé l’arrivée d’un médiateur dès lundi. "
    "La rivière a débordé et les dégâts sont évalués à trois millions d’euros."
)


def unaccented(text: str) -> str:
    return "".join(normalize("NFD", letter)[0] for letter in text)


def test_accents_that_were_taken_off_come_back() -> None:
    assert clean(unaccented(ARTICLE)) == ARTICLE


@pytest.mark.parametrize("sign", ["?", "\ufffd"])
def test_letters_that_became_signs_come_back(sign: str) -> None:
    spoilt = "".join(sign if (c.isalpha() and not c.isascii()) or c == "’" else c for c in ARTICLE)
    assert clean(spoilt) == ARTICLE


@pytest.mark.parametrize("kept", ["", "’«»"])
def test_letters_that_fell_out_come_back(kept: str) -> None:
    spoilt = "".join(c for c in ARTICLE if c.isascii() or c in kept)
    mended = clean(spoilt)
    assert mended.replace("’", "").replace("«", "").replace("»", "") == ARTICLE.translate(
        dict.fromkeys(map(ord, "’«»"))
    )


@pytest.mark.parametrize("word", ["lété", "dİ", "œuf", "L’", "", "xyz", "Ü"])
def test_what_has_all_its_letters_is_no_rest(word: str) -> None:
    assert dropped_letters.shapes(word, True) == ()


def test_a_word_that_fell_out_is_put_between_its_spaces() -> None:
    text = " la fin, le dput est parti  Lyon.  la gare, il a t accueilli par les dlgus."
    result = Pipeline().explain(text)
    assert result.text == (
        "À la fin, le député est parti à Lyon. À la gare, il a été accueilli par les délégués."
    )
    assert [e.after for e in result.edits if not e.before] == ["À", "à", "À"]


def test_two_signs_may_be_the_bytes_of_one_letter() -> None:
    spoilt = "".join("\ufffd" * len(c.encode()) if c in "éèà’" else c for c in ARTICLE)
    assert clean(spoilt) == ARTICLE


def test_a_sign_that_is_no_letter_stays() -> None:
    text = "Il a d\ufffdclar\ufffd \ufffd non \ufffd, puis il est parti \ufffd Lyon."
    assert clean(text) == "Il a déclaré \ufffd non \ufffd, puis il est parti à Lyon."


@pytest.mark.parametrize(
    ("spoilt", "restored"),
    [
        ("L'evenement a ete annule a Nimes.", "L'événement a été annulé à Nîmes."),
        (
            "Aujourd?hui, les ?l?ves ?tudient ? l??cole.",
            "Aujourd’hui, les élèves étudient à l’école.",
        ),
        (
            "LE D?PUT? A ?T? ?LU, dit le pr?sident de l'assembl?e.",
            "LE DÉPUTÉ A ÉTÉ ÉLU, dit le président de l'assemblée.",
        ),
        ("Fran?ois a d?m?nag? en Gr?ce.", "François a déménagé en Grèce."),
    ],
)
def test_capitals_names_and_apostrophes(spoilt: str, restored: str) -> None:
    assert clean(spoilt) == restored


def test_a_capital_that_nobody_knows_is_only_proposed() -> None:
    result = Pipeline().explain("Le d\ufffdfenseur de l’\ufffdtat a demand\ufffd un d\ufffdlai.")
    assert result.text == "Le défenseur de l’\ufffdtat a demandé un délai."
    (proposal,) = result.proposals
    assert {text for text, _ in proposal.candidates} == {"l’État", "l’état"}
    assert sum(chance for _, chance in proposal.candidates) == pytest.approx(1, abs=0.01)


def test_words_that_look_english_without_accents() -> None:
    assert "public" not in clean(
        "La defense a plaide la relaxe, le general a maintenu sa deposition."
    )
    text = "La defense a obtenu la relaxe, le general a maintenu sa deposition."
    assert clean(text) == "La défense a obtenu la relaxe, le général a maintenu sa déposition."


@pytest.mark.parametrize(
    "text",
    [
        "Il a perquisitionne la maison, où des documents ont été saisis, et a relâché le suspect.",
        "The decision of the general was a defeat for the residence of the president.",
        "El presidente decidio cambiar la decision sobre la educacion de la region.",
        "Il avoit un remede et des prieres ; le siecle estoit severe, disoit-on.",
        "Le dossier LPS, la CAF et la BB du mtro.",
        "Ein Prsident und eine Prsidentin, die gewhlt wurden, sind nicht da.",
        "Une pe\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdche de nuit.",
        "",
        "?",
        "\ufffd",
    ],
)
def test_what_lost_nothing_or_is_not_french_stays(text: str) -> None:
    assert diacritics.restored(text) == []


@given(st.text("aeéè?\ufffd' ’lduqLE.\n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    words = diacritics.restored(text)
    assert all(a.end <= b.start for a, b in pairwise(words))
    result = Pipeline(select=("ENC006", "ENC007", "ENC009")).explain(text)
    assert apply(text, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == text


@pytest.mark.slow
@given(
    st.lists(st.sampled_from(ARTICLE.split()), min_size=1, max_size=12),
    st.sampled_from([unaccented, lambda text: text.encode("ascii", "ignore").decode()]),
)
def test_what_was_given_back_is_at_rest(words: list[str], lose: Callable[[str], str]) -> None:
    once = clean(lose(" ".join(words)))
    assert clean(once) == once


@pytest.mark.parametrize(
    ("spoilt", "restored"),
    [
        (
            "Il rappelle que le taux d’obesite a triple en vingt-cinq ans, note la prefecture.",
            "Il rappelle que le taux d’obésité a triplé en vingt-cinq ans, note la préfecture.",
        ),
        (
            "Une nuit courte ne fatigue pas seulement : elle efface. Selon une etude menee la.",
            "Une nuit courte ne fatigue pas seulement : elle efface. Selon une étude menée là.",
        ),
    ],
)
def test_neighbours_are_read_together(spoilt: str, restored: str) -> None:
    words = {word.text for word in diacritics.restored(spoilt) if word.chance >= 0.9}
    made = Pipeline(context="off").clean(spoilt)
    assert "effacé" not in made
    assert not {"à"} & words
    assert made.split()[:8] == restored.split()[:8]
