"""What Word leaves in a text goes; what is written about it stays."""

import pytest

from pipeline import Pipeline

PIPELINE = Pipeline(context="off")
HEAD, TAIL = "Le maire a parlé mardi soir.", "Il est parti hier avec ses adjoints."

RESIDUE = (
    (f"{HEAD}<o:p></o:p>\n\n{TAIL}<o:p>&nbsp;</o:p>", f"{HEAD}\n\n{TAIL}"),
    (f"{HEAD}\n\n<o:p></o:p>\n\n{TAIL}", f"{HEAD}\n\n{TAIL}"),
    (
        '<p class="MsoNormal" style="mso-margin-top-alt:auto;line-height:150%"><span lang=FR '
        f"style='mso-fareast-language:FR'>{HEAD}<o:p></o:p></span></p>\n\n{TAIL}",
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f"{HEAD}\n\n<![if !supportEmptyParas]><![endif]>\n\n{TAIL}",
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f'{HEAD}\n\n<st1:PersonName ProductID="x" w:st="on">{TAIL}</st1:PersonName>',
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f'{HEAD}\n\n/* Style Definitions */ table.MsoNormalTable {{mso-style-name:"Tableau '
        f'Normal"; mso-tstyle-rowband-size:0; font-family:"Times New Roman";}}\n\n{TAIL}',
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f"{HEAD}\n\nst1\\:*{{behavior:url(#ieooui) }}\n\n{TAIL}",
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f"{HEAD}\n\n@font-face {{font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4; "
        f"mso-font-charset:0;}}\n\n{TAIL}",
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f"{HEAD}\n\nNormal 0 21 false false false FR X-NONE X-NONE MicrosoftInternetExplorer4\n\n"
        f"{TAIL}",
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f"{HEAD}\n\nNormal\n0\n21\nfalse\nfalse\nfalse\nFR\nX-NONE\nX-NONE\n\n{TAIL}",
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        f"{HEAD}\n\nmso-bidi-font-size:12.0pt;mso-ansi-language:FR; line-height: 150%;\n\n{TAIL}",
        f"{HEAD}\n\n{TAIL}",
    ),
    (
        "Le maire mso-bidi-font-size:12.0pt;mso-ansi-language:FR a parlé hier soir.",
        "Le maire a parlé hier soir.",
    ),
)

KEPT = (
    "Word écrit « <o:p></o:p> » à la fin de chaque paragraphe de la page.",
    "La balise <o:p> vient de Word, et la balise <w:p> aussi, dit-il.",
    "Le nom commence par `mso-` et finit par `-language:FR`, dit le manuel.",
    "Normal, dit-il : 0 à 21 au score, c'est faux, faux et faux.",
    "Le MSO-Orchestre joue Ravel : tout Montréal vient l'écouter ce soir.",
    "Le rapport o:p vaut trois, et a<o:b se lit « a plus petit que o ».",
)


@pytest.mark.parametrize(("text", "wanted"), RESIDUE)
def test_residue_goes(text: str, wanted: str) -> None:
    assert PIPELINE.clean(text) == wanted


@pytest.mark.parametrize("text", KEPT)
def test_what_is_said_about_it_stays(text: str) -> None:
    assert PIPELINE.clean(text) == text
