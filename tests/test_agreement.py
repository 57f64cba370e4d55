"""The agreement stage: plain errors and look-alikes."""

import pytest

from pipeline.pipeline import Pipeline
from pipeline.stages.agreement import agreement

PIPELINE = Pipeline(stages=(agreement,))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Si il pleut, que elle rentre.", "S'il pleut, qu'elle rentre."),
        ("C’est que il le aime.", "C’est qu’il l’aime."),
        ("Jusque à demain, puisque on attend.", "Jusqu'à demain, puisqu'on attend."),
        ("La fin de les travaux de le pont.", "La fin des travaux du pont."),
        (
            "Parmi à les candidats, malgré à l'avis du juge.",
            "Parmi les candidats, malgré l'avis du juge.",
        ),
        ("Selon au rapport, le pont tient.", "Selon le rapport, le pont tient."),
        ("Il part dans dans la ville.", "Il part dans la ville."),
    ],
)
def test_plain_errors(before: str, after: str) -> None:
    assert PIPELINE.explain(before).text == after


@pytest.mark.parametrize(
    "text",
    [
        "Il est question de onze hommes et de huit femmes.",
        "La lettre a suit la lettre e.",
        "Et ce avec l'accord de tous.",
        "Prends-le avec toi, dis-je en riant.",
        "Il dit que oui. Le yaourt et le week-end.",
        "Les plans de entrance et de event changent.",
        "Il refuse de le dire, de les aider, à le voir, à les entendre.",
        "Un livre de Le Clézio, un but de Le Marchand, un article de Les Échos.",
        "Selon à qui l'on parle, selon au moins deux témoins.",
        "C'est la la la de la chanson.",
        "Donne-les les yeux fermés.",
        "Le cours du de 'a' à 'z'.",
    ],
)
def test_look_alikes(text: str) -> None:
    assert PIPELINE.explain(text).edits == ()


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Ils sont prêts a lâcher les taureaux dans les rues.", "a", "à"),
        ("Le cadavre à été découvert aux environs de midi.", "à", "a"),
        ("Si sa dure jusqu’à l’été, je mets la clé sous la porte.", "sa", "ça"),
    ],
)
def test_homophones_are_only_proposed(text: str, before: str, after: str) -> None:
    result = PIPELINE.explain(text)
    assert result.edits == ()
    assert [(e.before, e.after) for e in result.proposals] == [(before, after)]


def test_number_and_gender_are_only_proposed() -> None:
    result = PIPELINE.explain("Le condamnation du maire a surpris le habitants.")
    assert result.edits == ()
    assert [(e.before, e.after) for e in result.proposals] == [("Le", "La"), ("le", "les")]


@pytest.mark.parametrize(
    "text",
    [
        "— J'ai vu le patron, qu'y dit, l'vieux.",
        "- Va dire à l'mère qu'on part.",
        "V'là l'facteur, m'sieur, avec une lettre.",
        "L'marin chantait, l'vent soufflait, l'capitaine dormait.",
        "Chés gins i'z ont peur de l'ducasse, dit l'vieux.",
    ],
)
def test_how_people_speak_is_not_mended(text: str) -> None:
    """One elision before a consonant is damage, several are dialect, a song or a dialogue."""
    assert PIPELINE.clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Il compte deux cent un lits.",
        "Elle avait quatre-vingt un ans.",
        "Il faut plus d'un ans.",
    ],
)
def test_the_end_of_a_numeral_is_no_article(text: str) -> None:
    assert PIPELINE.explain(text).proposals == ()
