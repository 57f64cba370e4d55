"""Series: written as a whole, split by the word beside them, judged by a sample first."""

from collections import Counter

import pytest
from browser import NARROW, violations
from review_runs import edit
from test_review_keys import CURRENT, FITS
from test_review_pages import SENT, decided, until

from pipeline.review.around import EDGE, neighbour, sorting
from pipeline.review.importing import opened
from pipeline.review.model import Filter

BEFORE = ["la", "une", "la", "En", "la", "une"]
SOURCE = " ".join(f"{word} case vide." for word in BEFORE) + " case"
HOSTILE = "<img/src=x/onerror=hacked=1>"


def articles():
    hostile = f"{HOSTILE} share {HOSTILE} share."
    return [
        ("a", SOURCE, [edit(SOURCE, "case", "cas", nth=n) for n in range(7)]),
        ("b", hostile, [edit(hostile, "share", "part", nth=n, confidence=0.4) for n in (0, 1)]),
        *(
            (f"c{n}", "Le jail.", [edit("Le jail.", "jail", "prison", confidence=0.6)])
            for n in range(30)
        ),
    ]


def states(out, before="case"):
    with opened(out) as store:
        lines = store.doubtful(Filter(decision="all"), limit=1000)
        return Counter((line.state, line.result) for line in lines if line.before == before)


@pytest.mark.parametrize(
    ("text", "side", "word"),
    [
        ("il a dit que la ", "left", "la"),
        ("dans l’", "left", "l’"),
        ("un porte-avions ", "left", "porte-avions"),
        ("fin. ", "left", "."),
        ("fin.\n", "left", EDGE),
        ("", "left", EDGE),
        (" Vide et", "right", "vide"),
        (", dit-il", "right", ","),
        ("\nAutre", "right", EDGE),
        (b"\xed\xb0\x80", "right", "\ufffd"),
    ],
)
def test_the_word_beside_an_edit(text, side, word):
    assert neighbour(text, side) == word


def test_a_candidate_is_chosen_for_a_whole_series(review, out):
    page = review("/series")
    page.keyboard.press("2")
    until(page, SENT)
    assert states(out, "jail") == {("edited", "autre"): 30}
    assert page.evaluate(CURRENT + ".dataset.series") == "0"
    page.keyboard.press("1")  # the first candidate is what is proposed
    until(page, SENT)
    assert states(out) == {("accepted", "cas"): 7}
    page.keyboard.press("u")
    until(page, SENT)
    assert states(out) == {("open", "cas"): 7}


@pytest.mark.parametrize("view", ["/series", "/series/0"])
def test_what_is_typed_stands_in_the_whole_series(review, out, view):
    page = review(view)
    if view == "/series":
        page.keyboard.press("j")
    page.keyboard.press("Shift+E" if view != "/series" else "e")
    page.wait_for_selector("#editor[open]")
    assert page.locator("#value").input_value() == "cas"
    page.keyboard.type("<b>boîte</b>")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('status').textContent.includes('Edited (7)')")
    assert states(out) == {("edited", "<b>boîte</b>"): 7}
    assert page.locator("main b", has_text="boîte").count() == 0


def test_a_series_is_split_by_keys_and_each_group_decided(review, out):
    page = review("/series")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.wait_for_url("**/series/0?by=left")
    shown = page.locator("div.item h2 bdi").all_inner_texts()
    assert shown == ["la", "une", ".", "en"]
    assert violations(page) == []
    page.keyboard.press("Shift+A")
    page.keyboard.press("Shift+R")
    until(page, SENT)
    assert states(out) == {("accepted", "cas"): 3, ("rejected", "cas"): 2, ("open", "cas"): 2}
    assert page.locator("#g-1").get_attribute("data-state") == "decided"
    assert page.locator("#g-3").get_attribute("data-state") == "open"
    page.keyboard.press("2")
    until(page, SENT)
    assert states(out)["edited", "autre"] == 1
    with page.expect_event("load"):
        page.keyboard.press("u")
    assert states(out)["edited", "autre"] == 0
    page.keyboard.press("s")
    page.wait_for_url("**/series/0?by=right")
    assert set(page.locator("div.item h2 bdi").all_inner_texts()) == {"vide", EDGE}
    page.set_viewport_size(NARROW)
    assert page.evaluate(FITS)


def test_a_group_is_a_filter_of_its_lines(review, out):
    page = review("/series/0?by=left")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/series/0?left=une")
    assert page.locator("div.item").count() == 2
    page.keyboard.press("Shift+A")
    until(page, SENT)
    assert states(out)["accepted", "cas"] == 2


def test_words_beside_are_text(review):
    page = review("/series/1?by=right&decision=all")
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.locator("main img").count() == 0
    page = review("/series/1?right=%3Cimg%20src%3Dx%20onerror%3Dhacked%3D1%3E")
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.locator("main img").count() == 0


def test_the_agreement_of_a_sample_is_told_before_all_are_decided(review, out):
    page = review("/series/2")
    agreed = page.locator(".whole .agreement")
    assert agreed.inner_text() == "No line of a sample of 20 was judged yet."
    for key in "aaar":
        page.keyboard.press(key)
    until(page, SENT)
    until(page, "document.querySelector('.whole .agreement').textContent.startsWith('3 of 4')")
    assert agreed.inner_text() == "3 of 4 accepted (of a sample of 20)"
    for _ in range(16):
        page.keyboard.press("a")
    until(page, SENT)
    until(page, "document.querySelector('.whole .agreement').textContent === '19 of 20 accepted'")
    page = review("/series")
    card = page.locator("#s-2")
    assert card.locator(".agreement").inner_text() == "19 of 20 accepted"
    assert "Accept all 10" in card.inner_text()
    assert violations(page) == []
    assert {state for state, _ in decided(out).values()} == {"open", "accepted", "rejected"}


def test_lines_are_sorted_by_the_text_beside_them_page_after_page(out):
    with opened(out) as store:
        series = next(i.series for i in store.sample(Filter()) if i.before == "case")
        where = Filter(series=series)
        wanted = {line.key for line in store.sample(where, limit=1000)}
        for side, beside in (("left", "head"), ("right", "tail")):
            seen, after = [], None
            while found := store.concordance(where, side, after, 2):
                seen += found
                after = found[-1].edit
            assert {line.key for line in seen} == wanted
            order = [sorting(getattr(line, beside), side) for line in seen]
            assert order == sorted(order)


def test_the_nearest_word_sorts_first():
    assert sorting("Le maire, dans la rue", "left") == "rue la dans , maire le"
    assert sorting(" du Maire", "right") == "du maire"


def test_a_key_sorts_the_lines(review):
    page = review("/series/0")
    for wanted in ("?sort=left", "?sort=right", ""):
        with page.expect_navigation():
            page.keyboard.press("t")
        assert page.url.endswith(f"/series/0{wanted}")
        assert page.locator(".sorts [aria-current]").count() == 1
        assert page.locator("div.item").count() == 7
    assert violations(page) == []
