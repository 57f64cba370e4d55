"""Propose what a substitute may have replaced, and what testifies for each proposal.

Start reading from :func:`offered`. Proposals come from independent sources, none of them a verdict:
inverse synonyms, the other number of the best of them, French words that look like the English
one, and, for what no source knows, the frequent homographs that fit the words before the hole.
:mod:`pipeline.restoration` weighs them in their place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest

from pipeline import lexicon, synonyms
from pipeline.holes import ENGLISH, Hole
from pipeline.language_model import model
from pipeline.page import keys_of

FAMILIAR = 3.0
"""French Zipf of the rarest word that is taken for what an English one looks like."""

GUESSES = 12
"""Options taken from the language model alone, for what no thesaurus knows."""

GUESSED = 700
"""Homographs, the most frequent ones, from which those options are taken."""

SIBLINGS = 12
"""Options, the best by their sources, whose other number is an option as well."""

CACHED = 1 << 11
"""Substitutes whose candidates are kept: some 60 kB each."""

EVIDENCE = (
    "curated",
    "moby",
    "moby-reverse",
    "roget",
    "spelling",
    "wordnet-synset",
    "wordnet-link",
    "embedding",
    "inflected",
    "lookalike",  # a French word of nearly the same spelling: English that was never translated
)
"""Kinds of evidence, each with its strength: of :mod:`pipeline.synonyms`, and our own last one."""

OF_PAIR = (
    "frequency",  # French Zipf
    "english",  # English Zipf: spinners know frequent words
    *EVIDENCE,
    "has-moby",
    "has-roget",
    "has-wordnet",
    "rank",  # of the option among those the thesauri offer
    "guess",  # no source offers it
    "number-agrees",  # plural for plural, singular for singular
    "number-differs",
    "cognate",  # spelled like the substitute
    "sibling",  # the other number of a word that the sources offer
    "both",  # a curated pair that a thesaurus has as well
    "both-rank",
    "both-embedding",
)


@dataclass(frozen=True, eq=False, slots=True)
class Candidate:
    """A word that a substitute may have replaced: ``features`` are those :data:`OF_PAIR`."""

    word: str
    keys: tuple[str, ...]
    evidence: tuple[tuple[str, float], ...]
    features: tuple[float, ...]


@lru_cache(maxsize=CACHED)
def offered(phrase: str, sources: frozenset[str] | None) -> tuple[Candidate, ...]:
    """Return what the sources offer for a substitute, then the other number of the best of it.

    Spinners mix the numbers up (*brutality* for *violences*); the determiner tells.
    """
    found = [i for i in synonyms.inverses(phrase, sources) if lexicon.is_french(i.word)]
    known = {i.word for i in found}
    words = [(i.word, i, rank, False) for rank, i in enumerate(found)]
    for rank, inverse in enumerate(found[:SIBLINGS]):
        other = _other_number(inverse.word)
        if other and other not in known:
            words.append((other, inverse, rank, True))
    known.update(word for word, *_ in words)
    return tuple(
        _candidate(phrase, word, inverse.evidence, rank, sibling)
        for word, inverse, rank, sibling in words
        if word != phrase
    ) + tuple(
        _candidate(phrase, word, (("lookalike", 1.0),), None)
        for word in _lookalikes(phrase)
        if word not in known
    )


ENDINGS = (
    ("", "e"),
    ("", "me"),
    ("", "ue"),
    ("e", ""),
    ("er", "re"),
    ("or", "eur"),
    ("ic", "ique"),
    ("ical", "ique"),
    ("y", "ie"),
    ("y", "e"),
    ("ty", "té"),
    ("ary", "aire"),
    ("ous", "eux"),
    ("ist", "iste"),
    ("ism", "isme"),
    ("ive", "if"),
    ("al", "el"),
    ("ure", "ur"),
)
"""English endings and the French ones of their cognates: *case, cas; group, groupe*."""


def _lookalikes(phrase: str) -> tuple[str, ...]:
    """Return the French words that differ from an English one by its ending and one accent."""
    french = lexicon.is_french(phrase) and lexicon.contrast(phrase) >= ENGLISH
    if len(phrase) < 4 or not phrase.isalpha() or french:
        return ()
    shapes = list(_shapes(phrase))
    if phrase.endswith("s"):
        shapes += [form for shape in _shapes(phrase[:-1]) for form in (shape + "s", shape)]
    return tuple(
        word
        for word in dict.fromkeys(shapes)
        if word != phrase and lexicon.zipf(word, "fr") >= FAMILIAR and lexicon.is_french(word)
    )


def _shapes(word: str) -> Iterator[str]:
    """Yield a word with each French ending, then with each *e* of that accented."""
    for old, new in (("", ""), *ENDINGS):
        if word.endswith(old):
            shape = word.removesuffix(old) + new
            yield shape
            for n, letter in enumerate(shape):
                if letter == "e":
                    yield from (shape[:n] + accented + shape[n + 1 :] for accented in "éè")


def _other_number(word: str) -> str:
    """Return the plural of a singular noun or the singular of a plural one, formed with *s*."""
    for analysis in lexicon.analyses(word):
        if analysis.pos == "noun" and analysis.number:
            other = word[:-1] if analysis.number == "p" and word[-1] == "s" else word + "s"
            if any(a.pos == "noun" and a.lemma == analysis.lemma for a in lexicon.analyses(other)):
                return other
    return ""


@lru_cache(maxsize=CACHED)
def _guess(phrase: str, word: str) -> Candidate:
    return _candidate(phrase, word, (), None)


def _candidate(
    phrase: str,
    word: str,
    evidence: tuple[tuple[str, float], ...],
    rank: int | None,
    sibling: bool = False,
) -> Candidate:
    strength = dict(evidence)
    plural = _plural(phrase)
    keys, french, english, numbers = _of_word(word)
    agrees = ("p" if plural else "s") in numbers
    curated = strength.get("curated", 0.0)
    place = 0.0 if rank is None else 1.0 / (1.0 + rank)
    moby = float("moby" in strength or "moby-reverse" in strength)
    roget = float("roget" in strength)
    wordnet = float("wordnet-synset" in strength or "wordnet-link" in strength)
    features = (
        french,
        english,
        *[strength.get(kind, 0.0) for kind in EVIDENCE],
        moby,
        roget,
        wordnet,
        place,
        float(not evidence),
        float(agrees),
        float(bool(numbers) and not agrees),
        _cognate(phrase, word),
        float(sibling),
        curated * max(moby, roget, wordnet),
        curated * place,
        curated * strength.get("embedding", 0.0),
    )
    return Candidate(word, keys, evidence, features)


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[tuple[str, ...], float, float, frozenset[str]]:
    """Return keys, French and English Zipf, and numbers (``s``, ``p``) of a French word."""
    open_class = ("noun", "adj", "verb")
    numbers = frozenset(
        a.number for a in lexicon.analyses(word) if a.number and a.pos in open_class
    )
    return keys_of(word), lexicon.zipf(word, "fr"), lexicon.zipf(word, "en"), numbers


def _plural(phrase: str) -> bool:
    last = phrase.rpartition(" ")[2]
    return len(last) > 3 and last.endswith("s") and not last.endswith(("ss", "us", "is"))


@cache
def _frequent() -> tuple[str, ...]:
    """Return the homographs worth guessing: the most frequent content words."""
    content = {"noun", "adj", "adv", "verb"}
    words = [w for w, parts in lexicon.homographs().items() if content & set(parts) and len(w) > 2]
    words.sort(key=lambda w: (-lexicon.zipf(w, "fr"), w))
    return tuple(words[:GUESSED])


def _cognate(phrase: str, word: str) -> float:
    """Return the share of letters that two spellings have in common at their head, 0 to 1."""
    common = 0
    for a, b in zip(phrase, word, strict=False):
        if a != b:
            break
        common += 1
    return common / max(len(phrase), len(word)) if common > 2 else 0.0


def whole(hole: Hole, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates for a piece of a word, made whole."""
    made = []
    for candidate in candidates:
        word = hole.head + candidate.word + hole.foot
        if lexicon.is_french(word):
            features = (lexicon.zipf(word, "fr"), *candidate.features[1:])
            made.append(Candidate(word, keys_of(word), candidate.evidence, features))
    return made


def guesses(hole: Hole, known: Iterable[Candidate], left: Sequence[str]) -> list[Candidate]:
    """Return the frequent homographs that fit best after ``left`` and that no source offers."""
    words = {c.word for c in known}
    found = [w for w in _fitting(*left[-2:]) if w not in words]
    return [_guess(hole.phrase, w) for w in found[:GUESSES] if w != hole.phrase]


@lru_cache(maxsize=1 << 13)
def _fitting(*left: str) -> tuple[str, ...]:
    """Return the frequent homographs that fit best after one or two keys.

    The last key alone chooses those that both are asked about.
    """
    words = _frequent() if len(left) < 2 else _fitting(*left[-1:])
    fits = model().options(left, [(w,) for w in words], ())
    many = 2 * GUESSES if len(left) == 2 else 6 * GUESSES
    best = nlargest(many, range(len(words)), key=fits.__getitem__)
    return tuple([words[n] for n in best])
