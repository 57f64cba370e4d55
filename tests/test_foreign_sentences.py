"""Sentences of another language in a French paragraph are marked, and nothing else is."""

import pytest

from pipeline import Pipeline
from pipeline.document import Document
from pipeline.edits import Mark
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


ENGLISH = (
    "The council has decided that it will not vote on the budget this year.",
    "They were told that the hall would be closed for the whole winter.",
    "Nobody knows what the mayor will do with the money that was left.",
)
FRENCH = "Le maire de la ville est venu hier avec ses adjoints et les élus du conseil pour voir"


def _kinds(text: str, kind: str) -> list[str]:
    """Return what the language stage alone marks so."""
    found = [m for m in language(Document(text)) if isinstance(m, Mark)]
    return [text[m.start : m.end] for m in found if m.kind == kind]


def _code(text: str) -> str:
    found = [m.kind for m in language(Document(text)) if isinstance(m, Mark)]
    return found[0].removeprefix("language:")


def _after(french: int, english: int) -> str:
    """Return so many French words before so many English sentences, as one paragraph."""
    return (
        ". ".join([" ".join(FRENCH.split()[:french]), *(s[:-1] for s in ENGLISH[:english])]) + "."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_after(6, 1), "fr"),  # 3 of 10 words are French: it is a French paragraph
        (_after(5, 1), "en"),
        (_after(12, 2), "fr"),
        (_after(11, 2), "en"),
        (_after(18, 3), "fr"),  # function words alone would say so here, but most words are English
        (_after(17, 3), "en"),
    ],
)
def test_a_paragraph_with_three_french_words_in_ten_is_french(text: str, code: str) -> None:
    assert _code(text) == code
    assert _kinds(text, "untranslated") == ([] if code == "en" else _sentences_of(text))


def _sentences_of(text: str) -> list[str]:
    return [f"{part}.".removesuffix("..") for part in text.removesuffix(".").split(". ")[1:]]


def _words(count: int, *more: str) -> str:
    nouns = "ville maison table fleur route chaise lampe porte".split()
    return " ".join([*more, *(nouns[n % 8] for n in range(count - len(more)))])


PLAIN = "Le maire a dit que la ville et ses habitants ont besoin de cette école."


@pytest.mark.parametrize("quotes", ["“{}”", "«{}»", '"{}"'])
@pytest.mark.parametrize(
    ("outside", "quoted", "is_foreign"),
    [
        (_words(3, "le"), _words(7, "the", "of", "with"), False),  # 3 words of 10
        (_words(3, "le"), _words(8, "the", "of", "with"), True),
        (_words(3), _words(7, "the", "of", "with"), True),  # without quotation no French
        (_words(9, "le"), _words(12, "the", "of", "with", "they", "were"), False),  # tells nothing
        (_words(9, "le", "the", "of", "with"), _words(3), True),  # English as well
    ],
)
def test_quotations_do_not_say_what_language_a_paragraph_is_in(
    quotes: str, outside: str, quoted: str, is_foreign: bool
) -> None:
    paragraph = f"{outside} {quotes.format(quoted)}"
    text = "\n\n".join([PLAIN] * 4 + [paragraph] + [PLAIN] * 4)
    assert (paragraph in _kinds(text, "foreign")) is is_foreign


def test_a_paragraph_of_which_nothing_is_left_out_keeps_its_language() -> None:
    paragraph = "Мэр города сказал le что школа будет открыта."
    text = f"{PLAIN} Il a dit « oui ».\n\n{paragraph}\n\n{PLAIN}"
    assert _kinds(text, "foreign") == [paragraph]


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        (ENGLISH[0], [ENGLISH[0]]),
        (ENGLISH[0][:-1], []),  # without a final stop it may be a title
        (f"« {ENGLISH[0]} »", []),
        (f"{ENGLISH[0]} {ENGLISH[1]}", [f"{ENGLISH[0]} {ENGLISH[1]}"]),
        (f"The hall “{_words(5, 'le')}” will be closed and they were told of it.", []),
        (FOREIGN["es"], []),  # marked, but nobody translates into Spanish
        (f"Il est venu hier. {ENGLISH[1]} Il est reparti ce matin.", [ENGLISH[1]]),
        (f"Il est venu hier. {ENGLISH[1][:-1]} ; il est reparti ce matin.", []),
        (f"Il est venu hier. {FOREIGN['es']} Il est reparti ce matin.", []),
    ],
)
def test_what_counts_as_untranslated(paragraph: str, found: list[str]) -> None:
    assert _kinds(f"{PLAIN}\n\n{paragraph}\n\n{PLAIN}", "untranslated") == found


def test_a_foreign_sentence_is_marked_once() -> None:
    text = f"{PLAIN}\n\n{ENGLISH[0]} {ENGLISH[1]}\n\n{PLAIN} {FOREIGN['es']}\n\n{FOREIGN['de']}"
    assert sorted(_kinds(text, "foreign")) == sorted(
        [f"{ENGLISH[0]} {ENGLISH[1]}", FOREIGN["es"], FOREIGN["de"]]
    )


def test_an_english_article_has_nothing_untranslated() -> None:
    text = f"{ENGLISH[0]}\n\n{ENGLISH[1]} {ENGLISH[2]}\n\n{PLAIN}"
    assert _code(text) == "en"
    assert not _kinds(text, "untranslated")


ORDER = (
    "Make this article seo friendly, add subheadings and at least 700 words, be in french, "
    "and write in a formal tone"
)


@pytest.mark.parametrize(
    ("paragraph", "code"),
    [
        (f"{ORDER} Le maire a parlé jeudi soir devant la foule.", "fr"),
        (f"{ORDER} Le maire a parlé.", "fr"),  # what was ordered does not count
        (f"{ORDER}.", "en"),
        (f"{ORDER}. Le maire a parlé. {ENGLISH[0]} {ENGLISH[1]}", "en"),  # 4 words of 30
    ],
)
def test_orders_do_not_say_what_language_a_paragraph_is_in(paragraph: str, code: str) -> None:
    assert _code(paragraph) == code


def test_an_order_is_marked_as_a_whole() -> None:
    text = f"{PLAIN}\n\n{ORDER} Le maire a parlé jeudi soir devant la foule."
    assert _kinds(text, "foreign") == [ORDER]
