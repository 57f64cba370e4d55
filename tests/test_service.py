"""The HTTP service: records for programs, matches for editors, and what it refuses."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from pipeline.edits import apply
from pipeline.errors import InputError
from pipeline.io import records
from pipeline.pipeline import Pipeline
from pipeline.service import languagetool
from pipeline.service.app import QUEUE, Limits, application

DAMAGED = "Le proc&egrave;s 😀 reprend. Il risque dix ans de jail."
PIPELINE = Pipeline(context="off")
TOKEN = "secret"


def start(*options):
    """Start the service; return the process and its address."""
    command = [sys.executable, "-m", "pipeline", "serve", "--port", "0", "--context", "off"]
    command = [part if part != "0" else str(free_port()) for part in command]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().split()[0]


def free_port():
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def service():
    process, address = start("--token", TOKEN, "--max-bytes", "20000", "--workers", "2")
    yield address
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")


def ask(address, path, body=None, kind="text/plain", **headers):
    """Return the status and the parsed answer."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind, **headers}
    request = urllib.request.Request(f"{address}{path}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def form(**fields):
    return urllib.parse.urlencode(fields).encode()


FORM = "application/x-www-form-urlencoded"


def test_a_text_becomes_the_record_of_clean(service):
    status, found = ask(service, "clean", DAMAGED.encode())
    assert status == 200
    assert found == PIPELINE.explain(DAMAGED).to_dict()
    jsonschema.validate(found, records.schema())


def test_a_request_chooses_the_shape_of_its_records(service):
    _, found = ask(service, "clean?schema=2", DAMAGED.encode())
    assert found == PIPELINE.explain(DAMAGED).to_dict(2)
    body = json.dumps([{"text": DAMAGED}]).encode()
    _, (found,) = ask(service, "clean?schema=2", body, "application/json")
    jsonschema.validate(found, records.schema(2))
    status, found = ask(service, "clean?schema=3", DAMAGED.encode())
    assert (status, found["error"]) == (400, "schema is 1 or 2, not 3")


def test_records_keep_their_order_and_ids(service):
    asked = [{"id": f"a{n}", "text": f"{DAMAGED} {n}"} for n in range(5)]
    _, found = ask(service, "clean", json.dumps(asked).encode(), "application/json")
    assert [one["id"] for one in found] == [one["id"] for one in asked]
    assert all(one["text"].endswith(f"prison. {n}") for n, one in enumerate(found))
    _, one = ask(service, "clean", b'{"text": "Un mot\\ud800."}', "application/json")
    assert one["text"] == "Un mot\ud800."


def test_several_columns_give_a_record_each(service):
    asked = [{"id": "a", "title": DAMAGED, "body": "Un mot."}, {"id": "b", "body": DAMAGED}]
    path = "clean?text_column=title,body"
    status, found = ask(service, path, json.dumps(asked).encode(), "application/json")
    assert status == 200
    assert [(one["id"], one["column"]) for one in found] == [
        *(("a", "title"), ("a", "body"), ("b", "body")),
    ]
    assert found[0]["text"] == found[2]["text"] == PIPELINE.clean(DAMAGED)
    for one in found:
        jsonschema.validate(one, records.schema())
    status, found = ask(service, path, json.dumps(asked[1]).encode(), "application/json")
    assert [one["column"] for one in found] == ["body"]
    status, found = ask(service, path, b'{"text": "a"}', "application/json")
    assert (status, "title" in found["error"] and "body" in found["error"]) == (400, True)
    path = "clean?text_column=body&id_column=url"
    _, found = ask(service, path, b'{"url": "u", "body": "Un mot."}', "application/json")
    assert (found["id"], found["text"], "column" in found) == ("u", "Un mot.", False)


def test_the_columns_of_the_command_hold_for_all_requests():
    process, address = start("--no-token", "--text-column", "title,body", "--id-column", "n")
    try:
        body = json.dumps({"n": 7, "title": DAMAGED}).encode()
        _, found = ask(address, "clean", body, "application/json")
        assert [(one["id"], one["column"]) for one in found] == [("7", "title")]
    finally:
        process.terminate()
        process.communicate()


def test_editors_get_matches_as_from_languagetool(service):
    body = form(text=DAMAGED, language="fr", enabledOnly="false")
    status, found = ask(service, "v2/check", body, FORM)
    assert status == 200
    wide = DAMAGED.encode("utf-16-le")
    for match in found["matches"]:
        start, end = 2 * match["offset"], 2 * (match["offset"] + match["length"])
        at = 2 * match["context"]["offset"]
        quoted = match["context"]["text"].encode("utf-16-le")
        assert wide[start:end] == quoted[at : at + end - start]
        assert match["rule"]["id"]
        assert match["replacements"]
    assert [m["replacements"][0]["value"] for m in found["matches"]] == ["è", "prison"]
    assert ask(service, "v2/languages")[1][0]["longCode"] == "fr"


def test_the_token_may_come_as_the_key_that_editors_have(service):
    for fields, status in (({"apiKey": TOKEN}, 200), ({"apiKey": "x"}, 401), ({}, 401)):
        assert (
            ask(service, "v2/check", form(text="a", **fields), FORM, Authorization="")[0] == status
        )


@pytest.mark.parametrize(
    ("path", "body", "kind", "headers", "status"),
    [
        ("clean", b"a", "text/plain", {"Authorization": ""}, 401),
        ("clean", b"a", "text/plain", {"Authorization": "Bearer no"}, 401),
        ("clean", b"a", "text/plain", {"Host": "evil.example"}, 421),
        ("clean", b"\xff", "text/plain", {}, 400),
        ("clean", b"{", "application/json", {}, 400),
        ("clean", b"[1]", "application/json", {}, 400),
        ("clean", b"[" * 9000, "application/json", {}, 400),
        ("clean", b"a" * 20001, "text/plain", {}, 413),
        ("v2/check", form(language="fr"), FORM, {}, 400),
        ("v2/check", form(data="{"), FORM, {}, 400),
    ],
)
def test_what_is_refused_and_why(service, path, body, kind, headers, status):
    found, answer = ask(service, path, body, kind, **headers)
    assert found == status
    assert answer["error"]


def test_the_service_describes_itself(service):
    _, found = ask(service, "openapi.json")
    assert set(found["paths"]) == {"/clean", "/v2/check", "/v2/languages"}
    assert found["components"]["schemas"]["Record"]["required"]


def test_many_at_once_get_their_own_answers(service):
    def one(n):
        return ask(service, "clean", f"Le num&eacute;ro {n} est sorti.".encode())[1]["text"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(60)))
    assert found == [f"Le numéro {n} est sorti." for n in range(60)]


def test_a_slow_text_is_given_up_and_the_next_one_is_answered():
    process, address = start("--token", TOKEN, "--time-limit", "0.01")
    try:
        slow = ("Le chat &eacute;tait là. " * 4000).encode()
        status, answer = ask(address, "clean", slow)
        assert status == 503
        assert "more than 0.01 seconds" in answer["error"]
        assert ask(address, "v2/languages")[0] == 200
    finally:
        process.kill()
        process.communicate()


def test_too_many_waiting_requests_are_refused_at_once():
    """The workers here are one that never ends until it is let go."""

    class Slow:
        count, limit = 1, 1.0
        let_go = asyncio.Event()

        async def clean(self, text, name=""):
            await self.let_go.wait()
            return {"schema": 1, "text": text}

    async def ask_once(app):
        statuses = []
        headers = [(b"host", b"here")]
        scope = {"type": "http", "method": "POST", "path": "/clean", "query_string": b""}

        async def receive():
            return {"type": "http.request", "body": b"Un mot."}

        async def send(message):
            statuses.append(message.get("status"))

        await app({**scope, "headers": headers}, receive, send)
        return statuses[0]

    async def ask_many():
        slow = Slow()
        app = application(slow, Limits(1000, "", frozenset({"here"})))
        asked = [asyncio.create_task(ask_once(app)) for _ in range(QUEUE + 3)]
        await asyncio.sleep(0.2)
        refused = [one.result() for one in asked if one.done()]
        slow.let_go.set()
        return refused, await asyncio.gather(*asked)

    with ThreadPoolExecutor(1) as other:  # a browser's loop may run in this thread
        refused, statuses = other.submit(lambda: asyncio.run(ask_many())).result()
    assert refused == [503] * 3
    assert sorted(statuses) == [200] * QUEUE + [503] * 3


def test_a_random_token_is_printed_and_a_taken_port_is_an_error():
    port = str(free_port())
    command = [sys.executable, "-m", "pipeline", "serve", "--context", "off", "--port", port]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/  token \S{20,}\n", first.stdout.readline())
        second = subprocess.run(
            command, capture_output=True, text=True, env=os.environ, timeout=120
        )
        assert second.returncode == 2
        assert "try another --host or --port" in second.stderr
        assert second.stderr.count("\n") == 1
    finally:
        first.kill()
        first.communicate()


# -- annotated text -------------------------------------------------------------------------------


def annotated(*parts):
    return languagetool.text_of({"data": json.dumps({"annotation": list(parts)})})


def test_matches_of_annotated_text_lie_in_the_whole():
    found = annotated({"text": "Le "}, {"markup": "<b>"}, {"text": "jail"}, {"markup": "</b>"})
    assert found.text == "Le jail"
    edit = {"start": 3, "end": 7, "rule": "LEAK001", "after": "prison", "candidates": [],
            "reason": ""}  # fmt: skip
    (match,) = languagetool.answer(found, {"error": None, "edits": [edit]}, "1")["matches"]
    assert (match["offset"], match["length"]) == (6, 4)


def test_an_edit_across_markup_is_left_out():
    found = annotated({"text": "ja"}, {"markup": "<b>", "interpretAs": "\n"}, {"text": "il"})
    assert found.text == "ja\nil"
    edit = {"start": 0, "end": 5, "rule": "LEAK001", "after": "x", "candidates": [], "reason": ""}
    assert languagetool.answer(found, {"error": None, "edits": [edit]}, "1")["matches"] == []


@given(st.lists(st.tuples(st.text(max_size=5), st.text("<>b😀", max_size=3)), max_size=5))
def test_matches_applied_to_the_whole_change_only_text(parts):
    rows = [part for text, markup in parts for part in ({"text": text}, {"markup": markup})]
    found = annotated(*rows)
    assert found.text == "".join(text for text, _ in parts)
    assert found.whole == "".join(text + markup for text, markup in parts)
    assert all(found.whole[place] == c for place, c in zip(found.places, found.text, strict=True))


@pytest.mark.parametrize("fields", [{}, {"data": "[]"}, {"data": '{"annotation": [3]}'}])
def test_a_request_without_text_is_refused(fields):
    with pytest.raises(InputError):
        languagetool.text_of(fields)


def test_matches_make_the_same_text_as_the_edits():
    """What an editor makes of all first replacements of edits that rature makes."""
    result = PIPELINE.explain(DAMAGED)
    answer = languagetool.answer(languagetool.text_of({"text": DAMAGED}), result.to_dict(), "1")
    wide = DAMAGED.encode("utf-16-le")
    for match in reversed(answer["matches"]):
        start, end = 2 * match["offset"], 2 * (match["offset"] + match["length"])
        wide = wide[:start] + match["replacements"][0]["value"].encode("utf-16-le") + wide[end:]
    assert wide.decode("utf-16-le") == apply(result.source, [*result.edits, *result.proposals])
