"""The examples for other libraries: spaCy, Hugging Face datasets, and a notebook with plots."""

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pipeline

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
DAMAGED = "Le proc&egrave;s reprend. Elle risque dix ans de jail, la as well as sanglante."
CLEAN = "Le procès reprend. Elle risque dix ans de prison, la plus sanglante."


def environment(**more):
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **more}


@cache
def example(name):
    """Return an example as a module, loaded once: spaCy keeps what it registers."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_datasets_give_what_clean_table_gives(tmp_path):
    pytest.importorskip("datasets")
    rows = [{"id": f"a{n}", "text": DAMAGED.replace("reprend", f"reprend {n}")} for n in range(70)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    done = subprocess.run(
        [sys.executable, EXAMPLES / "with_datasets.py", "in.parquet", "out.parquet"],
        cwd=tmp_path,
        env=environment(HF_HOME=str(tmp_path / "cache")),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    expected = pipeline.clean_table(pq.read_table(tmp_path / "in.parquet")).to_pylist()
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == expected


@pytest.mark.filterwarnings("ignore")
def test_spacy_marks_the_edits_of_a_text():
    spacy = pytest.importorskip("spacy")
    example("with_spacy")
    nlp = spacy.blank("fr")
    nlp.add_pipe("rature", config={"context": "off"})
    doc = nlp(DAMAGED)
    assert doc.text == DAMAGED  # a component changes no text
    assert doc._.clean == CLEAN
    found = [(span.label_, span._.edit["after"]) for span in doc.spans["rature"]]
    assert found == [("ENC002", "è"), ("LEAK001", "prison"), ("LEAK002", "plus")]
    assert "jail" in [span.text for span in doc.spans["rature"]]
    ignoring = spacy.blank("fr")
    ignoring.add_pipe("rature", config={"context": "off", "ignore": ["LEAK"]})
    other = ignoring(DAMAGED)
    assert [span.label_ for span in other.spans["rature"]] == ["ENC002"]


@pytest.mark.filterwarnings("ignore")
def test_spacy_sees_clean_tokens():
    spacy = pytest.importorskip("spacy")
    module = example("with_spacy")
    nlp = module.cleaned_first(spacy.blank("fr"), pipeline.Pipeline(context="off"))
    doc = nlp(DAMAGED)
    assert doc.text == CLEAN
    assert [token.text for token in doc][:4] == ["Le", "procès", "reprend", "."]
    assert doc._.rature["edits"][0]["before"] == "&egrave;"


@pytest.mark.filterwarnings("ignore")
def test_the_notebook_runs_and_draws(tmp_path, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    for needed in ("ipykernel", "matplotlib"):
        pytest.importorskip(needed)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SEEDS", str(ROOT / "seeds"))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(EXAMPLES / "run.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)  # it is kept without results
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(notebook, timeout=600, resources=resources).execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    assert sum("image/png" in out.get("data", {}) for out in outputs) == 2
    assert "+++ b/article.txt" in "".join(out.get("text", "") for out in outputs)
