"""The report: whole, harmless, and readable by everybody."""

import base64
import hashlib
import io
import re
import subprocess
import sys
import tracemalloc
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import NARROW, WIDE, violations
from hostile import LONG, TEXTS, result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document
from pipeline.edits import Edit, apply
from pipeline.pipeline import Pipeline
from pipeline.report import html as page
from pipeline.report.html_article import MAX_EXAMPLES
from pipeline.report.messages import LANGUAGES, Messages, of_locale
from pipeline.report.messages import TEXTS as MESSAGES
from pipeline.result import Result
from pipeline.stages import RULES

ROOT = Path(__file__).parents[1]
SEEDS = sorted(p for p in (ROOT / "seeds").glob("*.txt") if ".gold" not in p.name)


def written(results, language: str = "en", refused=()) -> str:
    out = io.BytesIO()
    page.write(out, results, Messages(language), refused)
    return out.getvalue().decode("utf-8")


def rature(*arguments, **settings) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **settings.pop("env", {})}
    return subprocess.run(command, capture_output=True, env=environment, **settings)


class Reader(HTMLParser):
    """Reads the articles of a report back: what stood there and what stands there now."""

    VOID = frozenset({"br", "meta"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.articles: list[tuple[list[str], list[str]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        self.tags.add(tag)
        self.ids += [names["id"]] if "id" in names else []
        self.links += [v for k, v in names.items() if k in ("href", "src", "action", "data")]
        assert not [k for k in names if k.startswith("on") or k == "style"]
        if tag in self.VOID:
            return
        self.stack.append((tag, names))
        if tag == "article":
            self.articles.append(([], []))
        elif tag == "p" and self._inside("text"):
            for side in self.articles[-1]:
                side.append("")
        if (code := names.get("data-u")) not in (None, "20") and self._inside("text"):
            self._add(chr(int(code, 16)))

    def handle_endtag(self, tag):
        opened, _ = self.stack.pop()
        assert opened == tag

    def handle_data(self, data):
        if self._inside("text") and any(tag == "p" for tag, _ in self.stack):
            code = self.stack[-1][1].get("data-u")
            if code in (None, "20"):
                self._add(data)

    def _add(self, text):
        classes = [names.get("class", "") for _, names in self.stack]
        tags = [tag for tag, _ in self.stack]
        if "n" in classes:
            return
        old, new = self.articles[-1]
        if "ins" not in tags and "t" not in classes:
            old[-1] += text
        if "del" not in tags and "t" not in classes:
            new[-1] += text

    def _inside(self, name):
        return any(names.get("class") == name for _, names in self.stack)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.stack
    return reader


def lines(text: str) -> str:
    return text.replace("\r\n", "\n")


@pytest.fixture(scope="module")
def seeds() -> list[Result]:
    pipeline = Pipeline(typography=True)
    return [pipeline.explain(Document(p.read_bytes().decode(), f"seeds/{p.name}")) for p in SEEDS]


# --- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_text_is_there_before_and_after(seeds, language):
    reader = read(written(seeds, language))
    assert len(reader.articles) == len(seeds)
    for (old, new), one in zip(reader.articles, seeds, strict=True):
        assert "\n".join(old) == lines(one.source)
        assert "\n".join(new) == lines(one.text)


@given(st.data())
def test_any_text_is_there_before_and_after(data):
    source = data.draw(
        st.text(alphabet="ab <>&\"'\n\t\r\xa0\u202f\u202e\x00\xad\ud800é", max_size=40)
    )
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    after = data.draw(st.text(alphabet="x<& \n\xa0\u200b", max_size=6))
    edit = Edit(start, end, source[start:end], after, "SPL001", 0.9)
    made = data.draw(st.booleans())
    edits = (edit,) if made else ()
    one = Result(source, apply(source, edits), "a", edits, () if made else (edit,))
    ((old, new),) = read(written([one])).articles
    assert "\n".join(old).replace("\r\n", "\n") == lines(source)
    assert "\n".join(new).replace("\r\n", "\n") == lines(one.text)


def test_links_lead_to_places_and_nowhere_else(seeds):
    reader = read(written(seeds))
    assert len(set(reader.ids)) == len(reader.ids)
    assert len(reader.links) > 200
    assert {link for link in reader.links if not link.startswith("#")} == set()
    assert {link[1:] for link in reader.links} <= set(reader.ids)


def test_the_policy_allows_the_style_and_the_script_alone(seeds):
    html = written(seeds)
    (policy,) = re.findall('http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (code,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
        assert not re.search(r"https?:|url\(|@import|fetch", code)


def test_summary_counts_what_the_articles_have(seeds):
    html = written(seeds, "fr")
    for code, rule in RULES.items():
        made = sum(e.rule == code for one in seeds for e in one.edits)
        asked = sum(e.rule == code for one in seeds for e in one.proposals)
        found = re.findall(f'<th scope="row">{code} .*?</tr>', html)
        assert len(found) == bool(made + asked)
        for row in found:
            assert f"<td>{made}</td><td>{asked}</td>" in row
            assert escape(rule.titre) in row
            assert 1 <= row.count("<li>") <= MAX_EXAMPLES


def test_notes_tell_rule_probability_reason_candidates_and_links():
    source = "il risque 15 ans de jail, le cost.\n"
    made = Edit(20, 24, "jail", "prison", "LEAK001", 0.987, (("prison", 0.987),), "1", "It fits.")
    linked = Edit(26, 28, "le", "l’", "AGR001", 0.98, (), "1")
    ranked = (("procès", 0.4), ("coût", 0.001))
    asked = Edit(29, 33, "cost", "procès", "LEAK001", 0.4, ranked, calibrated=True)
    text = apply(source, [made, linked])
    html = written([Result(source, text, "a", (made, linked), (asked,))], "fr")
    (first, second, third) = re.findall(
        'role="tooltip".*?</span></span></span></a?', html + "</a>"
    )[:3] or re.findall(r'role="tooltip".*?(?=<span class="e"|</p>)', html)
    assert "<b>LEAK001</b>" in first
    assert "<b>0,99 (fixée à la main)</b>" in first
    assert "<b>0,40</b>" in third
    assert "It fits." in first
    assert 'Liée à\u00a0: <span lang="fr">le → l’' in first
    assert "faite" in second
    assert "proposée" in third
    assert "procès</span> 0,40" in third
    assert "coût</span> &lt;0,01" in third or "coût</span> <0,01" in third
    assert "<del>jail</del><ins>prison</ins>" in html
    assert '<span class="f">cost</span><span class="t">procès</span>' in html


def test_what_cannot_be_seen_is_shown():
    source = "a : b\u200bc\n"
    edits = (
        Edit(1, 2, " ", "\u00a0", "TYP001", 0.9),
        Edit(5, 6, "\u200b", "", "ENC001", 0.9),
        Edit(7, 8, "\n", "", "MRK001", 0.9),
    )
    html = written([Result(source, apply(source, edits), "a", edits)])
    assert '<del><span class="c b" data-u="20"> </span></del>' in html
    assert '<ins><span class="c b" data-u="A0">\u00a0</span></ins>' in html
    assert '<del>b<span class="c" data-u="200B">U+200B</span>c</del><ins>bc</ins>' in html
    assert '<i>space</i></span> → <span lang="fr"><i>no-break space</i>' in html
    assert '<del><span class="c" data-u="A">↵</span><br></del>' in html


def test_long_unchanged_stretches_are_folded():
    source = "\n".join(["jail", *(f"Phrase {n} ici." for n in range(6)), "jail"])
    edits = tuple(
        Edit(at, at + 4, "jail", "prison", "LEAK001", 0.99) for at in (0, len(source) - 4)
    )
    html = written([Result(source, apply(source, edits), "a", edits)])
    (folded,) = re.findall("<details>(.*?)</details>", html, re.DOTALL)
    assert "4 paragraphs unchanged, 12 words" in folded
    assert [n in folded for n in ("Phrase 0", "Phrase 1", "Phrase 4", "Phrase 5")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_nothing_found_says_so():
    assert "Nothing to change was found." in written([Result("a", "a", "a")])
    assert "without a change" in written([Result("a", "a", "a")])
    assert "0 articles" in written([])


def test_messages_have_both_languages_and_the_same_names():
    for name, texts in MESSAGES.items():
        assert len(texts) == len(LANGUAGES), name
        assert all(texts), name
        first, second = (set(re.findall(r"\{\w+\}", text)) for text in texts)
        assert first == second, name
        assert texts[0].count("|") == texts[1].count("|"), name
    assert Messages("fr").count("edit", 0) == "0 correction"
    assert Messages("fr").count("edit", 1234) == "1\u202f234 corrections"
    assert Messages("en").count("edit", 0) == "0 edits"
    assert Messages("en").count("article", 1) == "1 article"


def test_the_locale_chooses_the_language(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert of_locale() == "en"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert of_locale() == "fr"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert of_locale() == "en"


def test_memory_does_not_grow_with_the_articles():
    def results():
        for n in range(500):
            source = "Il risque 15 ans de jail. " * 40
            edits = tuple(
                Edit(at, at + 4, "jail", "prison", "LEAK001", 0.99, reason="because")
                for at in range(20, len(source), 26)
            )
            yield Result(source, apply(source, edits), f"{n}.txt", edits)

    class Counter(io.RawIOBase):
        size = 0

        def write(self, data):
            self.size += len(data)
            return len(data)

    out = Counter()
    tracemalloc.start()
    page.write(out, results(), Messages(), ())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert out.size > 8_000_000
    assert peak < 3_000_000


# --- harm --------------------------------------------------------------------------------------


def test_hostile_texts_are_text():
    results = [result(text) for text in TEXTS.values()]
    reader = read(written(results, refused=list(TEXTS.values())))
    clean = read(written([result("a")], refused=["a"]))
    assert reader.tags <= clean.tags | {"details", "summary", "nav", "ol", "small", "br"}
    for (old, new), one in zip(reader.articles, results, strict=True):
        assert "\n".join(old) == lines(one.source)
        assert "\n".join(new) == lines(one.text)


def test_no_control_and_no_override_is_left():
    html = written([result(text) for text in TEXTS.values()])
    left = {c for c in html if not c.isprintable()} - {"\n", "\t", "\xa0", "\u202f"}
    # Text of rules and legend apart, spaces that are shown in their box remain.
    assert left == set(), sorted(map(ascii, left))


# --- the command -------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("Le proc&egrave;s reprend mardi.\n", "utf-8")
    (tmp_path / "b.txt").write_text("Rien ne change ici.\n", "utf-8")
    return tmp_path


def test_command_writes_one_page(folder):
    done = rature("diff", "--html", "report.html", ".", cwd=folder, env={"LANG": "fr_FR.UTF-8"})
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    first = (folder / "report.html").read_bytes()
    assert b"<del>proc&amp;egrave;s</del><ins>proc\xc3\xa8s</ins>" in first
    assert b'<html lang="fr">' in first
    # The report of another day is no article, and the same input gives the same page.
    done = rature(
        "diff", "--html", folder / "report.html", ".", "--lang", "fr", "--exit-code", cwd=folder
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert (folder / "report.html").read_bytes() == first
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "b.txt", "report.html"]


def test_bad_files_are_told_and_the_rest_goes_on(folder):
    (folder / "c.txt").write_bytes(b"\xff")
    done = rature("diff", "--html", "r.html", "a.txt", "c.txt", "none.txt", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 2
    html = (folder / "r.html").read_text("utf-8")
    assert "Could not be read" in html
    assert "no such file: none.txt" in html
    assert html.count("<article") == 1


def test_a_page_that_cannot_be_written_is_not_begun(folder):
    done = rature("diff", "--html", "none/r.html", "a.txt", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"none/r.html" in done.stderr
    (folder / "r.html").write_text("old")

    def results():
        yield Result("a", "a", "a")
        raise KeyboardInterrupt

    from pipeline.io import files

    with pytest.raises(KeyboardInterrupt), files.written(str(folder / "r.html")) as out:
        page.write(out, results(), Messages(), ())
    assert (folder / "r.html").read_text() == "old"
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "b.txt", "r.html"]


# --- a real browser ----------------------------------------------------------------------------


def opened(page, path: Path, results, language: str = "en"):
    """Open a report; return the requests that it made, its dialogs and its complaints."""
    path.write_text(written(results, language), "utf-8")
    happened: list[str] = []
    page.on("request", lambda r: happened.append(f"request {r.url}"))
    page.on("dialog", lambda d: (happened.append("dialog"), d.dismiss()))
    page.on("console", lambda m: happened.append(f"console {m.text}"))
    page.goto(path.as_uri())
    happened.remove(f"request {path.as_uri()}")
    return happened


def test_nothing_runs_in_a_browser(page, tmp_path):
    results = [result(text) for text in TEXTS.values()]
    happened = opened(page, tmp_path / "r.html", results)
    for link in page.locator(".e > a").all():
        link.focus()
        link.hover()
    page.keyboard.press("Enter")
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("window.harm") is None
    assert happened == []
    assert page.url.startswith((tmp_path / "r.html").as_uri())
    page.locator("h3").first.hover()  # the browser draws articles when they come into sight
    page.locator("article .e").first.wait_for()
    assert TEXTS["script"] in page.locator("article").first.inner_text()


def test_a_word_of_a_megabyte_breaks_nothing(page, tmp_path):
    happened = opened(page, tmp_path / "r.html", [result(LONG, "long.txt")])
    assert happened == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
    assert LONG in page.locator("article").text_content()


@pytest.mark.parametrize("scripted", [True, False])
def test_notes_show_on_hover_and_on_focus(browser, seeds, tmp_path, scripted):
    context = browser.new_context(viewport=NARROW, java_script_enabled=scripted)
    page = context.new_page()
    opened(page, tmp_path / "r.html", seeds[:3])
    change, other = page.locator(".e").nth(3), page.locator(".e").nth(9)
    note = change.locator(".n")
    assert not note.is_visible()
    # In the middle, so that pointing at the note need not scroll the link away from the pointer.
    change.evaluate("change => change.scrollIntoView({block: 'center'})")
    change.locator("> a").hover()
    assert note.is_visible()
    note.hover()  # the note itself can be pointed at, and stays
    assert note.is_visible()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]
    other.locator("> a").hover()
    assert not note.is_visible()
    page.mouse.move(0, 0)
    change.locator("> a").focus()
    assert note.is_visible()
    page.keyboard.press("Tab")
    assert not note.is_visible()
    assert page.locator(".e").nth(4).locator(".n").is_visible()
    if scripted:
        page.keyboard.press("Escape")
        assert page.locator(".n:visible").count() == 0
    assert page.locator("form").is_visible() == scripted
    context.close()


def test_filter_marks_what_is_asked_for(page, seeds, tmp_path):
    opened(page, tmp_path / "r.html", seeds)
    page.select_option("#rule", "DUP001")
    count = sum(e.rule == "DUP001" for one in seeds for e in (*one.edits, *one.proposals))
    assert page.locator("output").inner_text() == f"Shown: {count}"
    assert page.locator(".e:not(.off)").count() == count
    with_it = sum(any(e.rule == "DUP001" for e in one.edits) for one in seeds)
    assert page.locator("article:visible").count() == with_it
    page.select_option("#rule", "")
    page.select_option("#decision", "proposed")
    assert page.locator(".e:not(.off) del").count() == 0
    assert page.locator(".e.off del:visible").count() == 0
    page.select_option("#decision", "")
    assert page.locator(".off").count() == 0
    assert page.locator("article:visible").count() == len(seeds)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_everybody_can_use_it(page, seeds, tmp_path, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    opened(page, tmp_path / "r.html", seeds[:8], "fr")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.locator(".e > a").nth(5).focus()
    assert violations(page) == []
    page.keyboard.press("Control+Home")
    assert page.locator("h1").count() == 1


def test_skip_link_leads_to_the_articles(page, seeds, tmp_path):
    opened(page, tmp_path / "r.html", seeds[:2])
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the articles"
    page.keyboard.press("Enter")
    page.wait_for_url("**#articles")
    assert page.url.endswith("#articles")


def test_print_has_every_reason(page, seeds, tmp_path):
    opened(page, tmp_path / "r.html", seeds[:2])
    page.emulate_media(media="print")
    notes = page.locator(".n")
    assert notes.count() > 10
    assert all(note.is_visible() for note in notes.all())
    assert not page.locator("form").is_visible()
