"""Real words that stand for others that sound alike."""

import pytest

from pipeline.pipeline import Pipeline
from pipeline.spelling import confusions
from pipeline.spelling.scan_segments import sentence_breaks
from pipeline.text.tokens import tokenize

WRONG = (
    ("Une étude à été menée par un groupe de chercheurs.", "à été", "a été"),
    ("Le maire a décidé a l'issue du vote de partir a Paris.", "a Paris", "à Paris"),
    ("Les ministres son arrivés hier soir à Bruxelles.", "son arrivés", "sont arrivés"),
    ("Les deux hommes on été arrêtés mardi matin.", "hommes on", "hommes ont"),
    ("Il faut se rendre compte que ce projet et très coûteux.", "projet et", "projet est"),
    ("Le ministre ce rendra à Lyon lundi prochain.", "ministre ce", "ministre se"),
    ("Elle a dit quelle ne pouvait pas venir à la réunion.", "quelle", "qu'elle"),
    ("Le président va annoncé de nouvelles mesures demain.", "annoncé", "annoncer"),
    ("Les pompiers ont réussi à maîtriser le feu, et ca continue.", "ca continue", "ça continue"),
)

RIGHT = (
    "Il a mal à la tête et a pris rendez-vous à Lyon.",
    "Elle l'a vu là où il est né, ou du moins près de là.",
    "Ces livres sont à lui, et ses amis le savent.",
    "On dit qu'ils ont raison : on verra bien s'ils en ont envie.",
    "C'est son choix ; ils sont libres, son frère et lui.",
    "Ce qui se passe ici se sait : ce sont des choses qui se disent.",
    "Sur la route, il était sûr d'arriver plus tôt, ou plutôt avant nous.",
    "Quelle heure est-il ? Je crois qu'elle dort.",
    "Il leur a rendu leurs papiers, puis leur chien.",
    "Le pain est dû au boulanger du village.",
    "Il a voulu parler, mais il a parlé trop tard pour être écouté.",
    "L'homme à abattre, c'est lui. La machine à laver est en panne.",
    "Chacun à son tour, puis chacun a son mot à dire.",
    "Le crédit du 1er janvier est à rembourser avant l'été.",
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.mark.parametrize(("text", "wrong", "meant"), WRONG)
def test_what_the_sentence_refuses_is_mended_or_proposed(
    pipeline: Pipeline, text: str, wrong: str, meant: str
) -> None:
    result = pipeline.explain(text)
    offered = {e.after.lower() for e in (*result.edits, *result.proposals)}
    assert meant in result.text or offered & set(meant.lower().split())
    assert wrong in text


def test_the_plainest_are_mended(pipeline: Pipeline) -> None:
    text = "Une étude à été menée, et les deux hommes on été arrêtés mardi."
    assert (
        pipeline.clean(text) == "Une étude a été menée, et les deux hommes ont été arrêtés mardi."
    )


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_stays(pipeline: Pipeline, text: str) -> None:
    result = pipeline.explain(text)
    assert result.text == text
    assert [e for e in result.proposals if e.rule == "SPL007"] == []


def test_without_the_context_model_none_is_mended() -> None:
    result = Pipeline(context="off", select=("SPL007",)).explain(WRONG[0][0])
    assert not result.edits
    assert not result.proposals


def test_the_apostrophe_of_the_text_is_kept(pipeline: Pipeline) -> None:
    text = "L’élue a dit quelle ne pouvait pas venir à l’heure."
    assert "qu’elle ne" in pipeline.clean(text)


def test_capitals_without_accents_are_no_confusion(pipeline: Pipeline) -> None:
    text = "A Londres, la Bourse a ouvert en hausse."
    assert [e for e in pipeline.explain(text).edits if e.rule == "SPL007"] == []


def test_thresholds_are_those_of_known_directions() -> None:
    table = confusions.thresholds()
    pairs = set(confusions.CONFUSABLE) | {pair[::-1] for pair in confusions.CONFUSABLE}
    assert set(table) <= pairs
    assert all(threshold.review <= threshold.auto for threshold in table.values())
    assert ("ça", "ca") not in table


def test_only_doubted_places_are_asked() -> None:
    text = RIGHT[0]
    tokens = tokenize(text)
    assert list(confusions.places(tokens, sentence_breaks(text, tokens))) == []
    assert len(list(confusions.everywhere(tokens))) > 3


def test_two_words_that_explain_one_fault_are_not_both_mended(pipeline: Pipeline) -> None:
    """*La chanson à chanté*: one of the two is wrong, and both changes make *a chanter*."""
    text = "C'est la chanson à chanté. Il faut chanter."
    assert pipeline.clean(text) in (
        text.replace("à chanté", "a chanté"),
        text.replace("à chanté", "à chanter"),
    )
    assert pipeline.clean("La chanson à chanté. Il faut chanter.") != (
        "La chanson a chanter. Il faut chanter."
    )
