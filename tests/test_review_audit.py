"""The audit: a random sample of what was made, its interval, and when it is enough."""

from secrets import token_hex

import pytest
from browser import NARROW, violations
from review_runs import edit, served
from test_review_keys import FITS
from test_review_pages import SENT, until

from pipeline.review.importing import opened
from pipeline.review.messages import Say
from pipeline.review.model import ACCEPT, AUTO, REJECT, Filter
from pipeline.review.pages import audit_told, percents
from pipeline.review.teaching import audit_of, propose_only

MADE = {"decision": AUTO, "confidence": 1.0}


def articles(n=60):
    return [
        (f"a{i}", "Le jail.", [edit("Le jail.", "jail", "prison", **MADE)])
        if i % 3
        else (f"a{i}", "Le cot.", [edit("Le cot.", "cot", "coût", rule="SPL001", **MADE)])
        for i in range(n)
    ] + [("b", "Un share.", [edit("Un share.", "share", "part")])]


@pytest.mark.parametrize(
    ("right", "judged", "total", "floor", "stop"),
    [
        (0, 0, 500, 0.95, ""),
        (19, 19, 500, 0.95, ""),
        (100, 100, 500, 0.95, "good"),
        (198, 200, 5000, 0.95, "good"),
        (198, 200, 5000, 0.99, ""),
        (60, 100, 5000, 0.95, "bad"),
        (3, 10, 5000, 0.95, ""),
        (40, 40, 40, 0.99, "all"),
        (1990, 2000, 9000, None, "exact"),
        (198, 200, 9000, None, ""),
    ],
)
def test_when_an_audit_is_enough(right, judged, total, floor, stop):
    assert audit_of((right, judged, total), "LEAK001", floor).stop == stop


def test_it_is_told_with_its_interval():
    audit = audit_of((198, 200, 5000), "LEAK001", 0.99)
    assert audit_told(audit, Say("en")) == "198 of 200 right: 96.4–99.7\u00a0%."
    assert audit_told(audit, Say("fr")) == "198 sur 200 justes : 96,4–99,7\u00a0%."
    assert percents(0, 1, Say("fr")) == "0,0–100,0\u00a0%"
    assert "Nothing was judged yet, of 9 made edits." in audit_told(audit_of((0, 0, 9)), Say())


def test_only_what_was_drawn_first_counts(out):
    where = Filter(rule="LEAK001", decision=AUTO)
    with opened(out) as store:
        lines = store.sample(where, limit=100)
        assert len(lines) == 40
        assert store.audit(where) == (0, 0, 40)
        for n in (0, 1, 2, 10, 11):
            store.decide(token_hex(16), "Anne", REJECT if n in (1, 10) else ACCEPT, lines[n].key)
        assert store.audit(where) == (2, 3, 40)
        for line in lines:
            store.decide(token_hex(16), "Anne", ACCEPT, line.key)
        assert store.audit(where) == (40, 40, 40)
        assert store.audits() == {"LEAK001": (40, 40, 40), "SPL001": (0, 0, 20)}
        assert store.audit(Filter()) == store.audit(Filter(decision=AUTO))


def test_a_rule_below_its_floor_is_offered_for_propose_only():
    assert propose_only(["LEAK001"], []) == '[rules]\nreview = ["LEAK001"]'
    assert propose_only(["LEAK001"], ["LEAK"]) is None
    assert propose_only([], []) is None


def test_the_audit_runs_by_keys_and_says_when_it_is_enough(out, page):
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/rules")
        page.locator("a", has_text="Judge a sample").first.press("Enter")
        page.wait_for_url("**/audit?rule=LEAK001")
        told = page.locator("#audit")
        assert told.inner_text() == "Nothing was judged yet, of 40 made edits."
        assert page.locator("div.item").count() == 25
        for key in "aar":
            page.keyboard.press(key)
        until(page, SENT)
        until(page, "document.getElementById('audit').textContent.startsWith('2 of 3 right')")
        page.keyboard.press("u")
        until(page, SENT)
        until(page, "document.getElementById('audit').textContent.startsWith('2 of 2 right')")
        for _ in range(18):
            page.keyboard.press("r")
        until(page, SENT)
        until(page, "document.getElementById('audit').textContent.includes('surely below')")
        page.reload()
        assert 'review = ["LEAK001"]' in page.locator(".proposal").inner_text()
        assert page.locator("tr.under").inner_text().startswith("LEAK001")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        page.set_viewport_size(NARROW)
        assert page.evaluate(FITS)
        assert violations(page) == []
        page.locator("nav a", has_text="Series").press("Enter")
        page.wait_for_url("**/series?rule=LEAK001")
