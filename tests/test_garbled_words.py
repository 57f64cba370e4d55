"""Words of bad scans of which little is left: pairs of letters, long s, specks, broken words."""

import pytest

from pipeline import explain
from pipeline.resources import lexicon
from pipeline.spelling import scan_segments
from pipeline.spelling.letter_pairs import alike, frequent, very_frequent
from pipeline.spelling.long_s import is_long_s, long_s_readings, only_long_s
from pipeline.spelling.scan_options import options_of


def options(text: str, word: str) -> list[str]:
    """Return the readings of a word of a text that is read as a bad scan."""
    scan = scan_segments.read(text)
    unit = next(unit for unit in scan.units if unit.word == word)
    return [option.text for option in options_of(scan, unit)[1:]]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("adminiîlratiom", "administration"),
        ("prcsidenlielle", "présidentielle"),
        ("gouvcrnomcnt", "gouvernement"),
        ("kilomclrcs", "kilomètres"),
        ("syiidicalisle", "syndicaliste"),
    ],
)
def test_a_long_word_is_known_by_the_pairs_that_are_left(seen: str, meant: str) -> None:
    assert meant in alike(seen)
    assert meant in options(f"Il parle de {seen} encore.", seen)


def test_nothing_is_like_what_has_no_pairs_of_a_word() -> None:
    assert alike("xqzkwjxv") == ()


def test_frequent_words_are_french() -> None:
    some = sorted(frequent().keys())[::500]
    assert len(some) > 80
    assert all(lexicon.is_french(word) for word in some)
    assert "leur" in very_frequent()
    assert "lueur" not in very_frequent()


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("ipnt", "ont"), ("qne", "que"), ("dnus", "dans"), ("cclle", "cette"), ("ponr", "pour")],
)
def test_a_scrap_may_be_a_very_frequent_word(seen: str, meant: str) -> None:
    assert meant in options(f"Il vient {seen} voir.", seen)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("sage", "fage"),
        ("est", "ejl"),
        ("nostre", "noflre"),
        ("passion", "paffion"),
        ("feste", "fefte"),
    ],
)
def test_long_s_is_read_in_all_its_shapes(text: str, word: str) -> None:
    assert is_long_s(text, word)
    assert text in long_s_readings(word)


@pytest.mark.parametrize(
    ("text", "word"),
    [("page", "fage"), ("est", "est"), ("fort", "sort"), ("sages", "fage"), ("vent", "font")],
)
def test_what_is_no_long_s(text: str, word: str) -> None:
    assert not is_long_s(text, word)


def test_shapes_that_no_word_has() -> None:
    assert all(map(only_long_s, ("ejl", "pajjent", "glijje", "vojlre")))
    assert not any(map(only_long_s, ("jusque", "fjord", "objet", "conflit", "jfk", "adjoint")))


def test_one_plain_shape_shows_a_text_of_long_s() -> None:
    sign = scan_segments.read("La porte ejl ouverte.").long_s
    assert sign == 2
    assert scan_segments.read("Le fage parle.").long_s == 1
    assert scan_segments.read("Le fjord est profond.").long_s == 0
    assert "sauoir" in options("Il ejl venu pour fauoir.", "fauoir")


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [
        ("Il y a fort longten ps de cela.", "longten", "longtemps"),
        ("Elle vit i principes nouveaux.", "i", "principes"),
    ],
)
def test_a_word_in_pieces_and_a_speck(text: str, word: str, meant: str) -> None:
    assert meant in options(text, word)


@pytest.mark.parametrize(
    ("text", "word", "other"),
    [
        ("Il y a longtemps.", "y", "longtemps"),
        ("Elle lit l humanité.", "l", "humanité"),  # it has lost its apostrophe
        ("Il monte à cheval.", "à", "cheval"),
    ],
)
def test_a_short_word_is_no_speck(text: str, word: str, other: str) -> None:
    scan = scan_segments.read(text)
    found = [o.text for u in scan.units if u.word == word for o in options_of(scan, u)[1:]]
    assert other not in found


def test_what_the_sentence_refuses_stays_an_old_spelling() -> None:
    text = "Et bon cocquebin de plaindre sa petite de demourer seulette ungmoment."
    assert "demourer" in explain(text).text
