"""Extract the features of the options of a suspect span.

Start reading from :func:`extract_features`. A first look scores all candidates by language model
and pair; the best of them and the no-change option then get all their features.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, log1p
from operator import add
from typing import NamedTuple

from pipeline.resources import lexicon
from pipeline.resources.language_model import model
from pipeline.resources.vectors import TOPIC_REACH, Topic, topic
from pipeline.restoration.candidates import (
    CACHED_SUBSTITUTES,
    Candidate,
    adds_accents,
    guesses,
    offered,
    whole,
)
from pipeline.restoration.detection import Suspect
from pipeline.restoration.grammar import RESTRICTING, agreement
from pipeline.restoration.neighbours import in_quotes, is_plain_english
from pipeline.restoration.weights import (
    IN_PLACE_FEATURES,
    WEIGHT_SETS,
    Rows,
    Weights,
    hidden_inputs,
    pair_score,
)
from pipeline.text.analysis import AnalyzedText, Filled, keys_of

MOST_OPTIONS, MOST_BEHIND = 12, 6.0
"""Options that get all their features, and how far the score of the last one may lie behind that of
the best after the first look (natural logarithm)."""

FIT = IN_PLACE_FEATURES.index("fit")

DAMAGE_FLOOR = 1e-3
"""What is added to a density of damage before its logarithm is taken."""


@dataclass(frozen=True, slots=True)
class SuspectFeatures:
    """The best candidates of a suspect span with their features, and those of no change.

    ``in_place`` has the features :data:`~pipeline.restoration.weights.IN_PLACE_FEATURES` of each
    candidate, ``pair_scores`` what the features of its pair add to its score, ``hidden`` what they
    put into the hidden units. ``no_change`` are the features of the no-change option.
    """

    suspect: Suspect
    candidates: tuple[Candidate, ...]
    pair_scores: tuple[float, ...]
    hidden: Rows
    in_place: tuple[tuple[float, ...], ...]
    no_change: tuple[float, ...]


def extract_features(  # noqa: PLR0913 — each is one thing that features depend on
    analyzed: AnalyzedText,
    suspect: Suspect,
    damage: float,
    fitted: Weights,
    filled: tuple[Filled, Filled] = ({}, {}),
    sources: frozenset[str] | None = None,
) -> SuspectFeatures:
    """Return the best candidates for ``suspect`` and their features.

    ``damage`` is the density of other English words (see :func:`density`), ``filled`` has the words
    of neighbouring suspect spans, ``sources`` are the only sources of evidence to use.
    """
    look = _first_look(
        Suspect(0, 0, 0, 0, suspect.kind, suspect.phrase, suspect.tail, suspect.head, suspect.foot),
        tuple([t.key for t in analyzed.tokens[suspect.first : suspect.last] if t.key]),
        tuple(analyzed.left(suspect.first, filled[0])),
        tuple(analyzed.right(suspect.last, filled[1])),
        sources,
        fitted,
    )
    before = analyzed.tokens[suspect.first - 1].key if suspect.first else ""
    after = analyzed.tokens[suspect.last].key if suspect.last < len(analyzed.tokens) else ""
    capital = _capital(analyzed, suspect)
    counts = analyzed.counts
    tokens = analyzed.tokens
    subject = topic(
        [t.key for t in tokens[max(0, suspect.first - TOPIC_REACH) : suspect.first]]
        + [t.key for t in tokens[suspect.last : suspect.last + TOPIC_REACH]]
    )
    fit, unseen = subject.fit, counts.keys().isdisjoint
    restricts = before in RESTRICTING
    other_damage = log(damage + DAMAGE_FLOOR)
    in_place = tuple(
        [
            (
                gain,
                0.0,
                fit(word),
                *(agreement(before, word) if restricts else (0.0, 0.0, 0.0)),
                log1p(counts[word]) if word in counts else 0.0,
                0.0 if unseen(_siblings(word)) else 1.0,
                capital and lexicon.zipf(word, "fr"),
                1.0 if word in (before, after) else 0.0,
                other_damage if adds_accents(suspect.phrase, word) else 0.0,
            )
            for word, gain in zip([c.word for c in look.candidates], look.gains, strict=True)
        ]
    )
    no_change = _no_change_features(analyzed, suspect, damage, look, subject)
    return SuspectFeatures(
        suspect, look.candidates, look.pair_scores, look.hidden, in_place, no_change
    )


def _capital(analyzed: AnalyzedText, suspect: Suspect) -> float:
    """Return 1.0 if a suspect span has a capital inside a sentence, else 0.0."""
    before = analyzed.tokens[suspect.first - 1].key if suspect.first else ""
    text = analyzed.tokens[suspect.first].text
    return float(text[0].isupper() and bool(before) and before not in ".!?…:")


class _Look(NamedTuple):
    """The best candidates after a first look, and how much better than the span each fits (log10).

    ``pair_scores`` and ``hidden`` are those of :class:`SuspectFeatures`, ``base`` is how well the
    span itself fits, ``options`` the number of all candidates.
    """

    candidates: tuple[Candidate, ...]
    pair_scores: tuple[float, ...]
    hidden: Rows
    gains: tuple[float, ...]
    base: float
    options: int


@lru_cache(maxsize=CACHED_SUBSTITUTES)
def _first_look(  # noqa: PLR0913 — they are the key of the cache
    suspect: Suspect,
    kept: Sequence[str],
    left: Sequence[str],
    right: Sequence[str],
    sources: frozenset[str] | None,
    fitted: Weights,
) -> _Look:
    """Return the best candidates for a suspect span that stands between ``left`` and ``right``."""
    name = WEIGHT_SETS[suspect.kind]
    candidates, pair_scores, keys = ready = _offered(suspect.phrase, sources, name, fitted)
    if suspect.kind == "piece":
        candidates, pair_scores, keys = _prepared(whole(suspect, candidates), name, fitted)
    elif suspect.kind != "homograph":
        guessed = _prepared(guesses(suspect, candidates, left), name, fitted)
        candidates, pair_scores, keys = map(add, ready, guessed)
    if tail := suspect.tail:
        keys = tuple([(*k[:-1], k[-1] + tail) for k in keys])
    base, *fits = model().options(left, [kept, *keys], right)
    scale = fitted.option[name][FIT]
    looks = [scale * fit + pair for fit, pair in zip(fits, pair_scores, strict=True)]
    least = max(looks, default=0.0) - MOST_BEHIND
    best = sorted(
        [n for n, look in enumerate(looks) if look > least],
        key=lambda n: (-looks[n], candidates[n].word),
    )[:MOST_OPTIONS]
    chosen = tuple([candidates[n] for n in best])
    return _Look(
        chosen,
        tuple([pair_scores[n] for n in best]),
        hidden_inputs(chosen, name, fitted),
        tuple([fits[n] - base for n in best]),
        base,
        len(candidates),
    )


class _Prepared(NamedTuple):
    """Candidates for a first look, what the features of each pair add, and their keys."""

    candidates: tuple[Candidate, ...]
    pair_scores: tuple[float, ...]
    keys: tuple[tuple[str, ...], ...]


def _prepared(candidates: Sequence[Candidate], name: str, fitted: Weights) -> _Prepared:
    return _Prepared(
        tuple(candidates),
        tuple([pair_score(c, name, fitted) for c in candidates]),
        tuple([keys_of(c.word) for c in candidates]),
    )


@lru_cache(maxsize=CACHED_SUBSTITUTES)
def _offered(phrase: str, sources: frozenset[str] | None, name: str, fitted: Weights) -> _Prepared:
    """Return what the sources offer for a substitute, ready for a first look."""
    return _prepared(offered(phrase, sources), name, fitted)


def _no_change_features(
    analyzed: AnalyzedText,
    suspect: Suspect,
    damage: float,
    look: _Look,
    subject: Topic,
) -> tuple[float, ...]:
    """Return the features :data:`~pipeline.restoration.weights.NO_CHANGE_FEATURES`."""
    capital = _capital(analyzed, suspect)
    text = analyzed.text[suspect.start : suspect.end]
    previous = analyzed.tokens[suspect.first - 1] if suspect.first else None
    following = analyzed.tokens[suspect.last] if suspect.last < len(analyzed.tokens) else None
    french, english = lexicon.zipf(suspect.phrase, "fr"), lexicon.zipf(suspect.phrase, "en")
    return (
        1.0,
        french - english,
        french,
        english,
        log(damage + DAMAGE_FLOOR),
        float(damage == 0.0),
        capital,
        float(text.isupper()),
        float(previous is not None and is_plain_english(previous.key)),
        float(following is not None and is_plain_english(following.key)),
        float(previous is not None and previous.text[:1].isupper() and bool(capital)),
        float(following is not None and following.text[:1].isupper() and bool(capital)),
        float(suspect.phrase in lexicon.loanwords()),
        float(lexicon.loanwords().get(suspect.phrase, False)),
        log1p(analyzed.counts[suspect.phrase]),
        float(in_quotes(analyzed, suspect)),
        log1p(look.options),
        look.base - (max(french, 1.0) - 9.0),
        float(analyzed.tokens[suspect.first].key not in model()),
        0.0,
        float(suspect.kind == "phrase"),
        float(suspect.kind == "piece"),
        subject.fit(suspect.phrase) if suspect.kind == "homograph" else 0.0,
    )


@lru_cache(maxsize=1 << 14)
def _siblings(word: str) -> tuple[str, ...]:
    """Return the other forms of a word's nouns and adjectives."""
    lemmas = {(a.lemma, a.pos) for a in lexicon.analyses(word) if a.pos in ("noun", "adj")}
    forms = {f for lemma, pos in lemmas for f, _ in lexicon.inflections(lemma, pos)}
    return tuple(sorted(forms - {word}))


def density(analyzed: AnalyzedText, suspects: Sequence[Suspect]) -> dict[str, float]:
    """Return, per substitute, the share of words of the text that are *other* English spans.

    Only lower-case words count that French neither knows nor has borrowed and for which a thesaurus
    offers a homograph: these are what a spinner leaves. What was restored counts as if it stood.
    """
    found: dict[str, int] = defaultdict(int)
    for suspect in suspects:
        if (
            suspect.kind in ("word", "phrase")
            and analyzed.text[suspect.start].islower()
            and lexicon.loanwords().get(suspect.phrase, True)
            and offered(suspect.phrase, None)
        ):
            found[suspect.phrase] += 1
    total = sum(found.values()) + len(analyzed.restored)
    return {s.phrase: (total - found.get(s.phrase, 0)) / analyzed.size for s in suspects}
