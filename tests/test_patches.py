"""Patches of many articles at once: real files, real tools, exactly the cleaned text."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from pipeline.io import files
from pipeline.io.articles import explain
from pipeline.pipeline import Pipeline

ROOT = Path(__file__).parents[1]
DEV = ROOT.parent / "shared" / "dev"
SEEDS = sorted(p for p in (ROOT / "seeds").glob("*.txt") if ".gold" not in p.name)
TOOLS = {
    "git": ["git", "apply", "--whitespace=nowarn", "-"],
    "patch": ["patch", "-p1", "-s", "--no-backup-if-mismatch"],
}
EACH = 25
"""Articles of each kind of damage: translated and spun, spun, scanned, mistyped."""


def articles() -> Iterator[tuple[str, str]]:
    for kind in ("spin_machine_translated", "spin_news", "ocr", "typos"):
        with (DEV / f"{kind}.jsonl").open(encoding="utf-8") as lines:
            for number, line in enumerate(islice(lines, EACH)):
                yield f"{kind}-{number}.txt", json.loads(line)["source"]


def applies(sources: dict[str, str], folder: Path) -> int:
    """Apply the patch of ``sources`` with each tool; return how many of them it changed."""
    pipeline = Pipeline()
    cleaned = {name: explain(pipeline, text, name).text for name, text in sources.items()}
    for tool, command in TOOLS.items():
        place = folder / tool
        place.mkdir()
        for name, text in sources.items():
            (place / name).write_bytes(text.encode())
        patch = subprocess.run(
            [sys.executable, "-m", "pipeline", "diff", "--unified", "."],
            cwd=place,
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
        )
        assert (patch.returncode, patch.stderr) == (0, b"")
        try:
            done = subprocess.run(command, input=patch.stdout, cwd=place, capture_output=True)
        except FileNotFoundError:
            pytest.skip(f"no {tool} here")
        assert done.returncode == 0, done.stderr
        found = {p.name: p.read_bytes().decode() for p in place.iterdir()}
        assert found == cleaned
    return sum(cleaned[name] != text for name, text in sources.items())


@pytest.mark.slow
def test_patch_of_the_seeds_gives_the_cleaned_texts(tmp_path):
    sources = {p.name: files.decode(p.read_bytes(), "utf-8", p.name) for p in SEEDS}
    assert applies(sources, tmp_path) > 5


@pytest.mark.slow
@pytest.mark.skipif(not DEV.is_dir(), reason="the development articles are not here")
def test_patch_of_a_hundred_articles_gives_the_cleaned_texts(tmp_path):
    sources = dict(articles())
    assert len(sources) == 4 * EACH
    assert applies(sources, tmp_path) > 2 * EACH
