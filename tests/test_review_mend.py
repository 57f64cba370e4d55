"""Mending what nothing marks, in the browser: by keys alone, and with the mouse."""

import pytest
from browser import NARROW, violations
from review_runs import edit, rature, served, texts
from test_review_keys import FITS
from test_review_pages import SENT, until

from pipeline.review.importing import opened
from pipeline.review.model import Filter

FIRST = "Le\u00a0maire 😀 parle.\r\nIl a cost cher, dit le président de la région.\nUn jail & <b>."
MADE = "La prison est un jail neuf ; le président y va."


def articles():
    return [
        (
            "a",
            FIRST,
            [edit(FIRST, "cost", "coûté"), edit(FIRST, "jail", "prison")],
        ),
        ("b", "Le président <b> arrive.", []),
        ("c", MADE, [edit(MADE, "jail", "bâtiment", decision="auto", confidence=1.0)]),
    ]


@pytest.fixture
def article(out, page):
    """Return a function that opens an article of the review."""
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])

        def show(number, more=""):
            page.goto(f"http://{found.host}/articles/{number}?decision=all{more}")
            return page

        yield show


def by_hand(out):
    with opened(out) as store:
        lines = store.doubtful(Filter(decision="all"), limit=1000)
        return [
            (line.row, line.start, line.before, line.state, line.result)
            for line in lines
            if line.rule == "HAND001"
        ]


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


CHOSEN = "getSelection().toString()"


def replace_word(page, word, begin, step):
    """Step to a word, from the first or last one on, and open the editor for it."""
    press(page, "m", begin)
    while page.evaluate(CHOSEN) != word:
        press(page, step)
    press(page, "Enter")
    page.wait_for_selector("#editor[open]")


def settled(page, out, wanted, key="Enter"):
    """Press a key after which an edit came or went, and the page is made anew."""
    with page.expect_event("load"):
        press(page, key)
    until(page, SENT)
    assert len(by_hand(out)) == wanted


def test_words_are_replaced_by_keys_alone(article, out):
    page = article(0)
    press(page, "m", "Home", "ArrowRight", "l")
    assert page.evaluate(CHOSEN) == "parle"
    press(page, "h", "Shift+ArrowRight")
    assert page.evaluate(CHOSEN) == "maire 😀 parle"
    press(page, "Enter")
    page.wait_for_selector("#editor[open]")
    assert page.locator("#was").inner_text() == "maire 😀 parle"
    assert violations(page, within="#editor") == []
    page.keyboard.type("préfet parle")
    settled(page, out, 1)
    assert by_hand(out) == [(0, 3, "maire 😀 parle", "accepted", "préfet parle")]
    assert "Replaced by hand." in page.locator("#status").inner_text()
    assert page.locator(".item.current ins").inner_text() == "préfet parle"
    assert "by Anne" in page.locator("aside .beside:not([hidden])").inner_text()
    settled(page, out, 0, "u")
    assert page.locator(".edit").count() == 2


def test_offsets_count_what_the_page_shows_otherwise(article, out):
    """A no-break space has a box, a line break of Windows is two characters, a face is one."""
    page = article(0)
    press(page, "m")
    words = page.evaluate("wordsOf().map((w) => [w.start, w.stop, w.range.toString()])")
    for start, stop, shown in words:
        if shown in FIRST:
            assert FIRST[start:stop] == shown
        else:
            assert FIRST[start:stop] in ("cost", "jail")
    assert words[-1][2] == "b"


def test_words_chosen_with_the_mouse_are_replaced(article, out):
    page = article(1)
    box = page.evaluate(
        "(() => { const r = wordsOf().find((w) => w.range.toString() === 'neuf').range"
        ".getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
    )
    page.mouse.dblclick(*box)
    page.locator("[data-do=caret]").click()
    page.wait_for_selector("#editor[open]")
    assert page.locator("#was").inner_text() == "neuf"
    page.keyboard.type("<b>ancien</b>")
    page.locator("#editor [value=save]").focus()
    settled(page, out, 1)
    assert page.locator(".text").inner_text().count("<b>ancien</b>") == 1
    assert page.locator(".text b").count() == 0
    assert page.evaluate(FITS)


def test_an_edit_that_stands_is_not_written_over(article, out):
    page = article(1)
    press(page, "m", "Home", "Shift+End", "Enter")
    page.wait_for_selector("#editor[open]")
    page.keyboard.type("rien")
    press(page, "Enter")
    until(page, "document.getElementById('status').textContent.includes('stands there already')")
    assert by_hand(out) == []


def test_what_others_wrote_is_offered_and_the_change_everywhere(article, out):
    page = article(0)
    replace_word(page, "président", "Home", "ArrowRight")
    assert page.locator("#picks").is_hidden()
    page.keyboard.type("maire")
    settled(page, out, 1)
    press(page, "o")
    until(page, "document.getElementById('said-link') !== null")
    said = page.locator("#status").inner_text()
    assert "at 2 other places: proposed there, nothing is decided." in said
    assert sorted(row[3] for row in by_hand(out)) == ["accepted", "open", "open"]
    press(page, "Enter")
    page.wait_for_url("**/series/*")
    assert page.locator("div.item").count() == 2
    assert violations(page) == []
    press(page, "Shift+A")
    until(page, SENT)
    rature("apply", out)
    assert [text.count("président") for text in texts(out / "reviewed")] == [0, 0, 0]
    assert "Le maire <b> arrive." in texts(out / "reviewed")


def test_a_replacement_is_picked(article, out):
    page = article(0)
    replace_word(page, "président", "Home", "ArrowRight")
    page.keyboard.type("maire <i>")
    settled(page, out, 1)
    page = article(1)
    replace_word(page, "président", "End", "ArrowLeft")
    assert page.locator("#picks button").all_inner_texts() == ["maire <i>"]
    assert violations(page, within="#editor") == []
    page.locator("#picks button").focus()
    settled(page, out, 2)
    assert {row[4] for row in by_hand(out)} == {"maire <i>"}


def test_escape_and_other_keys_leave_the_words(article, out):
    page = article(0)
    press(page, "m", "Escape")
    assert page.evaluate(CHOSEN) == ""
    press(page, "m", "ArrowDown", "n")
    assert page.locator(".text.caret").count() == 0
    press(page, "a")
    until(page, SENT)
    assert by_hand(out) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate(FITS)
