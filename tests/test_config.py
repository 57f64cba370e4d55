"""rature.toml: found, read, refused, printed; thresholds, review and protected words at work."""

import doctest
import json
import os
import pickle
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Document, Edit, Pipeline, apply, invert
from pipeline.errors import ConfigError
from pipeline.protected import protected
from pipeline.settings import config, printing
from pipeline.settings.config import KEYS, Settings, find, load
from pipeline.settings.project_words import WORD_LIST_NAME, add_word

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "config.md"
SPUN = "Il risque dix ans de jail."
WHOLE = """\
[rules]
select = ["leak", "SPL001"]
ignore = ["CAP"]
review = ["LEAK003"]
min-confidence = 0.9
typography = true
context = "off"
keep-lines = true

[thresholds]
LEAK = 0.95
LEAK001 = 1

[dictionaries]
words = ["mots.txt"]
glossary = ["glossaire.tsv"]
model = "dump.model"

[protected]
words = ["Put up"]

[columns]
text = "body"
id = "nr"

[records]
schema = 2

[run]
workers = 2
shard-size = 500
ledger = "jsonl"
time-limit = 30
dedup = "drop"
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder where no configuration from above holds."""
    (tmp_path / ".git").mkdir()
    return tmp_path


def written(folder: Path, content: str) -> Path:
    path = folder / "rature.toml"
    path.write_text(content, "utf-8")
    return path


MODEL = '{"schema": 1, "kind": "rature model", "substitutes": 0, "words": 0}\n'


def rature(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        input=stdin.encode(),
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


# --- reading ---------------------------------------------------------------------------------


def test_every_key_is_read(folder):
    (folder / "mots.txt").write_text("# des mots\njail\tun mot\n\nas  well as\r\n", "utf-8")
    (folder / "dump.model").write_text(MODEL)
    (folder / "glossaire.tsv").write_text("entrance\tfront\talways\n", "utf-8")
    settings = load(written(folder, WHOLE))
    assert settings == Settings(
        select=("LEAK", "SPL001"),
        ignore=("CAP",),
        review=("LEAK003",),
        min_confidence=0.9,
        typography=True,
        context="off",
        keep_lines=True,
        thresholds=(("LEAK", 0.95), ("LEAK001", 1.0)),
        dictionaries=("mots.txt",),
        glossary=("glossaire.tsv",),
        model="dump.model",
        words=("Put up",),
        text="body",
        id="nr",
        schema=2,
        workers=2,
        shard_size=500,
        ledger="jsonl",
        time_limit=30.0,
        dedup="drop",
        listed=frozenset({"jail", "as  well as"}),
    )
    assert {settings.origin(one.name) for keys in KEYS.values() for one in keys.values()} == {
        "file"
    }
    pipeline = settings.pipeline()
    assert pipeline.protected == {"jail", "as  well as", "Put up"}
    assert pipeline == pickle.loads(pickle.dumps(pipeline))
    assert hash(pipeline) == hash(settings.pipeline())


def test_an_empty_file_and_no_file_are_the_default(folder):
    assert load(written(folder, "")) == load(beside=[str(folder / "none" / "a.txt")]) == Settings()
    assert Settings().pipeline() == Pipeline()
    assert load(written(folder, "\ufeff[rules]\r\nignore = ['CAP']\r\n")).ignore == ("CAP",)


def test_the_nearest_file_is_found(folder, monkeypatch):
    top = written(folder, "")
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text("Oui.")
    assert find([str(deep / "x.txt")]) == find([str(deep)]) == top
    assert find([str(deep / "**" / "*.txt")]) == find([str(deep / "not there.txt")]) == top
    monkeypatch.chdir(deep)
    assert find(["-"]) == find([]) == find(["x.txt"]) == find(["s3://bucket/x.txt"]) == top
    near = written(folder / "a", "")
    assert find(["x.txt"]) == near
    near.unlink()
    (folder / "a" / ".git").write_text("gitdir: elsewhere")
    assert find(["x.txt"]) is None


def test_inputs_that_disagree_are_refused(folder):
    for name in "ab":
        (folder / name).mkdir()
    one = written(folder / "a", "")
    assert find([str(folder / "a" / "x"), str(folder / "a" / "y")]) == one
    with pytest.raises(ConfigError, match=r"a/rature\.toml and none\): say --config FILE"):
        find([str(folder / "a"), str(folder / "b")])
    assert load(one, [str(folder / "a"), str(folder / "b")]) == Settings()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[rule]", "no section is called [rule]: did you mean [rules]?"),
        ("[x]", "[dictionaries], [protected], [columns], [records], [run]"),
        ("select = ['LEAK']", "no section is called [select]: write select under [rules]"),
        ("[rules]\nselct = []", "[rules] has no key selct: did you mean select?"),
        ("[rules]\nworkers = 2", "[rules] has no key workers: it belongs under [run]"),
        ("[rules]\nmin_confidence = 1", "did you mean min-confidence?"),
        ("rules = 3", "rules is a section: write [rules]"),
        ("[[rules]]\nselect = []", "rules is a section"),
        ("thresholds = 3", "[thresholds] is a table of code = probability, not 3"),
        ("[rules]\nselect = 'LEAK'", "[rules] select is a list of codes such as"),
        ("[rules]\nselect = [1]", "[rules] select is a list of codes"),
        ("[rules]\nignore = ['LAEK']", "[rules] ignore: no rule or family is called 'LAEK': did "),
        ("[rules]\nreview = ['leak01']", "did you mean LEAK001?"),
        ("[rules]\nignore = ['']", "[rules] ignore is a list of codes"),
        ("[rules]\nmin-confidence = true", "min-confidence is a probability from 0 to 1, not True"),
        ("[rules]\nmin-confidence = nan", "not nan"),
        ("[rules]\nmin-confidence = 95", "not 95"),
        ("[rules]\ntypography = 1", "typography is true or false, not 1"),
        ('[rules]\ncontext = "on"', 'context is "auto" or "off" or "always", not \'on\''),
        ("[thresholds]\nLEAK001 = '1'", "LEAK001 is a probability from 0 to 1, not '1'"),
        ("[thresholds]\nLEAK.a = 1", "LEAK is a probability from 0 to 1, not {'a': 1}"),
        ("[thresholds]\nXYZ = 1", "no rule or family is called 'XYZ'"),
        ("[thresholds]\nLEAK = 1\nleak = 1", "LEAK stands there twice"),
        ("[protected]\nwords = ['a', ' ']", "[protected] words is a list of texts"),
        ("[columns]\ntext = 3", "text is the name of a column such as"),
        ("[run]\nworkers = 0", "workers is a whole number from 1 on, not 0"),
        ("[run]\nworkers = 1.5", "not 1.5"),
        ("[run]\nledger = 'csv'", """ledger is "parquet" or "jsonl", not 'csv'"""),
        ("[run]\ntime-limit = inf", "time-limit is a number of seconds, 0 for no limit, not inf"),
        ("[run]\ndedup = true", """dedup is "mark" or "drop", not True"""),
        ("[dictionaries]\nwords = ['no.txt']", "names no.txt, which is not there: write the file"),
        ("[dictionaries]\nwords = ['.']", "names ., which cannot be read (Is a directory)"),
        ("[dictionaries]\nwords = ['bad.txt']", "names bad.txt, which cannot be read (not UTF-8)"),
        ("[rules]\nselect = = 2", ":2:10: Invalid value"),
        ("\n\n[rules", ":3: "),
        ("a = 1\na = 2", ":2:"),
        ("x = " + "[" * 5000, "is no TOML"),
        ("x = " + "1" * 5000, "is no TOML"),
        ("[run]\nworkers = '" + "x" * 500 + "'", "not 'xxxx"),
    ],
)
def test_what_cannot_be_meant_is_one_line_that_tells(folder, content, message):
    (folder / "bad.txt").write_bytes(b"\xe9t\xe9")
    path = written(folder, content)
    with pytest.raises(ConfigError) as raised:
        load(path)
    told = str(raised.value)
    assert told.startswith(str(path))
    assert message in told
    assert "\n" not in told
    assert len(told) < len(str(path)) + 200


@pytest.mark.parametrize(
    ("name", "message"), [("no.toml", "no such file"), (".", "is a folder"), ("l1", "not UTF-8")]
)
def test_a_file_that_cannot_be_read_is_refused(folder, name, message):
    (folder / "l1").write_bytes(b"# \xe9t\xe9")
    with pytest.raises(ConfigError, match=message):
        load(folder / name)


@given(st.text(alphabet="[]{}=.\"'#\n\\ruleswordtxt1 -", max_size=60))
def test_any_text_gives_settings_or_an_error_of_ours(content):
    try:
        config.parse(content, Path("rature.toml"))
    except ConfigError as error:
        assert "\n" not in str(error)


# --- options, fingerprint --------------------------------------------------------------------


def test_options_win_over_the_file(folder):
    settings = config.parse(WHOLE, folder / "rature.toml")
    won = settings.with_options(select=("TYP",), min_confidence=0.5)
    assert (won.select, won.min_confidence, won.thresholds) == (("TYP",), 0.5, ())
    assert won.ignore == settings.ignore
    assert [won.origin(n) for n in ("select", "thresholds", "ignore")] == [
        "option",
        "option",
        "file",
    ]
    assert Settings().origin("select") == "default"


def test_the_fingerprint_is_of_what_counts(folder):
    (folder / "un.txt").write_text("jail\nPut  up\n")
    (folder / "deux.tsv").write_text("# mots\nPut up\tnom\njail\n")
    one = load(written(folder, "[dictionaries]\nwords = ['un.txt']\n[rules]\nignore=['CAP','SPL']"))
    two = load(
        written(folder, "[dictionaries]\nwords = ['deux.tsv']\n[rules]\nignore=['SPL','CAP']")
    )
    assert one.fingerprint() == two.fingerprint() == json.loads(json.dumps(one.fingerprint()))
    assert one.fingerprint() == one.with_options(workers=9).fingerprint()
    seen = [Settings().fingerprint()]
    for change in (
        {"select": ("SPL",)},
        {"ignore": ("SPL",)},
        {"review": ("SPL",)},
        {"min_confidence": 0.5},
        {"thresholds": (("SPL", 0.5),)},
        {"typography": True},
        {"context": "off"},
        {"keep_lines": True},
        {"words": ("jail",)},
    ):
        mark = Settings(**change).fingerprint()
        assert mark not in seen
        seen.append(mark)


# --- the pipeline ----------------------------------------------------------------------------


def proposing(*rows):
    """Return a stage that proposes ``(before, after, rule, confidence)`` wherever it stands."""

    def stage(document):
        for before, after, rule, confidence in rows:
            for match in re.finditer(re.escape(before), document.text):
                yield Edit(match.start(), match.end(), before, after, rule, confidence)

    return stage


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "x b y"),
        ({"thresholds": (("LEAK", 0.5),)}, "x y y"),
        ({"thresholds": (("LEAK", 0.5), ("LEAK001", 1.0))}, "a y y"),
        ({"thresholds": (("LEAK001", 1.0), ("LEAK", 0.5))}, "a y y"),
        ({"thresholds": (("LEAK002", 0.6),), "min_confidence": 1.0}, "a y c"),
        ({"review": ("LEAK",)}, "a b y"),
        ({"review": ("LEAK001",), "min_confidence": 0.0}, "a y y"),
        ({"review": ("LEAK001",), "thresholds": (("LEAK001", 0.0),)}, "a b y"),
    ],
)
def test_thresholds(settings, text):
    stage = proposing(
        ("a", "x", "LEAK001", 0.99), ("b", "y", "LEAK002", 0.6), ("c", "y", "SPL001", 0.99)
    )
    result = Pipeline(stages=(stage,), **settings).explain("a b c")
    assert result.text == text
    assert len(result.edits) + len(result.proposals) == 3


@pytest.mark.parametrize(
    "settings",
    [
        {"thresholds": (("NO", 0.5),)},
        {"thresholds": (("LEAK", 1.5),)},
        {"thresholds": (("LEAK", float("nan")),)},
        {"review": ("NO",)},
    ],
)
def test_impossible_thresholds_are_refused(settings):
    with pytest.raises(ConfigError):
        Pipeline(**settings)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ({"jail"}, "Le jail, la Jail, JAIL ; un jailer.", ["jail", "Jail", "JAIL"]),
        ({"Submit"}, "le Submit, un submit, SUBMIT", ["Submit"]),
        ({"jail"}, "l'jail, l’jail, ex-jail, jail-ex, ex‑jail", ["jail"] * 5),
        ({"aujourd'hui"}, "Aujourd’hui et aujourd'hui", ["Aujourd’hui", "aujourd'hui"]),
        ({"d’or"}, "l'or d'or d’or", ["d'or", "d’or"]),
        ({"mise  en\u00a0jail"}, "Mise en\u202fjail mise\nen", ["Mise en\u202fjail"]),
        ({"as well", "as well as", "well"}, "as well as", ["as well as", "well"]),
        ({"a b", "b c"}, "a b c", ["a b", "b c"]),
        ({"rendez-vous"}, "un rendez‐vous, rendez vous", ["rendez‐vous"]),
        ({"e\u0301te\u0301"}, "un été", ["été"]),
        ({"B-17", "3,5 %"}, "un B-17 à 3,5 %", ["B-17", "3,5 %"]),
        ({"jail-"}, "jail jail-", ["jail", "jail"]),
        ({"-", "«", "\ud800", ""}, "a « b\ud800", ["«", "\ud800"]),
        (set(), "jail", []),
    ],
)
def test_protected_words_are_found_as_whole_words(words, text, found):
    marks = [text[m.start : m.end] for m in protected(text, frozenset(words))]
    assert marks == found


def test_protected_words_are_never_changed():
    text = "Il risque dix ans de jail, et la as well as lourde amende."
    assert "jail" not in Pipeline().clean(text)
    kept = Pipeline(protected=frozenset({"jail"}))
    assert kept.clean(text) == "Il risque dix ans de jail, et la plus lourde amende."
    assert [text[m.start : m.end] for m in kept.explain(text).marks if m.kind == "protected"] == [
        "jail"
    ]


def test_a_word_that_an_edit_makes_is_protected_from_there_on():
    stages = (proposing(("b&", "jail", "ENC002", 1.0)), proposing(("jail", "x", "LEAK001", 1.0)))
    assert Pipeline(stages=stages).clean("a b&") == "a x"
    assert Pipeline(stages=stages, protected=frozenset({"jail"})).clean("a b&") == "a jail"


def test_a_line_that_goes_takes_protected_words_along():
    line = "Le tribunal de Nantes a condamné hier le maire à dix ans de réclusion ferme."
    text = f"{line}\n\nIl a fait appel de ce jugement, a dit son avocat.\n\n{line}"
    cleaned = Pipeline().clean(text)
    assert cleaned.count(line) == 1
    assert Pipeline(protected=frozenset({"Nantes", "de"})).clean(text) == cleaned


def test_fifty_thousand_words_find_what_one_finds():
    many = frozenset(f"mot{n} truc{n}" for n in range(50_000)) | {"jail"}
    text = (ROOT / "seeds" / "recrues.txt").read_text("utf-8") + SPUN
    assert list(protected(text, many)) == list(protected(text, frozenset({"jail"})))


PIECES = st.sampled_from(
    ["jail", "as well as", "la", "le", "l'", "d’", "events", "Put up", "Washington", "de", "\n\n",
     " ", ".", "cost", "prison", "plus", "selon à une", "Ã©", "&amp;", "{front|entrance}", "\u00a0",
     "épreuvve", "e\u0301", "un", "Un", "<b>", "JAIL", "https://a.fr/jail"]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=12).map(" ".join),
    st.sets(st.sampled_from(["jail", "as well", "Put up", "events", "de", "la", "entrance"])),
)
def test_laws_hold_with_protected_words(source, words):
    runner = Pipeline(protected=frozenset(words))
    result = runner.explain(source)
    assert apply(source, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == source
    assert runner.explain(result.text).edits == ()
    for mark in protected(source, frozenset(words)):
        for edit in (*result.edits, *result.proposals):
            assert (
                edit.end <= mark.start
                or mark.end <= edit.start
                or (not edit.after and edit.rule[:3] in ("MRK", "DUP"))
            ), (mark, edit)


# --- the commands ----------------------------------------------------------------------------


def test_commands_read_the_file_and_options_win(folder):
    (folder / "a.txt").write_text(SPUN, "utf-8")
    gold = {"source": SPUN, "text": SPUN, "edits": []}
    (folder / "gold.jsonl").write_text(json.dumps(gold), "utf-8")
    assert rature("clean", "a.txt", cwd=folder).stdout.decode() == SPUN.replace("jail", "prison")
    written(folder, "[rules]\nignore = ['LEAK']\n")
    other = folder / "other.toml"
    other.write_text("[protected]\nwords = ['jail']\n")
    assert rature("clean", "a.txt", cwd=folder).stdout.decode() == SPUN
    assert rature("clean", cwd=folder, stdin=SPUN).stdout.decode() == SPUN
    assert rature("diff", "--exit-code", "a.txt", cwd=folder).returncode == 0
    for more in (["--ignore", "CAP"], ["--config", "other.toml", "--ignore", "CAP"]):
        done = rature("clean", "a.txt", *more, cwd=folder)
        assert done.stdout.decode() == (SPUN if "--config" in more else SPUN[:-5] + "prison.")
    alarms = "alarms_per_10k"
    done = rature("eval", "--json", "gold.jsonl", cwd=folder)
    assert json.loads(done.stdout)[alarms] == 0
    done = rature("eval", "--json", "--ignore", "CAP", "gold.jsonl", cwd=folder)
    assert json.loads(done.stdout)[alarms] > 0


@pytest.mark.parametrize("command", ["clean", "diff", "eval", "config"])
def test_a_broken_file_is_one_line_and_exit_code_2(folder, command):
    (folder / "a.txt").write_text(SPUN, "utf-8")
    written(folder, "[rules]\nselct = []\n")
    done = rature(command, "a.txt", cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1
    assert "did you mean select?" in done.stderr.decode()


def test_config_prints_what_is_read_back_as_the_same(folder):
    (folder / "mots.txt").write_text("jail\n")
    (folder / "dump.model").write_text(MODEL)
    (folder / "glossaire.tsv").write_text("entrance\tfront\talways\n")
    path = written(folder, WHOLE + '\n# "\x09"\n')
    done = rature("config", "--ignore", "SPL", cwd=folder)
    shown = done.stdout.decode()
    assert 'ignore = ["SPL"]  # option' in shown
    assert 'select = ["LEAK", "SPL001"]  # file' in shown
    assert load(written(folder, shown)) == load(path).with_options(ignore=("SPL",))
    path.unlink()
    bare = rature("config", str(folder), cwd=ROOT).stdout.decode()
    assert load(written(folder, bare)) == Settings()
    assert "typography = false  # default" in bare
    assert "# min-confidence  # default: each rule's own" in bare


def test_config_as_json(folder):
    path = written(folder, "[thresholds]\nLEAK = 0.9\n[protected]\nwords = ['été \"x\" \\']")
    (folder / "a.txt").write_text(SPUN)
    done = rature("config", "--json", "--typography", str(folder / "a.txt"), cwd=ROOT)
    found = json.loads(done.stdout)
    assert found["file"] == str(path)
    assert found["thresholds"] == {"LEAK": {"value": 0.9, "from": "file"}}
    assert found["rules"]["typography"] == {"value": True, "from": "option"}
    assert found["rules"]["select"] == {"value": [], "from": "default"}
    assert found["protected"]["words"] == {"value": ['été "x" \\'], "from": "file"}
    assert found["fingerprint"]["protected"]["words"] == 1


@given(
    st.lists(st.text(min_size=1).filter(str.strip)).map(tuple),
    st.dictionaries(st.sampled_from(["LEAK", "LEAK001", "SPL"]), st.floats(0, 1)),
    st.floats(1e-300, 1e300),
    st.text(),
)
def test_what_is_printed_is_read_back(words, thresholds, limit, path):
    settings = Settings(
        words=words,
        thresholds=tuple(sorted(thresholds.items())),
        time_limit=limit,
        file=Path(path),
        origins=(("words", "file"),),
    )
    assert config.parse(printing.dump(settings), Path("x")) == settings


# --- a project's own words -------------------------------------------------------------------


def test_a_word_is_added_where_there_is_nothing(folder):
    path = folder / "rature.toml"
    assert add_word(path, "jail") == (folder / WORD_LIST_NAME, True)
    assert tomllib.loads(path.read_text()) == {"dictionaries": {"words": [WORD_LIST_NAME]}}
    before = [(p.name, p.read_bytes()) for p in sorted(folder.iterdir()) if p.is_file()]
    assert add_word(path, " jail ") == (folder / WORD_LIST_NAME, False)
    assert before == [(p.name, p.read_bytes()) for p in sorted(folder.iterdir()) if p.is_file()]
    add_word(path, "Put  up")
    assert load(path).protected == {"jail", "Put up"}
    assert load(path).pipeline().clean(SPUN) == SPUN


@pytest.mark.parametrize(
    ("content", "after"),
    [
        ("# top\n[rules]\nignore = ['CAP'] # why\n", '\n[dictionaries]\nwords = ["{}"]\n'),
        ("[rules]", '\n\n[dictionaries]\nwords = ["{}"]\n'),
        ("# seul\r\n", '\r\n[dictionaries]\r\nwords = ["{}"]\r\n'),
        ("\ufeff# seul\n", '\n[dictionaries]\nwords = ["{}"]\n'),
    ],
)
def test_a_section_is_added_at_the_end(folder, content, after):
    path = folder / "rature.toml"
    path.write_bytes(content.encode())
    add_word(path, "jail")
    assert path.read_bytes().decode() == content + after.format(WORD_LIST_NAME)
    assert load(path).protected == {"jail"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[dictionaries]\nwords = []\n", '[dictionaries]\nwords = ["{}"]\n'),
        ("[dictionaries] # d\n[run]\n", '[dictionaries] # d\nwords = ["{}"]\n[run]\n'),
        (" [ dictionaries ]", ' [ dictionaries ]\nwords = ["{}"]\n'),
        (
            "# words = [\n[protected]\nwords = ['a']\n[dictionaries]\n"
            "words = [ # l\n 'm.txt',\n]\n",
            "# words = [\n[protected]\nwords = ['a']\n[dictionaries]\n"
            "words = [\"{}\",  # l\n 'm.txt',\n]\n",
        ),
        (
            "dictionaries = {{words = ['m.txt']}}\n",
            "dictionaries = {{words = [\"{}\", 'm.txt']}}\n",
        ),
        ("dictionaries.words = ['m.txt']\n", "dictionaries.words = [\"{}\", 'm.txt']\n"),
    ],
)
def test_the_list_is_named_and_the_rest_stays(folder, content, expected):
    (folder / "m.txt").write_text("mot\n")
    path = written(folder, content.format())
    add_word(path, "jail")
    assert path.read_text() == expected.format(WORD_LIST_NAME)
    assert "jail" in load(path).protected


def test_the_list_that_is_named_is_extended(folder):
    (folder / "sub").mkdir()
    path = written(folder, "[dictionaries]\nwords = ['m.txt', 'sub/w.TSV', 'z.tsv']\n")
    before = path.read_bytes()
    target = folder / "sub" / "w.TSV"
    assert add_word(path, "jail") == (target, True)
    assert target.read_text().endswith("\njail\n")
    target.write_bytes(b"# liste\r\nun\tremarque\r\ndeux")
    target.chmod(0o640)
    add_word(path, "UN")
    add_word(path, "un")
    assert target.read_bytes() == b"# liste\r\nun\tremarque\r\ndeux\r\nUN\r\n"
    assert target.stat().st_mode & 0o777 == 0o640
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "word", ["", " ", "#x", "...", "a\x00b", "a\ud800", "x" * 201, "\x1b[31mx"]
)
def test_what_is_no_word_is_refused(folder, word):
    with pytest.raises(ConfigError):
        add_word(folder / "rature.toml", word)
    assert [p.name for p in folder.iterdir()] == [".git"]


def test_a_file_that_is_broken_or_too_unusual_stays_as_it_is(folder):
    path = written(folder, "[rules]\nselct = []\n")
    with pytest.raises(ConfigError, match="did you mean select"):
        add_word(path, "jail")
    assert not (folder / WORD_LIST_NAME).exists()
    unusual = "[dictionaries]\n'words' = []\n"
    path = written(folder, unusual)
    with pytest.raises(ConfigError, match=r"add \"rature\.words\.tsv\" to its \[dictionaries\]"):
        add_word(path, "jail")
    assert path.read_text() == unusual
    with pytest.raises(ConfigError, match="choose a folder"):
        add_word(folder / "no" / "rature.toml", "jail")


def test_words_added_at_the_same_time_are_all_there(folder):
    path = folder / "rature.toml"
    code = (
        "import sys; from pipeline.settings.project_words import add_word\n"
        "for n in range(20): add_word(sys.argv[1], f'mot{sys.argv[2]}x{n}')"
    )

    def run(who: int) -> int:
        command = [sys.executable, "-c", code, str(path), str(who)]
        return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(run, range(3))) == [0, 0, 0]
    assert len(load(path).protected) == 60
    assert sorted(p.name for p in folder.iterdir()) == [".git", "rature.toml", WORD_LIST_NAME]


# --- docs ------------------------------------------------------------------------------------


def test_every_key_stands_in_the_docs_and_no_other():
    page = PAGE.read_text("utf-8")
    parts = re.split(r"^## \[([\w-]+)\]$", page, flags=re.MULTILINE)
    documented = {
        section: re.findall(r"^\| `([\w-]+)` \|", part, re.MULTILINE)
        for section, part in zip(parts[1::2], parts[2::2], strict=True)
    }
    assert documented == {section: [k for k in keys if k] for section, keys in KEYS.items()}


def test_the_example_of_the_docs_is_read():
    page = PAGE.read_text("utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    settings = config.parse(example, Path("rature.toml"))
    assert settings.review == ("LEAK003",)
    Settings(**{n: getattr(settings, n) for n in ("review", "thresholds", "words")}).pipeline()


def test_python_of_the_docs_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    results = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert results.attempted > 0
    assert results.failed == 0


def test_a_document_without_protected_words_pays_nothing(monkeypatch):
    monkeypatch.setattr("pipeline.pipeline.protected", None)
    assert Pipeline().explain(Document(SPUN)).text == SPUN.replace("jail", "prison")
