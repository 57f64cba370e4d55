"""Whether a text was spun at all decides with each restoration."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.document import Document
from pipeline.edits import Edit, replacement
from pipeline.pipeline import Pipeline
from pipeline.restoration.context import is_strange
from pipeline.restoration.dump_model import Head, Learned, SubstituteCounts
from pipeline.restoration.spun import LONE_LOANWORD, SpunText, spun_text
from pipeline.text.analysis import analyze

PLAIN = Pipeline(context="off")
READING = Pipeline()

JARGON = [
    "L'étape de build produit un bundle. Le linter lit chaque snippet, et le hook passe les props "
    "au wrapper. Un build sans warning est poussé ; le router ignore le fallback.",
    "Son mate a feed toute la partie après un wallbang. Le jungler rate son smite, le toplaner se "
    "fait gank et tilt. Le nouveau patch nerf les supports et buff les tanks.",
    "Les hedge funds shortent les small caps, la banque reste hawkish. Le payout baisse, le "
    "closing du high yield glisse, et le target est relevé à « outperform ».",
    "On mise sur un teint nude, un contouring glossy et un gloss smoky. Le look preppy, oversize "
    "et girly revient, avec des box braids et un wet look en backstage.",
    "Le rider enchaîne un kickflip, un grind et un boardslide, puis un heelflip parfait sur le "
    "curb. Le line-up du contest compte dix skaters ; le judge a noté le run.",
]
"""Sound articles in the language of a field: programs, games, finance, fashion, skateboards."""

SPUN = [
    "Le tribunal l'a condamné à trois ans de jail. Les sufferers ont été soignés à l'hôpital.",
    "Une forte blast a secoué le quartier. Les shoppers ont fui, et le movie a été annulé.",
    "La state of affairs est grave. Les shoppers du magasin ont été remboursés hier.",
    "Le movie sera projeté à Cannes. Les eating places et les bars rouvrent lundi.",
    "Les sufferers attendent à l'hôpital de Lyon. Le movie raconte leur vie en jail.",
]


@pytest.mark.parametrize("text", JARGON)
def test_the_language_of_a_field_stays(text: str) -> None:
    """Many English words that no French word fits speak against a spinner."""
    for pipeline in (PLAIN, READING):
        assert [e for e in pipeline.explain(text).edits if e.rule.startswith("LEAK")] == []


@pytest.mark.parametrize("text", SPUN)
def test_words_that_a_spinner_wrote_are_restored(text: str) -> None:
    """They testify for one another."""
    assert len([e for e in READING.explain(text).edits if e.rule.startswith("LEAK")]) > 1


def test_one_word_alone_is_judged_by_itself() -> None:
    """Nothing else speaks against a spinner."""
    assert SpunText({"jail": 0.95}, 300).factor("jail") == 1.0
    assert SpunText({}, 300).factor("jail") == 1.0


def test_english_that_nothing_fits_speaks_against_a_spinner() -> None:
    """The more of it, the more; what can be restored speaks for one."""
    jargon = {f"word{n}": 0.1 for n in range(12)}
    factors = [SpunText(dict(list(jargon.items())[:n]), 300).factor("build") for n in range(13)]
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] < 0.05
    restored = {f"other{n}": 0.95 for n in range(20)}
    assert SpunText({**jargon, **restored}, 300).factor("build") == 1.0


def test_the_word_itself_is_no_witness() -> None:
    """Else each would testify for itself."""
    told = {"a": 0.1, "b": 0.2, "c": 0.1, "d": 0.1, "e": 0.1}
    assert SpunText({**told, "build": 0.99}, 99).factor("build") == SpunText(told, 99).factor(
        "build"
    )


def test_a_loanword_that_comes_again_needs_another_witness() -> None:
    """« Staff » is French where nothing else is English."""
    assert SpunText({"staff": 0.95}, 300).factor("staff", 2) == LONE_LOANWORD
    assert SpunText({"staff": 0.95}, 300).factor("staff", 1) == 1.0
    assert SpunText({"staff": 0.95, "jail": 0.95}, 300).factor("staff", 2) == 1.0
    text = "Les joueurs et le staff sont rentrés mardi. Le staff médical reste prudent."
    assert READING.clean(text) == text


def test_weak_names_need_a_spinner() -> None:
    """A thesaurus alone makes *Kentucky Derby* of *Kentucky Horse*."""
    sound = "Le Kentucky Horse Park ouvre lundi, et Windows Mobile a disparu des magasins."
    assert READING.explain(sound).proposals == ()
    bands = "Le film The Stuff est culte ; The Gate et The Puzzle ne le sont pas."
    assert [e for e in READING.explain(bands).proposals if e.rule == "LEAK004"] == []


def test_a_french_number_is_no_english() -> None:
    """« Trillion » is both."""
    text = "La dette atteint un trillion de dollars, selon la banque."
    result = READING.explain(text)
    assert (result.edits, result.proposals) == ((), ())


def test_accents_are_no_matter_of_a_spinner() -> None:
    """Their author left them out; a name has none to lose."""
    text = (
        "La reconciliation nationale est annoncée à Québec. Le build échoue, le linter et le hook "
        "sans wrapper ni fallback, et le router passe les props au bundle."
    )
    assert "réconciliation" in READING.clean(text)
    name = "La société Metro recrute. Elle a été créée à Paris, près de la gare."
    assert "Metro" in READING.clean(name)


def test_a_text_is_plainly_spun_by_others_that_are_sure() -> None:
    sure = {"jail": 0.97, "movie": 0.95, "firm": 0.85}
    assert SpunText(sure, 300).is_plainly_spun(besides="firm", least=2)
    assert not SpunText({**sure, "movie": 0.7}, 300).is_plainly_spun(besides="firm", least=2)
    jargon = {f"word{n}": 0.2 for n in range(5)}
    assert not SpunText({**sure, **jargon}, 300).is_plainly_spun()
    assert SpunText({**sure, "build": 0.2}, 300).is_plainly_spun(besides="build")


with (Path(__file__).parent / "jargon.tsv").open(encoding="utf-8", newline="") as _file:
    FIELDS = {row["field"]: row["text"] for row in csv.DictReader(_file, delimiter="\t")}
"""A paragraph in the language of each of several fields."""


@pytest.mark.parametrize("field", FIELDS)
def test_paragraphs_of_a_field_stay(field: str) -> None:
    """Long as they are, most of their English words cannot be restored."""
    assert [e for e in READING.explain(FIELDS[field]).edits if e.rule.startswith("LEAK")] == []


ARTICLE = (
    "Le conseil municipal s'est réuni jeudi soir à la mairie de Saint-Malo pour examiner le budget "
    "de l'année prochaine. {} Les élus de la majorité ont défendu le texte, tandis que ceux de "
    "l'opposition ont dénoncé une hausse des impôts locaux. Le maire a rappelé que la commune "
    "devait entretenir trois écoles et une piscine. Le vote aura lieu dans deux semaines, après "
    "une réunion publique avec les habitants du quartier."
)

LONE = {
    "Il a eu le feeling que rien ne changerait.": "sentiment",
    "Le troisième purpose à l'ordre du jour a été reporté.": "point",
    "La personality du projet reste à définir.": "nature",
    "Le journey du président en Asie durera trois jours.": "voyage",
    "La heat est intervenue pour calmer les manifestants.": "police",
}


@pytest.mark.parametrize(("sentence", "word"), LONE.items())
def test_a_word_alone_is_restored_in_an_article(sentence: str, word: str) -> None:
    """By itself it may be of any field, and in what speaks of programs it is only proposed."""
    article = ARTICLE.format(sentence)
    assert [e.after for e in READING.explain(article).edits] == [word]
    about_programs = ARTICLE.format(f"{sentence} La fonction setup() renvoie l'état.")
    result = READING.explain(about_programs)
    assert not result.edits
    assert [e.after for e in result.proposals] == [word]
    alone = READING.explain(sentence)
    assert [e.after for e in (*alone.edits, *alone.proposals)] == [word]


def test_in_a_text_about_programs_even_sure_english_is_only_proposed() -> None:
    """*Votre alert* is no signal there; but what is plainly spun is restored wherever it is."""
    lone = "Il risque dix ans de jail, dit le juge. La fonction setup() renvoie l'état."
    result = READING.explain(lone)
    assert not result.edits
    assert [e.after for e in result.proposals] == ["prison"]
    spun = "Le movie a été présenté en compétition au festival de Cannes. " + lone
    assert "dix ans de prison" in READING.clean(spun)


PROGRAMS = (
    "Le shift se règle avec getShift() avant l'appel.",
    "Passez le path à open() puis fermez le handle.",
    "Le range de la boucle vient de len(liste).",
    "Votre alert s'affiche quand onClick est appelé.",
    "La value que renvoie maFonction() peut être vide.",
)
SURE = (
    ("Le picture sera projeté à Cannes.", "picture"),
    ("Il risque dix ans de jail pour ce crime.", "jail"),
    ("L'accusé risque dix ans de jail, dit le juge.", "jail"),
    ("Les eating places et les bars rouvrent lundi.", "eating places"),
    ("Les shoppers mécontents ont été remboursés par le magasin.", "shoppers"),
)


@pytest.mark.parametrize("text", PROGRAMS)
def test_english_of_programs_stays(text: str) -> None:
    assert READING.clean(text) == text


@pytest.mark.parametrize(("text", "english"), SURE)
def test_a_program_beside_it_leaves_sure_english_to_a_person(text: str, english: str) -> None:
    assert english not in READING.clean(text)
    assert english in READING.clean(f"{text} La fonction setup() renvoie l'état.")


def test_terms_are_more_than_what_can_be_restored() -> None:
    """By two words at least: one that nothing fits may be a spinner's."""
    assert not SpunText({"hook": 0.95, "river": 0.1}, 300).has_terms("hook")
    assert SpunText({"hook": 0.95, "river": 0.1, "call": 0.2}, 300).has_terms("hook")
    two = {"river": 0.1, "call": 0.2, "jail": 0.9}
    assert not SpunText(two, 300).has_terms("hook")


def test_what_was_restored_goes_on_telling_of_a_spinner() -> None:
    """Asked again, the stage does not see the English that it has restored."""
    made = Document("Il est en jail.").edited(
        [replacement("Il est en jail.", (10, 14), "prison", "LEAK001", 0.99, "")]
    )
    assert [e.before for e in made.made] == ["jail"]
    again = replace(analyze(made.text), restored=("jail",))
    assert spun_text(again, [], []).witnesses() == 1
    assert spun_text(analyze(made.text), [], []).witnesses() == 0


def test_each_round_begins_with_nothing_made() -> None:
    """So the last one sees the cleaned text as who cleans it again does."""
    seen = []

    def stage(document: Document) -> Iterator[Edit]:
        seen.append((document.text, [edit.before for edit in document.made]))
        for english, french in (("jail", "prison"), ("movie", "film")):
            if (at := document.text.find(english)) >= 0:
                span = at, at + len(english)
                yield replacement(document.text, span, french, "LEAK001", 0.99, "")
                return

    Pipeline(stages=(stage, stage)).explain("Un movie en jail.")
    assert seen == [
        ("Un movie en jail.", []),
        ("Un movie en prison.", ["jail"]),
        ("Un film en prison.", []),
    ]


def test_words_of_a_scan_are_not_a_spinners() -> None:
    """*rn* stands for *m*."""
    assert not is_strange("rner")
    assert is_strange("headofstate")


@pytest.mark.parametrize(("sentence", "word"), LONE.items())
def test_a_dump_that_agrees_makes_no_less_sure(sentence: str, word: str) -> None:
    """Two other places, or only that the word is struck elsewhere, speak for what context says."""
    text = ARTICLE.format(sentence)
    alone = READING.explain(text).edits[0]
    places = {("word", alone.before): SubstituteCounts(2, {word: 1900})}
    heads = {word: Head(40, 9000)}
    for learned in (Learned("a", heads=heads), Learned("b", substitutes=places, heads=heads)):
        (edit,) = Pipeline(learned=learned).explain(text).edits
        assert (edit.before, edit.after) == (alone.before, word)
        assert edit.confidence >= alone.confidence


def test_a_dump_that_disagrees_decides() -> None:
    """What context is sure of was something else at all other places."""
    text = ARTICLE.format("Le journey du président en Asie durera trois jours.")
    places = {("word", "journey"): SubstituteCounts(40, {"tour": 39500})}
    learned = Learned("a", substitutes=places, heads={"tour": Head(40, 39500)})
    result = Pipeline(learned=learned).explain(text)
    assert "tour" in [e.after for e in (*result.edits, *result.proposals)]
