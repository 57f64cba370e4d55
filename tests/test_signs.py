"""What rules look for is asked of each piece of a text once, and as if of the whole text."""

import random

import pytest

import pipeline.pipeline  # noqa: F401 — all stages ask their questions
from pipeline.encoding import apostrophes, lost_oe, lost_to_spaces
from pipeline.stages.markup import glued_heads, glued_sentences, missing_spaces
from pipeline.text import numerals, signs, technical
from pipeline.text.signs import sign

SOUND = "Le maire, élu en mai, a dit : « Nous irons. » Il a parlé de l'eau à Nice."
ODD = [
    "fin.Le maire",
    "annoncéLe maire",
    "BRUXELLESLe maire",
    "le maire,qui",
    "dit«oui»",
    "l accusé",
    "qu\u00a0il vient",
    "l`accusé",
    "l' accusé",
    "l\u00a0'accusé",
    'd"un coup',
    "il a 3 chats",
    "il a\n3\u00a0chats",
    "« 3 chats",
    "request.path",
    "setup() puis",
    "main-d'uvre",
    "le c ur",
    "10h30Le maire",
    "3ans",
    "a" * 100 + ".Le",
]


@pytest.mark.parametrize("text", [SOUND, *ODD, *[f"{SOUND} {odd} {SOUND}" for odd in ODD]])
def test_pieces_hold_what_the_text_holds(text: str) -> None:
    assert glued_sentences._has_stop_capital(text) == bool(
        glued_sentences._STOP_CAPITAL.search(text)
    )
    assert technical._has_sign(text) == bool(technical._SIGN.search(text))
    assert technical._has_identifier(text) == bool(technical._IDENTIFIER.search(text))
    for may_have, pattern in (
        (apostrophes._may_have_sign, apostrophes._APOSTROPHE),
        (lost_to_spaces._has_head, lost_to_spaces._GAP),
        (numerals._has_figure, numerals._FIGURE),
        (glued_heads._has_hint, glued_heads._DATED),
        (glued_sentences._has_inner_capital, glued_sentences._GLUED_WORD),
        (missing_spaces._has_touching_quote, missing_spaces._QUOTE),
        (missing_spaces._has_touching_sign, missing_spaces._COMMA),
    ):
        assert may_have(text) or not pattern.search(text)


def test_sound_text_has_no_sign() -> None:
    assert not signs._SIGNS.of_text(SOUND)


def test_lost_letters_are_asked_of_words() -> None:
    assert lost_oe._has_dropped("La main-d'uvre manque.")
    assert lost_oe._has_rest("Le c ur bat.")
    assert not lost_oe._has_rest("Il a un but.")


def test_questions_of_words_are_those_asked_of_all_pieces() -> None:
    """A word by itself is asked few questions, a long one fewer: it answers no to the others."""
    letters = "abcdeéèœlqu'’.,LÉQ"
    chance = random.Random(1)
    for _ in range(4000):
        piece = "".join(chance.choices(letters, k=chance.randint(1, 11)))
        piece = piece.capitalize() if chance.random() < 0.3 else piece
        every = sum(bit for bit, find, _ in signs._SIGNS._finds if find(piece))
        assert signs._SIGNS._of_piece(piece) == every


def test_a_new_question_is_asked_of_texts_that_were_met() -> None:
    finds = list(signs._SIGNS._finds)
    text = "Un mot zébré."
    assert not signs._SIGNS.of_text(text)
    try:
        assert sign(lambda piece: "zé" in piece, in_words=signs.LONGEST_PIECE)(text)
    finally:
        signs._SIGNS._finds[:] = finds
        signs._SIGNS._remembered.cache_clear()
