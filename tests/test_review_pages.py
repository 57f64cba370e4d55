"""The review in the browser: real servers, a real browser, hostile articles, hostile requests."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from http.client import HTTPConnection, HTTPException
from secrets import token_hex
from urllib.parse import quote, urlsplit

import pytest
from browser import NARROW, WIDE, violations
from patience import PATIENCE
from review_runs import edit, environment, made_run, rature, real_run, served, texts
from test_review import articles as of_the_store

from pipeline.batch import ledger
from pipeline.edits import apply
from pipeline.review.exchange import exported
from pipeline.review.importing import opened
from pipeline.review.model import Filter
from pipeline.review.run import FinishedRun

VIEWS = ("/series", "/series/0?decision=all", "/articles", "/articles/0?decision=all", "/doubt")
VIEWS += ("/sample?decision=all", "/rules", "/history", "/audit", "/team", "/articles/0/final")
VIEWS += ("/series/0?by=left&decision=all", "/series/0?sort=left&decision=all", "/export")


MORE_VIEWS = ("/articles?finished=no", "/audit?rule=LEAK001", "/doubt?whose=Bob")
MORE_VIEWS += ("/team?decision=all", "/doubt?noted=flagged&decision=all")
MORE_VIEWS += ("/doubt?noted=differ&decision=all",)
"""Views with what a team leaves: articles that somebody has, comments, disagreements."""

DIALOGS = {"?": "#help", "e": "#editor", "c": "#commenter", "g": "#glossary"}


def articles():
    """Return the first article of the tests of the store, and another one."""
    first, *_ = of_the_store()
    return [first, ("b", "Encore un entrance.", [edit("Encore un entrance.", "entrance", "front")])]


SENT = "JSON.parse(localStorage['rature.pending'] || '[]').length === 0"


def until(page, what):
    """Wait for ``what``; Playwright's own way needs eval, which the pages forbid."""
    for _ in range(600):
        if page.evaluate(what):
            return
        page.wait_for_timeout(50)
    raise AssertionError(what)


def decided(out):
    """Return state and text of each edit, by row and place."""
    with opened(out) as store:
        lines = store.doubtful(Filter(decision="all"), limit=100_000)
        return {(line.row, line.start): (line.state, line.result) for line in lines}


# --- who may ask -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    with served(made_run(tmp_path_factory.mktemp("guarded") / "out", articles())) as found:
        yield found


@pytest.mark.parametrize("path", [*VIEWS, "/static/review.js", "/decide", "/nowhere"])
def test_without_the_token_nothing_is_told(guarded, path):
    client = guarded.client()
    for cookie in ("", "rature=x", "rature-1=" + client.cookie.partition("=")[2], '"\x01'):
        client.cookie = cookie
        status, headers, body = client.ask("GET", path)
        assert status == 403
        assert b"entrance" not in body
        assert "default-src 'none'" in headers["content-security-policy"]


def test_a_wrong_token_is_refused_and_the_right_one_leaves_the_address(guarded):
    client = guarded.client()
    token = guarded.addresses[0].partition("token=")[2]
    client.cookie = ""
    for wrong in ("", "x", token[:-1], token + "é", token.upper()):
        assert client.ask("GET", f"/?token={quote(wrong)}")[0] == 403
    status, headers, body = client.ask("GET", f"/?token={token}")
    assert (status, headers["location"], body) == (303, "/series", b"")
    assert {"HttpOnly", "SameSite=Strict"} <= set(headers["set-cookie"].split("; "))
    assert token not in headers["set-cookie"]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "10.0.0.1:{port}", ""],
)
def test_other_names_are_refused(guarded, host):
    port = urlsplit(guarded.addresses[0]).port
    client = guarded.client()
    assert client.ask("GET", "/series", Host=host.format(port=port))[0] == 421
    body = {"action": token_hex(16), "what": "undo"}
    assert client.ask("POST", "/decide", body, Host=host.format(port=port))[0] in (403, 421)


@pytest.mark.parametrize(
    "change",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "https://{host}"},
        {"Origin": "http://{host}.evil.example"},
        {"X_Rature": None},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_requests_of_other_pages_are_refused(guarded, change):
    client = guarded.client()
    change = {name: value and value.format(host=guarded.host) for name, value in change.items()}
    body = {"action": token_hex(16), "what": "accept", "series": 0}
    assert client.ask("POST", "/decide", body, **change)[0] in (403, 415)
    assert client.post({"what": "undo"})["edits"] == 0


def test_pages_are_not_given_to_scripts_of_other_sites(guarded):
    client = guarded.client()
    other = {"Sec_Fetch_Site": "cross-site"}
    assert client.ask("GET", "/series", **other, Sec_Fetch_Mode="no-cors")[0] == 403
    assert client.ask("GET", "/static/review.js", **other, Sec_Fetch_Mode="no-cors")[0] == 403
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert client.ask(method, "/series")[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "//etc/passwd",
        "/articles/../../etc/passwd",
        "/static/",
        "/articles/99999999999999999999999999",
        "/articles/-1",
        "/series/x",
        "/series/7",
    ],
)
def test_no_path_reaches_a_file(guarded, path):
    status, _, body = guarded.client().ask("GET", path)
    assert (status, body) == (404, b"there is no such page\n")


@pytest.mark.parametrize(
    "path",
    [
        "/series?after=x&low=nan&high=-3&decision=drop&rule=%00&q=%ff%fe",
        "/doubt?after=1e999_5&low=2",
        "/series?q=' OR 1=1; DROP TABLE edits; --",
        "/articles?after=99999999999999999999",
        "/articles/0?from=999999",
        "/history?before=-1",
        "/sample?after=99999999999999999999999_1",
        "/series?lang=%3Cscript%3E",
    ],
)
def test_nonsense_in_addresses_does_no_harm(guarded, path):
    assert "<h1>" in guarded.client().page(path.replace(" ", "%20"))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({"what": "accept"}, 409),
        ({"action": token_hex(16), "what": "drop", "series": 0}, 409),
        ({"action": token_hex(16), "what": "edit", "series": 0}, 409),
        ({"action": token_hex(16), "what": "accept", "key": "x"}, 409),
        ({"action": token_hex(16), "what": "edit", "key": "x", "candidate": 9}, 409),
        ({"action": token_hex(16), "what": "accept", "series": 10**30}, 409),
        ({"action": "'; --", "what": "undo"}, 409),
    ],
)
def test_nonsense_in_requests_is_refused(guarded, body, status):
    assert guarded.client().ask("POST", "/decide", body)[0] == status


def test_a_request_of_any_size_is_refused(guarded):
    client = guarded.client()
    connection = HTTPConnection(guarded.host, timeout=PATIENCE)
    headers = {"Cookie": client.cookie, "Origin": f"http://{guarded.host}", "X-Rature": "1"}
    headers |= {"Content-Type": "application/json", "Content-Length": str(1 << 40)}
    connection.putrequest("POST", "/decide")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_only_this_machine_can_reach_it(guarded):
    port = urlsplit(guarded.addresses[0]).port
    own = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in own - {"127.0.0.1"}:
        with socket.socket() as client, pytest.raises(OSError):
            client.settimeout(2)
            client.connect((address, port))
    assert guarded.host.startswith("127.0.0.1:")


# --- several at once -------------------------------------------------------------------------


def test_two_at_once_and_a_server_killed_lose_and_double_nothing(tmp_path):
    source = "Un case. " * 60
    articles = [
        (f"a{n}", source, [edit(source, "case", "cas", nth=i) for i in range(60)]) for n in (0, 1)
    ]
    out = made_run(tmp_path / "out", articles)
    with opened(out) as store:
        keys = [line.key for line in store.doubtful(Filter(), limit=1000)]
    wanted = {who: [(token_hex(16), key) for key in keys[i::2]] for i, who in enumerate("AB")}
    server = {}
    ready = threading.Event()
    confirmed = Counter()
    errors = []

    def reviewer(number, who):
        client = None
        for action, key in wanted[who]:
            body = {"action": action, "what": "accept" if number else "reject", "key": key}
            while True:
                ready.wait(PATIENCE)
                try:
                    client = client or server["now"].client(number)
                    status, _, answer = client.ask("POST", "/decide", body)
                except (OSError, HTTPException):
                    client = None  # killed: the same request again, to the one that comes after
                    continue
                if status == 403:
                    client = None  # the token of the one before
                    continue
                if status != 200:
                    errors.append(answer)
                    return
                confirmed[who] += 1
                break

    threads = [threading.Thread(target=reviewer, args=pair) for pair in enumerate("AB")]
    for thread in threads:
        thread.start()
    for kills in range(4):
        with served(out, "A", "B") as found:
            server["now"] = found
            ready.set()
            if kills == 3:
                for thread in threads:
                    thread.join(60)
            else:
                start = sum(confirmed.values())
                while sum(confirmed.values()) < start + 20:
                    assert any(thread.is_alive() for thread in threads)
                ready.clear()
                os.kill(found.process.pid, signal.SIGKILL)
                found.process.wait()
    assert not errors
    assert confirmed == {"A": 60, "B": 60}
    with opened(out) as store:
        rows = list(exported(store))
    assert Counter((row["action"], row["key"]) for row in rows) == Counter(
        pair for pairs in wanted.values() for pair in pairs
    )
    assert Counter((row["who"], row["what"]) for row in rows) == {
        ("A", "reject"): 60,
        ("B", "accept"): 60,
    }


def test_each_reviewer_has_a_name(out):
    with served(out, "Anne", "Zoë ‹b›") as found:
        anne, zoe = found.client(0), found.client(1)
        assert "<bdi>Zoë ‹b›</bdi>" in zoe.page("/series")
        anne.post({"what": "accept", "series": 0})
        answer = zoe.post({"what": "undo"})
        assert answer["edits"] == 0
        with opened(out) as store:
            key = store.doubtful(Filter(decision="accepted"))[0].key
        assert "Anne had decided otherwise" in zoe.post({"what": "reject", "key": key})["text"]


def test_a_word_goes_into_the_dictionary_of_the_project(out):
    with served(out, "Anne") as found:
        client = found.client()
        with opened(out) as store:
            line = next(line for line in store.doubtful(Filter()) if line.before == "problem")
        answer = client.post({"key": line.key}, "/word")
        assert "« problem »" in answer["text"]
        assert {row["state"] for row in answer["changed"]} == {"rejected"}
        path = out.parent / "rature.words.tsv"
        assert "problem" in path.read_text("utf-8").splitlines()


# --- hostile articles ------------------------------------------------------------------------

HOSTILE = [
    "<script>hacked=1</script>",
    "<img src=x onerror=hacked=1>",
    "\"' onfocus='hacked=1' autofocus x=\"",
    "</span></div><a href='javascript:hacked=1'>clic</a>",
    "javascript:hacked=1",
    "{{ 7*7 }}{% for x in y %}${7*7}<%= 7*7 %>#{7*7}",
    "'; DROP TABLE edits; -- \" OR 1=1",
    "\u202eabc\u2066def\u200b\x00\x1b[31m\ufeff",
    "&lt;b&gt; &amp; ]]> <!-- <![CDATA[",
    "x" * 1_000_000,
    "<svg/onload=hacked=1>",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    articles = []
    for number, text in enumerate(HOSTILE):
        source = f"Le {text} entrance {text} fin."
        articles.append(
            (
                f"id {text[:60]}",
                source,
                [
                    edit(source, text, f"autre {text}", confidence=0.4, reason=f"r {text[:99]}"),
                    edit(source, "entrance", text, candidates=((text, 0.5), (text * 2, 0.1))),
                    edit(source, text, text[::-1], nth=1, decision=["auto", "review"][number % 2]),
                ],
            )
        )
    out = made_run(tmp_path_factory.mktemp("hostile") / "out", articles)
    with served(out, "Anne") as found:
        yield found, out


def test_hostile_articles_are_text_on_every_page(hostile, page):
    found, _ = hostile
    seen = []
    page.on("dialog", lambda dialog: seen.append(dialog.message) or dialog.dismiss())
    page.on("console", lambda message: seen.append(message.text))
    page.on(
        "request", lambda request: seen.append(request.url) if found.host not in request.url else 0
    )
    page.goto(found.addresses[0])
    views = [view for view in VIEWS if "/articles/" not in view and "/series/" not in view]
    views += [f"/articles/{n}?decision=all" for n in range(len(HOSTILE))]
    views += [f"/series/{n}?decision=all" for n in range(0, 30, 5)]
    base = f"http://{found.host}"
    for view in views:
        page.goto(base + view)
        for _ in range(min(4, page.locator(".item").count() - 1)):
            page.keyboard.press("j")
        assert page.evaluate("typeof hacked") == "undefined", view
        assert (
            page.locator("main script, main img, main svg, main [onfocus], main [onerror]").count()
            == 0
        )
        bad = page.locator("a[href^='javascript' i], :focus[autofocus]")
        assert bad.count() == 0
        shown = page.locator("body").inner_text()
        assert not set("\u202e\u2066\x00\x1b\u200b") & set(shown), view
        assert "4949" not in shown
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    page.goto(base + "/articles/0?decision=all")
    assert "<script>hacked=1</script>" in page.locator(".text").inner_text()
    page.goto(base + "/articles/7?decision=all")
    assert "U+202E" in page.locator(".text").inner_text()
    assert seen == []


def test_hostile_texts_are_decided_like_any_other(hostile, page):
    found, out = hostile
    page.goto(found.addresses[0])
    for number in range(len(HOSTILE)):
        page.goto(f"http://{found.host}/articles/{number}?decision=all")
        for key in ("a", "r", "a"):
            page.keyboard.press(key)
        until(page, SENT)
        assert page.evaluate("typeof hacked") == "undefined"
    rature("apply", out)
    sources = {article.row: article.source for article in FinishedRun(out).articles()}
    rows = list(ledger.read(out / "reviewed"))
    assert Counter(row.decision for row in rows) == {"accepted": 22, "rejected": 11}
    for number, text in enumerate(texts(out / "reviewed")):
        own = [r.edit() for r in rows if r.row == number and r.decision == "accepted"]
        assert text == apply(sources[number], own)


# --- accessibility ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "fr")])
def test_no_view_has_a_serious_fault(out, browser, scheme, language):
    with opened(out) as store:
        key = store.doubtful(Filter(decision="all"), limit=1)[0].key
    with served(out, "Anne", "Bob") as found:
        client, other = found.client(), found.client(1)
        client.post({"what": "accept", "series": 0})
        client.post({"what": "undo"})
        client.post({"what": "reject", "series": 0})
        client.post({"what": "reject", "key": key})
        other.post({"what": "accept", "key": key})
        other.post({"key": key, "text": "Vraiment ?", "flag": True}, "/comment")
        other.post({}, "/assign")
        for size in (WIDE, NARROW):
            context = browser.new_context(viewport=size, color_scheme=scheme, locale=language)
            page = context.new_page()
            page.goto(found.addresses[0])
            for view in (*VIEWS, *MORE_VIEWS):
                page.goto(f"http://{found.host}{view}")
                assert page.locator("html").get_attribute("lang") == language
                assert violations(page) == [], view
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
            assert page.locator(".item").count()
            for key, dialog in DIALOGS.items():
                page.goto(f"http://{found.host}/doubt?decision=all")
                page.keyboard.press(key)
                page.wait_for_selector(f"{dialog}[open]")
                assert violations(page, within=dialog) == []
            page.goto(f"http://{found.host}/articles/0?decision=all")
            page.keyboard.press("m")
            assert violations(page) == []
            context.close()


def test_keys_can_be_switched_off_and_focus_is_kept(out, page):
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/doubt")
        focused = "document.activeElement.dataset.key"
        first = page.evaluate(focused)
        page.keyboard.press("j")
        second = page.evaluate(focused)
        assert first
        assert second not in (first, None)
        page.reload()
        assert page.evaluate(focused) == second
        page.keyboard.press("?")
        assert page.evaluate("document.activeElement.closest('dialog').id") == "help"
        page.locator("#keys").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.reload()
        page.keyboard.press("a")
        assert page.locator("#done").inner_text().startswith("0 of")
        page.locator(".current [data-do=accept]").press("Enter")
        until(page, "document.getElementById('done').textContent.startsWith('2 of')")
        assert page.locator("#status[aria-live=polite]").inner_text().startswith("Accepted (2).")


def test_what_was_not_confirmed_is_sent_again_after_a_new_start(out, page):
    with served(out, "Anne") as found:
        port = urlsplit(found.addresses[0]).port
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/doubt")
        os.kill(found.process.pid, signal.SIGKILL)
        found.process.wait()
        page.keyboard.press("r")
        page.wait_for_selector("#waiting:not([hidden])")
        assert "Not saved yet: 1" in page.locator("#waiting").inner_text()
    with served(out, "Anne", port=port) as found:
        page.goto(found.addresses[0])
        until(page, SENT)
        # The page may have been made just before the one it replaces had its answer.
        page.reload()
        assert page.locator("#done").inner_text() != "0 of 5 proposals decided (0 %)"
    assert sorted(state for state, _ in decided(out).values()).count("rejected") >= 1


# --- the whole way, by keys alone --------------------------------------------------------------


@pytest.mark.slow
def test_a_real_run_of_500_articles_is_reviewed_by_keys_alone(tmp_path, page):
    out = real_run(tmp_path, 500)
    start = decided(out)
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])
        press = page.keyboard.press

        def settled():
            until(page, SENT)

        def states():
            settled()
            return Counter(state for state, _ in decided(out).values())

        # A series as a whole, from the list; undone, and decided again.
        first = page.locator(".item.current").get_attribute("data-series")
        press("Shift+A")
        accepted = states()["accepted"]
        assert accepted > 1
        press("u")
        assert states()["accepted"] == 0
        press("Shift+A")
        assert states()["accepted"] == accepted
        press("j")
        press("Shift+R")
        rejected = states()["rejected"]
        assert rejected > 0
        page.reload()
        assert page.locator(f"#s-{first}").count() == 0

        # Line by line in the next series.
        page.locator(".item.current").press("Enter")
        page.wait_for_url("**/series/*")
        series = int(urlsplit(page.url).path.rpartition("/")[2])
        key = page.locator(".item.current").get_attribute("data-key")
        press("e")
        page.wait_for_selector("#editor[open]")
        press("Control+a")
        page.keyboard.type("une réécriture « à la main »")
        press("Enter")
        until(page, f"document.getElementById('e-{key}').dataset.state === 'edited'")
        press("r")
        settled()
        page.reload()

        # The least certain: accept, choose a candidate, go to the next undecided one.
        page.goto(f"http://{found.host}/doubt")
        press("a")
        chosen = page.locator(".item.current")
        second = chosen.get_attribute("data-key")
        candidates = chosen.locator(".candidates button")
        assert candidates.count() > 1
        press("2")
        press("k")
        press("n")
        settled()
        assert page.locator(f"#e-{second}").get_attribute("data-state") == "edited"
        assert page.locator(".item.current").get_attribute("data-state") == "open"

        # A search, with the keyboard alone.
        press("/")
        page.keyboard.type("ministre")
        press("Enter")
        page.wait_for_url("**q=ministre**")
        shown = page.locator(".item").all_inner_texts()
        assert all("ministre" in text.lower() for text in shown)

        # An article: what the program made is refused there.
        page.goto(f"http://{found.host}/articles?decision=auto")
        page.locator(".item.current").press("Enter")
        page.wait_for_url("**/articles/*")
        made = page.locator(".item.current")
        assert made.get_attribute("data-state") == "auto"
        press("r")
        settled()
        assert made.get_attribute("data-state") in ("rejected", "auto", "open")
    final = decided(out)
    with opened(out) as store:
        handed = list(exported(store))
    path = tmp_path / "decisions.jsonl"
    rature("review", out, "--export", path)
    assert [json.loads(line) for line in path.read_bytes().splitlines()] == handed
    counts = Counter(state for state, _ in final.values())
    assert counts["edited"] == 2
    assert ("edited", "une réécriture « à la main »") in final.values()
    assert counts["accepted"] >= accepted
    assert counts["rejected"] >= rejected + 2
    assert {place for place in final if final[place] != start[place]} == {
        (row["row"], row["start"]) for row in handed if row["stands"]
    }
    rature("apply", out, "-o", tmp_path / "reviewed")
    sources = [
        json.loads(line)["text"] for line in (tmp_path / "dump.jsonl").read_bytes().splitlines()
    ]
    rows: dict[int, list] = {}
    for row in ledger.read(tmp_path / "reviewed"):
        state, value = final[row.row, row.start]
        assert (row.decision, row.after) == ("review" if state == "open" else state, value)
        if state in ("auto", "accepted", "edited"):
            rows.setdefault(row.row, []).append(row.edit())
    written = texts(tmp_path / "reviewed")
    assert written == [apply(text, rows.get(n, ())) for n, text in enumerate(sources)]
    assert series >= 0


# --- the command -----------------------------------------------------------------------------


def test_what_is_missing_for_the_pages_is_said(out):
    code = "import sys; sys.modules['uvicorn'] = None; from pipeline.cli import main; "
    code += f"sys.exit(main(['review', {str(out)!r}]))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 2
    assert done.stderr == (
        'rature: the review in the browser needs an extra (uvicorn): pip install "rature[review]"\n'
    )


@pytest.mark.parametrize(
    "given",
    [
        ["--name", " "],
        ["--name", "a\x1bb"],
        ["--port", "0"],
        ["--port", "x"],
        ["--host", "203.0.113.1"],
        ["--config", "."],
        ["--import", "/nowhere"],
        ["--terminal", "--name", "A", "--name", "B"],
        ["--terminal", "--export", "-"],
    ],
)
def test_bad_options_are_refused_in_one_line(out, given):
    printed, err = rature("review", out, *given, code=2)
    assert printed == b""
    assert err.startswith("rature: ")
    assert err.count("\n") == 1


def test_a_folder_has_its_own_port_and_another_one_when_that_is_taken(out):
    with served(out) as first, served(out) as second:
        assert first.host != second.host
        port = urlsplit(first.addresses[0]).port
        _, err = rature("review", out, "--port", port, code=2)
        assert f"cannot listen on 127.0.0.1 port {port}" in err
    with served(out) as again:
        assert again.host == first.host


def test_an_interrupt_ends_the_review_and_keeps_what_was_decided(out):
    with served(out, "Anne") as found:
        found.client().post({"what": "accept", "series": 0})
        found.process.send_signal(signal.SIGINT)
        _, err = found.process.communicate(timeout=PATIENCE)
        assert found.process.returncode == 0
        assert "Traceback" not in err
    assert [state for state, _ in decided(out).values()].count("accepted") == 3
