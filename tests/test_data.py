"""Data files that are missing or damaged: one error, whichever file, whoever asks for it."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline import facts
from pipeline.errors import DictionaryError
from pipeline.resources import (
    character_model,
    context_model,
    data,
    language_model,
    lexicon,
    noisy_channel,
    opposites,
    spelling_index,
    synonyms,
    vectors,
)
from pipeline.restoration import context_weights, learned_weights, names, weights
from pipeline.spelling import (
    confusions,
    letter_pairs,
    model,
    scan_candidates,
    scan_detection,
    scan_segments,
)
from pipeline.spelling import context as spelling_context
from pipeline.text import technical
from pipeline.text.gazetteer import gazetteer

READERS = {
    "antonyms.tsv": opposites._opposites,
    "commands.tsv": technical.commands,
    "context_model.bin": context_model.ContextModel,
    "context_model.onnx": context_model.ContextModel,
    "english.marisa": lexicon._english,
    "facts.tsv": facts.words,
    "french.bin": lexicon._french,
    "french.json": lexicon._french,
    "french.marisa": lexicon._french,
    "frequency.marisa": lexicon._frequency,
    "homographs.tsv": lexicon.homographs,
    "language_model.bin": language_model.model,
    "letters.bin": character_model._model,
    "loanwords.tsv": lexicon.loanwords,
    "name_pairs.tsv": names._name_pairs,
    "names.tsv": gazetteer,
    "onsets.tsv": lexicon._onsets,
    "opposites.tsv": opposites._opposites,
    "press_titles.tsv": gazetteer,
    "restoration.context.json": context_weights.weights,
    "restoration.json": weights.weights,
    "restoration.learned.json": learned_weights.joint_weights,
    "confusions.tsv": confusions.thresholds,
    "spelling.context.json": spelling_context.weights,
    "spelling.channel.tsv": noisy_channel.confusion_costs,
    "spelling.deletes.marisa": spelling_index._Deletes,
    "spelling.forms.marisa": spelling_index.forms,
    "spelling.frequent.marisa": letter_pairs.frequent,
    "spelling.others.marisa": scan_candidates.others,
    "spelling.readings.tsv": scan_segments.readings,
    "spelling.real_words.tsv": model.real_words,
    "spelling.scan.json": scan_detection.gate,
    "spelling.weights.json": model.weights,
    "spinner_pairs.tsv": lambda: synonyms.written.__wrapped__(synonyms.CURATED),
    "written_pairs.tsv": lambda: synonyms.written.__wrapped__(synonyms.WRITTEN),
    "listed_pairs.tsv": lambda: synonyms.written.__wrapped__(synonyms.LISTED),
    "vectors.bin": vectors._vectors,
    "vectors.marisa": vectors._vectors,
}
READERS |= {
    synonyms.file_name(source, ending): lambda source=source: synonyms.columns.__wrapped__(source)
    for source in synonyms.EVIDENCE_KINDS
    for ending in ("marisa", "bin")
}

UNUSED = {"additions.tsv", "context_model.md", "language_model.md"}
"""What the builders and people read, but no program that cleans."""

DAMAGE = {
    "empty": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "foreign": lambda content: b"%PDF-1.7 is no dictionary\n" + b"\xff" * len(content),
}


def ask(name: str) -> None:
    """Read the dictionary ``name`` anew."""
    reader = READERS[name]
    getattr(reader, "__wrapped__", reader)()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with links to all dictionaries, which is used."""
    for path in data.home().iterdir():
        if path.is_file():
            (tmp_path / path.name).symlink_to(path)
    monkeypatch.setenv("RATURE_DICTIONARIES", str(tmp_path))
    for cached in (spelling_index.forms, lexicon._french):
        cached.cache_clear()
    return tmp_path


def test_every_file_has_a_reader():
    register = json.loads((data.home() / data.REGISTER).read_text("utf-8"))
    assert set(register) - UNUSED == set(READERS)


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", sorted(READERS))
def test_a_damaged_file_gives_the_same_error(name: str, damage: str, copy: Path) -> None:
    content = (copy / name).read_bytes()
    (copy / name).unlink()
    (copy / name).write_bytes(DAMAGE[damage](content))
    with pytest.raises(DictionaryError) as told:
        ask(name)
    assert f"{name} is damaged: reinstall rature" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", sorted(set(READERS) - set(synonyms.TABLES.values())))
def test_a_missing_file_gives_the_same_error(name: str, copy: Path) -> None:
    (copy / name).unlink()
    with pytest.raises(DictionaryError, match=f"dictionary {name} is missing from "):
        ask(name)


@pytest.mark.parametrize("source", sorted(synonyms.TABLES))
def test_only_a_named_folder_may_lack_a_table_of_pairs(
    source: str, copy: Path, monkeypatch
) -> None:
    (copy / synonyms.TABLES[source]).unlink()
    assert synonyms.written.__wrapped__(source) == {}
    monkeypatch.delenv("RATURE_DICTIONARIES")
    monkeypatch.setattr(data, "home", lambda: copy)
    with pytest.raises(DictionaryError, match="is missing"):
        synonyms.written.__wrapped__(source)


def test_a_table_names_the_line_that_is_no_row(copy: Path) -> None:
    (copy / "onsets.tsv").unlink()
    shutil.copy(data._PACKAGE.parent / "dictionaries" / "onsets.tsv", copy / "onsets.tsv")
    with (copy / "onsets.tsv").open("a", encoding="utf-8") as file:
        file.write("one\ttwo\tthree\n")
    line = len((copy / "onsets.tsv").read_text("utf-8").splitlines())
    with pytest.raises(DictionaryError, match=f"onsets.tsv:{line} is damaged"):
        ask("onsets.tsv")
