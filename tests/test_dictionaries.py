"""The dictionaries are in order, the lint sees what is not, builders rebuild byte for byte."""

import os
import re
from pathlib import Path

import marisa_trie
import pytest

from dictionaries.builders import __main__ as command
from dictionaries.builders import french, frequency, hand, lint, sources, table

WRITTEN = "a\tb\n1\tx\n2\ty\n"


def test_the_dictionaries_are_in_order() -> None:
    assert lint.lint() == []


def _folder(path: Path, content: bytes = WRITTEN.encode()) -> Path:
    (path / "words.tsv").write_bytes(content)
    sources.write_register(hand.build(path), path)
    return path


def test_lint_accepts_a_good_folder(tmp_path: Path) -> None:
    assert lint.lint(_folder(tmp_path)) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a\tb\n2\ty\n1\tx\n", "words.tsv:3: not sorted"),
        ("a\tb\n1\tx\n1\tx\n", "words.tsv:3: twice"),
        ("a\tb\n1\n", "words.tsv:2: 1 cells"),
        ("a\tb\n1\tx \n", "words.tsv:2: white space"),
        ("a\tb\n1\te\u0301\n", "words.tsv:2: not in NFC"),
        ("a\tb\r\n1\tx\r\n", "words.tsv: carriage returns"),
        ("a\tb\n1\tx", "words.tsv: the last line"),
        (b"a\tb\n1\t\xe9\n", "words.tsv: not UTF-8"),
    ],
)
def test_lint_sees_a_bad_table(tmp_path: Path, content: str | bytes, problem: str) -> None:
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / "words.tsv").write_bytes(raw)
    assert any(found.startswith(problem) for found in lint.table(tmp_path / "words.tsv"))


def test_lint_sees_a_bad_trie(tmp_path: Path) -> None:
    marisa_trie.Trie(["e\u0301", "é"]).save(str(tmp_path / "plain.marisa"))
    marisa_trie.RecordTrie("<BB", [("e\u0301", (1, 2))]).save(str(tmp_path / "record.marisa"))
    assert len(list(lint.trie(tmp_path / "plain.marisa"))) == 1
    assert len(list(lint.trie(tmp_path / "record.marisa"))) == 1


def test_lint_sees_wrong_provenance(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "words.tsv").write_text(WRITTEN + "3\tz\n", encoding="utf-8")
    assert lint.lint(folder) == ["words.tsv: changed since its builder ran"]
    (folder / "more.bin").write_bytes(b"1")
    assert any(found.startswith("more.bin: not in") for found in lint.lint(folder))
    (folder / "words.tsv").unlink()
    assert any("the file is gone" in found for found in lint.lint(folder))


def test_lint_wants_a_licence_and_a_source(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "built.bin").write_bytes(b"1")
    sources.write_register([sources.entry(folder / "built.bin", "some", "", 1)], folder)
    assert lint.lint(folder) == [
        "built.bin: no licence in sources.json",
        "built.bin: built from no source",
    ]


def test_lint_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main([str(_folder(tmp_path))]) == 0
    (tmp_path / "words.tsv").write_text(WRITTEN + "0\tz\n", encoding="utf-8")
    assert lint.main([str(tmp_path)]) == 1
    assert "not sorted" in capsys.readouterr().out


README = (sources.HOME / "README.md").read_text(encoding="utf-8")


def test_the_table_of_all_files_is_up_to_date() -> None:
    assert README.endswith("\n\n" + table.table()), "run python -m dictionaries.builders hand"


def test_builders_keep_the_table(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_text(WRITTEN, encoding="utf-8")
    (tmp_path / "README.md").write_text(f"# Words\n\n{table.HEAD}", encoding="utf-8")
    assert command.main(["hand", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == (
        f"# Words\n\n{table.HEAD}| `words.tsv` | 2 | 12 | own work | hand |\n| all | | 12 | | |\n"
    )


def test_sizes_in_the_text_are_those_of_the_files() -> None:
    rows = {name: int(str(row["rows"])) for name, row in sources.register().items()}
    quoted = re.findall(
        r"^\| `([\w.]+)`.* \| (?:Zipf .* of )?([\d,]+) (?:French|English|words)",
        README,
        re.MULTILINE,
    )
    assert {name for name, _ in quoted} == {
        *("french.marisa", "english.marisa", "frequency.marisa", "homographs.tsv")
    }
    for name, number in quoted:
        size = int(number.replace(",", ""))
        rounded = rows[name] // 1000 * 1000 if number.endswith(",000") else rows[name]
        assert size == rounded, name


AFFIXES = """
SFX S. Y 2
SFX S. 0 0/L' [^sxz] is:sg
SFX S. 0 s/L' [^sxz] is:pl
SFX a0 Y 3
SFX a0 er er er po:infi
SFX a0 er e er po:ipre po:spre po:1sg po:3sg
SFX a0 er ons [^cg]er po:impe po:1pl
SFX p+ Y 1
SFX p+ er ée er po:ppas po:adj is:fem is:sg
PFX L' Y 1
PFX L' 0 l' . dp:le|la+
PFX Um Y 1
PFX Um 0 kilo/S.() .
PFX U. N 1
PFX U. 0 k .
"""
STEMS = """5
hâte/S.() po:nom is:fem
parler/a0p+() po:v1_it____a
watt/Um() po:nom is:mas
lui's/L' po:mg po:preverb po:properobj is:epi is:sg st:il
be/-- po:sfx
"""


def test_hunspell_is_expanded() -> None:
    found = {(form, lemma, *tag) for form, lemma, tag in french.expand(AFFIXES, STEMS)}
    assert found == {
        ("hâte", "hâte", "noun", "f", "s", ""),
        ("hâtes", "hâte", "noun", "f", "p", ""),
        ("parler", "parler", "verb", "", "", "inf"),
        ("parle", "parler", "verb", "", "s", "ipre1s"),
        ("parle", "parler", "verb", "", "s", "ipre3s"),
        ("parle", "parler", "verb", "", "s", "spre1s"),
        ("parle", "parler", "verb", "", "s", "spre3s"),
        ("parlons", "parler", "verb", "", "p", "impe1p"),
        ("parlée", "parler", "verb", "f", "s", "ppas"),
        ("parlée", "parler", "adj", "f", "s", ""),
        ("kilowatt", "kilowatt", "noun", "m", "s", ""),
        ("kilowatts", "kilowatt", "noun", "m", "p", ""),
        ("lui's", "il", "pron", "", "s", ""),
    }


def test_additions_use_the_values_of_the_lexicon() -> None:
    parts = {"verb", *(part for _, part in french._PARTS)}
    for form in french.additions(sources.HOME):
        assert form.tag.pos in parts
        assert form.tag.gender in ("", "m", "f")
        assert form.tag.number in ("", "s", "p")
        assert bool(form.tag.verb) == (form.tag.pos == "verb")


def test_a_zipf_value_fits_its_byte() -> None:
    assert 255 * frequency.STEP > 9


PINNED = sources.Source("some", "pypi", "1", "MIT", "0" * 64)


def test_a_package_of_another_hash_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATURE_CACHE", str(tmp_path))

    def download(command: list[str], cwd: Path, **_: object) -> None:
        (cwd / "some-1.whl").write_bytes(b"another")

    monkeypatch.setattr("subprocess.run", download)
    with pytest.raises(sources.SourceError, match="no file with the pinned SHA-256"):
        sources.fetch(PINNED)


def test_a_failed_download_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATURE_CACHE", str(tmp_path))

    def download(*_: object, **__: object) -> None:
        raise FileNotFoundError("pip")

    monkeypatch.setattr("subprocess.run", download)
    with pytest.raises(sources.SourceError, match="cannot download some 1"):
        sources.fetch(PINNED)


def test_an_unknown_builder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["nothing"])
    assert stopped.value.code == 2
    assert "no builder named nothing" in capsys.readouterr().err


@pytest.mark.skipif("RATURE_REBUILD" not in os.environ, reason="set RATURE_REBUILD=1: 1 minute")
def test_lexicons_are_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    names = ["english", "french", "frequency", "homographs", "antonyms"]
    assert command.main([*names, "-o", str(tmp_path)]) == 0
    rebuilt = sources.register(tmp_path)
    assert len(rebuilt) == 7
    assert all(sources.register()[name] == row for name, row in rebuilt.items())


def test_each_licence_has_its_text() -> None:
    folder = sources.HOME / "LICENSES"
    page = (folder / "README.md").read_text(encoding="utf-8")
    texts = dict(re.findall(r"^\| `([^`]+)` \| \[.*\]\((.+)\) \|$", page, re.MULTILINE))
    assert all((folder / text).is_file() for text in texts.values())
    named = {str(row["licence"]) for row in sources.register().values()}
    parts = {part for licence in named for part in licence.split(" AND ")}
    assert parts - {hand.OWN} <= set(texts)
