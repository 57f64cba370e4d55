"""Print a SHA-256 of the records of each development file: ``python -m benchmarks.digest``.

A change that should change no output leaves every line as it was: run it before and after, and
compare. ``--every N`` takes each N-th text of a file, ``--save FILE`` keeps the digest of each
record, ``--compare FILE`` names the texts whose record differs from what was kept; ``--context
off`` leaves the context model out.

The files are those of ``../shared/dev`` (or ``RATURE_DEV``) and the articles of ``seeds/``.
"""

import argparse
import hashlib
import json
import lzma
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from pipeline.pipeline import Pipeline
from pipeline.restoration.context import Context

ROOT = Path(__file__).parents[1]
DEV = Path(os.environ.get("RATURE_DEV") or ROOT.parent / "shared" / "dev")


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file: damaged ones where it has both."""
    if path.suffix == ".txt":
        yield path.read_text("utf-8")
        return
    content = path.read_bytes()
    if path.suffix == ".xz":
        content = lzma.decompress(content)
    for line in content.decode("utf-8").splitlines():
        row = json.loads(line)
        yield row.get("source") or row["text"]


def files() -> list[Path]:
    """Return the files whose texts are cleaned, in order."""
    seeds = [p for p in sorted((ROOT / "seeds").glob("*.txt")) if ".gold" not in p.name]
    return [*seeds, *sorted(DEV.glob("*.jsonl")), *sorted(DEV.glob("sound/*.jsonl.xz"))]


def digest(pipeline: Pipeline, text: str) -> str:
    """Return the SHA-256 of the record of ``text``, in hexadecimal."""
    record = pipeline.explain(text).to_dict()
    record.pop("versions", None)
    for edit in record["edits"]:
        edit.pop("calibrated", None)
    return hashlib.sha256(json.dumps(record, ensure_ascii=False).encode()).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--save", type=Path, metavar="FILE")
    parser.add_argument("--compare", type=Path, metavar="FILE")
    parser.add_argument("--context", choices=get_args(Context), default="auto")
    options = parser.parse_args()
    pipeline = Pipeline(context=options.context)
    found: dict[str, list[str]] = {}
    for path in files():
        chosen = list(texts(path))[:: options.every]
        found[path.name] = [digest(pipeline, text) for text in chosen]
        whole = hashlib.sha256("".join(found[path.name]).encode()).hexdigest()
        print(f"{whole}  {path.name} ({len(chosen)} texts)", flush=True)
    if options.save:
        options.save.write_text(json.dumps(found), "utf-8")
    if options.compare is None:
        return 0
    kept = json.loads(options.compare.read_text("utf-8"))
    differ = [
        f"{name} {number * options.every}"
        for name, digests in found.items()
        for number, (old, new) in enumerate(zip(kept[name], digests, strict=True))
        if old != new
    ]
    print("all the same" if not differ else f"{len(differ)} differ: {', '.join(differ)}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
