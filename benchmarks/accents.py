"""Measure how lost accents and letters are given back: ``python -m benchmarks.accents [--show]``.

Takes the clean articles of ``../shared/dev`` (or ``RATURE_DEV``; report part), loses their letters
as encodings do, and asks :func:`pipeline.encoding.diacritics.restored`: accents taken off, question
marks or U+FFFD for what is beyond ASCII, or nothing at all for it. Words count as lost when they
have a letter with an accent, a capital at their head apart, which newspapers print without; as back
when an edit that is sure enough to be made says so. ``--show`` prints what came back wrong.

A second table is of the commonest slip: of each article, sound or spun, one word alone loses its
accents and is no French word then; half of these words look English (*region*), half do not
(*apres*).
"""

import argparse
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from unicodedata import normalize

from dictionaries.builders.restoration import slips
from dictionaries.builders.spelling import read
from pipeline import Pipeline
from pipeline.encoding import diacritics
from pipeline.resources.noisy_channel import bare
from pipeline.stages import RULES
from pipeline.stages.encoding import LOSS_RULES

SPUN = ("spin_news.jsonl", "spin_machine_translated.jsonl")
FILES = ("clean_news.jsonl", "clean_machine_translated.jsonl")

THRESHOLD = RULES["ENC006"].auto

_WORD = re.compile(r"[^\W\d_]+")


def unaccented(letter: str) -> str:
    """Return a letter without its accent."""
    return letter if letter in "œæŒÆ" else normalize("NFD", letter)[0]


def replaced(sign: str) -> Callable[[str], str]:
    """Return a function that puts ``sign`` for a letter beyond ASCII."""
    return lambda letter: letter if letter.isascii() else sign


LOSSES: dict[str, Callable[[str], str]] = {
    "accents taken off": unaccented,
    "? for each letter": replaced("?"),
    "U+FFFD for each letter": replaced("\ufffd"),
    "letters fallen out": replaced(""),
}


def is_same(word: str, truth: str) -> bool:
    """Say whether a word is the one that was lost, the accent of a capital at its head apart."""
    word, truth = word.replace("’", "'"), truth.replace("’", "'")
    return word == truth or (
        word[1:] == truth[1:]
        and truth[:1].isupper()
        and bare(word[0].lower()) == bare(truth[0].lower())
    )


def measure(name: str, lose: Callable[[str], str], split: str, show: bool) -> None:
    """Print how many of the words that one loss spoils come back, and how many edits are right."""
    lost = back = made = right = words = 0
    for file in FILES:
        for row in read(file, split):
            text = normalize("NFC", row["text"]).replace("\u00a0", " ")
            pieces = [lose(letter) for letter in text]
            offsets = [0, *accumulate(map(len, pieces))]
            words += len(text.split())
            mended: set[int] = set()
            for edit in diacritics.restored("".join(pieces)):
                if edit.chance < THRESHOLD:
                    continue
                made += 1
                start, end = bisect_left(offsets, edit.start), bisect_right(offsets, edit.end) - 1
                mended.update(match.start() for match in _WORD.finditer(text, start, end))
                truth = text[start:end].strip("«»“”–…")
                if is_same(edit.text, truth):
                    right += 1
                elif show:
                    around = text[max(0, start - 30) : end + 20]
                    print(f"    {truth} → {edit.text}: {' '.join(around.split())}")
            for match in _WORD.finditer(text):
                if not match.group().replace(match.group()[0].upper(), "", 1).isascii():
                    lost += 1
                    back += match.start() in mended
    print(f"{name:24} {words:7} {lost:6} {back / lost:7.1%} {made:6} {right / made:7.2%}")


def one_word(file: str, split: str, english: bool, show: bool) -> None:
    """Print what becomes of one word of each article that lost its accents."""
    pipeline = Pipeline()
    fates = Counter[str]()
    for number, row in enumerate(read(file, split)):
        text = row.get("source", row["text"])
        spans = slips(text, english)
        if not spans:
            continue
        start, end = spans[13 * number % len(spans)]
        truth = text[start:end]
        text = text[:start] + bare(truth) + text[end:]
        result = pipeline.explain(text)
        found = [e for e in (*result.edits, *result.proposals) if e.start < end and start < e.end]
        right = [e for e in found if (e.start, e.end, e.after) == (start, end, truth)]
        made = any(edit in result.edits for edit in found)
        fate = ("made" if made else "proposed" if found else "left") + " wrong" * (not right)
        fates[fate] += 1
        if show and found and not right:
            print(f"    {truth} → {found[0].after}: {text[max(0, start - 30) : end + 20]!r}")
    many = fates.total()
    print(
        f"{file:32} {'looks English' if english else 'does not':14} {many:5}"
        f" {fates['made'] / many:7.1%} {fates['made wrong']:5} {fates['proposed'] / many:8.1%}"
        f" {fates['proposed wrong']:5}"
    )


def alarms(split: str) -> None:
    """Print what is made of the articles as they are."""
    pipeline = Pipeline(select=tuple(rule for rule, _ in LOSS_RULES.values()))
    words = edits = 0
    for file in FILES:
        for row in read(file, split):
            words += len(row["text"].split())
            edits += len(pipeline.explain(row["text"]).edits)
    print(f"as they are: {edits} edits in {words} words")


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accents", description=__doc__)
    parser.add_argument("--split", default="report", choices=("report", "tune"))
    parser.add_argument("--show", action="store_true", help="print each edit that is wrong")
    options = parser.parse_args(arguments)
    print(f"{'':26}words   lost    back   made   right")
    for name, lose in LOSSES.items():
        measure(name, lose, options.split, options.show)
    alarms(options.split)
    print(f"\n{'one word of an article':47}words    made wrong proposed wrong")
    for file in (*SPUN, *FILES):
        for english in (True, False):
            one_word(file, options.split, english, options.show)


if __name__ == "__main__":
    main()
