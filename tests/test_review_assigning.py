"""Who has which articles, what others decide while a page is read, and comments handed on."""

import json
import threading
from http.client import HTTPConnection
from secrets import token_hex

import pytest
from browser import NARROW, violations
from patience import PATIENCE
from review_runs import edit, rature, served
from test_review_keys import FITS
from test_review_pages import HOSTILE, SENT, until

from pipeline.errors import InputError
from pipeline.review import assigning, team
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, EDIT, REJECT, Filter
from pipeline.review.store import now

TEXT = "Le cost, le jail."
ARTICLES = 12


def articles():
    own = [edit(TEXT, "cost", "coût"), edit(TEXT, "jail", "prison")]
    return [(f"a{n}", TEXT, own) for n in range(ARTICLES)]


def articles_of(store, who):
    return [a.article for a in store.articles(Filter(whose=who, decision="all"))]


# --- assignment ------------------------------------------------------------------------------


def test_nobody_gets_what_another_has(store):
    assert assigning.next_ones(store, token_hex(16), "Anne", 5) == 5
    assert assigning.next_ones(store, token_hex(16), "Bob", 5) == 5
    assert articles_of(store, "Anne") == [0, 1, 2, 3, 4]
    assert articles_of(store, "Bob") == [5, 6, 7, 8, 9]
    assert assigning.next_ones(store, token_hex(16), "Carl", 5) == 2
    assert assigning.next_ones(store, token_hex(16), "Carl", 5) == 0


def test_a_request_that_comes_twice_gives_once(store):
    action = token_hex(16)
    assert assigning.next_ones(store, action, "Anne", 5) == 5
    assert assigning.next_ones(store, action, "Anne", 5) == 5
    assert len(articles_of(store, "Anne")) == 5


def test_a_range_leaves_out_what_is_taken_and_done(store):
    assigning.in_range(store, token_hex(16), "Anne", 2, 3)
    store.finish("Dora", 4, done=True)
    assert assigning.in_range(store, token_hex(16), "Bob", 1, 6) == 3
    assert articles_of(store, "Bob") == [0, 3, 5]
    for first, last in ((0, 3), (3, 2), (1, 20_000)):
        with pytest.raises(InputError):
            assigning.in_range(store, token_hex(16), "Bob", first, last)


def test_what_has_nothing_to_decide_is_not_given_and_what_is_done_stays(store):
    series = [one.series for one in store.series(Filter())]
    key = store.in_article(0)[0].key
    store.decide(token_hex(16), "Anne", ACCEPT, key)
    store.decide(token_hex(16), "Anne", ACCEPT, store.in_article(0)[1].key)
    assigning.next_ones(store, token_hex(16), "Anne", 3)
    assert articles_of(store, "Anne") == [1, 2, 3]
    store.finish("Anne", 1, done=True)
    assert [(s.who, s.articles, s.done, s.left) for s in assigning.shares(store)] == [
        ("Anne", 3, 1, 6)
    ]
    assert assigning.give_back(store, token_hex(16), "Anne") == 2
    assert articles_of(store, "Anne") == [1]
    assert len(series) == 2


def test_many_who_ask_at_once_share_nothing(out):
    with served(out, *"ABCDE") as found:
        clients = [found.client(n) for n in range(5)]
        first, barrier = {}, threading.Barrier(5)

        def ask(n):
            barrier.wait(PATIENCE)
            answer = clients[n].post({"n": 2}, "/assign")
            page = clients[n].page(answer["link"])
            first[n] = page.partition('data-key="')[2][:32]

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert len(set(first.values())) == 5
    with opened(out) as store:
        taken = [article for who in "ABCDE" for article in articles_of(store, who)]
        assert sorted(taken) == list(range(10))


WRONG = [
    {"whose": "Mallory"},
    {"n": -1},
    {"n": 0},
    {"n": 10**30},
    {"n": "5"},
    {"n": True},
    {"first": 5, "last": 2},
    {"first": 1.5, "last": 2},
    {"first": 1, "last": 10**9},
    {"whose": HOSTILE[0]},
]


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_hostile_requests_give_nothing(out, wrong):
    with served(out, "Anne") as found:
        client = found.client()
        status, _, answer = client.ask("POST", "/assign", {"action": token_hex(16), **wrong})
        assert (status, list(json.loads(answer))) == (409, ["error"])
    with opened(out) as store:
        assert assigning.shares(store) == []


# --- filters ---------------------------------------------------------------------------------


def test_by_person_and_disagreement(store):
    first, second, third = (store.in_article(n)[0].key for n in range(3))
    store.decide(token_hex(16), "Anne", ACCEPT, first)
    store.decide(token_hex(16), "Bob", REJECT, first)
    store.decide(token_hex(16), "Anne", EDIT, second, "prix")
    store.decide(token_hex(16), "Bob", EDIT, second, "prix")
    store.decide(token_hex(16), "Anne", ACCEPT, third)

    def keys(**where):
        return {line.key for line in store.sample(Filter(decision="all", **where))}

    assert keys(noted="differ") == {first}
    assert keys(who="Bob") == {first, second}
    assert keys(who="Anne") == {third}
    assert keys(who="' OR 1=1 --") == set()
    store.undo(token_hex(16), "Bob")
    store.undo(token_hex(16), "Bob")
    assert keys(noted="differ") == set()


def test_comments_and_flags_are_exported(out):
    with opened(out) as store:
        key = store.in_article(0)[0].key
        for text, flag in ((HOSTILE[0], None), ("=1+1", True), ("", False)):
            team.comment(store, token_hex(16), team.Comment(key, "Anne", now(), flag, text))
    written, _ = rature("review", out, "--comments", "-")
    rows = [json.loads(line) for line in written.splitlines()]
    assert [(r["text"], r["flag"]) for r in rows] == [
        (HOSTILE[0], None),
        ("=1+1", True),
        ("", False),
    ]
    assert {(r["key"], r["who"], r["before"], r["after"], r["state"]) for r in rows} == {
        (key, "Anne", "cost", "coût", "open")
    }


# --- live ------------------------------------------------------------------------------------


def test_an_event_tells_what_another_process_decided(out):
    with served(out, "Anne", "Bob") as found:
        anne = found.client(0)
        connection = HTTPConnection(found.host, timeout=PATIENCE)
        connection.request("GET", "/live?after=0", headers={"Cookie": anne.cookie})
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.getheader("content-type").startswith("text/event-stream")
        assert "default-src 'none'" in answer.getheader("content-security-policy")
        with opened(out) as store:
            key = store.in_article(0)[0].key
            store.decide(token_hex(16), "Carl", REJECT, key)
        lines = []
        while not any(line.startswith(b"data:") for line in lines):
            lines.append(answer.readline())
        event = json.loads(lines[-1].partition(b":")[2])
        assert event["changed"] == [
            {"key": key, "state": "rejected", "label": "rejected by Carl", "value": None}
        ]
        assert event["progress"]["value"] == 1
        assert lines[-2].startswith(b"id: 1")
        connection.close()


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "1e3"])
def test_a_stream_needs_the_cookie_and_takes_any_number(out, after):
    with served(out, "Anne") as found:
        client = found.client()
        connection = HTTPConnection(found.host, timeout=PATIENCE)
        connection.request("GET", f"/live?after={after}", headers={"Cookie": client.cookie})
        assert connection.getresponse().status == 200
        connection.close()
        client.cookie = ""
        assert client.ask("GET", "/live")[0] == 403


def test_a_decision_is_seen_on_the_page_of_another(out, page):
    with served(out, "Anne", "Bob") as found:
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/doubt")
        bob = found.client(1)
        key = page.evaluate("document.querySelector('.item.current').dataset.key")
        bob.post({"what": "accept", "key": key})
        until(page, "document.querySelector('.item.current').dataset.state === 'accepted'")
        assert "accepted by Bob" in page.locator(".item.current .badge").inner_text()
        assert "accepted by Bob" in page.locator("#status").inner_text()
        assert page.locator("#done").inner_text() == "1 of 24 proposals decided (4 %)"
        assert page.evaluate("document.querySelector('.item.current').dataset.key") == key
        page.goto(f"http://{found.host}/series")
        series = page.evaluate("document.querySelector('.item.current').dataset.series")
        bob.post({"what": "accept", "series": int(series)})
        until(page, "document.querySelector('.item.current').dataset.state === 'decided'")


# --- by keys ---------------------------------------------------------------------------------


def test_the_next_fifty_by_one_key_and_who_has_what(out, page):
    with served(out, "Anne", "Bob") as found:
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/articles")
        page.keyboard.press("Shift+G")
        until(page, SENT)
        until(page, "document.getElementById('said-link') !== null")
        assert "12 articles given; nobody else gets them." in page.locator("#status").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**/doubt?whose=Anne")
        assert page.locator(".item").count() == 24
        page.goto(f"http://{found.host}/team")
        assert page.locator("tbody td").all_inner_texts()[:3] == ["12", "0", "24"]
        assert violations(page) == []
        page.set_viewport_size(NARROW)
        assert page.evaluate(FITS)
        page.locator("[data-do=give-back]").click()
        page.wait_for_selector(".none")
        page.locator("#give [name=whose]").select_option("Bob")
        page.locator("#give [name=first]").fill("2")
        page.locator("#give [name=last]").fill("3")
        page.locator("[data-do=give-range]").focus()
        page.keyboard.press("Enter")
        until(page, SENT)
        page.goto(f"http://{found.host}/articles?whose=Bob")
        assert page.locator(".item").count() == 2
        assert violations(page) == []
