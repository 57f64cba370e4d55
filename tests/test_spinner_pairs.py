"""A spinner's own pairs: found in the places of a dump, shown in a table, corrected by a person."""

from math import exp, log

import pytest

from pipeline.errors import InputError
from pipeline.restoration import dump_places, pair_table, spinner_pairs
from pipeline.restoration.dump_model import UNCHANGED, Head, Learned, SubstituteCounts
from pipeline.restoration.dump_places import DumpPlace
from pipeline.restoration.spinner_pairs import Asked, answered, expected

PARTIES = ("word", "gizmo")
"""A substitute that no source offers anything for."""


def answer(fits, stands=None, phrase="gizmo"):
    return answered(phrase, "", {word: log(p) for word, p in fits.items()}, stands and log(stands))


def places_of(*answers, many=None):
    return Asked(tuple(enumerate(answers)), many or len(answers))


def share(found, word, key=PARTIES):
    return found[key].read.get(word, 0) / 1000 / found[key].places


def test_many_unsure_places_make_a_sure_pair():
    rivals = ("mesure", "table", "place", "cause", "tribune")
    unsure = [answer({"front": 0.3, rival: 0.45}) for rival in rivals]
    alone, _ = expected({PARTIES: places_of(unsure[0])}, {})
    together, heads = expected({PARTIES: places_of(*unsure)}, {})
    assert share(alone, "front") < 0.5
    assert share(together, "front") > 0.9
    assert heads["front"].struck > 4000


def test_what_stands_everywhere_else_is_seldom_struck():
    fits = {"front": 0.4, "plus": 0.6}
    found, heads = expected({PARTIES: places_of(answer(fits))}, {"plus": 900, "front": 2})
    assert share(found, "front") > share(found, "plus")
    assert heads["plus"] == Head(900, heads["plus"].struck)


def test_a_word_that_fits_where_it_stands_is_no_substitute():
    sound = [answer({"chef": 0.1}, stands=0.3, phrase="leader") for _ in range(9)]
    found, _ = expected({("word", "leader"): places_of(*sound)}, {"chef": 40})
    assert share(found, UNCHANGED, ("word", "leader")) > 0.95


def test_an_odd_word_does_not_convince_itself():
    """One article has the same odd word three times: that is one witness, not three."""
    odd = answer({"bateau": 0.05, "radio": 0.04}, stands=2e-6)
    same = Asked(tuple((7, odd) for _ in range(3)), 3)
    apart = places_of(odd, odd, odd)
    one, three = (expected({PARTIES: asked}, {})[0] for asked in (same, apart))
    assert share(one, "bateau") < share(three, "bateau")


def test_words_that_the_determiner_forbids_are_no_options():
    scores = {"action": -1.0, "front": -1.2, "voiture": -0.5}
    assert answered("gizmo", "le", scores, None).words == ("front",)
    assert answered("gizmo", "l'", scores, None).words == ("action",)


def test_the_order_of_places_and_substitutes_does_not_count():
    first = {
        PARTIES: places_of(answer({"front": 0.5})),
        ("word", "jail"): places_of(answer({"prison": 0.5})),
    }
    again = dict(reversed(first.items()))
    assert expected(first, {"front": 3}) == expected(again, {"front": 3})


def test_what_was_not_asked_about_counts_as_what_was():
    asked = {PARTIES: places_of(*[answer({"front": 0.6})] * 4, many=400)}
    found, heads = expected(asked, {})
    assert found[PARTIES].places == 400
    assert heads["front"].struck > 300_000


@pytest.mark.parametrize("many", [3, 39])
def test_few_digests_are_counted(many):
    digests = [f"{n * 10**17:016x}" for n in range(many)]
    assert spinner_pairs.distinct(digests, 40) == many


def test_the_smallest_digests_tell_how_many_there_are():
    every = [
        DumpPlace("word", "jail", ("<s>", str(n), "</s>"), 1, "", "jail", "").digest
        for n in range(3000)
    ]
    assert 2000 < spinner_pairs.distinct(sorted(every)[:40], 40) < 4500


def test_a_place_is_the_same_when_it_was_packed():
    place = DumpPlace("word", "put up", ("<s>", "l'", "«", "</s>"), 2, "l'", "", "-")
    assert dump_places.unpacked(place.packed(17)) == (17, place)
    other = place._replace(keys=("<s>", "le", "</s>"))
    assert place.digest != other.digest


MODEL = {
    ("word", "jail"): SubstituteCounts(10, {"prison": 9000, UNCHANGED: 1000}),
    ("word", "cost"): SubstituteCounts(4, {"charge": 3000, "prix": 900}),
    ("word", "cloud"): SubstituteCounts(4, {"nuage": 200, UNCHANGED: 3800}),
    ("homograph", "note"): SubstituteCounts(5, {"mention": 4000, UNCHANGED: 1000}),
}
TABLE = """substitute	word	support	probability	kind
jail	prison	9.0	0.90	word
note	mention	4.0	0.80	homograph
cost	charge	3.0	0.75	word
"""


def test_the_table_has_the_pairs_with_most_support_first():
    assert pair_table.written(MODEL).decode() == TABLE


def test_a_table_as_it_is_keeps_the_pairs():
    found = pair_table.corrected(Learned("x", MODEL), TABLE.encode(), "t")
    for key, one in MODEL.items():
        assert found[key].places == one.places
        shown = {w: n for w, n in one.read.items() if pair_table.is_row(w, n, one.places)}
        assert shown.items() <= found[key].read.items()
    assert pair_table.written(found).decode() == TABLE


def test_a_person_deletes_changes_and_adds_pairs():
    table = TABLE.replace("note\tmention\t4.0\t0.80\thomograph\n", "")
    table = table.replace("cost\tcharge", "cost\tcoûts") + "gizmo\tmachine\t6\t1\tword\n"
    found = pair_table.corrected(Learned("x", MODEL), table.encode(), "t")
    assert found["homograph", "note"].read == {UNCHANGED: 5000}
    assert found["word", "cost"].read["coûts"] == 3000
    assert "charge" not in found["word", "cost"].read
    assert found["word", "gizmo"] == SubstituteCounts(6, {"machine": 6000, UNCHANGED: 0})
    heads = pair_table.strikes({"charge": Head(3, 3500)}, MODEL, found)
    assert heads["charge"] == Head(3, 500)
    assert heads["machine"] == Head(0, 6000)


@pytest.mark.parametrize(
    "table",
    [
        "",
        "a,b\n1,2\n",
        TABLE.replace("9.0", "many"),
        TABLE.replace("0.90", "0"),
        TABLE.replace("9.0", "-1"),
        TABLE.replace("0.90", "nan"),
        TABLE.replace("homograph", "verb"),
        TABLE.replace("jail", ""),
    ],
)
def test_what_is_no_table_is_refused(table):
    learned = Learned("x", MODEL)
    with pytest.raises(InputError, match="is no table of pairs"):
        pair_table.corrected(learned, table.encode(), "t")


def test_rare_words_stand_alone_as_often_as_french_uses_them():
    assert spinner_pairs.stands_alone("leader", None) > spinner_pairs.stands_alone("entrance", None)
    assert spinner_pairs.stands_alone("leader", -2.0) == pytest.approx(exp(-2.0))
