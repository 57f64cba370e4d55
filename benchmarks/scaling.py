"""Whether time grows with length and no faster: ``python -m benchmarks.scaling [--bait NAME]``.

Cleans *baits*, texts made to tempt patterns and loops into doing their work again and again, at
10, 20, 40 and 80 thousand characters. Prints the seconds, what each doubling costs (2 is linear),
the megabytes that the longest text takes and the stage that takes most of its time. All rules run,
typography too, and no bait is spared because it reads as another language. Times are of the
processor, the best of several; a bait that takes longer than ``--limit`` seconds is stopped.

Exit code 1 when the last doubling costs more than 2.3 times: the square of a length shows
there. A step before it is another matter: a longer text may tell that it has lost its accents.
"""

import argparse
import signal
import sys
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import count, cycle, islice, pairwise
from string import ascii_lowercase
from time import process_time
from types import FrameType

from pipeline.batch.local_engine import spare_the_collector
from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.io.extraction import format_of
from pipeline.pipeline import Pipeline, Stage
from pipeline.stages import STAGES

SIZES = (10_000, 20_000, 40_000, 80_000)
WORST = 2.3
"""Growth at a doubling that still is linear: caches and a busy machine cost some."""
LEAST = 0.1
"""Seconds below which the growth says nothing."""
TICK = 1e-3
"""Seconds that the clock of the processor cannot tell from none."""
TRIES = 3
PROSE = "Le procès du maire de la ville a repris lundi, et il durera encore trois semaines."
"""What stands around a bait, so that it is read as French."""

Bait = Callable[[int], str]


def _times(piece: str) -> Bait:
    """Return the bait that repeats ``piece``, whole, so that all sizes end alike."""
    return lambda size: piece * (size // len(piece))


def _many(shape: str) -> Bait:
    """Return the bait that repeats ``shape``, each time with another word in it.

    No text has a word of an earlier one, so that no cache knows them: else a try of a length whose
    words a cache holds costs less than one of twice that length.
    """

    def bait(size: int) -> str:
        words = map(_word, _NUMBERS)
        pieces: list[str] = []
        while size > 0:
            pieces.append(shape.replace("WORD", next(words)))
            size -= len(pieces[-1])
        return "".join(pieces)

    return bait


def _word(number: int) -> str:
    """Return one of 759,375 words of five letters, neighbours unlike one another."""
    number = number * 104_729 % len(_LETTERS) ** 5
    return "".join(_LETTERS[number // len(_LETTERS) ** n % len(_LETTERS)] for n in range(5))


_LETTERS = "aeioubcdlmnprst"
_NUMBERS = count()
"""The numbers of the words that were not used yet."""


def _around(left: str, middle: str, right: str) -> Bait:
    """Return the bait that opens as often as it closes."""
    return lambda size: left * (size // 2 // len(left)) + middle + right * (size // 2 // len(right))


def _after(start: str, piece: str) -> Bait:
    """Return the bait that begins with ``start`` and never comes to its end."""
    return lambda size: start + _times(piece)(size)


def _letters(size: int) -> str:
    return "".join(islice(cycle(ascii_lowercase), size))


BAITS: dict[str, Bait] = {
    # markup
    "comments": _times("<!---->"),
    "wordpress": _times(f"<!-- wp:paragraph -->\n<p>{PROSE}</p>\n<!-- /wp:paragraph -->\n\n"),
    "comments opened": _times("<!-- "),
    "comments apart": _times("<!-- a --> mot "),
    "scripts opened": _times("<script>"),
    "styles opened": _times("<style a='b'>x"),
    "scripts half open": _times("<script "),
    "tags": _times("<p>"),
    "tags half open": _times("<p "),
    "tag of many attributes": _after("<p", ' a="b"'),
    "tag of bare attributes": _after("<p", " async"),
    "tag of one long attribute": _after('<a href="', "abc/"),
    "tag of spaces": _after("<p", " "),
    "attributes": _times('title="a"'),
    "attributes apart": _times('title="a" '),
    "attributes of a line": _times(' class="a" href="b"'),
    "attributes without values": _times("data-a-"),
    "data attributes": _after("data-", "a-"),
    "angles": _times("<"),
    "angles closed": _times(">"),
    "angles nested": _around("<", "a", ">"),
    "halves of tags": _times("/p>"),
    "closing quotes": _times('">\n'),
    "shortcode caption": _after("[caption a", "="),
    "shortcode captions": _times("[caption a="),
    "shortcode builder": _times("[vc_row a "),
    "shortcode of one word": _after("[/vc_", "a"),
    "brackets": _times("["),
    "brackets nested": _around("[", "a", "]"),
    "parentheses nested": _around("(", "a", ")"),
    "links of Markdown": _times("[a]("),
    "links half open": _times("[a](https://a.fr/"),
    "bold": _times("**a"),
    "stars": _times("*"),
    "headings": _times("#"),
    "code quoted": _times("`a\n"),
    "fences": _times("```\n"),
    "backquotes": _times("`"),
    "rulesets": _times("a{color:b;"),
    "rulesets of a line": _times("a{b:c;c:d} "),
    "selectors": _times("a, b\n"),
    "calls": _times("window.a("),
    "calls without end": _times("window.a"),
    "functions": _times("function a(b, "),
    "media": _times("@media a"),
    "share buttons": _times("Partager sur Facebook "),
    "labels": _times("Mentions légales | "),
    "boilerplate": _many("Lire aussi : WORD\n"),
    "names of agencies": _times("Photo : AFP Le Du "),
    # spintax
    "choices": _times("{front|maison} "),
    "choices opened": _times("{a|b"),
    "choices nested": _around("{a|", "b", "}"),
    "choices multiplied": _times("{{a|b}{c|d}{e|f}{g|h}|{i|j}} "),
    "braces": _times("{}"),
    "bars": _times("a|"),
    # characters
    "entities": _times("&amp;"),
    "entities escaped again": _after("&", "amp;"),
    "entities opened": _times("&amp"),
    "entities of figures": _times("&#233;"),
    "escapes": _times("\\u00e9"),
    "escapes of bytes": _times("%C3%A9"),
    "quoted printable": _times("=C3=A9"),
    "backslashes": _times("\\"),
    "soft line ends": _times("=\n"),
    "mojibake": _times("Ã©"),
    "mojibake of words": _times("dÃ©cidÃ© "),
    "mojibake of a grave": _times("Ã "),
    "mojibake of one word": _after("a", "Ã¨b"),
    "mojibake of Mac": _times("√©"),
    "mojibake of a line": _times("Ä‡a"),
    "combining marks": _after("e", "\u0301"),
    "letters and marks": _times("e\u0301"),
    "marks in disorder": _after("a", "\u0301\u0323"),
    "invisible": _times("\u200b"),
    "invisible in words": _times("a\u200bb\xad"),
    "controls": _times("\x1b[31m\x00a"),
    "surrogates": _times("\ud83d\ude00"),
    "replacement": _times("d\ufffdcid\ufffd "),
    "replacement in one word": _times("\ufffda"),
    "question marks": _times("d?cid? "),
    "question marks in one word": _times("?a"),
    "letters lost": _many("La sance a commenc, les lus WORD. "),
    "ligatures": _times("ﬁ"),
    # words
    "one letter": _times("a"),
    "one capital": _times("A"),
    "alphabet": _letters,
    "one long word": _times("abracadabra"),
    "words glued": _times("lemairedelaville"),
    "words glued and accented": _times("déciderégénération"),
    "camel case": _times("leMaire"),
    "capital after a stop": _times("maire.Le"),
    "capital after each stop": _times("maire.Maire"),
    "hex": _times("0123456789abcdef"),
    "base64": _times("aGVsbG8gd29ybGQ/+"),
    "digits": _times("1"),
    "digits and letters": _times("1a"),
    "digits grouped": _times("100 000 "),
    "digits apart": _times("1 "),
    "decimals": _times("1,5"),
    "points": _times("."),
    "points and letters": _times("a."),
    "hosts": _times("a-b."),
    "ellipses": _times("... "),
    "commas": _times(","),
    "hyphens": _times("-"),
    "hyphens in a word": _times("a-"),
    "hyphens in words": _times("re-garde-"),
    "hyphens at line ends": _times("re-\ngard "),
    "slashes": _times("/"),
    "paths": _times("a/b"),
    "underscores": _times("_"),
    "apostrophes": _times("'"),
    "apostrophes curly": _times("’"),
    "apostrophes in words": _times("l'"),
    "clitics": _times("respirerl'air "),
    "initials": _times("M. "),
    "initials glued": _times("J.-P."),
    "spaces": _times(" "),
    "spaces of all kinds": _times(" \u00a0\u202f\t"),
    "line ends": _times("\n"),
    "line ends and spaces": _times(" \n"),
    "carriage returns": _times("\r\n"),
    "short lines": _many("Le maire de la ville a répété WORD\n"),
    "long line": _many("le maire de la ville de Metz a répété WORD "),
    "quotes": _times('"'),
    "quotes French": _times("« "),
    "quotes French closed": _times("« a »"),
    "quotes nested": _around("«", "a", "»"),
    "quotes curly": _times("“a"),
    "quotes in words": _times('a"b'),
    "exclamation": _times("!"),
    "exclamation and capital": _times("!A"),
    "questions": _times("Qui ? "),
    "colons": _times("a : "),
    "at": _times("@"),
    "at and letters": _times("a@b"),
    "at without end": _after("a@", "b"),
    "addresses": _times("a@b.fr "),
    "address of a site": _after("https://a.fr/", "b/"),
    "addresses of a query": _after("https://a.fr/?", "a=b&"),
    "address of tracking": _after("https://a.fr/?", "utm_a=b&"),
    "addresses with queries": _times("https://a.fr/?utm_source=b "),
    "question marks of an address": _after("https://a.fr/", "?a"),
    "schemes": _times("https://"),
    "slugs": _times("a-b-c-d-e-f "),
    "slug": _after("www.a ", "a-b-"),
    "hashtags": _times("#Paris"),
    "flags": _times("🇫🇷"),
    "flags and marks": _times("🇫\u0301🇷"),
    "joiners": _times("\u200d"),
    "emoji": _times("👩‍👩‍👧"),
    # sentences
    "prose": _times(PROSE + " "),
    "paragraphs": _many(f"{PROSE[:-1]} à WORD.\n\n"),
    "paragraph twice": _times(PROSE + "\n\n"),
    "paragraph without end": _many("le maire de la cité a répété WORD "),
    "names": _many("Le maire Jean Dupont WORD. "),
    "capitals": _many("Le maire de la cité a répété le WORD Maire "),
    "headings in capitals": _times("LE MAIRE DE PARIS A "),
    "English words": _times("le weather de la town "),
    "English of one sentence": _times("weather town house "),
    "English passage": _times("the house of the town and "),
    "English quotations": _times('"the house of the town" '),
    "unknown words": _many("le maire de la ville est WORDek "),
    "numbers": _times("vingt mille deux cents "),
    "dates": _times("12 mai 2020 "),
    "ordinals": _times("1ère IIème "),
    "dialogue": _times("- Oui, dit-il. - Non !\n"),
    "accents lost": _times("la societe a decide de l'ete "),
    "old spelling": _times("il avoit esté avec luy "),
    "bad scan": _times("lc prés1dent dc la rnaire "),
    "mixed": _times("<p>{a|b} «&amp;\\u00e9 [caption a=d'l-1 Ã©?a\u0301 title=\"A.Le"),
}
"""Texts by name; each is a function of the number of characters."""


class _Late(BaseException):
    """A bait takes too long."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.scaling",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--bait", action="append", choices=BAITS, metavar="NAME")
    parser.add_argument("--limit", type=float, default=30.0, metavar="SECONDS")
    parser.add_argument("--memory", action="store_true", help="measure memory, too: slow")
    options = parser.parse_args(arguments)
    spare_the_collector()
    clean(PROSE, {})
    print(f"{'bait':32}" + "".join(f"{size:>9,}" for size in SIZES) + "  doubled         slowest")
    worse = []
    for name in options.bait or BAITS:
        row = measured(BAITS[name], options.limit)
        taken, stage = [seconds for seconds, _ in row], row[-1][1]
        grown = [b / a for a, b in pairwise(taken)]
        late = len(taken) < len(SIZES)
        steep = late or (grown[-1] > WORST and taken[-1] > LEAST)
        worse += [name] * steep
        print(
            f"{name:32}"
            + "".join(f"{seconds:9.3f}" for seconds in taken)
            + "".join("     late" for _ in SIZES[len(taken) :])
            + "  "
            + " ".join(f"{g:4.1f}" for g in grown)
            + f"  {stage}"
            + (f"  {memory(BAITS[name]):.0f} MB" if options.memory and not late else "")
            + ("  <<<" if steep else ""),
            flush=True,
        )
    print(f"{len(worse)} of {len(options.bait or BAITS)} baits grow faster: {', '.join(worse)}")
    return bool(worse)


def measured(bait: Bait, limit: float) -> list[tuple[float, str]]:
    """Return the seconds for each of the sizes, and the slowest stage; fewer when it is late."""
    found = []
    previous = 0.0
    for size in SIZES:
        tries = []
        try:
            for number in range(TRIES):
                tries.append(_timed(f"{PROSE}\n\n{bait(size)}\n\nEssai {number}. {PROSE}", limit))
                if tries[-1][0] <= WORST * previous or tries[-1][0] > limit / 4:
                    break
        except _Late:
            break
        found.append(min(tries))
        previous = found[-1][0]
    return found or [(limit, "")]


def memory(bait: Bait) -> float:
    """Return the megabytes that the longest text takes at once."""
    tracemalloc.start()
    clean(f"{bait(SIZES[-1])}\n\n{PROSE}", {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def _timed(text: str, limit: float) -> tuple[float, str]:
    spent: dict[str, float] = defaultdict(float)

    def late(signal: int, frame: FrameType | None) -> None:
        raise _Late

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, limit, 1)
    try:
        begun = process_time()
        clean(text, spent)
        total = max(process_time() - begun, TICK)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    spent["runner"] = total - sum(spent.values())
    slowest = max(spent, key=lambda name: spent[name])
    return total, f"{slowest} {100 * spent[slowest] / total:.0f} %"


def clean(text: str, spent: dict[str, float]) -> None:
    """Clean a text with all rules, and add the seconds of each stage to ``spent``.

    What a file without a name holds is asked before, of what stands behind the first sentence.
    """
    begun = process_time()
    format_of("", text.removeprefix(PROSE))
    spent["format"] = process_time() - begun
    stages = tuple(_watched(stage, spent) for stage in STAGES)
    Pipeline(stages=stages, typography=True).explain(text)


def _watched(stage: Stage, spent: dict[str, float]) -> Stage:
    name: str = getattr(stage, "__name__", "")

    def watched(document: Document) -> Iterable[Edit | Mark]:
        begun = process_time()
        found = list(stage(document))
        spent[name] = spent.get(name, 0.0) + process_time() - begun
        return () if name == "language" else found

    watched.__name__ = name  # by which the runner knows the stages that are off
    return watched


if __name__ == "__main__":
    sys.exit(main())
