"""Words that a text speaks of, rather than uses, are left to a person."""

import pytest

from pipeline.pipeline import Pipeline
from pipeline.stages.leakage import leakage

PIPELINE = Pipeline(stages=(leakage,), context="off")


@pytest.mark.parametrize(
    "text",
    [
        "Traduction : « jail » signifie prison, « cost » coût.",
        "Le mot anglais « imprecise » se traduit par imprécis ; le mot anglais imprecise est rare.",
        "Le logiciel remplace « parties » par « events » et « prison » par « jail » : les textes"
        " deviennent illisibles, explique la chercheuse.",
        'En anglais, "jail" veut dire prison.',
    ],
)
def test_a_word_that_is_spoken_of_stays(text: str) -> None:
    assert PIPELINE.clean(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Il risque dix ans de jail, un mot lourd.", "Il risque dix ans de prison, un mot lourd."),
        (
            "« Ils finiront en jail », a dit le ministre anglais.",
            "« Ils finiront en prison », a dit le ministre anglais.",
        ),
    ],
)
def test_a_word_that_is_used_is_restored(text: str, wanted: str) -> None:
    assert PIPELINE.clean(text) == wanted
