"""Runs for the tests of the review: real ones of the seeds, and ones with edits made to measure."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from patience import PATIENCE

from pipeline.batch import ledger
from pipeline.batch.ledger import LedgerRow
from pipeline.edits import apply
from pipeline.io import records

ROOT = Path(__file__).parents[1]


def environment():
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RATURE")}
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def rature(*arguments, code=0, stdin=b""):
    """Run the program; check its exit code; return (stdout, stderr)."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env=environment(),
        timeout=600,
    )
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout, done.stderr.decode()


def real_run(folder: Path, articles: int) -> Path:
    """Clean that many short articles, paragraphs of the seeds; return the folder of the run."""
    paragraphs = [
        paragraph
        for seed in sorted((ROOT / "seeds").glob("*.txt"))
        if not seed.name.endswith(".gold.txt")
        for paragraph in seed.read_text("utf-8").split("\n")
        if len(paragraph) > 60
    ]
    rows = [
        {"id": f"p{n}", "n": n, "text": paragraphs[n % len(paragraphs)] + "\n"}
        for n in range(articles)
    ]
    dump = folder / "dump.jsonl"
    dump.write_bytes(b"".join(records.encode(records.dumps(row)) for row in rows))
    rature("run", dump, "-o", folder / "out", "--quiet")
    return folder / "out"


def edit(source, before, after, *, nth=0, rule="LEAK001", **values):
    """Return an edit of the ``nth`` time that ``before`` stands in ``source``."""
    start = [m.start() for m in re.finditer(re.escape(before), source)][nth]
    return {
        **{"start": start, "end": start + len(before), "before": before, "after": after},
        **{"rule": rule, "stage": "leakage", "confidence": 0.5, "decision": "review"},
        **{"group": None, "candidates": ((after, 0.5), ("autre", 0.3)), "reason": "Why not."},
        **values,
    }


def made_run(out: Path, articles, *, file="dump.jsonl") -> Path:
    """Write a run of ``articles``: (id, source, edits made by :func:`edit`)."""
    (out / "clean").mkdir(parents=True, exist_ok=True)
    rows, lines = [], []
    for number, (name, source, edits) in enumerate(articles):
        own = [
            LedgerRow(file=file, row=number, id=name, **one)
            for one in sorted(edits, key=lambda e: (e["start"], e["end"]))
        ]
        text = apply(source, [row.edit() for row in own if row.decision == "auto"])
        rows += own
        line = {"id": name, "text": text, "language": "fr", "error": None}
        lines.append(records.encode(records.dumps(line)))
    (out / "clean" / file).write_bytes(b"".join(lines))
    ledger.write(out / "ledger.parquet", rows)
    report = {
        "configuration": {"output_format": "", "dedup": ""},
        "inputs": [
            {"file": file, "clean": file, "format": "jsonl", "text_column": "text"}
            | {"id_column": "id", "rows": len(lines), "error": None}
        ],
        "counts": {"articles": len(lines), "edits": {}},
    }
    (out / "run.json").write_text(json.dumps(report), "utf-8")
    return out


def texts(out: Path, file="dump.jsonl"):
    lines = (out / "clean" / file).read_bytes().splitlines()
    return [json.loads(line)["text"] for line in lines]


# --- a server --------------------------------------------------------------------------------


class Served:
    """A review that is being served: its process, and the address of each reviewer."""

    def __init__(self, process, addresses):
        self.process = process
        self.addresses = addresses
        self.host = urlsplit(addresses[0]).netloc

    def client(self, number=0):
        return Client(self.host, self.addresses[number])


class Client:
    """A reviewer who speaks HTTP as a browser does."""

    def __init__(self, host, address):
        self.host = host
        self.cookie = ""
        status, headers, _ = self.ask("GET", address.partition(host)[2])
        assert status == 303
        self.cookie = headers["set-cookie"].partition(";")[0]

    def ask(self, method, path, body=None, **headers):
        connection = HTTPConnection(self.host, timeout=PATIENCE)
        try:
            given = {"Cookie": self.cookie} if self.cookie else {}
            if body is not None:
                given |= {"Content-Type": "application/json", "X-Rature": "1"}
                given |= {"Origin": f"http://{self.host}"}
                body = json.dumps(body).encode()
            given |= {name.replace("_", "-"): value for name, value in headers.items()}
            given = {name: value for name, value in given.items() if value is not None}
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            connection.close()

    def page(self, path):
        status, _, body = self.ask("GET", path)
        assert status == 200, body
        return body.decode()

    def post(self, body, path="/decide"):
        status, _, answer = self.ask("POST", path, {"action": token_hex(16), **body})
        assert status == 200, answer
        return json.loads(answer)


@contextmanager
def served(out, *names, port=None):
    """Serve the review of a run by a real process, and end it."""
    command = [sys.executable, "-m", "pipeline", "review", str(out)]
    command += ["--config", str(out.parent / "rature.toml")]
    command += [part for name in names for part in ("--name", name)]
    command += ["--port", str(port)] if port else []
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True
    )
    try:
        found = [process.stdout.readline().split()[0] for _ in names or [""]]
        assert process.stderr.readline()
        yield Served(process, found)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        process.stdout.close()
        process.stderr.close()
