"""The inverse synonyms: what the files say, what is left without one of them, forms, format."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictionaries.builders import synonyms_forms
from pipeline.errors import DictionaryError
from pipeline.resources import data, lexicon, synonyms

THESAURI = synonyms.SOURCES - {synonyms.CURATED}


def words(phrase: str, sources: frozenset[str] = THESAURI) -> list[str]:
    return [inverse.word for inverse in synonyms.inverses(phrase, sources)]


def kinds(phrase: str, word: str, sources: frozenset[str] = THESAURI) -> dict[str, float]:
    found = {inverse.word: inverse.evidence for inverse in synonyms.inverses(phrase, sources)}
    return dict(found[word])


@pytest.fixture
def dictionaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the files of the synonyms, read in place of the real ones."""
    for path in sorted(data.home().glob("synonyms.*")):
        shutil.copy(path, tmp_path)
    (tmp_path / synonyms.TABLES[synonyms.CURATED]).write_text(
        "# substitute\tFrench word\nentrance\tfront\n"
    )
    monkeypatch.setenv("RATURE_DICTIONARIES", str(tmp_path))
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


def forget() -> None:
    for function in (
        synonyms.inverses,
        synonyms.is_substitute,
        synonyms.forward,
        synonyms.written,
        synonyms.columns,
        synonyms._edges,
        synonyms._known,
        synonyms._written_forward,
        synonyms._numbers,
    ):
        function.cache_clear()


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("jail", "prison"),
        ("cost", "charge"),
        ("as well as", "plus"),
        ("imprecise", "vague"),
        ("put up", "post"),
        ("state of affairs", "situation"),
        ("inhabitants", "population"),
        ("6", "six"),
    ],
)
def test_the_thesauri_find_the_word(phrase: str, word: str) -> None:
    assert word in words(phrase)
    assert synonyms.is_substitute(phrase)


@pytest.mark.parametrize(
    ("phrase", "word"),
    [("movies", "films"), ("alters", "changes"), ("representatives", "agents")],
)
def test_inflection_is_carried_over_and_marked(phrase: str, word: str) -> None:
    assert "inflected" in kinds(phrase, word)


def test_the_other_english_spelling_is_a_source() -> None:
    assert kinds("program", "programme")["spelling"] == 1.0
    assert "centre" in words("middle")


def test_looking_up_the_root_differs_from_being_listed() -> None:
    assert set(kinds("jail", "prison", frozenset({"moby"}))) == {"moby", "moby-reverse"}
    assert set(kinds("as well as", "plus", frozenset({"moby"}))) == {"moby"}


def test_what_is_no_substitute_has_no_inverse() -> None:
    for phrase in ("gouvernement", "le", "", "xyzzy", "as well as the"):
        assert synonyms.inverses(phrase) == ()
        assert not synonyms.is_substitute(phrase)


def test_best_evidence_comes_first() -> None:
    for phrase in ("jail", "events", "situation", "proceed"):
        for inverse in synonyms.inverses(phrase, THESAURI):
            strengths = [strength for _, strength in inverse.evidence]
            assert strengths == sorted(strengths, reverse=True)
            assert all(0 < strength <= 1 for strength in strengths)
    assert words("jail")[0] == "prison"


def test_forward_is_the_inverse_of_inverses() -> None:
    assert {"article", "put up", "submit"} <= set(synonyms.forward("post"))
    assert all("post" in words(phrase, synonyms.SOURCES) for phrase in synonyms.forward("post"))
    assert synonyms.forward("gouvernement") == ()


@pytest.mark.parametrize(
    ("tokens", "length"),
    [
        (["as", "well", "as", "sanglante"], 3),
        (["state", "of", "affairs"], 3),
        (["up-", "to-", "date"], 3),
        (["put", "up"], 2),
        (["put", "le"], 0),
        (["jail"], 0),
        (["en", "route"], 0),  # English thesauri have it, and French owns it
        (["en", "plus"], 0),
        ([], 0),
    ],
)
def test_longest_phrase(tokens: list[str], length: int) -> None:
    assert synonyms.longest(tokens) == length


def test_no_curated_pairs_no_curated_evidence(dictionaries: Path) -> None:
    assert kinds("entrance", "front", synonyms.SOURCES)["curated"] == 1.0
    (dictionaries / synonyms.TABLES[synonyms.CURATED]).unlink()
    forget()
    assert synonyms.curated() == {}
    assert "prison" in words("jail", synonyms.SOURCES)
    assert synonyms.longest(["as", "well", "as"]) == 3


@pytest.mark.parametrize("line", ["entrance", "entrance\t", "\tfront", "a\tb\tc"])
def test_a_bad_curated_line_is_told(dictionaries: Path, line: str) -> None:
    (dictionaries / synonyms.TABLES[synonyms.CURATED]).write_text(
        f"# substitute\tFrench word\n{line}\n"
    )
    with pytest.raises(DictionaryError, match=r"spinner_pairs\.tsv.* is damaged"):
        synonyms.curated()


def test_a_missing_thesaurus_is_told(dictionaries: Path) -> None:
    (dictionaries / synonyms.file_name("moby")).unlink()
    with pytest.raises(DictionaryError, match=r"synonyms\.moby\.marisa"):
        synonyms.inverses("jail")


@pytest.mark.parametrize("source", sorted(synonyms.EVIDENCE_KINDS))
def test_the_files_are_sound(source: str) -> None:
    here = synonyms.columns(source)
    assert list(here.words) == sorted(set(here.words))
    assert (here.firsts - {""}, here.seconds - {""}) == synonyms.edges(here.trie)
    assert len(here.starts) == len(here.trie) + 1
    assert here.starts[-1] == len(here.numbers) == len(here.kinds) == len(here.strengths)
    for substitute in here.trie:
        assert substitute == substitute.lower().strip()
        number = here.trie[substitute]
        run = slice(here.starts[number], here.starts[number + 1])
        listed = [here.words[word] for word in here.numbers[run]]
        assert listed
        assert substitute not in listed
        assert len(set(listed)) == len(listed)
    assert all(map(lexicon.is_french, here.words))
    assert min(here.strengths) > 0
    both = synonyms.FIRST | synonyms.SECOND
    assert all(kinds & both and kinds < 8 for kinds in here.kinds)


KNOWN = frozenset(
    [
        *("party", "parties", "event", "events", "put", "puts", "up", "state", "states"),
        *("affair", "affairs", "man", "men", "wolf", "wolves", "box", "boxes"),
        *("centre", "center", "programme", "program", "colour", "color", "tour", "tor"),
    ]
)


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("party", {"parties"}),
        ("man", {"men"}),
        ("wolf", {"wolves"}),
        ("box", {"boxes"}),
        ("put up", {"puts up"}),
        ("state of affairs", {"states of affairs"}),
        ("up", set()),
    ],
)
def test_plurals(phrase: str, forms: set[str]) -> None:
    assert set(synonyms_forms.plurals(phrase, KNOWN)) == forms
    for form in forms:
        if " " not in form:
            assert phrase in synonyms_forms.bases(form, KNOWN)


def test_spellings() -> None:
    assert synonyms_forms.spellings("centre", KNOWN) == {"center"}
    assert synonyms_forms.spellings("color", KNOWN) == {"colour"}
    assert synonyms_forms.spellings("programme", KNOWN) == {"program"}
    assert synonyms_forms.spellings("tour", KNOWN) == set()
