"""Data files with bytes that changed are refused before they are mapped, and noted when sound."""

import json
import os
import subprocess
import sys

import pytest
from test_run import environment

from pipeline.errors import DictionaryError
from pipeline.resources import data, verifying

NAMES = ("french.marisa", "synonyms.moby.marisa", "vectors.bin", "language_model.bin")


@pytest.fixture
def notes(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    verifying._notes.cache_clear()
    yield tmp_path / "cache" / "rature" / "sound.json"
    verifying._notes.cache_clear()


@pytest.fixture
def home(tmp_path):
    """Return a folder with links to all dictionaries but one, which is flipped in the middle."""
    folder = tmp_path / "dictionaries"
    folder.mkdir()
    for file in data.home().iterdir():
        (folder / file.name).symlink_to(file)
    return folder


def flip(folder, name):
    raw = bytearray((folder / name).read_bytes())
    at = len(raw) // 2
    raw[at : at + 64] = bytes(255 - byte for byte in raw[at : at + 64])
    (folder / name).unlink()
    (folder / name).write_bytes(raw)


@pytest.mark.parametrize("name", NAMES)
def test_changed_bytes_are_refused(notes, home, name):
    with data.opening(home / name):
        pass
    flip(home, name)
    said = f"{name} is damaged: reinstall rature"
    with pytest.raises(DictionaryError, match=said), data.opening(home / name):
        raise AssertionError("it was opened")


def test_a_sound_file_is_hashed_once(notes, home, monkeypatch):
    name = "vectors.marisa"
    with data.opening(home / name):
        pass
    assert str((data.home() / name).resolve()) in json.loads(notes.read_bytes())
    verifying._notes.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(verifying.hashlib, "file_digest", None)
        with data.opening(home / name):
            pass
    flip(home, name)
    os.utime(home / name, ns=(1, 1))
    with pytest.raises(DictionaryError, match="damaged"), data.opening(home / name):
        pass


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_notes_that_are_damaged_are_made_anew(notes, home, content):
    notes.parent.mkdir(parents=True)
    notes.write_bytes(content)
    with data.opening(home / "vectors.marisa"):
        pass
    assert json.loads(notes.read_bytes())


def test_where_nothing_can_be_noted_all_works(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    verifying._notes.cache_clear()
    with data.opening("vectors.marisa"):
        pass


def test_a_damaged_trie_is_said_in_one_line_and_crashes_nothing(home):
    flip(home, "french.marisa")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "clean", "--context", "off"],
        input="Le maire de la ville a décidé.".encode(),
        capture_output=True,
        env={**environment(), "RATURE_DICTIONARIES": str(home)},
    )
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "french.marisa is damaged: reinstall rature" in said
    assert said.count("\n") == 1
