"""The glossary from the review: an entry by one key, what it decides, undo, and hostile texts."""

import json

import pytest
from browser import NARROW, violations
from review_runs import edit, served
from test_review_keys import FITS
from test_review_pages import HOSTILE, SENT, until

from pipeline.glossary import GlossaryEntry, read
from pipeline.review.importing import opened
from pipeline.review.model import Filter
from pipeline.settings.config import load

SOURCE = "Un entrance, deux entrance, trois entrance. Le jail est plein."


def articles():
    found = [edit(SOURCE, "entrance", "front", nth=n) for n in range(3)]
    return [("a", SOURCE, [*found, edit(SOURCE, "jail", "prison")])]


@pytest.fixture
def client(out):
    with served(out, "Anne") as found:
        yield found.client()


def judged(out):
    """Return state and result of each edit that was judged."""
    with opened(out) as store:
        lines = store.sample(Filter(decision="decided"), limit=1000)
        return [(line.state, line.result) for line in lines]


def key_of(out, before):
    with opened(out) as store:
        return next(i.key for i in store.sample(Filter(decision="all")) if i.before == before)


def order(client, key, before, after, **more):
    return client.post(
        {"key": key, "before": before, "after": after, "always": True, "scope": "project", **more},
        "/glossary",
    )


def test_an_entry_for_the_project_decides_the_series_and_is_undone(client, out):
    answer = order(client, key_of(out, "entrance"), "entrance", "front")
    assert answer["text"].startswith("« entrance → front », always: written into rature.gloss")
    assert judged(out) == [("accepted", "front")] * 3
    config = out.parent / "rature.toml"
    assert load(config).entries.entries == (GlossaryEntry("entrance", "front"),)
    assert "\tAnne, 20" in (out.parent / "rature.glossary.tsv").read_text("utf-8")
    answer = client.post({"what": "undo"})
    assert answer["text"].endswith("« entrance → front » is no longer in rature.glossary.tsv.")
    assert load(config).entries.entries == ()
    assert judged(out) == []


def test_an_entry_for_the_dump_and_one_that_forbids(client, out):
    order(client, key_of(out, "entrance"), "entrance", "porche", scope="dump")
    assert {value for _, value in judged(out)} == {"porche"}
    answer = order(client, key_of(out, "jail"), "jail", "prison", scope="dump", always=False)
    assert "never: written into rature.glossary.tsv beside the run" in answer["text"]
    assert "rejected" in [state for state, _ in judged(out)]
    assert read([out / "rature.glossary.tsv"]).entries == (
        GlossaryEntry("entrance", "porche"),
        GlossaryEntry("jail", "prison", always=False),
    )
    assert not (out.parent / "rature.toml").exists()


def test_an_entry_about_other_words_decides_nothing(client, out):
    answer = order(client, key_of(out, "jail"), "le jail", "la prison")
    assert (answer["edits"], judged(out)) == (0, [])
    assert answer["text"].endswith("for the project.")


def test_a_request_sent_twice_counts_once(client, out):
    key, action = key_of(out, "entrance"), "a" * 32
    first = order(client, key, "entrance", "front", action=action)
    again = order(client, key, "entrance", "front", action=action)
    assert (first["edits"], again["edits"], again["repeated"]) == (3, 3, True)
    content = (out.parent / "rature.glossary.tsv").read_text("utf-8")
    assert content.count("\nentrance\t") == 1


WRONG = [
    {"before": "=cmd|' /C calc'!A0"},
    {"before": "a\x00b"},
    {"before": "a\u202eb"},
    {"before": "x" * 201},
    {"before": ""},
    {"before": ["a"]},
    {"after": "@SUM(1)"},
    {"scope": "../../etc"},
    {"scope": None},
    {"key": "x"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_what_no_glossary_can_hold_is_refused_and_nothing_is_decided(client, out, wrong):
    body = {"key": key_of(out, "entrance"), "before": "entrance", "after": "front"}
    body |= {"action": "b" * 32, "always": True, "scope": "project", **wrong}
    status, _, answer = client.ask("POST", "/glossary", body)
    assert (status, list(json.loads(answer))) == (409, ["error"])
    assert judged(out) == []
    assert not list(out.parent.glob("*.tsv"))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_one_cell_or_refused(client, out, text):
    body = {"key": key_of(out, "entrance"), "before": "entrance", "after": text}
    body |= {"action": "c" * 32, "always": True, "scope": "project"}
    status, _, answer = client.ask("POST", "/glossary", body)
    path = out.parent / "rature.glossary.tsv"
    if status == 409:
        assert not path.exists()
        assert json.loads(answer)["error"]
        return
    assert status == 200
    (one,) = read([path]).entries
    assert one.after == " ".join(text.split())


def test_by_keys_alone(out, page):
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/doubt")
        before = page.evaluate("document.querySelector('.item.current del').textContent")
        page.keyboard.press("g")
        page.wait_for_selector("#glossary[open]")
        assert page.evaluate("document.getElementById('g-before').value") == before
        assert violations(page, within="#glossary") == []
        page.keyboard.press("n")  # « never », by the keys of the browser itself
        page.set_viewport_size(NARROW)
        assert page.evaluate(FITS)
        page.locator("#glossary [value=save]").focus()
        page.keyboard.press("Enter")
        until(page, SENT)
        until(page, "document.getElementById('status').textContent.includes('never: written')")
    config = out.parent / "rature.toml"
    (one,) = load(config).entries.entries
    assert (one.before, one.always) == (before, False)
    assert {state for state, _ in judged(out)} == {"rejected"}


def test_from_a_card_of_a_series(out, page):
    with served(out, "Anne") as found:
        page.goto(found.addresses[0])
        page.goto(f"http://{found.host}/series")
        page.keyboard.press("g")
        page.wait_for_selector("#glossary[open]")
        page.locator("#g-after").fill("<b>porche</b>")
        page.locator("#glossary [value=save]").focus()
        page.keyboard.press("Enter")
        until(page, SENT)
        until(page, "document.getElementById('status').textContent.includes('<b>porche</b>')")
        assert page.locator("#status b").count() == 0
    assert {value for _, value in judged(out)} == {"<b>porche</b>"}
