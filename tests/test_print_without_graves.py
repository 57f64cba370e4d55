"""Print before 1740 wrote é but no è; a line of it keeps its spelling, a typist's slip does not."""

import pytest

from pipeline.pipeline import Pipeline

PRINTED = (
    "Ses amis éleverent la statue avec une magnificence inouïe.",
    "Le pere de cet enfant étoit resté seul au bord de la mer.",
    "Ils déterminerent le lieu où la colonne seroit placée.",
    "On a donné ce remede aux malades de la ville assiégée.",
    "Il demeura derriere la porte, étonné de ce qu'il voyait.",
)

TYPED = (
    ("Mon pere est très fier de sa voiture.", "Mon père est très fier de sa voiture."),
    ("La riviere passe derrière le moulin.", "La rivière passe derrière le moulin."),
    ("Il y a une clairiere pas loin du bois.", "Il y a une clairière pas loin du bois."),
    ("Le medecin est resté près du malade.", "Le médecin est resté près du malade."),
    ("Il est arrivé apres son frère aîné.", "Il est arrivé après son frère aîné."),
    ("Elle est rentrée apres le dîner.", "Elle est rentrée après le dîner."),
    ("Cette annee, il a visité la ville.", "Cette année, il a visité la ville."),
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Return the pipeline as it runs by default."""
    return Pipeline()


@pytest.mark.parametrize("text", PRINTED)
def test_printed_spelling_stays(pipeline: Pipeline, text: str) -> None:
    assert pipeline.explain(text).text == text


@pytest.mark.parametrize(("text", "mended"), TYPED)
def test_slips_of_typists_are_mended(pipeline: Pipeline, text: str, mended: str) -> None:
    assert pipeline.explain(text).text == mended


def test_the_edit_is_proposed_with_its_reason(pipeline: Pipeline) -> None:
    result = pipeline.explain(PRINTED[4])
    found = [edit for edit in result.proposals if edit.before == "derriere"]
    assert [edit.after for edit in found] == ["derrière"]
    assert "no grave accent" in found[0].reason
