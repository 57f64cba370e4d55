"""Files cleaned in place, by ``rature clean``, ``diff``, ``run`` and ``apply``."""

import contextlib
import io
import json

from containers import DAMAGED, MENDED, SOUND, sample
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch import formats, streams
from pipeline.batch.options import RunOptions
from pipeline.batch.run import run as run_dump
from pipeline.cli import main
from pipeline.errors import InputError
from pipeline.io import containers
from pipeline.pipeline import Pipeline
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, Filter

BROKEN = DAMAGED.replace("&eacute;", "é")
CUE = "1\n00:00:01,000 --> 00:00:02,500\n{}\n\n"


class Output(io.TextIOWrapper):
    """Standard output, which may be a terminal."""

    terminal = False

    def isatty(self):
        return self.terminal


def say(*arguments, code=0):
    """Run a command; return what it said on standard output, as bytes, and on standard error."""
    out, err = Output(io.BytesIO()), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        found = main([str(one) for one in arguments])
    assert found == code, err.getvalue()
    out.flush()
    return out.buffer.getvalue(), err.getvalue()


def cleaned_dump(folder, out, **more):
    options = RunOptions([str(folder)], str(out), Pipeline(context="off"), workers=1, **more)
    return run_dump(options)


def test_every_kind_is_a_format_of_dumps():
    kinds = {known.name: known.suffixes for known in formats.FORMATS if known.in_place}
    assert kinds == {kind: suffixes for kind, (_, suffixes) in containers.CONTAINERS.items()}


def test_clean_writes_the_file_and_diff_shows_the_edits(tmp_path):
    path, out = tmp_path / "a.srt", tmp_path / "out.srt"
    path.write_text(CUE.format(DAMAGED))
    say("clean", "--context", "off", path, "-o", out)
    assert out.read_text() == CUE.format(MENDED)
    shown, _ = say("diff", "--context", "off", path)
    assert b"events" in shown
    shown, _ = say("clean", "--context", "off", "--json", path)
    assert json.loads(shown)["text"] == MENDED
    shown, _ = say("clean", "--context", "off", "--format", "text", path)
    assert shown.decode() == CUE.format(MENDED)
    (tmp_path / "a.data").write_text(CUE.format(DAMAGED))
    shown, _ = say("clean", "--context", "off", "--format", "srt", tmp_path / "a.data")
    assert shown.decode() == CUE.format(MENDED)
    _, said = say("diff", "--unified", path, code=2)
    assert "cleaned in place" in said


def test_a_damaged_file_is_told_in_one_line(tmp_path):
    for kind, (_, suffixes) in containers.CONTAINERS.items():
        for suffix in suffixes:
            path = tmp_path / f"a{suffix}"
            path.write_bytes(b"PK\x03\x04 no <such> file")
            out, said = say("clean", path, code=2)
            assert out == b""
            assert said.startswith("rature: "), kind
            assert said.count("\n") == 1


def test_a_run_does_the_rest_and_tells_what_is_damaged(tmp_path):
    folder, out = tmp_path / "dump", tmp_path / "out"
    folder.mkdir()
    (folder / "a.srt").write_text(CUE.format(DAMAGED))
    (folder / "b.srt").write_text("damaged")
    (folder / "c.vtt").write_text(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{SOUND}\n")
    (folder / "d.txt").write_text(DAMAGED)
    assert cleaned_dump(folder, out) == 1
    clean = out / "clean"
    assert (clean / "a.srt").read_text() == CUE.format(MENDED)
    assert (clean / "b.srt").read_text() == "damaged"
    assert (clean / "c.vtt").read_bytes() == (folder / "c.vtt").read_bytes()
    assert (clean / "d.txt").read_text() == MENDED
    report = json.loads((out / "run.json").read_text())
    assert [e["file"] for e in report["errors"]] == ["b.srt"]
    assert "no cues" in report["errors"][0]["error"]


def test_a_person_accepts_a_proposal_that_the_file_then_has(tmp_path):
    folder, out = tmp_path / "dump", tmp_path / "out"
    folder.mkdir()
    credit = "Sous-titres réalisés par la communauté d'Amara.org"
    latin = CUE.format(DAMAGED) + CUE.format(credit)
    (folder / "a.srt").write_bytes(latin.encode("cp1252"))
    assert cleaned_dump(folder, out, encoding="cp1252", ledger="jsonl") == 0
    with opened(out) as store:
        every = store.doubtful(Filter(decision="all"))
        (proposed,) = [line for line in every if line.before == credit]
        store.decide("a" * 32, "Anne", ACCEPT, proposed.key, None)
    say("apply", out)
    done = (out / "reviewed" / "clean" / "a.srt").read_bytes().decode("cp1252")
    assert done == CUE.format(MENDED) + CUE.format("")


def test_texts_of_files_come_out_as_records(tmp_path):
    folder, out = tmp_path / "dump", tmp_path / "out"
    folder.mkdir()
    (folder / "a.srt").write_text(CUE.format(DAMAGED))
    assert cleaned_dump(folder, out, output="jsonl") == 0
    assert json.loads((out / "clean" / "a.jsonl").read_text())["text"] == MENDED


def test_every_kind_goes_through_a_run_and_its_review(tmp_path):
    folder, out = tmp_path / "dump", tmp_path / "out"
    folder.mkdir()
    for kind, (_, suffixes) in containers.CONTAINERS.items():
        for suffix in suffixes:
            raw = sample(kind, BROKEN)
            (folder / f"broken{suffix}").write_bytes(raw)
            (folder / f"sound{suffix}").write_bytes(sample(kind, SOUND))
            (folder / f"damaged{suffix}").write_bytes(
                b"x" + raw[: len(raw) // 2].replace(b"\n", b"")
            )
    with streams.written(str(folder / "packed.docx.gz")) as put:
        put(sample("docx", BROKEN))
    assert cleaned_dump(folder, out) == 1
    say("apply", out)
    failed = {e["file"] for e in json.loads((out / "run.json").read_text())["errors"]}
    assert failed == {path.name for path in folder.glob("damaged.*")}
    for path in folder.iterdir():
        found = streams.whole(str(out / "clean" / path.name))
        assert found == streams.whole(str(out / "reviewed" / "clean" / path.name))
        if path.stem == "broken" or "packed" in path.name:
            kind = containers.kind_of(path.name.removesuffix(".gz"))
            assert containers.opened(kind, found, "utf-8", "a").text == MENDED
        else:
            assert found == path.read_bytes()


def test_a_file_without_suffix_is_of_the_kind_that_is_named(tmp_path):
    path = tmp_path / "data"
    for kind in containers.CONTAINERS:
        path.write_bytes(sample(kind, BROKEN))
        shown, _ = say("clean", "--context", "off", "--format", kind, path)
        assert containers.opened(kind, shown, "utf-8", "a").text == MENDED


def test_a_terminal_gets_no_binary_file(tmp_path, monkeypatch):
    path = tmp_path / "a.docx"
    path.write_bytes(sample("docx", BROKEN))
    monkeypatch.setattr(Output, "terminal", True)
    _, said = say("clean", path, code=2)
    assert "add -o OUT" in said


changes = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 9), st.binary(max_size=4)),
    min_size=1,
    max_size=4,
)


@given(st.sampled_from(sorted(containers.CONTAINERS)), changes)
def test_damage_of_any_kind_is_told_in_one_line(kind, made):
    raw = bytearray(sample(kind, SOUND))
    for at, length, content in made:
        raw[at % len(raw) : at % len(raw) + length] = content or b"x"
    try:
        container = containers.opened(kind, bytes(raw), "utf-8", "a")
        assert container.rebuilt(container.text) == bytes(raw)
        container.rebuilt(container.text.replace("proc", "xy"))
    except InputError as error:
        assert "\n" not in str(error)
