"""Spintax: what stood where a spinner left a choice."""

import pytest

from pipeline import Pipeline
from pipeline.markup.spintax import choices

CONTEXT = "Le tribunal les a condamnés à dix ans de {} ferme, a dit le juge."


def words(text: str) -> list[list[str]]:
    return [[word for word, _ in choice.words] for choice in choices(text)]


@pytest.mark.parametrize(
    ("option", "best"),
    [
        ("{jail|prison|gaol}", "prison"),  # the French one
        ("{jail|gaol}", "prison"),  # what both may stand for
        ("{jail|{gaol|penitentiary}}", "prison"),
        ("{{jail|gaol}|{penitentiary|imprisonment}}", "prison"),
        ("{jail|{gaol|{penitentiary|prison}}}", "prison"),
        ("{prison|maison|jail}", "prison"),  # of several, the one that fits
        ("{maison|prison}", "prison"),
    ],
)
def test_the_word_that_fits_is_chosen(option: str, best: str) -> None:
    (choice,) = choices(CONTEXT.format(option))
    assert choice.words[0][0] == best
    chances = [chance for _, chance in choice.words]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.0001


def test_a_choice_of_french_words_alone_is_never_sure() -> None:
    (choice,) = choices(CONTEXT.format("{maison|prison}"))
    assert choice.words[0][1] <= 0.9


def test_a_capital_stays() -> None:
    ((best, *_),) = words("{Jail|Gaol} ferme pour les deux hommes, a dit le juge.")
    assert best[0].isupper()


def test_choices_read_one_another() -> None:
    text = "Dix ans de {jail|gaol} pour le {affected person|patient} de la {house|maison}."
    assert [best for best, *_ in words(text)] == ["prison", "patient", "maison"]


@pytest.mark.parametrize(
    "text",
    [
        r"On compose \textbf{jail|gaol} puis $x_{jail|gaol}$.",
        "Le motif ^(?:ab){jail|gaol}$ est faux, [abc]{jail|gaol} aussi.",
        "Un appel ${jail|gaol} ou #{jail|gaol} ou %{jail|gaol}.",
        "Le modèle {{jail|gaol}} et {{{jail|gaol}}} du wiki.",
        '{"type": "jail|gaol"} et {type: jail|gaol} et {jail=1|gaol=2}.',
        "f(x) = {jail|gaol}[0] et {jail|gaol}(x).",
        "Vide : {|jail}, {jail|}, {|}, {a|b}, {jail}, {jail gaol}.",
        "{jail|\ngaol}",
        "Dans '{jail|gaol}' et `{jail|gaol}`.",
        "{" + "|".join(f"jail {n}" for n in range(40)) + "}",
        "{jail" * 30 + "|gaol" + "}" * 30,
    ],
)
def test_braces_that_mean_something_else_are_left_alone(text: str) -> None:
    assert words(text) == []


def test_an_elided_article_before_a_choice_is_no_quotation() -> None:
    ((best, *_),) = words("Il a quitté l’{occasion|event} puis l'{occasion|event} hier.")[:1]
    assert best == "occasion"


def test_many_choices_end() -> None:
    text = "{jail|gaol} de " * 1000
    found = list(choices(text))
    assert len(found) == 1000
    assert found[0].words[0][0] != "jail"
    assert {word for word, _ in found[-1].words} == {"jail", "gaol"}


@pytest.mark.parametrize("torn", ["{front|entrance", "front|entrance}", "{entrance|front"])
def test_a_choice_that_lost_a_brace_is_proposed(torn: str) -> None:
    text = f"La ligne de {torn} recule depuis lundi."
    result = Pipeline(select=("MRK004",)).explain(text)
    assert result.edits == ()
    assert [(p.before, p.after) for p in result.proposals] == [(torn, "front")]


@pytest.mark.parametrize(
    "text",
    [
        "L’ensemble {x | x > 0 est infini.",
        "La table a|b|c} est vide et {rouge, vert est une liste.",
        "Il écrit « {front|maison » dans son programme.",
        "Le cas {maison|ville reste ouvert.",
    ],
)
def test_what_is_no_torn_choice_stays(text: str) -> None:
    result = Pipeline(select=("MRK004",)).explain(text)
    assert (result.edits, result.proposals) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "Le maire de la{ville|cité}",
        "u{dd|d|e}k",
        "Il est venu en{ville|cité}s. Il est parti.",
        "{ville|cité}s",
        "Il dort dans la{ville haute|cité haute}",
    ],
)
def test_a_choice_that_is_glued_to_a_word_is_only_proposed(text: str) -> None:
    result = Pipeline(context="off").explain(text)
    assert result.text == text
    assert {p.rule for p in result.proposals} <= {"MRK004"}
