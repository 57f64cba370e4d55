"""Say whether an edit changes a fact: law 7, *no automatic edit changes a fact*.

Start reading from :func:`changing`, which the runner asks about every edit that it is about to
make. A fact is a number in figures or words, a unit, a duration, a month or a day, a currency, or
a negation. The facts of the words around an edit are read twice, before the edit and after it, and
compared. Repairs of form keep them: `1&nbsp;000` and `1 000`, `fevrier` and `février`, `50ans` and
`50 ans` say the same.

An English number, unit or duration is never the same fact as a French one. So a translation (*ten*,
*dix*) changes a fact: a spinner may have written *ten* for *six*. Months, days and currencies are
compared across the languages: in spun development articles all 106 *March* and *bucks* stood for
*mars* and *dollars*.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

import ftfy
import regex

from pipeline.edits import Edit
from pipeline.encoding.bare_escapes import bare_escapes, units_read
from pipeline.encoding.escapes import unescaped
from pipeline.resources import data, lexicon

TABLE = "facts.tsv"


class Word(NamedTuple):
    """A word that states a fact, a row of ``facts.tsv``.

    ``when`` says where it states it:

    =========== ==============================================================================
    ``always``  everywhere
    ``beside``  beside a number or what is counted: *pied*
    ``counted`` after a word that counts or compares: *an*
    ``lost``    everywhere, but only its loss changes a fact: spinners replace *premier*, and an
                edit may give it back
    =========== ==============================================================================

    ``french`` are the translations of an English word.
    """

    language: str
    kind: str
    fact: str
    when: str
    french: tuple[str, ...]


@cache
def words() -> Mapping[str, Word]:
    """Return the words of ``facts.tsv``: *ten*, *months*, *deux*, *mars*, *pas*."""
    return {
        word: Word(language, kind, fact, when, tuple(french.split("|")) if french else ())
        for word, language, kind, fact, when, french in data.table(TABLE, 6)
    }


# -- the facts of a stretch of text ---------------------------------------------------------------

Facts = Counter[str]

_GROUPS = r"[ \u00a0\u202f\u2009'’]"
_ATOM = regex.compile(
    rf"""
      (?P<figure> (?<![\p{{L}}\d] ) [-−–]? (?<![\p{{L}}\d]-) \d{{1,3}} (?:{_GROUPS}\d{{3}})+ (?!\d)
        (?:[.,:/]\d+)*
      | (?:(?<![\p{{L}}\d]) [-−–])? \d+ (?:[.,:/]\d+)* )
    | (?P<sign> [€$£¥%‰°½¼¾²³] )
    | (?P<word> [\p{{L}}\p{{M}}]+ )
    """,
    regex.VERBOSE,
)
_IN_WORD = regex.compile(
    r"(?<=\p{L})\d(?=\p{Ll})|(?<![\p{L}\d.,])(?:1(?=['’]\p{L})|"
    r"[01](?=\p{Ll})(?!(?:i?[eè]re?s?|res?|n?d|e|[èe]?me|st|th|[kcm]?m|k?g|h|ha|min|s|x|k|l)\b))"
)
"""A digit that a scan wrote for a letter: *c0mme, 1'homme, 1es*. No reader takes it for a number,
as those of *A6*, *1er* and *1km*."""

_LETTER = "ʘ"
"""What takes the place of such a digit. No word that states a fact has it: *tr0is* states none."""

_SIGNS = {
    **dict.fromkeys("½¼¾²³°", ""),
    "€": "euro",
    "$": "dollar",
    "£": "pound",
    "¥": "yen",
    "%": "percent",
    "‰": "permille",
}
_CROSSING = frozenset({"date", "currency", "negation"})
"""Kinds of which an English and a French word state the same fact: a translation keeps it."""

_TAG = regex.compile(r"</?[A-Za-z!][^<>]{0,2000}>|</?[A-Za-z][\w-]*+\s[^<>\n]{0,300}\Z")


def facts(text: str) -> Facts:
    """Return the facts that ``text`` states and how often.

    >>> sorted(facts("20 € en mars, trois ans"))
    ['#20', '3', 'currency:euro', 'date:month-03', 'duration:year']
    """
    return Counter(stated.fact for stated in _read(_plain(text)))


class _Stated(NamedTuple):
    """A fact, whether only its loss counts, and the word, figure or sign that states it."""

    fact: str
    only_lost: bool
    atom: str


def _read(text: str) -> list[_Stated]:
    """Return the facts of a text that is :func:`_plain`."""
    text = _IN_WORD.sub(_LETTER, text)
    atoms = list(_ATOM.finditer(text))
    found = [_of_atom(match) for match in atoms]
    sure = [
        word is not None and word.kind in _COUNTING and word.when == "always" for _, word in found
    ]
    near = [text[a.end() : b.start()].strip(" \u00a0\u202f-") == "" for a, b in pairwise(atoms)]
    kept = []
    for n, (fact, word) in enumerate(found):
        if word is None or (
            word.fact == "ne" and atoms[n][0] in "nN" and not _elided(text, atoms[n])
        ):
            continue
        before = atoms[n - 1][0].lower() if n and near[n - 1] else ""
        after = atoms[n + 1][0].lower() if n < len(near) and near[n] else ""
        beside = (before and sure[n - 1]) or (after and sure[n + 1])
        if (
            word.when in ("always", "lost")
            or beside
            or (word.when == "counted" and before in _BEFORE_YEAR)
            or (word.fact == "2th" and _is_ranked(after))
        ):
            kept.append(_Stated(fact, word.when == "lost", atoms[n][0].lower()))
    return kept


_BEFORE_YEAR = frozenset("un par chaque l d cet nouvel bel".split())
"""Words before *an* that tell it from the English article."""

_COUNTING = frozenset({"figure", "number", "unit", "duration", "currency"})
_FIGURE = Word("", "figure", "", "always", ())


def _of_atom(match: "regex.Match[str]") -> tuple[str, Word | None]:
    if match["figure"]:
        digits = regex.sub(rf"(?<=\d){_GROUPS}(?=\d)", "", match[0])
        return "#" + regex.sub("[−–]", "-", digits), _FIGURE
    if match["sign"]:
        sign = _SIGNS[match[0]]
        kind = "unit" if sign in ("percent", "permille", "") else "currency"
        return f"{kind}:{sign or match[0]}", Word("", kind, "", "always", ())
    word = words().get(normalize("NFC", match[0].lower())) or _accentless(match[0].lower())
    if word is None:
        return "", None
    fact = word.fact if word.kind == "number" else f"{word.kind}:{word.fact}"
    if word.language == "en" and word.kind not in _CROSSING:
        fact = f"en:{fact}"
    return fact, word


def _elided(text: str, atom: "regex.Match[str]") -> bool:
    return text[atom.end() : atom.end() + 1] in ("'", "’")


def _is_ranked(word: str) -> bool:
    """Say whether *second* before a word puts it in order (*le second tour*), and is no moment."""
    kinds = {a.pos for a in lexicon.analyses(word)} if word else set()
    return "noun" in kinds and not kinds & {"adj", "prep", "pron", "conj", "det", "adv", "verb"}


@cache
def _bare() -> Mapping[str, Word]:
    return {_ascii(word): row for word, row in words().items() if row.language == "fr"}


def _accentless(word: str) -> Word | None:
    """Return the row of a French word that lacks accents: *fevrier, metres*."""
    return _bare().get(_ascii(word))


def _ascii(word: str) -> str:
    return "".join(c for c in normalize("NFD", word) if not "\u0300" <= c <= "\u036f")


_TERMINAL = regex.compile(r"\x1b\[[\d;]*[A-Za-z]")
_HALF_ENTITY = regex.compile(
    r"(?<!&)(?=#(?:\d{2,6}|x[0-9a-fA-F]{2,5});)|&\s(?=#?\w{2,8};)"
    r"|(?<=[\w%])(?=nbsp;)"
)
"""Where an entity has lost its ampersand, or was parted from it."""

_ESCAPED = 4
"""Times that an entity was escaped, at most."""


def _plain(text: str) -> str:
    """Return ``text`` as it reads when tags, entities, escapes and wrong encodings are undone."""
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if ";" in text or "&" in text:
        text = _HALF_ENTITY.sub("&", text)
        for _ in range(_ESCAPED):
            text = unescape(text)
    if "u00" in text or "u20" in text:
        text = units_read(text)
    if "\\" in text or "=" in text or "%" in text:
        for find in (unescaped, bare_escapes):
            for escape in sorted(find(text), reverse=True):
                text = text[: escape.start] + escape.text + text[escape.end :]
    return text if text.isascii() else ftfy.fix_encoding(text)


# -- what an edit makes of them -------------------------------------------------------------------

_WINDOW = 60
"""Code points on each side of an edit in which the words that it touches are looked for."""

_LEFT = regex.compile(r"(?:[\p{L}\p{M}\d]+[^\p{L}\d\n]{1,3}){0,2}\S*\Z")
_RIGHT = regex.compile(r"\S*(?:[^\p{L}\d\n]{1,3}[\p{L}\p{M}\d]+){0,2}")

_MARKUP, _REPEATED, _DECODED = "MRK", "DUP", "ENC"
_ACCENTED = "ENC011"
_SPELLING = ("OCR", "SPL")
"""Families of rules that are judged in other ways. What markup takes out belongs to the page, not
to the article: *Il vous reste 80 % à lire*, `width="300"`. What is repeated still stands elsewhere.
A wrong encoding spoils letters with accents and signs, but no figures and no plain letters."""


def changing(text: str, edits: Iterable[Edit]) -> frozenset[Edit]:
    """Return those of ``edits``, in text order, that change a fact of ``text``, with their groups.

    When a repeated passage goes, no fact is lost that also stands in the rest of the text.
    """
    chosen = tuple(edits)
    units: dict[str | Edit, list[Edit]] = defaultdict(list)
    for edit in chosen:
        units[edit if edit.group is None else edit.group].append(edit)
    decoded = [edit for edit in chosen if edit.rule.startswith(_DECODED)]
    repeated = [edit for edit in chosen if _is_repeated(edit)]
    rest = facts(text) if repeated else Counter()
    for edit in repeated:
        rest -= facts(edit.before)

    def change(edit: Edit, unit: Sequence[Edit]) -> bool:
        if edit.rule.startswith(_MARKUP) and not edit.after.strip():
            return False
        if edit.rule.startswith(_DECODED) and not _ALPHANUMERIC.search(edit.before + edit.after):
            return False  # *b├®ni* says no *ni*, *No├½l* no *no*
        if edit.rule == _ACCENTED and _letters(edit.before) == _letters(edit.after):
            return False  # *aoˆut* says *août*
        if edit.rule.startswith(_SPELLING) and _spells_number(edit):
            return True
        if _is_repeated(edit):
            return not facts(edit.before).keys() <= rest.keys()
        return _changes(text, edit, decoded if edit.rule.startswith(_DECODED) else unit)

    return frozenset(
        edit for unit in units.values() if any(change(e, unit) for e in unit) for edit in unit
    )


def _is_repeated(edit: Edit) -> bool:
    return edit.rule.startswith(_REPEATED) and not edit.after.strip()


def _spells_number(edit: Edit) -> bool:
    """Say whether an edit spells a number word that stood there in no form: *un score neul, neuf*.

    Such a word need not stand beside a number or a unit to say one.
    """
    if _letters(edit.before) == _letters(edit.after):
        return False
    there = {_ascii(word) for word in _LETTERS.findall(edit.before.lower())}
    written = (word for word in _LETTERS.findall(edit.after.lower()) if _ascii(word) not in there)
    rows = (words().get(word) for word in written)
    return any(row is not None and row.kind == "number" and row.when != "lost" for row in rows)


def _changes(text: str, edit: Edit, unit: Sequence[Edit]) -> bool:
    """Say whether an edit changes a fact when it is made together with the others of its ``unit``.

    The edits of a wrong encoding are one unit: a garbled line makes sense only as a whole.
    """
    left, right = (
        text[max(0, edit.start - _WINDOW) : edit.start],
        text[edit.end : edit.end + _WINDOW],
    )
    start = edit.start - len(_match(_LEFT, left))
    end = edit.end + len(_match(_RIGHT, right))
    window = text[start:end]
    first = bisect_left(unit, start, key=lambda e: e.start)
    pieces: list[str] = []  # quicker than an edit of the window for each of them
    at = start
    for n in range(first, len(unit)):
        if unit[n].end > end:
            break
        pieces += text[at : unit[n].start], unit[n].after
        at = unit[n].end
    edited = "".join((*pieces, text[at:end]))
    if Counter(s.fact for s in _read(window)) == Counter(s.fact for s in _read(edited)):
        return False
    before, after = _plain(window), _plain(edited)
    old, new = _read(before), _read(after)
    if _letters(before) == _letters(after) and _figures(old) == _figures(new):
        return False  # words were joined or split, or got accents
    if edit.rule.startswith(_DECODED):
        old = [s for s in old if s.atom not in _SIGNS]
        new = [s for s in new if s.atom not in _SIGNS]
    lost = Counter(s.fact for s in old) - Counter(s.fact for s in new)
    gained = Counter(s.fact for s in new if not s.only_lost) - Counter(s.fact for s in old)
    if gained and edit.rule.startswith(_DECODED):
        gained -= Counter(s.fact for s in new if s.atom == "n" or _was_spoilt(s.atom, before))
    return bool(lost or gained)


def _was_spoilt(word: str, before: str) -> bool:
    """Say whether ``before`` has a word whose letters with accents are spoilt: *ao?t, lanne*."""
    return not word.isascii() and _spoilt(word).search(before.lower()) is not None


@lru_cache(maxsize=1 << 10)
def _spoilt(word: str) -> "regex.Pattern[str]":
    return regex.compile("".join(c if c.isascii() else r"[^a-z\s]{0,6}" for c in word))


def _match(pattern: "regex.Pattern[str]", text: str) -> str:
    found = pattern.search(text) if pattern is _LEFT else pattern.match(text)
    return found[0] if found else ""


_LETTERS = regex.compile(r"[\p{L}--\p{Lm}]+", regex.V1)
_ALPHANUMERIC = regex.compile(r"[A-Za-z0-9]")


def _figures(stated: Iterable[_Stated]) -> list[str]:
    return [s.fact for s in stated if not s.atom.isalpha()]


def _letters(text: str) -> str:
    return _ascii("".join(_LETTERS.findall(text))).lower()
