"""Find figures that a spinner wrote for small numbers in words: *les 6 pompiers* for *six*.

Start reading from :func:`numerals`. French news writes two to nine in words in running text and
in figures everywhere else: dates, hours, measures, prices, scores, ranks, technical data, lists,
headlines. So the look-alikes are many, and what is found here is never more than a proposal.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import regex

from pipeline.resources.lexicon import analyses
from pipeline.text.lines import lines, row_of
from pipeline.text.signs import sign

NUMBER_WORDS = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
"""The numbers from 2 on."""


MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
"""The months, as one of which a pattern takes a word."""


class Numeral(NamedTuple):
    """A figure at ``start``, the number in ``words``, and whether the text writes others so."""

    start: int
    words: str
    usual: bool


_FIGURE = regex.compile(
    r"(?=[2-9][ \u00a0\u202f])"
    r"(?:(?<=^|[«“\"(]\s?)|(?<=(\p{L}+)\s)|(?<=(?:\p{L},|\p{L}{4}[.!?…])\s))"
    r"([2-9])[ \u00a0\u202f]"
    r"(?=(\p{Ll}{3,})(?:[ \u00a0\u202f](\p{L}+)(?:[ \u00a0\u202f](\p{L}+))?)?)",
    regex.MULTILINE,
)
"""A figure between words: the word before it, on its line, and up to three after it."""

_has_figure = sign(regex.compile(r"(?m)(?:^|[\s«“\"(])[2-9](?:\Z|[\u00a0\u202f])").search)

_SPELLED = regex.compile(rf"(?<!\w)(?:{'|'.join(NUMBER_WORDS)})(?!\w)", regex.IGNORECASE)
_SENTENCE = regex.compile(r"[.!?…;][»”\"’)\s]*+\s|\n")
_WINDOW = 240
"""Code points of the sentence that are looked at on each side."""

_OTHER = regex.compile(
    r"\d|\b(?:article|chapitre|page|tableau|figure|épisode|saison|groupe|étape|score|sets?)\b",
    regex.IGNORECASE,
)
_DATE = regex.compile(
    rf"(?<!\d)(?:\d{{1,2}}(?:er)?\s(?:{MONTHS})(?:\s\d{{4}})?|(?:1[5-9]|20)\d\d)(?!\d)"
)
"""What stands in figures anyway, and so tells nothing about the sentence's other numbers."""

_TITLE = regex.compile(r"[«“\"]\s?(?=[\p{Lu}\d])[^«»“”\"\n]{1,50}[»”\"]")
_FINISHED = regex.compile(r"[.!?…]\s?[»”\"’)\]]*+\Z")
_LEAST_WORDS = 7
_ITEM = regex.compile(r"\s*(?:[-–—•*·▪►>]|\d+\s?[.)°/-])")

_LEADING = frozenset(
    "a à après au-delà aux avec ces chez comme comptait compte contre dans de depuis derrière des "
    "dès devant dont eu en entre environ et font fait jusqu les leurs lors mes moins nos "
    "où ou par parmi pas pendant plus pour premiers premières près quelque quelques que qui sans "
    "selon ses sous soit sur tes tous toutes vers vos y".split()
)
"""Words that may come before such a number although some of them are nouns as well."""

_SINGULAR = frozenset(
    "le la l un une du au ce cet cette son sa mon ma ton ta notre votre leur chaque numéro".split()
)
"""Words before the name of a thing or a day: *le 6 pages, un 3 pièces, du 6*."""

_MEASURED = frozenset(
    # time, length, weight, volume, money
    "ans année années mois heure heures minute minutes seconde secondes dixièmes centièmes "
    "millièmes mètre mètres kilomètre kilomètres centimètre centimètres millimètre millimètres "
    "gramme grammes kilo kilos kilogrammes tonne tonnes litre litres hectare hectares degré degrés "
    "mille miles pouce pouces pied pieds watts kilowatts mégawatts volts octets bits pixels bars "
    "noeuds nœuds carats calories euro euros dollar dollars franc francs livres yens roubles yuans "
    "centimes cents sous pour mille million millions milliard milliards pourcent pct min cms kms "
    "décibels hertz ampères joules barils arpents acres lieues cylindres "
    # counts of sport, polls and votes
    "points point buts but sets set jeux matchs matches essais victoires défaites nuls tours "
    "manche manches places coups étoiles médailles podiums rencontres journées passes tirs "
    "penaltys pénalités corners longueurs voix sièges mandats contre partout sur "
    # technical data and addresses
    "portes rapports vitesses roues soupapes couleurs volumes pièces étages lignes pages bandes "
    "titres voies canaux cœurs coeurs versions tomes épisodes saisons chapitres articles bis ter "
    "quater rue avenue boulevard mégapixels gigaoctets lettres chiffres actes".split()
)


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the lone figures 2 to 9 of running text that stand where words are usual."""
    if not _has_figure(text):
        return
    found = [match for match in _FIGURE.finditer(text) if _may_be_words(match)]
    if not found:
        return
    rows = lines(text)
    prose: dict[int, bool] = {}
    titles = [place for title in _TITLE.finditer(text) for place in title.span()]
    usual = _SPELLED.search(text) is not None
    for match in found:
        start = match.start(2)
        row = row_of(rows, start)
        if row not in prose:
            prose[row] = _is_prose(text[rows[row].start : rows[row].end])
        in_title = bisect_right(titles, start) % 2
        if prose[row] and not in_title and _is_alone(text, start):
            word = NUMBER_WORDS[int(match[2]) - 2]
            yield Numeral(start, word.capitalize() if _is_first(text, start) else word, usual)


def _may_be_words(match: "regex.Match[str]") -> bool:
    """Judge a figure by its neighbours."""
    before, counted, second, third = match[1] or "", match[3], match[4], match[5]
    if before and before.lower() not in _LEADING:
        if not before.islower() or before in _SINGULAR:
            return False  # Covid 9, Lille 2, le 6 juin
        if any(a.pos == "noun" for a in analyses(before)):
            return False  # catégorie 3, groupe 7
    if any(word in _MEASURED for word in (counted, second, third) if word):
        return False
    kinds = analyses(counted)
    return any(a.pos in ("noun", "adj") and a.number == "p" for a in kinds) or (
        any(a.pos == "noun" and a.number == "" for a in kinds)
        and not any(a.pos in ("prep", "pron", "conj", "adv", "det") for a in kinds)
    )


def _is_prose(body: str) -> bool:
    """Say whether a line is a whole sentence at least, no headline, item or row of a table."""
    return (
        _FINISHED.search(body) is not None
        and len(body.split(None, _LEAST_WORDS)) > _LEAST_WORDS
        and not _ITEM.match(body)
        and not any(separator in body for separator in "|\t")
    )


def _is_alone(text: str, start: int) -> bool:
    """Say whether a sentence has no other figure: numbers that are compared are written alike."""
    left = text[max(0, start - _WINDOW) : start]
    right = text[start + 1 : start + 1 + _WINDOW]
    ends = [match.end() for match in _SENTENCE.finditer(left)]
    left = left[ends[-1] :] if ends else left
    stop = _SENTENCE.search(right)
    right = right[: stop.start()] if stop else right
    return not any(_OTHER.search(_DATE.sub("", side)) for side in (left, right))


def _is_first(text: str, start: int) -> bool:
    """Say whether a sentence begins at ``start``."""
    before = text[max(0, start - 3) : start].rstrip(' \u00a0\u202f«“"(')
    return not before or before[-1] in ".!?…\n"
