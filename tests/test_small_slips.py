"""Names of villages at the head of local news, the lost cedilla of *ça*, short forms of recipes."""

import pytest

from pipeline import Pipeline

PIPELINE = Pipeline(context="off")


@pytest.mark.parametrize(
    "text",
    [
        "Jallais. Le plasticien expose au collège jusqu’à la fin du mois de mai.",
        "Bonnemain. Le recensement va démarrer dans la commune la semaine prochaine.",
        "Le tour des communes\n\nDavron. Le bal est annulé.\n\nLabastide. La poste rouvre mardi.",
        "Ajoutez 2 càs de sucre et 1 càc de sel, puis remuez pendant cinq minutes.",
        "Le château, bâti ca 1450, et le CA de la société n’ont rien en commun.",
        "On can rien, dit la chanson, et ca. 1820 un peintre la note.",
    ],
)
def test_names_and_short_forms_stay(text: str) -> None:
    result = PIPELINE.explain(text)
    assert (result.edits, result.proposals) == ((), ())


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Il pleut encore et ca continue demain.", "Il pleut encore et ça continue demain."),
        ("Pour eux, ca ne change rien.", "Pour eux, ça ne change rien."),
        ("Les élus disent que ca suffit.", "Les élus disent que ça suffit."),
        ("Jallais au marché quand il est tombé.", "J'allais au marché quand il est tombé."),
    ],
)
def test_slips_are_mended(text: str, cleaned: str) -> None:
    assert PIPELINE.clean(text) == cleaned
