"""The words that a learned dump has for a suspect.

Start reading from :func:`words_of`.
"""

from pipeline.restoration.detection import Suspect
from pipeline.restoration.dump_model import UNCHANGED, Key, Learned
from pipeline.restoration.weights import WEIGHT_SETS

LEAST_OTHER_PLACES = 0.5
"""Places, besides those of the text, that must read as a word for it to be an option."""

MOST_WORDS = 8
"""Words of a substitute that the dump adds to its options, at most."""

LEAST_DAMAGED = 1.0
"""Places that must read as damage for a word to be asked about wherever it stands."""


def key_of_suspect(suspect: Suspect) -> Key:
    """Return the key of a suspect among the counts of a dump."""
    return WEIGHT_SETS[suspect.kind], suspect.phrase


def words_of(learned: Learned | None, suspect: Suspect) -> tuple[str, ...]:
    """Return the words that the dump has for a suspect, those of most places first."""
    if learned is None or not learned.heads or suspect.kind == "piece":
        return ()
    read = learned.counts(*key_of_suspect(suspect)).read
    found = sorted((-n, word) for word, n in read.items() if word != UNCHANGED)
    return tuple(word for n, word in found[:MOST_WORDS] if -n >= 1000 * LEAST_OTHER_PLACES)


def is_substitute_of(learned: Learned | None, suspect: Suspect) -> bool:
    """Say whether places of the dump read a suspect as damage."""
    if learned is None or not learned.heads or suspect.kind == "piece":
        return False
    counts = learned.counts(*key_of_suspect(suspect))
    return 1000 * counts.places - counts.read.get(UNCHANGED, 0) >= 1000 * LEAST_DAMAGED
