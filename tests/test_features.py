"""Numbers that tell whether a suspect word is left alone, and how well an option fits, by name."""

from math import log, log1p

import pytest

from pipeline.restoration import detection, features, weights
from pipeline.text import analysis

NO_CHANGE, IN_PLACE = weights.NO_CHANGE_FEATURES, weights.IN_PLACE_FEATURES
extract, fitted = features.extract_features, weights.weights


def extracted(text, phrase="jail", damage=0.0):
    analyzed = analysis.analyze(text)
    suspect = next(s for s in detection.find(analyzed) if s.phrase == phrase)
    return extract(analyzed, suspect, damage, fitted())


def no_change(text, phrase="jail", damage=0.0):
    return dict(zip(NO_CHANGE, extracted(text, phrase, damage).no_change, strict=True))


def in_place(text, word, phrase="jail", damage=0.0):
    """Return the features of the option ``word``."""
    found = extracted(text, phrase, damage)
    n = [c.word for c in found.candidates].index(word)
    return dict(zip(IN_PLACE, found.in_place[n], strict=True))


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Il a vu une jail.", "jail", {"capital": 0, "acronym": 0, "phrase": 0, "piece": 0}),
        ("Il a vu une Jail.", "jail", {"capital": 1, "acronym": 0}),
        ("Il a vu une JAIL.", "jail", {"capital": 1, "acronym": 1}),
        ("Jail pour le maire.", "jail", {"capital": 0}),  # it begins the sentence
        ("Il part. Jail pour le maire.", "jail", {"capital": 0}),
        ("Il le dit : « jail » pour lui.", "jail", {"quoted": 1}),
        ("Il le dit : jail pour lui.", "jail", {"quoted": 0}),
        ("Une jail, une jail, une jail.", "jail", {"count": log1p(3)}),
        ("La ville la as well as chère du pays.", "as well as", {"phrase": 1, "piece": 0}),
        ("La rémotion du ministre est attendue.", "motion", {"phrase": 0, "piece": 1}),
        ("Il part en jail city.", "jail", {"english-left": 0, "english-right": 1}),
        ("Il a vu Jail Lyon hier.", "jail", {"capital-left": 0, "capital-right": 1}),
        ("Il a vu Lyon jail hier.", "jail", {"capital-left": 0, "capital-right": 0}),
    ],
)
def test_what_speaks_for_leaving_a_word_alone(text, phrase, expected):
    found = no_change(text, phrase)
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_damage_elsewhere_speaks_for_damage_here():
    text = "Il a vu une jail."
    none, some = no_change(text), no_change(text, damage=0.02)
    assert (none["no-damage"], some["no-damage"]) == (1.0, 0.0)
    assert none["damage"] == pytest.approx(log(0.001))
    assert some["damage"] == pytest.approx(log(0.021))


def test_frequencies_speak_for_the_language():
    found = no_change("Il a vu une jail.")
    assert found["contrast"] == pytest.approx(found["frequency"] - found["english"])
    assert found["english"] > found["frequency"]
    assert found["bias"] == 1.0


def test_an_option_that_stands_beside_or_elsewhere():
    assert in_place("La prison jail de Lyon.", "prison")["repeats"] == 1.0
    assert in_place("La jail prison de Lyon.", "prison")["repeats"] == 1.0
    away = in_place("La prison de la jail. Sa prison.", "prison")
    assert away["repeats"] == 0.0
    assert away["in-document"] == pytest.approx(log1p(2))
    assert away["lemma-in-document"] == 0.0, "only its other forms count"
    assert in_place("Il voit des prisons et une jail.", "prison")["lemma-in-document"] == 1.0
    alone = in_place("Il voit une jail.", "prison")
    assert (alone["in-document"], alone["lemma-in-document"]) == (0.0, 0.0)


def test_the_determiner_agrees_or_differs():
    names = ("determiner-agrees", "determiner-differs", "elision-differs")

    def told(text):
        found = in_place(text, "prison")
        return tuple(found[name] > 0 for name in names)

    assert told("Il voit une jail de la ville.") == (True, False, False)
    assert told("Il voit un jail de la ville.") == (False, True, False)
    assert told("Il voit l'jail de la ville.")[2] is True
    assert told("Il voit sous jail de la ville.") == (False, False, False)


def test_keys_around_a_token_are_those_left_and_right_of_it():
    analyzed = analysis.analyze(
        "« Oui ! » Il a dit : « Non. » Le maire\nen\n\nrit, l'ex-élu aussi."
    )
    for n, token in enumerate(analyzed.tokens):
        if token.key:
            left, right = analyzed.around(n)
            assert left == analyzed.left(n, {})
            assert right == analyzed.right(n + 1, {})[0]
