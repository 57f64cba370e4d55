"""The command line, as real processes: streams, bytes, exit codes and one-line errors."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import PATIENCE

from pipeline import Pipeline, cli, edits
from pipeline.stages import RULES

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "recrues.txt"
DAMAGED = "Le t&eacute;l&eacute;phone sonne, puis plus rien.\n"
MENDED = "Le téléphone sonne, puis plus rien.\n"
WITHOUT_RIGHTS = hasattr(os, "geteuid") and os.geteuid() != 0


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RATURE", "NO_COLOR"))}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def rature(*arguments, stdin=b"", cwd=None, code=0, **more):
    """Run the program; check its exit code; return (stdout, stderr) as bytes and text."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        input=stdin,
        cwd=cwd,
        capture_output=True,
        env=environment(**more),
        timeout=600,
    )
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout, done.stderr.decode()


def refused(*arguments, stdin=b"", cwd=None):
    """Run the program, which must refuse in one line and write nothing; return the line."""
    out, err = rature(*arguments, stdin=stdin, cwd=cwd, code=2)
    assert out == b""
    assert err.startswith("rature: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    return err


# --- clean: bytes ----------------------------------------------------------------------------


def test_clean_reads_a_file_and_standard_input_alike(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(DAMAGED, "utf-8")
    outputs = {
        rature("clean", path)[0],
        rature("clean", "-", stdin=DAMAGED.encode())[0],
        rature("clean", stdin=DAMAGED.encode())[0],
    }
    assert outputs == {MENDED.encode()}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Le chat dort.",
        b"Le chat dort.\r\nLe chien aussi.\r\n",
        b"Le chat dort.\n\n\nLe chien aussi.\n\n",
        b"\xef\xbb\xbfLe chat dort.\r\n",
    ],
)
def test_sound_text_keeps_every_byte(raw):
    assert rature("clean", stdin=raw)[0] == raw


def test_mended_text_keeps_byte_order_mark_and_newlines():
    raw = b"\xef\xbb\xbf" + DAMAGED.replace("\n", "\r\n").encode()
    assert rature("clean", stdin=raw)[0] == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("codec", ["cp1252", "utf-16", "latin-1", "utf-8-sig"])
def test_another_encoding_comes_out_as_utf8(codec):
    text = "Le garçon a dit : « Été ».\n"
    out, _ = rature("clean", "--encoding", codec, stdin=text.encode(codec))
    assert out.decode("utf-8").removeprefix("\ufeff") == text


def test_json_is_the_record_of_what_clean_does():
    raw = b"\xef\xbb\xbf" + SEED.read_bytes()
    out, _ = rature("clean", "--json", stdin=raw)
    record = json.loads(out)
    assert out.count(b"\n") == 1
    assert record["id"] == "-"
    source = raw.decode()
    made = [
        edits.Edit(e["start"], e["end"], e["before"], e["after"], e["rule"], e["confidence"])
        for e in record["edits"]
        if e["decision"] == "auto"
    ]
    assert made
    assert edits.apply(source, made) == record["text"]
    assert record["text"].encode() == rature("clean", stdin=raw)[0]
    for row in record["edits"]:
        assert source[row["start"] : row["end"]] == row["before"]


def test_output_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "out.txt"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "bad.txt").write_bytes(b"\0")
    rature("clean", "bad.txt", "-o", "out.txt", cwd=tmp_path, code=2)
    assert target.read_text() == "old"
    out, _ = rature("clean", "-o", target, stdin=DAMAGED.encode())
    assert out == b""
    assert target.read_text("utf-8") == MENDED
    assert target.stat().st_mode & 0o777 == 0o640
    rature("clean", target, "-o", target)
    assert target.read_text("utf-8") == MENDED
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.txt", "out.txt"]
    assert "no-such/out.txt" in refused("clean", "-o", "no-such/out.txt", cwd=tmp_path)
    assert "out" in refused("clean", "-o", tmp_path)
    rature("clean", "-o", os.devnull, stdin=DAMAGED.encode())


def test_rules_are_chosen_by_code():
    raw = DAMAGED.encode()
    assert rature("clean", "--ignore", "ENC", stdin=raw)[0] == raw
    assert rature("clean", "--ignore", "enc001,ENC002", stdin=raw)[0] == raw
    assert (
        rature("clean", "--select", "ENC001", "--select", "ENC002", stdin=raw)[0] == MENDED.encode()
    )
    assert rature("clean", "--select", "ENC", "--ignore", "ENC002", stdin=raw)[0] == raw
    assert rature("clean", "--min-confidence", "1", "--select", "ENC", stdin=raw)[0]
    assert "'NOPE'" in refused("clean", "--select", "NOPE")
    assert "0 to 1" in refused("clean", "--min-confidence", "2")
    assert "invalid float" in refused("diff", "--min-confidence", "high")


# --- clean: records --------------------------------------------------------------------------


def test_records_keep_their_order_and_their_fields():
    lines = [
        '{"url": "a\\u00e9", "text": "Un mot.", "n": 1.10, "big": 1e999, "id": "b", "x": [1, {}]}',
        "",
        '{"id": "a", "text": ' + json.dumps(DAMAGED) + "}",
    ]
    out, err = rature("clean", "--jsonl", stdin="\r\n".join(lines).encode())
    first, second = out.decode().splitlines()
    assert first.startswith(
        '{"url":"a\\u00e9","text":"Un mot.","n":1.10,"big":1e999,"id":"b","x":[1, {}],"schema":1,'
    )
    record = json.loads(second)
    assert record["text"] == MENDED
    assert record["edits"]
    assert list(record)[:2] == ["id", "text"]
    assert err == ""


def test_bad_lines_are_kept_and_counted():
    lines = [
        b'{"id":"1","text":"Un mot."}',
        b"not json",
        b"[1]",
        b'{"id":"4"}',
        b'{"id":"5","text":7}',
        b'{"text":"\xff"}',
        b'{"text":' + b"[" * 100_000 + b"}",
        b'{"id":"8","text":"Un mot.","n":' + b"1" * 5000 + b"}",
        b'{"id":"9","text":"Un mot."}',
    ]
    out, err = rature("clean", "--jsonl", stdin=b"\n".join(lines), code=1)
    records = [json.loads(line) for line in out.splitlines()]
    assert len(records) == len(lines)
    for line, record in zip(lines, records, strict=True):
        if record["error"]:
            assert record["raw"].encode("utf-8", "surrogateescape") == line
            assert record["text"] is None
        else:
            assert record["text"] == "Un mot."
    assert [bool(record["error"]) for record in records] == [False, *[True] * 7, False]
    assert [record["id"] for record in records] == ["1", "", "", "4", "5", "", "", "", "9"]
    assert err.startswith("rature: 7 bad records")
    assert err.count("\n") == 1


def test_lone_surrogates_go_through():
    lines = [r'{"id":"\ud800","text":"Un mot \udfff seul."}', r'{"text":"\ud83d\ude00 jail"}']
    out, _ = rature("clean", "--jsonl", stdin="\n".join(lines).encode())
    first, second = map(json.loads, out.splitlines())
    assert first["error"] is None
    assert "\udfff" in first["text"]
    assert second["text"].startswith("\U0001f600")


def test_records_come_out_as_they_come_in():
    command = [sys.executable, "-m", "pipeline", "clean", "--jsonl"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment()) as process:
        for number in range(3):
            process.stdin.write(b'{"id":"%d","text":"Un mot."}\n' % number)
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 30)[0], "no record within 30 s"
            assert json.loads(os.read(process.stdout.fileno(), 1 << 16))["id"] == str(number)
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


def test_each_command_is_a_module_and_each_module_is_used():
    helpers = {"inputs", "m2_files", "options", "version"}
    modules = {path.stem for path in (ROOT / "pipeline" / "cli").glob("[!_]*.py")}
    assert modules - helpers == {command.__name__.rpartition(".")[2] for command in cli.COMMANDS}
    for command in cli.COMMANDS:
        assert callable(command.add_to)
        assert callable(command.run)


def test_a_record_that_fails_keeps_its_text(monkeypatch, capsysbinary, tmp_path):
    def broken(self, document):
        raise ZeroDivisionError("some\nthing")

    path = tmp_path / "in.jsonl"
    path.write_text('{"id":"a","text":"Un mot.","more":true}\n')
    monkeypatch.setattr(Pipeline, "explain", broken)
    assert cli.main(["clean", "--jsonl", str(path)]) == 2
    record = json.loads(capsysbinary.readouterr().out)
    assert record["text"] == "Un mot."
    assert record["more"] is True
    assert "ZeroDivisionError" in record["error"]


# --- diff ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """Return a folder of texts, sound and damaged, with awkward names and a bad file."""
    names = ["b.txt", "un été.md", "sub/c.html", ".hidden.txt", ".git/d.txt", "skip.xyz"]
    for name in names:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(DAMAGED.replace("\n", "\r\n").encode())
    (tmp_path / "in" / "a.txt").write_bytes(b"\0")
    (tmp_path / "in" / "sound.txt").write_text("Le chat dort.\n")
    return tmp_path


def test_diff_walks_folders_and_goes_on_past_a_bad_file(folder):
    out, err = rature("diff", "--json", "in", cwd=folder, code=2)
    ids = [json.loads(line)["id"] for line in out.splitlines()]
    assert ids == ["in/b.txt", "in/sound.txt", "in/un été.md", "in/sub/c.html"]
    assert err.startswith("rature: in/a.txt is a binary file")
    assert err.splitlines()[1:] == ["rature: left out: 1 .xyz"]


@pytest.mark.parametrize("tool", [["git", "apply"], ["patch", "-p1", "-s"]])
@pytest.mark.parametrize("absolute", [False, True])
def test_unified_patch_gives_the_cleaned_files(folder, tool, absolute):
    (folder / "in" / "a.txt").unlink()
    (folder / "in" / "skip.xyz").unlink()
    (folder / "in" / "dump.jsonl").write_text("{}")  # no patch can mend records: left out
    patch, said = rature("diff", "--unified", folder / "in" if absolute else "in", cwd=folder)
    assert said == "rature: left out: 1 .jsonl\n"
    (folder / "in" / "dump.jsonl").unlink()
    if tool[0] == "git":
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(tool, input=patch, cwd=folder, check=True, capture_output=True)
    for name in ["b.txt", "un été.md", "sub/c.html"]:
        assert (folder / "in" / name).read_bytes() == MENDED.replace("\n", "\r\n").encode()
    assert rature("diff", "in", cwd=folder, code=0) == (b"", "")


def test_unified_patch_of_the_seed_gives_what_clean_gives(tmp_path):
    source = SEED.read_bytes()
    for raw in (source, b"\xef\xbb\xbf" + source.replace(b"\n", b"\r\n")):
        (tmp_path / "x.txt").write_bytes(raw)
        patch, _ = rature("diff", "--unified", "x.txt", cwd=tmp_path)
        subprocess.run(["git", "apply"], input=patch, cwd=tmp_path, check=True)
        assert (tmp_path / "x.txt").read_bytes() == rature("clean", stdin=raw)[0]


def test_unified_patch_is_in_the_encoding_of_the_file(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes("Le garçon a vol&eacute;.\n".encode("cp1252"))
    options = ["diff", "--unified", "--encoding", "cp1252", "old.txt"]
    patch, _ = rature(*options, cwd=tmp_path)
    subprocess.run(["patch", "-p1", "-s"], input=patch, cwd=tmp_path, check=True)
    assert path.read_bytes() == "Le garçon a volé.\n".encode("cp1252")
    path.write_bytes("Le garçon a vol&eacute;.\n".encode("utf-16"))
    assert "--words" in refused("diff", "--unified", "--encoding", "utf-16", path)


def test_a_file_outside_the_working_folder_is_named_from_the_root(folder):
    patch, _ = rature("diff", "--unified", folder / "in" / "b.txt", cwd=ROOT)
    subprocess.run(["patch", "-p1", "-s", "-d", "/"], input=patch, check=True)
    assert (folder / "in" / "b.txt").read_bytes() == MENDED.replace("\n", "\r\n").encode()


def test_exit_code_tells_of_edits(folder):
    rature("diff", "in/b.txt", cwd=folder)
    rature("diff", "--exit-code", "in/b.txt", cwd=folder, code=1)
    rature("diff", "--exit-code", "in/sound.txt", cwd=folder)
    rature("diff", "--exit-code", "in", cwd=folder, code=2)
    rature("diff", "--exit-code", stdin=DAMAGED.encode(), code=1)


def test_words_are_plain_unless_asked(folder):
    out, _ = rature("diff", "in/b.txt", cwd=folder)
    assert out.decode().startswith("in/b.txt:1\n    Le t[-&eacute;-]{+é+}l[-&eacute;-]{+é+}phone")
    assert b"ENC002" in out
    out, _ = rature("diff", "--words", "--color", "always", "in/b.txt", cwd=folder)
    assert b"\x1b[" in out
    assert b"[-" not in out


def in_a_terminal(*arguments, **more):
    """Run the program with a terminal for its output; return what the terminal got."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=follower, env=environment(TERM="xterm", **more)
    ) as process:
        os.close(follower)
        got = b""
        while chunk := _read(leader):
            got += chunk
        os.close(leader)
        assert process.wait(PATIENCE) == 0
    return got


def _read(terminal):
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_a_terminal_gets_colours(folder):
    path = folder / "in" / "b.txt"
    assert b"\x1b[" in in_a_terminal("diff", path)
    assert b"\x1b[" not in in_a_terminal("diff", path, NO_COLOR="1")
    assert b"\x1b[" not in in_a_terminal("diff", "--color", "never", path)


# --- explain, version, help ------------------------------------------------------------------


def test_explain_lists_and_describes_every_rule(capsysbinary):
    assert cli.main(["explain"]) == 0
    listed = capsysbinary.readouterr().out.decode()
    assert [line.split()[0] for line in listed.splitlines()] == list(RULES)
    for code, rule in RULES.items():
        assert cli.main(["explain", code.lower()]) == 0
        text = capsysbinary.readouterr().out.decode()
        assert all(part in text for part in (code, rule.title, rule.titre, rule.why, rule.source))
        assert text.count("\n  + ") == len(rule.fixes + rule.proposes)


def test_explain_names_the_nearest_code():
    assert "nearest is ENC0" in refused("explain", "ENC0O1")
    assert "nearest is ENC0" in refused("explain", "enc02")


def test_version_names_program_and_dictionaries():
    out, _ = rature("--version")
    assert re.fullmatch(rb"rature \S+ \(dictionaries sha256:[0-9a-f]+\)\n", out)


@pytest.mark.parametrize("command", ["clean", "diff", "explain", "eval"])
def test_help_teaches_by_example(command):
    out, _ = rature(command, "--help")
    assert out.count(f"\n  rature {command}".encode()) >= 3


def test_module_and_command_are_the_same_program():
    from importlib.metadata import PackageNotFoundError, entry_points

    try:
        (entry,) = entry_points(group="console_scripts", name="rature")
    except (PackageNotFoundError, ValueError):
        pytest.skip("rature is not installed here")
    assert entry.load() is cli.main


# --- bad input, one test each ----------------------------------------------------------------


def test_missing_file():
    assert "no such file: nope.txt" in refused("clean", "nope.txt")
    assert "no such file: nope.txt" in refused("diff", "nope.txt")


def test_name_with_a_line_break_stays_on_one_line():
    assert "a b" in refused("clean", "a\nb")


def test_folder_given_to_clean(tmp_path):
    assert "rature diff" in refused("clean", tmp_path)


def test_binary_file():
    assert "binary file (NUL at byte 3)" in refused("clean", stdin=b"abc\0def")


def test_utf16_is_recognised():
    assert "--encoding utf-16" in refused("clean", stdin="été".encode("utf-16"))


def test_invalid_utf8():
    line = refused("clean", stdin="déjà".encode() + b"\xe9\n")
    assert "0xE9 at byte 6" in line
    assert "--encoding cp1252" in line


@pytest.mark.parametrize("name", ["utf-9", "base64", ""])
def test_unknown_encoding(name):
    assert "no text encoding" in refused("clean", "--encoding", name)


def test_empty_input():
    assert rature("clean") == (b"", "")
    assert rature("clean", "--jsonl") == (b"", "")
    assert rature("diff", "--unified") == (b"", "")
    assert json.loads(rature("clean", "--json")[0])["text"] == ""


def test_unreadable_file(tmp_path):
    path = Path("/proc/self/mem")
    if WITHOUT_RIGHTS:
        path = tmp_path / "secret.txt"
        path.write_text("a")
        path.chmod(0)
    elif not path.exists():
        pytest.skip("nothing is unreadable for root here")
    assert f"cannot read {path}" in refused("clean", path)
    assert f"cannot read {path}" in refused("clean", "--jsonl", path)
    assert f"cannot read {path}" in refused("diff", path)


def test_unknown_command_option_and_none():
    assert "invalid choice" in refused("cleen")
    assert "--frobnicate" in refused("clean", "--frobnicate")
    assert "--json" in refused("clean", "--json", "--jsonl")
    assert "COMMAND" in refused()


def test_missing_dictionaries(tmp_path):
    out, err = rature(
        "clean", "--json", code=2, stdin=b"Le chat.\n", RATURE_DICTIONARIES=str(tmp_path / "none")
    )
    assert out == b""
    assert re.fullmatch("rature: .*RATURE_DICTIONARIES.*\n", err)


def test_closed_pipe(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text":"Un mot."}\n' * 2000)
    command = f"{sys.executable} -m pipeline clean --jsonl {path} | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=environment())
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_closed_streams():
    command = f"{sys.executable} -m pipeline clean {SEED} >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=environment())
    assert done.returncode == 2
    assert done.stderr.startswith(b"rature: standard output is closed")
    command = f"{sys.executable} -m pipeline clean <&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=environment())
    assert done.returncode == 2
    assert done.stderr.startswith(b"rature: standard input is closed")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_full_disk():
    command = f"{sys.executable} -m pipeline clean {SEED} > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=environment())
    assert done.returncode == 2
    assert done.stderr.startswith(b"rature: ")
    assert done.stderr.count(b"\n") == 1


def test_interruption(tmp_path):
    target = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "pipeline", "clean", "--jsonl", "-o", str(target)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stderr=pipe, env=environment()) as process:
        process.stdin.write(b'{"text":"Un mot."}\n')
        process.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        while not any(p.stat().st_size for p in tmp_path.iterdir()):  # it has begun
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stderr.read() == b"rature: interrupted\n"
        process.stdin.close()
    assert list(tmp_path.iterdir()) == [], "nothing half-written is left"


def test_internal_error(monkeypatch, capfd):
    def broken(self, document):
        raise ZeroDivisionError("some\nthing")

    monkeypatch.setattr(Pipeline, "explain", broken)
    monkeypatch.delenv("RATURE_DEBUG", raising=False)
    for command in (["clean", str(SEED)], ["diff", str(SEED)]):
        assert cli.main(command) == 2
        out, err = capfd.readouterr()
        assert out == ""
        assert err.startswith("rature: internal error: ZeroDivisionError: some thing")
        assert err.count("\n") == 1
    monkeypatch.setenv("RATURE_DEBUG", "1")
    assert cli.main(["clean", str(SEED)]) == 2
    assert "Traceback" in capfd.readouterr().err


@pytest.mark.slow
def test_ten_megabytes_on_one_line(tmp_path):
    path = tmp_path / "long.txt"
    sentence = "Le conseil municipal a voté hier soir le budget de la ville. "
    text = sentence * (10_000_000 // len(sentence)) + "Le t&eacute;l&eacute;phone sonne."
    path.write_text(text, "utf-8")
    out, _ = rature("clean", path)
    assert out.decode().endswith("Le téléphone sonne.")
