"""The lexicon: what it knows, how it forgives, and that its two directions agree."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictionaries.builders import coverage
from pipeline.errors import DictionaryError
from pipeline.resources import data, lexicon
from pipeline.resources.lexicon import Analysis, analyses, onset

CLEAN_NEWS = Path(__file__).parents[2] / "shared" / "dev" / "clean_news.jsonl"
LEAST_FORMS = 450_000
LEAST_COVERAGE = 0.995
"""Measured 0.9983 on 163,461 lower-case words of news, 2026-11."""

SPINNABLE = """
front charge plus prison parties vague chance question formation post pro place tour film chef car
but national public police environ mars main dollars moment service
""".split()


def test_the_lexicon_is_as_large_as_promised() -> None:
    assert len(lexicon._french().trie) >= LEAST_FORMS


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("front", Analysis("front", "noun", "m", "s", "")),
        ("parties", Analysis("partie", "noun", "f", "p", "")),
        ("parties", Analysis("partir", "verb", "f", "p", "ppas")),
        ("charge", Analysis("charger", "verb", "", "s", "ipre3s")),
        ("charger", Analysis("charger", "verb", "", "", "inf")),
        ("chargeant", Analysis("charger", "verb", "", "", "ppre")),
        ("plus", Analysis("plus", "adv", "", "", "")),
        ("belles", Analysis("beau", "adj", "f", "p", "")),
        ("vague", Analysis("vague", "adj", "", "s", "")),
        ("les", Analysis("le", "det", "", "p", "")),
        ("trois", Analysis("trois", "num", "", "p", "")),
        ("kilowatts", Analysis("kilowatt", "noun", "m", "p", "")),
        ("France", Analysis("France", "noun", "f", "", "")),
        ("macronistes", Analysis("macroniste", "adj", "", "p", "")),
    ],
)
def test_analyses(form: str, expected: Analysis) -> None:
    assert expected in analyses(form)


@pytest.mark.parametrize(
    ("form", "same"),
    [
        ("Parties", "parties"),
        ("PRISON", "prison"),
        ("l’", "l'"),
        ("aujourd’hui", "aujourd'hui"),
        ("porte\u2011parole", "porte-parole"),
        ("e\u0301cole", "école"),
        ("Etat", "état"),
        ("Ca", "ça"),
        ("coeur", "cœur"),
        ("Oeuvre", "œuvre"),
    ],
)
def test_spellings_that_mean_the_same(form: str, same: str) -> None:
    assert set(analyses(form)) >= set(analyses(same)) != set()
    assert lexicon.is_french(form)


@pytest.mark.parametrize("form", ["entrance", "cost", "jail", "events", "be", "the", "etat", "xqz"])
def test_not_french(form: str) -> None:
    assert not lexicon.is_french(form)
    assert analyses(form) == ()


@pytest.mark.parametrize(
    ("form", "french"),
    [
        ("rez-de-chaussée", True),
        ("anti-corruption", True),
        ("dit-il", True),
        ("pro-", True),
        ("professional-russes", False),
        ("anti-entrance", False),
        ("-", False),
        ("", False),
    ],
)
def test_compounds(form: str, french: bool) -> None:
    assert lexicon.is_french(form) is french


@pytest.mark.parametrize(
    ("form", "english"),
    [
        ("events", True),
        ("Furthermore", True),
        ("colour", True),
        ("color", True),
        ("paris", False),
        ("école", False),
        ("", False),
    ],
)
def test_english(form: str, english: bool) -> None:
    assert lexicon.is_english(form) is english


def test_frequency() -> None:
    assert lexicon.zipf("prison", "fr") == pytest.approx(4.95, abs=0.05)
    assert lexicon.zipf("Events", "en") > 4 > lexicon.zipf("events", "fr")
    assert lexicon.zipf("xqzzz", "fr") == 0.0
    assert 2 < lexicon.zipf("porte-parole", "fr") < lexicon.zipf("porte", "fr")
    assert lexicon.zipf("porte-xqzzz", "fr") == 0.0
    assert lexicon.zipf("l'", "fr") > 6
    assert lexicon.contrast("prison") > 0 > -1 > lexicon.contrast("building")


@pytest.mark.parametrize("word", SPINNABLE)
def test_what_a_spinner_hits_is_a_homograph(word: str) -> None:
    assert lexicon.is_homograph(word)
    assert lexicon.is_homograph(word.capitalize())
    assert word in lexicon.homographs()


@pytest.mark.parametrize("word", ["école", "entrance", "avec", "a", "été", "Paris"])
def test_what_a_spinner_spares_is_not(word: str) -> None:
    assert not lexicon.is_homograph(word)


ONSETS = {
    "vowel": "homme héroïne histoire huître huissier hameçon haleine haltère hier heure heureux "
    "herbe humain hôpital horaire hiver école œil yeux y Yonne ouest ONU États un iode Yves",
    "aspirated": "héros hibou hollandais Hollande haricot onze onzième oui ouistiti yaourt uhlan "
    "handicapés huit hors hausse haut honte hameau haleter Hamas hurlement hérisson énième IIe",
    "consonant": "front pro 11 8 XIe wagon ç",
    "either": "hyène Harry Haydn HLM h ouate Hawaï",
}


@pytest.mark.parametrize(
    ("form", "expected"), [(form, kind) for kind, forms in ONSETS.items() for form in forms.split()]
)
def test_onsets(form: str, expected: str) -> None:
    assert onset(form) == expected
    assert lexicon.aspirated(form) is (expected == "aspirated")
    assert lexicon.elides(form) is (expected == "vowel")


def test_inflections_carry_number_and_gender() -> None:
    forms = {
        (analysis.gender, analysis.number): form
        for form, analysis in lexicon.inflections("national", "adj")
    }
    assert forms == {
        ("m", "s"): "national",
        ("m", "p"): "nationaux",
        ("f", "s"): "nationale",
        ("f", "p"): "nationales",
    }
    assert {form for form, _ in lexicon.inflections("partie")} == {"partie", "parties"}
    assert lexicon.inflections("entrance") == ()


@given(st.integers(min_value=0))
def test_each_form_is_among_the_inflections_of_its_lemmas(number: int) -> None:
    trie = lexicon._french().trie
    form = trie.restore_key(number % len(trie))
    for analysis in analyses(form):
        assert (form, analysis) in lexicon.inflections(analysis.lemma, analysis.pos)


@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    assert lexicon.is_french(text) or not analyses(text)
    assert onset(text) in ("vowel", "consonant", "aspirated", "either")
    assert 0 <= lexicon.zipf(text, "fr") <= 10.2
    lexicon.is_english(text)
    lexicon.is_homograph(text)


def test_coverage_counts_compounds_once_and_skips_names() -> None:
    text = "L'Élysée et le porte-parole, aujourd'hui en 2e position à Kiev."
    assert list(coverage.words(text)) == [
        "et",
        "le",
        "porte-parole",
        "aujourd'hui",
        "en",
        "position",
        "à",
    ]


@pytest.mark.skipif(not CLEAN_NEWS.is_file(), reason="the news corpus is not on this machine")
def test_news_is_covered() -> None:
    with CLEAN_NEWS.open(encoding="utf-8") as lines:
        words = [word for line in lines for word in coverage.words(json.loads(line)["text"])]
    assert sum(map(lexicon.is_french, words)) / len(words) >= LEAST_COVERAGE


@pytest.mark.parametrize("name", ["french.marisa", "french.bin", "french.json"])
def test_a_damaged_dictionary_says_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in data.home().glob("french.*"):
        (tmp_path / path.name).write_bytes(b"" if path.name == name else path.read_bytes())
    monkeypatch.setenv("RATURE_DICTIONARIES", str(tmp_path))
    with pytest.raises(DictionaryError, match=f"{name} is damaged: reinstall"):
        lexicon._french.__wrapped__()
