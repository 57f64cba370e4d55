"""A team: comments and flags, agreement, disagreements; what people write is text everywhere."""

import sqlite3
from contextlib import closing
from secrets import token_hex

import pytest
from browser import NARROW, violations
from review_runs import edit, made_run, served
from test_review_keys import CURRENT, FITS, ROWS
from test_review_pages import HOSTILE, SENT, until

from pipeline.errors import InputError
from pipeline.review import team
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, EDIT, REJECT, Filter
from pipeline.review.store import now

SOURCE = "Le cost, le jail, le share, la case, le heap."
PAIRS = {"cost": "coût", "jail": "prison", "share": "part", "case": "affaire", "heap": "tas"}


def articles():
    return [("a", SOURCE, [edit(SOURCE, *pair) for pair in PAIRS.items()])]


def keys_of(store):
    return {line.before: line.key for line in store.in_article(0)}


def say_all(store, said):
    keys = keys_of(store)
    for who, before, what, *value in said:
        store.decide(token_hex(16), who, what, keys[before], *value)
    return keys


# --- agreement -------------------------------------------------------------------------------


def test_kappa_is_that_of_the_textbook():
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert team.kappa(pairs) == pytest.approx(0.4)
    assert team.kappa([]) is None
    assert team.kappa([("y", "y")] * 9) is None
    assert team.kappa([("y", "n"), ("n", "y")]) == -1


DIFFERING = (
    ("Anne", "cost", ACCEPT),
    ("Bob", "cost", REJECT),
    ("Anne", "jail", EDIT, "geôle"),
    ("Bob", "jail", EDIT, "cellule"),
    ("Anne", "share", ACCEPT),
    ("Bob", "share", ACCEPT),
    ("Anne", "case", REJECT),
)


def test_agreement_and_disagreements(out):
    with opened(out) as store:
        keys = say_all(store, DIFFERING)
        (pair,) = team.agreements(team.judgments(store, first=True))
        assert (pair.first, pair.second, pair.both, pair.agreed) == ("Anne", "Bob", 3, 1)
        assert pair.kappa == pytest.approx(1 / 7)
        differ = team.disagreements(team.judgments(store, first=False))
        assert list(differ) == [keys["cost"], keys["jail"]]
        assert [one.value for one in differ[keys["jail"]]] == ["geôle", "cellule"]


def test_a_disagreement_is_settled_and_agreement_stays_what_it_was(out):
    with opened(out) as store:
        keys = say_all(
            store, [*DIFFERING, ("Carl", "cost", ACCEPT), ("Bob", "jail", EDIT, "geôle")]
        )
        assert team.disagreements(team.judgments(store, first=False)) == {}
        anne = team.agreements(team.judgments(store, first=True))[0]
        assert (anne.first, anne.second, anne.both, anne.agreed) == ("Anne", "Bob", 3, 1)
        for _ in range(2):
            store.undo(token_hex(16), "Bob")
        assert [
            one.who for one in team.judgments(store, first=True) if one.key == keys["jail"]
        ] == [*("Anne", "Bob")]


# --- comments --------------------------------------------------------------------------------


def write(store, key, text="", flag=None, action=None):
    team.comment(store, action or token_hex(16), team.Comment(key, "Anne", now(), flag, text))


def test_comments_and_flags_are_kept_and_found(out):
    with opened(out) as store:
        keys = keys_of(store)
        write(store, keys["cost"], "  à voir ", action="a" * 16)
        write(store, keys["cost"], "deux fois", action="a" * 16)
        write(store, keys["jail"], flag=True)
        write(store, keys["share"], flag=True)
        write(store, keys["share"], flag=False)
        assert [c.text for c in team.comments(store, [keys["cost"]])[keys["cost"]]] == ["à voir"]
        assert [x.before for x in store.sample(Filter(noted="commented"))] == ["cost"]
        assert [x.before for x in store.sample(Filter(noted="flagged"))] == ["jail"]
        for key, text in (("x", "y"), (keys["cost"], " "), (keys["cost"], "x" * 2001)):
            with pytest.raises(InputError):
                write(store, key, text)
        assert store.progress().decided == 0


def test_a_database_without_comments_opens(out):
    with opened(out) as store:
        say_all(store, DIFFERING)
    with closing(sqlite3.connect(out / "review.sqlite")) as cx:
        for table in ("comments", "finished", "offers", "words"):
            cx.execute(f"DROP TABLE {table}")
        cx.commit()
    with opened(out) as store:
        assert team.comments(store, list(keys_of(store).values())) == {}


def test_comments_flags_and_disagreements_by_keys(out, page):
    with opened(out) as store:
        say_all(store, DIFFERING)
    with served(out, "Anne", "Bob", "Carl") as found:
        page.goto(found.addresses[2])
        page.goto(f"http://{found.host}/team")
        assert page.evaluate(ROWS) == 1
        cells = page.locator("tbody td").all_inner_texts()
        assert cells == ["3", "1", "0.14"]
        assert page.locator("h2", has_text="Disagreements (2)").count() == 1
        said = page.locator(".item.current .said").inner_text()
        assert said.splitlines() == ["Anne accepts", "Bob rejects"]
        page.keyboard.press("c")
        page.wait_for_selector("#commenter[open]")
        assert violations(page, within="#commenter") == []
        page.keyboard.type("<b>Anne</b> a raison")
        page.keyboard.press("Enter")
        page.keyboard.press("f")
        until(page, SENT)
        until(page, "document.querySelector('.item.current .notes li') !== null")
        notes = page.locator(".item.current .notes")
        assert notes.inner_text() == "Carl: <b>Anne</b> a raison"
        assert page.locator(".item.current .flagged").is_visible()
        page.reload()
        assert notes.inner_text() == "Carl: <b>Anne</b> a raison"
        assert violations(page) == []
        page.set_viewport_size(NARROW)
        assert page.evaluate(FITS)
        assert violations(page) == []
        page.keyboard.press("a")
        until(page, SENT)
        page.goto(f"http://{found.host}/team")
        assert page.locator("h2", has_text="Disagreements (1)").count() == 1
        page.locator("a", has_text="Flagged edits").press("Enter")
        page.wait_for_url("**/doubt?decision=all&noted=flagged")
        assert page.locator("div.item").count() == 1
        page.keyboard.press("f")
        until(page, SENT)
        until(page, f"{CURRENT}.dataset.flag === ''")
        page.reload()
        assert page.locator("div.item").count() == 0


# --- what people write is text ---------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("hostile", [t[:2000] for t in HOSTILE], ids=range(len(HOSTILE)))
def test_comments_and_hand_edits_are_text_on_every_page(tmp_path, page, hostile):
    source = f"Le maire parle.\nLe {hostile[:500]} jail."
    other = [("b", "Le maire.", [])]
    out = made_run(tmp_path / "out", [("a", source, [edit(source, "jail", "prison")]), *other])
    seen = []
    page.on("dialog", lambda dialog: seen.append(dialog.message) or dialog.dismiss())
    page.on("console", lambda message: seen.append(message.text))
    with served(out, f"Anne {hostile[:20].strip()}" if hostile.isprintable() else "Anne") as found:
        client = found.client()
        mended = client.post(
            {"article": 0, "start": 3, "end": 8, "before": "maire", "value": hostile}, "/mend"
        )
        key = mended["changed"][0]["key"]
        client.post({"key": key, "text": hostile}, "/comment")
        client.post({"key": key, "flag": True}, "/comment")
        assert client.post({"key": key}, "/offer")["link"]
        client.post({"article": 0, "done": True}, "/article")
        client.post({"what": "edit", "series": 0, "value": hostile})
        page.goto(found.addresses[0])
        views = ("/articles/0?decision=all", "/articles/0/final", "/articles?decision=all")
        views += ("/doubt?decision=all", "/series?decision=all", "/series/1?decision=all")
        views += ("/series/1?by=right&decision=all", "/series/1?by=left&decision=all")
        views += ("/team", "/audit", "/history", "/doubt?decision=all&noted=flagged")
        for view in views:
            page.goto(f"http://{found.host}{view}")
            assert page.evaluate("typeof hacked") == "undefined", view
            bad = "main script, main img, main svg, main [onfocus], main [onerror]"
            assert page.locator(f"{bad}, a[href^='javascript' i]").count() == 0, view
            shown = page.locator("body").inner_text()
            assert not set("\u202e\u2066\x00\x1b\u200b") & set(shown), view
            assert "4949" not in shown
            assert page.evaluate(FITS), view
        page.goto(f"http://{found.host}/articles/0?decision=all")
        page.keyboard.press("m")
        page.keyboard.press("Home")
        page.keyboard.press("Enter")
        page.wait_for_selector("#editor[open]")
        page.keyboard.press("Escape")
        page.locator("aside .beside:not([hidden]) [data-do=flag]").press("Enter")
        until(page, SENT)
        assert page.evaluate("typeof hacked") == "undefined"
        assert not set("\u202e\u2066\x00\x1b\u200b") & set(page.locator("body").inner_text())
    assert seen == []
