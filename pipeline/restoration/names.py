"""Proper names made of English words: mend those that a spinner changed.

Spinners hit names too: *Denver Post* became *Denver Put up*, and the short forms of the
same paper in the same article *le Submit*, *The Article*. :mod:`pipeline.text.gazetteer` knows the
names and finds those that stand whole; start reading from :func:`spun`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.resources import data, lexicon, synonyms
from pipeline.resources.opposites import opposed
from pipeline.text.analysis import AnalyzedText
from pipeline.text.gazetteer import Gazetteer, gazetteer, known_names, words_of
from pipeline.text.spans import Spans
from pipeline.text.tokens import tokenize

MASCULINE, FEMININE = frozenset({"le", "du", "au"}), frozenset({"la"})
"""What stands before the short form of a newspaper's title: French makes the titles of English
papers masculine (*le Post, du Times*), but for a noun that it knows as feminine (*la Gazette*)."""

MOST_TOKENS = 4
"""Tokens of the longest substitute in a name."""

NEAREST_RANK = 3
"""A thesaurus is stronger evidence of a name for so many homographs of a substitute, the
nearest."""

CONFIDENCE = {"name": 0.985, "curated": 0.985, "nearest": 0.8, "thesaurus": 0.5, "short": 0.975}
"""Probability that a name was spun, by what testifies for the replaced word: a pair met in names
(``name_pairs.tsv``) or any curated pair, one of the nearest words of a thesaurus, any word of a
thesaurus (*Hunting Party* is not *Labour Party*); for the short form, the full name spun in the
same article besides. Set by hand: the tuning articles hold too few spun names to fit it; the seeds
and the look-alikes of LEAK004 check it."""

NEEDS_SPINNER = frozenset({"thesaurus"})
"""Evidence that is worth a look only where the text has other words that a spinner wrote: of 39
such names in sound text none was spun (*Kentucky Horse Park, Windows Mobile*), of 34 in articles of
spinners 18."""

DOUBTFUL_SHORT, FRENCH_SHORT = 0.9, 0.6
"""Highest confidence in a short form whose full name stands whole in the article (*le Submit*), and
in one that is a sound French word there (*le Poste*). Set by hand, below the threshold of LEAK004:
all four such edits in 1.24 million words of sound French were wrong."""

ONE_WORD_LEFT = 0.8
"""Highest confidence where one word is left of a name and the pair was not met in names:
*New Harmony* is not *New Balance*. Of titles (*Paris Fit*) all 8 that were met were right."""


COMMON_ZIPF = 5.5
"""French Zipf from which a capitalised word is no substitute in a name (*La, Paris, Centre*)."""


class Spun(NamedTuple):
    """A spun word of a name: its span, the word that stood there, the name, and the evidence."""

    start: int
    end: int
    word: str
    name: str
    confidence: float
    evidence: str


def spun(analyzed: AnalyzedText, sources: frozenset[str] | None = None) -> list[Spun]:
    """Return the words of names that a spinner replaced, in text order."""
    known = gazetteer()
    tokens, words = analyzed.tokens, analyzed.words
    whole = [(first, last) for first, last, _ in known_names(analyzed)]
    inside = {n for first, last in whole for n in range(first, last)}
    full: list[Spun] = []
    capitals = [n for n in analyzed.capitals if n not in inside]
    upper = set(analyzed.capitals)
    for n in capitals:
        if upper.isdisjoint((n - 1, *range(n + 1, n + 1 + MOST_TOKENS))):
            continue
        longest = MOST_TOKENS if _may_begin_phrase(tokens[n].key) else 1
        follows = n > 0 and words[n - 1] in known.beside
        for size in range(min(longest, len(tokens) - n), 0, -1):
            if not follows and (n + size == len(words) or words[n + size] not in known.beside):
                continue
            found = _in_name(analyzed, known, n, n + size, sources)
            if found is not None:
                full.append(found)
                break
    full += _spun_whole(analyzed, known, capitals, [(found.start, found.end) for found in full])
    titles = {words_of(found.name) for found in full} | {words[first:last] for first, last in whole}
    short = {form: words for words in titles for form in known.short.get(words, ())}
    if not short:
        return sorted(full)
    return sorted([*full, *_short_forms(analyzed, short, capitals, full, sources)])


def _in_name(
    analyzed: AnalyzedText, known: Gazetteer, first: int, last: int, sources: frozenset[str] | None
) -> Spun | None:
    """Return what stood in ``[first, last)`` if the words around it belong to a known name."""
    tokens, words = analyzed.tokens, analyzed.words
    phrase = _phrase(analyzed, first, last)
    if not phrase or not (synonyms.is_substitute(phrase) or phrase in _name_pairs()):
        return None
    for left in range(min(4, first), -1, -1):
        before = words[first - left : first]
        for right in range(min(4, len(words) - last), -1, -1):
            if not left and not right:
                continue
            after = words[last : last + right]
            for word, name in known.contexts.get((before, after), ()):
                evidence = _evidence(phrase, word.lower(), sources)
                if evidence == "thesaurus" and not after and [w.lower() for w in before] == ["the"]:
                    continue  # films, bands: *The Stuff* is not *The Cure*
                if (
                    evidence
                    and lexicon.zipf(phrase, "fr") < COMMON_ZIPF
                    and lexicon.is_english(word.lower())
                ):
                    start, end = tokens[first].start, tokens[last - 1].stop
                    chance = CONFIDENCE[evidence]
                    is_title = known.whole.get(words_of(name)) == "title"
                    if left + right == 1 and evidence != "name" and not is_title:
                        chance = min(chance, ONE_WORD_LEFT)
                    return Spun(start, end, word, name, chance, evidence)
    return None


def _spun_whole(
    analyzed: AnalyzedText,
    known: Gazetteer,
    capitals: Sequence[int],
    taken: Sequence[tuple[int, int]],
) -> Iterator[Spun]:
    """Yield names of two words both of which were replaced: *Monetary Occasions*."""
    tokens = analyzed.tokens
    pairs = _name_pairs()
    covered = Spans(taken)
    for n in capitals:
        first, second = tokens[n], tokens[min(n + 1, len(tokens) - 1)]
        if not second.text[0].isupper():
            continue
        for a in pairs.get(first.key, ()):
            for b in pairs.get(second.key, ()):
                words = (a.capitalize(), b.capitalize())
                if words in known.whole and not covered.meet(first.start, second.stop):
                    name = " ".join(words)
                    yield Spun(first.start, second.stop, name, name, CONFIDENCE["name"], "name")


@cache
def _name_pairs() -> dict[str, tuple[str, ...]]:
    """Return the words of English names that each substitute replaces, all in lower case."""
    found: dict[str, list[str]] = defaultdict(list)
    for substitute, word in data.table("name_pairs.tsv", 2):
        found[substitute].append(word)
    return {substitute: tuple(words) for substitute, words in found.items()}


@lru_cache(maxsize=1 << 14)
def _may_begin_phrase(key: str) -> bool:
    """Say whether a substitute of several words may begin with a token's key."""
    return synonyms.may_begin(key) or key in _pair_heads()


@cache
def _pair_heads() -> frozenset[str]:
    return frozenset(tokenize(substitute)[0].key for substitute in _name_pairs())


def _short_forms(
    analyzed: AnalyzedText,
    short: dict[str, tuple[str, ...]],
    capitals: Sequence[int],
    full: Sequence[Spun],
    sources: frozenset[str] | None,
) -> Iterator[Spun]:
    """Yield short forms of the titles in ``short`` whose word a spinner replaced.

    A short form has the paper's article, ends where the name ends, and is no sound French word
    there: *la Station spatiale, la Place Beauvau, le Programme national* speak of no paper. A word
    that is both French and English counts only where the full name of the paper was spun.
    """
    tokens = analyzed.tokens
    known = gazetteer().forms
    substitutes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for found in full:
        if found.confidence >= CONFIDENCE["short"]:
            substitutes[words_of(found.name)].add(analyzed.text[found.start : found.end].lower())
    covered = Spans((found.start, found.end) for found in full)
    for n in capitals:
        token = tokens[n]
        if n == 0 or token.text in known:  # *le Sun*
            continue
        article = tokens[n - 1].key
        forms = [form for form in short if article == "the" or article in _articles(form)]
        for size in range(min(MOST_TOKENS, len(tokens) - n), 0, -1):
            start, end = token.start, tokens[n + size - 1].stop
            if covered.meet(start, end):
                continue
            phrase = _phrase(analyzed, n, n + size)
            form = next((f for f in forms if _evidence(phrase, f.lower(), sources)), None)
            if not phrase or form is None or _goes_on(analyzed, n + size):
                continue
            title = short[form]
            spun_as = substitutes.get(title, set())
            if not spun_as and _evidence(phrase, form.lower(), sources) not in ("name", "curated"):
                continue
            chance = _short_chance(analyzed, n, n + size, spun_as)
            if chance:
                yield Spun(start, end, form, " ".join(title), chance, "short")
                break


def _short_chance(analyzed: AnalyzedText, first: int, last: int, substitutes: set[str]) -> float:
    """Return how likely a short form was spun, 0 when it is not worth a look.

    ``substitutes`` is what stands in the place of its word in the full name, if that was spun.
    """
    phrase, article = _phrase(analyzed, first, last), analyzed.tokens[first - 1].key
    if _is_sound(phrase, article):
        if not substitutes or _is_complemented(analyzed, last):
            return 0.0
        return CONFIDENCE["short"] if phrase in substitutes else FRENCH_SHORT
    if substitutes:
        return CONFIDENCE["short"]
    return 0.0 if article == "the" and lexicon.is_french(phrase) else DOUBTFUL_SHORT


@lru_cache(maxsize=1 << 10)
def _articles(form: str) -> frozenset[str]:
    """Return the articles before a short form."""
    genders = {a.gender for a in lexicon.analyses(form.lower()) if a.pos == "noun"}
    return FEMININE if genders == {"f"} else MASCULINE


def _is_sound(phrase: str, article: str) -> bool:
    """Say whether a phrase is French after an article: *le Poste*, not *le Submit, le Article*.

    No French word is after *The*.
    """
    if article == "the":
        return False
    gender = "f" if article in FEMININE else "m"
    return lexicon.is_french(phrase) and any(
        a.pos in ("noun", "adj", "verb")
        and (a.pos == "verb" or (a.gender in ("", gender) and a.number in ("", "s")))
        and not lexicon.elides(phrase)
        for a in lexicon.analyses(phrase)
    )


def _goes_on(analyzed: AnalyzedText, last: int) -> bool:
    """Say whether a name goes on at a token: *le Board Europe, le Submit-Festival*."""
    if last >= len(analyzed.tokens):
        return False
    before, token = analyzed.tokens[last - 1], analyzed.tokens[last]
    gap = analyzed.text[before.stop : token.start]
    return token.text[0].isupper() and gap.strip(" -‐‑") == ""


def _is_complemented(analyzed: AnalyzedText, last: int) -> bool:
    """Say whether an adjective or a complement follows: *le Programme national, le Poste de*."""
    if last >= len(analyzed.tokens):
        return False
    key = analyzed.tokens[last].key
    return key in ("de", "d'", "du", "des", "pour") or any(
        a.pos == "adj" for a in lexicon.analyses(key)
    )


def _phrase(analyzed: AnalyzedText, first: int, last: int) -> str:
    """Return the lower-case words of ``[first, last)`` if they stand on one line."""
    tokens = analyzed.tokens[first:last]
    if not all(token.is_word for token in tokens):
        return ""
    text = analyzed.text[tokens[0].start : tokens[-1].stop]
    return "" if "\n" in text else text.lower().replace("’", "'")


def _same(phrase: str, word: str) -> bool:
    """Say whether two words are forms of one another: *Black, Blacks* name two things."""
    return phrase.rstrip("s") == word.rstrip("s")


def _evidence(phrase: str, word: str, sources: frozenset[str] | None) -> str:
    """Return what says that ``phrase`` may replace ``word``: a pair, a thesaurus, or nothing.

    What is listed by the French word is too much for names: *Windows Mobile* is no *Windows Phone*.
    """
    if _same(phrase, word):
        return ""
    if word in _name_pairs().get(phrase, ()) and (sources is None or synonyms.CURATED in sources):
        return "name"
    known = synonyms.UNLISTED if sources is None else sources & synonyms.UNLISTED
    for rank, inverse in enumerate(synonyms.inverses(phrase, known)):
        if inverse.word == word and not opposed(phrase, word):
            if any(kind == synonyms.CURATED for kind, _ in inverse.evidence):
                return "curated"
            return "nearest" if rank < NEAREST_RANK else "thesaurus"
    return ""


_BEFORE_TITLES = frozenset({"le", "du", "au", "the"})
"""Articles before the short form of an English paper's title."""


def standing(analyzed: AnalyzedText, spun: Sequence[Spun] = ()) -> list[tuple[int, int]]:
    """Return the spans of short forms, such as *le Post*, of titles that the text names in full.

    They are what :func:`spun` writes, so nothing else may take them for a spinner's word again.
    """
    known, words = gazetteer(), analyzed.words
    titles = {words[first:last] for first, last, _ in known_names(analyzed)}
    titles |= {words_of(found.name) for found in spun}
    forms = {form for title in titles for form in known.short.get(title, ())}
    return [
        (analyzed.tokens[n].start, analyzed.tokens[n].stop)
        for n in analyzed.capitals
        if n and analyzed.tokens[n].text in forms and analyzed.tokens[n - 1].key in _BEFORE_TITLES
    ]
