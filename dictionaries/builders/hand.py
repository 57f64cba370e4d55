"""Record the files that people write: nothing is built, ``sources.json`` is brought up to date.

Run it after each change of a hand-written file: ``python -m dictionaries.builders hand``.
"""

from collections.abc import Iterable
from pathlib import Path

from dictionaries.builders import sources

OWN = "own work, under the licence of this repository"

LICENCES = {
    "additions.tsv": "MPL-2.0",
    "context_model.md": "CC-BY-SA-4.0",
    "language_model.md": "CC-BY-SA-4.0",
    "onsets.tsv": "MPL-2.0",
}
"""Files that are under another licence than :data:`OWN`: additions become part of the French
lexicon, onsets speak of its words, so both are under the lexicon's licence; the page of a model is
under that of the model."""


def build(folder: Path) -> Iterable[sources.Entry]:
    """Yield the provenance of each table, and of each page of a model, that no builder claims."""
    known = sources.register(folder)
    for path in sorted([*folder.glob("*.tsv"), *folder.glob("*_model.md")]):
        if known.get(path.name, {}).get("builder", "hand") == "hand":
            header = path.suffix == ".tsv"
            rows = len(path.read_text(encoding="utf-8").splitlines()) - header
            yield sources.entry(path, "hand", LICENCES.get(path.name, OWN), rows)
