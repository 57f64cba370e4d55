"""Run one program over texts and say what it flags: ``python benchmarks/peer_worker.py NAME``.

Reads a JSON list of texts, or of lists of texts, from standard input and writes one JSON object:
``version``, ``flags`` (of each text a list of start, end, candidates, whether it is changed without
asking), CPU and wall seconds of the start and of each list, and the largest memory (MB). Every
program has a process of its own, so that none pays for another; this file uses nothing but the
standard library and the program.
"""

import json
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".peers"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

CLIENTS = 4
"""Requests to LanguageTool's server at a time; it works on them in parallel."""

Flags = list[tuple[int, int, list[str], bool]]
Check = Callable[[list[str]], list[Flags]]
Cpu = Callable[[], float]


def main() -> int:
    """Do it."""
    name = sys.argv[1]
    texts = json.load(sys.stdin)
    begun, wall = time.process_time(), time.perf_counter()
    version, check, cpu, memory, stop = PROGRAMS[name]()
    check(["Le chat dort."])
    start_cpu, start_wall = cpu() - begun, time.perf_counter() - wall
    flags: list[Flags] = []
    spent = []
    for group in texts if texts and isinstance(texts[0], list) else [texts]:
        begun, wall = cpu(), time.perf_counter()
        flags += check(group)
        spent.append({"cpu": cpu() - begun, "wall": time.perf_counter() - wall})
    start = {"start_cpu": start_cpu, "start_wall": start_wall}
    done = {"version": version, "flags": flags, "spent": spent, "memory": memory(), **start}
    stop()
    json.dump(done, sys.stdout)
    return 0


def _own_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _child_memory() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _cpu_with_children() -> float:
    return sum(os.times()[:4])


def _nothing() -> None:
    pass


def _rature(context: str, address: str = "") -> Any:
    from pipeline.checkers.checker import checker
    from pipeline.pipeline import Pipeline
    from pipeline.restoration.context import Context

    chosen: Context = "auto" if context == "auto" else "off"
    grammar = checker(f"languagetool={address}") if address else None
    pipeline = Pipeline(context=chosen, grammar=grammar)

    def check(texts: list[str]) -> list[Flags]:
        return [
            [
                (e.start, e.end, [e.after, *(t for t, _ in e.candidates if t != e.after)], made)
                for edits, made in ((result.edits, True), (result.proposals, False))
                for e in edits
            ]
            for result in map(pipeline.explain, texts)
        ]

    return metadata.version("rature"), check, time.process_time, _own_memory, _nothing


class Server(NamedTuple):
    """LanguageTool's server: its process, its address, and how to stop it."""

    pid: int
    address: str
    stop: Callable[[], None]


def _server() -> Server:
    """Start LanguageTool's server on a free port, or take the one that PEERS_LANGUAGETOOL names.

    That is ``PID ADDRESS``: a server that runs already, whose start is then not measured.
    """
    if there := os.environ.get("PEERS_LANGUAGETOOL"):
        pid, address = there.split()
        return Server(int(pid), address, _nothing)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = ["java", "-Xmx1g", "-cp", f"{PEERS}/languagetool/*"]
    command += ["org.languagetool.server.HTTPServer", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            _ask(address, "Le chat dort.")
        except OSError:
            time.sleep(0.2)
        else:
            return Server(process.pid, address, lambda: _stop(process))
    raise TimeoutError("LanguageTool did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def _ask(address: str, text: str) -> Any:
    body = urllib.parse.urlencode({"language": "fr", "text": text}).encode()
    with urllib.request.urlopen(f"{address}/v2/check", body, 600) as answer:
        return json.load(answer)


def _cpu_of(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_of(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def _languagetool() -> Any:
    pid, address, stop = _server()
    version = _ask(address, "Oui.")["software"]["version"]

    def one(text: str) -> Flags:
        units = [0]
        for character in text:
            units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
        place = {unit: at for at, unit in enumerate(units)}
        return [
            (
                place[m["offset"]],
                place[m["offset"] + m["length"]],
                [row["value"] for row in m["replacements"][:5]],
                False,
            )
            for m in _ask(address, text)["matches"]
        ]

    return (
        version,
        lambda texts: list(ThreadPoolExecutor(CLIENTS).map(one, texts)),
        lambda: _cpu_of(pid),
        lambda: _memory_of(pid),
        stop,
    )


def _rature_and_languagetool() -> Any:
    pid, address, stop = _server()
    version, check, own, memory, _ = _rature("auto", address)
    return (
        version,
        check,
        lambda: own() + _cpu_of(pid),
        lambda: memory() + _memory_of(pid),
        stop,
    )


def _grammalecte() -> Any:
    """Grammalecte's command line: all texts in one file, so that it starts once."""

    def answer(texts: list[str]) -> tuple[str, list[Flags]]:
        lines = [
            (number, at, line) for number, text in enumerate(texts) for at, line in _lines(text)
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "texts.txt")
            path.write_text("\n".join(line for _, _, line in lines), "utf-8")
            command = ["grammalecte-cli", "--file", str(path), "--json", "--with_spell_sugg"]
            done = subprocess.run(command, capture_output=True, check=True)
        told = json.loads(done.stdout)
        flags: list[Flags] = [[] for _ in texts]
        for paragraph in told["data"]:
            number, at, _ = lines[paragraph["iParagraph"] - 1]
            for error in (*paragraph["lGrammarErrors"], *paragraph["lSpellingErrors"]):
                span = at + error["nStart"], at + error["nEnd"]
                flags[number].append((*span, list(error.get("aSuggestions") or [])[:5], False))
        return told["grammalecte"], flags

    version, _ = answer(["Oui."])
    return version, lambda texts: answer(texts)[1], _cpu_with_children, _child_memory, _nothing


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line.replace("\r", " ")
        at += len(line) + 1


def _hunspell() -> Any:
    """Hunspell with Debian's French dictionary, words handed over one a line."""
    version = subprocess.run(["hunspell", "--version"], capture_output=True, text=True).stdout

    def check(texts: list[str]) -> list[Flags]:
        words = [m[0] for text in texts for m in WORD.finditer(text)]
        unique = list(dict.fromkeys(words))
        done = subprocess.run(
            ["hunspell", "-d", "fr", "-i", "utf-8", "-a"],
            input="".join(f"^{word}\n" for word in unique),
            capture_output=True,
            text=True,
            check=True,
        )
        wrong: dict[str, list[str]] = {}
        for row in done.stdout.splitlines():
            if row.startswith("&"):
                head, _, rest = row.partition(":")
                wrong[head.split()[1]] = [one.strip() for one in rest.split(",")][:5]
            elif row.startswith("#"):
                wrong[row.split()[1]] = []
        return [_of_words(text, lambda word: wrong.get(word)) for text in texts]

    number = re.search(r"Hunspell ([\d.]+)", version)
    return (
        number[1] if number else "?",
        check,
        _cpu_with_children,
        _child_memory,
        _nothing,
    )


def _of_words(text: str, wrong: Callable[[str], list[str] | None]) -> Flags:
    """Return a flag for each word of which ``wrong`` says what it may be."""
    found = ((m, wrong(m[0])) for m in WORD.finditer(text))
    return [(*m.span(), list(words), False) for m, words in found if words is not None]


def _cased(words: list[str], like: str) -> list[str]:
    return [word.capitalize() if like[0].isupper() else word for word in words]


def _pyspellchecker() -> Any:
    from spellchecker import SpellChecker

    speller = SpellChecker(language="fr", distance=1)

    def wrong(word: str) -> list[str] | None:
        if len(word) < 2 or word.lower() in speller:
            return None
        known = speller.candidates(word.lower()) or set()
        ranked = sorted(known, key=lambda one: (-speller.word_usage_frequency(one), one))
        return _cased([one for one in ranked if one != word.lower()][:5], word)

    version = metadata.version("pyspellchecker")
    check = lambda texts: [_of_words(text, wrong) for text in texts]  # noqa: E731
    return version, check, time.process_time, _own_memory, _nothing


def _symspellpy() -> Any:
    """Symspellpy with the French frequencies that pyspellchecker ships; it has none of its own."""
    from spellchecker import SpellChecker
    from symspellpy import SymSpell, Verbosity

    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    known = SpellChecker(language="fr").word_frequency.dictionary
    for word, count in known.items():
        speller.create_dictionary_entry(word, int(count))

    def wrong(word: str) -> list[str] | None:
        if len(word) < 2 or word.lower() in known:
            return None
        found = speller.lookup(word.lower(), Verbosity.CLOSEST, max_edit_distance=2)
        return _cased([one.term for one in found[:5]], word)

    version = metadata.version("symspellpy")
    check = lambda texts: [_of_words(text, wrong) for text in texts]  # noqa: E731
    return version, check, time.process_time, _own_memory, _nothing


def _ftfy() -> Any:
    """Ftfy, told to leave curly quotation marks; it changes without asking."""
    import ftfy

    def one(text: str) -> Flags:
        return _changed(text, ftfy.fix_text(text, uncurl_quotes=False))

    version = metadata.version("ftfy")
    check = lambda texts: [one(text) for text in texts]  # noqa: E731
    return version, check, time.process_time, _own_memory, _nothing


def _changed(before: str, after: str) -> Flags:
    """Return a flag for each run of words that differs."""
    pieces = re.compile(r"[^ \n]+|[ \n]")
    old, new = list(pieces.finditer(before)), pieces.findall(after)
    steps = SequenceMatcher(None, [m[0] for m in old], new, autojunk=False).get_opcodes()
    flags: Flags = []
    for what, a, b, c, d in steps:
        if what != "equal":
            start = old[a].start() if a < len(old) else len(before)
            end = old[b - 1].end() if b > a else start
            flags.append((start, end, ["".join(new[c:d])], True))
    return flags


PROGRAMS: dict[str, Callable[[], Any]] = {
    "rature, context off": lambda: _rature("off"),
    "rature": lambda: _rature("auto"),
    "rature with LanguageTool": _rature_and_languagetool,
    "LanguageTool": _languagetool,
    "Grammalecte": _grammalecte,
    "hunspell": _hunspell,
    "pyspellchecker": _pyspellchecker,
    "symspellpy": _symspellpy,
    "ftfy": _ftfy,
}

if __name__ == "__main__":
    raise SystemExit(main())
