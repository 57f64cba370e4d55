"""MRK012: a comma, colon, bracket or figure that touches the next word: *les rues,les places*.

Start reading from :func:`missing_spaces`. What touches in code, tables, addresses and gendered
writing (*élu(e)s*) stays: both sides must be French words, and the line one of prose.
"""

from collections.abc import Iterator

import regex

from pipeline.edits import Edit, insertion, replacement
from pipeline.markup.spintax import reads_french
from pipeline.resources.lexicon import analyses, is_french
from pipeline.text.numerals import MONTHS
from pipeline.text.signs import sign

_ELIDED = r"(?:[ldjcsnmtLDJCSNMT]['’]|[qQ]u['’])"
_COMMA = regex.compile(
    rf"(?<![\w.;@/\\=<>-]|\W,){_ELIDED}?((?:\p{{L}}{{1,30}}+-){{0,3}}\p{{L}}\p{{Ll}}{{1,40}}+)([,;])"
    rf"({_ELIDED}?\p{{Ll}}{{2,40}}+|[aà](?= )|[ay]-t-(?:il|elle|on)s?)"
    r"(?![\w;@/\\=<>(]|,(?!\p{Ll})|\.(?!\s|\Z))"
)
_AFTER_FIGURE = regex.compile(
    r"(?<=[\s(](?:\d{1,4}|\d{1,2}[  ]?h(?:[  ]?\d\d)?|\d[\d.,]{0,9}[  ]?[%€]),)"
    rf"(?=({_ELIDED}\p{{Ll}}{{2,40}}+|\p{{Ll}}{{3,40}}+)(?:[ .;]|['’]))"
)
"""A comma between a figure and a word: *au 12,rue de la Paix*, *à 19h,c'est fini*."""

_AFTER_QUOTATION = regex.compile(rf"(?<=[\p{{L}}.!?…][  ]?[»”)]),(?={_ELIDED}?(\p{{Ll}}+)[\s'’-])")
_AFTER_STRAIGHT = regex.compile(r"(?<=\"[^\"\n]{2,300}[\p{L}.!?…]\"),(?=(\p{Ll}+)[ -])")
"""A comma between straight quotation marks and the verb of who speaks: *"Oui",a dit le maire*."""

_COLON = regex.compile(
    rf"(?<![\w.,;:@/\\=<>-]){_ELIDED}?(\p{{L}}\p{{Ll}}{{3,40}}+):({_ELIDED}?\p{{Ll}}{{1,40}}+)"
    r"(?=[ ,]|\.\s)"
)
_OPENERS = frozenset(
    "le la les l un une des du de d il elle ils elles on c ce cet cette ces je j nous vous "
    "son sa ses leur leurs notre nos votre vos mon ma mes qu que qui où si en au aux à dans "
    "pour par sur sous avec sans chez après avant depuis selon mais et ou car donc alors ni "
    "pas plus tout tous toute toutes rien personne deux trois plusieurs certains aucun "
    "aucune".split()
)
"""Words with which a sentence goes on after a colon: *micro:bit* is a name."""

_BEFORE = regex.compile(r"(?<=[\p{L}\p{N})»”%]) ,(?=(?:[ldjcsnmt]['’]|qu['’])?(\p{L}{1,40}+))")
"""A comma on the wrong side of its space: *le maire ,qui*."""

_AFTER = regex.compile(
    rf"(?<=[\p{{L}}\p{{N}})»”%] )([;:])(?=({_ELIDED}?\p{{Ll}}{{2,40}}+)(?![\w:/\\=(]))"
)
"""A semicolon or colon with a space on its left alone: *les prix montent ;les ventes baissent*."""

_BRACKET = regex.compile(r"(?<=(\s)\(([^()\n]{2,200}[^()\s]))\)(\p{Ll}{1,40}+)(?![\w(])")
_OPENING = regex.compile(
    r"(?<![\w./\\=<>-])(?:(\p{L}\p{Ll}{3,40}+)|(?<=\p{Lu}\p{Ll}+ )(\p{Lu}\p{Ll}{2,40}+))"
    r"\((?=(?P<party>\p{Lu}{2,8}(?:-\p{Lu}{2,8})?)\)"
    r"|(?P<words>[\p{L}'’-]+(?: [\p{L}\d'’,-]+){1,30})\))"
)
_TURNED_OPENING = regex.compile(r"(?<=(\p{L}{3,40}+))\( (?=[\p{L}\d][^()\n]{2,200}\))")
_TURNED_CLOSING = regex.compile(r"(?<=\([^()\n]{2,200}\S) \)(?=(\p{Ll}{1,40}+))")
"""Brackets on the wrong side of their space: *il a dit( hier )qu'il*."""

_COUNTED = regex.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:[  ]\d{3})+|\d{1,6})(?:,\d{1,2})?(?=("
    rf"{MONTHS}"
    r"|euros?|dollars?|millions?|milliards?|ans|mois|jours?|semaines?|heures?|minutes?|secondes?"
    r"|habitants?|personnes?|kilomètres?|mètres?|hectares?|tonnes?|kilos?|degrés?|élèves|salariés"
    r"|morts|blessés|enfants?|femmes|hommes|voix|points|logements|communes|places)(?![\w-]))"
)
"""A figure that touches what it counts. Other words may be names: *1jour1actu, 4saisons*."""

_QUOTE = regex.compile(
    r"(?<![\p{L}'’])(\p{L}\p{Ll}{1,40}+)«(?=\s?\p{L}[^«»\n]{1,300}»)"
    r"|(?<=«[^«»\n]{1,300})»((?:(?:[smtndlcj]|qu)['’])?+(?:\p{Ll}{2,40}+|[ay](?=[ -])))"
)
"""A guillemet that touches the word before or after a quotation: *une«honte »qui*."""

_COLON_QUOTE = regex.compile(r"(?<=\p{Ll}[  ]?):(?=«[  ]?\p{L}[^«»\n]{1,400}»)")
"""A colon that touches a quotation: *il a déclaré:«Nous voterons contre»*."""

_has_touching_sign = sign(regex.compile(r"[,;:)(](?=\p{L})|\d(?=\p{Ll}{2})").search)
_has_touching_quote = sign(regex.compile(r"\p{Ll}«|»\p{Ll}").search)
"""Prefilters: few texts have them."""
_TOUCHING_COMMA = regex.compile(r"[,;](?<=\p{Ll}[,;])(?=\p{Ll})")
_FIGURE_COMMA = regex.compile(r",(?<=[\dh%€],)(?=\p{Ll})")
_TOUCHING_COLON = regex.compile(r":(?<=\p{Ll}:)(?=\p{Ll})")
_TOUCHING_BRACKET = regex.compile(r"\((?<=\p{Ll}\()")
_UNSPACED = regex.compile(r"[,;:](?=\w)")
_SPACED = regex.compile(r"[,;:]\s")
_MOST_UNSPACED = 2
"""Commas without a space in a line: where there are more, and more than others, it holds values."""

_WORDY = 1.5
"""Spaces for each comma that touches the next word, from which on a line is prose."""

_FEWEST_SPACES = 4
"""Spaces of the shortest line of prose in which a colon may touch a word: *key:value* has none."""

_SURE, _DOUBTFUL = 0.96, 0.7
_SHORT_WORDS = frozenset(("a", "y", "à", "n", "l", "d", "s", "c", "qu"))
_PARTY = 8
"""Letters of the longest short form of a party in brackets: *le maire (LREM)a voté*."""

_PREFIX = 4
"""Letters of the longest prefix in brackets: *(anti)conformiste*."""


def missing_spaces(text: str) -> Iterator[Edit]:
    """Yield the spaces that are missing after a comma, a colon, a bracket and a figure."""
    quote = _has_touching_quote(text)
    if not (
        quote
        or ":«" in text
        or _has_touching_sign(text)
        or " ," in text
        or "( " in text
        or " )" in text
    ):
        return
    rows = _Rows(text)
    for match in _COMMA.finditer(text, overlapped=True) if _TOUCHING_COMMA.search(text) else ():
        at = match.end(2)
        words = _may_end(match[1]) and _may_follow(text, match) and not _in_chain(text, match)
        if words and rows.is_prose(at) and not _in_call(text, at):
            yield insertion(at, " ", "MRK012", _SURE, "A comma touches the next word.")
    for match in _AFTER_FIGURE.finditer(text) if _FIGURE_COMMA.search(text) else ():
        if rows.is_prose(match.end(), _FEWEST_SPACES) and _is_word(match[1]):
            yield insertion(match.end(), " ", "MRK012", _SURE, "A comma touches the next word.")
    yield from _quotations(text, rows)
    for match in _BEFORE.finditer(text):
        if rows.is_prose(match.end()) and _may_go_on(match[1]):
            reason = "The space stands before the comma, not after it."
            yield replacement(text, match.span(), ", ", "MRK012", _SURE, reason)
    yield from _colons(text, rows)
    for match in _COLON_QUOTE.finditer(text) if ":«" in text else ():
        yield insertion(match.end(), " ", "MRK012", _SURE, "A colon touches the next word.")
    for match in _QUOTE.finditer(text) if quote else ():
        row = text.rfind("\n", 0, match.start()) + 1
        first = text.find("«", row)  # in German it stands at the end
        turned = first < 0 or text.find("»", row, first) >= 0
        word = match[1] or match[2]
        if not turned and (word[-1] in "ay" or _is_word(word.lower())):
            at = match.end() - 1 if match[1] else match.start(2)
            yield insertion(at, " ", "MRK012", _SURE, "A quotation mark touches a word.")
    yield from _brackets(text)
    for match in _COUNTED.finditer(text):
        reason = "A figure touches the next word."
        yield insertion(match.end(), " ", "MRK012", _SURE, reason)


def _quotations(text: str, rows: "_Rows") -> Iterator[Edit]:
    """Yield the spaces that are missing after the comma that follows a quotation."""
    reason = "A comma touches the next word."
    for match in _AFTER_QUOTATION.finditer(text):
        if rows.is_prose(match.end()) and (reads_french(match[1]) or match[1] in "ay"):
            yield insertion(match.end(), " ", "MRK012", _SURE, reason)
    for match in _AFTER_STRAIGHT.finditer(text) if '",' in text else ():
        if rows.is_prose(match.end(), _FEWEST_SPACES) and _is_spoken_by(match[1]):
            yield insertion(match.end(), " ", "MRK012", _SURE, reason)


def _colons(text: str, rows: "_Rows") -> Iterator[Edit]:
    """Yield the spaces that are missing after a colon or semicolon that has none on its right."""
    for match in _AFTER.finditer(text) if " ;" in text or " :" in text else ():
        opens = match[1] == ";" or regex.split("['’]", match[2])[0] in _OPENERS  # not *:style*
        if opens and rows.is_prose(match.end(), _FEWEST_SPACES) and _is_word(match[2]):
            reason = (
                "A semicolon touches the next word."
                if match[1] == ";"
                else "A colon touches the next word."
            )
            yield insertion(match.end(), " ", "MRK012", _SURE, reason)
    for match in _COLON.finditer(text) if _TOUCHING_COLON.search(text) else ():
        head = regex.split("['’]", match[2])[0]
        opens = head in _OPENERS or any(reading.verb == "inf" for reading in analyses(head))
        words = opens and reads_french(match[1].lower())
        if words and rows.is_prose(match.start(2), _FEWEST_SPACES):
            reason = "A colon touches the next word."
            yield insertion(match.start(2), " ", "MRK012", _SURE, reason)


def _brackets(text: str) -> Iterator[Edit]:
    """Yield the spaces that are missing beside brackets, or stand on their wrong side."""
    if "(" not in text:
        return
    for match in _BRACKET.finditer(text):
        inside, right = match[2], match[3]
        if not (reads_french(right) or right in _SHORT_WORDS) or (
            inside.islower() and is_french(inside + right)
        ):
            continue
        sure = (
            " " in inside
            or (inside.isupper() and len(inside) <= _PARTY)
            or (len(inside) > _PREFIX and reads_french(inside))
        )
        yield insertion(
            match.start(3), " ", "MRK012", _SURE if sure else _DOUBTFUL, "A bracket touches a word."
        )
    for match in _OPENING.finditer(text) if _TOUCHING_BRACKET.search(text) else ():
        words = (match["words"] or "").replace(",", " ").split()
        known = reads_french(match[1].lower()) if match[1] else bool(match["party"])
        known = known or (bool(match["party"]) and _has_first_name(text, match.start()))
        if known and all(map(_is_name_or_word, words)):
            reason = "A bracket touches a word."
            yield insertion(match.end() - 1, " ", "MRK012", _SURE, reason)
    for pattern, after in ((_TURNED_OPENING, " ("), (_TURNED_CLOSING, ") ")):
        for match in pattern.finditer(text):
            if _may_go_on(match[1]):
                reason = "The space stands on the wrong side of the bracket."
                yield replacement(text, match.span(), after, "MRK012", _SURE, reason)


def _may_end(word: str) -> bool:
    """Say whether a clause may end with a word: French, a known name, or several joined."""
    if len(word) < _SHORTEST_END:
        return False
    known = reads_french(word.lower()) or bool(analyses(word))
    return known or ("-" in word and all(reads_french(part.lower()) for part in word.split("-")))


_SHORTEST_END = 3
"""Letters of the shortest word before a comma; shorter ones may be names of variables."""


def _may_follow(text: str, match: "regex.Match[str]") -> bool:
    """Say whether what follows a comma is French; *a* needs its participle: *l'élu,a annoncé*."""
    if match[3] != "a":
        return _is_word(match[3])
    following = _NEXT_WORD.match(text, match.end())
    return following is not None and any(
        reading.verb == "ppas" for reading in analyses(following[1])
    )


_NEXT_WORD = regex.compile(r" (\p{Ll}{2,40}+)")

_BETWEEN = frozenset(
    "lui elle eux elles moi toi nous vous donc hélas certes alors pourtant enfin aussi".split()
)
"""Words that stand alone between two commas: *le staff, lui, se tait*."""


def _in_chain(text: str, match: "regex.Match[str]") -> bool:
    """Say whether a comma is one of several between single words: *la clé ville,rue,nom*."""
    start, end = match.start(), match.end()
    return (text[end : end + 1] == "," and match[3] not in _BETWEEN) or (
        text[start - 1 : start] == "," and match[1] not in _BETWEEN
    )


def _has_first_name(text: str, start: int) -> bool:
    """Say whether another word with a capital stands before a name: *Olivier Faure(PS)*."""
    return text[start].isupper() and _FIRST_NAME.search(text, max(0, start - 40), start) is not None


_FIRST_NAME = regex.compile(r"\p{Lu}\p{Ll}+ \Z")


def _in_call(text: str, at: int) -> bool:
    """Say whether a place stands in brackets that touch a word: *moyenne(liste,taille)*."""
    opening = text.rfind("(", max(0, at - _LONGEST_CALL), at)
    return opening > 0 and text[opening - 1].isalnum() and ")" not in text[opening:at]


_LONGEST_CALL = 80
"""Code points in the brackets of a call, at most."""


class _Rows:
    """The lines of a text, and whether they are prose; asked about places in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._begin = self._end = -1
        self._values, self._spaces = False, 0

    def is_prose(self, at: int, spaces: int = 0) -> bool:
        """Say whether the line of a place holds no values and has as many spaces."""
        if not self._begin <= at <= self._end:
            text = self._text
            self._begin, self._end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            self._end = len(text) if self._end < 0 else self._end
            line = text[self._begin : self._end]
            self._values, self._spaces = _holds_values(line), line.count(" ")
        return not self._values and self._spaces >= spaces


def _holds_values(line: str) -> bool:
    """Say whether a line is a list of values: most of its commas have no space after them."""
    unspaced, spaced = len(_UNSPACED.findall(line)), len(_SPACED.findall(line))
    apart = line.count(" ")
    return (unspaced > max(_MOST_UNSPACED, spaced) and apart < _WORDY * unspaced) or not apart


def _may_go_on(word: str) -> bool:
    """Say whether a sentence goes on with a word, or with the letter of an elided one."""
    return word in _SHORT_WORDS or (len(word) > 1 and reads_french(word.lower()))


def _is_spoken_by(word: str) -> bool:
    """Say whether a word is the verb after a quotation: *"Oui",a-t-il dit*, not *"Oui",non*."""
    found = analyses(word)
    speaks = any(reading.verb[-2:] in ("3s", "3p") for reading in found)
    return word in ("a", "ont") or (speaks and all(reading.verb for reading in found))


def _is_name_or_word(word: str) -> bool:
    """Say whether a word is French, a name or a figure."""
    _, mark, rest = word.replace("’", "'").rpartition("'")
    piece = rest if mark else word
    return piece[:1].isupper() or piece.isdigit() or reads_french(piece) or piece in ("a", "y", "à")


def _is_word(word: str) -> bool:
    """Say whether what follows a comma is French, with its elided word."""
    if "-t-" in word or word == "à":
        return True
    head, mark, rest = word.replace("’", "'").partition("'")
    return reads_french(rest) if mark else reads_french(head)
