"""Old print keeps its spelling; a scan of it is still read."""

import pytest

from pipeline import Pipeline

CLEANER = Pipeline(select=("SPL", "OCR"))

KEPT = (
    "Ie ne sçay, monseigneur, ce que vous voulez dire.",
    "Ie vous supplie, Monsieur, d'auoir pitié de vostre humble seruante.",
    "Le Roy feit assembler les Estats, et y feurent les prelatz du royaulme.",
    "Il fut jetté dans un cachot où il languit long-temps.",
    "Voilà, dit le païsan, une belle avanture et un grand dommaige.",
    "L'autheur de cét ouvrage a suiuy l'ordre des temps.",
    "C'est une foiblesse de croire qu'on connoît le monde pour avoir vû Paris.",
    "Le tahitien dit « Ia ora na » pour bonjour.",
)

MENDED = (
    ("Ie chat dort sur la chaise.", "le chat dort"),
    ("Ah ! de faict, criez ausecours, mon amy, ou fuyez.", "au secours"),
    ("Le païsan vint puor vendre son blé à la ville.", "vint pour vendre"),
)


@pytest.mark.parametrize("text", KEPT)
def test_old_spellings_stay(text: str) -> None:
    assert CLEANER.explain(text).text == text


@pytest.mark.parametrize(("text", "wanted"), MENDED)
def test_slips_beside_them_are_mended(text: str, wanted: str) -> None:
    assert wanted in CLEANER.explain(text).text


def test_a_plain_scan_reads_its_doubtful_words() -> None:
    text = "Il était midi qnand la fonle dn bourg vit le Teigneur lnî-même. On Teprend la ronte."
    assert "On reprend la" in CLEANER.explain(text).text
