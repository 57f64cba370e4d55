"""Articles: found by their headline, called done, read in their final form."""

import os
from secrets import token_hex

from browser import NARROW, violations
from review_runs import edit, made_run, served
from test_review_keys import FITS
from test_review_pages import SENT, until

from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, EDIT, Filter

TITLES = ["Un <b>titre</b> de cost", "Le jail", "Le vol " + "très long " * 30]


def articles():
    sources = [f"\n{TITLES[0]}\nSuite, un share.", TITLES[1], f"{TITLES[2]}cost"]
    return [
        ("a", sources[0], [edit(sources[0], "cost", "coût"), edit(sources[0], "share", "part")]),
        ("b", sources[1], [edit(sources[1], "jail", "prison")]),
        ("c", sources[2], [edit(sources[2], "cost", "coût")]),
    ]


def names(page):
    return page.locator("a.open").all_inner_texts()


def test_an_article_is_called_done_for_its_text_as_it_is(out, tmp_path):
    with opened(out) as store:
        assert store.finish("Anne", 0, done=True) == 2
        assert store.article(0)[0].done_by == "Anne"
        assert [a.article for a in store.articles(Filter(finished="no"))] == [1, 2]
        assert [a.article for a in store.articles(Filter(finished="yes"))] == [0]
        assert store.beside(1, Filter(finished="no")) == (None, 2)
        store.finish("Bob", 0, done=False)
        assert store.article(0)[0].done_by is None
        store.finish("Bob", 1, done=True)
        titles = [a.headline for a in store.articles(Filter())]
        assert titles[:2] == TITLES[:2]
        assert len(titles[2]) <= 90
        assert titles[2].endswith("…")
    os.utime(out / "ledger.parquet", (1, 1))
    with opened(out) as store:
        assert store.article(1)[0].done_by == "Bob"
    made_run(out, [*articles()[:1], ("b", "Le jail !", [edit("Le jail !", "jail", "prison")])])
    with opened(out) as store:
        assert store.article(1)[0].done_by is None


def test_articles_are_done_by_keys_from_one_to_the_next(review, out):
    page = review("/articles?finished=no")
    assert names(page) == ["a", "b", "c"]
    assert page.locator(".headline").first.inner_text() == TITLES[0]
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/0*")
    with page.expect_event("load"):
        page.keyboard.press("d")
    assert "/articles/1?finished=no" in page.url
    page.keyboard.press("Shift+N")
    page.wait_for_url("**/articles/2*")
    page.keyboard.press("Shift+P")
    page.wait_for_url("**/articles/1*")
    page = review("/articles?finished=yes")
    assert names(page) == ["a"]
    assert "done, Anne" in page.locator("div.item").inner_text()
    page.keyboard.press("d")
    until(page, SENT)
    until(page, "document.getElementById('status').textContent.includes('not done any more')")
    assert names(review("/articles")) == ["a", "b", "c"]
    assert names(review("/articles?finished=yes")) == []


def test_the_final_text_stands_beside_its_source(review, out):
    with opened(out) as store:
        lines = store.in_article(0)
        store.decide(token_hex(16), "Anne", ACCEPT, lines[0].key)
        store.decide(token_hex(16), "Anne", EDIT, lines[1].key, "<i>bout</i>")
    page = review("/articles/0?decision=all")
    page.keyboard.press("v")
    page.wait_for_url("**/articles/0/final?decision=all")
    source, final = page.locator(".both .text").all_inner_texts()
    assert source.strip() == f"{TITLES[0]}\nSuite, un share."
    assert final.strip() == "Un <b>titre</b> de coût\nSuite, un <i>bout</i>."
    assert page.locator(".both b, .both i").count() == 0
    assert page.locator("main textarea, main .item").count() == 0
    for size in (None, NARROW):
        if size:
            page.set_viewport_size(size)
        assert violations(page) == []
        assert page.evaluate(FITS)
    page.keyboard.press("Shift+N")
    page.wait_for_url("**/articles/1/final?decision=all")
    page.keyboard.press("v")
    page.wait_for_url("**/articles/1?decision=all")


def test_nonsense_about_articles_is_refused(out):
    with served(out, "Anne") as found:
        client = found.client()
        for body in ({"article": 9}, {"article": "x"}, {"article": -1}, {"article": True}, {}):
            whole = {"action": token_hex(16), "done": True, **body}
            assert client.ask("POST", "/article", whole)[0] == 409
        for body in ({"article": 0, "start": 0, "end": 10**30}, {"article": None}):
            assert client.ask("POST", "/mend", {"action": token_hex(16), **body})[0] == 409
        assert client.ask("GET", "/articles/9/final")[0] == 404
        assert b"error" in client.ask("GET", "/articles/0/words?start=5&end=x")[2]
