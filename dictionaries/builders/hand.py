"""Record the tables that people write: nothing is built, ``sources.json`` is brought up to date.

Run it after each change of a hand-written table: ``python -m dictionaries.builders hand``.
"""

from collections.abc import Iterable
from pathlib import Path

from dictionaries.builders import sources

OWN = "own work, under the licence of this repository"

LICENCES = {"additions.tsv": "MPL-2.0", "onsets.tsv": "MPL-2.0"}
"""Tables that are under another licence than :data:`OWN`: additions become part of the French
lexicon, onsets speak of its words, so both are under the lexicon's licence."""


def build(folder: Path) -> Iterable[sources.Entry]:
    """Yield the provenance of each table that no builder claims."""
    known = sources.register(folder)
    for path in sorted(folder.glob("*.tsv")):
        if known.get(path.name, {}).get("builder", "hand") == "hand":
            rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
            yield sources.entry(path, "hand", LICENCES.get(path.name, OWN), rows)
