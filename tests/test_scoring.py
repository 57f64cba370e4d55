"""Restorations of a suspect span: probabilities that add up, options in order, no opposites."""

import pytest

from pipeline.resources.opposites import opposed
from pipeline.restoration import detection, scoring
from pipeline.restoration.decoding import probabilities
from pipeline.restoration.dump_model import Learned, SubstituteCounts
from pipeline.restoration.features import extract_features
from pipeline.restoration.scoring import MOST_NO_CHANGE, restoration_of, restore
from pipeline.restoration.weights import weights
from pipeline.text.analysis import analyze

SPUN = "Le maire a été envoyé en jail. Il a vu le low niveau de la mer."
SOUND = "Un très low prix."


def restored(text, **options):
    """Return the restorations of a text by their substitute."""
    analyzed = analyze(text)
    found = restore(analyzed, list(detection.find(analyzed)), **options)
    return {one.suspect.phrase: one for one in found}


def asked_once(text, phrase):
    """Return the restoration of a suspect that nobody compared with its neighbours."""
    analyzed = analyze(text)
    (suspect,) = [s for s in detection.find(analyzed) if s.phrase == phrase]
    return restoration_of(analyzed, suspect)


@pytest.mark.parametrize("phrase", ["jail", "low"])
def test_probabilities_add_up_to_one(phrase):
    for one in (restored(SPUN)[phrase], asked_once(SPUN, phrase)):
        assert one.no_change + sum(o.probability for o in one.options) == pytest.approx(1)


@pytest.mark.parametrize("phrase", ["jail", "low"])
def test_options_begin_with_the_likeliest(phrase):
    for one in (restored(SPUN)[phrase], asked_once(SPUN, phrase)):
        ranks = [(-o.probability, o.word) for o in one.options]
        assert ranks == sorted(ranks)
        assert len(ranks) >= 1


def test_the_probability_of_an_opposite_is_one_of_no_change():
    text, phrase = "Il est jobless depuis mai.", "jobless"
    analyzed = analyze(text)
    (suspect,) = [s for s in detection.find(analyzed) if s.phrase == phrase]
    extracted = extract_features(analyzed, suspect, 0.0, weights())
    no_change, *chances = probabilities(extracted, weights())
    words = [c.word for c in extracted.candidates]
    offered = {w: c for w, c in zip(words, chances, strict=True) if not opposed(phrase, w)}
    assert set(words) - set(offered) == {"job"}
    one = restoration_of(analyzed, suspect)
    assert {o.word: o.probability for o in one.options} == pytest.approx(offered)
    assert one.no_change == pytest.approx(no_change + chances[words.index("job")])
    assert one.suspect == suspect
    assert [o.evidence for o in one.options] == [
        c.evidence for o in one.options for c in extracted.candidates if c.word == o.word
    ]


def test_no_opposite_is_offered():
    one = restored(SPUN)["low"]
    assert not any(opposed("low", o.word) for o in one.options)
    # Where only an opposite fits, what stands there was meant.
    assert one.no_change > max(option.probability for option in one.options)


def test_a_suspect_whose_options_are_all_opposites_is_left_out(monkeypatch):
    assert set(restored(SPUN)) == {"jail", "low"}
    monkeypatch.setattr(scoring, "opposed", lambda phrase, word: phrase == "jail")
    assert set(restored(SPUN, most_no_change=1.0)) & {"jail", "low"} == {"low"}


def test_options_as_likely_as_one_another_are_in_the_order_of_words(monkeypatch):
    def even(extracted, _):
        options = 1 + len(extracted.candidates)
        return [1 / options] * options

    monkeypatch.setattr(scoring, "probabilities", even)
    words = [o.word for o in asked_once(SPUN, "low").options]
    assert words == sorted(words)
    assert len(words) > 5


def test_a_suspect_that_is_likely_sound_is_left_out():
    sound = restored(SOUND, most_no_change=1.0)["low"]
    assert sound.no_change > MOST_NO_CHANGE
    assert "low" not in restored(SOUND)
    assert "low" in restored(SOUND, most_no_change=sound.no_change)
    assert "low" not in restored(SOUND, most_no_change=sound.no_change - 1e-9)


# -- the counts of a dump -------------------------------------------------------------------------

UNSURE = "La commission a rendu un quick rapport."


def model_of(phrase, places, read):
    return Learned("x", {("word", phrase): SubstituteCounts(places, read)})


def test_the_dump_counts_without_the_text_itself():
    plain = restored(UNSURE, most_no_change=1.0)["quick"]
    own = {o.word: round(1000 * o.probability) for o in plain.options}
    own[""] = round(1000 * plain.no_change)
    same = restored(UNSURE, most_no_change=1.0, learned=model_of("quick", 1, own))["quick"]
    assert same == plain


def test_what_other_places_of_the_dump_say_counts():
    plain = restored(UNSURE, most_no_change=1.0)["quick"]
    second = plain.options[1].word
    told = restored(
        UNSURE, most_no_change=1.0, learned=model_of("quick", 40, {second: 39_000, "": 100})
    )["quick"]
    assert told.options[0].word == second
    assert told.dump == (39, 39)
    assert told.no_change + sum(o.probability for o in told.options) == pytest.approx(1)
    assert plain.dump is None
