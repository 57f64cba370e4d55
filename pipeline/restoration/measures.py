"""Find English numbers, units, durations, dates and currencies in French text, and translate them.

Start reading from :func:`measures`. Everywhere else English is inverted, not translated: a spinner
put it in the place of a French homograph. Where a fact stands, a wrong inversion is worse than
none (*ten ans de prison* is not *six ans*), and the translation is what a reader expects. It
becomes the first candidate; :mod:`pipeline.facts` sees to it that it is only proposed.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from pipeline.facts import Word, words
from pipeline.resources import lexicon
from pipeline.resources.language_model import model
from pipeline.text.analysis import AnalyzedText, keys_of
from pipeline.text.tokens import Token


class Measure(NamedTuple):
    """English that states a fact: tokens ``[first, last)``, span ``[start, end)``, what it means.

    ``french`` are the translations with their shares, which sum to one, the likeliest first.
    ``stands_out`` says that the French around it leaves no doubt that French stood there,
    ``in_title`` that it goes on with a title.
    """

    first: int
    last: int
    start: int
    end: int
    phrase: str
    french: tuple[tuple[str, float], ...]
    stands_out: bool
    in_title: bool = False


def measures(analyzed: AnalyzedText) -> Iterator[Measure]:
    """Yield the English numbers, units, durations, dates and currencies of a text, in order."""
    known = words()
    if analyzed.counts.keys().isdisjoint(_english()):
        return
    end = 0
    for n, token in enumerate(analyzed.tokens):
        if n < end or not token.is_word or (row := known.get(token.key.rstrip("-"))) is None:
            continue
        if row.language != "en" or not row.french:
            continue
        size, french = _number(analyzed, n) or (1, row.french)
        end = n + size
        last = analyzed.tokens[end - 1]
        if last.key[-1] in "-'" or not _is_written_so(analyzed, n, end, row):
            continue
        yield Measure(
            n,
            end,
            token.start,
            last.end,
            analyzed.text[token.start : last.end].lower(),
            _ranked(analyzed, n, end, french),
            _stands_out(analyzed, n, end, row),
            row.kind == "number" and _is_of_title(analyzed, n),
        )


@cache
def _english() -> frozenset[str]:
    """Return the English words that state a fact and have a translation."""
    return frozenset(w for w, row in words().items() if row.language == "en" and row.french)


def _is_written_so(analyzed: AnalyzedText, first: int, last: int, row: Word) -> bool:
    """Say whether a word has the capitals of running text, and no hyphen before it."""
    token = analyzed.tokens[first]
    if first and analyzed.tokens[first - 1].key.endswith("-"):
        return False  # happy-hour
    around = (
        analyzed.text[max(0, token.start - 1) : token.start],
        analyzed.text[token.end : token.end + 1],
    )
    if any(sign and sign in "_/\\@#=" for sign in around):
        return False  # tm_year
    if row.kind == "date":
        return row.when == "always" or (
            token.text[0].isupper() and _has_figure(analyzed, first, last)
        )
    if row.when == "beside" and not _has_measure(analyzed, first, last):
        return False  # *d'autre half*
    small = all(t.text.islower() for t in analyzed.tokens[first + 1 : last] if t.is_word)
    return small and (
        token.text.islower() or (token.text[1:].islower() and _is_first(analyzed, first))
    )


def _has_measure(analyzed: AnalyzedText, first: int, last: int) -> bool:
    """Say whether a number, or what is counted, stands beside: *half million*."""
    around = (analyzed.tokens[first - 1 : first] if first else ()) + analyzed.tokens[
        last : last + 1
    ]
    rows = (words().get(token.key) for token in around)
    return any(row is not None and row.kind not in ("date", "negation") for row in rows)


def _has_figure(analyzed: AnalyzedText, first: int, last: int) -> bool:
    """Say whether a figure stands beside: *le 5 May*, *May 2014*."""
    around = (analyzed.tokens[first - 1 : first] if first else ()) + analyzed.tokens[
        last : last + 1
    ]
    return any(token.text[0].isdigit() for token in around)


def _is_first(analyzed: AnalyzedText, n: int) -> bool:
    first, _ = analyzed.sentence(n)
    return not any(token.is_word for token in analyzed.tokens[first:n])


# -- English or French around it ------------------------------------------------------------------

_LEADING = frozenset(
    "a à après au aux avec avant ce ces cette chaque chez comme contre dans de depuis des dès deux "
    "dernière dernières derniers dernier dix d' du durant elle en encore entre environ est et eu "
    "fait il ils jusqu'à l' la le les leur leurs lors mais mes moins mon nos notre onze ou où par "
    "pendant plus pour près prochaine prochain prochaines prochains quatre quelque quelques que "
    "qu' sa sans sept ses six son sont sous sur tous toute toutes tout trois un une vers voici "
    "cinq huit neuf douze vingt trente cent mille plusieurs certains certaines".split()
)
"""Words before a fact that show French around it."""


def _stands_out(analyzed: AnalyzedText, first: int, last: int, row: Word) -> bool:
    """Say whether French goes on right before and right after, and neither is English or a name."""
    before = analyzed.tokens[first - 1] if first else None
    after = analyzed.tokens[last] if last < len(analyzed.tokens) else None
    if (
        _near(analyzed, first)
        and before is not None
        and not _is_french(before, analyzed, first - 1)
    ):
        return False
    if _near(analyzed, last) and after is not None and not _is_french(after, analyzed, last):
        return False
    led = before is not None and _near(analyzed, first) and _leads(before)
    if row.kind == "number":
        counted = after is not None and _near(analyzed, last) and _is_counted(after.key)
        if lexicon.is_french(analyzed.tokens[first].key):  # *four*
            return counted and after is not None and _is_plural(after.key)
        return counted or (led and (after is None or not after.is_word or _is_open(after.key)))
    return led or (row.kind == "date" and before is not None and before.is_word)


def _is_of_title(analyzed: AnalyzedText, n: int) -> bool:
    """Say whether a number is of a list that begins with a title: *Ocean's eleven, twelve*."""
    known, here = words(), n
    while n > 1 and analyzed.tokens[n - 1].key in (",", "et", "and", "&"):
        row = known.get(analyzed.tokens[n - 2].key)
        if row is None or row.language != "en" or row.kind != "number":
            return False
        n -= 2
    return (
        0 < n < here
        and _near(analyzed, n)
        and not _is_french(analyzed.tokens[n - 1], analyzed, n - 1)
    )


def _near(analyzed: AnalyzedText, n: int) -> bool:
    """Say whether nothing but a space, or nothing, parts tokens ``n - 1`` and ``n``."""
    if not 0 < n < len(analyzed.tokens):
        return False
    gap = analyzed.text[analyzed.tokens[n - 1].end : analyzed.tokens[n].start]
    return gap.strip(" \u00a0\u202f") == ""


def _is_french(token: Token, analyzed: AnalyzedText, n: int) -> bool:
    """Say whether a neighbour is a French word, a figure or a mark: no English and no name."""
    if not token.is_word:
        return token.text not in {"'", "’", '"', "“", "”", "«", "»", "‘", "@", "#", "/", "&"}
    key = token.key.rstrip("-'")
    if analyzed.text[token.end - 2 : token.end].replace("’", "'") == "'s":
        return False
    if (row := words().get(key)) is not None and row.language == "en":
        return True
    if token.text[0].isupper() and not _is_first(analyzed, n):
        return False
    return token.key in _LEADING or (lexicon.is_french(key) and lexicon.contrast(key) > -1.0)


def _leads(token: Token) -> bool:
    row = words().get(token.key)
    return (
        token.key in _LEADING
        or token.text[0].isdigit()
        or (row is not None and row.kind == "number")
    )


def _is_counted(key: str) -> bool:
    """Say whether a word can be counted or is what a number goes with: *morts*, *ans*, *months*."""
    row = words().get(key)
    return row is not None or any(a.pos in ("noun", "adj") for a in lexicon.analyses(key))


def _is_plural(key: str) -> bool:
    return any(a.number == "p" for a in lexicon.analyses(key) if a.pos in ("noun", "adj"))


def _is_open(key: str) -> bool:
    """Say whether a word goes on with the sentence, so that it may follow anything: *qui, de*."""
    closed = ("prep", "pron", "conj", "adv", "det")
    return lexicon.contrast(key) > 0.0 and any(a.pos in closed for a in lexicon.analyses(key))


# -- what it means --------------------------------------------------------------------------------


def _ranked(
    analyzed: AnalyzedText, first: int, last: int, french: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    """Return the forms of a translation, those first that fit better between their neighbours."""
    if len(french) == 1:
        return ((french[0], 1.0),)
    fits = model().options(
        analyzed.left(first, {}), [keys_of(form) for form in french], analyzed.right(last, {})
    )
    raised = [10 ** (fit - max(fits)) for fit in fits]
    ranked = sorted(zip(french, raised, strict=True), key=lambda pair: -pair[1])
    return tuple((form, share / sum(raised)) for form, share in ranked)


_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TYS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {
    **{word: n for n, word in enumerate(_ONES, 1)},
    **{word: n for n, word in enumerate(_TEENS, 10)},
    **{word: 10 * n for n, word in enumerate(_TYS, 2)},
}
_ONE = rf"(?:{'|'.join(_ONES)})"
_BELOW_100 = rf"(?:(?:{'|'.join(_TYS)})(?:[- ]{_ONE})?|{'|'.join(_TEENS)}|{_ONE})"
_BELOW_1000 = rf"(?:(?:{_ONE} )?hundred(?: (?:and )?{_BELOW_100})?|{_BELOW_100})"
_COMPOUND = regex.compile(
    rf"(?:(?P<thousands>{_BELOW_1000}) )?(?P<scale>thousand)"
    rf"(?: (?:and )?(?P<rest>{_BELOW_1000}))?\b"
    rf"|(?P<small>{_BELOW_1000})\b",
    regex.IGNORECASE,
)
"""An English number of one or several words, below a million: *two thousand and twenty-one*."""


def _number(analyzed: AnalyzedText, n: int) -> tuple[int, tuple[str, ...]] | None:
    """Return the tokens of a number of several words that starts at token ``n``, and its French."""
    start = analyzed.tokens[n].start
    found = _COMPOUND.match(analyzed.text, start)
    size = analyzed.at(found.end()) - n if found else 0
    if not found or size < 2:
        return None
    value = _value(found["small"] or found["rest"] or "")
    if found["scale"]:
        value += 1000 * (_value(found["thousands"] or "") or 1)
    return size, (in_french(value),)


def _value(english: str) -> int:
    """Return the value of an English number below a thousand, 0 of none."""
    value = 0
    for word in regex.split("[- ]", english.lower()):
        value = 100 * (value or 1) if word == "hundred" else value + _VALUES.get(word, 0)
    return value


_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
_TENS = "_ _ vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()


def in_french(number: int) -> str:
    """Return a number below a million in French words, as news writes it.

    >>> in_french(71), in_french(280), in_french(2021)
    ('soixante et onze', 'deux cent quatre-vingts', 'deux mille vingt et un')
    """
    thousands, rest = divmod(number, 1000)
    if thousands:
        head = "mille" if thousands == 1 else f"{_below_thousand(thousands, True)} mille"
        return f"{head} {_below_thousand(rest)}" if rest else head
    return _below_thousand(rest)


def _below_thousand(number: int, before_mille: bool = False) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, before_mille)
    head = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest:
        return f"{head} {_below_hundred(rest, before_mille)}"
    return head if hundreds == 1 or before_mille else f"{head}s"


def _below_hundred(number: int, before_mille: bool) -> str:
    if number < 20:
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    word = _TENS[tens]
    if unit == 0:
        return "quatre-vingts" if tens == 8 and not before_mille else word
    joint = " et " if unit in (1, 11) and tens < 8 else "-"
    return f"{word}{joint}{_UNITS[unit]}"
