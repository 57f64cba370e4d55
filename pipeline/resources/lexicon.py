"""Look words up: French morphology, English words, frequencies, homographs, elision.

Start reading from :func:`analyses`. A form may be given as it stands in the text (capitals, curly
apostrophes) or as a token's ``key``. It is looked up as it is, then in lower case (a capital
at the head of a sentence), then as in :func:`_spellings` (*Etat*, *coeur*, *LONDRES*). Elided
words keep their apostrophe (``l'``). The files are memory-mapped, opened at the first question and
described in ``dictionaries/README.md``; looking up a form again costs a cache hit.

The values of an :class:`Analysis`:

========== ==================================================================================
``pos``    noun, adj, verb, adv, det, pron, prep, conj, num, interj, name; ``affix`` (*anti*,
           *belgo*); ``loc``, a word that lives only in a set phrase (*vitro*, *catimini*)
``gender`` ``m``, ``f``, or empty: either, or none
``number`` ``s``, ``p``, or empty: either, or none
``verb``   ``inf``, ``ppre``, ``ppas``; or the tense ``ipre`` ``iimp`` ``ipsi`` ``ifut`` ``cond``
           ``spre`` ``simp`` ``impe`` with the person ``1s`` … ``3p``: ``ipre3s``; or empty
========== ==================================================================================
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from math import log10
from typing import Literal, NamedTuple
from unicodedata import combining, normalize

import marisa_trie

from pipeline.resources import data

_CACHED = 1 << 15
"""Forms remembered per question: a dump of 50 M words has about 400,000, most of them rare."""

_LONGEST = 200
"""Code points of the longest rest of a compound that is looked up part by part."""

_VOWELS = frozenset("aàâäáæeéèêëiîïíoôöóœuùûüú")

_ACCENTED = {"A": "àâ", "C": "ç", "E": "éêè", "I": "î", "O": "ô"}
"""What a capital without its accent may stand for, the most frequent first."""

_TELLING = 4
"""Letters of an entry of ``onsets.tsv`` from which it also speaks of names: the *H* of *Haydn* says
nothing by itself, usage wavers (*de Harry, d'Harry*)."""

_ZIPF_STEP = 0.04
"""The unit of ``frequency.marisa``; see its builder."""

FUNCTION_WORDS = frozenset(
    """a about after all also am an and any are as at be because been before being both but by can
    could did do does don done down during each even every few for from had has have he her
    here him his how i if in into is it its just let like many may me might more most much must
    my never no not of off on once only or other our out over own same she should so some such
    than that the their them then there these they this those through to too under until up us
    very was we were what when where which while who whom whose why will with within without
    would you your""".split()
)
"""The function words of English. Spinners write content words, not these alone."""


class Analysis(NamedTuple):
    """One reading of a form: its lemma and its morphology; values in the module's docstring."""

    lemma: str
    pos: str
    gender: str
    number: str
    verb: str


class _Code(NamedTuple):
    """How to get from a form to its lemma, or back (cut letters, add letters); the morphology."""

    cut: int
    add: str
    pos: str
    gender: str
    number: str
    verb: str

    def applied(self, word: str) -> str:
        return word[: len(word) - self.cut] + self.add


class _French(NamedTuple):
    trie: marisa_trie.Trie
    numbers: memoryview
    """Two numbers per form: its class, and the paradigm of the lemma spelled so."""
    codes: tuple[_Code, ...]
    classes: list[list[int]]
    paradigms: list[list[int]]

    def lookup(self, word: str, column: Literal[0, 1]) -> int:
        """Return the class (0) or the paradigm (1) of a word, 0 when it has none."""
        index = self.trie.get(word)
        return 0 if index is None else int(self.numbers[2 * index + column])


@cache
def _french() -> _French:
    trie = data.trie("french.marisa")
    with data.opening("french.bin"):
        numbers = data.mapped("french.bin").cast("H")
        if len(numbers) != 2 * len(trie):
            raise ValueError("not two numbers a form")
    with data.opening("french.json"):
        tables = data.stored("french.json")
        tags = tables["tags"]
        codes = tuple(_Code(cut, add, *tags[tag]) for cut, add, tag in tables["codes"])
        return _French(trie, numbers, codes, tables["classes"], tables["paradigms"])


@cache
def _english() -> marisa_trie.Trie:
    return data.trie("english.marisa")


@cache
def _frequency() -> marisa_trie.RecordTrie:
    return data.record_trie("frequency.marisa", "<BB")


def _spelled(form: str) -> str:
    """Return the form as the dictionaries spell it: NFC, straight apostrophe, plain hyphen."""
    if form.isascii():
        return form
    plain = form.replace("’", "'").replace("\u2010", "-").replace("\u2011", "-")
    return normalize("NFC", plain) if len(plain) <= _LONGEST else plain


_LONGEST = 100
"""Characters of the longest form that is put into NFC: no dictionary has a longer one, and a letter
with thousands of marks takes the square of their number."""


def _spellings(word: str) -> Iterator[str]:
    """Yield the other spellings under which the lexicon may know a word, the likeliest first.

    Newspapers leave the accent off a capital (*Etat*) and write *oe* for *œ* (*coeur*).
    """
    lower = word.lower()
    if lower != word:
        yield lower
        for accented in _ACCENTED.get(word[0], ""):
            yield accented + lower[1:]
        if len(word) > 1 and word.isupper():
            yield "-".join(part.capitalize() for part in word.split("-"))
    if "oe" in lower:
        yield lower.replace("oe", "œ")


def _known(form: str) -> tuple[str, int]:
    """Return the spelling under which the lexicon knows the form, and its class (0: unknown)."""
    french = _french()
    spelled = _spelled(form)
    if found := french.lookup(spelled, 0):  # most forms are
        return spelled, found
    for word in _spellings(spelled):
        if found := french.lookup(word, 0):
            return word, found
    return form, 0


@lru_cache(_CACHED)
def analyses(form: str) -> tuple[Analysis, ...]:
    """Return the readings of a French form, () when it is unknown.

    >>> analyses("Parties")[0]
    Analysis(lemma='partie', pos='noun', gender='f', number='p', verb='')
    """
    word, found = _known(form)
    french = _french()
    return tuple(
        Analysis(code.applied(word), code.pos, code.gender, code.number, code.verb)
        for code in (french.codes[number] for number in french.classes[found])
    )


@lru_cache(_CACHED)
def is_french(form: str) -> bool:
    """Say whether a form is French; a compound is when the lexicon has it or has all its parts.

    >>> is_french("Porte-parole"), is_french("anti-corruption"), is_french("entrance")
    (True, True, False)
    """
    while not _known(form)[1]:
        first, hyphen, form = _spelled(form).partition("-")
        if not (hyphen and first) or len(form) > _LONGEST or not _known(first)[1]:
            return False
        if not form:
            break
    return True


def has_name(head: str, least: float, endings: Iterable[str]) -> bool:
    """Say whether ``head``, with or without accents, and an ending make a name of the lexicon.

    ``least`` is the French Zipf value of the rarest name that counts.

    >>> has_name("canad", 2.0, ["a"]), has_name("tableau", 2.0, ["a"])
    (True, False)
    """
    plain = "".join(c for c in normalize("NFD", head) if not combining(c))
    return any(
        _french().lookup(name, 0) and zipf(name, "fr") >= least
        for start in dict.fromkeys((head.capitalize(), plain.capitalize()))
        for name in [start + ending for ending in endings]
    )


@lru_cache(_CACHED)
def is_english(form: str) -> bool:
    """Say whether a form is an English word; proper names are not."""
    return _spelled(form).lower() in _english()


def _together(zipfs: tuple[float, ...]) -> float:
    """Return what wordfreq says of a phrase: the harmonic sum of the frequencies of its words."""
    if not all(zipfs):
        return 0.0
    return max(0.0, round(-log10(sum(10**-value for value in zipfs)), 2))


@lru_cache(_CACHED)
def _zipfs(form: str) -> tuple[float, float]:
    word = _spelled(form).lower()
    found = _frequency().get(word)
    if not found:
        parts = [part for part in word.replace("'", "-").split("-") if part]
        if parts == [word] or not parts:
            return 0.0, 0.0
        both = zip(*(_zipfs(part) for part in parts), strict=True)
        french, english = (_together(values) for values in both)
        return french, english
    french, english = found[0]
    return round(french * _ZIPF_STEP, 2), round(english * _ZIPF_STEP, 2)


def frequent() -> list[str]:
    """Return the forms whose frequency in French or English is known."""
    frequent: list[str] = _frequency().keys()
    return frequent


def zipf(form: str, lang: Literal["fr", "en"]) -> float:
    """Return the Zipf frequency (log10 of uses per billion words), 0.0 when unknown.

    Known values go from 1.0 (once in 100 million words) to 8.0, in steps of 0.04. Compounds and
    elided words, which wordfreq cuts into pieces, get the value of its formula for phrases.
    """
    return _zipfs(form)[0 if lang == "fr" else 1]


def contrast(form: str) -> float:
    """Return how much more French than English a form is: the difference of its Zipf values.

    The French lexicon holds English that French uses now and then (*people*, *building*,
    *attorney*): below about -1 such a form is more likely English than French.

    >>> contrast("prison") > 0 > -1 > contrast("building")
    True
    """
    french, english = _zipfs(form)
    return french - english


@cache
def homographs() -> dict[str, tuple[str, ...]]:
    """Return each French word spelled like an English one, with its French parts of speech."""
    return {word: tuple(parts.split(",")) for word, parts in data.table("homographs.tsv", 2)}


@lru_cache(_CACHED)
def is_homograph(form: str) -> bool:
    """Say whether a French form is spelled like an English word, accents included."""
    return _spelled(form).lower() in homographs()


@lru_cache(_CACHED)
def inflections(lemma: str, pos: str = "") -> tuple[tuple[str, Analysis], ...]:
    """Return each form of a lemma with its analysis, of one part of speech or of all.

    >>> [form for form, _ in inflections("partie", "noun")]
    ['partie', 'parties']
    """
    french = _french()
    word = _spelled(lemma)
    codes = (french.codes[number] for number in french.paradigms[french.lookup(word, 1)])
    return tuple(
        (
            code.applied(word),
            Analysis(word, code.pos, code.gender, code.number, code.verb),
        )
        for code in codes
        if not pos or code.pos == pos
    )


@cache
def loanwords() -> Mapping[str, bool]:
    """Return the English words that French news uses, and whether spinners write them as well."""
    return {word.lower(): "risky" in note for word, _, note in data.table("loanwords.tsv", 3)}


@cache
def _onsets() -> dict[str, str]:
    return dict(data.table("onsets.tsv", 2))


Onset = Literal["vowel", "consonant", "aspirated", "either"]
_ONSETS: dict[str, Onset] = {"mute": "vowel", "aspirated": "aspirated", "either": "either"}


@lru_cache(_CACHED)
def onset(form: str) -> Onset:
    """Return how a form begins for elision (*l'homme*, *le front*, *le héros*).

    ``either``: usage wavers or is unknown, so nothing follows from an elision or from its absence
    (*l'hyène, la hyène*; foreign names in *H*). Digits are ``consonant``: *le 8*, *de 11*.
    """
    word = _spelled(form)
    lower = word.lower()
    if lower[:1] not in _VOWELS and lower[:1] not in ("h", "y"):
        return "consonant"
    table = _onsets()
    is_name = word != lower and not _french().lookup(lower, 0)
    least = min(_TELLING, len(lower)) if is_name else 1
    if found := table.get(lower + "$"):
        return _ONSETS[found]
    for size in range(len(lower), least - 1, -1):
        if found := table.get(lower[:size]):
            return _ONSETS[found]
    return "vowel" if lower[0] in _VOWELS else "either"


def aspirated(form: str) -> bool:
    """Say that a form begins like a consonant though spelled otherwise: *héros, onze, yaourt*.

    Before it an elision is an error. False also where usage wavers: see :func:`onset`.
    """
    return onset(form) == "aspirated"


def elides(form: str) -> bool:
    """Say that *le, la, de, que…* lose their vowel before a form: *école, homme, yeux*.

    False also where usage wavers: see :func:`onset`.
    """
    return onset(form) == "vowel"
