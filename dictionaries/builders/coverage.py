"""Measure the French lexicon: ``python -m dictionaries.builders.coverage RECORDS.jsonl [--top N]``.

Prints the share of the lower-case running words of some texts (JSON lines with a ``text``) that the
lexicon knows, and the most frequent misses. Names
are left out because they have a capital; a compound counts as one word.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.resources import lexicon
from pipeline.text.tokens import Token, tokenize


def compounds(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens in groups: the parts of a hyphenated compound are one group."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if not (token.is_word and token.text[-1] in "-\u2010\u2011"):
            yield group
            group = []
    if group:
        yield group


def words(text: str) -> Iterator[str]:
    """Yield the lower-case words of a text, compounds joined, elided words with apostrophe."""
    for group in compounds(tokenize(text)):
        word = "".join(token.text for token in group)
        if group[0].is_word and word == word.lower() and not any(c.isdigit() for c in word):
            yield word


def main(arguments: list[str] | None = None) -> int:
    """Print the coverage and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dictionaries.builders.coverage")
    parser.add_argument("records", metavar="RECORDS.jsonl")
    parser.add_argument("--top", type=int, default=50, metavar="N", help="misses to list")
    options = parser.parse_args(arguments)
    count: Counter[str] = Counter()
    with Path(options.records).open(encoding="utf-8") as lines:
        for line in lines:
            count.update(words(json.loads(line)["text"]))
    misses = Counter({word: n for word, n in count.items() if not lexicon.is_french(word)})
    total, missed = count.total(), misses.total()
    print(f"{1 - missed / total:.4%} of {total:,} lower-case words are known ({missed:,} are not)")
    for word, n in misses.most_common(options.top):
        print(f"{n:6}  {word}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
