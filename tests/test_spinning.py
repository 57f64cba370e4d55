"""Spinners made of the sources of pairs: what they write, and that it can be undone."""

import random
import re

import pytest

from dictionaries.builders.context_restoration import THESAURI, Article, examples
from dictionaries.builders.spinning import MODES, SHARE, SPINNERS, spin, spun
from pipeline.resources import synonyms
from pipeline.restoration.context_weights import START_WEIGHTS

TEXT = (
    "Le patron de la police a tenu une conférence sur la situation au nord de la région. "
    "Le projet de loi sur la culture a été voté par une large majorité au parlement. "
    "Selon une source au ministère, la question des prisons est une urgence absolue. "
) * 5
QUICK = ("wordnet", *synonyms.TABLES)
SOURCES = [s if s in QUICK else pytest.param(s, marks=pytest.mark.slow) for s in SPINNERS]
ARTICLES = [{"id": str(number), "text": TEXT} for number in range(3)]


def undone(row):
    text, shift = row["source"], 0
    for edit in row["edits"]:
        start, end = edit["start"] + shift, edit["end"] + shift
        assert text[start:end] == edit["before"]
        text = text[:start] + edit["after"] + text[end:]
        shift += len(edit["after"]) - len(edit["before"])
    return text


@pytest.mark.parametrize("source", SOURCES)
def test_what_a_source_spun_is_undone_by_its_edits(source):
    rows = list(spun(ARTICLES, source))
    assert rows
    for row in rows:
        assert row["edits"]
        assert row["source"] != TEXT == row["text"] == undone(row)
        assert len(row["edits"]) <= 2 * SHARE * len(TEXT.split())


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_writes_what_it_lists(source):
    for row in spun(ARTICLES, source):
        for edit in row["edits"]:
            offered = {
                i.word for i in synonyms.inverses(edit["before"].lower(), frozenset({source}))
            }
            assert edit["after"].lower() in offered


def test_what_was_spun_is_fitted_on_with_the_word_that_stood_there():
    spun_text = "Les détenus de la jail ont écrit au ministre. La jail sera fermée au printemps."
    row = {"source": spun_text, "text": spun_text.replace("jail", "prison")}
    starts = [match.start() for match in re.finditer("jail", spun_text)]
    row["edits"] = [{"start": n, "end": n + 4, "before": "jail", "after": "prison"} for n in starts]
    found = examples([Article(row, "wordnet", THESAURI - {"wordnet"})] * 2, START_WEIGHTS)
    told = [(e.article, e.seen.options[e.label - 1].word) for e in found if e.label > 0]
    assert told == [(number, "prison") for number in (0, 0, 1, 1)]


def test_short_articles_and_those_without_known_words_are_not_spun():
    assert not list(spun([{"id": "1", "text": "La culture attend. " * 20}], "wordnet"))
    assert not list(spun([{"id": "1", "text": "Il ne l’a pas vu ici. " * 40}], "wordnet"))


@pytest.mark.parametrize("mode", MODES)
def test_the_same_seed_spins_the_same(mode):
    known = {"culture": ["tradition", "way of life"], "police": ["cops"], "p": ["pee"]}
    first = spin(TEXT, known, mode, 1.0, random.Random("a"))
    assert first == spin(TEXT, known, mode, 1.0, random.Random("a"))
    assert {one.word for one in first} >= {"culture", "police"}


def test_one_substitute_an_article_spares_no_occurrence():
    known = {"culture": ["tradition", "heritage"]}
    struck = spin(TEXT, known, "article", 1.0, random.Random("a"))
    assert len(struck) == TEXT.count("culture")
    assert len({one.substitute for one in struck}) == 1


def test_an_accent_ends_a_word_for_a_spinner_that_reads_pieces():
    struck = spin("La société et le procès", {"soci": ["x"], "proc": ["y"]}, "pieces", 1, _Always())
    assert [one.word for one in struck] == ["soci", "proc"]


class _Always(random.Random):
    def random(self):
        return 0.0


def test_capitals_are_kept_and_words_in_capitals_spared():
    known = {"culture": ["tradition"]}
    struck = spin("Culture. CULTURE. culture.", known, "occurrence", 1.0, _Always())
    assert [one.substitute for one in struck] == ["Tradition", "tradition"]
