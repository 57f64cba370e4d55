"""Print how many pairs of a spinner that no source knows ``rature learn`` finds.

``python -m benchmarks.learning`` spins articles with a dictionary of its own making: random English
words (one in seven is French as well) for French words that are spelled like English ones, two of a
hundred words. No thesaurus links them. Each dump size is learned as ``rature learn`` does, and of
the pairs of each support (places where they were put) those are counted that the table of pairs
has, and of the rows of the table those that are right.

``--curve`` prints what a table to draw from needs; ``--articles`` and ``--seed`` make other dumps.
"""

import argparse
import csv
import json
import lzma
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import regex

from pipeline.batch.learn import learn
from pipeline.batch.options import RunOptions
from pipeline.resources import data, lexicon

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpora" / "orangesum.txt.xz"

SIZES = (250, 1000)
"""Articles of the dumps, unless told."""

SUPPORTS = (2, 3, 5, 10)

LEAST_WORDS = 60
"""Words of the shortest article."""

HEADS, RATE, FRENCH_TOO = 1500, 0.02, 0.15
"""Words that the dictionary strikes, the share of all words that it strikes, and the share of
substitutes that are French words as well."""

_WORD = regex.compile(r"\p{L}+")


class Spun(NamedTuple):
    """A text after the spinner, and the pairs that it put there."""

    text: str
    pairs: tuple[tuple[str, str], ...]


class Recovery(NamedTuple):
    """Pairs of a support, those of them found, rows of the table, those of them that are right."""

    pairs: int
    found: int
    rows: int
    right: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit 2 when its articles are absent."""
    parser = argparse.ArgumentParser(prog="benchmarks.learning", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seed", default="1", help="makes another dictionary")
    parser.add_argument("--curve", action="store_true", help="print rows split by tabs")
    chosen = parser.parse_args(arguments)
    if not CORPUS.exists():
        print(f"benchmarks.learning: no articles in {CORPUS}", file=sys.stderr)
        return 2
    head = ("articles", "words", "support", "pairs", "recovered", "rows", "right")
    print("\t".join(head) if chosen.curve else "".join(f"{name:>11}" for name in head))
    for size in chosen.articles:
        spun = spun_articles(size, chosen.seed)
        rows = table_of([one.text for one in spun])
        words = sum(len(one.text.split()) for one in spun)
        for support in SUPPORTS:
            r = recovery(spun, rows, support)
            shares = (r.found / max(1, r.pairs), r.right / max(1, r.rows))
            cells = (size, words, support, r.pairs, f"{shares[0]:.3f}", r.rows, f"{shares[1]:.3f}")
            told = map(str, cells)
            print("\t".join(told) if chosen.curve else "".join(f"{cell:>11}" for cell in told))
    return 0


def spun_articles(size: int, seed: str) -> list[Spun]:
    """Return so many articles as a spinner leaves them whose dictionary has a ``seed``."""
    chance = random.Random(seed)
    dictionary = random_pairs(chance)
    return [spin(text, dictionary, chance) for text in articles(size)]


def articles(size: int) -> Iterator[str]:
    """Yield the first articles of the corpus that are long enough."""
    lines: list[str] = []
    with lzma.open(CORPUS, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                lines.append(line.strip())
                continue
            text, lines = "\n\n".join(lines), []
            if len(text.split()) >= LEAST_WORDS:
                yield text
                size -= 1
                if not size:
                    return


def random_pairs(chance: random.Random) -> dict[str, list[str]]:
    """Return French words, each with one to three substitutes that have nothing to do with it."""
    rows = data.path("homographs.tsv").read_text("utf-8").splitlines()
    heads = [word for row in rows for word in row.split("\t")[:1] if _is_head(word)]
    english = sorted(
        word
        for word in data.trie("english.marisa")
        if word.isalpha() and word.islower() and len(word) > 3 and lexicon.zipf(word, "en") > 3.6
    )
    both = [w for w in english if lexicon.is_french(w) and lexicon.contrast(w) < 1.5]
    only = [w for w in english if not lexicon.is_french(w) and w not in lexicon.loanwords()]
    chance.shuffle(heads)

    def substitute() -> str:
        word: str = chance.choice(both if chance.random() < FRENCH_TOO else only)
        return word

    return {head: [substitute() for _ in range(chance.randint(1, 3))] for head in heads[:HEADS]}


def _is_head(word: str) -> bool:
    """Say whether a spinner may know a French word: neither rare nor a word of grammar."""
    return (
        word.isalpha()
        and len(word) > 3
        and 3.3 < lexicon.zipf(word, "fr") < 5.6
        and lexicon.contrast(word) < 2.5
        and word not in lexicon.FUNCTION_WORDS
    )


def spin(text: str, dictionary: Mapping[str, list[str]], chance: random.Random) -> Spun:
    """Replace :data:`RATE` of the words of a text."""
    spots = [m for m in _WORD.finditer(text) if m[0].lower() in dictionary and not m[0].isupper()]
    share = min(0.9, RATE * len(text.split()) / max(1, len(spots)))
    out: list[str] = []
    pairs: list[tuple[str, str]] = []
    end = 0
    for spot in spots:
        if chance.random() >= share:
            continue
        word = chance.choice(dictionary[spot[0].lower()])
        pairs.append((word, spot[0].lower()))
        cased = word[0].upper() + word[1:] if spot[0][0].isupper() else word
        out += (text[end : spot.start()], cased)
        end = spot.end()
    return Spun("".join((*out, text[end:])), tuple(pairs))


Rows = dict[tuple[str, str], float]
"""Pairs, with their support."""


def table_of(texts: Sequence[str]) -> Rows:
    """Return the table of pairs that ``rature learn`` makes of a dump."""
    with tempfile.TemporaryDirectory() as folder:
        dump, table = Path(folder, "dump.jsonl"), Path(folder, "pairs.tsv")
        lines = (json.dumps({"text": text}) + "\n" for text in texts)
        dump.write_text("".join(lines), encoding="utf-8")
        learn(RunOptions([str(dump)], "", quiet=True), str(Path(folder, "model")), str(table))
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            return {(row["substitute"], row["word"]): float(row["support"]) for row in rows}


FOUND = 0.7
"""Share of a support that a row must have to count for it."""


def recovery(spun: Sequence[Spun], rows: Rows, support: int) -> Recovery:
    """Return how many pairs of at least ``support`` places are in the table, and what is right.

    Of the table those rows count that say that they have :data:`FOUND` of the support.
    """
    put = Counter(pair for one in spun for pair in one.pairs)
    wanted = {pair for pair, n in put.items() if n >= support and pair[0] != pair[1]}
    told = {pair for pair, n in rows.items() if n >= FOUND * support}
    return Recovery(len(wanted), len(wanted & told), len(told), len(told & put.keys()))


if __name__ == "__main__":
    raise SystemExit(main())
