"""A short run of the coverage-guided fuzzer on each target; it needs atheris, as CI has it."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TARGETS = re.findall(
    r'^    "(\w+)": ', (ROOT / "benchmarks" / "fuzz.py").read_text("utf-8"), re.MULTILINE
)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="needs atheris")
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_found_in_a_short_run(target, tmp_path):
    limits = ("-runs=3000", "-max_total_time=5", f"-artifact_prefix={tmp_path}/", "-seed=1")
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", target, *limits],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr[-3000:]
    assert "DONE" in found.stderr


def test_the_targets_are_found():
    assert {"clean", "jsonl", "csv", "ledger"} <= set(TARGETS)
