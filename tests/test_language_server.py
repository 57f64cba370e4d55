"""The language server: a scripted editor talks to the real process over its pipes."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import PATIENCE

from pipeline.pipeline import Pipeline
from pipeline.service.positions import EditorPlace, Positions

DAMAGED = "Un 😀 proc&egrave;s.\nElle risque dix ans de jail, la as well as sanglante.\n"


class Editor:
    """An editor that speaks the protocol: requests wait for their answers, notices are kept."""

    def __init__(self, folder, *options, locale="fr-FR"):
        command = [sys.executable, "-m", "pipeline", "lsp", "--stdio", "--context", "off", *options]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.answers, self.notices, self.number = Queue(), Queue(), 0
        self.reader = Thread(target=self._read, daemon=True)
        self.reader.start()
        begun = self.ask(
            "initialize",
            processId=None,
            rootUri=Path(folder).as_uri(),
            locale=locale,
            capabilities={"general": {"positionEncodings": ["utf-16"]}},
        )
        self.capabilities = begun["capabilities"]
        self.tell("initialized")

    def _read(self):
        out = self.process.stdout
        while header := out.readline():
            length = 0
            while header.strip():
                name, _, value = header.decode().partition(":")
                length = int(value) if name.lower() == "content-length" else length
                header = out.readline()
            message = json.loads(out.read(length))
            (self.answers if "id" in message else self.notices).put(message)
        for queue in (self.answers, self.notices):
            queue.put({"id": self.number, "method": "", "error": "the server has ended"})

    def _send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def ask(self, method, **params):
        self.number += 1
        self._send(id=self.number, method=method, params=params)
        answer = self.answers.get(timeout=PATIENCE)
        assert answer["id"] == self.number
        assert "error" not in answer, answer
        return answer["result"]

    def tell(self, method, **params):
        self._send(method=method, params=params)

    def noticed(self, method):
        """Wait for a notice of that kind; return what it says."""
        while True:
            notice = self.notices.get(timeout=PATIENCE)
            assert "error" not in notice, notice
            if notice["method"] == method:
                return notice["params"]

    def open(self, uri, text, language="text", version=1):
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        return self.noticed("textDocument/publishDiagnostics")

    def change(self, uri, text, version):
        self.tell(
            "textDocument/didChange",
            textDocument={"uri": uri, "version": version},
            contentChanges=[{"text": text}],
        )

    def actions(self, uri, span, *only):
        context = {"diagnostics": [], **({"only": list(only)} if only else {})}
        return self.ask(
            "textDocument/codeAction", textDocument={"uri": uri}, range=span, context=context
        )

    def end(self):
        self.ask("shutdown")
        self.tell("exit")
        self.process.wait(PATIENCE)
        said = self.process.stderr.read().decode()
        self.close()
        return self.process.returncode, said

    def close(self):
        """End the process whatever it does."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with suppress(OSError):
                pipe.close()


@pytest.fixture
def editor(tmp_path):
    pytest.importorskip("pygls")
    editor = Editor(tmp_path)
    try:
        yield editor
        assert editor.end() == (0, "")
    finally:
        editor.close()


def uri_of(tmp_path, name="article.txt"):
    return (tmp_path / name).as_uri()


def place(text, part):
    """Return the range of a part of a text as an editor counts: lines, UTF-16 units."""
    start = text.index(part)

    def at(offset):
        line = text.count("\n", 0, offset)
        before = text[:offset].rpartition("\n")[2]
        return {"line": line, "character": len(before.encode("utf-16-le")) // 2}

    return {"start": at(start), "end": at(start + len(part))}


def applied(text, edit):
    """Return a text after an edit of a workspace, as an editor makes it."""
    lines = text.split("\n")

    def offset(position):
        line = lines[position["line"]]
        units = line.encode("utf-16-le")[: 2 * position["character"]]
        return sum(len(one) + 1 for one in lines[: position["line"]]) + len(
            units.decode("utf-16-le")
        )

    ((_, changes),) = edit["changes"].items()
    for change in sorted(changes, key=lambda c: offset(c["range"]["start"]), reverse=True):
        start, end = (offset(change["range"][side]) for side in ("start", "end"))
        text = text[:start] + change["newText"] + text[end:]
    return text


def test_edits_are_diagnostics_in_their_places(editor, tmp_path):
    found = editor.open(uri_of(tmp_path), DAMAGED)["diagnostics"]
    spans = {one["code"]: one["range"] for one in found}
    assert spans["ENC002"] == place(DAMAGED, "&egrave;")
    assert spans["LEAK002"] == place(DAMAGED, "as well as")
    assert {one["source"] for one in found} == {"rature"}
    assert {one["severity"] for one in found} <= {2, 3}
    entity = next(one for one in found if one["code"] == "ENC002")
    assert entity["message"].startswith("&egrave; → è : ".replace(" :", ":"))
    assert "entité" in entity["message"]  # the editor is French


def test_sound_text_has_none_and_mended_text_none_any_more(editor, tmp_path):
    uri = uri_of(tmp_path)
    assert editor.open(uri, "Le procès reprend mardi.\n")["diagnostics"] == []
    editor.change(uri, "Le proc&egrave;s reprend mardi.\n", 2)
    found = editor.noticed("textDocument/publishDiagnostics")
    assert (found["version"], len(found["diagnostics"])) == (2, 1)
    editor.change(uri, "Le procès reprend mardi.\n", 3)
    assert editor.noticed("textDocument/publishDiagnostics")["diagnostics"] == []


def test_candidates_are_actions_and_the_first_is_what_clean_would_do(editor, tmp_path):
    uri = uri_of(tmp_path)
    editor.open(uri, DAMAGED)
    found = editor.actions(uri, place(DAMAGED, "as well as"))
    fixes = [one for one in found if one["kind"] == "quickfix" and "edit" in one]
    assert fixes[0]["title"] == "Remplacer par « plus »"
    assert fixes[0]["isPreferred"]
    assert "la plus sanglante" in applied(DAMAGED, fixes[0]["edit"])
    assert [one["isPreferred"] for one in fixes[1:]] == [False] * len(fixes[1:])
    others = [applied(DAMAGED, one["edit"]) for one in fixes]
    assert len(set(others)) == len(others)
    assert editor.actions(uri, place(DAMAGED, "Un"), "quickfix") == []


def test_all_sure_edits_at_once(editor, tmp_path):

    uri = uri_of(tmp_path)
    editor.open(uri, DAMAGED)
    (action,) = editor.actions(uri, place(DAMAGED, "Un"), "source.fixAll")
    assert action["kind"] == "source.fixAll.rature"
    assert applied(DAMAGED, action["edit"]) == Pipeline(context="off").clean(DAMAGED)


def test_a_protected_word_is_left_alone_from_then_on(editor, tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(DAMAGED, "utf-8")
    uri = path.as_uri()
    editor.open(uri, DAMAGED)
    actions = editor.actions(uri, place(DAMAGED, "jail"))
    (protect,) = [one for one in actions if "command" in one]
    assert protect["title"] == "Protéger « jail »"
    command = protect["command"]
    editor.ask(
        "workspace/executeCommand", command=command["command"], arguments=command["arguments"]
    )
    assert "jail" in editor.noticed("window/showMessage")["message"]
    left = editor.noticed("textDocument/publishDiagnostics")["diagnostics"]
    assert place(DAMAGED, "jail") not in [one["range"] for one in left]
    assert place(DAMAGED, "as well as") in [one["range"] for one in left]
    assert "jail" in (tmp_path / "rature.words.tsv").read_text("utf-8")


def test_a_text_in_no_file_cannot_protect(editor):
    uri = "untitled:Untitled-1"
    assert editor.open(uri, DAMAGED)["diagnostics"]
    editor.ask("workspace/executeCommand", command="rature.protect", arguments=[uri, "jail"])
    assert "enregistrez" in editor.noticed("window/showMessage")["message"]


def test_the_configuration_beside_the_text_holds(editor, tmp_path):
    (tmp_path / "rature.toml").write_text('[rules]\nignore = ["ENC"]\n', "utf-8")
    found = editor.open(uri_of(tmp_path), DAMAGED)["diagnostics"]
    assert "ENC002" not in {one["code"] for one in found}
    (tmp_path / "rature.toml").write_text("[rules\n", "utf-8")
    editor.tell("textDocument/didSave", textDocument={"uri": uri_of(tmp_path)})
    assert "rature.toml" in editor.noticed("window/showMessage")["message"]


def test_markdown_keeps_its_signs_and_pages_are_left_alone(editor, tmp_path):
    text = "# Titre\n\nUn **proc&egrave;s**.\n"
    found = editor.open(uri_of(tmp_path, "a.md"), text, "markdown")["diagnostics"]
    assert [one["code"] for one in found] == ["ENC002"]
    page = "<html><body><p>Un proc&egrave;s.</p></body></html>"
    assert editor.open(uri_of(tmp_path, "a.html"), page, "html")["diagnostics"] == []
    editor.tell("textDocument/didClose", textDocument={"uri": uri_of(tmp_path, "a.md")})
    assert editor.noticed("textDocument/publishDiagnostics")["diagnostics"] == []


def test_an_english_editor_reads_english(tmp_path):
    pytest.importorskip("pygls")
    editor = Editor(tmp_path, "--ignore", "LEAK", locale="en")
    found = editor.open(uri_of(tmp_path), DAMAGED)["diagnostics"]
    assert [one["code"] for one in found] == ["ENC002"]
    assert "entity" in found[0]["message"]
    assert editor.end()[0] == 0


# -- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 9), ("utf-16", 6), ("utf-32", 5)])
def test_units_of_each_encoding(encoding, character):
    text = "a\r\né😀 b c\u2028d\rz"
    positions = Positions(text, encoding)
    assert positions.place(text.index("c")) == EditorPlace(1, character)
    assert positions.place(text.index("d")).line == 1  # a line separator ends no line here
    assert positions.place(text.index("z")) == EditorPlace(2, 0)


@given(st.text(alphabet="aé😀\n\r\u2028 "), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_places_lead_back(text, encoding):
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if 0 < offset < len(text) and text[offset - 1 : offset + 1] == "\r\n":
            continue  # no place is within a line end
        assert positions.offset(positions.place(offset)) == offset


def test_a_place_behind_a_line_is_its_end():
    assert Positions("ab\ncd").offset(EditorPlace(0, 99)) == 2
    assert Positions("ab\ncd").offset(EditorPlace(9, 0)) == 3
