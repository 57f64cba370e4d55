"""Tell the language of the document and of its paragraphs; mark what is not French.

Start reading from :func:`language`. Function words decide: damage replaces nouns, verbs and adverbs
but leaves *le, des, qui, était* where they stood, so a spun paragraph stays French. Only where
they say nothing is langdetect asked. Single sentences of another language are found by
:mod:`pipeline.text.foreign_sentences`. Nothing is ever rewritten here.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import regex

from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.markup.writing_tools import orders
from pipeline.resources.lexicon import contrast, is_english, is_french, zipf
from pipeline.stages.rules.language import RULES
from pipeline.text.analysis import analyze
from pipeline.text.caching import alphabet
from pipeline.text.foreign_sentences import ForeignSentence, foreign_sentences
from pipeline.text.lines import Line, lines
from pipeline.text.spans import Spans
from pipeline.text.tokens import Token, tokenize

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

__all__ = ["RULES", "language"]

_FUNCTION_WORDS = {
    "fr": "le les l' d' des du un une et est dans pour qui qu' sur par sont il elle ils elles n' "
    "ne pas ce cette ces c' s' avec mais où ou été être avait était ont ainsi après selon dont j' "
    "nous vous je aux au à leur ses aussi comme sans sous entre deux fait faire cela ça plus chez",
    "en": "the of and to in is that was with it be by this are from his have they were which you "
    "had we has their been will would who its there when she he him her what than could should "
    "these those them my your did does not",
    "es": "el los las y del por con una como más pero su al lo sus fue está han había también muy "
    "desde hasta donde según esta este ha son sobre",
    "it": "il di che è della dei delle gli nel nella con per una non sono alla dal dalla anche "
    "questo più ma essere stato ha lo dell' all'",
    "pt": "os do da dos das em uma não com por mais foi pela pelo ao são está também muito à seu "
    "sua isso um",
    "de": "der die das und ist nicht mit von den dem ein eine zu auf für im sich auch als wird bei "
    "nach wurde sind hat aus einer einem",
    "nl": "het een van en is niet met voor zijn op te aan ook als bij wordt naar er dat door werd",
}
"""Function words. A word of two languages counts for neither: see :func:`_language_of_words`."""

_FRENCH_TOO = 5.5
"""Zipf frequency from which a word is French as well: *en, un, son, me, as, on*."""

_LEAST_WORDS = 5
"""Words of the shortest paragraph whose language is told: *The Cost of Everything* is a title."""

_LEAST_SHARE = 0.12
"""Share of function words that tells the language of a paragraph. French prose has 0.3 to 0.5, spun
or not; of 3,600 spun paragraphs one in a hundred has less than 0.1, and these are headlines."""

_AHEAD = 3
"""A paragraph is English when it has that many times as many English function words as French ones.
Spinners write *as well as, most of the*: two English ones for three French ones in 13 words."""

_ENOUGH = 8
"""Words in small letters (names have capitals) with which it pays to ask langdetect, for 10 ms."""

_LEAST_FRENCH = 0.65
"""Share of words in small letters that the lexicon knows; a document with less is doubtful, and
langdetect is asked about it. The lowest share of 1,031 French paragraphs and headlines is 0.80, of
500 spun articles 0.89; the highest of 400 English paragraphs is 0.53, of 261 in other languages
0.64."""

_HARDLY_FRENCH = 0.45
"""Share of words that are French, and not rather English. A text with less, and without a French
function word, is in another language, however short it is. The lowest share of 1,031 French
paragraphs and headlines is 0.71, of 494 spun headlines 0.60; most of 1,261 others have less."""

_ENGLISH = 0.75
"""Share of English words that makes such a text English."""

_SAMPLE, _LEAST_SMALL = 300, 3
"""How many words in small letters are looked up, and how few say nothing."""

_READ = 2000
"""Code points that langdetect reads."""

_OTHER_SCRIPT = regex.compile(r"(?![\p{Latin}\p{Common}\p{Inherited}])\p{L}")
_SCRIPTS = tuple(
    (regex.compile(rf"\p{{{script}}}"), tuple(codes.split()))
    for script, codes in {
        "Georgian": "ka",
        "Armenian": "hy",
        "Greek": "el",
        "Hebrew": "he",
        "Thai": "th",
        "Hangul": "ko",
        "Hiragana": "ja",
        "Katakana": "ja",
        "Tamil": "ta",
        "Bengali": "bn",
        "Han": "zh ja",
        "Arabic": "ar fa ur",
        "Devanagari": "hi mr ne",
        "Cyrillic": "ru uk bg mk",
    }.items()
)
"""Scripts, and the languages that are written in them."""

_LETTER = regex.compile(r"\p{L}")


class _Evidence(NamedTuple):
    """A paragraph: its line, how many function words of each language it has, and its words."""

    row: Line
    counts: Counter[str]
    words: list[Token]


@cache
def _language_of_words() -> dict[str, str]:
    """Return the language of each function word that belongs to one language only.

    A frequent French word belongs to French, even if other languages have it too: *il, mais*.
    """
    owners: dict[str, set[str]] = {}
    for code, words in _FUNCTION_WORDS.items():
        for word in words.split():
            if code == "fr" or zipf(word, "fr") < _FRENCH_TOO:
                owners.setdefault(word, set()).add(code)
    return {word: min(codes) for word, codes in owners.items() if len(codes) == 1}


def language(document: Document) -> Iterator[Edit | Mark]:
    """Mark the language of the document and its passages that are not French."""
    text = document.text
    if not text:
        return
    paragraphs = _evidence(text)
    if not paragraphs:
        yield Mark(0, len(text), "language:und", "LNG001")
        return
    has_other_script = _OTHER_SCRIPT.search(alphabet(text)) is not None
    own = [_language(text, p, has_other_script) for p in paragraphs]
    told = [(start, end) for start, end, _ in orders(text)] if "en" in own else []
    foreign = _foreign(text, told)
    away = [*told, *((sentence.start, sentence.end) for sentence in foreign)]
    if any(code not in ("", "fr") for code in own):
        mixed = list(_mixed(text, own, paragraphs, told, away))
        own, paragraphs = [code for code, _ in mixed], [paragraph for _, paragraph in mixed]
    weight: Counter[str] = Counter()
    for code, paragraph in zip(own, paragraphs, strict=True):
        weight[code] += len(paragraph.words) if code else 0
    weight.pop("", None)
    main = max(sorted(weight), key=lambda code: weight[code]) if weight else "fr"
    if (
        main == "fr"
        and _is_doubtful(paragraphs)
        and _is_doubtful(_french_part(text, paragraphs, away))
    ):
        other = _detected(text) or _short(text, paragraphs)
        if other not in ("", "fr"):
            main, own = other, [code if code != "fr" else "" for code in own]
    yield Mark(0, len(text), f"language:{main}", "LNG001")
    if main == "fr":
        yield from _sentences(text, own, paragraphs, told, foreign)
    start = end = -1  # neighbouring passages become one mark
    for code, paragraph in zip(own, paragraphs, strict=True):
        if (code or main) == "fr":
            if start >= 0:
                yield Mark(start, end, "foreign", "LNG001")
            start = -1
        else:
            start, end = (paragraph.row.start if start < 0 else start), paragraph.row.end
    if start >= 0:
        whole = start == paragraphs[0].row.start and end == paragraphs[-1].row.end
        yield Mark(*((0, len(text)) if whole else (start, end)), "foreign", "LNG001")


_QUOTED = regex.compile(r"«[^«»\n]*+»|“[^“”\n]*+”|\"[^\"\n]*+\"")

UNTRANSLATED = "untranslated"
"""The kind of the marks on English sentences that nobody quotes: a machine left them so."""


_LEAST_REST = 0.3
"""Share of its words that are not in foreign sentences, with which a paragraph is French."""


def _foreign(text: str, told: Sequence[tuple[int, int]]) -> list[ForeignSentence]:
    """Return the foreign sentences of a text, none with what a tool was ``told``."""
    found = foreign_sentences(analyze(text), _language_of_words())
    said = Spans(told)
    return [sentence for sentence in found if not said.meet(sentence.start, sentence.end)]


def _french_part(
    text: str, paragraphs: list[_Evidence], away: Sequence[tuple[int, int]]
) -> list[_Evidence]:
    """Return what paragraphs show without the spans ``away``; all, if that is little."""
    rest = _evidence(text, away)
    size = sum(len(paragraph.words) for paragraph in rest)
    whole = sum(len(paragraph.words) for paragraph in paragraphs)
    return rest if size >= _LEAST_REST * whole else paragraphs


def _mixed(
    text: str,
    own: Sequence[str],
    paragraphs: Sequence[_Evidence],
    told: Sequence[tuple[int, int]],
    away: Sequence[tuple[int, int]],
) -> Iterator[tuple[str, _Evidence]]:
    """Yield the codes of paragraphs and what they show, sentences in other languages left out.

    A French paragraph may hold more English in a sentence, a quotation or an order than French.
    ``told`` are orders, ``away`` are these and foreign sentences.
    """
    spans = [*away, *(match.span() for match in _QUOTED.finditer(text))]
    rest = {p.row.first: p for p in _evidence(text, spans)}
    unsaid = {p.row.first: len(p.words) for p in _evidence(text, told)}
    for code, paragraph in zip(own, paragraphs, strict=True):
        left = rest.get(paragraph.row.first)
        if (
            left is not None
            and len(left.words) < len(paragraph.words)
            and code not in ("", "fr")
            and left.counts["fr"] > 0
            and len(left.words) >= _LEAST_REST * unsaid[paragraph.row.first]
            and _language(text, left, has_other_script=False) in ("fr", "")
        ):
            yield "fr", left
        else:
            yield code, paragraph


def _sentences(
    text: str,
    own: Sequence[str],
    paragraphs: Sequence[_Evidence],
    told: Sequence[tuple[int, int]],
    foreign: Sequence[ForeignSentence],
) -> Iterator[Mark]:
    """Mark the sentences of another language in French paragraphs, and what is untranslated.

    ``told`` are spans in English that somebody said to a writing tool.
    """
    rows: dict[str, list[tuple[int, int]]] = {"fr": [], "en": []}
    for code, paragraph in zip(own, paragraphs, strict=True):
        rows.setdefault(code or "fr", []).append((paragraph.row.start, paragraph.row.end))
    french, english = Spans(rows["fr"]), rows["en"]
    for start, end in told:
        yield Mark(start, end, "foreign", "LNG001")
    for start, end, code in foreign:
        if french.meet(start, end):
            yield Mark(start, end, "foreign", "LNG001")
            if code == "en":
                english.append((start, end))
    quoted = Spans(m.span() for m in (_QUOTED.finditer(text) if english else ()))
    for start, end in sorted(english):
        # Somebody may quote the sentence, or a title in it.
        if text[end - 1] in ".!?…" and not quoted.meet(start, end):
            yield Mark(start, end, UNTRANSLATED, "LNG001")


def _evidence(text: str, left_out: Sequence[tuple[int, int]] = ()) -> list[_Evidence]:
    """Return what the paragraphs with letters show, in order; spans ``left_out`` show nothing."""
    language_of = _language_of_words()
    covered = Spans(left_out)
    paragraphs: list[_Evidence] = []
    tokens = tokenize(text)
    first = 0
    for row in lines(text):
        last = bisect_left(tokens, row.stop, lo=first, key=attrgetter("start"))
        words = [token for token in tokens[first:last] if token.is_word]
        first = last
        if left_out:
            words = [t for t in words if not covered.meet(t.start, t.stop)]
        if words:
            counts = Counter([language_of[t.key] for t in words if t.key in language_of])
            paragraphs.append(_Evidence(row, counts, words))
    return paragraphs


def _language(text: str, paragraph: _Evidence, has_other_script: bool) -> str:
    """Return the code of a paragraph's language, "" when it does not tell."""
    row, counts, words = paragraph
    if has_other_script:
        body = text[row.start : row.end]
        if 2 * len(_OTHER_SCRIPT.findall(body)) > len(_LETTER.findall(body)):
            return _of_script(body)
    french = counts["fr"]
    if len(words) < _LEAST_WORDS:
        return "fr" if french and french == counts.total() else ""
    rival = max(sorted(counts), key=lambda code: counts[code], default="fr")
    if counts[rival] >= max(2, _LEAST_SHARE * len(words)):
        if rival == "en" and counts[rival] >= _AHEAD * french:
            return rival
        if rival not in ("en", "fr"):  # cousins of French share its little words
            found = _detected(text[row.start : row.end])
            if found not in ("", "fr"):
                return found
    if french >= _LEAST_SHARE * len(words):
        return "fr"
    common = [token.key for token in words if token.text.islower()]
    if len(common) >= _ENOUGH and sum(map(is_french, common)) < 0.5 * len(common):
        return _detected(text[row.start : row.end])
    return ""


def _of_script(body: str) -> str:
    """Return the language of a paragraph in another script, among those that write in it.

    langdetect does not know all scripts, and then takes Georgian for Estonian.
    """
    letters = _OTHER_SCRIPT.findall(body)
    for script, codes in _SCRIPTS:
        if 2 * sum(script.match(letter) is not None for letter in letters) > len(letters):
            if len(codes) == 1:
                return codes[0]
            found = _detected(body)
            return found if found in codes else "und"
    return "und"


def _is_doubtful(paragraphs: list[_Evidence]) -> bool:
    """Say whether so few words of the document are French that it may be in another language."""
    small = (t.key for p in paragraphs for t in p.words if t.text[0].islower())
    sample = list(islice(small, _SAMPLE))
    known = sum(map(is_french, sample))
    return len(sample) >= _LEAST_SMALL and known < _LEAST_FRENCH * len(sample)


def _short(text: str, paragraphs: list[_Evidence]) -> str:
    """Return the language of a short text that is hardly French, "" when it may be French."""
    counts = sum((paragraph.counts for paragraph in paragraphs), Counter[str]())
    if counts["fr"]:
        return ""
    small = (t.key for p in paragraphs for t in p.words if t.text[0].islower())
    sample = list(islice(small, _SAMPLE))
    known = sum(is_french(word) and contrast(word) > -1 for word in sample)
    if known >= _HARDLY_FRENCH * len(sample):
        return ""
    english = sum(is_english(word) and contrast(word) < -0.5 for word in sample)
    if english >= _ENGLISH * len(sample):
        return "en"
    most = max(sorted(counts), key=lambda code: counts[code], default="")
    return most or _detected(text, prior=1.0, least=0.5)


@cache
def _factory() -> "DetectorFactory":
    """Return a private detector factory: seeded, its profiles in a fixed order."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = 0
    files = sorted(Path(PROFILES_DIRECTORY).iterdir())
    factory.load_json_profile([file.read_text("utf-8") for file in files if file.is_file()])
    return factory


def _detected(body: str, prior: float = 5.0, least: float = 0.9) -> str:
    """Return the language that langdetect finds, "" when no probability reaches ``least``.

    Before it reads, French counts as ``prior`` times as likely as any other language.
    """
    from langdetect.lang_detect_exception import LangDetectException

    factory = _factory()
    detector = factory.create()
    detector.set_prior_map({code: prior if code == "fr" else 1.0 for code in factory.langlist})
    detector.append(body[:_READ])
    try:
        best = detector.get_probabilities()[:1]
    except LangDetectException:  # no letters it knows
        return ""
    return str(best[0].lang).partition("-")[0] if best and best[0].prob > least else ""
