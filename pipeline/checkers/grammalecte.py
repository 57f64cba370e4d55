"""Ask Grammalecte, a program under the GPL that runs as a process of its own.

Start reading from :func:`found_by_grammalecte`. The command line of Debian's package
``grammalecte-cli`` reads a file and writes JSON. A process for each text costs 0.2 s.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import which
from typing import Any

from pipeline.checkers.findings import Finding, FindingKind
from pipeline.errors import ConfigError

GRAMMALECTE = "Grammalecte"
COMMAND = "grammalecte-cli"

FINISH_WITHIN = 300.0
"""Seconds that it may take for a text."""

TYPE_KINDS: dict[str, FindingKind] = {
    "gn": "agreement",
    "ppas": "verb",
    "conj": "verb",
    "infi": "verb",
    "imp": "verb",
    "inte": "verb",
    "vmode": "verb",
    "conf": "confusion",
    "sgpl": "agreement",
    "eleu": "other",
    "loc": "other",
    "neg": "other",
    "tu": "other",
}
"""The types of its errors that are brought; spaces, signs, units, capitals and style are not."""


def found_by_grammalecte(text: str) -> Iterator[Finding]:
    """Yield what Grammalecte finds; :class:`ConfigError` when it is not there or fails.

    It counts from the beginning of each line. An error whose words are not those of the line, as
    when it puts accents together, is left out.
    """
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for paragraph in grammalecte_answer(lines)["data"]:
        number = paragraph["iParagraph"] - 1
        for error in paragraph["lGrammarErrors"]:
            first, last = error["nStart"], error["nEnd"]
            kind = TYPE_KINDS.get(error["sType"])
            candidates = tuple(error["aSuggestions"])
            if not kind or not candidates or lines[number][first:last] != error["sUnderlined"]:
                continue
            span = starts[number] + first, starts[number] + last
            rule, message = str(error["sRuleId"]), str(error["sMessage"])
            yield Finding(*span, candidates, kind, rule, message, GRAMMALECTE)


def grammalecte_version() -> str:
    """Return the version of the program; :class:`ConfigError` when there is none."""
    return str(grammalecte_answer(["Bonjour."])["grammalecte"])


def grammalecte_answer(lines: list[str]) -> Mapping[str, Any]:
    """Return what the program writes about lines, as JSON."""
    command = which(COMMAND)
    if command is None:
        raise ConfigError(
            f"no program {COMMAND} here: apt-get install {COMMAND}, or leave --grammar out"
        )
    written = "\n".join(line.replace("\r", " ") for line in lines)  # it would end lines there
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text.txt")
        path.write_bytes(written.encode("utf-8", "replace"))
        try:
            done = subprocess.run(
                [command, "--file", str(path), "--json", "--context"],
                capture_output=True,
                check=True,
                timeout=FINISH_WITHIN,
                env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"},
            )
            answer = json.loads(done.stdout)
            known = [row["iParagraph"] <= len(lines) for row in answer["data"]]
            if not all(known) or "grammalecte" not in answer:
                raise ValueError
        except subprocess.TimeoutExpired as error:
            raise ConfigError(f"{COMMAND} took more than {FINISH_WITHIN:.0f} s") from error
        except (OSError, subprocess.CalledProcessError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"{command} does not work: install it anew, or leave --grammar out"
            ) from error
    return dict(answer)
