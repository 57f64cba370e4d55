"""Wiki text, LaTeX, rows of values and code: words are mended, structure stays."""

import pytest

from pipeline import Pipeline
from pipeline.text.blocks import blocks

PIPELINE = Pipeline(context="off")

WIKI = (
    "= Histoire =\n'''Lorvan''' est une [[ville]] de [[France|la France]] depuis {{date|12|mai}}."
    '\n{| class="wikitable"\n|-\n| Maire || Hugo\n|}\n[[Catégorie:Ville]]'
)
LATEX = (
    "\\section{Introduction}\nLe \\emph{maire} a dit que $x^2$ suffit, selon \\cite{dupont}.\n"
    "\\begin{itemize}\n\\item un premier point\n\\end{itemize}"
)
VALUES = "name;city;label\nDurand;Nantes;maire\nMartin;Brest;juge\nPetit;Vannes;préfet"
CODE = (
    "La fonction donne la moyenne.\n\ndef mean(values):\n    total = 0\n    for x in values:\n"
    "        total += x\n    return total / len(values)\n\nElle sert partout."
)
FEED = "<channel><language>fr</language><title>Le fil</title></channel>\nLe maire a parlé."
SUBTITLES = (
    "1\n00:00:03,040 --> 00:00:04,960\nje voudrais trouver un boulot\n\n2\n00:00:05,120 --> "
    "00:00:07,240\nqui corresponde à mes études,\nà mes envies,\n"
)


@pytest.mark.parametrize("text", [WIKI, LATEX, VALUES, CODE, FEED, SUBTITLES])
def test_structure_stays(text: str) -> None:
    result = PIPELINE.explain(text)
    assert (result.text, result.proposals) == (text, ())


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        (WIKI.replace("ville]]", "ville]] très très ancinne", 1), "ancinne", "ancienne"),
        (LATEX.replace("premier point", "premier pont entre entre eux"), "entre entre", "entre"),
        (VALUES + "\n\nLe préfet a parlé à la la presse.", "la la", "la"),
        (CODE.replace("sert partout", "sert dans dans la ville"), "dans dans", "dans"),
    ],
)
def test_words_are_mended(text: str, wrong: str, right: str) -> None:
    assert PIPELINE.clean(text) == text.replace(wrong, right)


@pytest.mark.parametrize(
    "text",
    [
        "Le projet vise :\n- les agents (DDPP, DRAAF) ;\n- les acteurs (vétérinaires) ;",
        "Comme un bœuf, vers une reine;\nComme une frappe aérienne;",
        "Paris, lundi, midi\nIl pleut, il vente, il neige\nNous partons, vous restez, ils mangent",
        "Le prix est de 5 $ et de 6 $, dit-il.\nEt (voir plus bas) c’est tout.",
        "Pour qui sonne le glas (roman).\nPour quoi faire (essai).",
    ],
)
def test_prose_is_no_block(text: str) -> None:
    assert list(blocks(text)) == []


UNACCENTED = "La societe a decide de fermer et les employes ont manifeste devant la prefecture."


@pytest.mark.parametrize(
    "names",
    [
        "nom,prenom\nDupont,Jacques",
        "nom;prenom;telephone;societe\nDupont;Jacques;0123;Peugeot",
        "Nom,Prenom,Societe\nDupont,Jacques,Peugeot\nMartin,Paul,Renault",
        "id\ttelephone_prefere\tprenom\n1\t0123\tJacques",
        "annee|debut|duree",
    ],
)
def test_names_of_columns_get_no_accents(names: str) -> None:
    result = PIPELINE.explain(f"{UNACCENTED}\n\n{names}\n\nLe depute est venu hier.")
    assert names in result.text
    assert "décidé" in result.text
    assert "député" in result.text
    start = result.source.index(names)
    assert not [p for p in result.proposals if start <= p.start < start + len(names)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("La societe,le maire et les employes ont decide.", "société"),
        ("Societe, employes, prefecture", "Société"),
        ("la societe, les employes", "société"),
        ("Il a dit : societe ; employes.", "société"),
        ("societe", "société"),
    ],
)
def test_lists_in_prose_get_their_accents(line: str, wanted: str) -> None:
    assert wanted in PIPELINE.clean(f"{UNACCENTED}\n\n{line}\n\nLe depute est venu hier.")
