"""A Ray cluster of two nodes on this machine, on addresses that no other machine reaches.

What listens elsewhere all the same asks for a token that only this process and its children know.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

HEAD, SECOND = "127.0.0.2", "127.0.0.3"
"""Ray takes 127.0.0.1 for the address under which others see the machine."""


class Cluster:
    """The head node with one CPU, the second node with another; ``environment`` is for drivers."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ray"))  # short: sockets are in it
        self.environment = {
            **environment,
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_health_check_initial_delay_ms": "0",
            "RAY_health_check_period_ms": "500",
            "RAY_health_check_timeout_ms": "1000",
            "RAY_health_check_failure_threshold": "3",
        }
        self.address = f"{HEAD}:{_free_port(HEAD)}"
        self.nodes: list[subprocess.Popen[bytes]] = []

    def start_head(self) -> None:
        """Start the first node."""
        port = self.address.rpartition(":")[2]
        self._start(HEAD, "--head", "--port", port, "--include-dashboard=false")

    def start_second(self) -> None:
        """Start the other node."""
        self._start(SECOND, "--address", self.address)

    def _start(self, node: str, *arguments: str) -> None:
        log = self.folder / f"{node}.log"
        command = [
            *(sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *arguments),
            *("--node-ip-address", node, "--num-cpus=1", "--num-gpus=0"),
            *("--object-store-memory=80000000", "--min-worker-port=0", "--max-worker-port=0"),
            *(("--temp-dir", str(self.folder)) if node == HEAD else ()),
        ]
        with log.open("wb") as file:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
            )
        self.nodes.append(process)
        deadline = time.monotonic() + 90
        while b"Ray runtime started" not in log.read_bytes():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)

    def kill(self, node: "subprocess.Popen[bytes]") -> None:
        """Kill everything that a node is: no goodbyes."""
        for pid in _session(node.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        node.wait()
        self.nodes.remove(node)

    def stop(self) -> None:
        """End all nodes."""
        for node in reversed(self.nodes[:]):
            self.kill(node)
        shutil.rmtree(self.folder, ignore_errors=True)


def _session(leader: int) -> list[int]:
    """Return the ids of the processes of a session, the leader last: its id marks the others."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append(int(folder.name))
    return sorted(found, key=lambda pid: pid == leader)


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
