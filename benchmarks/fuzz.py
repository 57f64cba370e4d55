"""Coverage-guided fuzzing: ``python -m benchmarks.fuzz TARGET [FOLDER] [-max_total_time=60]``.

Needs ``pip install atheris`` (Linux). TARGET is one of :data:`TARGETS`; what follows goes to
libFuzzer, such as a folder for the corpus, ``-max_total_time`` in seconds and ``-runs``. Errors
that are told (:class:`PipelineError`) are right; any other error, and a broken law, ends the
fuzzing, and the input that caused it is written to a file.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.batch import ledger
    from pipeline.batch.formats import open_dump
    from pipeline.batch.reading import read
    from pipeline.edits import apply, invert
    from pipeline.errors import PipelineError
    from pipeline.io import records
    from pipeline.io.extraction import extract
    from pipeline.markup import spintax
    from pipeline.pipeline import Pipeline
    from pipeline.restoration.dump_model import load as load_model
    from pipeline.settings.config import parse

PIPELINE = Pipeline(context="off", typography=True)
FOLDER = tempfile.TemporaryDirectory(prefix="rature-fuzz-")
HERE = Path(FOLDER.name)


def clean(raw: bytes) -> None:
    """Clean a text; the edits give the result, and undone they give the source."""
    text = raw.decode("utf-8", "surrogateescape")
    result = PIPELINE.explain(text)
    assert apply(text, result.edits) == result.text
    assert apply(result.text, invert(result.edits)) == text


def rows(name: str) -> Callable[[bytes], None]:
    """Return the function that reads a dump of the name."""

    def target(raw: bytes) -> None:
        path = HERE / name
        path.write_bytes(raw)
        for batch in read(open_dump(str(path), max_record=1 << 20)):
            assert all((row.text is None) == (row.error is not None) for row in batch.rows)

    return target


def model(raw: bytes) -> None:
    """Read what ``rature learn`` wrote."""
    (HERE / "a.model").write_bytes(raw)
    load_model(HERE / "a.model")


def ledger_rows(raw: bytes) -> None:
    """Read the ledger of a run."""
    (HERE / "ledger.jsonl").write_bytes(raw)
    list(ledger.read(HERE))


TARGETS: dict[str, Callable[[bytes], object]] = {
    "clean": clean,
    "html": lambda raw: extract(raw.decode("utf-8", "surrogateescape")),
    "spintax": lambda raw: list(spintax.choices(raw.decode("utf-8", "replace"))),
    "record": lambda raw: records.parse(raw.decode("utf-8", "replace")),
    "jsonl": rows("a.jsonl"),
    "csv": rows("a.csv"),
    "parquet": rows("a.parquet"),
    "arrow": rows("a.arrow"),
    "config": lambda raw: parse(raw.decode("utf-8", "replace"), Path("rature.toml")),
    "model": model,
    "ledger": ledger_rows,
}
"""What is fuzzed, by name."""


def main() -> None:
    """Fuzz the target that is named."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"usage: python -m benchmarks.fuzz {{{','.join(TARGETS)}}} [of libFuzzer…]")
    target = TARGETS[name]

    def one(raw: bytes) -> None:
        try:
            target(raw)
        except PipelineError:
            return

    atheris.Setup([sys.argv[0], *sys.argv[2:]], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
