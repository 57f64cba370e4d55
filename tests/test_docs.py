"""Documentation: complete, and its examples run."""

import argparse
import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
from pipeline import cli
from pipeline.stages import RULES, STAGES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "dictionaries/README.md",
    "docs/BENCHMARKS.md",
    "docs/config.md",
    "docs/grammar.md",
    "docs/learn.md",
    "docs/report.md",
    "docs/review.md",
    "docs/service.md",
    "docs/tutorial.md",
    "docs/tutoriel.md",
]


def blocks(kind: str) -> list[str]:
    """Return the fenced blocks of README of one kind."""
    found = re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert found, f"README has no {kind} block"
    return found


def sessions() -> list[tuple[str, str]]:
    """Return the commands of README's console blocks with what they print."""
    return [
        (command, printed)
        for block in blocks("console")
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize(("command", "printed"), sessions())
def test_commands_of_the_readme_print_what_it_says(command, printed):
    shell = f'rature() {{ "{sys.executable}" -m pipeline "$@"; }}\n{command}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", shell], capture_output=True, env=environment, cwd=ROOT)
    assert done.stdout.decode() == printed
    assert done.stderr == b""


def test_python_of_the_readme_runs():
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.attempted > 0
    assert results.failed == 0


def test_docstring_examples_run():
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        if ">>> " in path.read_text("utf-8"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            module = sys.modules.get(name.removesuffix(".__init__")) or __import__(name)
            assert doctest.testmod(module).failed == 0, name


def test_the_excerpt_of_the_seed_is_what_comes_out():
    source = (ROOT / "seeds" / "recrues.txt").read_bytes().decode()
    cleaned = pipeline.clean(source)
    rows = [row for block in blocks("diff") for row in block.splitlines()]
    assert {row[:2] for row in rows} == {"- ", "+ "}
    for row in rows:
        assert row[2:] in (source if row[0] == "-" else cleaned)


def test_every_command_and_option_is_documented():
    for name, parser in commands().items():
        assert f"`rature {name}" in README
        assert f"rature {name}" in (parser.epilog or "")
        for action in parser._actions:
            assert action.help, action
            for option in action.option_strings:
                if option not in ("-h", "--help", "--words", "--color", "--output"):
                    assert option in README, option


def test_every_public_name_is_documented():
    for name in pipeline.__all__:
        assert f"`{name}" in README, name
        assert getattr(pipeline, name).__doc__, name


def test_every_rule_tells_what_and_why():
    for code, rule in RULES.items():
        assert re.fullmatch("[A-Z]{3,4}[0-9]{3}", code)
        assert rule.name == rule.name.lower().replace(" ", "-")
        assert rule.title
        assert rule.titre
        assert rule.why.endswith(".")


def test_architecture_names_the_stages_in_order():
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert " → ".join(stage.__name__ for stage in STAGES) in page


def anchors(text: str) -> set[str]:
    """Return what links to the headings of a page call them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_and_paths_lead_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    paths = re.findall(r"`((?:pipeline|dictionaries|seeds|tests)/[\w./-]*)`", text)
    for home, targets in (((ROOT / page).parent, links), (ROOT, paths)):
        for target in targets:
            if "://" not in target and not re.search("NAME|STAGE", target):
                path, _, anchor = target.partition("#")
                linked = home / path if path else ROOT / page
                assert linked.exists(), target
                assert not anchor or anchor in anchors(linked.read_text("utf-8")), target
