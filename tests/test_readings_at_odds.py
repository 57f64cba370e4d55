"""A sure reading of a scan is made though its sentence, misread itself, does not want it."""

import pytest

from pipeline.pipeline import Pipeline

MISREAD = (
    (
        "On lit dans le Moniteur : le rninistre de la guerre est parti hier pour Chàlons.",
        "On lit dans le Moniteur : le ministre de la guerre est parti hier pour Châlons.",
    ),
    (
        "Tous les fournissenrs de la gare ont été payés par le caifsier.",
        "Tous les fournisseurs de la gare ont été payés par le caissier.",
    ),
    (
        "On a fait répaudre du sabte dans la rue du Clteval-Blanc.",
        "On a fait répandre du sable dans la rue du Cheval-Blanc.",
    ),
    (
        "Le Parisiett paraît tous les jours à cinq heures.",
        "Le Parisien paraît tous les jours à cinq heures.",
    ),
    (
        "Il fut élu presideut par trente voix après une dlscussion fort oraqeuse.",
        "Il fut élu président par trente voix après une discussion fort orageuse.",
    ),
    (
        "A louer, beau magasiti avec fond de cour, eau et qaz.",
        "A louer, beau magasin avec fond de cour, eau et gaz.",
    ),
)

SOUND = (
    "Les intrapreneurs du groupe ont présenté leur bilan.",
    "Le sulpiride est un neuroleptique de la famille des benzamides.",
    "Les chouffeurs surveillent l'entrée du bâtiment.",
    "Au souk, la darbouka répond au guembri.",
    "Le bourrelier range son alêne, sa rénette et son cornet.",
    "Les fellahs irriguaient leurs champs au chadouf.",
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    """Return the pipeline as it runs by default."""
    return Pipeline()


@pytest.mark.parametrize(("text", "mended"), MISREAD)
def test_sure_readings_are_made(pipeline: Pipeline, text: str, mended: str) -> None:
    assert pipeline.explain(text).text == mended


@pytest.mark.parametrize("text", SOUND)
def test_rare_words_of_sound_lines_stay(pipeline: Pipeline, text: str) -> None:
    assert pipeline.explain(text).text == text
