"""What a text writes on purpose, and what only scanners confuse."""

import pytest

from pipeline.pipeline import Pipeline
from pipeline.resources.opposites import turned
from pipeline.spelling.conventions import (
    SHAPE,
    Change,
    glyph,
    is_old_print,
    on_purpose,
    substitution,
)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("dn", "du"), ("plaee", "place"), ("qnestion", "question"), ("paffage", "passage")],
)
def test_shapes(seen: str, meant: str) -> None:
    assert glyph(seen, meant) >= SHAPE


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("bian", "bien"), ("qué", "que"), ("toustes", "toutes"), ("fraix", "frais"), ("maon", "mon")],
)
def test_no_shapes(seen: str, meant: str) -> None:
    assert glyph(seen, meant) < SHAPE


def changes(*pairs: tuple[str, str]) -> list[Change]:
    return [Change(at, before, after) for at, (before, after) in enumerate(pairs)]


def test_a_change_that_comes_again_in_other_words_is_a_habit() -> None:
    found = changes(("bian", "bien"), ("rian", "rien"), ("plaee", "place"))
    assert on_purpose("", (), found) == set(found[:2])
    assert on_purpose("", (), found[1:]) == set()


def test_lost_accents_are_no_habit() -> None:
    assert on_purpose("", (), changes(("deputé", "député"), ("reponse", "réponse"))) == set()


def test_old_print_keeps_its_spelling_but_not_what_a_scan_misread() -> None:
    words = ["habitans", "départemens", "fraix", "dn"]
    found = changes(("fraix", "frais"), ("dn", "du"))
    assert on_purpose("", words, found) == {found[0]}
    assert on_purpose("", words[2:], found) == set()


def test_old_print_is_told_by_two_words_or_a_verb() -> None:
    assert is_old_print(["disoit"])
    assert is_old_print(["savans", "momens"])
    assert not is_old_print(["savans"])
    assert not is_old_print(["yokai", "kappa"])


def test_inclusive_writing_keeps_its_words() -> None:
    found = changes(("toustes", "toutes"))
    assert on_purpose("Bonjour à toustes.", (), found) == set(found)
    odd = changes(("lecteurices", "lectrices"))
    assert on_purpose("Merci aux ami·es et lecteurices.", (), odd) == set(odd)
    assert on_purpose("Merci aux lecteurices.", (), odd) == set()


def test_substitution() -> None:
    assert substitution("vartu", "vertu") == ("e", "a")
    assert substitution("mot", "mot") == ("", "")


@pytest.mark.parametrize(
    ("before", "after"), [("immigrés", "émigrés"), ("hypotension", "hypertension")]
)
def test_opposites_by_their_beginning(before: str, after: str) -> None:
    assert turned(before, after)
    assert turned(after, before)


def test_opposites_are_not_all_alike() -> None:
    assert not turned("bavoir", "savoir")
    assert not turned("exposé", "expose")


DIALECT = (
    "Eh bian, ça ne vaut rian : la vartu est une belle chose.",
    "Jé né sais qué dire, et ellé né m'écoute pas, cetté damé.",
    "Les habitans des départemens payoient ces fraix et les loix étoient douces.",
    "Toustes sont invité·es ; iels viendront avec saon voisin·e.",
    "Les tems sont changés, disoit-il, et les savans n'ont plus de printems.",
)


@pytest.mark.parametrize("context", ["auto", "off"])
@pytest.mark.parametrize("text", DIALECT)
def test_texts_keep_their_spelling(text: str, context: str) -> None:
    result = Pipeline(context=context, select=("OCR", "SPL")).explain(text)  # type: ignore[arg-type]
    assert result.text == text
