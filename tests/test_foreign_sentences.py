"""Sentences of another language in a French paragraph are marked, and nothing else is."""

import pytest

from pipeline import Pipeline
from pipeline.stages.language import language
from pipeline.stages.markup import markup
from pipeline.stages.protect import protect

PIPELINE = Pipeline(stages=(markup, language, protect))
FOREIGN = {
    "en": "The council has decided that it will not vote on the budget this year.",
    "es": "El alcalde dijo que no había dinero para las obras del puerto.",
    "de": "Der Bürgermeister hat gesagt, dass es kein Geld für den Hafen gibt.",
    "it": "Il sindaco ha detto che non ci sono soldi per i lavori della piazza.",
    "br": "Ar brezhoneg zo ur yezh a vez komzet gant kalz a dud e Breizh.",
    "ht": "Tout moun nan peyi a te vini pou yo chante ak nou.",
}


@pytest.mark.parametrize("code", FOREIGN)
def test_a_sentence_in_another_language_is_marked(code: str) -> None:
    text = f"Le maire est venu hier avec ses adjoints. {FOREIGN[code]} Les élus sont surpris."
    result = PIPELINE.explain(text)
    assert result.language == "fr"
    assert FOREIGN[code] in {text[m.start : m.end] for m in result.marks if m.kind == "foreign"}


@pytest.mark.parametrize(
    "text",
    [
        "Le grand homme en cost, as well as précieux à l’est, pour une probability de liberté.",
        "Le film « Top Gun » bat « Doctor Strange in the Multiverse of Madness » dans les salles.",
        "Ker an ar Vro et Pen ar Bed sont deux hôtels de Brest, sur le port de commerce.",
        "Real Madrid, Barcelone, Valence et Séville jouent ce soir en Liga, sans public.",
        "Il a ka, té, ké et bon ; on ne sait pas ce que cela veut dire dans ce texte.",
        "Lcs enfans de la ville sc sont réunis dcvant 1a maison du maire pour le voir.",
    ],
)
def test_french_is_not_marked(text: str) -> None:
    marks = [mark for mark in PIPELINE.explain(text).marks if mark.rule == "LNG001"]
    assert not [mark for mark in marks if mark.kind in ("foreign", "untranslated")]


def test_what_was_left_in_english_is_listed_but_no_quotation() -> None:
    text = (
        f"Le maire est venu hier avec ses adjoints. {FOREIGN['en']} Les élus sont surpris.\n\n"
        "« The show must go on and we will not stop it now », a-t-il dit à la foule réunie.\n\n"
        "They were not told that the hall would be closed for the whole year."
    )
    assert PIPELINE.explain(text).untranslated == (
        FOREIGN["en"],
        "They were not told that the hall would be closed for the whole year.",
    )


def test_an_order_to_a_tool_makes_no_french_article_english() -> None:
    text = (
        "Make this article seo friendly, add subheadings and at least 700 words, be in french, "
        "and write in a formal tone Le maire a parlé jeudi soir devant la foule."
    )
    result = PIPELINE.explain(text)
    assert (result.language, result.edits) == ("fr", ())
    assert [p.rule for p in result.proposals] == ["MRK011"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("საქართველო არის ქვეყანა კავკასიაში და მისი დედაქალაქია თბილისი.", "ka"),
        ("Η Αθήνα είναι η πρωτεύουσα της Ελλάδας και έχει πολλούς κατοίκους.", "el"),
        ("Երևանը Հայաստանի մայրաքաղաքն է և ունի շատ բնակիչներ։", "hy"),
        ("Президент сказал, что выборов в этом году не будет.", "ru"),
    ],
)
def test_the_script_limits_the_languages(text: str, code: str) -> None:
    assert PIPELINE.explain(text).language == code
