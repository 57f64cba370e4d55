"""Measure how garbled articles come back: ``python -m benchmarks.garbling [--many N] [--show]``.

Takes clean articles of ``../shared/dev`` (or ``RATURE_DEV``), garbles each of them in eight ways,
and cleans them. A word is what stands between spaces. It is *as wanted* when it comes out as it
does of the sound article, and *spoiled* when it stands neither in the sound article, as it was or
cleaned, nor in the garbled one: then cleaning made it up. ``--show`` prints both.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from html.entities import codepoint2name
from itertools import islice
from typing import NamedTuple
from unicodedata import normalize

import ftfy.bad_codecs  # noqa: F401 — registers sloppy-windows-1252

from benchmarks.restoration import DEV
from pipeline.pipeline import Pipeline

FILE = "clean_news.jsonl"


def entities(write: Callable[[int], str]) -> Callable[[str], str]:
    """Return a function that writes each character beyond ASCII as an entity."""
    return lambda text: "".join(c if c.isascii() else f"&{write(ord(c))};" for c in text)


def misread(codec: str, times: int = 1) -> Callable[[str], str]:
    """Return a function that reads the UTF-8 of a text with another encoding."""

    def garble(text: str) -> str:
        for _ in range(times):
            text = text.encode().decode(codec)
        return text

    return garble


WAYS: dict[str, Callable[[str], str]] = {
    "decimal entities": entities(lambda point: f"#{point}"),
    "hexadecimal entities": entities(lambda point: f"#x{point:X}"),
    "named entities": entities(lambda point: codepoint2name.get(point, f"#{point}")),
    "UTF-8 as Windows-1252": misread("sloppy-windows-1252"),
    "the same, twice": misread("sloppy-windows-1252", 2),
    "UTF-8 as Mac Roman": misread("mac-roman"),
    "UTF-8 as cp850": misread("cp850"),
    "accents apart (NFD)": lambda text: normalize("NFD", text),
}


class Fate(NamedTuple):
    """What became of the words of one article: how many, and which are not as wanted."""

    words: int
    lost: list[tuple[str, str]]
    spoiled: list[str]


def fate(source: str, wanted: str, garbled: str, found: str) -> Fate:
    """Compare a garbled article, cleaned, with what comes out of the sound one."""
    want, have = wanted.split(), found.split()
    known = {*source.split(), *want, *garbled.split()}
    matcher = SequenceMatcher(None, want, have, autojunk=False)
    lost = [
        (" ".join(want[a:b]), " ".join(have[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
        for _ in range(max(b - a, d - c))
    ]
    return Fate(len(want), lost, [word for word in have if word not in known])


def articles(many: int) -> Iterator[str]:
    """Yield the first articles of the file, in normal form."""
    with (DEV / FILE).open(encoding="utf-8") as rows:
        for row in islice(rows, many):
            yield normalize("NFC", json.loads(row)["text"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit 2 when the articles are absent."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.garbling", description=__doc__)
    parser.add_argument("--many", type=int, default=200, help="articles (200)")
    parser.add_argument("--show", action="store_true", help="print each word not as wanted")
    options = parser.parse_args(arguments)
    if not (DEV / FILE).is_file():
        print(f"benchmarks.garbling: no articles in {DEV}", file=sys.stderr)
        return 2
    pipeline = Pipeline()
    sound = [(text, pipeline.clean(text)) for text in articles(options.many)]
    print(f"{'':22}   words   as wanted   spoiled in 10,000")
    for name, garble in WAYS.items():
        words = lost = spoiled = 0
        for number, (text, wanted) in enumerate(sound):
            garbled = garble(text)
            found = fate(text, wanted, garbled, pipeline.clean(garbled))
            words += found.words
            lost += len(found.lost)
            spoiled += len(found.spoiled)
            if options.show and found.lost:
                print(f"    {number}: {dict.fromkeys(found.lost)} spoiled {found.spoiled}")
        print(f"{name:22} {words:7} {1 - lost / words:10.2%} {1e4 * spoiled / words:12.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
