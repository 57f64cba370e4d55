"""An edit says whether its confidence was fitted on texts whose truth is known, or set by hand."""

import pytest

from pipeline.document import Document
from pipeline.edits import Edit
from pipeline.stages.agreement import agreement
from pipeline.stages.leakage import MOST_DOUBTFUL, leakage
from pipeline.stages.spelling import scans, spelling

SCAN = "La foule a vu les soldats dn régi-ment et le eortège, snr la grande plaee."


def edits(stage, text: str) -> dict[str, Edit]:
    return {edit.before: edit for edit in stage(Document(text))}


@pytest.mark.parametrize(
    ("stage", "text", "before"),
    [
        (leakage, "Le tribunal l'a condamné à trois ans de jail.", "jail"),
        (
            spelling,
            "Le maire assure que le finacement sera voté avant la fin du mois.",
            "finacement",
        ),
        (spelling, SCAN, "eortège"),
    ],
)
def test_fitted_weights_make_a_calibrated_confidence(stage, text, before):
    assert edits(stage, text)[before].calibrated


@pytest.mark.parametrize(
    ("stage", "text", "before"),
    [
        (leakage, "Selon le Denver Put up, le maire part.", "Put up"),  # set by hand
        (leakage, "Il encourt vingt years de prison.", "years"),  # a fact is translated
        (spelling, "Les élus nont pas voté, car il navait rien dit.", "nont"),
        (spelling, "Je m'appelle lsabelle et je vis ici.", "lsabelle"),
        (agreement, "La fin de le mois approche.", "de le"),
    ],
)
def test_confidences_that_were_set_by_hand_say_so(stage, text, before):
    assert not edits(stage, text)[before].calibrated


def test_a_cap_decides_instead_of_the_fit():
    bare = "La region a ete frappee par la secheresse."  # a text that has no accents
    edit = edits(leakage, bare)["region"]
    assert (edit.confidence, edit.calibrated) == (MOST_DOUBTFUL, False)
    around = "Le maire a rappelé que la piscine rouvrira en juin, après trois ans de travaux. " * 5
    edit = edits(leakage, f"Le groupe vend une money time de prison. {around}")["time"]
    assert edit.confidence < MOST_DOUBTFUL
    assert edit.calibrated


def test_an_old_text_makes_a_missing_accent_doubtful_by_hand():
    old = "Il avoit entendu les prieres du roy ; les enfans chantoient le remede."
    doubted = [e for e in spelling(Document(old)) if "old spellings" in e.reason]
    assert doubted
    assert not any(edit.calibrated for edit in doubted)


def test_the_surest_of_two_equal_readings_decides():
    word = Edit(0, 2, "dn", "du", "SPL001", 0.4, (("du", 0.4),), calibrated=True)
    hand = Edit(0, 2, "dn", "du", "OCR002", 0.7, (("du", 0.7),))
    read = Edit(0, 2, "dn", "du", "OCR005", 0.6, (("du", 0.6),), calibrated=True)
    (merged,) = scans.merged([word], [read])
    assert (merged.confidence, merged.calibrated) == (0.6, True)
    (merged,) = scans.merged([hand], [read])
    assert (merged.confidence, merged.calibrated) == (0.7, False)
