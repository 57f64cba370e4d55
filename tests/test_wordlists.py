"""The hand-written word lists are in order: spinner pairs, press titles, loanwords, names.

What holds for every table (NFC, sorted, unique, cells of one row) is linted in
``test_dictionaries.py``; here it is checked without ``sources.json``, together with what each
column of these lists may hold.
"""

import re
from itertools import pairwise
from pathlib import Path
from unicodedata import is_normalized

import pytest

FOLDER = Path(__file__).parent.parent / "dictionaries"

PAIRS, TITLES, LOANWORDS, NAMES, NAME_PAIRS = (
    "spinner_pairs.tsv",
    "press_titles.tsv",
    "loanwords.tsv",
    "names.tsv",
    "name_pairs.tsv",
)
COLUMNS = {PAIRS: 2, TITLES: 4, LOANWORDS: 3, NAMES: 2, NAME_PAIRS: 2}

PRESS_KINDS = {"agency", "channel", "magazine", "newspaper", "radio", "site"}
NAME_KINDS = {"club", "company", "event", "org", "person", "phrase", "place", "product", "work"}
DOMAINS = {
    "business",
    "english-phrase",
    "finance",
    "justice-war",
    "media",
    "music",
    "politics",
    "society",
    "sport",
    "tech",
}
USAGE = re.compile(r"(masc\. noun|fem\. noun|plural noun|adjective|verb|phrase)(, risky)?")

NOT_IN_LEXICONS = {"violences"}
"""Restored words that the English lexicon lacks, though spinners know them: a rare plural."""


ESTABLISHED = {"leader", "leaders"}
"""Loanwords so common in French that they are left alone, though spinners know them too."""


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


@pytest.mark.parametrize("name", COLUMNS)
def test_the_table_is_in_order(name: str) -> None:
    text = (FOLDER / name).read_bytes().decode("utf-8")
    assert is_normalized("NFC", text)
    assert "\r" not in text
    assert text.endswith("\n")
    header, *lines = text.split("\n")[:-1]
    assert header.startswith("# ")
    assert [x for x in [header, *lines] if x.count("\t") + 1 != COLUMNS[name]] == []
    assert [x for x in lines if any(c != c.strip() or "  " in c for c in x.split("\t"))] == []
    assert [x for x in lines if x.startswith(("\t", "#"))] == []
    assert [(a, b) for a, b in pairwise(lines) if a >= b] == []


@pytest.mark.parametrize("name", [TITLES, LOANWORDS, NAMES])
def test_no_entry_is_listed_twice(name: str) -> None:
    entries = [row[0] for row in rows(name)]
    assert sorted({entry for entry in entries if entries.count(entry) > 1}) == []


def test_pairs_are_lower_case_and_change_something() -> None:
    assert [pair for pair in rows(PAIRS) if "".join(pair) != "".join(pair).lower()] == []
    assert [pair for pair in rows(PAIRS) if pair[0] == pair[1]] == []
    # an accented word has no English spelling that a spinner could have looked up
    assert [pair for pair in rows(PAIRS) if not "".join(pair).isascii()] == []


def test_pairs_restore_homographs() -> None:
    lexicon = pytest.importorskip("pipeline.resources.lexicon")
    restored = {word for _, word in rows(PAIRS)}
    assert sorted(word for word in restored if not lexicon.is_homograph(word)) == sorted(
        NOT_IN_LEXICONS
    )


def test_press_titles_say_what_they_are() -> None:
    for title, short, country, kind in rows(TITLES):
        assert kind in PRESS_KINDS, title
        assert re.fullmatch("[A-Z]{2,3}", country), title
        forms = short.split("|") if short else []
        assert forms == sorted(set(forms) - {title}), title
        assert all(forms), title
        assert not re.match(r"(The|Le|La|Les) |L['’]", title), title


def test_loanwords_have_a_domain_and_a_usage() -> None:
    for word, domain, usage in rows(LOANWORDS):
        assert domain in DOMAINS, word
        assert USAGE.fullmatch(usage), word


def test_loanwords_that_spinners_insert_are_risky() -> None:
    substitutes = {substitute for substitute, _ in rows(PAIRS)}
    safe = {word for word, _, usage in rows(LOANWORDS) if not usage.endswith("risky")}
    assert sorted(safe & substitutes - ESTABLISHED) == []


def test_names_say_what_they_are() -> None:
    assert [row for row in rows(NAMES) if row[1] not in NAME_KINDS] == []
    # a one-word name that is a substitute too (Target, Match) protects damage: context decides
    substitutes = {substitute for substitute, _ in rows(PAIRS)}
    assert [name for name, _ in rows(NAMES) if name.lower() in substitutes] == []
