"""Texts that never settle: what contends is withheld and proposed, everything else is made."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline import Edit, Pipeline, apply, invert
from pipeline.restoration import names
from pipeline.stages import STAGES
from pipeline.text.analysis import analyze

RULES = ("LEAK001", "LEAK004", "AGR001", "CAP002", "SPL001", "MRK001")


def rewriting(pairs, rule="LEAK001"):
    """Return a stage that rewrites whatever matches the patterns of ``pairs``."""
    compiled = [(regex.compile(pattern), after) for pattern, after in pairs]

    def stage(document):
        for pattern, after in compiled:
            for found in pattern.finditer(document.text):
                new = found.expand(after)
                yield Edit(found.start(), found.end(), found.group(), new, rule, 1.0, reason="Odd.")

    return stage


def lawful(runner, source):
    """Clean ``source`` and check laws 1, 4 and 6."""
    result = runner.explain(source)
    assert apply(source, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == source
    assert runner.explain(result.text).edits == ()
    assert runner.explain(source) == result
    spans = sorted((e.start, e.end) for e in (*result.edits, *result.proposals))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for edit in result.proposals:
        assert source[edit.start : edit.end] == edit.before
        assert not edit.candidates or edit.candidates[0][0] == edit.after
    return result


def withheld(result):
    return {(e.before, e.after) for e in result.proposals if "a person decides" in e.reason}


HONEST = rewriting([("jail", "prison")], "LEAK001")

CONTENDING = {
    "in one round": (
        "chat",
        [rewriting([("chat", "chien")]), rewriting([("chien", "chat")], "LEAK004")],
        {("chat", "chien")},
    ),
    "in two rounds": (
        "chat",
        [rewriting([("chien", "chat")], "LEAK004"), rewriting([("chat", "chien")])],
        {("chat", "chien")},
    ),
    "in a circle of three": (
        "bleu",
        [rewriting([("vert", "bleu"), ("rouge", "vert"), ("bleu", "rouge")])],
        {("bleu", "rouge")},
    ),
    "growing": ("ah", [rewriting([("ah", "aha")])], {("ah", "aha")}),
    "inserted and deleted": (
        "le ,mot",
        [rewriting([(r"(?<=le) ,", " , ")]), rewriting([(r"(?<=le) , ", " ,")], "MRK001")],
        {(" ,", " , ")},
    ),
    "inserted only": ("fin ;", [rewriting([("(?=;)", "!")])], {("", "!")}),
    "after an honest edit of the same word": (
        "Fee",
        [rewriting([("Fee", "Commission"), ("Post", "Commission"), ("Commission", "Post")])],
        {("Fee", "Commission")},
    ),
    "of two places": (
        "oui non",
        [rewriting([("oui(?= non)", "si"), ("si(?= pas)", "oui")]),
         rewriting([("(?<=si )non", "pas"), ("(?<=oui )pas", "non")], "AGR001")],
        {("oui", "si"), ("non", "pas")},
    ),
    "that takes nine rounds": (
        "xa",
        [rewriting([(f"x{a}\\b", f"x{b}") for a, b in pairwise("abcdefghia")])],
        {("xa", "xb")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(CONTENDING))
@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("Il va en jail, ", " et reste en jail."), ("\n\n", "\n\njail " * 50)],
)
def test_what_contends_is_proposed_and_the_rest_is_made(case, before, after):
    text, stages, expected = CONTENDING[case]
    runner = Pipeline(stages=(*stages, HONEST))
    result = lawful(runner, before + text + after)
    assert result.text == before.replace("jail", "prison") + text + after.replace("jail", "prison")
    assert withheld(result) == expected


def test_the_reason_names_the_rules_and_the_readings():
    text, stages, _ = CONTENDING["in one round"]
    (edit,) = Pipeline(stages=tuple(stages)).explain(text).proposals
    assert edit.reason == "Odd. LEAK001 and LEAK004 undo one another here: a person decides."
    assert edit.confidence == 0.5
    text, stages, _ = CONTENDING["after an honest edit of the same word"]
    (edit,) = Pipeline(stages=tuple(stages)).explain(text).proposals
    assert [after for after, _ in edit.candidates] == ["Commission", "Post"]
    assert edit.reason == "Odd. What LEAK001 changes here it changes again: a person decides."


def test_contending_places_of_different_rhythm_in_one_text():
    stages = [stage for _, stages, _ in CONTENDING.values() for stage in stages]
    text = "\n\n".join(f"{text} — en jail." for text, _, _ in CONTENDING.values())
    result = lawful(Pipeline(stages=(*stages, HONEST)), text)
    assert result.text == text.replace("jail", "prison")
    assert len(withheld(result)) >= len(CONTENDING) - 1


def test_a_group_is_withheld_whole():
    def stage(document):
        for found in regex.finditer("de (?=avis)", document.text):
            yield Edit(found.start(), found.end(), "de ", "d'", "LEAK001", 1.0, group="g")
            start = found.end()
            yield Edit(start, start + 4, "avis", "opinion", "LEAK001", 1.0, group="g")

    back = rewriting([("opinion", "avis")], "LEAK004"), rewriting([("d'(?=avis)", "de ")], "AGR001")
    result = lawful(Pipeline(stages=(stage, *back, HONEST)), "Pas de avis en jail")
    assert result.text == "Pas de avis en prison"
    assert withheld(result) == {("de ", "d'"), ("avis", "opinion")}
    assert len({e.group for e in result.proposals}) == 1


def test_ever_other_places_may_take_more_rounds():
    """A text in which each change makes the next one possible settles without a word."""
    text = " ".join(["fait", *["mot"] * 20])
    result = lawful(Pipeline(stages=(rewriting([("(?<=fait )mot", "fait")]),)), text)
    assert result.text == " ".join(["fait"] * 21)
    assert result.proposals == ()


def test_a_withheld_place_settles_beside_what_was_mended():
    """What contends in the source may settle in the cleaned text: cleaning goes on there."""
    stages = (
        rewriting([("chat(?= noir)", "chien"), ("chat(?= blanc)", "loup")]),
        rewriting([("chien", "chat")], "LEAK004"),
        rewriting([("(?<=chat )noir", "gris"), ("gris", "blanc")], "AGR001"),
    )
    for text in ("chat noir", "un chat noir et un chien", "gris chat noir"):
        lawful(Pipeline(stages=stages), text)


WORDS = st.sampled_from(["a", "b", "c", "Z", "ab", "ba"])
PAIRS = st.tuples(st.text("abc", min_size=1, max_size=2), st.text("abc", max_size=2)).filter(
    lambda pair: len(pair[1]) <= len(pair[0])
)
SETS = st.lists(
    st.tuples(st.lists(PAIRS, min_size=1, max_size=3), st.sampled_from(RULES)),
    min_size=1,
    max_size=4,
)


@given(SETS, st.lists(WORDS, max_size=10), st.integers(0, 4))
def test_any_rules_come_to_rest(rules, words, at):
    """Rules that rewrite letters back and forth: laws 1, 4 and 6 hold, honest edits are made."""
    stages = [rewriting(pairs, rule) for pairs, rule in rules]
    stages.insert(at, rewriting([("Z", "Y")], "SPL001"))
    text = " ".join(words) + "\nZ\n"
    result = lawful(Pipeline(stages=tuple(stages)), text)
    assert result.text.count("Z") == 0
    assert result.text.count("Y") == text.count("Z")
    assert all("a person decides" in e.reason for e in result.proposals)


@given(st.lists(st.sampled_from([*sorted(CONTENDING), "honest", "sound"]), max_size=12))
def test_contenders_among_honest_places(places):
    stages = [stage for _, stages, _ in CONTENDING.values() for stage in stages]
    texts = {
        "honest": "en jail",
        "sound": "rien",
        **{case: text for case, (text, _, _) in CONTENDING.items()},
    }
    text = " | ".join(texts[place] for place in places)
    result = lawful(Pipeline(stages=(*stages, HONEST)), text)
    assert result.text == text.replace("jail", "prison")
    contenders = [p for p in places if p in CONTENDING]
    assert len([e for e in result.proposals if "decides" in e.reason]) >= len(contenders)


ARTICLES = [
    "Un incendie détruit une grange à Kerlaz\n\nLe feu a pris lundi vers midi dans une grange de "
    "la rue du Port.\n\nLa préfecture du Finistère n’a pas voulu répondre à nos questions.",
    "Une barque se retourne au large de Sein\n\nDeux pêcheurs ont été ramenés au port par la "
    "vedette de l’île.\n\nLa préfecture du Finistère n’a pas voulu répondre à nos questions.",
]
FILLER = "\n\n".join(
    f"Le conseil municipal de la commune numéro {n} a voté le budget de la nouvelle école."
    for n in range(40)
)


def test_a_paragraph_of_another_article_is_not_deleted():
    far = pipeline.explain("\n\n".join([ARTICLES[0], FILLER, ARTICLES[1]]))
    assert [e for e in far.edits if e.rule == "DUP001"] == []
    assert [e.confidence for e in far.proposals if e.rule == "DUP001"] == [0.7]
    near = pipeline.explain("\n\n".join(ARTICLES))
    assert len([e for e in near.edits if e.rule == "DUP001"]) == 1


NAMED = (
    "Lors de la réunion de la Fee militaire centrale, à Pyongyang, le dirigeant a parlé. Il "
    "risque dix ans de jail.\n\nSelon le Washington Publish, la réunion a eu lieu dimanche.",
    "la Commission nationale des comptes l'indépendance commission. New York Post",
    "Le New York Times a publié une note. Le Times cite la Commission. Il risque dix ans de jail.",
    "Le Washington Put up accuse le maire. Le Submit cite deux sources, et le Post se tait.",
    "Le Wall Street Journal et le Daily Mirror : le Journal cite le Mirror. "
    "Il risque dix ans de jail.",
    "la Commission indépendante, New York Post, Financial Times, Les sufferers seront soignés., la "
    "Position militaire centrale européenne l'indépendance commission, la commission a voté",
    "la Place d'enquête, la Place militaire centrale indépendante commission, Washington Post, "
    "Financial Times",
    "Washington Post. la nature des événements. la Commission indépendante. Il risque dix ans de "
    "jail.. la Commission nationale des comptes. Financial Times. la commission a voté",
    "la commission a voté Financial Times la Station nationale des comptes de l'indépendance la "
    "Place militaire centrale spatiale Washington Post Ce huge homme",
    "Selon le New York Instances, la Revue critique le Journal, et le Times de lundi.",
)


@pytest.mark.parametrize("text", NAMED)
@pytest.mark.parametrize(
    "after", ["", "\n\n" + FILLER + "\n\nIl a été condamné à trois ans de jail."]
)
def test_short_forms_of_papers_come_to_rest(text, after):
    result = lawful(Pipeline(), text + after)
    assert len(withheld(result)) <= 1
    assert result.language == "fr"
    assert "jail" not in result.text
    if after:
        assert result.text.endswith("trois ans de prison.")


def test_a_short_form_is_no_spinners_word():
    analyzed = analyze("Le Washington Post accuse. Selon le Post, la plainte du Times est fondée.")
    assert [analyzed.text[a:b] for a, b in names.standing(analyzed)] == ["Post"]


def test_a_long_text_keeps_its_edits_and_language_beside_one_contender():
    """Twelve articles in one file: one place contends, everything else is made."""
    fault = rewriting([("Kerlaz", "Kerlas")], "SPL001"), rewriting([("Kerlas", "Kerlaz")], "CAP002")
    spun = "Il a été condamné à trois ans de jail. Les sufferers seront soignés à l'hôpital."
    text = "\n\n".join([FILLER, spun, "La mer a franchi la digue de Kerlaz.", f"Hier. {spun}"])
    runner = Pipeline(stages=(*STAGES, *fault))
    result = lawful(runner, text)
    assert withheld(result) == {("Kerlaz", "Kerlas")}
    assert result.language == "fr"
    made = [(e.before, e.after) for e in result.edits]
    assert made.count(("jail", "prison")) == made.count(("sufferers", "patients")) == 2
    assert result.text == Pipeline().clean(text)
