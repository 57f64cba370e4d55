"""A real browser for tests: Chromium under Playwright, and axe-core injected from disk.

``conftest.py`` makes the fixtures known to all tests: one browser serves the whole session, as
Playwright runs once in a process. Tests skip, and say why, where the machine has no Chromium;
``.ci/run`` installs it, and axe-core as well. ``RATURE_AXE`` names an ``axe.min.js`` elsewhere.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import PATIENCE

ROOT = Path(__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
SERIOUS = ("serious", "critical")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def axe_path() -> Path | None:
    """Return where axe-core lies, if it does."""
    places = [
        Path(os.environ.get("RATURE_AXE") or ROOT / "axe.min.js"),
        *(ROOT / p / "node_modules" / "axe-core" / "axe.min.js" for p in (".venv", ".")),
    ]
    return next((place for place in places if place.is_file()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator["object"]:
    """Give one browser to the session; skip when there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser) -> Iterator["object"]:
    """Give a page of its own session; a script error in it fails the test."""
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    context.set_default_timeout(1000 * PATIENCE)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors


def violations(page, *, within: str | None = None) -> list[str]:
    """Return what axe-core finds serious or critical on ``page`` under WCAG 2.2 A and AA.

    Skips the test when axe-core is not on this machine.
    """
    path = axe_path()
    if path is None:
        pytest.skip("no axe-core on this machine: npm install --prefix .venv axe-core")
    # Evaluated by the debugger: the page's Content-Security-Policy stays as it is.
    page.evaluate(path.read_text("utf-8"))
    # What is half faded in has half its contrast.
    page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")
    tags = [f"wcag{level}" for level in ("2a", "2aa", "21a", "21aa", "22aa")] + ["best-practice"]
    found = page.evaluate(
        "([within, tags]) => axe.run(within || document, {runOnly: tags})", [within, tags]
    )
    assert found["passes"], "axe-core looked at nothing"
    return [
        f"{v['id']} ({v['impact']}): {v['help']}: "
        + " | ".join(node["html"][:200] for node in v["nodes"])
        for v in found["violations"]
        if v["impact"] in SERIOUS
    ]
