"""Reasons in French: every clause that a rule says has its French."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pipeline import Pipeline
from pipeline.report.reasons import CLAUSES, FRENCH_EVIDENCE, in_french, in_language
from pipeline.restoration.reasons import EVIDENCE_NAMES
from pipeline.stages import RULES

PIPELINE = Pipeline(context="off", typography=True)
SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))


def untranslated(text):
    result = PIPELINE.explain(text)
    return {
        edit.reason
        for edit in (*result.edits, *result.proposals)
        if edit.reason and in_french(edit.reason) is None
    }


@pytest.mark.parametrize("code", list(RULES))
def test_what_the_examples_of_a_rule_say_has_its_french(code):
    """A new clause needs a line in reasons.tsv."""
    rule = RULES[code]
    found = set()
    for before, _ in (*rule.fixes, *rule.proposes):
        found |= untranslated(before)
    assert found == set()


@pytest.mark.parametrize("path", SEEDS[:4], ids=lambda path: path.stem)
def test_what_the_seeds_say_has_its_french(path):
    assert untranslated(path.read_text("utf-8")) == set()


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (
            "“jail” is English; “prison” is spelled like an English word that it can replace "
            "(Moby, curated pairs); masculine singular after “un”; 25 times likelier than “bagne”.",
            "« jail » est un mot anglais ; « prison » s’écrit comme un mot anglais auquel le mot "
            "remplacé peut se substituer (Moby, paires choisies) ; masculin singulier après "
            "« un » ; 25 fois plus probable que « bagne ».",
        ),
        (
            "This guillemet points the wrong way. A no-break space follows an opening guillemet.",
            "Ce guillemet est tourné du mauvais côté. Une espace insécable suit le guillemet "
            "ouvrant.",
        ),
        ("AGR001 and AGR002 undo one another here: a person decides.",
         "AGR001 and AGR002 se défont l’une l’autre ici : à une personne de décider."),
        ("", ""),
    ],
)  # fmt: skip
def test_reasons_in_french(english, french):
    assert in_language(english, "fr")[0] == french
    assert in_language(english, "en") == (english, "en")


def test_each_kind_of_evidence_has_its_french_or_is_a_name():
    words = {name for name in EVIDENCE_NAMES.values() if not name[0].isupper()}
    assert words == set(FRENCH_EVIDENCE)


def test_a_reason_with_an_unknown_clause_stays_english_as_a_whole():
    reason = "The apostrophe is curved. Nobody ever said this."
    assert in_language(reason, "fr") == (reason, "en")


def test_both_languages_take_over_the_same_texts():
    for line in CLAUSES.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            english, french = line.split("\t")
            assert english.count("{}") == french.count("{}"), line
            assert not english.endswith(".")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_of_an_article_breaks_a_reason(before, after):
    """What is quoted may hold anything; the reason is then French or stays English as a whole."""
    reason = f"“{before}” is English; it looks like “{after}”, which the sentence asks for."
    said, language = in_language(reason, "fr")
    assert language == "fr" or said == reason
    if not set("“”") & set(before + after) and before and after and "\n" not in before + after:
        asked = f"il ressemble à « {after} », que la phrase demande"
        assert said == f"« {before} » est un mot anglais ; {asked}."
