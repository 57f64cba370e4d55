"""The language stage: what decides about a paragraph and about the document, and how closely."""

import pytest

from pipeline.document import Document
from pipeline.edits import Mark
from pipeline.stages.language import language

FRENCH = "Le maire a dit que la ville et ses habitants ont besoin de cette école."
ENGLISH = "The mayor said that the town and its people were in need of this school."
SPANISH = "El presidente dijo que no habrá elecciones y que los ministros seguirán en el cargo."


def marks(text: str) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.kind) for m in language(Document(text)) if isinstance(m, Mark)]


def code(text: str) -> str:
    """Return the language of a document."""
    return marks(text)[0][2].removeprefix("language:")


def foreign(text: str) -> list[str]:
    return [text[a:b] for a, b, kind in marks(text) if kind == "foreign"]


def told(paragraph: str) -> str:
    """Return what a paragraph is taken for: ``french``, ``foreign``, or ``""`` for neither.

    Among French ones only a foreign one is marked, among English ones only a French one is not.
    """
    if paragraph in foreign("\n\n".join([FRENCH] * 6 + [paragraph] + [FRENCH] * 6)):
        return "foreign"
    among = "\n\n".join([ENGLISH] * 6 + [paragraph] + [ENGLISH] * 6)
    return "french" if len(foreign(among)) == 2 else ""


def words(count: int, *more: str) -> str:
    """Return ``count`` words: those of ``more`` and nouns that French has."""
    nouns = "ville maison table fleur route chaise lampe porte".split()
    return " ".join([*more, *(nouns[n % 8] for n in range(count - len(more)))])


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        (words(4, "le"), "french"),  # one French word, and no other language's
        (words(4, "le", "with"), ""),
        (words(4), ""),
        (words(4, "the", "of", "with", "they"), ""),  # four words may be a title
        (words(5, "the", "of", "with", "they"), "foreign"),
        (words(5, "the", "of"), "foreign"),  # two words of English are a language, one is none
        (words(5, "the"), ""),
        (words(25, "the", "of", "with"), "foreign"),  # 12 words in a hundred
        (words(25, "the", "of"), ""),
        (words(26, "the", "of", "with"), ""),
        (words(9, "the", "of", "with", "le"), "foreign"),  # three times as many as French ones
        (words(8, "the", "of", "le"), "french"),
        (words(12, "the", "of", "with", "they", "were", "le", "des"), "french"),
        (words(12, "the", "of", "with", "they", "were", "than", "le", "des"), "foreign"),
        (words(8, "le"), "french"),
        (words(9, "le"), ""),
        (words(16, "le", "des"), "french"),
        (words(17, "le", "des"), ""),
    ],
)
def test_function_words_decide(paragraph: str, found: str) -> None:
    assert told(paragraph) == found


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        (SPANISH, "foreign"),
        ("Der Minister hat gesagt, dass die Stadt nicht mit dem Plan zufrieden ist.", "foreign"),
        (
            "Il presidente della Repubblica ha detto che non ci sono altre vie per la pace.",
            "foreign",
        ),
        ("Os ministros não estão na cidade e o presidente também não foi com eles.", "foreign"),
        ("De burgemeester van de stad is niet blij met het plan van zijn minister.", "foreign"),
        # two little words of them are enough
        ("Los niños también juegan en el parque", "foreign"),
        ("Os jogadores não estão em campo", "foreign"),
        ("Die Stadt und das Land sind zufrieden", "foreign"),
        # French among the little words of its cousins
        (
            "El Mundo, El País et El Periódico titrent hier sur les élections de la région.",
            "french",
        ),
        ("Los Angeles, Las Vegas, El Paso veulent accueillir plusieurs compétitions.", ""),
        ("Los Angeles, Las Vegas et El Paso veulent accueillir les prochains jeux.", "french"),
    ],
)
def test_other_languages_are_told_from_names_in_french(paragraph: str, found: str) -> None:
    assert told(paragraph) == found


DUTCH = (
    "kabinet verhoogt minimumloon burgemeester verkiezingen regering gemeente schoonmaak".split()
)


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        (" ".join(DUTCH), "foreign"),  # eight words that French has not
        (" ".join(DUTCH[:7]), ""),
        (" ".join([*DUTCH[:7], "Gemeente"]), ""),  # a capital may be a name
        (" ".join([*DUTCH, *DUTCH, "ville", "maison"]), "foreign"),
        (" ".join([*DUTCH, *words(8).split()]), ""),  # half of them are French
    ],
)
def test_unknown_words_without_function_words_are_asked_about(paragraph: str, found: str) -> None:
    assert told(paragraph) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("12 – 34 !", [(0, 9, "language:und")]),
        ("Paris", [(0, 5, "language:fr")]),
        (f"  {FRENCH}\n", [(0, len(FRENCH) + 3, "language:fr")]),
        (ENGLISH, [(0, len(ENGLISH), "language:en"), (0, len(ENGLISH), "foreign")]),
        ("Мэр города", [(0, 10, "language:ru"), (0, 10, "foreign")]),
        ("አማርኛ ቋንቋ", [(0, 8, "language:und"), (0, 8, "foreign")]),  # no detector knows it
    ],
)
def test_marks_of_a_document(text: str, found: list[tuple[int, int, str]]) -> None:
    assert [(a, b, kind) for a, b, kind in marks(text) if kind != "language:xx"] == found


@pytest.mark.parametrize(("letters", "found"), [("абвгде", True), ("абвгд", False)])
def test_a_paragraph_is_in_another_script_from_half_of_its_letters(
    letters: str, found: bool
) -> None:
    assert bool(foreign(f"{FRENCH}\n\n{letters} 12 ville")) is found


def test_the_language_with_more_words_is_that_of_the_document() -> None:
    assert code("\n\n".join((FRENCH, FRENCH, ENGLISH))) == "fr"
    assert code("\n\n".join((FRENCH, ENGLISH, ENGLISH))) == "en"
    assert len(FRENCH.split()) == len(ENGLISH.split())
    assert code("\n\n".join((FRENCH, ENGLISH))) == "en", "a tie goes to the first in the alphabet"
    short = words(4)
    assert code("\n\n".join((FRENCH, *[short] * 9, ENGLISH, ENGLISH))) == "en", "these say nothing"


def test_an_english_passage_at_the_very_start() -> None:
    assert foreign(f"{ENGLISH}\n\n{FRENCH}\n\n{FRENCH}") == [ENGLISH]
    assert foreign(f"x\n\n{ENGLISH}\n\n{ENGLISH}\n\n{FRENCH}")[-1].startswith("x")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" ".join([*DUTCH[:7], *words(13).split()]), "fr"),  # 13 of 20 words are French
        (" ".join([*DUTCH, *words(12).split()]), "nl"),  # 12 of 20
        ("kabinet verhoogt burgemeester", "nl"),  # three words in small letters
        ("Kabinet verhoogt burgemeester", "fr"),  # two of them
    ],
)
def test_a_document_of_hardly_any_french_word_is_asked_about(text: str, found: str) -> None:
    assert code(text) == found


def test_no_more_than_the_first_words_are_looked_up() -> None:
    few = [DUTCH[n % 8] for n in range(105)]
    assert code(" ".join([*few, *words(195).split()])) == "fr"
    assert code(" ".join([*few, *words(195).split(), *DUTCH])) == "fr"
    assert code(" ".join([*few, DUTCH[0], *words(194).split()])) == "nl"


def test_french_lines_of_a_document_that_turns_out_foreign_go_with_it() -> None:
    text = " ".join(DUTCH[:6]) + "\n\nle chat"
    assert marks(text) == [(0, len(text), "language:nl"), (0, len(text), "foreign")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Minister quits after row over expenses", "en"),
        ("Minister quits", "fr"),  # too few words in small letters
        ("Man held after fire at paper mill", "en"),
        ("Minister quits after des row", "fr"),  # a French function word
        ("Incendie mortel dans un local commercial", "fr"),
        ("Kabinet verhoogt het minimumloon vanaf januari", "nl"),
        ("Barcelone capital social total", "fr"),
        # nothing is sure: half of the words are French, three of four are English
        ("pluie incendie foire lovund kabinet bergen", "fr"),
        ("fire blaze quits lovund", "en"),
        ("minister row mill bergen", "en"),
        ("national budget held quits krieg", "nl"),  # words of both are not English above all
        ("quits minister stadt regierung", "de"),  # two of four are
        ("says police wounded mayor", "en"),
        ("says support store ride mayor", "en"),  # French words that are English above all
    ],
)
def test_headlines(text: str, found: str) -> None:
    assert code(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "kanzler verhoogt budget bonne sindaco social école mujer",  # French is likely before
        "heute gobierno place minimumloon snabba leben ministre",  # no language has half of it
        # 9 of 20 words are French
        "place moulin moral musical presidente école marché voleurs sindaco schoonmaak minimumloon "
        "kabinet svensk polizia mujer journal heute pengar stikstof budget",
    ],
)
def test_a_mixture_on_the_border_counts_as_french(text: str) -> None:
    assert code(text) == "fr"


def test_little_words_of_two_languages_count_for_neither() -> None:
    assert told(words(8, "para", "la")) != "foreign"
    assert (
        told(words(4, "le", "non", "ma", "te")) == "french"
    )  # nor frequent French ones for others
    assert code("no no no no no no") == "fr"  # Spanish, Italian, English
