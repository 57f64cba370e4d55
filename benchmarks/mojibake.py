"""Measure how garbled UTF-8 comes back: ``python -m benchmarks.mojibake [--show]``.

Reads 50 French sentences of ``mojibake.tsv``, each with every code page, one sentence a text: once,
twice, beside sound curly quotes, with no-break spaces that became plain ones or fell out, and with
the garbled characters written as entities. A sentence is *right* when it comes back to the letter
(no-break spaces count as spaces where they were lost); *spoiled* are words that stand neither in
the sentence nor in what was given, but for those of which a lost letter is shown as such. The
controls are sound sentences with Greek, Cyrillic, Romanian, Turkish and other names, formulas and
drawings: nothing in them may change.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.encoding.code_pages import CODE_PAGES
from pipeline.pipeline import Pipeline

TABLE = Path(__file__).with_suffix(".tsv")


def rows(kind: str) -> list[str]:
    """Return the sentences of one kind."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["text"] for row in table if row["kind"] == kind]


def typeset(sentences: Sequence[str]) -> list[str]:
    """Return the sentences, every other one with no-break spaces inside its guillemets."""
    return [
        one.replace("« ", "«\u00a0").replace(" »", "\u00a0»") if number % 2 else one
        for number, one in enumerate(sentences)
    ]


def garbled(text: str, codec: str) -> str:
    """Return the UTF-8 of a text read with a code page, as browsers read undefined bytes."""
    return "".join(_read(codec)[byte] for byte in text.encode())


def _read(codec: str) -> list[str]:
    found = []
    for byte in range(256):
        try:
            found.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            found.append(chr(byte) if byte < 0xA0 else "\ufffd")
    return found


def beside_quotes(text: str, codec: str) -> str:
    """Return a text of which all is garbled but the apostrophes."""
    return "’".join(garbled(piece, codec) for piece in text.split("’"))


def as_entities(text: str, codec: str) -> str:
    """Return a garbled text whose characters of Latin-1 are entities."""
    return "".join(f"&#{ord(c)};" if "\xa0" < c < "\u0100" else c for c in garbled(text, codec))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


LOSSY = ("iso8859-6", "iso8859-8")
"""Code pages that leave half of the bytes undefined: a letter may be any of twenty then, and what
went through one of them twice is lost. They are shown, and not counted among those that come back;
words that come out wrong are."""

VARIANTS: dict[str, tuple[Callable[[str, str], str], Callable[[str], str]]] = {
    "once": (garbled, str),
    "twice": (lambda text, codec: garbled(garbled(text, codec), codec), str),
    "quotes sound": (beside_quotes, str),
    "no-break lost": (lambda text, codec: garbled(text, codec).replace("\u00a0", " "), _plain),
    "no-break gone": (
        lambda text, codec: _plain(garbled(text, codec)),
        _plain,
    ),
    "entities": (as_entities, str),
}
"""What happened to a sentence, and how it is compared."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; exit 1 when a control changed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mojibake", description=__doc__)
    parser.add_argument("--show", action="store_true", help="print each sentence that is not right")
    parser.add_argument("--variants", nargs="*", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--pages", nargs="*", choices=CODE_PAGES, default=CODE_PAGES)
    parser.add_argument("--every", type=int, default=1, help="take every n-th sentence (1)")
    options = parser.parse_args(arguments)
    pipeline = Pipeline(context="off")
    sentences = typeset(rows("french"))[:: options.every]
    totals = dict.fromkeys(options.variants, 0)
    spoiled = 0
    print(f"{'':12}" + "".join(f"{name:>15}" for name in options.variants))
    for codec in options.pages:
        cells = []
        for name in options.variants:
            garble, compared = VARIANTS[name]
            right = 0
            for sentence in sentences:
                given = garble(sentence, codec)
                result = pipeline.explain(given)
                if compared(result.text) == compared(sentence):
                    right += 1
                    continue
                known = {*_plain(sentence).split(), *_plain(given).split()}
                made_up = [
                    word
                    for word in _plain(result.text).split()
                    if word not in known and "\ufffd" not in word
                ]
                spoiled += bool(made_up) and (codec not in LOSSY or name != "twice")
                if options.show:
                    print(f"  {codec} {name}: {given!r}\n    {result.text!r} {made_up}")
            totals[name] += right if codec not in LOSSY else 0
            cells.append(right / len(sentences))
        print(f"{codec:12}" + "".join(f"{cell:15.1%}" for cell in cells), flush=True)
    each = len(sentences) * len([codec for codec in options.pages if codec not in LOSSY]) or 1
    print(f"{'all':12}" + "".join(f"{totals[name] / each:15.2%}" for name in options.variants))
    changed = [text for text in rows("control") if pipeline.explain(text).text != text]
    print(f"sentences with a spoiled word: {spoiled}; controls changed: {len(changed)}")
    for text in changed:
        print(f"  {text!r}\n  {pipeline.explain(text).text!r}")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
