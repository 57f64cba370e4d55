"""Sentences of another language inside a French paragraph: English, Spanish, Breton, Creole.

Start reading from :func:`foreign_sentences`. A sentence is told by its little words, of which every
language has its own, and by how many of its other words French lacks. langdetect is not asked: it
is unsure of single sentences and knows neither Breton nor the Creoles. A spun sentence keeps its
French little words, and a garbled one has none of another language; both stay French.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from pipeline.resources.lexicon import FUNCTION_WORDS, contrast, is_english, is_french, zipf
from pipeline.text.analysis import AnalyzedText
from pipeline.text.tokens import Token

_OTHERS = {
    "br": "ar an ur hag eo zo gant evit gwelet da er el hor ket n'eus ned oa eus deus war ouzh pa "
    "hon ma'z emañ bet vez vo vije tud bro brezhoneg mat vras bras evel neuze amañ ivez met "
    "c'hoazh al vo e-pad o a-benn bloaz met hini re anezho hervez eget ma ra lavaret",
    "ht": "yo nan ki pou ak mwen nou te ap pral gen tout moun fè pa sa ka té ké épi sé an ou si lè "
    "kòm kay jodi jòdi ayiti peyi anpil lòt konsa paske chak bèl timoun yon ba kè jòdia pli ni "
    "lanmou di devan gwo li pa la sa yo gouvènman lekòl lendi madi",
    "it": "il lo gli i un uno una di del dello della dei degli delle al allo alla ai agli alle "
    "dal dalla dai dalle nel nella nei nelle sul sulla sui con per tra che chi cui non è e "
    "ha hanno ho sono era erano sarà anche come dove quando più meno ma se questo questa "
    "quest' questi queste suo sua suoi loro detto fatto stato stata essere avere dopo prima "
    "anno anni ieri oggi molto città dell' nell' sull' all' dall' un' l'",
    "pt": "o os a as um uma de do da dos das em no na nos nas ao aos à pelo pela com por para sem "
    "que e é ou mas não mais são foi foram ser será está estão este esta esse essa isso ano "
    "anos vai vão tem têm também muito já seu sua disse segundo quando onde depois ontem "
    "hoje como só",
    "ca": "el els la les un una uns unes de del dels al als a amb per que i o però no és són ha "
    "han va van ser serà està aquest aquesta aquests aquestes any anys més molt també dir "
    "dit com quan on seu seva ja ho hi li es s'ha nou ciutat fer fet segons després l'any "
    "d'un",
    "es": "el los la las un una unos de del al a en con por para sin sobre que y o pero no sí es "
    "son fue fueron era ser será está están ha han había hay este esta estos ese año años "
    "más muy también como cuando donde desde hasta según su sus dijo ayer hoy después ante "
    "dicen dice ningún ninguna todo todos toda todas tiene tienen puede pueden nada nadie "
    "bajo contra mientras además aunque porque tras durante quien lo se le les",
    "nl": "de het een en van in op aan voor met bij uit naar om dat die dit deze is zijn was "
    "waren wordt werd worden heeft hebben had niet geen ook maar als dan er nog al hij zij "
    "wij ze je hun haar over door tegen jaar zal zullen moet kan zei",
    "de": "der die das den dem des ein eine einen einem einer und oder aber nicht kein keine ist "
    "sind war waren wird werden wurde wurden hat haben hatte von vom zu zum zur mit nach "
    "bei aus für auf an im in über unter gegen sich auch nur noch als wie wenn dass er sie "
    "es wir ihr jahr",
    "pl": "i w na z do się nie że to jest są był była było będzie po od za dla przez o jak ale "
    "czy lub przed oraz który która które jego jej ich ma może już tylko roku",
    "ro": "și în la cu de pe din pentru că nu este sunt a au fost era fi va vor mai dar sau care "
    "ce acest această după prin între o un unei unui ale al lui ei anul spus",
}
"""Little words, and a few of the most frequent others, of other languages. Many of them are French
words as well: such a word proves nothing by itself, see :data:`_PROVING`."""

_LEAST_WORDS = 5
"""Words of the shortest sentence that is told. Shorter ones are titles, refrains, greetings."""

_LEAST_PROOF, _LEAST_SHARE = 2, 0.2
"""Function words of the other language that a sentence needs, and their share of its words."""

_AHEAD = 3
"""How many times as many function words it needs as French has there."""

_ENGLISH_SHARE = 0.75
"""Share of English words that an English sentence has; of 606 spun articles no sentence has it and
so few French function words."""

_STRANGE_SHARE = 0.4
"""Share of its words in small letters that French must lack in another language."""

_LITTLE_STRANGE = 0.3
"""Share that is enough where no function word is French alone."""

_VERY_STRANGE = 0.55
"""Share from which two words of its own prove a language."""

_ALIEN = regex.compile("[ąćęłńśźżčďěňřšťůžőűșțğışđøåßäöõãñ¿¡ạảấầẩẫậắằẳẵặẹẻẽếềểễệ]")
_ALIEN_SHARE = 0.25
"""Letters that French has in names alone, and the share of words in small letters with them."""

_PROVING = 3
"""Different words of a list of :data:`_OTHERS` that prove its language, French ones not counted
unless as many others stand by them."""


_TITLES = regex.compile(r"[«»“”]")
"""A French headline may be made of English titles: « Top Gun » *bat* « Doctor Strange »."""


class ForeignSentence(NamedTuple):
    """A sentence in another language: its half-open span and the code of the language."""

    start: int
    end: int
    language: str


def foreign_sentences(
    analyzed: AnalyzedText, language_of: Mapping[str, str]
) -> Iterator[ForeignSentence]:
    """Yield the sentences that are not French; ``language_of`` tells function words."""
    telling = _telling(analyzed, language_of)
    for first, last in analyzed.sentences if telling else ():
        if bisect_left(telling, last) == bisect_left(telling, first):
            continue
        words = [token for token in analyzed.tokens[first:last] if token.is_word]
        if len(words) < _LEAST_WORDS:
            continue
        start, end = analyzed.tokens[first].start, analyzed.tokens[last - 1].stop
        code = _language(words, language_of)
        if code and not _TITLES.search(analyzed.text, start, end):
            yield ForeignSentence(start, end, code)


def _telling(analyzed: AnalyzedText, language_of: Mapping[str, str]) -> list[int]:
    """Return the numbers of the tokens without which a sentence is French.

    They are English function words, and words in small letters that French lacks.
    """
    english = {key for key in analyzed.different if language_of.get(key) == "en"}
    strange = {key for key in analyzed.different if not is_french(key)}
    places = [n for n, key in enumerate(analyzed.keys) if key in strange or key in english]
    tokens = analyzed.tokens
    return [
        n
        for n in places
        if tokens[n].is_word and (tokens[n].key in english or tokens[n].text.islower())
    ]


def _language(words: Sequence[Token], language_of: Mapping[str, str]) -> str:
    """Return the code of the language of a sentence, "" for French and for what does not tell."""
    counts = Counter(language_of[t.key] for t in words if t.key in language_of)
    french = counts["fr"]
    if 2 * french >= len(words):
        return ""
    rival = max(sorted(counts), key=lambda code: counts[code], default="fr")
    least = max(_LEAST_PROOF, _LEAST_SHARE * len(words), _AHEAD * french)
    if rival != "fr" and counts[rival] >= least:
        if rival == "en":
            return "en" if _english(words) >= _ENGLISH_SHARE * len(words) else ""
        return rival if _strange(words) >= _STRANGE_SHARE else ""
    return _listed(words, french)


def _listed(words: Sequence[Token], french: int) -> str:
    """Return the language of :data:`_OTHERS` that a sentence is in, "" for none."""
    strange = _strange(words)
    if strange < _ALIEN_SHARE:
        return ""
    keys = [token.key.rstrip("-'") for token in words]
    for code, known in _LISTS.items():
        found = [key for key in keys if key in known]
        own = {key for key in found if zipf(key, "fr") < _FRENCH_TOO or not is_french(key)}
        proven = len(own) >= _PROVING and len(found) >= 2 * _LEAST_SHARE * len(words)
        likely = len(own) >= _LEAST_PROOF and len(found) >= _LEAST_PROOF + 1
        others = sum(key in FUNCTION_WORDS and is_french(key) for key in keys if key not in known)
        if proven and (strange >= _STRANGE_SHARE and others <= 1):
            return code
        if proven and strange >= _LITTLE_STRANGE and not others:
            return code
        if len(found) > 2 * french and (
            (proven and strange >= _STRANGE_SHARE) or (likely and strange >= _VERY_STRANGE)
        ):
            return code
    alien = {token.key for token in words if token.text.islower() and _ALIEN.search(token.key)}
    return "und" if len(alien) >= max(_PROVING, _ALIEN_SHARE * len(words)) else ""


_FRENCH_TOO = 4.5
"""Zipf value from which a word of a list is French as well: *an, si, pa, tout*."""

_LISTS = {code: frozenset(words.split()) for code, words in _OTHERS.items()}


def _english(words: Sequence[Token]) -> int:
    """Return how many words read as English."""
    keys = [token.key.rstrip("-'") for token in words]
    return sum(
        is_english(key) and (key in FUNCTION_WORDS or not is_french(key) or contrast(key) < 0.5)
        for key in keys
    )


def _strange(words: Sequence[Token]) -> float:
    """Return the share of the words in small letters that French lacks."""
    small = [token.key for token in words if token.text.islower()]
    return sum(not is_french(key) for key in small) / len(small) if small else 0.0
