"""What a reviewer at the keys meets in the browser: each key does what it says, and no more."""

from itertools import pairwise

import pytest
from browser import NARROW, WIDE
from review_runs import edit, made_run, served
from test_review_pages import SENT, decided, until

from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, EDIT, REJECT, Filter

LINES = "Une case de plus. " * 10
LONG = "Il faut dire que personne ne s’attendait à une telle\n\n affluence devant la mairie. " * 2


def articles():
    """Two series of proposals, ten and one; then an article whose edits were all made."""
    other = "Le share du marché."
    made = "Le jail et le jail."
    return [
        ("a", LINES, [edit(LINES, "case", "cas", nth=n) for n in range(10)]),
        ("b", other, [edit(other, "share", "part", confidence=0.4)]),
        (
            "c",
            made,
            [edit(made, "jail", "prison", nth=n, decision="auto", confidence=1.0) for n in (0, 1)],
        ),
        (
            "d",
            f"{LONG}Le cost {LONG}",
            [edit(f"{LONG}Le cost {LONG}", "cost", "coût", confidence=0.3)],
        ),
    ]


CURRENT = "document.querySelector('.item.current')"


def of_card(page, series, what):
    return page.evaluate(f"document.getElementById('s-{series}').{what}")


def series_of(page):
    return page.evaluate(f"{CURRENT}.dataset.series")


def test_a_series_that_is_undone_is_open_again_on_its_card(review):
    page = review("/series")
    first = series_of(page)
    page.keyboard.press("Shift+A")
    until(page, SENT)
    assert of_card(page, first, "dataset.state") == "decided"
    assert "10 accepted" in of_card(page, first, "querySelector('.badge').textContent")
    page.keyboard.press("u")
    until(page, SENT)
    assert of_card(page, first, "dataset.state") == "open"
    assert of_card(page, first, "querySelector('.badge').textContent") == "10 to decide"
    assert series_of(page) == first
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert series_of(page) == first


def test_deciding_about_a_series_goes_on_to_the_next_card(review, out):
    page = review("/series")
    first = series_of(page)
    page.keyboard.press("Shift+A")
    second = series_of(page)
    assert second != first
    page.keyboard.press("Shift+R")
    until(page, SENT)
    states = sorted(state for state, _ in decided(out).values())
    assert states.count("accepted") == 10
    assert states.count("rejected") == 1


@pytest.mark.parametrize("key", ["a", "r", "w", "e", "9"])
def test_a_key_for_one_edit_decides_nothing_on_a_card_and_stays(review, out, key):
    page = review("/series")
    first = series_of(page)
    page.keyboard.press(key)
    assert series_of(page) == first
    if key in "arw":
        assert "A and R decide about the series" in page.locator("#status").inner_text()
    page.keyboard.press("Escape")
    until(page, SENT)
    assert {state for state, _ in decided(out).values()} == {"open", "auto"}


def test_a_protected_word_is_taken_off_the_list_when_it_is_undone(review, out):
    page = review("/doubt")
    words = out.parent / "rature.words.tsv"
    page.keyboard.press("w")
    until(page, SENT)
    until(page, "document.getElementById('status').textContent.includes('protected')")
    assert "cost" in words.read_text("utf-8").split()
    page.keyboard.press("u")
    until(page, SENT)
    until(page, "document.getElementById('status').textContent.includes('no longer protected')")
    assert "cost" not in words.read_text("utf-8").split()


def test_a_word_that_was_protected_before_stays_when_a_decision_is_undone(review, out):
    (out.parent / "rature.toml").write_text('[dictionaries]\nwords = ["rature.words.tsv"]\n')
    words = out.parent / "rature.words.tsv"
    words.write_text("cost\tof our own\n", "utf-8")
    page = review("/doubt")
    page.keyboard.press("w")
    until(page, SENT)
    page.keyboard.press("u")
    until(page, SENT)
    assert words.read_text("utf-8") == "cost\tof our own\n"


def test_protecting_a_word_rejects_it_on_all_lines_of_its_series(review, out):
    page = review("/series/0")
    assert page.locator("div.item").count() == 10
    page.keyboard.press("w")
    until(page, SENT)
    until(page, "document.getElementById('status').textContent.includes('(10)')")
    assert page.locator("div.item[data-state=rejected]").count() == 10
    page.keyboard.press("u")
    until(page, SENT)
    assert {state for state, _ in decided(out).values()} == {"open", "auto"}


def test_from_an_article_without_open_proposals_n_goes_to_the_next_one(review):
    page = review("/articles/1")
    page.keyboard.press("a")
    until(page, SENT)
    page.keyboard.press("n")
    page.wait_for_url("**/articles/3*")
    page = review("/articles/2?decision=auto")
    first = page.evaluate(f"{CURRENT}.id")
    page.keyboard.press("n")
    assert page.evaluate(f"{CURRENT}.id") != first


def test_digits_choose_a_candidate_where_they_need_shift(review, out):
    """On a French keyboard the key of 2 gives é, and so does no other key."""
    page = review("/doubt")
    press = "(e) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', e))"
    page.evaluate(press, {"key": "é", "code": "KeyE", "bubbles": True})
    until(page, SENT)
    assert "edited" not in {state for state, _ in decided(out).values()}
    page.evaluate(press, {"key": "é", "code": "Digit2", "bubbles": True})
    until(page, SENT)
    assert ("edited", "autre") in decided(out).values()


def test_after_a_decision_elsewhere_the_place_in_the_list_is_kept(review):
    page = review("/series/0")
    keys = [item.get_attribute("data-key") for item in page.locator("div.item").all()]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/0*")
    page.keyboard.press("a")
    until(page, SENT)
    page.go_back()
    page.wait_for_url("**/series/0*")
    until(page, f"{CURRENT} !== null")
    page.reload()  # a page kept in memory still has the line: the list as it is now has not
    assert page.evaluate(f"{CURRENT}.dataset.key") == keys[3]


def test_a_second_reviewer_is_told_what_the_first_had_decided(out):
    with opened(out) as store:
        key = store.doubtful(Filter(), limit=1)[0].key
        store.decide("a" * 16, "Anne", ACCEPT, key)
        same = store.decide("b" * 16, "Bob", ACCEPT, key)
        assert (same.before, same.agreed) == ("Anne", True)
        other = store.decide("c" * 16, "Carl", REJECT, key)
        assert (other.before, other.agreed) == ("Bob", False)
        store.decide("d" * 16, "Dora", EDIT, key, "prix")
        alike = store.decide("e" * 16, "Emil", EDIT, key, "prix")
        assert (alike.before, alike.agreed) == ("Dora", True)
        unlike = store.decide("f" * 16, "Fred", EDIT, key, "tarif")
        assert (unlike.before, unlike.agreed) == ("Emil", False)


CLIPPED = """[...document.querySelectorAll('.head, .tail')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""

ROWS = """new Set([...document.querySelectorAll('.top > *')].map((e) => e.getBoundingClientRect())
    .map((at) => Math.round(at.top + at.height / 2))).size"""

SCROLLING = """[...document.querySelectorAll('*')].filter((e) =>
    e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'auto').length"""

FITS = "document.documentElement.scrollWidth <= innerWidth"


def test_lines_end_at_words_and_the_frame_takes_one_row(review):
    for view in ("/series", "/series/0", "/series/3"):
        page = review(f"{view}?decision=all")
        assert page.evaluate(CLIPPED) == []
        shown = page.locator(".line").all_inner_texts()
        assert shown
        assert all("↵" not in line for line in shown)
        assert page.evaluate(ROWS) == 1
        assert page.evaluate(FITS)


def test_the_page_of_rules_does_not_scroll_sideways_on_a_telephone(review):
    page = review("/rules")
    page.set_viewport_size(NARROW)
    assert page.evaluate(SCROLLING) == 0
    assert page.evaluate(FITS)


def test_in_french_the_reasons_are_french(browser, tmp_path):
    made = "Le jail."
    reason = "“jail” is English; it stands elsewhere in this text."
    own = made_run(tmp_path / "out", [("a", made, [edit(made, "jail", "prison", reason=reason)])])
    with served(own, "Anne") as found:
        context = browser.new_context(locale="fr-FR")
        page = context.new_page()
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/doubt")
        said = page.locator(".reason")
        assert said.inner_text().startswith("« jail » est un mot anglais ; le mot se trouve")
        assert said.get_attribute("lang") == "fr"
        context.close()


OVERLAPPING = """[...document.querySelectorAll('.top > *')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className || e.tagName)"""


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_what_is_in_the_frame_does_not_overlap(out, browser, language):
    with opened(out) as store:
        for line in store.sample(Filter(decision="auto")):
            store.decide(line.key, "Anne", ACCEPT, line.key)
    with served(out, "Anne-Marie Dupont-Lefèvre") as found:
        context = browser.new_context(locale=language, viewport=WIDE)
        page = context.new_page()
        page.goto(found.addresses[0])
        for width in (1200, 1280, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(OVERLAPPING) == [], width
            assert page.evaluate(ROWS) == 1, width
            boxes = [e.bounding_box() for e in page.locator(".top > *").all()]
            for left, right in pairwise(boxes):
                assert left["x"] + left["width"] <= right["x"]
        assert page.locator("progress").bounding_box()["width"] > 50
        context.close()
