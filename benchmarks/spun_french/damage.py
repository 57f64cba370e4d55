"""Damage articles as scanners, typists, wrong encodings and careless pages do.

Every function takes a sound text and a seed, and returns what it replaces, with what stands there
then, in text order. Start reading from :data:`KINDS`. All tables here are our own.
"""

import random
import re
import unicodedata
from collections.abc import Callable
from itertools import cycle
from typing import NamedTuple

from benchmarks.spun_french.spinner import Damage, dictionary
from dictionaries.builders.spinning import drawn

Replaced = list[tuple[Damage, str]]

SCANNED, TYPED, CUT = 0.05, 0.05, 0.25
"""Words that a bad scan misreads, long words that a hasty typist mistypes, and long words at the
end of a line that the line cuts."""

COLUMNS = 72
"""Characters of a printed line, at most."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_ANY = re.compile(r"[^\W\d_]{2,}")
_CHUNK = re.compile(r"[^ \n]+")
_AT_END = re.compile(r"([^\W\d_]{7,})([.,]?)\n(?=[^\n])")

CONFUSIONS = (
    ("rn", "m"), ("m", "rn"), ("in", "m"), ("ni", "m"), ("nn", "mi"), ("cl", "d"), ("d", "cl"),
    ("li", "h"), ("h", "li"), ("ii", "n"), ("u", "ii"), ("n", "u"), ("u", "n"), ("e", "c"),
    ("c", "e"), ("l", "1"), ("i", "1"), ("l", "I"), ("t", "f"), ("f", "t"), ("s", "f"), ("é", "6"),
    ("é", "e"), ("è", "é"), ("à", "a"), ("ê", "e"), ("o", "0"), ("b", "h"), ("v", "y"), ("a", "o"),
    ("g", "q"), ("é", "ć"), ("s", "ſ"), ("fi", "ﬁ"), ("vi", "w"), ("ç", "c"), ("r", "i"),
)  # fmt: skip
"""What stands in print, and what a scanner reads."""

NEIGHBOURS = {
    "a": "zqé", "b": "vn", "c": "xv", "d": "sf", "e": "zr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "km", "m": "lù", "n": "b,", "o": "ip", "p": "om",
    "q": "as", "r": "et", "s": "qd", "t": "ry", "u": "yi", "v": "cb", "w": "xq", "x": "wc",
    "y": "tu", "z": "ae",
}  # fmt: skip
"""Keys beside each other on a French keyboard."""


def printed(text: str) -> str:
    """Return the text in lines, as a page has it."""
    return re.sub(rf"([^\n]{{1,{COLUMNS}}})(?: |(?=\n|\Z))", _line, text)


def _line(match: re.Match[str]) -> str:
    return f"{match[1]}\n" if match[0].endswith(" ") else match[1]


def scan(text: str, seed: str) -> Replaced:
    """Misread letters, split words, and cut words at line ends; what was cut is to stand before."""
    chance = random.Random(seed)
    found: Replaced = []
    for spot in _AT_END.finditer(text):
        word, point = spot[1], spot[2]
        if chance.random() < CUT:
            at = 3 + int(chance.random() * (len(word) - 5))
            cut = f"{word[:at]}-\n{word[at:]}{point} "
            found.append((Damage(*spot.span(), spot[0], "cut"), cut))
    taken = {one.start for one, _ in found}
    for spot in _ANY.finditer(text):
        word = spot[0]
        if spot.start() in taken or chance.random() >= SCANNED:
            continue
        if chance.random() < 0.1 and len(word) > 5:
            at = 2 + int(chance.random() * (len(word) - 3))
            found.append((Damage(*spot.span(), word, "split"), f"{word[:at]} {word[at:]}"))
        elif pairs := [pair for pair in CONFUSIONS if pair[0] in word]:
            right, wrong = drawn(chance, pairs)
            places = [m.start() for m in re.finditer(right, word)]
            at = drawn(chance, places)
            misread = word[:at] + wrong + word[at + len(right) :]
            found.append((Damage(*spot.span(), word, "misread"), misread))
    return sorted(found)


def mistype(text: str, seed: str) -> Replaced:
    """Hit keys in the wrong order, twice, not at all, or those beside them."""
    chance = random.Random(seed)
    found: Replaced = []
    for spot in _WORD.finditer(text):
        word = spot[0]
        if word[0].isupper() or chance.random() >= TYPED:
            continue
        at = 1 + int(chance.random() * (len(word) - 2))
        way = drawn(chance, ("swap", "swap", "miss", "miss", "double", "beside", "accent", "join"))
        plain = _without_accents(word)
        if way == "swap" and word[at] != word[at + 1]:
            typed = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif way == "double":
            typed = word[: at + 1] + word[at:]
        elif way == "beside" and word[at] in NEIGHBOURS:
            typed = word[:at] + drawn(chance, NEIGHBOURS[word[at]]) + word[at + 1 :]
        elif way == "accent" and plain != word:
            typed = plain
        elif way == "join" and (after := re.compile(r" [^\W\d_]+").match(text, spot.end())):
            both = text[spot.start() : after.end()]
            found.append((Damage(spot.start(), after.end(), both, way), both.replace(" ", "")))
            continue
        else:
            way, typed = "miss", word[:at] + word[at + 1 :]
        found.append((Damage(*spot.span(), word, way), typed))
    return [
        one for n, one in enumerate(found) if not n or one[0].start >= found[n - 1][0].end
    ]  # the second of two joined words may have been hit, too


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _misread(codec: str, times: int = 1) -> Callable[[str], str]:
    def garble(text: str) -> str:
        for _ in range(times):
            raw = text.encode()
            text = "".join(_decoded(byte, codec) for byte in raw)
        return text

    return garble


def _decoded(byte: int, codec: str) -> str:
    """Return what a byte reads as; one that the code page leaves free stays what it is."""
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


def _entities(text: str) -> str:
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in text)


GARBLINGS: dict[str, Callable[[str], str]] = {
    "utf-8 as windows-1252": _misread("cp1252"),
    "utf-8 as latin-1, twice": _misread("latin-1", 2),
    "utf-8 as cp850": _misread("cp850"),
    "entities": _entities,
    "accents apart": lambda text: unicodedata.normalize("NFD", text),
    "accents lost": _without_accents,
    "letters replaced": lambda text: "".join(
        "\ufffd" if unicodedata.decomposition(c) and c.isalpha() else c for c in text
    ),
}
"""How a whole article is misread."""


def encode(text: str, seed: str) -> Replaced:
    """Misread the whole text; every stretch between spaces that changes is a damage of its own."""
    chance = random.Random(seed)
    kind = drawn(chance, tuple(GARBLINGS))
    pairs = ((m, GARBLINGS[kind](m[0])) for m in _CHUNK.finditer(text))
    return [(Damage(*m.span(), m[0], kind), garbled) for m, garbled in pairs if garbled != m[0]]


ORPHANS = (
    "Partager sur Facebook Partager sur Twitter Partager par e-mail",
    "Publicité",
    "Lire aussi : {title}",
    "À lire également : {title}",
    "Abonnez-vous à notre newsletter",
    "Cet article vous a plu ? Partagez-le !",
    "Suivez-nous sur WhatsApp",
    "</blockquote>",
    '<p class="legende">',
    "/div>",
    '[caption id="attachment_4127" align="aligncenter" width="640"]',
    "&nbsp;",
)
"""Lines that a page puts between the paragraphs of an article."""

TITLES = (
    "Météo : ce qui vous attend ce week-end",
    "Les dix plages les plus calmes de Bretagne",
    "Impôts : le calendrier des paiements",
    "Notre carte des marchés de Noël",
)

INLINE = (
    ("<strong>", "</strong>"),
    ("<em>", "</em>"),
    ("<br />", ""),
    ("</span>", ""),
    ("/p>", ""),
)


def litter(text: str, seed: str) -> Replaced:
    """Put lines of a page between paragraphs, tags beside words, spintax for words."""
    chance = random.Random(seed)
    found: Replaced = []
    known = dictionary("words")
    breaks = [m.end() for m in re.finditer("\n\n", text)]
    title = text[: breaks[0] - 2]
    repeat = drawn(chance, breaks[1:])
    for at in breaks[1:]:
        if at == repeat:
            found.append((Damage(at, at, "", "repeat"), f"{title}\n\n"))
        elif chance.random() < 0.7:
            line = drawn(chance, ORPHANS).format(title=drawn(chance, TITLES))
            found.append((Damage(at, at, "", "line"), f"{line}\n\n"))
    tags = cycle(INLINE)
    for spot in _WORD.finditer(text, breaks[0]):
        word = spot[0]
        if word in known and chance.random() < 0.3:
            spun = "{" + "|".join((word, *known[word])) + "}"
            found.append((Damage(*spot.span(), word, "spintax"), spun))
        elif chance.random() < 0.02:
            opening, closing = next(tags)
            found.append((Damage(spot.start(), spot.start(), "", "tag"), opening))
            if closing:
                found.append((Damage(spot.end(), spot.end(), "", "tag"), closing))
    return sorted(found)


class Kind(NamedTuple):
    """A kind of damage: how it is done, and which articles it gets, from ``first`` every so many.

    ``before`` is what becomes of the sound text first.
    """

    damage: Callable[[str, str], Replaced]
    first: int
    every: int
    before: Callable[[str], str] = str


KINDS: dict[str, Kind] = {
    "scans": Kind(scan, 0, 2, printed),
    "typing": Kind(mistype, 1, 2),
    "encoding": Kind(encode, 0, 3),
    "markup": Kind(litter, 1, 3),
}
"""Kinds of damage besides spinning."""
