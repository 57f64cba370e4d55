"""Sentences, words and signs that touch, and words that stand twice, by kind."""

import pytest

from pipeline import Pipeline

PIPELINE = Pipeline(context="off")

MENDED = [
    # a byline, a time, a year
    ("Par Jean DupontLe maire a parlé.", "Par Jean Dupont\nLe maire a parlé."),
    ("Publié à 10h30Le maire a parlé.", "Publié à 10h30\nLe maire a parlé."),
    ("Mis à jour le 03/05/2021L’affaire suit.", "Mis à jour le 03/05/2021\nL’affaire suit."),
    # a quotation, an abbreviation
    ("« Nous irons au bout »Le ministre tient.", "« Nous irons au bout » Le ministre tient."),
    ("Des poires, etc.Il y en a pour tous.", "Des poires, etc. Il y en a pour tous."),
    # signs
    ("« Nous venons »,a dit le maire.", "« Nous venons », a dit le maire."),
    ("Le maire ,qui était là, est parti.", "Le maire, qui était là, est parti."),
    ("Les prix montent:les ménages souffrent.", "Les prix montent: les ménages souffrent."),
    (
        "Deux solutions:partir ou rester;il choisit.",
        "Deux solutions: partir ou rester; il choisit.",
    ),
    ("Le maire(PS) a parlé.", "Le maire (PS) a parlé."),
    ("Le maire(qui a perdu hier) a parlé.", "Le maire (qui a perdu hier) a parlé."),
    ("Il a dit( hier soir )qu’il partait.", "Il a dit (hier soir) qu’il partait."),
    ("Le 12mars, 300personnes et 5euros.", "Le 12 mars, 300 personnes et 5 euros."),
    # words twice
    ("Le maire a a parlé.", "Le maire a parlé."),
    ("Les prix ont augmenté augmenté de moitié.", "Les prix ont augmenté de moitié."),
    ("Le conseil conseil départemental vote.", "Le conseil départemental vote."),
    ("Il est est utilisé partout.", "Il est utilisé partout."),
    ("Certaines certaines solutions sont là.", "Certaines solutions sont là."),
    ("Il dit qu’qu’il part avec l'l'avocat.", "Il dit qu’il part avec l'avocat."),
]

KEPT = [
    "Par Jean LeRoux et Marc DeLaunay, envoyés à Lyon.",
    "Le site 24Heures et la chaîne France24Le direct suivent.",
    "Er sagte »Ja« »Le Monde« steht da.",
    "def f(x):return x",
    "langue:fr ville:Lyon note:bien",
    "Les élèves de la classe programment des micro:bits avec leur maître.",
    "Un(e) auteur(trice) et des élu(e)s votent pour le (la) maire.",
    "La fonction(a, b) rend moyenne(liste) ou print(texte).",
    "Il lit 1jour1actu, va aux 4saisons et chez 2roues.",
    "L’est est touché par la pluie, et ce qui est est.",
    "Ce qu’il a a de la valeur.",
    "Il étudie la guerre en en retraçant le cours ; elle y pense en en parlant.",
    "C’est un très très bel homme sur une longue longue route.",
    "Le premier premier ministre du Canada mène une politique politique.",
    "Le loup Canis lupus lupus vit ici, Tian Tian aussi.",
    "Il fait froid ; oui oui, bien bien froid, et c’est là là.",
]


@pytest.mark.parametrize(("text", "wanted"), MENDED)
def test_it_is_parted_or_told_once(text: str, wanted: str) -> None:
    assert PIPELINE.clean(text) == wanted


@pytest.mark.parametrize("text", KEPT)
def test_look_alikes_stay(text: str) -> None:
    assert PIPELINE.clean(text) == text
