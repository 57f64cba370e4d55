"""What stood there: suspect spans, their options, and how the document and the grammar decide."""

from dataclasses import replace
from math import log, tanh

import pytest

import pipeline
from pipeline.pipeline import Pipeline
from pipeline.resources import synonyms
from pipeline.restoration import (
    decoding,
    detection,
    features,
    neighbours,
    scoring,
    weights,
)
from pipeline.stages.leakage import leakage
from pipeline.text import analysis


def found(text):
    return {h.phrase: h for h in detection.find(analysis.analyze(text))}


def best(text, phrase, **settings):
    """Return the likeliest word for the span of ``phrase`` and the probability of no change."""
    analyzed = analysis.analyze(text)
    suspects = list(detection.find(analyzed))
    for outcome in scoring.restore(analyzed, suspects, **settings):
        if outcome.suspect.phrase == phrase:
            return outcome.options[0].word, outcome.no_change
    raise AssertionError(f"{phrase} is no suspect of {text}")


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("Il risque la jail à vie.", "jail", "word"),
        ("La ville la as well as chère du pays.", "as well as", "phrase"),
        ("Des députés professional-européens.", "professional", "word"),
        (
            "Un changement de route politique a eu lieu dans les deux occasions.",
            "occasions",
            "homograph",
        ),
        ("La rémotion du ministre est attendue.", "motion", "piece"),
    ],
)
def test_suspects_are_found(text, phrase, kind):
    suspect = found(text)[phrase]
    assert suspect.kind == kind
    assert phrase in text[suspect.start : suspect.end].lower()


@pytest.mark.parametrize(
    "text",
    [
        "Le ministre a présenté son projet de loi devant le Parlement.",
        "Il fait beau et la mer est calme.",
        "L’été dernier, les élèves étaient déjà partis.",
    ],
)
def test_plain_french_has_no_english_suspects(text):
    assert [h for h in found(text).values() if h.kind != "homograph"] == []


@pytest.mark.parametrize(
    ("text", "phrase", "word"),
    [
        ("Le suspect a passé trois ans en jail pour vol.", "jail", "prison"),
        ("C'est la ville la as well as peuplée du pays.", "as well as", "plus"),
        ("Les deux events ont signé un accord de paix.", "events", "parties"),
        ("Le cops municipale a verbalisé dix conducteurs.", "cops", "police"),
        (
            "Le gouvernement a présenté son finances pour l'année prochaine. "
            "Le ministre promet une forte reduction.",
            "finances",
            "budget",
        ),
    ],
)
def test_the_sentence_decides(text, phrase, word):
    assert best(text, phrase)[0] == word


def test_the_determiner_decides_the_number():
    assert best("Il a dénoncé des brutality contre les femmes.", "brutality")[0] == "violences"
    assert best("Il a dénoncé une brutality insupportable.", "brutality")[0] == "violence"


def test_what_stands_elsewhere_in_the_document_is_likelier():
    damaged = "Il a parlé d'une query importante."
    sheets = {
        word: analysis.analyze(f"La {word} du climat revient. Une {word} ancienne. {damaged}")
        for word in ("question", "demande")
    }
    chances = {}
    for word, analyzed in sheets.items():
        outcome = next(
            o
            for o in scoring.restore(analyzed, list(detection.find(analyzed)))
            if o.suspect.phrase == "query"
        )
        chances[word] = {o.word: o.probability for o in outcome.options}["question"]
    assert chances["question"] > chances["demande"]


def test_neighbouring_suspects_are_read_together():
    text = "Il a été condamné à cinq ans de jail pour des brutality sexuelles."
    edits = {e.before: e.after for e in leakage(pipeline.Document(text))}
    assert edits["jail"] == "prison"
    assert edits["brutality"] == "violences"


def test_options_and_no_change_sum_to_one():
    analyzed = analysis.analyze("Il risque dix ans de jail et la fin de son workplace.")
    for outcome in scoring.restore(analyzed, list(detection.find(analyzed))):
        total = outcome.no_change + sum(o.probability for o in outcome.options)
        assert total == pytest.approx(1.0)
        chances = [o.probability for o in outcome.options]
        assert chances == sorted(chances, reverse=True)


def test_hidden_units_correct_the_linear_score():
    """With two units of weights 0 but a bias, the odds of options move by what these put out."""
    linear = replace(weights.weights(), nets={})
    analyzed = analysis.analyze("Il a passé dix ans en jail.")
    (suspect,) = detection.find(analyzed)
    before = decoding.probabilities(
        features.extract_features(analyzed, suspect, 0.0, linear), linear
    )
    kinds = weights.IN_PLACE_FEATURES, weights.PAIR_FEATURES, weights.NO_CHANGE_FEATURES
    place, pair, keep = (((0.0,) * len(kind),) * 2 for kind in kinds)
    net = weights.Net((0.5, -1.0), place, pair, (2.0, 1.0), keep, (1.0, 1.0))
    corrected = replace(linear, nets={"word": net})
    after = decoding.probabilities(
        features.extract_features(analyzed, suspect, 0.0, corrected), corrected
    )
    moved = 2.0 * tanh(0.5) + tanh(-1.0)
    for one, other in zip(before[1:], after[1:], strict=True):
        assert log(other / after[0]) - log(one / before[0]) == pytest.approx(moved)


def test_sources_can_be_left_out():
    text = "Il risque dix ans de jail."
    analyzed = analysis.analyze(text)
    suspects = list(detection.find(analyzed))
    (outcome,) = scoring.restore(analyzed, suspects, sources=frozenset({"moby"}))
    kinds = {kind for o in outcome.options for kind, _ in o.evidence}
    assert kinds <= {"moby", "moby-reverse", "inflected"}
    (without,) = scoring.restore(analyzed, suspects, sources=frozenset())
    assert not any(o.evidence for o in without.options)


def test_capitals_are_carried():
    text = "Furthermore tôt cette année, le ministre a démissionné."
    assert pipeline.clean(text).startswith("Plus tôt")
    assert "PRISON" in pipeline.clean("IL RISQUE DIX ANS DE JAIL POUR CE CRIME, DIT LE MAIRE")


def test_an_edit_tells_why():
    result = Pipeline(select=("LEAK",)).explain("Il a été condamné à trois ans de jail ferme.")
    (edit,) = result.edits
    assert edit.rule == "LEAK001"
    assert "“jail” is English" in edit.reason
    assert "prison" in edit.reason
    assert edit.candidates[0][0] == "prison"
    assert all(0.0 <= p <= 1.0 for _, p in edit.candidates)


def test_elision_changes_with_the_word_and_in_one_group():
    text = "Il a fait l'advancement que tous attendaient."
    edits = list(leakage(pipeline.Document(text)))
    grouped = [e for e in edits if e.group is not None]
    for edit in grouped:
        assert sum(e.group == edit.group for e in grouped) == 2


def test_curated_pairs_may_be_missing(tmp_path, monkeypatch):
    assert synonyms.inverses("jail", synonyms.SOURCES - {"curated"})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Le salon présente la Toyota LC Convertible.", True),
        ("Le Renault Sport a gagné.", True),
        ("Les deux occasions de Sheffield.", False),
        ("Le Grand Sport a gagné.", False),  # both words are French
        ("Voici Sheffield. Sport et musique.", False),
    ],
)
def test_a_french_word_may_go_on_with_a_name(text, word):
    analyzed = analysis.analyze(text)
    at = next(
        i for i, t in enumerate(analyzed.tokens) if t.key in ("convertible", "sport", "occasions")
    )
    token = analyzed.tokens[at]
    suspect = detection.Suspect(at, at + 1, token.start, token.end, "homograph", token.key)
    assert neighbours.after_name(analyzed, suspect) is word
