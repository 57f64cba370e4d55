"""The spelling stage: its rules' proof, its candidates, its channel, and what it leaves alone."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.edits import apply
from pipeline.pipeline import Pipeline
from pipeline.resources import data
from pipeline.resources.noisy_channel import bare, cost, kind
from pipeline.resources.spelling_index import accented, near
from pipeline.spelling.model import (
    CORRECTION_FEATURES,
    SPELLING_WEIGHTS,
    candidates,
    derived,
    only_before_je,
    prefixed,
)
from pipeline.stages.spelling import RULES, spelling, suspects

PIPELINE = Pipeline(stages=(spelling,))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rules_have_proof(rule) -> None:
    assert len(set(rule.keeps)) >= 3
    assert rule.fixes or rule.auto > 0.6, "a rule that is only proposed may show no fix"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("finacement", "financement"),
        ("gendannes", "gendarmes"),
        ("demier", "dernier"),
        ("rner", "mer"),
        ("benedictins", "bénédictins"),
        ("pohtique", "politique"),
        ("dévlopement", "développement"),
        ("1es", "les"),
        ("laguerre", "la guerre"),
        ("lhomme", "l'homme"),
        ("eurospour", "euros pour"),
    ],
)
def test_the_right_word_is_among_the_candidates(word: str, meant: str) -> None:
    assert meant in {option.text for option in candidates(word)}


def test_pieces_are_joined_with_a_neighbour() -> None:
    assert "résorber" in {option.text for option in candidates("réso", "", "rber")}
    assert "résorber" in {option.text for option in candidates("rber", "réso", "")}


def test_new_words_make_no_two() -> None:
    assert "sur utilisé" not in {option.text for option in candidates("surutilisé")}
    assert "sur les" in {option.text for option in candidates("surles")}


def test_near_words_come_nearest_first_and_only_once() -> None:
    found = near("epreuvve")
    assert [n.distance for n in found] == sorted(n.distance for n in found)
    assert len({n.word for n in found}) == len(found)
    assert accented("evenement") == ["évènement", "événement"]


def test_a_known_confusion_costs_less_than_an_unknown_one() -> None:
    assert cost("moderne", "modeme").scanned < cost("moderne", "modevge").scanned
    assert cost("modem", "modern").scanned < cost("modem", "modern").typed
    assert cost("mot", "mot") == (0.0, 0.0)


def test_slips_have_kinds() -> None:
    assert kind("é", "e") == "accent"
    assert kind("nn", "n") == kind("n", "nn") == "double"
    assert kind("ei", "ie") == "swap"
    assert kind("a", "z") == "near"
    assert kind("rn", "mx") == ""


@given(st.text(alphabet="abcdeéèçœſ", max_size=8))
def test_bare_is_idempotent(word: str) -> None:
    assert bare(bare(word)) == bare(word)


def test_word_formation() -> None:
    assert prefixed("postélectoraux") and derived("barrièrage")
    assert not prefixed("finacement") and not derived("finacement")


@pytest.mark.parametrize(
    "text",
    [
        "Le coureur Sébastian Kruzwyk a battu Fernand Gaviryo au sprint.",
        "Voir http://www.exmple.fr/artcle/vde et le_nom@exmple.fr ou #mobilsation.",
        "Le yokai et le yokai sont deux yokai.",
        "La variable `optionel` vaut 3.",
        "PSG - OM 2-1 (mi-tps 1-0), 12e j., 45'+2 Mbapp.",
        "Le 2es du classement, la 3ème et le 4eme.",
        "Ils avoient des enfans foibles, luy estoit maistre au chasteau.",
        "Il a décl\u00adaré son embar\u00adras.",
    ],
)
def test_names_code_and_repeated_words_are_left_alone(text: str) -> None:
    assert PIPELINE.explain(text).edits == ()


def test_a_capital_without_its_accent_is_no_error() -> None:
    assert not list(spelling(Document("Evoquant la crise, il part. Etonné, il revient.")))


def test_case_follows_the_misspelt_word() -> None:
    result = PIPELINE.explain("La ville dort. Aupprès de la gare, tout est calme depuis hier soir.")
    found = [*result.edits, *result.proposals]
    assert [edit.after for edit in found] == ["Auprès"]


def test_glued_sentences_are_only_proposed() -> None:
    result = PIPELINE.explain("Le maire a signé le contratLe conseil a voté.")
    assert result.edits == ()
    (proposal,) = result.proposals
    assert (proposal.before, proposal.after) == ("contratLe", "contrat. Le")
    assert proposal.candidates[1][0] == "contrat Le"


def test_candidates_are_ranked_probabilities() -> None:
    text = "Le maire assure que le finacement sera voté avant la fin du mois."
    (edit,) = spelling(Document(text))
    chances = [chance for _, chance in edit.candidates]
    assert edit.candidates[0][0] == edit.after
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.001
    assert apply(text, [edit]) != text


def test_a_clean_text_does_not_open_the_index() -> None:
    code = (
        "from pipeline.document import Document\n"
        "from pipeline.stages.spelling import spelling\n"
        "from pipeline.resources import spelling_index, language_model\n"
        "assert not list(spelling(Document('Le maire a voté le budget de la ville hier soir.')))\n"
        "assert spelling_index._index.cache_info().currsize == 0\n"
        "assert language_model.model.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_weights_and_features_agree() -> None:
    assert (
        tuple(json.loads(data.path(SPELLING_WEIGHTS).read_bytes())["weights"])
        == CORRECTION_FEATURES
    )


def test_places_hold_their_context() -> None:
    ((_, place, _),) = suspects(Document("Il pleut. Le finacement sera voté.\nIl part."))
    assert place.left == ("<s>", "le")
    assert place.right == ("sera", "voté", ".")


def test_what_stands_before_je_alone_is_no_correction() -> None:
    """*Bêlè* is *bêlè-je* only; *bèlè* is a dance."""
    text = "Les marchands dansaient le gwoka, le bèlè, le zouk."
    assert not any("bêlè" in e.after for e in Pipeline(stages=(spelling,)).explain(text).edits)
    assert only_before_je("bêlè")
    assert not only_before_je("très")
