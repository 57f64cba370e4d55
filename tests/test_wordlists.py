"""The hand-written word lists are in order: spinner pairs, press titles, loanwords, names.

What holds for every table (NFC, sorted, unique, cells of one row) is linted in
``test_dictionaries.py``; here it is checked without ``sources.json``. The values that each column
may hold stand in ``dictionaries/README.md``, where contributors look, and are read from there.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unicodedata import is_normalized

import pytest

from dictionaries.builders import sources

FOLDER = Path(__file__).parent.parent / "dictionaries"

PAIRS, WRITTEN, TITLES, LOANWORDS, NAMES, NAME_PAIRS = (
    "spinner_pairs.tsv",
    "written_pairs.tsv",
    "press_titles.tsv",
    "loanwords.tsv",
    "names.tsv",
    "name_pairs.tsv",
)
COLUMNS = {PAIRS: 2, WRITTEN: 2, TITLES: 4, LOANWORDS: 3, NAMES: 2, NAME_PAIRS: 2}

NOT_IN_LEXICONS = {"violences"}
"""Restored words that the English lexicon lacks, though spinners know them: a rare plural."""


VALUES_OF = re.compile(r"^\| (?:`([\w.]+)`)? ?\| ([^|]+?) \| (.+) \|$")
"""A row of the section « Tables written by hand »: table, if another one begins, column, values."""

COMPOSED = {
    ("additions.tsv", "verb"): (
        r"(inf|ppre|ppas|(ipre|iimp|ipsi|ifut|cond|spre|simp|impe)[123][sp])?"
    ),
    ("commands.tsv", "subcommands"): r"(\*|[\w-]+)( [\w-]+)*",
    ("facts.tsv", "fact"): r"(about-)?\d+(/\d+)?|\d+th|(day|month)-\d+|[a-z]+",
    ("listed_pairs.tsv", "substitutes"): r"[a-z]+([ -][a-z]+)*(, [a-z]+([ -][a-z]+)*)*",
    ("loanwords.tsv", "usage"): (
        r"(masc\. noun|fem\. noun|plural noun|adjective|verb|phrase)(, risky)?"
    ),
    ("onsets.tsv", "start"): r"[\w'-]+\$?",
    ("press_titles.tsv", "country"): r"[A-Z]{2}|INT",
}
"""What the README says in a sentence: values that are put together, as a regular expression."""

ESTABLISHED = {"leader", "leaders"}
"""Loanwords so common in French that they are left alone, though spinners know them too."""


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def described() -> Iterator[tuple[str, str, str]]:
    """Yield table, column and allowed values as ``dictionaries/README.md`` describes them."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = ""
    section = page.partition("## Tables written by hand\n")[2].partition("\n## ")[0]
    for row in section.splitlines():
        if match := VALUES_OF.match(row):
            table = match[1] or table
            if table:
                yield table, match[2], match[3]


def is_allowed(cell: str, table: str, column: str, values: str) -> bool:
    """Say whether a cell holds what the description of its column allows."""
    if pattern := COMPOSED.get((table, column)):
        return re.fullmatch(pattern, cell) is not None
    if not cell:
        return "or empty" in values
    if listed := re.findall(r"`([^`]+)`", values):
        return cell in listed or values.startswith("free text")
    return (
        ("lower case" not in values or cell == cell.lower())
        and ("one word" not in values or " " not in cell)
        and ("without accents" not in values or cell.isascii())
    )


def test_every_table_written_by_hand_is_described() -> None:
    columns: dict[str, list[str]] = {}
    for table, column, _ in described():
        columns.setdefault(table, []).append(column)
    register = sources.register()
    assert set(columns) == {
        name for name, row in register.items() if row["builder"] == "hand" and name.endswith(".tsv")
    }
    for table, names in columns.items():
        header = (FOLDER / table).read_text(encoding="utf-8").partition("\n")[0]
        assert [re.split("[,;]", c.removeprefix("# "))[0] for c in header.split("\t")] == names


@pytest.mark.parametrize(("table", "column", "values"), list(described()))
def test_cells_hold_what_the_description_allows(table: str, column: str, values: str) -> None:
    number = [name for known, name, _ in described() if known == table].index(column)
    assert [row for row in rows(table) if not is_allowed(row[number], table, column, values)] == []


@pytest.mark.parametrize(
    ("cell", "table", "column"),
    [
        ("noun, f", "additions.tsv", "pos"),
        ("ipre4s", "additions.tsv", "verb"),
        ("", "loanwords.tsv", "domain"),
        ("risky", "loanwords.tsv", "usage"),
        ("often", "facts.tsv", "when"),
        ("Prison", "spinner_pairs.tsv", "substitute"),
        ("uk", "press_titles.tsv", "country"),
    ],
)
def test_a_cell_of_another_value_is_noticed(cell: str, table: str, column: str) -> None:
    values = {(t, c): v for t, c, v in described()}[table, column]
    assert not is_allowed(cell, table, column, values)


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


@pytest.mark.parametrize("name", [PAIRS, WRITTEN])
def test_pairs_are_lower_case_and_change_something(name: str) -> None:
    assert [pair for pair in rows(name) if "".join(pair) != "".join(pair).lower()] == []
    assert [pair for pair in rows(name) if pair[0] == pair[1]] == []
    # an accented word has no English spelling that a spinner could have looked up
    assert [pair for pair in rows(name) if not "".join(pair).isascii()] == []


def test_no_pair_is_in_both_tables() -> None:
    known = rows(PAIRS)
    assert [pair for pair in rows(WRITTEN) if pair in known] == []


def test_pairs_restore_homographs() -> None:
    lexicon = pytest.importorskip("pipeline.resources.lexicon")
    restored = {word for _, word in [*rows(PAIRS), *rows(WRITTEN)]}
    assert sorted(word for word in restored if not lexicon.is_homograph(word)) == sorted(
        NOT_IN_LEXICONS
    )


def test_press_titles_say_what_they_are() -> None:
    for title, short, _, _ in rows(TITLES):
        forms = short.split("|") if short else []
        assert forms == sorted(set(forms) - {title}), title
        assert all(forms), title
        assert not re.match(r"(The|Le|La|Les) |L['’]", title), title


def test_loanwords_that_spinners_insert_are_risky() -> None:
    substitutes = {substitute for substitute, _ in [*rows(PAIRS), *rows(WRITTEN)]}
    safe = {word for word, _, usage in rows(LOANWORDS) if not usage.endswith("risky")}
    assert sorted(safe & substitutes - ESTABLISHED) == []


def test_names_say_what_they_are() -> None:
    # a one-word name that is a substitute too (Target, Match) protects damage: context decides
    substitutes = {substitute for substitute, _ in [*rows(PAIRS), *rows(WRITTEN)]}
    assert [name for name, _ in rows(NAMES) if name.lower() in substitutes] == []
