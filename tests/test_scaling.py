"""Texts that tempt patterns and loops into doing their work again and again.

No test here looks at the clock. Texts are so long that whatever takes the square of their length
takes many minutes of the processor, and what takes their length a second or two; a busy machine
changes neither.
"""

import signal
import unicodedata
from contextlib import contextmanager
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scaling import BAITS, PROSE
from pipeline.document import Document
from pipeline.edits import Edit, Mark, Origin, apply
from pipeline.encoding.replacement_characters import filled
from pipeline.io.extraction import format_of
from pipeline.pipeline import Pipeline, _at_origin
from pipeline.resources.lexicon import is_french
from pipeline.restoration.decoding import with_other_places
from pipeline.restoration.detection import Suspect
from pipeline.restoration.features import SuspectFeatures
from pipeline.stages.agreement import agreement
from pipeline.stages.duplicates import duplicates
from pipeline.stages.encoding import encoding
from pipeline.stages.leakage import leakage
from pipeline.stages.markup import markup
from pipeline.stages.protect import protect
from pipeline.stages.spelling.scans import merged
from pipeline.stages.typography import typography
from pipeline.text.analysis import analyze
from pipeline.text.paragraphs import repeated
from pipeline.text.spans import Spans
from pipeline.text.tokens import LONGEST_WORD, tokenize

GENEROUS = 60
"""Seconds of the processor: what is linear here takes two, what is not takes hours."""


class Endless(BaseException):
    """Something takes far more than the length of its text; no ``except Exception`` catches it."""


@contextmanager
def bounded(seconds=GENEROUS):
    """Stop what takes so many seconds of the processor; a busy machine is none of them."""

    def stop(*_):
        raise Endless

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def cleaned(stage, text):
    return apply(text, [e for e in stage(Document(text)) if isinstance(e, Edit)])


WORDPRESS = "<!-- wp:paragraph -->\nLe procès a repris.\n<!-- /wp:paragraph -->\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "<!---->" * 500 + "mot",
        "<!-- a -->\n" * 300 + "mot",
        WORDPRESS * 50,
        "<?xml version='1.0'?>" + " <!-- --> <!-- " * 200,
        " \n" * 2000 + "mot",
    ],
)
def test_comments_before_a_word_are_no_page(text):
    with bounded():
        assert format_of("", text) == "text"


def test_comments_before_a_page():
    assert format_of("", "<!-- a -- > -->\n<!---->" * 50 + "<!DOCTYPE html>") == "html"
    assert format_of("", "<!-- a --> mot --> <html>") == "text"


def test_a_wordpress_export_is_cleaned():
    text = Pipeline().clean(WORDPRESS.replace("procès", "débat") * 40)
    assert "wp:" not in text
    assert "Le débat a repris." in text


MANY = 300_000

LONG = {
    "attributes": (markup, 'title="a"' * (MANY // 9) + " mot"),
    "attributes, a line each": (markup, 'title="a"\n' * (MANY // 10) + 'alt="a" mot'),
    "data attributes": (markup, "<" + "data-" * (MANY // 5)),
    "caption": (markup, "[caption a" + "=" * MANY),
    "shortcode": (markup, "[vc_" + "a" * MANY),
    "function": (markup, "function" + " " * MANY + ";"),
    "ligatures": (typography, "oe" * MANY + "@"),
    "entity": (encoding, "&" + "amp;" * (2 * MANY) + "eacute;"),
    "marks": (encoding, "Ah, cafe\u0301" + "\u0301\u0323" * MANY),
    "marks of the first letter": (encoding, "a" + "\u0301\u0323" * MANY),
    "hyphens in a word": (leakage, "a-" * (MANY // 6)),
    "passage": (protect, "the train of the nation and " * (MANY // 7)),
}


@pytest.mark.parametrize(("stage", "text"), LONG.values(), ids=LONG)
def test_a_stage_takes_the_length_of_a_text(stage, text):
    with bounded():
        for _ in stage(Document(text)):
            pass


def test_substitutes_that_stand_everywhere():
    suspect = Suspect(0, 1, 0, 5, "word", "front")
    extractions = [SuspectFeatures(suspect, (), (), (), (), (0.0,) * 30)] * 60_000
    with bounded():
        assert len(with_other_places(extractions, [[1.0]] * len(extractions))) == len(extractions)


def test_marks_of_a_text_of_many_edits():
    edits = tuple(Edit(2 * n, 2 * n + 1, "a", "bb", "TYP001", 1.0) for n in range(60_000))
    marks = [Mark(3 * n, 3 * n + 2, "name") for n in range(60_000)]
    with bounded():
        found = list(_at_origin(edits, marks))
    assert found == [Mark(2 * n, 2 * n + 1, "name") for n in range(60_000)]


def test_copies_in_a_long_block_of_lines():
    text = "Un titre\n\n" + "- Oui, dit-il.\n" * 40_000
    document = Document(text, marks=tuple(repeated(text)))
    with bounded():
        assert list(duplicates(document)) == []


def test_readings_of_a_long_scan():
    found = [Edit(4 * n, 4 * n + 2, "lc", "le", "SPL001", 0.4) for n in range(30_000)]
    bold = [
        Edit(4 * n, 4 * n + 2, "lc", "le", "OCR005", 0.8, (("le", 0.8),)) for n in range(30_000)
    ]
    with bounded():
        assert merged(found, bold) == bold


@pytest.mark.parametrize(
    "text",
    [BAITS[name](30_000) for name in ("one letter", "hex", "base64", "addresses of a query")],
)
def test_long_words_are_no_words(text):
    tokens = [token for token in tokenize(text) if len(token.text) > LONGEST_WORD]
    assert all(not token.is_word and len(token.key) == 1 for token in tokens)
    result = Pipeline(typography=True).explain(f"{PROSE}\n\n{text}\n\n{PROSE}")
    assert text in result.text


def test_words_of_any_length():
    assert [t.is_word for t in tokenize("a" * LONGEST_WORD + " " + "a" * (LONGEST_WORD + 1))] == [
        True,
        False,
    ]
    assert is_french("porte-parole-" * 5)
    assert not is_french("porte-parole-" * 10_000)
    assert filled("d" + "?" * 10_000) == ()


def test_attributes_still_go():
    assert (
        cleaned(markup, 'Le procès.\n\nclass="a"title="b" alt="c">\n\nFin.') == "Le procès.\n\nFin."
    )
    assert cleaned(markup, 'Le procès data-id="1" reprend.') == cleaned(
        markup, 'Le procès data-id="1" reprend.'
    )
    assert cleaned(markup, "[caption a=b=c]Le pont.[/caption]") == "Le pont."
    assert cleaned(markup, "Il est parti.\n\nfunction  nom ( a, b ) { c; }\n\nFin.") == (
        "Il est parti.\n\nFin."
    )


def test_entities_are_read_however_often_they_were_escaped():
    for often in range(5):
        assert cleaned(encoding, f"Un caf&{'amp;' * often}eacute; noir.") == "Un café noir."
    assert cleaned(encoding, "Durand &amp;amp;amp; fils.") == "Durand & fils."


def test_letters_are_composed_beside_a_crowd_of_marks():
    crowd = "Z" + "\u0351\u036b\u0323" * 50
    assert unicodedata.normalize("NFC", crowd) != crowd
    assert cleaned(encoding, f"Le cafe\u0301 {crowd} ferme.") == f"Le café {crowd} ferme."


def test_ligatures_are_still_set():
    assert cleaned(typography, "Le coeur et l’oeuvre, Oedipe@exemple.fr, moelle.") == (
        "Le cœur et l’œuvre, Oedipe@exemple.fr, moelle."
    )


def test_quotations_are_still_open():
    for text, confidence in (
        ("« Il a changé d'maison deux fois.", 0.7),
        ("« Oui.\nIl a changé d'maison deux fois.", 0.97),
    ):
        assert [e.confidence for e in agreement(Document(text))] == [confidence]


def test_a_text_knows_its_apostrophe_and_accents():
    assert (analyze("L’été").apostrophe, analyze("L'ete").apostrophe) == ("’", "'")
    assert (analyze("L’été").has_accents, analyze("L'ete").has_accents) == (True, False)


def _origin(edits, start, end):
    """Say the same as Origin, edit by edit."""
    shift, first, last = 0, None, None
    for edit in edits:
        a, b = edit.start + shift, edit.start + shift + len(edit.after)
        if first is None and start < b:
            first = edit.start if a <= start else start - shift
        if last is None and end <= a and (end > start or end < a or a == b):
            last = end - shift
        elif last is None and a < end <= b:
            last = edit.end
        shift += len(edit.after) - len(edit.before)
    first = start - shift if first is None else first
    return first, max(first, end - shift if last is None else last)


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=6), st.data())
def test_origins(shapes, data):
    edits, at = [], 0
    for gap, before, after in shapes:
        at += gap + (not gap and not before)
        edits.append(Edit(at, at + before, "a" * before, "b" * after, "TYP001", 1.0))
        at += before
    size = at + sum(len(e.after) - len(e.before) for e in edits) + 3
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    assert Origin(edits)(start, end) == _origin(edits, start, end)


spans = st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda s: (s[0], sum(s)))


@given(st.lists(spans, max_size=6), spans)
def test_spans(others, span):
    meets = any(a < span[1] and span[0] < b for a, b in others)
    assert Spans(others).meet(*span) == meets


@pytest.mark.slow
@pytest.mark.parametrize("name", BAITS)
def test_time_grows_with_length(name):
    """Eight times the length takes at most twenty times as long; the square would take 64 times.

    Times are of the processor; the second that is added is for what is too short to be measured.
    Neighbours spoil the caches of a processor, so what looks slow is measured again.
    """
    assert any(_grows_with_length(name) for _ in range(3))


def _grows_with_length(name):
    taken = []
    for size in (5_000, 40_000):
        text = f"{PROSE}\n\n{BAITS[name](size)}\n\n{PROSE}"
        begun = process_time()
        with bounded():
            Pipeline(typography=True).explain(text)
        taken.append(process_time() - begun)
    return taken[1] < 20 * taken[0] + 1
