"""Find English that nothing restores and that is plainly not the author's own.

A tenth of the damage of a spinner that nobody has met is English for which no French word seems
likely enough: *en chromatic* for « en bronze ». Saying nothing would hide it. Start reading from
:func:`left_english`: such words are proposed to a person with the best guesses, however weak.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from pipeline.facts import words
from pipeline.resources import lexicon
from pipeline.resources.spelling_index import near
from pipeline.restoration import titles
from pipeline.restoration.candidates import offered
from pipeline.restoration.context import is_strange
from pipeline.restoration.detection import Suspect
from pipeline.restoration.neighbours import beside_english, in_quotes
from pipeline.restoration.respelling import respelled
from pipeline.restoration.scoring import Restoration, RestoredWord
from pipeline.text.analysis import AnalyzedText

FOREIGN = 3.3
"""French news hardly ever uses English words of a lower French Zipf value. Of strangers' damaged
words 5 in 1,000 are between 3 and this; in sound news none was proposed. Between this and 4 there
was no damage, but 4 words more in 100,000 of sound text."""

DAMAGED_TEXT = 0.5
"""A text counts as spun if at least so many other damaged words are expected in it. Then more
frequent English is shown as well."""

SPUN_TEXT = 4.0
"""Expected number of other damaged words from which on nothing English is taken for the author's
own: speech in quotation marks is spun like the rest, and so are loanwords that spinners write."""

OFTEN, OFTEN_IN_SPUN = 2, 4
"""Times that English stands in a text, at most, and in one that is plainly spun: what comes again
and again is one of its terms."""

MOST_LEFT = 2
"""English words that may be left in a text, with :data:`PER_DAMAGE` more for each damaged word.
Where more stand, English belongs to the text (manuals, reviews of games)."""

PER_DAMAGE = 0.5

GUESS_CONFIDENCE = 0.1
"""Confidence in the best guess, set by hand: it is right about once in ten times."""

MOST_SHOWN_GUESSES = 5


def left_english(
    analyzed: AnalyzedText,
    suspects: Iterable[Suspect],
    restored: Sequence[Restoration],
    weighed: Iterable[Restoration],
    shown: Set[int],
) -> Iterator[Restoration]:
    """Yield the English that is left, with guesses.

    ``restored`` is what may have stood in the ``suspects``, of which those whose first token is
    among ``shown`` are proposed already; ``weighed`` is what the restorer made of them before it
    asked.
    """
    if analyzed.is_garbled:
        return
    chances: dict[str, float] = defaultdict(float, dict.fromkeys(analyzed.restored, 1.0))
    for one in restored:
        phrase = one.suspect.phrase
        chances[phrase] = max(chances[phrase], 1.0 - one.no_change)
    total = sum(chances.values())
    left = [
        s
        for s in suspects
        if s.first not in shown
        and _is_left(analyzed, s, is_spun=total - chances[s.phrase] >= SPUN_TEXT)
    ]
    if len({s.phrase for s in left}) > MOST_LEFT + PER_DAMAGE * total:
        return
    options = {one.suspect.first: one.options for one in (*weighed, *restored) if one.options}
    for suspect in left:
        others = total - chances[suspect.phrase]
        if others >= DAMAGED_TEXT or _is_foreign(suspect.phrase):
            guesses = _guesses(suspect, options)
            if guesses:
                yield Restoration(
                    suspect, guesses, 1.0 - GUESS_CONFIDENCE, confidence=GUESS_CONFIDENCE
                )


def _is_foreign(phrase: str) -> bool:
    """Say whether English is neither French as well (*un échec patent*) nor used by French news."""
    return lexicon.zipf(phrase, "fr") < FOREIGN and not lexicon.is_french(phrase)


def _is_left(analyzed: AnalyzedText, suspect: Suspect, *, is_spun: bool) -> bool:
    """Say whether a suspect is English in running text that is no loanword, title or term.

    ``is_spun`` says that the text plainly is: see :data:`SPUN_TEXT`.
    """
    if suspect.kind not in ("word", "phrase") or suspect.tail:
        return False
    if suspect.first and analyzed.tokens[suspect.first - 1].key[-1:] == "-":
        return False
    text = analyzed.text[suspect.start : suspect.end]
    often = OFTEN_IN_SPUN if is_spun else OFTEN
    return (
        text.islower()
        and len(text) > 3  # shorter ones are abbreviations: *dec, mar*
        and not _is_borrowed(suspect.phrase, is_spun=is_spun)
        and (not is_strange(suspect.phrase) or _is_no_french_slip(suspect.phrase, is_spun=is_spun))
        and (suspect.kind == "phrase" or analyzed.counts[suspect.phrase] <= often)
        and words().keys().isdisjoint(suspect.phrase.split())  # facts are translated
        and not _in_address(analyzed, suspect)
        and not _after_foreign_name(analyzed, suspect)
        and (is_spun or not in_quotes(analyzed, suspect))
        and not beside_english(analyzed, suspect)
        and not titles.in_title_case(analyzed, suspect)
    )


def _is_borrowed(phrase: str, *, is_spun: bool) -> bool:
    """Say whether French has borrowed a word, and no spinner may have written it here."""
    risky = lexicon.loanwords().get(phrase)
    return risky is not None and not (is_spun and risky)


def _is_no_french_slip(word: str, *, is_spun: bool) -> bool:
    """Say whether an unknown word is meant as English: *succesful*, but not *rhythmes*.

    In a text that is plainly spun, every word is, unless a slip of a French word explains it.
    """
    is_english = is_spun or bool(respelled(word))
    return is_english and not any(found.distance < 2 for found in near(word))


def _after_foreign_name(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a name that is no French word stands before: *Escherichia coli*."""
    if not suspect.first:
        return False
    before = analyzed.tokens[suspect.first - 1]
    return before.is_word and before.text[0].isupper() and not lexicon.is_french(before.key)


def _in_address(analyzed: AnalyzedText, suspect: Suspect) -> bool:
    """Say whether a sign of an address, a path, code or a gloss touches a suspect."""
    around = (
        analyzed.text[max(0, suspect.start - 1) : suspect.start],
        analyzed.text[suspect.end : suspect.end + 1],
    )
    after = analyzed.text[suspect.end : suspect.end + 2]
    if around == ("(", ")"):  # « une machine à écrire (typewriter) »
        return True
    return any(sign and sign in "_/\\@#=<>{}[]$&*`|-" for sign in around) or (
        around[0] == "." or (after[:1] in (".", ":") and after[1:].isalnum())
    )


def _guesses(
    suspect: Suspect, options: Mapping[int, Sequence[RestoredWord]]
) -> tuple[RestoredWord, ...]:
    """Return the best guesses, those of the restorer or else those of the sources."""
    found = list(options.get(suspect.first, ()))[:MOST_SHOWN_GUESSES]
    if not found:
        found = [
            RestoredWord(candidate.word, 0.0, candidate.evidence)
            for candidate in offered(suspect.phrase, None)[:MOST_SHOWN_GUESSES]
        ]
    total = sum(option.probability for option in found)
    share = GUESS_CONFIDENCE / total if total else 0.0
    many = len(found)
    return tuple(
        RestoredWord(
            option.word,
            share * option.probability if total else GUESS_CONFIDENCE / many,
            option.evidence,
        )
        for option in found
    )
