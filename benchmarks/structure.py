"""Measure the stages around the words: ``python -m benchmarks.structure [--typography] [--show]``.

Runs every stage but leakage and spelling over the articles of ``../shared/dev`` (or
``RATURE_DEV``): 700 clean ones and 300 spun ones. Prints the edits made and proposed by rule,
the speed, and how often two laws were broken: edits made and undone give text and source; cleaning
what is clean changes nothing. ``--show`` prints each edit made to a clean article, to be judged.
"""

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path

from pipeline.edits import apply, invert
from pipeline.pipeline import Pipeline
from pipeline.stages import STAGES

DEV = Path(os.environ.get("RATURE_DEV") or Path(__file__).parent.parent.parent / "shared" / "dev")
FILES = {
    "clean_news": "text",
    "clean_machine_translated": "text",
    "spin_news": "source",
}
LEFT_OUT = ("leakage", "spelling")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--typography", action="store_true", help="the rules of that family too")
    parser.add_argument("--show", action="store_true", help="print each edit of a clean article")
    options = parser.parse_args()
    stages = tuple(stage for stage in STAGES if stage.__name__ not in LEFT_OUT)
    pipeline = Pipeline(stages=stages, typography=options.typography)
    for name, column in FILES.items():
        made: Counter[str] = Counter()
        proposed: Counter[str] = Counter()
        languages: Counter[str] = Counter()
        words = broken = restless = 0
        seconds = 0.0
        rows = (DEV / f"{name}.jsonl").read_text("utf-8").splitlines()
        for row in rows:
            text = json.loads(row)[column]
            begin = time.perf_counter()
            result = pipeline.explain(text)
            seconds += time.perf_counter() - begin
            words += len(text.split())
            languages[result.language] += 1
            made.update(edit.rule for edit in result.edits)
            proposed.update(edit.rule for edit in result.proposals)
            there = apply(text, result.edits) == result.text
            back = apply(result.text, invert(result.edits)) == text
            broken += not (there and back)
            restless += bool(pipeline.explain(result.text).edits)
            if options.show and name.startswith("clean"):
                for edit in result.edits:
                    around = text[max(0, edit.start - 40) : edit.end + 40].replace("\n", "↵")
                    print(f"  {edit.rule} {edit.before[:60]!r} → {edit.after!r} in {around!r}")
        print(f"{name}: {len(rows)} articles, {words} words, {words / seconds:.0f} words/s")
        print(f"  languages {dict(languages)}; law 1 broken {broken}, law 4 broken {restless}")
        print(f"  made     {dict(sorted(made.items()))}")
        print(f"  proposed {dict(sorted(proposed.items()))}")


if __name__ == "__main__":
    main()
