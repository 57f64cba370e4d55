"""Letters, apostrophes and halves of characters that a text lost on its way, by kind."""

import pytest

from benchmarks.mojibake import garbled, rows
from pipeline import Pipeline
from pipeline.encoding.code_pages import CODE_PAGES
from pipeline.stages.encoding import encoding

PIPELINE = Pipeline(context="off")
ENCODING = Pipeline(stages=(encoding,), context="off")


@pytest.mark.parametrize("codec", ["koi8-r", "koi8-u", "iso8859-3", "cp1252", "cp1251", "cp850"])
@pytest.mark.parametrize("named", ["Emmaüs reçoit L’Haÿ-les-Roses.", "Il a dîné avec ses amis…"])
def test_halves_that_are_entities_are_read_with_the_others(codec: str, named: str) -> None:
    text = "".join(f"&#{ord(c)};" if "\xa0" < c < "\u0100" else c for c in garbled(named, codec))
    text = f"{garbled('Où est l’élève ? À l’école, dès l’aube.', codec)}\n{text}"
    assert ENCODING.clean(text) == f"Où est l’élève ? À l’école, dès l’aube.\n{named}"


@pytest.mark.parametrize("text", [*rows("french")[22:30], "Emmaüs a reçu son curriculum vitæ."])
@pytest.mark.parametrize("codec", ["iso8859-6", "iso8859-8"])
def test_where_too_many_bytes_are_lost_no_sign_becomes_a_letter(codec: str, text: str) -> None:
    cleaned = ENCODING.clean(garbled(text, codec))
    for lone in (" ë ", " à»", "û¨"):
        assert lone not in cleaned


@pytest.mark.parametrize("codec", ["cp1252", "mac-roman", "cp850", "cp1251"])
def test_accents_apart_are_read_as_one_letter(codec: str) -> None:
    assert codec in CODE_PAGES
    apart = "L’e\u0301le\u0300ve a e\u0301te\u0301 rec\u0327u a\u0300 l’e\u0301cole."
    assert ENCODING.clean(garbled(apart, codec)) == "L’élève a été reçu à l’école."


MENDED = [
    # a space for the apostrophe
    ("L accusé n a rien dit, d après lui.", "L'accusé n'a rien dit, d'après lui."),
    ("Il dit qu il part aujourd hui.", "Il dit qu'il part aujourd'hui."),
    ("Jusqu à midi, lorsqu on l attend.", "Jusqu'à midi, lorsqu'on l attend."),
    # others
    (r"L\'accusé n\'a pas parlé.", "L'accusé n'a pas parlé."),
    ("L‚accusé n‚a pas parlé.", "L'accusé n'a pas parlé."),
    ("L&#8217accusé est l&#224.", "L’accusé est là."),
    # the letter œ
    ("Une ½uvre au c½ur de la ville, l'¼uvre.", "Une œuvre au cœur de la ville, l'Œuvre."),
    ("La main-d'uvre manque, un buf aussi.", "La main-d'œuvre manque, un bœuf aussi."),
    ("Le c ur de la ville et l' uvre d'art.", "Le cœur de la ville et l'œuvre d'art."),
    # apostrophes that fell out, side by side
    (
        "Aujourdhui, c'est la fête à l'école, et lélève sennuie.",
        "Aujourd'hui, c'est la fête à l'école, et l'élève s'ennuie.",
    ),
    (
        "Jai cru quelle nirait pas, mais elle ma dit de venir.",
        "J'ai cru qu'elle n'irait pas, mais elle m'a dit de venir.",
    ),
    # quotation marks
    ("««Nous partons»», dit-il.", "«Nous partons», dit-il."),
]

KEPT = [
    "Le point d est au nord, la droite l à l ouest.",
    "La vitamine d et la vitamine c ont le même effet, n a-t-il lu.",
    "On note n et m deux entiers, d un diviseur et l un reste.",
    "Options : s ou n, c ou d, puis l a b c.",
    "J. L. et M. A. ont gagné ; l’équipe C a perdu.",
    "Comptez 1½ tasse de farine, ½ litre de lait et ¼ d’heure.",
    "Le film d’Uwe Boll, le buffet, le curry et la buvette.",
    "« Il a dit : « Nous partons »», écrit le journal.",
    "Le chemin C:\\'temp et la chaîne 'l\\'été' du programme.",
    "Et lon lon la, chante la foule, et gai gai gai.",
    "Sa dune, sa mer, ta dit et ma foi : la langue est vive.",
]


@pytest.mark.parametrize(("text", "wanted"), MENDED)
def test_it_comes_back(text: str, wanted: str) -> None:
    assert PIPELINE.clean(text) == wanted


@pytest.mark.parametrize("text", KEPT)
def test_look_alikes_stay(text: str) -> None:
    assert PIPELINE.clean(text) == text


@pytest.mark.parametrize(
    "text", ["Le billet coûte 5 ? et le menu 12 ?.", "Il gagne 2 000 ? pour un mois."]
)
def test_a_euro_is_proposed_where_a_price_is(text: str) -> None:
    result = PIPELINE.explain(text)
    assert result.text == text
    assert [(e.rule, e.after) for e in result.proposals] == [("ENC014", "€")] * text.count("?")


@pytest.mark.parametrize("text", ["Combien coûte-t-il, 5 ? ou 6 ?", "Il en paie 5 ? Et alors ?"])
def test_a_question_is_no_euro(text: str) -> None:
    assert PIPELINE.explain(text).proposals == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Il a parlé d''une faute\", hier.", 'Il a parlé d\'"une faute", hier.'),
        ("\"Il est imposé par l''une des parties\", dit-il.", None),
    ],
)
def test_two_straight_signs_may_open_a_quotation(text: str, wanted: str | None) -> None:
    assert PIPELINE.clean(text) == (wanted or text.replace("''", "'"))
