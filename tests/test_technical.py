"""Code in running text is marked, whole, and what only resembles it is not."""

from collections import deque
from itertools import pairwise

import pytest
from patience import grows_as_the_text

from pipeline import explain
from pipeline.edits import Mark
from pipeline.text.technical import about_programs, commands, feeds, technical


def found(text: str) -> list[str]:
    """Return the code of a text, what others cover left out."""
    spans = sorted(set(technical(text)), key=lambda span: (span[0], -span[1]))
    return [
        text[a:b]
        for a, b in spans
        if not any(c <= a and b <= d and (a, b) != (c, d) for c, d in spans)
    ]


CODE = (
    # tags, and what is technical between them
    ("<language>fr</language>", ["<language>", "fr", "</language>"]),
    ("<pubDate>2020-05-01</pubDate>", ["<pubDate>", "2020-05-01", "</pubDate>"]),
    ('Le <item id="front"> est vide.', ['<item id="front">']),
    (
        "Un <host>post</host> et un <city>Metz</city>.",
        ["<host>", "post", "</host>", "<city>", "Metz", "</city>"],
    ),
    ("<guid>a1</guid>", ["<guid>", "a1", "</guid>"]),
    # identifiers
    ("La variable url_path est vide.", ["url_path"]),
    ("Le champ max_users vaut MAX_VALUE.", ["max_users", "MAX_VALUE"]),
    ("La fonction getUserName() rend getValue.", ["getUserName()", "getValue"]),
    ("On lit request.path puis self.user.name ici.", ["request.path", "self.user.name"]),
    ("Le type std::vector et l'identifiant ttn-fr-3.", ["std::vector", "ttn-fr-3"]),
    ("Il faut poser lang=fr et $HOME ou %PATH% avant.", ["lang=fr", "$HOME", "%PATH%"]),
    # files and paths
    ("Voir crepes-picardes.md pour la recette.", ["crepes-picardes.md"]),
    ("Ouvrez notes.txt. Puis image-front.png.", ["notes.txt", "image-front.png"]),
    ("Le module src/main/cost.py et archive.tar.gz.", ["src/main/cost.py", "archive.tar.gz"]),
    ("Il est dans /usr/local/share et ~/docs/front.", ["/usr/local/share", "~/docs/front"]),
    ("Sous C:\\Users\\front\\cost, rien.", ["C:\\Users\\front\\cost"]),
    ("Lancez ./configure dans ../build d'abord.", ["./configure", "../build"]),
    # commands and options
    ("Il faut lancer git push origin main pour publier.", ["git push origin main"]),
    ("Puis pip install requests avant de commencer.", ["pip install requests"]),
    ("Ensuite npm run build, et docker compose up.", ["npm run build", "docker compose up"]),
    (
        "Tapez sudo apt install front-cost et make test.",
        ["sudo apt install front-cost", "make test"],
    ),
    ("L'option --force-with-lease, ou --verbose, aide.", ["--force-with-lease", "--verbose"]),
    ("$ rature clean front.txt\nLe texte est propre.", ["$ rature clean front.txt"]),
    ("Avec cd /var/log/front on y va.", ["cd /var/log/front"]),
)
PROSE = (
    "Il a dit que c'est la fin.Le maire est parti, puis M.Dupont est venu.",
    "Les fruits, légumes, etc. se vendent bien ; p.ex. les pommes, i.e. les rouges.",
    "Un aller-retour, un porte-monnaie, un va-et-vient et un tête-à-tête.",
    "Les professional-russes et les anti-americans ont vote.",
    "C'est la fin.le maire l'a dit, hier.la suite demain.",
    "J.Verne, J.-C. Dupont, S.N.C.F. et U.S.A. sont des noms.",
    "Le problemLe maire a parlé, annoncéLe ministre aussi, parisiensCôté bus.",
    "Du déhowever et du prépost dans le texte.",  # pieces of words that a spinner replaced
    "Le maire --absent hier-- a parlé. Il a dit --oui--.",
    "Le cargo transporte des marchandises ; il va go, dit-elle, et on make la fête.",
    "Lundi/mardi/mercredi, 12/03/2020, 90 km/h, et/ou hommes/femmes/enfants.",
    "Le git est une science, et le docker du port travaille.",
    "Si a < b et b > c, alors a<b et b>c.",
    "L'écart vaut 5 %, soit $5 ou 3 $US, entre 2010-2012.",
    "l_accusé n_a rien dit ; la par_le et laj__che d'un scan.",
    "Un cd de jazz, un test, une version 2.0, un F-16 et le Covid-19.",
)


@pytest.mark.parametrize(("text", "code"), CODE)
def test_code_is_found(text: str, code: list[str]) -> None:
    assert found(text) == code


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_code(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "<channel><language>fr</language><title>Le fil</title></channel>\nLe maire a parlé.",
        "<rss><item><title>Le pont rouvre</title><link>a</link></item></rss>\nLe maire a parlé.",
        "La variable url_path est vide, la constante max_users aussi.",
        "Voir crepes-picardes.md pour la recette, dit le cuisinier.",
        "Il faut lancer git push origin main pour publier le site.",
        "Le patron du groupe a confirmé la nouvelle mardi.\n\nttn-fr-3",
        "On appelle request.path.cost dans le fichier jail-front.py du projet.",
    ],
)
def test_nothing_is_done_to_code(text: str) -> None:
    result = explain(text)
    assert (result.edits, result.proposals) == ((), ())


def test_damage_beside_code_is_mended() -> None:
    text = "Les professional-russes lisent url_path sur la ligne de entrance."
    assert explain(text).text == "Les pro-russes lisent url_path sur la ligne de front."


def test_tags_of_pages_still_go() -> None:
    text = "<title>Le pont</title>\n\n<p>Le pont rouvre <strong>mardi</strong>.</p>"
    assert list(feeds(text)) == []
    assert explain(text).text == "Le pont\n\nLe pont rouvre mardi."


def test_the_table_of_commands_is_in_order() -> None:
    assert all(a < b for a, b in pairwise(commands()))
    assert all(name == name.lower() and words for name, words in commands().items())


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["a.", "a_", "a-1-", "--a ", "/a", "a/", "<a ", "<a b='", "aB", "$", "_", "a=", "a::", "C:\\",
     "git push ", "sudo ", "<x>y</x>", "../", "--oui ", "$ ab\n", "\n"],
    ids=repr,
)  # fmt: skip
def test_time_grows_as_the_text_does(piece: str) -> None:
    def read(size: int) -> None:
        text = (piece * size)[:size]
        deque(technical(text), maxlen=0)
        deque(feeds(text), maxlen=0)

    assert grows_as_the_text(read, 20_000)


def test_what_speaks_of_programs_is_known() -> None:
    """By names of functions and variables, or by code; names of firms are none."""
    for text in ("Appelez setup() avant.", "La valeur de setWalk change.", "Elle lit onClick."):
        assert about_programs(text, ())
    for text in ("Son iPhone et son MacBook.", "eBay et BlaBlaCar (Paris).", "Il a dit oui."):
        assert not about_programs(text, ())
    assert about_programs("Voir ls -l.", (Mark(5, 10, "code", "MRK000"),))
