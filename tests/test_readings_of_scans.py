"""What a word of a bad scan may be: pieces of compounds, long s, figures, accents on capitals."""

import pytest

from pipeline import Pipeline, explain
from pipeline.edits import Edit, replacement
from pipeline.facts import changing
from pipeline.spelling import scan_segments
from pipeline.spelling.conventions import Change, has_long_s, on_purpose
from pipeline.spelling.scan_options import options_of


def options(text: str, word: str) -> list[str]:
    """Return the readings of a word of a text that is read as a bad scan."""
    scan = scan_segments.read(text)
    unit = next(unit for unit in scan.units if unit.word == word)
    return [option.text for option in options_of(scan, unit)[1:]]


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [
        ("Après une demi-heupe, il partit.", "heupe", "heure"),
        ("Il ne peut siiivre'le train du soir.", "siiivre", "suivre"),
        ("Le pr4sident a parlé.", "pr4sident", "président"),
        ("La messe à l'Èglise du bourg.", "èglise", "église"),
        ("Ses fens et fes foins, il fait effoyne.", "effoyne", "essoyne"),
        ("Ses fens et fes foins, il faut repaiflre.", "repaiflre", "repaistre"),
    ],
)
def test_what_a_word_may_be(text: str, word: str, meant: str) -> None:
    assert meant in options(text, word)


@pytest.mark.parametrize(
    ("text", "word", "other"),
    [
        ("Le facteur a effoyne la fenêtre.", "effoyne", "essoyne"),  # one word is no long s
        ("L'Etat a parlé.", "etat", "état"),  # newspapers leave accents off capitals
        ("Une baisse entrainant une perte.", "entrainant", "entraînant"),  # the spelling of 1990
        ("Il veut connaitre la suite.", "connaitre", "connaître"),
    ],
)
def test_what_it_may_not_be(text: str, word: str, other: str) -> None:
    scan = scan_segments.read(text)
    found = [o.text for u in scan.units if u.word == word for o in options_of(scan, u)[1:]]
    assert other not in found


@pytest.mark.parametrize(
    "text",
    [
        "Le gaz co2 et la 3ème division.",
        "Un sous-préfet et une demi-heure.",
        "Lorsqu'il vient, quelqu'un sort.",
    ],
)
def test_sound_words_are_known(text: str) -> None:
    units = scan_segments.read(text).units
    assert {unit.sort for unit in units} <= {"known", "known-capital"}


def change(before: str, after: str) -> Change:
    return Change(0, before, after)


def test_a_french_name_inside_a_sentence_stays() -> None:
    text = "La flotte a réuffi à fortir de Breft par le paffage du Raz."
    wanted = "La flotte a réussi à sortir de Brest par le passage du Raz."
    assert Pipeline(select=("OCR", "SPL")).explain(text).text == wanted


def test_a_short_odd_word_is_read_where_no_longer_one_is() -> None:
    text = "Les Serbes ae ripostent pas."
    read = explain(text)
    assert any(e.before == "ae" and e.after == "ne" for e in (*read.edits, *read.proposals))


def test_several_long_s_are_no_spelling() -> None:
    """*foit* by itself would be an old *fait*."""
    alone = [change("foit", "soit")]
    both = [*alone, change("foupir", "soupir")]
    assert not has_long_s(alone)
    assert has_long_s(both)
    words = ["foit", "foupir", "avoit", "loix"]
    assert not on_purpose("Qu'il foit là, dit-il, & le foupir.", words, both)


def edit(text: str, before: str, after: str) -> Edit:
    start = text.index(before)
    span = (start, start + len(before))
    return replacement(text, span, after, "OCR005", 0.95, "a test", candidates=[(after, 0.95)])


CHANGED = (
    ("Le dimanciie soir, on danse.", "dimanciie", "dimanche"),
    ("Il ne vient paa ici.", "paa", "pas"),
    ("Ils perdent sur un score neul.", "neul", "neuf"),
    ("Il vient paa ici.", "paa", "pas"),
    ("Il ne veut rien, paa ici.", "paa", "pas"),
    ("Il paie vingt franes.", "franes", "francs"),
    ("Il a trais enfants.", "trais", "trois"),
    ("La quatreieme fois, il gagna.", "quatreieme", "quatrième"),
)


@pytest.mark.parametrize(("text", "before", "after"), CHANGED)
def test_a_fact_waits_for_a_person(text: str, before: str, after: str) -> None:
    assert changing(text, [edit(text, before, after)])
