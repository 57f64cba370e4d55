"""Weigh restorations anew by the whole passage: what the context model says about them.

The restorer sees three words on each side of a suspect. Start reading from :func:`reconsider`: it
takes what the restorer made of a text's suspects, asks the context model
(:mod:`pipeline.resources.context_model`) what fits in their places, adds the words that fit best
there, and weighs all of it by a second log-linear model. Its weights are fitted by ``python -m
dictionaries.builders context_restoration`` and kept in ``dictionaries/restoration.context.json``.

A text without doubts never loads the model.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from pipeline.resources import lexicon
from pipeline.resources.noisy_channel import confusions
from pipeline.restoration import names
from pipeline.restoration.asking import CLEAR, Questions, is_doubted, questions
from pipeline.restoration.candidates import adds_accents, offered
from pipeline.restoration.context_decoding import decode
from pipeline.restoration.context_features import Extracted
from pipeline.restoration.context_weights import Weights, probabilities, weights
from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_evidence import named_counts, named_decisions, with_dump_counts
from pipeline.restoration.dump_model import Learned, SubstituteCounts
from pipeline.restoration.learned_pairs import Opinion, opinions
from pipeline.restoration.learned_weights import both_opinions, joined, joint_weights, weight_set
from pipeline.restoration.learned_words import is_substitute_of, key_of_suspect
from pipeline.restoration.scoring import Restoration, RestoredWord
from pipeline.text.analysis import AnalyzedText
from pipeline.text.spans import Spans

Context = Literal["auto", "off", "always"]
"""Whether the context model is asked: about doubts, never, or about all suspects."""


DOUBTFUL, DAMAGED = 0.5, 0.001
"""All suspects of a text are evidence if at least so many damaged words are expected in it: the
first as a number, the second as a share of its words. That holds for 96 of 100 spun tuning articles
and for 3 of 100 sound ones."""

NO_OFFER = 0.25
"""What an English word adds to the expected number when no source has an option for it."""


def reconsider(  # noqa: PLR0913 — each is one thing that it depends on
    analyzed: AnalyzedText,
    suspects: Sequence[Suspect],
    strange: Sequence[Suspect],
    weighed: Sequence[Restoration],
    always: bool = False,
    learned: Learned | None = None,
) -> list[Restoration]:
    """Return what may have stood in the ``suspects`` of a text, weighed by context as well.

    ``weighed`` is what the restorer made of those that it looked at; ``strange`` are words that
    it never looks at (:func:`strangers`). ``always`` asks about all. The pairs of a dump that was
    ``learned`` are a second opinion, and what it tells to be a substitute is asked about.
    """
    chosen = doubtful(analyzed, [*suspects, *strange], weighed, always, learned)
    asked = questions(chosen, analyzed.size, expected_odd(analyzed, chosen), always)
    asked = with_substitutes(asked, chosen, learned)
    found = _decided(analyzed, chosen, weights(), asked, learned) if any(asked.asked) else []
    decided = {one.suspect.first for one in found}
    fitting = {
        one.suspect.first for one, was_asked in zip(chosen, asked.asked, strict=True) if was_asked
    }
    found += [
        _held(one) if one.suspect.first in fitting else one
        for one in weighed
        if one.suspect.first not in decided
    ]
    return sorted(
        (one for one in found if one.options and one.no_change <= CLEAR),
        key=lambda one: one.suspect.first,
    )


def _held(one: Restoration) -> Restoration:
    """Return what the restorer made of a suspect that fits where it stands: a guess.

    Of a French word the restorer alone was sure that « une réponse massive » had been *large*.
    """
    return replace(one, confidence=FITTING_CONFIDENCE) if one.suspect.kind == "homograph" else one


FITTING_CONFIDENCE = 0.2
"""Confidence in the restoration of a French word that the context model finds no fault with, set by
hand: 25 of 9,000 damaged words of the tuning articles fit so well, of the sound ones 7 in 10. Only
in a text that is plainly spun is it shown; with 0.5 manuals got proposals (*public, master*)."""


def _decided(
    analyzed: AnalyzedText,
    chosen: Sequence[Restoration],
    fitted: Weights,
    asked: Questions,
    learned: Learned | None,
) -> list[Restoration]:
    dump = {one.suspect.first: one.dump for one in chosen}
    every = decode(analyzed, chosen, fitted, asked_about=asked, learned=learned)
    if learned is not None and learned.heads:
        told = opinions(learned, every)
        return [_told(seen, fitted, learned, one) for seen, one in zip(every, told, strict=True)]
    return [
        replace(
            _ranked(seen, probabilities(seen, fitted), fitted.calibrated),
            dump=dump[seen.suspect.first],
        )
        for seen in every
    ]


def _told(seen: Extracted, fitted: Weights, learned: Learned, opinion: Opinion) -> Restoration:
    """Return the options of a suspect by context, the pairs of the dump, and people's decisions."""
    before = chances = probabilities(seen, fitted)
    calibrate = fitted.calibrated
    if opinion.is_told and not _is_accented(seen, before):
        name, joint = weight_set(seen.suspect, opinion), joint_weights()
        chances = joined(both_opinions(before, seen, opinion), name, joint)
        alone = _ranked(seen, before, fitted.calibrated)

        def calibrate(suspect: Suspect, best: RestoredWord) -> tuple[float, float]:
            told = joint.calibrated(name, best)
            if alone.options and alone.options[0].word == best.word:  # the dump agrees
                return max(told[0], alone.confidence or 0.0), max(told[1], alone.in_spun or 0.0)
            return told

    counts = learned.counts(*key_of_suspect(seen.suspect))
    if counts.decided:
        words = [option.word for option in seen.options]
        chances = with_dump_counts(words, chances, SubstituteCounts(0, {}, counts.decided))
    found = _ranked(seen, chances, calibrate)
    if not found.options:
        return found
    best = found.options[0]
    was = next(c for o, c in zip(seen.options, before[1:], strict=True) if o.word == best.word)
    dump = named_counts(best.word, was, best.probability, opinion.others)
    return replace(found, dump=dump, decided=named_decisions(best.word, counts))


def _is_accented(seen: Extracted, chances: Sequence[float]) -> bool:
    """Say whether the best option is what stands there, with accents: no spinner took them."""
    best = max(range(len(chances)), key=lambda n: chances[n])
    return best > 0 and adds_accents(seen.suspect.phrase, seen.options[best - 1].word)


def _ranked(
    seen: Extracted,
    chances: Sequence[float],
    calibrate: Callable[[Suspect, RestoredWord], tuple[float, float]],
) -> Restoration:
    order = sorted(range(len(seen.options)), key=lambda n: (-chances[n + 1], seen.options[n].word))
    options = tuple(replace(seen.options[n], probability=chances[n + 1]) for n in order)
    if not options:
        return Restoration(seen.suspect, options, chances[0], confidence=0.0, in_spun=0.0)
    confidence, in_spun = calibrate(seen.suspect, options[0])
    return Restoration(seen.suspect, options, chances[0], confidence=confidence, in_spun=in_spun)


def with_substitutes(
    asked: Questions, chosen: Sequence[Restoration], learned: Learned | None
) -> Questions:
    """Return the questions, with all that the dump tells to be substitutes."""
    if learned is None or not learned.heads:
        return asked
    told = (is_substitute_of(learned, one.suspect) for one in chosen)
    return asked._replace(asked=tuple(a or t for a, t in zip(asked.asked, told, strict=True)))


def doubtful(
    analyzed: AnalyzedText,
    suspects: Sequence[Suspect],
    weighed: Sequence[Restoration],
    always: bool,
    learned: Learned | None = None,
) -> list[Restoration]:
    """Return the suspects that may be asked about, as the restorer saw them.

    In a text with damage that is every suspect, else those that the restorer doubts.
    :func:`pipeline.restoration.asking.questions` chooses among them.
    """
    known = {(r.suspect.first, r.suspect.last): r for r in weighed}
    every = [
        known.get((suspect.first, suspect.last)) or Restoration(suspect, (), 1.0)
        for suspect in sorted(suspects, key=lambda suspect: suspect.first)
    ]
    expected = len(analyzed.restored) + sum(1.0 - r.no_change for r in every if r.options)
    expected += expected_odd(analyzed, every)
    if always or expected >= max(DOUBTFUL, DAMAGED * analyzed.size):
        return every
    return [r for r in every if is_doubted(r) or is_substitute_of(learned, r.suspect)]


def expected_odd(analyzed: AnalyzedText, chosen: Sequence[Restoration]) -> float:
    """Return the expected number of damaged words for which no source offers anything."""
    return NO_OFFER * sum(_odd(analyzed, r.suspect) for r in chosen if not r.options)


def _odd(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether something English in small letters is none of what French news borrows."""
    return (
        suspect.kind == "word"
        and analyzed.text[suspect.start].islower()
        and suspect.phrase not in lexicon.loanwords()
        and not offered(suspect.phrase, None)
    )


def strangers(
    analyzed: AnalyzedText, suspects: Iterable[Suspect], spun: Iterable[names.Spun] = ()
) -> list[Suspect]:
    """Return the words in small letters that are neither French nor English, nor suspects yet.

    Spinners write such words as well: *headofstate*, *paments*.
    """
    unknown = {key for key in analyzed.counts if not lexicon.is_french(key)}
    if not unknown:
        return []
    taken = {n for suspect in suspects for n in range(suspect.first, suspect.last)}
    named = Spans((name.start, name.end) for name in spun)
    return [
        Suspect(n, n + 1, token.start, token.stop, "word", token.key)
        for n, token in enumerate(analyzed.tokens)
        if token.key in unknown
        and token.is_word
        and n not in taken
        and token.text.islower()
        and is_strange(token.key)
        and not named.meet(token.start, token.end)
    ]


@lru_cache(maxsize=1 << 14)
def is_strange(word: str) -> bool:
    """Say whether a lower-case word is neither French nor English, and rare besides."""
    return (
        len(word) > 3
        and word.isascii()
        and word.isalpha()
        and not lexicon.is_french(word)
        and not lexicon.is_english(word)
        and lexicon.zipf(word, "fr") < RARE
        and not _is_scanned(word)
    )


def _is_scanned(word: str) -> bool:
    """Say whether a scan made a word of a French one, two letters for another: *rner* for mer."""
    return any(
        lexicon.is_french(word[:at] + meant + word[at + len(seen) :])
        for meant, seen in confusions()
        if seen in word
        for at in range(len(word))
        if word.startswith(seen, at)
    )


RARE = 2.5
"""French Zipf of words that are in no lexicon, but that French news has."""
