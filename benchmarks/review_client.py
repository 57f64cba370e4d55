"""A review that is served by a real process, and reviewers who speak HTTP as a browser does."""

import json
import subprocess
import sys
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

LOST = (OSError, HTTPException)
"""What a request raises when the server was killed meanwhile."""


class ReviewServer:
    """The process of a review, with the address of each reviewer."""

    def __init__(self, out: Path, names: Sequence[str], port: int | None = None) -> None:
        command = [sys.executable, "-m", "pipeline", "review", str(out)]
        command += ["--config", str(out.parent / "rature.toml")]
        command += [part for name in names for part in ("--name", name)]
        command += ["--port", str(port)] if port else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline().decode().split() for _ in names]
        self.addresses = dict(zip(names, (line[0] for line in lines), strict=True))
        self.host = urlsplit(self.addresses[names[0]]).netloc

    def end(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.communicate()

    def kill(self) -> None:
        """Kill the process, as a power cut would."""
        self.process.kill()
        self.process.communicate()


class Reviewer:
    """A person at a browser."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.connection = HTTPConnection(self.host, timeout=60)
        self.headers: dict[str, str] = {}
        self.connection.request("GET", f"/?{urlsplit(address).query}")
        answer = self.connection.getresponse()
        answer.read()
        cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        self.headers = {"Cookie": cookie}

    def page(self, path: str) -> str:
        """Return a page."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            raise ConnectionError(answer.status)
        return body

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a request; return the answer."""
        headers = {"Content-Type": "application/json", "X-Rature": "1"}
        headers |= {"Origin": f"http://{self.host}", **self.headers}
        content = json.dumps({"action": token_hex(16), **body})
        self.connection.request("POST", path, content, headers)
        answer = self.connection.getresponse()
        found = answer.read()
        if answer.status != 200:
            raise ConnectionError(answer.status, found)
        told: dict[str, Any] = json.loads(found)
        return told
