"""Words that a line end cuts, the line breaks around them, and shapes that scanners confuse."""

import pytest

from pipeline.pipeline import Pipeline
from pipeline.restoration.detection import find, is_cut
from pipeline.text.analysis import analyze
from pipeline.text.tokens import tokenize

JOINED = (
    ("Le minis-\ntère a refusé.", "Le ministère\na refusé."),
    ("Un prix ex¬\ncessif, dit-il.", "Un prix excessif,\ndit-il."),
    ("M. Poin¬\ncaré l'a dit.", "M. Poincaré\nl'a dit."),
    ("Il parle du gou-\nvernement.\nIl se tait.", "Il parle du\ngouvernement.\nIl se tait."),
    ("Le minis-\ntère. Il a refusé.", "Le ministère.\nIl a refusé."),
    ("la fin du minis¬\ntre", "la fin du\nministre"),
)

CASES = (
    ("EIIe est partie.", "Elle est partie."),
    ("AIors iI se tut.", "Alors il se tut."),
    ("Le chien est resté Ià.", "Le chien est resté là."),
    ("Voici I'homme qui parle.", "Voici l'homme qui parle."),
    (
        "C'est 1'on dit du village, et 1'un des trois.",
        "C'est l'on dit du village, et l'un des trois.",
    ),
)

KEPT = (
    "L'IRM et l'IA, vues par Ian, Ida et Igor.",
    "Le WiFi de l'AlloCiné et l'ADSL d'EDF.",
    "Henri II et Napoléon III régnèrent.",
    "Le score de la 1'30 du match : 4'1.",
    "x = a ~\nb = c¬\nD",
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(context="off")


@pytest.mark.parametrize(("text", "wanted"), JOINED)
def test_the_break_goes_around_the_whole_word(pipeline: Pipeline, text: str, wanted: str) -> None:
    result = pipeline.explain(text)
    assert result.text == wanted
    assert result.text.count("\n") == text.count("\n")
    assert [edit.rule for edit in result.edits] == ["OCR002"]


@pytest.mark.parametrize(("text", "wanted"), JOINED)
def test_keep_lines_keeps_every_line(text: str, wanted: str) -> None:
    assert Pipeline(context="off", keep_lines=True).clean(text) == text
    assert wanted != text


def test_keep_lines_mends_words_inside_lines() -> None:
    text = "Le porteparole du minis-\ntère a parlé."
    assert Pipeline(context="off", keep_lines=True).clean(text) == (
        "Le porte-parole du minis-\ntère a parlé."
    )


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_i_and_l(pipeline: Pipeline, text: str, wanted: str) -> None:
    assert pipeline.clean(text) == wanted


@pytest.mark.parametrize("text", KEPT)
def test_i_and_l_look_alikes(pipeline: Pipeline, text: str) -> None:
    assert not [e for e in pipeline.explain(text).edits if e.rule.startswith(("OCR", "SPL"))]


@pytest.mark.parametrize("context", ["auto", "off"])
@pytest.mark.parametrize(
    "text",
    [
        "Jallais. Le plasticien expose au collège",
        "Bonnemain. Le recensement va démarrer dans la commune",
        "Ajoutez 2 càs de sucre et 1 càc de sel.",
    ],
)
def test_a_dateline_and_a_unit_are_no_misspelt_words(text: str, context: str) -> None:
    result = Pipeline(context=context).explain(text)  # type: ignore[arg-type]
    assert result.text == text
    assert context == "off" or not result.proposals


def test_a_misread_capital_inside_a_sentence_is_none() -> None:
    text = (
        "Il s'agit de résoudre celui de Bavoir quel usage on ferait dn trône. Il s'est fait un Uom"
        " dans l'histoire. La qnestion reste."
    )
    cleaned = Pipeline().clean(text)
    assert "de savoir quel usage on ferait du trône" in cleaned
    assert "un nom dans" in cleaned


@pytest.mark.parametrize(
    "sign", [" ;", " :", " !", " ?", " »", "\u00a0;", "\u202f!", " »,", "…", ")."]
)
def test_signs_stay_on_the_line_of_the_word(pipeline: Pipeline, sign: str) -> None:
    text = f"Il lit des jour-\nnaux{sign} Paul lit des livres."
    assert pipeline.clean(text) == f"Il lit des journaux{sign}\nPaul lit des livres."


@pytest.mark.parametrize(
    "follows", [" – dit-on – le soir.", " « Le Monde » le soir.", " (le soir)."]
)
def test_signs_that_open_go_with_what_they_open(pipeline: Pipeline, follows: str) -> None:
    text = f"Il lit des jour-\nnaux{follows}"
    assert pipeline.clean(text) == f"Il lit des journaux\n{follows[1:]}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ils se sont retrouvés mercredi pour ten-\nter de s'entendre.", "pour tenter\nde"),
        ("Il a été pris en fla-\ngrant délit par deux agents.", "en flagrant\ndélit"),
        ("Après un deuxième trimestre so-\nlide, le titre monte.", "solide,\nle titre"),
        ("Le cours de l'ac-\ntion a monté de deux points.", "l'action\na monté"),
    ],
)
def test_pieces_that_are_english_words_are_joined(text: str, wanted: str) -> None:
    assert wanted in Pipeline(context="off").explain(text).text


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("je me pose cette quest~ bah le fromage", True),
        ("je me pose cette quest, bah le fromage", False),
        ("le prix ~ quest ~ monte", False),
    ],
)
def test_a_tilde_marks_what_a_speaker_cut(text: str, cut: bool) -> None:
    tokens = {token.text: token for token in tokenize(text)}
    assert is_cut(text, tokens["quest"]) == cut
    assert ("quest" in {suspect.phrase for suspect in find(analyze(text))}) != cut
