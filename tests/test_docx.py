"""Documents with tracked changes: what a word processor makes of them."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hostile import LONG, TEXTS, result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.edits import Edit, apply
from pipeline.pipeline import Pipeline
from pipeline.report.messages import Messages
from pipeline.result import Result

pytest.importorskip("docx", reason="python-docx is not installed: pip install 'rature[docx]'")

from lxml import etree

from pipeline.report import docx

ROOT = Path(__file__).parents[1]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = shutil.which("soffice")
SEEDS = [ROOT / "seeds" / f"{name}.txt" for name in ("recrues", "filature", "discours")]

ALL = {docx.AUTHOR, docx.PROPOSER}


def written(results, language: str = "en", refused=()) -> bytes:
    out = io.BytesIO()
    docx.write(out, results, Messages(language), refused)
    return out.getvalue()


def part(document: bytes, name: str = "document"):
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
        return etree.fromstring(archive.read(f"word/{name}.xml"), parser)


def texts(document: bytes, accepted: set[str]) -> list[str]:
    """Return each article when the changes of these authors are accepted, all others rejected."""
    articles: list[str] = []
    pending = False
    for paragraph in part(document).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "Heading1":
            articles.append("")
            pending = True
            continue
        if not articles:
            continue
        articles[-1] += ("" if pending else "\n") + "".join(kept(paragraph, accepted))
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        pending = mark is not None and not all(stays(change, accepted) for change in mark)
    return articles


def stays(change, accepted: set[str]) -> bool:
    return (change.tag == f"{W}ins") == (change.get(f"{W}author") in accepted)


def kept(paragraph, accepted: set[str]):
    for run in paragraph.iter(f"{W}r"):
        change = run.getparent()
        if change is not paragraph and not stays(change, accepted):
            continue
        for piece in run:
            if piece.tag in (f"{W}t", f"{W}delText"):
                yield piece.text
            elif piece.tag == f"{W}tab":
                yield "\t"
            elif piece.tag == f"{W}softHyphen":
                yield "\xad"


def shown(text: str) -> str:
    """Return ``text`` as a document can hold it."""
    return docx.legible(text.replace("\r\n", "\n"))


def everything(one: Result) -> str:
    return apply(one.source, [*one.edits, *one.proposals])


@pytest.fixture(scope="module")
def seeds() -> list[Result]:
    pipeline = Pipeline(typography=True)
    return [pipeline.explain(Document(p.read_bytes().decode(), p.name)) for p in SEEDS]


def test_changes_accepted_give_the_cleaned_text_and_rejected_the_source(seeds):
    document, count = written(seeds), len(seeds)  # what is left in English is listed behind them
    assert texts(document, set())[:count] == [one.source for one in seeds]
    assert texts(document, {docx.AUTHOR})[:count] == [one.text for one in seeds]
    assert texts(document, ALL)[:count] == [everything(one) for one in seeds]
    assert sum(len(one.edits) for one in seeds) > 30


@given(st.data())
def test_any_text_can_be_accepted_and_rejected(data):
    source = data.draw(st.text(alphabet="ab \n\t\r\xa0\u202e\x00\xad\ud800é<&", max_size=30))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source)), min_size=2, max_size=6)))
    changes = [
        Edit(a, b, source[a:b], data.draw(st.text("x\n\x07", max_size=4)), "SPL001", 0.9)
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    changes = [e for i, e in enumerate(changes) if i == 0 or changes[i - 1].end < e.start]
    made, asked = tuple(changes[::2]), tuple(changes[1::2])
    one = Result(source, apply(source, made), "a", made, asked)
    document = written([one])

    def plain(text: str) -> str:
        # A line break that an edit cuts in two is two characters, of which one is no line break.
        return re.sub(r"(\\r)+\n", "\n", text)

    for accepted, text in ((set(), source), ({docx.AUTHOR}, one.text), (ALL, everything(one))):
        (found,) = texts(document, accepted)
        assert plain(found) == plain(shown(text))


def test_comments_tell_rule_probability_reason_and_candidates():
    source = "il risque 15 ans de jail, un cost.\n"
    made = Edit(20, 24, "jail", "prison", "LEAK001", 0.987, (("prison", 0.987),), None, "It fits.")
    asked = Edit(29, 33, "cost", "procès", "LEAK001", 0.4, (("procès", 0.4), ("coût", 0.2)))
    document = written([Result(source, apply(source, [made]), "a", (made,), (asked,))], "fr")
    first, second = part(document, "comments")
    assert [p.xpath("string()") for p in first] == [
        "LEAK001 Mot anglais à la place d’un mot français · 0,99 (fixée à la main) · faite",
        "jail → prison",
        "It fits.",
        "Candidats\u00a0: prison 0,99",
    ]
    assert second[3 - 1].xpath("string()") == "Candidats\u00a0: procès 0,40 · coût 0,20"
    assert [c.get(f"{W}author") for c in (first, second)] == ["rature", "rature ?"]
    numbers = [c.get(f"{W}id") for c in (first, second)]
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [e.get(f"{W}id") for e in part(document).iter(f"{W}{tag}")] == numbers


def test_numbers_are_unique(seeds):
    root = part(written(seeds))
    numbers = [e.get(f"{W}id") for tag in ("ins", "del") for e in root.iter(f"{W}{tag}")]
    assert len(numbers) == len(set(numbers)) > 30


def test_the_same_results_give_the_same_bytes(seeds, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = written(seeds)
    assert written(seeds) == first
    assert b"w:date" not in etree.tostring(part(first))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert b'w:date="2023-11-14T22:13:20Z"' in etree.tostring(part(written(seeds)))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(docx.ConfigError, match="SOURCE_DATE_EPOCH=soon"):
        written(seeds)


def test_hostile_texts_are_text():
    results = [result(text) for text in [*TEXTS.values(), LONG]]
    document = written(results, refused=list(TEXTS.values()))
    found = texts(document, {docx.AUTHOR})[: len(results)]
    assert found == [shown(one.text) for one in results]
    assert texts(document, set())[: len(results)] == [shown(one.source) for one in results]
    raw = b"".join(
        zipfile.ZipFile(io.BytesIO(document)).read(f"word/{name}.xml")
        for name in ("document", "comments")
    ).decode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\ufffe\uffff]", raw)
    tags = {e.tag.removeprefix(W) for e in part(document).iter()}
    assert tags <= {
        "document", "body", "p", "pPr", "pStyle", "rPr", "rStyle", "r", "t", "delText", "tab",
        "softHyphen", "ins", "del", "commentRangeStart", "commentRangeEnd", "commentReference",
        "sectPr", "pgSz", "pgMar", "cols", "docGrid", "keepNext", "br", "cr", "noBreakHyphen",
    }  # fmt: skip


def test_command_writes_a_document(tmp_path):
    (tmp_path / "a.txt").write_text("Le proc&egrave;s reprend mardi.\n", "utf-8")
    command = [sys.executable, "-m", "pipeline", "diff", "--docx", "a.docx", "a.txt"]
    environment = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    document = (tmp_path / "a.docx").read_bytes()
    assert texts(document, ALL) == ["Le procès reprend mardi.\n"]


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(docx.ConfigError, match=r'pip install "rature\[docx\]"'):
        written([])


@pytest.mark.slow
def test_it_opens_in_a_word_processor(seeds, tmp_path):
    if OFFICE is None:
        pytest.skip("no LibreOffice here: apt-get install libreoffice-writer-nogui")
    hostile = [result(text, name) for name, text in TEXTS.items()]
    (tmp_path / "a.docx").write_bytes(written([*seeds, *hostile], "fr"))

    def convert(kind: str) -> Path:
        home = f"-env:UserInstallation=file://{tmp_path}/home"
        command = [OFFICE, home, "--headless", "--convert-to", kind, "a.docx"]
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=300)
        return tmp_path / f"a.{kind.partition(':')[0]}"

    pdf = convert("pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 20_000
    # What the word processor understood of it: changes and comments, by author.
    with zipfile.ZipFile(convert("odt")) as archive:
        content = archive.read("content.xml").decode()
    edits = sum(len(one.edits) for one in seeds)
    assert content.count("<text:changed-region") >= edits
    for author in ALL:
        assert f"<dc:creator>{author}</dc:creator>" in content
    assert content.count("<office:annotation ") >= edits
    assert "Mot anglais à la place d’un mot français" in content
