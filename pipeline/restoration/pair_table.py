"""The table of a spinner's pairs, which a person can read and correct.

Start reading from :func:`written`; :func:`corrected` takes what a person made of it. A row has a
substitute, the French word for which the spinner puts it, the places that say so and the share of
the substitute's places that they are. Words that are left alone have no row.
"""

import csv
import io
from collections.abc import Mapping
from math import isfinite

from pipeline.errors import InputError
from pipeline.restoration.dump_model import UNCHANGED, Head, Key, Learned, SubstituteCounts

COLUMNS = ("substitute", "word", "support", "probability", "kind")

LEAST_SUPPORT, LEAST_PAIR_SHARE = 1.5, 0.2
"""A pair has a row if so many places read as it, and so large a share of all places, or more."""


def written(substitutes: Mapping[Key, SubstituteCounts]) -> bytes:
    """Return the table of the pairs, those with most support first."""
    rows = sorted(
        (-round(n / 1000, 1), phrase, word, n / 1000 / found.places, kind)
        for (kind, phrase), found in substitutes.items()
        for word, n in found.read.items()
        if is_row(word, n, found.places)
    )
    out = io.StringIO(newline="")
    table = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    table.writerow(COLUMNS)
    for support, phrase, word, share, kind in rows:
        table.writerow((phrase, word, f"{-support:.1f}", f"{min(1.0, share):.2f}", kind))
    return out.getvalue().encode()


def is_row(word: str, thousandths: int, places: int) -> bool:
    """Say whether a reading is shown as a pair."""
    least = max(LEAST_SUPPORT, LEAST_PAIR_SHARE * places)
    return word != UNCHANGED and thousandths >= 1000 * least


def corrected(learned: Learned, table: bytes, name: str) -> dict[Key, SubstituteCounts]:
    """Return the substitutes of a model as a person left them in the ``table``.

    A row that is gone was no pair: its places are sound. A row whose word, support or probability
    was changed, or that is new, counts as it is written. Raises :class:`InputError` for a file
    that is no such table.
    """
    wanted: dict[Key, dict[str, tuple[float, float]]] = {}
    try:
        reader = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter="\t")
        if not set(COLUMNS[:4]) <= set(reader.fieldnames or ()):
            raise KeyError("columns")
        for row in reader:
            kind = (row.get("kind") or "word").strip()
            phrase, word = row["substitute"].strip().lower(), row["word"].strip().lower()
            support, share = float(row["support"]), float(row["probability"])
            if not phrase or kind not in ("word", "homograph") or not isfinite(support + share):
                raise ValueError("a row")
            if support < 0 or not 0 < share <= 1:
                raise ValueError("a number")
            if word and word != phrase:
                wanted.setdefault((kind, phrase), {})[word] = support, share
    except (ValueError, KeyError, AttributeError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"{name} is no table of pairs: it has the columns {', '.join(COLUMNS)}, split by tabs"
        ) from error
    found = dict(learned.substitutes)
    shown = {
        key
        for key, one in found.items()
        if any(is_row(word, n, one.places) for word, n in one.read.items())
    }
    for key in sorted(shown | wanted.keys()):
        found[key] = _as_written(found.get(key, SubstituteCounts(0, {})), wanted.get(key, {}))
    return found


def _as_written(
    before: SubstituteCounts, rows: Mapping[str, tuple[float, float]]
) -> SubstituteCounts:
    """Return the counts of a substitute by the rows of its pairs."""
    places = max([before.places, *(round(support / share) for support, share in rows.values())])
    read = {w: n for w, n in before.read.items() if not is_row(w, n, before.places)}
    read |= {word: round(1000 * support) for word, (support, _) in rows.items()}
    damaged = sum(n for word, n in read.items() if word != UNCHANGED)
    read[UNCHANGED] = max(0, 1000 * places - damaged)
    return SubstituteCounts(places, read, before.decided)


def strikes(
    heads: Mapping[str, Head],
    before: Mapping[Key, SubstituteCounts],
    after: Mapping[Key, SubstituteCounts],
) -> dict[str, Head]:
    """Return how often each word is struck, when its pairs were corrected."""
    found = dict(heads)
    for key in sorted(before.keys() | after.keys()):
        old = before[key].read if key in before else {}
        new = after[key].read if key in after else {}
        for word in sorted((old.keys() | new.keys()) - {UNCHANGED}):
            if change := new.get(word, 0) - old.get(word, 0):
                head = found.get(word, Head(0, 0))
                found[word] = Head(head.standing, max(0, head.struck + change))
    return found
