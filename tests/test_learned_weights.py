"""Both opinions about a substitute: what its passage says, and what the pairs of its dump do."""

import pytest

from dictionaries.builders import spinning
from pipeline.resources import data
from pipeline.restoration import learned_weights, spinner_pairs
from pipeline.restoration.context_features import Extracted
from pipeline.restoration.context_weights import HIGHEST_PROPOSED
from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_model import NO_COUNTS, UNCHANGED, SubstituteCounts
from pipeline.restoration.learned_pairs import Opinion, Strikes
from pipeline.restoration.learned_weights import (
    OF_UNMET,
    OPTION_OPINIONS,
    SETS,
    UNCHANGED_OPINIONS,
    both_opinions,
    joined,
    joint_weights,
    weight_set,
)
from pipeline.restoration.scoring import RestoredWord

WORDS = ("parties", "incidents")
PASSAGE = (0.1, 0.4, 0.5)
"""What a passage says of *events*: that it stood there, « parties », « incidents »."""


def seen(kind="word"):
    suspect = Suspect(3, 4, 10, 16, kind, "events")
    return Extracted(suspect, tuple(RestoredWord(w, 0.0) for w in WORDS), (), ())


def opinion(places, read, strikes=None):
    counts = {w: 1000 * n for w, n in read.items()}
    others = SubstituteCounts(places, counts) if places else NO_COUNTS
    return Opinion(others, {w: Strikes(*s) for w, s in (strikes or {}).items()})


def chances(told, kind="word"):
    one = seen(kind)
    name = weight_set(one.suspect, told)
    return joined(both_opinions(PASSAGE, one, told), name, joint_weights())


@pytest.mark.parametrize("kind", ["word", "homograph", "phrase"])
def test_the_more_places_read_so_the_surer_the_word(kind):
    few = chances(opinion(2, {"parties": 1, "incidents": 1}), kind)
    many = chances(opinion(20, {"parties": 19, "incidents": 1}), kind)
    assert many[1] > few[1]
    assert many[1] > 0.9
    assert sum(many) == pytest.approx(1.0)


def test_places_that_are_sound_speak_for_no_change():
    damaged = chances(opinion(20, {"parties": 20}), "homograph")
    sound = chances(opinion(20, {"parties": 1, UNCHANGED: 19}), "homograph")
    assert sound[0] > damaged[0]


@pytest.mark.parametrize("kind", ["word", "homograph"])
def test_a_word_that_other_substitutes_stand_for_is_likelier(kind):
    """The dump has the substitute nowhere else, but tells that « parties » is struck."""
    plain = chances(opinion(0, {}), kind)
    told = chances(opinion(0, {}, {"parties": (9.0, 3.0), "incidents": (0.0, 0.8)}), kind)
    assert told[1] / told[2] > plain[1] / plain[2]


@pytest.mark.parametrize("name", SETS)
def test_each_set_has_its_weights(name):
    fitted = joint_weights()
    assert fitted.option[name][OPTION_OPINIONS.index("context")] > 0
    pairs = [*zip(OPTION_OPINIONS, fitted.option[name], strict=True)]
    pairs += zip(UNCHANGED_OPINIONS, fitted.no_change[name], strict=True)
    if name.endswith("-unmet"):
        assert all(weight == 0 for feature, weight in pairs if feature not in OF_UNMET)
    else:
        assert dict(pairs)["share"] > 0


@pytest.mark.parametrize("name", SETS)
def test_confidence_grows_and_stops_below_the_threshold(name):
    fitted = joint_weights()
    found = [fitted.calibrated(name, RestoredWord("parties", n / 200))[1] for n in range(201)]
    assert found == sorted(found)
    assert found[-1] >= fitted.threshold[name]
    between = [c for c in found if HIGHEST_PROPOSED < c < fitted.threshold[name]]
    assert between == []


def test_beside_terms_a_word_that_the_dump_has_nowhere_else_needs_more():
    fitted = joint_weights()
    found = [fitted.calibrated("word-unmet", RestoredWord("parties", n / 200)) for n in range(201)]
    assert any(anywhere <= HIGHEST_PROPOSED < in_spun for anywhere, in_spun in found)
    assert all(anywhere <= in_spun for anywhere, in_spun in found)


def test_restorations_are_right_on_spinners_left_out():
    """Of all that were made of spinners that the weights did not see, by set."""
    report = data.stored(learned_weights.FITTED_ON_DUMPS)["report"]
    for name, rows in report.items():
        right = sum(row["restored"] * row["damaged"] for row in rows)
        made = sum(row["restored"] * row["damaged"] / max(row["precision"], 1e-3) for row in rows)
        assert right >= 0.975 * made > 0, name
        assert len(rows) >= 5


def test_guesses_are_by_the_sources_that_are_named():
    every = spinner_pairs.guess("jail", "prison")
    none = spinner_pairs.guess("jail", "prison", frozenset())
    assert every > 10 * none > 0


def test_a_spinner_strikes_more_or_less_of_an_article():
    words = ("prison", "place", "parties", "charge", "front", "plus", "service", "parents")
    text = " ".join(f"Le mot {word} est ici, et la ville aussi." for word in words * 4)
    row = {"id": "1", "text": text}
    many, few = (
        sum(len(one["edits"]) for one in spinning.spun([row], "moby", share))
        for share in (0.1, 0.01)
    )
    assert many > few
