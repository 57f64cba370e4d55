"""Weigh what may have stood in a hole: the heart of rature.

Start reading from :func:`restore`. For each hole there are options: the French words that an
English spinner may have replaced by what stands there now, and « leave it alone ». A log-linear
model weighs them, one weight per feature and kind of hole; for English words a few hidden units
correct it, which see what features mean together. Both are fitted by
``python -m dictionaries.builders restoration`` and kept in ``dictionaries/restoration.json`` with
the report of the fit. Neighbouring holes read one another's best option: each is weighed again
until nothing moves.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, log, log1p, tanh
from operator import add, mul
from types import MappingProxyType
from typing import Any, NamedTuple

from pipeline.resources import data, lexicon, synonyms
from pipeline.resources.language_model import model
from pipeline.resources.opposites import opposed
from pipeline.resources.vectors import REACH, Topic, topic
from pipeline.restoration.candidates import (
    CACHED,
    OF_PAIR,
    Candidate,
    adds_accents,
    features,
    guesses,
    offered,
    whole,
    with_accents,
)
from pipeline.restoration.detection import Hole, Kind
from pipeline.restoration.dump_model import ALONE, NONE, Learned, Readings
from pipeline.text.analysis import Filled, Page, keys_of

PASSES = 3
"""Times that the holes of a page are weighed, at most."""

SOUND = 0.98
"""Probability of being left alone above which a hole is none."""

DAMAGED = 0.5
"""Expected number of other damaged words below which a text counts as sound."""

VERY_ODD = -6.0
"""Score of a French word (:class:`~pipeline.restoration.detection.Hole`) from which on it is not
weighed in a sound text: there, nearly every such suspect is sound."""

NEAR = 4
"""Holes with fewer tokens between them are weighed again when one of them is read otherwise."""

KEPT, BEHIND = 12, 6.0
"""Options that are weighed in full, and how far behind the best one (natural logarithm) the last of
them may be after the first look."""

IN_PLACE = (
    "fit",  # log10 probability of the option in its sentence
    "elsewhere",  # mean log probability at the same substitute's other holes
    "topic",  # how well it goes with the content words around
    "elision-differs",  # « l' », « d' » before a consonant, « le », « de » before a vowel
    "determiner-agrees",
    "determiner-differs",
    "in-document",
    "lemma-in-document",
    "capital",  # a capitalised hole and a frequent title word
    "repeats",  # stands right beside the hole already
    "accents-damage",  # log density of other English words, for what stands there with accents
)
OPTION_FEATURES = (*IN_PLACE, *OF_PAIR)
KEEP_FEATURES = (
    "bias",
    "contrast",
    "frequency",
    "english",
    "damage",  # log density of other English words in the document
    "no-damage",
    "capital",
    "acronym",
    "english-left",
    "english-right",
    "capital-left",
    "capital-right",
    "loanword",
    "risky-loanword",
    "count",
    "quoted",
    "options",
    "surprise",  # how much less likely than its frequency tells
    "unknown",
    "elsewhere",
    "phrase",
    "piece",
    "topic",
)
GLIMPSE_FEATURES = (
    "bias",
    "score",
    "score-squared",
    "frequency",
    "english",
    "curated",
    "pairs",
    "loanword",
    "risky-loanword",
    "damage",
    "no-damage",
    "capital",
    "capital-left",
    "capital-right",
    "acronym",
    "quoted",
    "count",
    "elision-differs",
    "determiner-differs",
)

SETS: dict[Kind, str] = {
    "word": "word",
    "phrase": "word",
    "piece": "word",
    "homograph": "homograph",
}
"""The set of weights for each kind of hole."""


@dataclass(frozen=True, slots=True)
class Option:
    """What may have stood there: a word (empty: leave it alone), its evidence and probability."""

    word: str
    probability: float
    evidence: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Restoration:
    """A hole and its options, the likeliest first; their probabilities sum to one.

    Opposites of what stands there are none. ``alone`` is the probability that nothing was
    replaced, that of opposites included. ``dump`` is there when what a dump has
    taught counted: the number of its places that read as the best option, and of all its places.
    """

    hole: Hole
    options: tuple[Option, ...]
    alone: float
    dump: tuple[int, int] | None = None
    confidence: float | None = None
    """How often the best option is right, where context was asked: it takes the place of what the
    probability is calibrated to."""


Rows = tuple[tuple[float, ...], ...]


class Net(NamedTuple):
    """Hidden units that correct the linear score: rows of weights, one per unit.

    Each adds ``out`` times the hyperbolic tangent of ``bias`` and what the features in place and of
    the pair weigh, or, to the score of leaving alone, of the features of that.
    """

    bias: tuple[float, ...]
    place: Rows
    pair: Rows
    out: tuple[float, ...]
    keep: Rows
    keep_out: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """The fitted weights per kind of hole, and the calibration of their probabilities."""

    option: Mapping[str, tuple[float, ...]]
    keep: Mapping[str, tuple[float, ...]]
    glimpse: Mapping[str, tuple[float, ...]]
    """What makes a hole worth weighing, by kind, and the score from which on it is."""
    border: Mapping[str, float]
    calibration: Mapping[str, Sequence[tuple[float, float]]]
    nets: Mapping[str, Net]

    def calibrated(self, kind: Kind, chance: float) -> float:
        """Return how often the best option is right when the model gives it ``chance``."""
        knots = self.calibration[SETS[kind]]
        at = bisect_left(knots, (chance, 0.0))
        if at == 0:
            return knots[0][1]
        if at == len(knots):
            return knots[-1][1]
        (x, y), (x2, y2) = knots[at - 1], knots[at]
        return y + (y2 - y) * (chance - x) / (x2 - x) if x2 > x else y2


FITTED = "restoration.json"


@cache
def weights() -> Weights:
    """Return the fitted weights."""
    with data.opening(FITTED):
        stored = data.stored(FITTED)
        kinds = stored["weights"]
        return Weights(
            {k: tuple(w["option"][f] for f in OPTION_FEATURES) for k, w in kinds.items()},
            {k: tuple(w["keep"][f] for f in KEEP_FEATURES) for k, w in kinds.items()},
            {k: tuple(w[f] for f in GLIMPSE_FEATURES) for k, w in stored["glimpse"].items()},
            stored["border"],
            {k: [(x, y) for x, y in knots] for k, knots in stored["calibration"].items()},
            {k: _net(net) for k, net in stored["nets"].items()},
        )


def _net(stored: Mapping[str, Any]) -> Net:
    """Return hidden units from what is stored: per feature, the weights of all units."""

    def rows(part: str, features: Sequence[str]) -> Rows:
        return tuple(zip(*(stored[part][feature] for feature in features), strict=True))

    return Net(
        tuple(stored["bias"]),
        rows("place", IN_PLACE),
        rows("pair", OF_PAIR),
        tuple(stored["out"]),
        rows("keep", KEEP_FEATURES),
        tuple(stored["keep_out"]),
    )


def worth(candidate: Candidate, name: str, fitted: Weights) -> float:
    """Return what the features of the pair add to the score of a candidate."""
    return _dot(fitted.option[name][len(IN_PLACE) :], features(candidate))


def heads(candidates: Iterable[Candidate], name: str, fitted: Weights) -> Rows:
    """Return what hidden units make of each candidate before it is seen in its place."""
    net = fitted.nets.get(name)
    if net is None:
        return ()
    pairs = [features(candidate) for candidate in candidates]
    rows = list(zip(net.bias, net.pair, strict=True))
    return tuple([tuple([bias + _dot(row, pair) for bias, row in rows]) for pair in pairs])


def _dot(a: Iterable[float], b: Iterable[float]) -> float:
    total: float = sum(map(mul, a, b))
    return total


class _Ready(NamedTuple):
    """Candidates ready to be looked at: what each pair's features add, and their keys."""

    candidates: tuple[Candidate, ...]
    worths: tuple[float, ...]
    keys: tuple[tuple[str, ...], ...]


def _ready(candidates: Sequence[Candidate], name: str, fitted: Weights) -> _Ready:
    return _Ready(
        tuple(candidates),
        tuple([worth(c, name, fitted) for c in candidates]),
        tuple([keys_of(c.word) for c in candidates]),
    )


@lru_cache(maxsize=CACHED)
def _offered(phrase: str, sources: frozenset[str] | None, name: str, fitted: Weights) -> _Ready:
    """Return what the sources offer for a substitute."""
    return _ready(offered(phrase, sources), name, fitted)


# -- what the grammar around the hole says --------------------------------------------------------

_ELIDED = frozenset({"l'", "d'", "qu'", "n'", "s'", "j'", "m'", "t'", "c'", "jusqu'", "lorsqu'"})
_UNELIDED = frozenset({"le", "la", "de", "que", "ne", "se", "je", "me", "te", "ce"})
DETERMINERS = {
    **dict.fromkeys(("le", "un", "du", "au", "ce", "cet"), ("m", "s")),
    **dict.fromkeys(("la", "une", "cette", "ma", "ta", "sa"), ("f", "s")),
    **dict.fromkeys(("mon", "ton", "son", "l'", "notre", "votre", "leur", "chaque"), ("", "s")),
    **dict.fromkeys(
        ("les", "des", "ces", "aux", "mes", "tes", "ses", "nos", "vos", "leurs", "plusieurs"),
        ("", "p"),
    ),
    **dict.fromkeys(("quelques", "deux", "trois", "quatre", "cinq", "six", "dix"), ("", "p")),
    **dict.fromkeys(("certains", "tous", "quels"), ("m", "p")),
    **dict.fromkeys(("certaines", "toutes", "quelles"), ("f", "p")),
    **dict.fromkeys(("aucun", "quel", "tout"), ("m", "s")),
    **dict.fromkeys(("aucune", "quelle", "toute"), ("f", "s")),
}


_TELLING = _ELIDED | _UNELIDED | DETERMINERS.keys()
"""The words that tell something of the one after them."""


@lru_cache(maxsize=1 << 14)
def agreement(before: str, word: str) -> tuple[float, float, float]:
    """Say whether elision differs, and whether a determiner agrees with or differs from a word."""
    onset = lexicon.onset(word)
    differs = (before in _ELIDED and onset in ("consonant", "aspirated")) or (
        before in _UNELIDED and onset == "vowel"
    )
    agrees = clashes = 0.0
    if before in DETERMINERS:
        gender, number = DETERMINERS[before]
        nominal = [a for a in lexicon.analyses(word) if a.pos in ("noun", "adj")]
        if nominal:
            good = any(
                (not gender or not a.gender or a.gender == gender)
                and (not a.number or a.number == number)
                for a in nominal
            )
            agrees, clashes = float(good), float(not good)
    return float(differs), agrees, clashes


# -- features in place --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Weighing:
    """The candidates of a hole with their features :data:`IN_PLACE`, and those of leaving alone.

    ``worths`` is what the features of each pair add to its score (see :func:`worth`), ``heads``
    what hidden units make of it (see :func:`heads`).
    """

    hole: Hole
    candidates: tuple[Candidate, ...]
    worths: tuple[float, ...]
    heads: Rows
    in_place: tuple[tuple[float, ...], ...]
    keep: tuple[float, ...]


FIT = IN_PLACE.index("fit")
ELSEWHERE = IN_PLACE.index("elsewhere")
KEEP_ELSEWHERE = KEEP_FEATURES.index("elsewhere")
FLOOR = 1e-3
"""Probability below which what another hole makes of an option does not count further."""
OTHERS = 8
"""Other holes of the same substitute that are asked."""


def weigh(
    page: Page,
    hole: Hole,
    damage: float,
    fitted: Weights,
    filled: tuple[Filled, Filled] = ({}, {}),
    sources: frozenset[str] | None = None,
) -> Weighing:
    """Return the best candidates for ``hole`` and their features.

    ``damage`` is the density of other English words (see :func:`density`), ``filled`` what
    the neighbouring holes are read as, ``sources`` the only sources of evidence to use.
    """
    look = _first_look(
        Hole(0, 0, 0, 0, hole.kind, hole.phrase, hole.tail, hole.head, hole.foot),
        tuple([t.key for t in page.tokens[hole.first : hole.last] if t.key]),
        tuple(page.left(hole.first, filled[0])),
        tuple(page.right(hole.last, filled[1])),
        sources,
        fitted,
    )
    before = page.tokens[hole.first - 1].key if hole.first else ""
    after = page.tokens[hole.last].key if hole.last < len(page.tokens) else ""
    token = page.tokens[hole.first]
    capital = float(token.text[0].isupper() and bool(before) and before not in ".!?…:")
    counts = page.counts
    tokens = page.tokens
    subject = topic(
        [t.key for t in tokens[max(0, hole.first - REACH) : hole.first]]
        + [t.key for t in tokens[hole.last : hole.last + REACH]]
    )
    fit, unseen = subject.fit, counts.keys().isdisjoint
    tells = before in _TELLING
    other_damage = log(damage + 1e-3)
    in_place = tuple(
        [
            (
                gain,
                0.0,
                fit(word),
                *(agreement(before, word) if tells else (0.0, 0.0, 0.0)),
                log1p(counts[word]) if word in counts else 0.0,
                0.0 if unseen(_siblings(word)) else 1.0,
                capital and lexicon.zipf(word, "fr"),
                1.0 if word in (before, after) else 0.0,
                other_damage if adds_accents(hole.phrase, word) else 0.0,
            )
            for word, gain in zip([c.word for c in look.candidates], look.gains, strict=True)
        ]
    )
    keep = _keep(page, hole, damage, look.base, capital, look.options, subject)
    return Weighing(hole, look.candidates, look.worths, look.heads, in_place, keep)


class _Look(NamedTuple):
    """The best candidates at first sight, what each gains over what stands there, in log10.

    ``worths`` and ``heads`` are those of :class:`Weighing`, ``base`` how well that fits which
    stands there, ``options`` the number of candidates looked at.
    """

    candidates: tuple[Candidate, ...]
    worths: tuple[float, ...]
    heads: Rows
    gains: tuple[float, ...]
    base: float
    options: int


@lru_cache(maxsize=CACHED)
def _first_look(
    hole: Hole,
    kept: Sequence[str],
    left: Sequence[str],
    right: Sequence[str],
    sources: frozenset[str] | None,
    fitted: Weights,
) -> _Look:
    """Return the best candidates for a hole wherever it stands between ``left`` and ``right``."""
    name = SETS[hole.kind]
    candidates, worths, keys = ready = _offered(hole.phrase, sources, name, fitted)
    if hole.kind == "piece":
        candidates, worths, keys = _ready(whole(hole, candidates), name, fitted)
    elif hole.kind != "homograph":
        guessed = _ready(guesses(hole, candidates, left), name, fitted)
        candidates, worths, keys = map(add, ready, guessed)
    if tail := hole.tail:
        keys = tuple([(*k[:-1], k[-1] + tail) for k in keys])
    base, *fits = model().options(left, [kept, *keys], right)
    scale = fitted.option[name][FIT]
    looks = [scale * fit + worth for fit, worth in zip(fits, worths, strict=True)]
    least = max(looks, default=0.0) - BEHIND
    best = sorted(
        [n for n, look in enumerate(looks) if look > least],
        key=lambda n: (-looks[n], candidates[n].word),
    )[:KEPT]
    chosen = tuple([candidates[n] for n in best])
    return _Look(
        chosen,
        tuple([worths[n] for n in best]),
        heads(chosen, name, fitted),
        tuple([fits[n] - base for n in best]),
        base,
        len(candidates),
    )


def _keep(
    page: Page,
    hole: Hole,
    damage: float,
    base: float,
    capital: float,
    options: int,
    subject: Topic,
) -> tuple[float, ...]:
    text = page.text[hole.start : hole.end]
    previous = page.tokens[hole.first - 1] if hole.first else None
    following = page.tokens[hole.last] if hole.last < len(page.tokens) else None
    french, english = lexicon.zipf(hole.phrase, "fr"), lexicon.zipf(hole.phrase, "en")
    return (
        1.0,
        french - english,
        french,
        english,
        log(damage + 1e-3),
        float(damage == 0.0),
        capital,
        float(text.isupper()),
        float(previous is not None and _english(previous.key)),
        float(following is not None and _english(following.key)),
        float(previous is not None and previous.text[:1].isupper() and bool(capital)),
        float(following is not None and following.text[:1].isupper() and bool(capital)),
        float(hole.phrase in loanwords()),
        float(loanwords().get(hole.phrase, False)),
        log1p(page.counts[hole.phrase]),
        float(_quoted(page, hole)),
        log1p(options),
        base - (max(french, 1.0) - 9.0),
        float(page.tokens[hole.first].key not in model()),
        0.0,
        float(hole.kind == "phrase"),
        float(hole.kind == "piece"),
        subject.fit(hole.phrase) if hole.kind == "homograph" else 0.0,
    )


@cache
def loanwords() -> Mapping[str, bool]:
    """Return the English words that French news uses, and whether spinners write them as well."""
    return {word.lower(): "risky" in note for word, _, note in data.table("loanwords.tsv", 3)}


@lru_cache(maxsize=1 << 14)
def _english(key: str) -> bool:
    """Say whether a neighbour is plain English: *the, of, and* but not *train*."""
    word = key.rstrip("-'")
    return lexicon.is_english(word) and (
        not lexicon.is_french(word) or lexicon.contrast(word) < -1.0
    )


def beside_english(page: Page, hole: Hole) -> bool:
    """Say whether an English word stands right beside a hole, on the same line."""
    tokens = page.tokens
    around = []
    if hole.first:
        around.append((tokens[hole.first - 1], tokens[hole.first - 1].end, hole.start))
    if hole.last < len(tokens):
        around.append((tokens[hole.last], hole.end, tokens[hole.last].start))
    return any(
        token.is_word and _english(token.key) and page.text[start:end].strip(" -") == ""
        for token, start, end in around
    )


def after_name(page: Page, hole: Hole) -> bool:
    """Say whether a French word with a capital goes on with a name (*Lexus Convertible*)."""
    if hole.kind != "homograph" or not hole.first or not page.text[hole.start].isupper():
        return False
    before = page.tokens[hole.first - 1]
    return (
        before.is_word
        and before.text[0].isupper()
        and not lexicon.is_french(before.key)
        and page.text[before.end : hole.start].strip(" -") == ""
    )


def _quoted(page: Page, hole: Hole) -> bool:
    around = page.text[max(0, hole.start - 2) : hole.start] + page.text[hole.end : hole.end + 2]
    return any(c in around for c in '"“”«»‘')


@lru_cache(maxsize=1 << 14)
def _siblings(word: str) -> tuple[str, ...]:
    """Return the other forms of a word's nouns and adjectives."""
    lemmas = {(a.lemma, a.pos) for a in lexicon.analyses(word) if a.pos in ("noun", "adj")}
    forms = {f for lemma, pos in lemmas for f, _ in lexicon.inflections(lemma, pos)}
    return tuple(sorted(forms - {word}))


def density(page: Page, holes: Sequence[Hole]) -> dict[str, float]:
    """Return, per substitute, the share of words of the page that are *other* English holes.

    Only lower-case words that French does not know, that it has not borrowed and for which
    a thesaurus offers a homograph are counted: they are what a spinner leaves.
    """
    found: dict[str, int] = defaultdict(int)
    for hole in holes:
        if (
            hole.kind in ("word", "phrase")
            and page.text[hole.start].islower()
            and loanwords().get(hole.phrase, True)
            and offered(hole.phrase, None)
        ):
            found[hole.phrase] += 1
    total = sum(found.values())
    return {h.phrase: (total - found.get(h.phrase, 0)) / page.size for h in holes}


# -- decoding -----------------------------------------------------------------------------------


def probabilities(weighing: Weighing, fitted: Weights) -> list[float]:
    """Return the probability of leaving the hole alone, then of each candidate."""
    name = SETS[weighing.hole.kind]
    option = fitted.option[name]
    scores = [_dot(fitted.keep[name], weighing.keep)]
    scores += [
        _dot(option, features) + more
        for more, features in zip(weighing.worths, weighing.in_place, strict=True)
    ]
    if net := fitted.nets.get(name):
        scores[0] += _dot(net.keep_out, [tanh(_dot(row, weighing.keep)) for row in net.keep])
        for n, (head, features) in enumerate(
            zip(weighing.heads, weighing.in_place, strict=True), 1
        ):
            seen = [tanh(h + _dot(row, features)) for h, row in zip(head, net.place, strict=True)]
            scores[n] += _dot(net.out, seen)
    top = max(scores)
    raised = [exp(s - top) for s in scores]
    total = sum(raised)
    return [r / total for r in raised]


Settled = tuple[list[Weighing], list[list[float]]]


def settle(
    page: Page, holes: Sequence[Hole], fitted: Weights, sources: frozenset[str] | None = None
) -> Settled:
    """Weigh ``holes`` until they agree: return their features and their probabilities.

    English words go first: what they tell of the damage decides which French homographs are
    worth weighing; the others are left out.
    """
    damage = density(page, holes)
    english = [
        hole
        for hole in holes
        if hole.kind != "homograph" and _glance(page, hole, damage[hole.phrase], fitted)
    ]
    weighings, chances = _settled(page, english, damage, fitted, sources)
    expected = sum(1.0 - chance[0] for chance in chances) / page.size
    odd = [h for h in holes if h.kind == "homograph" and _glance(page, h, expected, fitted)]
    if not odd:
        return weighings, chances
    damage |= {hole.phrase: expected for hole in odd}
    known = dict(zip(english, zip(weighings, chances, strict=True), strict=True))
    every = sorted([*english, *odd], key=lambda hole: hole.first)
    return _settled(page, every, damage, fitted, sources, known)


def _settled(
    page: Page,
    holes: Sequence[Hole],
    damage: Mapping[str, float],
    fitted: Weights,
    sources: frozenset[str] | None,
    known: Mapping[Hole, tuple[Weighing, list[float]]] = MappingProxyType({}),
) -> Settled:
    """Weigh all ``holes`` but those ``known``, then again those whose neighbours read otherwise."""
    filled = {n: _best(*known[hole]) for n, hole in enumerate(holes) if hole in known}
    filled = {n: word for n, word in filled.items() if word}
    fills = _fills(holes, filled)
    weighings = [
        known[hole][0]
        if hole in known
        else weigh(page, hole, damage[hole.phrase], fitted, fills, sources)
        for hole in holes
    ]
    chances = [known[w.hole][1] if w.hole in known else probabilities(w, fitted) for w in weighings]
    repeated = len({hole.phrase for hole in holes}) < len(holes)
    for _ in range(PASSES - 1):
        best = {n: _best(w, p) for n, (w, p) in enumerate(zip(weighings, chances, strict=True))}
        now = {n: word for n, word in best.items() if word}
        changed = {n for n in now.keys() | filled.keys() if now.get(n) != filled.get(n)}
        if not changed and not repeated:
            break
        fills = _fills(holes, now)
        for n, hole in enumerate(holes):
            around = (m for m in (n - 2, n - 1, n + 1, n + 2) if m in changed)
            if any(_close(hole, holes[m]) for m in around):
                weighings[n] = weigh(page, hole, damage[hole.phrase], fitted, fills, sources)
                chances[n] = probabilities(weighings[n], fitted)
        for n, weighing in _elsewhere(weighings, chances):
            weighings[n], chances[n] = weighing, probabilities(weighing, fitted)
        filled = now
    return weighings, chances


def glimpse(page: Page, hole: Hole, damage: float) -> tuple[float, ...]:
    """Return the cheap features of a word, :data:`GLIMPSE_FEATURES`; ``damage`` is a density."""
    french, english, curated, pairs, borrowed, risky = _known_of(hole.phrase)
    tokens = page.tokens
    before = tokens[hole.first - 1].text if hole.first else "."
    after = tokens[hole.last].text if hole.last < len(tokens) else "."
    text = tokens[hole.first].text
    elision, _, clash = agreement(tokens[hole.first - 1].key if hole.first else "", hole.phrase)
    inside = before not in ".!?…:"
    capital = text[0].isupper() and inside
    return (
        1.0,
        hole.score,
        hole.score * hole.score,
        french,
        english,
        curated,
        pairs,
        borrowed,
        risky,
        log(damage + 1e-3),
        float(damage == 0.0),
        float(capital),
        float(capital and before[0].isupper()),
        float(capital and after[0].isupper()),
        float(text.isupper() and not (before.isupper() or after.isupper())),
        float(before in _QUOTES or after in _QUOTES),
        log1p(page.counts[hole.phrase]),
        elision,
        clash,
    )


def lacks_its_accents(page: Page, hole: Hole) -> bool:
    """Say whether an English word in small letters is a French one without its accents."""
    return (
        hole.kind == "word" and page.text[hole.start].islower() and bool(with_accents(hole.phrase))
    )


_QUOTES = frozenset('"“”«»‘')


@lru_cache(maxsize=1 << 14)
def _known_of(phrase: str) -> tuple[float, ...]:
    return (
        lexicon.zipf(phrase, "fr"),
        lexicon.zipf(phrase, "en"),
        float(phrase in synonyms.curated()),
        log1p(synonyms.pairs(phrase)),
        float(phrase in loanwords()),
        float(loanwords().get(phrase, False)),
    )


def _glance(page: Page, hole: Hole, damage: float, fitted: Weights) -> bool:
    """Say whether a hole is worth weighing."""
    if hole.kind not in fitted.glimpse:
        return True
    if hole.kind == "homograph" and damage * page.size < DAMAGED and hole.score > VERY_ODD:
        return False
    *_, elision, clash = features = glimpse(page, hole, damage)
    if elision or clash or lacks_its_accents(page, hole):  # rare in sound text
        return True
    score: float = sum(map(mul, fitted.glimpse[hole.kind], features))
    return score >= fitted.border[hole.kind]


def _best(weighing: Weighing, chances: Sequence[float]) -> str:
    """Return the likeliest word for a hole, empty when that is to leave it alone."""
    n = max(range(len(chances)), key=lambda m: chances[m])
    return weighing.candidates[n - 1].word if n else ""


def _fills(holes: Sequence[Hole], words: Mapping[int, str]) -> tuple[Filled, Filled]:
    from_right: Filled = {}
    from_left: Filled = {}
    for n, word in words.items():
        hole = holes[n]
        keys = keys_of(word)
        keys = (*keys[:-1], keys[-1] + hole.tail)
        from_right[hole.last - 1] = (hole.first, keys)
        from_left[hole.first] = (hole.last, keys)
    return from_right, from_left


def _close(a: Hole, b: Hole) -> bool:
    return a.first - b.last < NEAR and b.first - a.last < NEAR


def _elsewhere(
    weighings: Sequence[Weighing], chances: Sequence[Sequence[float]]
) -> list[tuple[int, Weighing]]:
    """Tell holes what the other holes of the same substitute make of their options.

    Return those that have others, by number.
    """
    by_phrase: dict[str, list[int]] = defaultdict(list)
    for n, weighing in enumerate(weighings):
        by_phrase[weighing.hole.phrase].append(n)
    told = []
    for numbers in by_phrase.values():
        if len(numbers) < 2:
            continue
        views = {
            n: {"": log(chances[n][0] + FLOOR)}
            | {
                candidate.word: log(chance + FLOOR)
                for candidate, chance in zip(weighings[n].candidates, chances[n][1:], strict=True)
            }
            for n in numbers
        }
        for n in numbers:
            others = [views[m] for m in numbers[: OTHERS + 1] if m != n][:OTHERS]
            weighing = weighings[n]
            means = [_mean(others, candidate.word) for candidate in weighing.candidates]
            in_place = zip(weighing.in_place, means, strict=True)
            told.append(
                (
                    n,
                    Weighing(
                        weighing.hole,
                        weighing.candidates,
                        weighing.worths,
                        weighing.heads,
                        tuple([_with(features, ELSEWHERE, mean) for features, mean in in_place]),
                        _with(weighing.keep, KEEP_ELSEWHERE, _mean(others, "")),
                    ),
                )
            )
    return told


def _mean(views: Sequence[Mapping[str, float]], word: str) -> float:
    floor = log(FLOOR)
    return sum(view.get(word, floor) for view in views) / len(views)


def _with(features: tuple[float, ...], n: int, value: float) -> tuple[float, ...]:
    return (*features[:n], value, *features[n + 1 :])


# -- what a dump has taught -----------------------------------------------------------------------

PRIOR = 4.0
"""Places of the dump, read as each option alike, that what it has taught is added to."""

DUMP_ALONE = 0.4
"""Power of the odds at which the dump leaves a substitute alone."""

TOLD = 1.5
"""Times that the dump must make the best option likelier (its odds) to be named as a reason."""


def readings(
    weighings: Sequence[Weighing], chances: Sequence[Sequence[float]]
) -> dict[tuple[str, str], Readings]:
    """Return what the holes of a page are read as, per set of weights and substitute."""
    places: dict[tuple[str, str], int] = defaultdict(int)
    read: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for weighing, chance in zip(weighings, chances, strict=True):
        key = SETS[weighing.hole.kind], weighing.hole.phrase
        places[key] += 1
        words = (ALONE, *[candidate.word for candidate in weighing.candidates])
        for word, share in zip(words, chance, strict=True):
            if thousandths := round(1000 * share):
                read[key][word] += thousandths
    return {key: Readings(count, read[key]) for key, count in places.items()}


def taught(weighing: Weighing, chances: Sequence[float], others: Readings) -> list[float]:
    """Return the chances of a hole after what the dump's ``others`` of its substitute are read as.

    The options share what they had together, each weighted with the places that read as it; what
    the dump leaves alone moves the odds of leaving this one alone. Both constants are those that
    fit the tuning articles best, each read by all the others (``python -m benchmarks.restoration
    --learned`` shows what it brings).
    """
    alone = others.read.get(ALONE, 0) / 1000
    damaged = max(0.0, others.places - alone)
    even = PRIOR / max(1, len(weighing.candidates))
    told = [
        chance * (others.read.get(candidate.word, 0) / 1000 + even)
        for candidate, chance in zip(weighing.candidates, chances[1:], strict=True)
    ]
    scale = sum(chances[1:]) / (sum(told) or 1.0)
    raised = [chances[0] * ((alone + 0.5) / (damaged + 0.5)) ** DUMP_ALONE]
    raised += [chance * scale for chance in told]
    total = sum(raised) or 1.0
    return [chance / total for chance in raised]


def _odds(chance: float) -> float:
    return chance / max(1e-9, 1.0 - chance)


def restore(
    page: Page,
    holes: Sequence[Hole],
    sources: frozenset[str] | None = None,
    learned: Learned | None = None,
    sound: float = SOUND,
) -> list[Restoration]:
    """Return what may have stood in those of the ``holes`` of ``page`` that may be damage.

    What a dump has ``learned`` counts without the page's own part in it. Holes whose probability of
    being left alone is above ``sound`` are left out.
    """
    weighings, settled = settle(page, holes, weights(), sources)
    own = readings(weighings, settled) if learned else {}
    found = []
    for weighing, chances in zip(weighings, settled, strict=True):
        others, before = NONE, chances
        if learned:
            key = SETS[weighing.hole.kind], weighing.hole.phrase
            others = learned.readings(*key).without(own[key])
            if others.places:
                chances = taught(weighing, chances, others)
        against = _opposites(weighing)
        alone = chances[0] + sum(chances[n] for n in against)
        if alone > sound or len(chances) == 1 + len(against):
            continue
        ranked = sorted(
            (n for n in range(1, len(chances)) if n not in against),
            key=lambda n: (-chances[n], weighing.candidates[n - 1].word),
        )
        best = ranked[0]
        dump = None
        if others.places and _odds(chances[best]) >= TOLD * _odds(before[best]):
            read = round(others.read.get(weighing.candidates[best - 1].word, 0) / 1000)
            if 2 * read > others.places:  # else it only tells that the word is seldom sound
                dump = read, others.places
        options = tuple(
            Option(weighing.candidates[n - 1].word, chances[n], weighing.candidates[n - 1].evidence)
            for n in ranked
        )
        found.append(Restoration(weighing.hole, options, alone, dump))
    return found


def unweighed(page: Page, hole: Hole, sources: frozenset[str] | None = None) -> Restoration:
    """Return what may have stood in a hole that :func:`restore` did not find worth weighing."""
    weighing = weigh(page, hole, 0.0, weights(), sources=sources)
    chances = probabilities(weighing, weights())
    against = _opposites(weighing)
    ranked = sorted(
        (n for n in range(1, len(chances)) if n not in against),
        key=lambda n: (-chances[n], weighing.candidates[n - 1].word),
    )
    options = tuple(
        Option(weighing.candidates[n - 1].word, chances[n], weighing.candidates[n - 1].evidence)
        for n in ranked
    )
    return Restoration(hole, options, chances[0] + sum(chances[n] for n in against))


def _opposites(weighing: Weighing) -> frozenset[int]:
    """Return which options, from 1, mean the opposite of what stands there.

    They are never offered, and what speaks for them speaks for leaving the place alone: where only
    an opposite fits, what stands there is what was meant.
    """
    phrase = weighing.hole.phrase
    return frozenset(n for n, c in enumerate(weighing.candidates, 1) if opposed(phrase, c.word))
