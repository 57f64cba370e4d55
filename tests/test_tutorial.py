"""The tutorial, in both languages: its commands run, and print the lines that it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


def sessions(page: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a page with the lines that are shown of what they print."""
    blocks = re.findall(r"^```console\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.M | re.S)
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.mark.parametrize("page", ["tutorial.md", "tutoriel.md"])
def test_the_tutorial_runs_from_its_first_command_to_its_last(page, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(DOCS.parent), "LC_ALL": "C.UTF-8"}
    shell = f'rature() {{ "{sys.executable}" -m pipeline "$@"; }}\n'
    for command, printed in sessions(page):
        done = subprocess.run(
            ["sh", "-c", shell + command],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said = done.stdout.decode().splitlines()
        assert done.returncode == 0, (command, said)
        assert set(printed) <= set(said), (command, said)


def test_both_languages_have_the_same_commands():
    def bare(page):
        return [re.sub(r" --lang fr| --html \S+", "", command) for command, _ in sessions(page)]

    assert bare("tutorial.md") == bare("tutoriel.md")
