"""The homographs: French words that are spelled exactly like an English word, accents included.

They are what a spinner that knows only English spelling can hit in a French text. Only two rules
thin the list: a word has at least two letters, and a proper name alone does not make a French word.
Frequencies are not in this file, because theirs is another licence: ask ``pipeline.lexicon.zipf``.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from dictionaries.builders import english, french, sources

LEAST_LETTERS = 2
"""A thesaurus has no entry of one letter but chemical symbols and notes of music."""


def inventory() -> dict[str, list[str]]:
    """Return the French parts of speech of each homograph."""
    english_words = english.words()
    parts: dict[str, set[str]] = defaultdict(set)
    for form in french.forms():
        if len(form.form) >= LEAST_LETTERS and form.form in english_words:
            parts[form.form].add(form.tag.pos)
    return {word: sorted(found) for word, found in sorted(parts.items()) if found != {"name"}}


def build(folder: Path) -> Iterable[sources.Entry]:
    """Write ``homographs.tsv``: the word, its French parts of speech."""
    found = inventory()
    path = folder / "homographs.tsv"
    lines = [
        "word\tparts",
        *(f"{word}\t{','.join(parts)}" for word, parts in found.items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    packages = [sources.HUNSPELL_FR, sources.SCOWL_AMERICAN, sources.SCOWL_BRITISH]
    yield sources.entry(path, "homographs", "MPL-2.0 AND SCOWL", len(found), packages)
