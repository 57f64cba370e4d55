"""Sentences that markup, taken out, left without a space between.

Start reading from :func:`glued_sentences`. A full stop (or a closing quotation mark) and a capital
touch in *annoncé.Des*, and in *exemple.Fr*, *J.Verne*, *Node.Js* as well. So what stands on the
left must be able to end a sentence: a French word, a name, a figure, a percent sign, a quotation.
On the right a word must stand with which sentences begin; after a name or a figure, only one of the
few that are no part of names.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from pipeline.edits import Edit, insertion
from pipeline.markup.spintax import reads_french
from pipeline.resources.lexicon import analyses, is_french, zipf
from pipeline.text.abbreviations import ABBREVIATION, TITLE
from pipeline.text.signs import sign

_BOUNDARY = regex.compile(
    r"""(?: (?P<stop> [^\S\n]?[!?] | \.{3} | [.…] ) (?P<close> [^\S\n]?[»”)] | " )?+
      | (?P<lone> [»”] ) )
    (?= (?P<right>\p{Lu}[\p{Ll}\p{M}]{0,60}+)
        (?: ['’]\p{L} | [\s,] | -\p{Ll} | (?<=[!?]\p{L}{2,60})[.!?…] )
      | (?P<opening>[«“]) )
    """,
    regex.VERBOSE,
)
_STOP_CAPITAL = regex.compile(r"[!?.…»”\")](?=[\p{Lu}«“])")
"""A prefilter: what two joined sentences have. Few texts have it, and it is found fast."""

_has_stop_capital = sign(_STOP_CAPITAL.search)

_LONGEST_BOUNDARY = 6
"""Signs of the longest boundary: a space, a stop, a space, a quotation mark."""

_WORD_LEFT = regex.compile(
    r"(?<![^\s«“\"'’(-])([\p{Ll}][\p{Ll}\p{M}]{2,60}+|là|ça|an|[evlbspn]u|né|dû|ri|os|or)(?:[»”)\"]|[^\S\n]»)?\Z"
)
_NAME_LEFT = regex.compile(
    r"(?<![^\s«“\"'’(-])(\p{Lu}[\p{L}\p{M}]{2,40}+|\p{Lu}{2})(?:[»”)\"]|[^\S\n]»)?\Z"
)
_FIGURE_LEFT = regex.compile(
    r"(?<![^\s(-])(\d[\d.,\u00a0\u202f]{0,20})(?:[^\S\n]?(?:[%€$]|[kM]€|M[Dd]s?\s?€?|h|min|km|kg|cm|mm|ha|m²|°C))?\)?\Z"
)
_TIME_LEFT = regex.compile(r"(?<![^\s(-])\d{1,2}\s?h\s?\d{2}\Z")
_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_REACH = 64
"""Code points on the left of a stop that are looked at."""

_NUMBERED = regex.compile(r"(?:^|\n)[^\S\n]*+\d{1,3}\Z")
"""A figure at the head of a line counts the items of a list: *1.Le maire*."""

_STARTER = regex.compile(
    "l|d|de|j|c|ça|s|n|m|qu|lorsqu|puisqu|jusqu|aujourd|le|la|les|un|une|des|du|il|elle|ils|elles|on|nous"
    "|vous|je|ce|cet|cette|ces|son|sa|ses|leurs?|notre|nos|votre|vos|mon|ma|mes|à|a|au|aux|en|dans"
    "|pour|par|sur|sous|avec|sans|chez|après|avant|depuis|pendant|selon|dès|lors|mais|et|car|donc"
    "|si|quand|lorsque|comme|alors|ainsi|puis|enfin|ensuite|toutefois|cependant|pourtant|parmi"
    "|entre|vers|malgré|grâce|aucune?|plusieurs|certaine?s?|quelques|tout|tous|toutes?|chaque|deux"
    "|trois|quatre|cinq|six|sept|huit|neuf|dix|que|qui|où|comment|pourquoi|plus|très|même|hier"
    "|contre|devant|outre|côté|parallèlement|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|face|aussi|désormais|près|d[eè]s|suite|interrogée?|notamment|finalement|sauf|jusque|ni|ici|là"
)
"""Words with which sentences begin and names hardly go on: *Macron.La*, not *Amazon.Com*."""

_SUBJECT = regex.compile(
    "ils?|elles?|on|nous|vous|je|ce|cette|ces|son|sa|ses|leurs?|notre|nos|mais|j|c|aucune?|plusieurs"
)
"""Words that begin a sentence after what may be a short form too: *le vol.Leur procès*."""

_BEFORE_TITLE = frozenset(("art", "col", "coll", "ext", "int", "trad"))
"""Short forms before titles and names: *trad.Je suis une légende*."""

_FULL_NAME = regex.compile(r"[ \u00a0](?:\p{Lu}[\p{L}\p{M}'’-]+|d[eu]\s\p{Lu})")
"""What follows a first name. In the development news all 42 names so glued began a sentence."""

_GLUED_TITLE = regex.compile(rf"(?<![\w.-])(?:{TITLE.pattern})\.(?=\p{{Lu}}\p{{Ll}})")
_DATELINE = regex.compile(
    r"^(?:\p{Lu}[\p{Lu}\p{M}'’-]{2,30}+[ ,/]{0,2}){1,4}+(?:\((?:AFP|Reuters|AP|Belga|ATS)\)\s?)?"
    r"(?<=[\s)])[–—-](?=\p{Lu}\p{Ll}|\p{Lu}['’])",
    regex.MULTILINE,
)
"""*LYON (AFP) –Le maire*: the dash touches the first word."""

_AGENCY = regex.compile(r"\((?:AFP|Reuters|AP|Belga|ATS|EFE|DPA)\)(?=\p{Lu}\p{Ll}*+['’\s])")
_GLUED_WORD = regex.compile(r"(?<!\w)(\p{Ll}{4,60}+)(\p{Lu}\p{Ll}{2,60}+)(?=[\s,'’])")
_GLUED_NAME = regex.compile(
    r"(?<![\w.@/_-])(?P<left>\p{Lu}\p{Ll}{3,60}+)(?P<right>\p{Lu}\p{Ll}{2,40}+)(?= \p{Lu}\p{Ll})"
)
"""A title or a place and the name after it: *de l'IntérieurGérald Darmanin*. It may be a brand."""

_GLUED_SHORT = regex.compile(
    r"(?<![\w.@/_-])(?P<left>\p{Lu}?\p{Ll}{3,60}+)"
    r"(?P<right>À|\p{Lu}\p{Ll}(?=[\s])|(?:[LDJCNSMT]|Qu|Lorsqu|Puisqu|Jusqu)(?=['’]\p{L}))"
)
"""A word and the short one that begins the next line: *écumeDe, bancaireL'association*."""
_GLUED_CAPITALS = regex.compile(
    r"(?<![\w'’-])(\p{Lu}{4,40})(\p{Lu}(?:\p{Ll}{1,40}+(?=\s)|(?=['’]\p{Ll})))"
)
_has_inner_capital = sign(regex.compile(r"\p{Ll}\p{Lu}|\p{Lu}{4}(?:\p{Ll}|['’]\p{Ll})").search)
"""A prefilter: what a joined word has. Few texts have it."""
_FREQUENT = 4.5
"""Zipf frequency of words that begin a sentence rather than a name: *Les, Pour, Depuis, Trois*."""

_LONG, _KNOWN = 6, 2.0
"""Letters and Zipf frequency of other French words after which a sentence surely goes on: all 61
places in news were right (*Interrogé, Développée, Réclamant*)."""

_OPENING, _OPENING_PARTS = 5.5, frozenset(("det", "prep", "pron", "conj"))
"""Zipf frequency and parts of speech of words with which a sentence surely begins after a heading:
all 26 places in sound text were right (*la mesureSelon un sondage, du financementPour aider*)."""

_GOES_ON = regex.compile(r"\s(?!(?:est|a|ont|sont|était|étaient|sera|seront|va|vont)\b)\p{Ll}")
"""What goes on after the first word of a sentence; a brand has a capital, a sign or a verb there:
*l'application mangerSans est en ligne*."""

_SURE, _LIKELY, _HEADING, _SURE_HEADING = 0.97, 0.8, 0.7, 0.95

_CAPITALS_BEFORE = regex.compile(r"\p{Lu}{2,}[\s'’]+(?:\p{Lu}+[\s'’]+)?\Z")
"""Another word in capitals, so that what follows is a heading and no set of initials."""


class _Gap(NamedTuple):
    """A place where a space is missing, and how sure that is."""

    at: int
    confidence: float


def glued_sentences(text: str) -> Iterator[Edit]:
    """Yield spaces between sentences that markup, taken out, left without one."""
    if _has_stop_capital(text):
        for gap in _gaps(text):
            yield _break(gap.at, gap.confidence, "Two sentences are joined.")
        for match in _GLUED_TITLE.finditer(text):
            yield _break(match.end(), _LIKELY, "A title touches the name.", other="\u00a0")
        for match in _AGENCY.finditer(text):
            yield _break(match.end(), _SURE, "The agency touches the first word.")
    for match in _DATELINE.finditer(text):
        yield _break(match.end(), _SURE, "The dateline touches the first word.")
    if _has_inner_capital(text):
        yield from _headings(text)


def _boundaries(text: str) -> Iterator["regex.Match[str]"]:
    """Yield what :data:`_BOUNDARY` finds; it is tried only where the prefilter matches."""
    end = 0
    for stop in _STOP_CAPITAL.finditer(text):
        for start in range(max(end, stop.start() - _LONGEST_BOUNDARY + 1), stop.start() + 1):
            if match := _BOUNDARY.match(text, start):
                end = match.end()
                yield match
                break


def _gaps(text: str) -> Iterator[_Gap]:
    """Yield the places where a sentence ends and the next one begins without a space."""
    for match in _boundaries(text):
        stop, close = match["stop"], match["close"]
        opening = match["opening"] is not None
        begin = match.start()
        left = text[max(0, begin - _REACH) : begin]
        quoted = _is_quoted(text, begin) if close == '"' else True
        if not quoted:  # the mark opens the next quotation: annoncé."Nous
            close, opening = None, True
        strength = _strength(left, stop, opening, "" if opening else match["right"])
        if stop is None and match["lone"] == "»" and _closes(text, begin, match["right"]):
            strength = _SURE
        if strength is None:
            continue
        if not opening:
            elided = text[match.end("right") : match.end("right") + 1] in ("'", "’")
            full_name = _FULL_NAME.match(text, match.end("right")) is not None
            strength = min(strength, _beginning(match["right"], elided, full_name))
        if quoted is None:
            strength = min(strength, _LIKELY)
        if strength:
            yield _Gap(match.end() - (close is None and match["close"] is not None), strength)


def _is_quoted(text: str, at: int) -> bool | None:
    """Say whether a place stands in straight quotation marks, None when that does not show.

    The last mark before it tells: it opens where a space stands before it, and closes before one.
    """
    last = text.rfind('"', text.rfind("\n", 0, at) + 1, at)
    if last < 0:
        return False
    before, after = text[last - 1 : last] if last else " ", text[last + 1]
    if (before.isspace() or before in "('’") == (after.isspace() or after in ".,;:!?)"):
        return None
    return not (after.isspace() or after in ".,;:!?)")


def _strength(left: str, stop: str | None, opening: bool, right: str) -> float | None:
    """Return how sure it is that a sentence ends after ``left``; None for « it does not »."""
    if stop is None:  # a quotation ends without a stop of its own: « Nous tenons »Le maire
        return (
            None if opening else (_SURE if left.rstrip()[-1:] in (".", "!", "?", "…") else _LIKELY)
        )
    starter = bool(right) and _STARTER.fullmatch(right.lower()) is not None
    if stop[0].isspace() and right and zipf(right.lower(), "fr") >= _FREQUENT:
        return _SURE  # no name and no address has a space there
    if word := _WORD_LEFT.search(left):
        if stop == "." and ABBREVIATION.fullmatch(word[1]):
            if word[1] == "etc":
                return _SURE if starter else None
            sentence = _SUBJECT.fullmatch(right.lower()) is not None and is_french(word[1])
            return _SURE if sentence and word[1] not in _BEFORE_TITLE else None
        return _SURE if reads_french(word[1]) or (word[1] == "etc" and starter) else None
    if _TIME_LEFT.search(left):
        return _SURE
    if not (opening or starter):
        return None
    if name := _NAME_LEFT.search(left):
        return _SURE if _may_be_name(name[1]) and stop[-1] in ".!?…" else None
    if figure := _FIGURE_LEFT.search(left):
        if figure[1].rstrip(".").count(".") > 1 and not _GROUPED.fullmatch(figure[1]):
            return None  # an address or a version
        return _LIKELY if _NUMBERED.search(left) or (opening and figure[1] == "") else _SURE
    return _SURE if left.endswith((")", "»", "”")) else None


def _closes(text: str, at: int, right: str | None) -> bool:
    """Say whether a guillemet closes a quotation, after which a sentence begins: *»Le maire*.

    German has them the other way round: there none is open.
    """
    row = text.rfind("\n", 0, at) + 1
    opened = text.count("«", row, at) > text.count("»", row, at)
    return opened and right is not None and _STARTER.fullmatch(right.lower()) is not None


def _may_be_name(word: str) -> bool:
    """Say whether a word with a capital may end a sentence: no initials, no short form."""
    if TITLE.fullmatch(word) or ABBREVIATION.fullmatch(word.lower()):
        return False
    inner = word[1:]
    return inner.isupper() or regex.search(r"[aeiouyàâéèêëîïôûü]", inner) is not None


def _beginning(word: str, elided: bool, full_name: bool) -> float:
    """Return how sure it is that a sentence begins with a word; 0.0 for « it does not »."""
    right = word.lower()
    if not (reads_french(right) or is_french(right + "'")):
        if any(reading.pos == "name" for reading in analyses(word)):
            return _SURE if full_name else _LIKELY  # « bio.Paul » may be a brand
        return 0.0
    if elided or zipf(right, "fr") >= _FREQUENT or _may_begin(right):
        return _SURE
    return _LIKELY


def _may_begin(right: str) -> bool:
    """Say whether a word is too long and too well known to be the end of an address."""
    return len(right) >= _LONG and is_french(right) and zipf(right, "fr") >= _KNOWN


def _headings(text: str) -> Iterator[Edit]:
    """Yield breaks between a heading, or a line of verse, and the sentence that it ran into.

    A line break that was lost once was lost elsewhere too: beside a sure place, the others count
    as sure where the second word is a frequent one.
    """
    reason = "A heading is joined to what follows."
    found = [*_glued_words(text), *_glued_short(text)]
    is_sure = any(chance >= _SURE_HEADING for _, chance, _ in found)
    for at, chance, right in found:
        raised = is_sure and zipf(right.lower(), "fr") >= _KNOWN_WORD
        yield _break(at, _SURE_HEADING if raised else chance, reason, "\n\n", " ")
    for match in _GLUED_NAME.finditer(text):
        names = any(reading.pos == "name" for reading in analyses(match["right"]))
        if names and reads_french(match["left"].lower()):
            yield _break(match.end("left"), _HEADING, reason, " ")
    for match in _GLUED_CAPITALS.finditer(text):
        if _STARTER.fullmatch(match[2].lower()) and analyses(match[1].lower()):
            before = text[max(0, match.start() - _REACH) : match.start()]
            chance = _SURE if _CAPITALS_BEFORE.search(before) else _HEADING
            yield _break(match.end(1), chance, reason, "\n\n", " ")


_KNOWN_WORD = 3.0
"""Zipf frequency of a word with which a line goes on beside a sure place: *prévueMétéo*."""


def _glued_words(text: str) -> Iterator[tuple[int, float, str]]:
    """Yield where a word in lower case ran into a longer one with a capital, how surely, and it."""
    for match in _GLUED_WORD.finditer(text):
        whole = match.group().lower()
        if reads_french(match[1]) and reads_french(match[2].lower()) and not is_french(whole):
            opens = _opens(match[2].lower()) and _GOES_ON.match(text, match.end()) is not None
            yield match.end(1), _SURE_HEADING if opens else _HEADING, match[2]


def _glued_short(text: str) -> Iterator[tuple[int, float, str]]:
    """Yield where a word ran into a short one with a capital that begins sentences."""
    for match in _GLUED_SHORT.finditer(text):
        if _is_short_opening(match["right"]) and _may_end_line(match["left"]):
            sure = text[match.end() : match.end() + 1] in ("'", "’") or _GOES_ON.match(
                text, match.end()
            )
            yield match.end("left"), _SURE_HEADING if sure else _HEADING, match["right"]


def _is_short_opening(right: str) -> bool:
    """Say whether a word of one or two letters, or an elided one, begins sentences."""
    return right not in _SHORT_FOR and (
        right == "À" or len(right) == 1 or right == "Qu" or len(right) > 2 or _opens(right.lower())
    )


_SHORT_FOR = frozenset(("Ne", "Se", "Me", "Te"))
"""Short words that begin few sentences."""


def _may_end_line(left: str) -> bool:
    """Say whether a line may end with a word: French, and no word of English, whole as it is."""
    return reads_french(left.lower()) and bool(analyses(left.lower()) or is_french(left))


@lru_cache(1 << 10)
def _opens(word: str) -> bool:
    """Say whether sentences begin with a word, and brands do not go on with it."""
    return zipf(word, "fr") >= _OPENING and any(a.pos in _OPENING_PARTS for a in analyses(word))


def _break(at: int, confidence: float, reason: str, after: str = " ", other: str = "\n\n") -> Edit:
    """Return the edit that parts two words; ``other`` is what may part them as well."""
    candidates = ((after, confidence), (other, round(0.9 * (1 - confidence), 2)))
    return insertion(at, after, "MRK010", confidence, reason, candidates=candidates)
