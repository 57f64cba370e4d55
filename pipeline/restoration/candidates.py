"""Propose what a substitute may have replaced, with the evidence for each proposal.

Start reading from :func:`offered`. Proposals come from independent sources, none of them certain:
inverse synonyms, the other number of the best of them, and French words that look like the English
one. For a substitute that no source knows, they are the frequent homographs that fit the words
before the suspect span. :mod:`pipeline.restoration.scoring` gives their probabilities.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from heapq import nlargest
from typing import NamedTuple

from pipeline.resources import lexicon, synonyms
from pipeline.resources.language_model import model
from pipeline.resources.noisy_channel import bare
from pipeline.resources.spelling_index import accented
from pipeline.restoration.detection import ENGLISH_CONTRAST, Suspect
from pipeline.restoration.respelling import respelled

LOOKALIKE_ZIPF = 3.0
"""Least French Zipf of a word that an English one may be taken for because they look alike."""

MOST_GUESSES = 12
"""Candidates taken from the language model alone, where no thesaurus knows the substitute."""

GUESSED_FROM = 700
"""Those candidates are taken from so many homographs, the most frequent ones."""

MOST_SIBLINGS = 12
"""Of so many candidates, the best by their sources, the other number is a candidate as well."""

CACHED_SUBSTITUTES = 1 << 11
"""Substitutes whose candidates are remembered."""

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
"""Kinds of evidence, each with its strength: those of the synonyms, then our own."""

PAIR_FEATURES = (
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
    "accents",  # differs from it in accents alone: the author left them out
    "sibling",  # the other number of a word that the sources offer
    "both",  # a curated pair that a thesaurus has as well
    "both-rank",
    "both-embedding",
)


class Candidate(NamedTuple):
    """A word that a substitute may have replaced, and the evidence for it.

    ``rank`` is its place among the words that the sources offer, ``None`` if they do not offer it.
    A ``sibling`` is the other number of such a word, ``piece`` the part of it that was replaced.
    """

    phrase: str
    word: str
    evidence: tuple[tuple[str, float], ...]
    rank: int | None = None
    sibling: bool = False
    piece: str = ""


@lru_cache(maxsize=CACHED_SUBSTITUTES)
def offered(phrase: str, sources: frozenset[str] | None) -> tuple[Candidate, ...]:
    """Return what the sources offer for a substitute, then the other number of the best words.

    Spinners mix the numbers up (*brutality* for *violences*); the determiner shows the right one.
    """
    known_as = respelled(phrase) or phrase
    found = [i for i in synonyms.inverses(known_as, sources) if lexicon.is_french(i.word)]
    known = {i.word for i in found}
    made = [Candidate(phrase, i.word, i.evidence, rank) for rank, i in enumerate(found)]
    for rank, inverse in enumerate(found[:MOST_SIBLINGS]):
        other = _other_number(inverse.word)
        if other and other not in known:
            made.append(Candidate(phrase, other, inverse.evidence, rank, True))
    known.update(candidate.word for candidate in made)
    made += [
        Candidate(phrase, word, _LOOKALIKE) for word in _lookalikes(phrase) if word not in known
    ]
    return tuple([candidate for candidate in made if candidate.word != phrase])


_LOOKALIKE = (("lookalike", 1.0),)

_ENDINGS = (
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
    """Return the French words that differ from an English one by accents, or by its ending."""
    french = lexicon.is_french(phrase) and lexicon.contrast(phrase) >= ENGLISH_CONTRAST
    if len(phrase) < 4 or not phrase.isalpha() or french:
        return ()
    shapes = list(_shapes(phrase))
    if phrase.endswith("s"):
        shapes += [form for shape in _shapes(phrase[:-1]) for form in (shape + "s", shape)]
    words = dict.fromkeys((*with_accents(phrase), *shapes))
    return tuple(
        word
        for word in words
        if word != phrase and lexicon.zipf(word, "fr") >= LOOKALIKE_ZIPF and lexicon.is_french(word)
    )


@lru_cache(maxsize=1 << 14)
def with_accents(phrase: str) -> tuple[str, ...]:
    """Return the French words that a word without accents may be, but no rare ones."""
    return tuple(
        word
        for word in accented(phrase)
        if adds_accents(phrase, word) and lexicon.zipf(word, "fr") >= LOOKALIKE_ZIPF
    )


def _shapes(word: str) -> Iterator[str]:
    """Yield a word with each French ending, then the same with one *e* accented."""
    for old, new in (("", ""), *_ENDINGS):
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


_FIRST = PAIR_FEATURES.index(EVIDENCE[0])
_PLACES = {kind: _FIRST + n for n, kind in enumerate(EVIDENCE)}
# Of less strength: no pair is in two tables.
_PLACES["written"] = _PLACES["listed"] = _PLACES["curated"]
_NOTHING = (0.0,) * len(EVIDENCE)


def features(candidate: Candidate) -> list[float]:
    """Return the features :data:`PAIR_FEATURES` of a candidate."""
    phrase, word, evidence, rank, sibling, piece = candidate
    french, english, numbers = _of_word(piece or word)
    row = [lexicon.zipf(word, "fr") if piece else french, english, *_NOTHING]
    agrees = 1.0 if ("p" if looks_plural(phrase) else "s") in numbers else 0.0
    differs = 1.0 if numbers and not agrees else 0.0
    cognate = _cognate(phrase, piece or word)
    accents = float(adds_accents(phrase, word))
    if not evidence:
        row += (0.0, 0.0, 0.0, 0.0, 1.0, agrees, differs, cognate, accents, 0.0, 0.0, 0.0, 0.0)
        return row
    for kind, strength in evidence:
        row[_PLACES[kind]] = strength
    _, _, curated, thesaurus, reverse, in_roget, _, synset, link, embedding, *_ = row
    moby = 1.0 if thesaurus or reverse else 0.0
    roget = 1.0 if in_roget else 0.0
    wordnet = 1.0 if synset or link else 0.0
    place = 0.0 if rank is None else 1.0 / (1.0 + rank)
    row += (
        moby,
        roget,
        wordnet,
        place,
        0.0,
        agrees,
        differs,
        cognate,
        accents,
        1.0 if sibling else 0.0,
        curated * max(moby, roget, wordnet),
        curated * place,
        curated * embedding,
    )
    return row


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[float, float, frozenset[str]]:
    """Return French and English Zipf and the numbers (``s``, ``p``) of a French word."""
    open_class = ("noun", "adj", "verb")
    numbers = frozenset(
        a.number for a in lexicon.analyses(word) if a.number and a.pos in open_class
    )
    return lexicon.zipf(word, "fr"), lexicon.zipf(word, "en"), numbers


@lru_cache(maxsize=CACHED_SUBSTITUTES)
def looks_plural(phrase: str) -> bool:
    """Say whether the last word of an English phrase has the ending of a plural."""
    last = phrase.rpartition(" ")[2]
    return len(last) > 3 and last.endswith("s") and not last.endswith(("ss", "us", "is"))


@cache
def _frequent() -> tuple[str, ...]:
    """Return the homographs worth guessing: the most frequent content words."""
    content = {"noun", "adj", "adv", "verb"}
    words = [w for w, parts in lexicon.homographs().items() if content & set(parts) and len(w) > 2]
    words.sort(key=lambda w: (-lexicon.zipf(w, "fr"), w))
    return tuple(words[:GUESSED_FROM])


def _cognate(phrase: str, word: str) -> float:
    """Return the share of letters that two spellings begin with in common, 0 to 1."""
    common = 0
    for a, b in zip(phrase, word, strict=False):
        if a != b:
            break
        common += 1
    return common / max(len(phrase), len(word)) if common > 2 else 0.0


def adds_accents(phrase: str, word: str) -> bool:
    """Say whether a word is the substitute with accents."""
    return len(phrase) == len(word) and phrase != word and bare(word) == phrase


def whole(suspect: Suspect, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates for a piece of a word, made whole."""
    made = [c._replace(word=suspect.head + c.word + suspect.foot, piece=c.word) for c in candidates]
    return [candidate for candidate in made if lexicon.is_french(candidate.word)]


def guesses(suspect: Suspect, known: Iterable[Candidate], left: Sequence[str]) -> list[Candidate]:
    """Return the frequent homographs that fit best after ``left`` and are not ``known``."""
    words = {c.word for c in known}
    found = [w for w in _fitting(*left[-2:]) if w not in words]
    return [Candidate(suspect.phrase, w, ()) for w in found[:MOST_GUESSES] if w != suspect.phrase]


@lru_cache(maxsize=1 << 13)
def _fitting(*left: str) -> tuple[str, ...]:
    """Return the frequent homographs that fit best after one or two keys.

    Those that fit best after the last key are the ones that are tried after both.
    """
    words = _frequent() if len(left) < 2 else _fitting(*left[-1:])
    fits = model().each_after(left, words)
    many = 2 * MOST_GUESSES if len(left) == 2 else 6 * MOST_GUESSES
    best = nlargest(many, range(len(words)), key=fits.__getitem__)
    return tuple([words[n] for n in best])
