"""Run all builders, or those named: ``python -m dictionaries.builders [NAME…] [-o FOLDER]``."""

import argparse
import importlib
import sys
import time
from pathlib import Path

from dictionaries.builders import sources, table
from pipeline.resources import data

BUILDERS = {
    "hand": "the provenance of the tables that people write",
    "english": "the English lexicon",
    "french": "the French lexicon with its morphology",
    "frequency": "how frequent words are in French and in English (needs both lexicons)",
    "homographs": "French words spelled like English ones (needs both lexicons)",
    "spelling": "near words and what confusions cost (needs the French lexicon and frequencies)",
    "antonyms": "what no spinner puts in the place of a homograph: its opposite",
    "synonyms": "what a spinner puts in the place of a homograph",
    "language_model": "the n-gram model of French news",
    "context_model": "the context model of French (trains it where a CUDA device is)",
    "letters": "the model of letters that bad scans are read with",
    "vectors": "what words have to do with the words around them (needs the French lexicon)",
    "restoration": "the weights of restoration (needs all others)",
    "context_restoration": "the weights by which context decides about restorations (needs all)",
    "learned_restoration": "the weights by which a learned dump decides, too (needs all)",
}
"""Each builder in the order of their needs, a module of this package with
``build(folder: Path) -> Iterable[Entry]``; imported only when it runs."""


def main(arguments: list[str] | None = None) -> int:
    """Build, keep ``sources.json`` and the table in ``README.md``, and return the exit code."""
    listing = "\n".join(f"  {name:15} {what}" for name, what in BUILDERS.items())
    parser = argparse.ArgumentParser(
        prog="python -m dictionaries.builders",
        description="Build the dictionaries from pinned packages.",
        epilog=f"builders:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="builders to run (default: all)")
    parser.add_argument("-o", "--output", type=Path, default=sources.HOME, metavar="FOLDER")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in BUILDERS]:
        parser.error(f"no builder named {', '.join(unknown)}; choose among {', '.join(BUILDERS)}")
    options.output.mkdir(parents=True, exist_ok=True)
    chosen = [name for name in BUILDERS if not options.names or name in options.names]
    for position, name in enumerate(chosen, 1):
        print(f"[{position}/{len(chosen)}] {name}: {BUILDERS[name]}", file=sys.stderr)
        started = time.perf_counter()
        module = importlib.import_module(f"dictionaries.builders.{name}")
        try:
            entries = list(module.build(options.output))
        except sources.SourceError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        sources.write_register(entries, options.output)
        table.refresh(options.output)
        for made in entries:
            print(
                f"      {made.name}: {made.rows:,} rows, {made.bytes:,} bytes",
                file=sys.stderr,
            )
        print(f"      {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    data.verified = False  # the register is written after the files
    sys.exit(main())
