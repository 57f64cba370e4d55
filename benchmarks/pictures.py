"""Pictures of the review for docs/images: each view, light and dark, wide and narrow.

python -m benchmarks.pictures FOLDER

The seeds are cleaned and reviewed a little, so that every page has something to show. Needs
Chromium and playwright.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from secrets import token_hex

from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.io import records
from pipeline.review import assigning, team
from pipeline.review.importing import opened
from pipeline.review.model import ACCEPT, REJECT, Filter
from pipeline.review.store import Store, now

ROOT = Path(__file__).parents[1]
SIZES = {"1280": (1280, 800), "390": (390, 844)}
LANGUAGES = {"light": "en", "dark": "fr"}
DIALOGS = {"help": "?", "editor": "e", "commenter": "c", "glossary": "g"}
"""Dialogs by the key that opens them on a page of doubts."""

VIEWS = {
    "series": ("/series", 1),
    "lines": ("/series/{series}?decision=all", 1),
    "articles": ("/articles", 0),
    "article": ("/articles/{article}?decision=all", 5),
    "doubt": ("/doubt", 2),
    "sample": ("/sample?decision=auto", 0),
    "rules": ("/rules", 0),
    "split": ("/series/{series}?by=left&decision=all", 1),
    "final": ("/articles/{article}/final", 0),
    "audit": ("/audit", 1),
    "team": ("/team", 1),
    "flagged": ("/doubt?noted=flagged&decision=all", 1),
    "export": ("/export", 0),
    "history": ("/history", 0),
}


def main() -> int:
    """Write the pictures; return 1 when a page is wider than its window."""
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        out = _run(Path(folder))
        with opened(out) as store:
            places = _judge(store)
        command = [sys.executable, "-m", "pipeline", "review", str(out), "--name", "Anne"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            with sync_playwright() as playwright:
                path = shutil.which("chromium")
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                wide = _pictures(browser, address, places, target)
        finally:
            server.terminate()
            server.wait()
    for name in wide:
        print(f"{name} is wider than its window")
    return bool(wide)


def _run(folder: Path) -> Path:
    texts = sorted(p for p in (ROOT / "seeds").glob("*.txt") if ".gold." not in p.name)
    rows = [{"id": path.stem, "text": path.read_text("utf-8")} for path in texts]
    dump = folder / "seeds.jsonl"
    dump.write_bytes(b"".join(records.encode(records.dumps(row)) for row in rows))
    command = [sys.executable, "-m", "pipeline", "run", str(dump), "-o", str(folder / "out")]
    subprocess.run([*command, "--quiet"], check=True)
    return folder / "out"


def _judge(store: Store) -> dict[str, int]:
    """Decide a little; return the series and the article to show."""
    made = Filter(decision="auto")
    for number, line in enumerate(store.sample(made, limit=40)):
        what = REJECT if line.rule == "MRK010" or number % 9 == 0 else ACCEPT
        store.decide(token_hex(16), "Anne", what, line.key)
    proposed = store.series(Filter())
    store.decide_series(token_hex(16), "Zoé", ACCEPT, proposed[0].series)
    store.undo(token_hex(16), "Zoé")
    store.decide_series(token_hex(16), "Zoé", ACCEPT, proposed[1].series)
    doubtful = store.doubtful(Filter(), limit=3)
    for what, who in ((ACCEPT, "Anne"), (REJECT, "Zoé")):
        for line in doubtful:
            store.decide(token_hex(16), who, what, line.key)
    note = team.Comment(doubtful[0].key, "Zoé", now(), True, "Le nom du pont, non ?")
    team.comment(store, token_hex(16), note)
    assigning.next_ones(store, token_hex(16), "Anne", 5)
    assigning.next_ones(store, token_hex(16), "Zoé", 4)
    series = next(s for s in store.series(Filter(decision="all")) if s.rule.startswith("LEAK"))
    article = max(store.articles(Filter(decision="all")), key=lambda a: a.shown)
    return {"series": series.series, "article": article.article}


def _pictures(browser: Browser, address: str, places: dict[str, int], target: Path) -> list[str]:
    wide = []
    for scheme, language in LANGUAGES.items():
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                locale=language,
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.goto(address)
            for name, (path, steps) in VIEWS.items():
                page.goto(address.partition("/?")[0] + path.format(**places))
                _step(page, steps)
                file = target / f"review-{name}-{scheme}-{size}.png"
                page.screenshot(path=file)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    wide.append(file.name)
            for name, key in DIALOGS.items():
                page.goto(address.partition("/?")[0] + "/doubt")
                page.keyboard.press(key)
                _step(page, 0)
                page.screenshot(path=target / f"review-{name}-{scheme}-{size}.png")
            context.close()
    return wide


def _step(page: Page, steps: int) -> None:
    for _ in range(steps):
        page.keyboard.press("j")
    page.wait_for_timeout(100)


if __name__ == "__main__":
    sys.exit(main())
