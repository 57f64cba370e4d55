"""``import rature``: the names of ``pipeline``, also where another module hides the package."""

import doctest
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline
import rature

ROOT = Path(__file__).parents[1]

PROJECT = """
import pickle
import rature

OWN = "a module of the project"

if __name__ == "__main__":
    import pipeline

    assert pipeline.OWN == OWN
    result = rature.explain("Il risque dix ans de jail.")
    assert isinstance(result, rature.Result)
    assert isinstance(result.edits[0], rature.Edit)
    assert pickle.loads(pickle.dumps(result)) == result
    assert rature.apply(result.source, result.edits) == result.text == rature.clean(result.source)
    from rature import clean_table
    import pyarrow

    print(clean_table(pyarrow.table({"text": [result.source]}))["text"][0])
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pipeline.py").write_text(PROJECT)
    return tmp_path


def python(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_names_are_those_of_the_package():
    assert rature.__all__ == pipeline.__all__
    for name in pipeline.__all__:
        assert getattr(rature, name) is getattr(pipeline, name), name
    with pytest.raises(AttributeError, match="no attribute 'shuffle'"):
        _ = rature.shuffle


def test_the_example_runs():
    assert doctest.testmod(rature) == (0, 2)


def test_pyarrow_is_imported_only_when_it_is_needed():
    python("-c", "import rature, sys; sys.exit('pyarrow' in sys.modules)", cwd=ROOT)


def test_a_project_with_a_pipeline_of_its_own(project):
    assert python("pipeline.py", cwd=project) == "Il risque dix ans de prison.\n"


def test_the_program_runs_under_the_name_of_the_distribution(project, tmp_path_factory):
    for folder in (project, tmp_path_factory.mktemp("empty")):
        assert python("-m", "rature", "--version", cwd=folder).startswith("rature ")


def test_workers_run_in_a_project_with_a_pipeline_of_its_own(project):
    (project / "in.jsonl").write_text('{"text": "Il risque dix ans de jail."}\n' * 2)
    python("-m", "rature", "run", "in.jsonl", "-o", "out", "--workers", "2", cwd=project)
    assert (project / "out/clean/in.jsonl").read_text().count("dix ans de prison") == 2
