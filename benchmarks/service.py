"""How `rature serve` bears load: many requests from several clients on this machine.

python -m benchmarks.service                       10,000 requests from 8 clients
python -m benchmarks.service --requests 800        fewer
python -m benchmarks.service --workers 2 --json FILE

The service is started as a process of its own on 127.0.0.1 and asked for records of paragraphs of
the seeds, over connections that stay open. Each answer has to be the record that this process makes
of the same paragraph; anything else is an error. Beside the times of the requests stand those of
the same paragraphs in one process without a service. Exit code 1 when a request failed.
"""

import argparse
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from pipeline.io import articles
from pipeline.pipeline import Pipeline

SEEDS = Path(__file__).parents[1] / "seeds"
MIN_LENGTH = 60
"""Characters of a paragraph that is asked about, at least: headings and captions are left out."""

CHECK_EVERY = 5
"""Each so many requests one goes to ``/v2/check`` as an editor asks, the others to ``/clean``."""


class Load(NamedTuple):
    """Seconds of each request, and what went wrong."""

    seconds: list[float]
    errors: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the load test and print what it measured."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.service",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--requests", type=int, default=10_000, metavar="N")
    parser.add_argument("--clients", type=int, default=8, metavar="N")
    parser.add_argument("--workers", type=int, default=1, metavar="N")
    parser.add_argument("--context", default="off", choices=["off", "auto"])
    parser.add_argument("--json", metavar="FILE")
    chosen = parser.parse_args(arguments)
    texts = paragraphs()
    known, alone = in_one_process(texts, chosen.context)
    token = secrets.token_urlsafe(16)
    command = [sys.executable, "-m", "pipeline", "serve", "--port", str(free_port())]
    command += ["--token", token, "--workers", str(chosen.workers), "--context", chosen.context]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        begun = time.perf_counter()
        load = loaded(address, token, known, chosen.requests, chosen.clients)
        took = time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    found = {
        "requests": chosen.requests,
        "clients": chosen.clients,
        "workers": chosen.workers,
        "context": chosen.context,
        "cores": os.cpu_count(),
        "busy_others": round(os.getloadavg()[0], 1),
        "errors": len(load.errors),
        "requests_per_second": round(len(load.seconds) / took, 1),
        "milliseconds": percentiles(load.seconds),
        "one_process_milliseconds": percentiles(alone),
    }
    print(json.dumps(found, indent=2))
    for error in load.errors[:5]:
        print(f"error: {error}", file=sys.stderr)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(found) + "\n", "utf-8")
    return int(bool(load.errors))


def paragraphs() -> list[str]:
    """Return the paragraphs of the seeds."""
    found = [
        line
        for path in sorted(SEEDS.glob("*.txt"))
        if not path.name.endswith(".gold.txt")
        for line in path.read_text("utf-8").split("\n")
    ]
    return [line for line in dict.fromkeys(found) if len(line) >= MIN_LENGTH]


def in_one_process(texts: Sequence[str], context: Any) -> tuple[dict[str, str], list[float]]:
    """Return each text cleaned, and the seconds that it took once everything was loaded."""
    pipeline = Pipeline(context=context)
    for text in texts:
        articles.explain(pipeline, text, "")
    known, seconds = {}, []
    for text in texts:
        begun = time.perf_counter()
        record = articles.explain(pipeline, text, "").to_dict()
        json.dumps(record)
        seconds.append(time.perf_counter() - begun)
        known[text] = record["text"]
    return known, seconds


def loaded(address: str, token: str, known: dict[str, str], requests: int, clients: int) -> Load:
    """Send the requests, each client over a connection of its own."""
    shares = [range(client, requests, clients) for client in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(lambda share: one_client(address, token, known, share), shares))
    return Load(
        [second for one in done for second in one.seconds],
        [error for one in done for error in one.errors],
    )


def one_client(address: str, token: str, known: dict[str, str], numbers: range) -> Load:
    """Send the requests with these numbers, one after the other."""
    load = Load([], [])
    texts = list(known)
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    for number in numbers:
        text = texts[number * 7919 % len(texts)]
        begun = time.perf_counter()
        try:
            status, answer = asked(connection, token, text, number % CHECK_EVERY == 0)
        except (OSError, http.client.HTTPException, ValueError) as error:
            load.errors.append(f"{type(error).__name__}: {error}")
            connection.close()
            continue
        load.seconds.append(time.perf_counter() - begun)
        if status != 200:
            load.errors.append(f"status {status}: {answer}")
        elif "text" in answer and answer["text"] != known[text]:
            load.errors.append(f"another record: {answer['text'][:80]!r}")
    connection.close()
    return load


def asked(
    connection: http.client.HTTPConnection, token: str, text: str, as_editor: bool
) -> tuple[int, dict[str, Any]]:
    """Send a request; return its status and its answer."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
    path, body = "/clean", text.encode()
    if as_editor:
        path, body = "/v2/check", urlencode({"text": text, "language": "fr"}).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return the median, the 95th and 99th percentile and the longest time, in milliseconds."""
    ordered = sorted(seconds)
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        for name, share in at.items()
    }


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
