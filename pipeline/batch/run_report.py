"""The report of a run, ``run.json``. Start reading from :func:`run_report`."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.batch.assembly import Assembled
from pipeline.batch.formats import Source
from pipeline.batch.options import RunOptions
from pipeline.batch.preparing import identity
from pipeline.batch.tally import LISTED_ERRORS


def run_report(
    options: RunOptions,
    sources: Sequence[Source],
    names: Sequence[str],
    bad: dict[str, str],
    found: Assembled,
) -> dict[str, Any]:
    """Return the content of run.json, except for the timing."""
    tally = found.tally
    described = [
        {
            "file": source.name,
            "clean": name,
            "format": source.format.name,
            "text_column": source.text_column,
            **({"text_columns": list(source.text_columns)} if source.several else {}),
            "id_column": source.id_column,
            "encoding": source.encoding,
            "rows": rows,
            "bytes": source.size,
            "error": bad.get(source.name),
            **_missing(found, source),
        }
        for source, name, rows in zip(sources, names, found.rows, strict=True)
    ]
    known = {source.name for source in sources}
    refused = [
        {"file": name, "clean": None, "error": error}
        for name, error in bad.items()
        if name not in known
    ]
    damage = [{"file": name, "row": None, "id": "", "error": bad[name]} for name in sorted(bad)]
    return {
        **identity(options, sources, {n: "" for n in bad if n not in known}),
        "inputs": sorted([*described, *refused], key=lambda one: str(one["file"])),
        "counts": {
            "articles": tally.articles,
            "words": tally.words,
            "edits": {rule: _decisions(tally.edits[rule]) for rule in sorted(tally.edits)},
            "languages": dict(sorted(tally.languages.items())),
            **({"pages": dict(sorted(tally.pages.items()))} if tally.pages else {}),
            "errors": tally.errors,
            "files_with_errors": len(bad),
            **({"duplicates": found.duplicates} if options.dedup else {}),
        },
        "errors": [*damage, *tally.listed][:LISTED_ERRORS],
        "samples": {
            rule: [sample for _, sample in tally.samples[rule]] for rule in sorted(tally.samples)
        },
    }


def _missing(found: Assembled, source: Source) -> dict[str, Any]:
    """Return the first row and the number of rows of each gap in a file, if it has any."""
    gaps = found.broken.get(source.name, ())
    return {"missing": [[first, count] for first, count, _ in gaps]} if gaps else {}


def _decisions(count: Counter[str]) -> dict[str, int]:
    return {decision: count[decision] for decision in ("auto", "review")}
