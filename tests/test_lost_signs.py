"""Apostrophes that were lost, capital I read as l, letters of glued words, bylines."""

import pytest

from pipeline import explain
from pipeline.markup.boilerplate import kind_of
from pipeline.spelling.lost_apostrophes import partings


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Il na pas fait appel.", "Il n'a pas fait appel."),
        ("Les élus nont pas voté la loi.", "Les élus n'ont pas voté la loi."),
        ("Jai été reconnu coupable, dit-il.", "J'ai été reconnu coupable, dit-il."),
        ("Cest une affaire grave.", "C'est une affaire grave."),
        ("Cétait un soir de juin, à Brest.", "C'était un soir de juin, à Brest."),
        ("M. Durand jure quil navait rien vu.", "M. Durand jure qu'il n'avait rien vu."),
        ("On sait que lhomme est en fuite.", "On sait que l'homme est en fuite."),
        ("Il a parlé dun accord et dune loi.", "Il a parlé d'un accord et d'une loi."),
        ("La fin de lété approche déjà.", "La fin de l'été approche déjà."),
        ("Il vient dAmiens avec lONU.", "Il vient d'Amiens avec l'ONU."),
        ("Lan dernier, lÉtat a payé jusquà la fin.", "L'an dernier, l'État a payé jusqu'à la fin."),
        (
            "La cour a dit quelle ne pouvait pas le croire.",
            "La cour a dit qu'elle ne pouvait pas le croire.",
        ),
        ("L’accusé na rien dit, nest pas venu.", "L’accusé n’a rien dit, n’est pas venu."),
        ("Il ny a rien à dire, sil le veut bien.", "Il n'y a rien à dire, s'il le veut bien."),
    ],
)
def test_lost_apostrophes(text: str, wanted: str) -> None:
    # The stage encoding, where it finds them first, writes printers' apostrophes.
    assert explain(text).text.replace("’", "'") == wanted.replace("’", "'")


@pytest.mark.parametrize(
    "text",
    [
        "Na ! dit l'enfant, et il n'a pas tort : le canal Na/K reste ouvert.",
        "Il faut savoir quelle loi suivre, et dans quelle mesure. Pendant quelle saison ?",
        "Je ne sais quelle est la raison, ni quelles sont les suites.",
        "La dune avance, la lune se lève, le mont Blanc est enneigé, le lest est lourd.",
        "M. Larcher et Mme Loiseau ont reçu Jen Psaki, Nas Daily et Lon Chaney.",
        "Et lon lan la, ce n'est pas là, chantent les enfants.",
        "Le club est ouvert lun. et mar. de 9 h à 12 h.",
        "DAMIS, étonné, répond à Lissu. Lissu est fier de lui.",
        "Le navet, le javelot, le cèdre, la laine et le daim sont là.",
        "Ma mère et ta sœur ont fait un test, puis un tas de sable.",
        "Un légo et une poupée sont à moi.",
        "Les citoyen·nes et les élu·es ont voté.",
    ],
)
def test_words_that_have_all_their_letters(text: str) -> None:
    assert explain(text).edits == ()


def test_what_is_parted() -> None:
    assert partings("laccusé") == ("l",)
    assert partings("dÉtudes") == ("d",)
    assert partings("nexistera") == ("n",)
    assert partings("ntable") == ()
    assert partings("cune") == ()
    assert partings("qumaison") == ()
    assert partings("lhéros") == ()  # an aspirated h elides nothing


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Je m'appelle lsabelle", "Je m'appelle Isabelle"),
        ("Il voyage en lnde et en ltalie.", "Il voyage en Inde et en Italie."),
        ("Le président lvan Petrov est là.", "Le président Ivan Petrov est là."),
        ("L'armée de lrak et celle de lsraël.", "L'armée de Irak et celle de Israël."),
        ("Il a visité L'lslande et l'ltalie.", "Il a visité L'Islande et l'Italie."),
        ("Né à lssoudun, il vit dans l'lndre.", "Né à Issoudun, il vit dans l'Indre."),
        ("L'écrivain lan Fleming est mort hier.", "L'écrivain Ian Fleming est mort hier."),
        ("lls sont partis. ll est tard.", "Ils sont partis. Il est tard."),
        ("— II y a un train. Mais II ne part pas.", "— Il y a un train. Mais Il ne part pas."),
    ],
)
def test_capital_i_read_as_l(text: str, wanted: str) -> None:
    result = explain(text)
    made = {e.rule for e in result.edits}
    assert "OCR007" in made
    assert result.text.replace("d'I", "de I") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Lloyd et Llano sont là, dit la Llorona.",
        "Napoléon II est mort jeune ; Jean-Paul II a régné longtemps.",
        "Les ordinateurs Mark I et II furent construits par IBM.",
        "L'acte II se joue à Rome. II. La suite du récit.",
        "Le protocole lldp et la commande lsblk changent.",
        "Il lit, elle lave, ils louent une image et un livre.",
        "Selon lui, l'île est loin, les îles le sont aussi.",
    ],
)
def test_what_begins_with_l(text: str) -> None:
    assert explain(text).edits == ()


SCAN = " Les gendannes dn régi-ment snr la plaee."


@pytest.mark.parametrize(
    "glued",
    ["ParisM. Jean", "LyonMme Duval", "NantesDr. Petit", "demandéLe maire", "parisiensCôté bus"],
)
def test_glued_words_keep_their_letters(glued: str) -> None:
    for tail in ("", SCAN):
        text = explain(f"Le préfet de {glued} a été reçu.{tail}").text
        letters = [c for c in text.partition(" a été")[0] if c.isalnum()]
        assert letters == [c for c in f"Le préfet de {glued}" if c.isalnum()]


BYLINES = (
    "de notre correspondant)",
    "(de notre correspondant)",
    "(avec AFP)",
    "Avec l'AFP",
    "A. D. avec AFP et Reuters",
    "Par Jean Dupont",
    "Reuters",
    "© AFP - Par Jean Dupont",
    "Crédit photo : Hugo Lantier, de notre envoyé spécial",
    "Photo AFP, de notre correspondant)",
    "Propos recueillis par Lise Aumont",
    "LYON (de notre correspondante)",
)


@pytest.mark.parametrize("line", BYLINES)
def test_a_byline_stays(line: str) -> None:
    assert kind_of(line) is None
    result = explain(f"Il est parti lundi.\n\n{line}\n\nElle est restée.")
    assert line in result.text
    assert not [p for p in result.proposals if not p.after]


@pytest.mark.parametrize("line", ["© AFP", "AFP/Archives", "Photo : Hugo Lantier / AFP"])
def test_a_credit_goes(line: str) -> None:
    assert explain(f"Il est parti.\n\n{line}\n\nElle est restée.").text == (
        "Il est parti.\n\nElle est restée."
    )
