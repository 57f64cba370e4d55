"""How fast cleaning is: words per second and core, by stage, beside a floor of the same run.

python -m benchmarks.throughput              clean and spun news, one process
python -m benchmarks.throughput --context    the context model, auto beside off
python -m benchmarks.throughput --scale      also `rature run`: two workers against one, memory

With ``--context`` each mode has a process of its own, which meets an article as if it were the
first time; both take turns with every article, so that a busy machine slows them alike.
The caches are warmed with the tuning articles of all kinds, as those of a long run are; measured
are the report articles, which the process has not seen. The floor is to tokenise an article and
look each word up once, timed article by article beside its cleaning, so that a busy machine slows
both. Times are of the processor.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

from benchmarks.restoration import DEV, gold_rows
from pipeline.batch.local_engine import spare_the_collector
from pipeline.document import Document
from pipeline.edits import Edit, Mark
from pipeline.pipeline import Pipeline, Stage
from pipeline.resources import lexicon
from pipeline.resources.context_model import ContextModel
from pipeline.resources.language_model import END
from pipeline.restoration.context import Context
from pipeline.stages import STAGES
from pipeline.text.analysis import analyze
from pipeline.text.tokens import tokenize

TEXTS = ("clean_news", "clean_machine_translated", "spin_news", "spin_machine_translated")
SIZES = (1_000, 20_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit 2 when its articles are absent."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.throughput",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--scale", action="store_true", help="time `rature run` as well")
    parser.add_argument("--context", action="store_true", help="time the context model alone")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="its articles: each Nth")
    chosen = parser.parse_args(arguments)
    if not DEV.is_dir():
        print(f"benchmarks.throughput: no articles in {DEV}", file=sys.stderr)
        return 2
    spare_the_collector()
    if chosen.context:
        context_modes(chosen.every)
        return 0
    warm()
    for name in TEXTS:
        one_process(name)
    if chosen.scale:
        scale()
    return 0


def warm(pipeline: Pipeline = Pipeline(), every: int = 1) -> None:  # noqa: B008 — it is frozen
    """Clean the tuning articles, or each so-manyth."""
    for name in TEXTS:
        for text in _texts(name, "tune")[::every]:
            pipeline.explain(text)
            _floor(text)


def _texts(name: str, split: str) -> list[str]:
    return [row["source"] for row in gold_rows(name) if row["split"] == split]


def one_process(name: str) -> None:
    """Print words per second of cleaning the articles ``name``, and where the time goes."""
    spent: dict[str, float] = defaultdict(float)
    pipeline = Pipeline(stages=tuple(_timed(stage, spent) for stage in STAGES))
    words, total, floor = 0, 0.0, 0.0
    for text in _texts(name, "report"):
        words += len(text.split())
        begun = process_time()
        pipeline.explain(text)
        between = process_time()
        _floor(text)
        total += between - begun
        floor += process_time() - between
    print(
        f"{name}: {words / total:,.0f} words/s ({1e6 * total / words:.1f} µs a word), "
        f"floor {words / floor:,.0f} words/s, {total / floor:.1f} times the floor"
    )
    spent["runner"] = total - sum(spent.values())
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {stage:12} {1e6 * seconds / words:6.2f} µs a word")


def _timed(stage: Stage, spent: dict[str, float]) -> Stage:
    name: str = getattr(stage, "__name__", "")

    def timed(document: Document) -> Iterable[Edit | Mark]:
        begun = process_time()
        found = list(stage(document))
        spent[name] += process_time() - begun
        return found

    timed.__name__ = name  # by which the runner knows the stages that are off
    return timed


def _floor(text: str) -> None:
    fresh: Callable[[str], Any] = tokenize.__wrapped__
    for token in fresh(text):
        lexicon.is_french(token.key)


MODES: tuple[Context, ...] = ("off", "auto")


def context_modes(every: int) -> None:
    """Print words per second with the context model and without, what it read, start and memory."""
    method = get_context("spawn")
    ends: dict[Context, Connection] = {}
    workers: list[BaseProcess] = []
    for mode in MODES:
        ends[mode], end = method.Pipe()
        workers.append(method.Process(target=_worker, args=(mode, every, end), daemon=True))
        workers[-1].start()
    for mode in MODES:
        ends[mode].recv()  # it is warm
    for name in TEXTS:
        _context_mode(name, every, ends)
    for mode, worker in zip(MODES, workers, strict=True):
        ends[mode].send(None)
        print(f"{mode}: largest memory of the process {ends[mode].recv():.0f} MB")
        worker.join()
    for mode in MODES:
        print(f"{mode}: cold start {min(_cold(mode) for _ in range(3)):.2f} s")


class Timed(NamedTuple):
    """What cleaning an article took, in seconds, and what the context model read of it."""

    cleaning: float
    floor: float
    keys: int
    read: int
    sentences: int


def _context_mode(name: str, every: int, ends: Mapping[Context, Connection]) -> None:
    """Let the workers take turns with the articles ``name``; print how fast they were."""
    texts = _texts(name, "report")[::every]
    words = sum(len(text.split()) for text in texts)
    found: dict[Context, list[Timed]] = {mode: [] for mode in MODES}
    for number, text in enumerate(texts):
        for mode in MODES if number % 2 else MODES[::-1]:
            ends[mode].send(text)
            found[mode].append(ends[mode].recv())
    spent = {mode: sum(timed.cleaning for timed in found[mode]) for mode in MODES}
    floor = sum(timed.floor for mode in MODES for timed in found[mode]) / len(MODES)
    read = found["auto"]
    print(
        f"{name}: off {words / spent['off']:,.0f} words/s, auto {words / spent['auto']:,.0f} "
        f"({spent['off'] / spent['auto']:.2f} times off), floor {words / floor:,.0f}; read "
        f"{sum(t.read for t in read) / sum(t.sentences for t in read):.1%} of the sentences, "
        f"{sum(t.keys for t in read) / words:.2f} keys a word",
        flush=True,
    )


def _worker(mode: Context, every: int, end: Connection) -> None:
    """Clean what comes, after the tuning articles, and tell what it took; then the memory."""
    spare_the_collector()
    read = Counter[str]()
    whole = ContextModel.states

    def counted(model: ContextModel, window: Sequence[str], places: Sequence[int]) -> Any:
        read["keys"] += len(window)
        read["sentences"] += window.count(END)
        return whole(model, window, places)

    ContextModel.states = counted  # type: ignore[method-assign, assignment]
    pipeline = Pipeline(context=mode)
    warm(pipeline, every)
    end.send(None)
    while (text := end.recv()) is not None:
        read.clear()
        begun = process_time()
        pipeline.explain(text)
        between = process_time()
        _floor(text)
        taken = between - begun, process_time() - between
        end.send(Timed(*taken, read["keys"], read["sentences"], len(analyze(text).sentences)))
    unit = 1 if sys.platform == "darwin" else 1024
    end.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)


def _cold(mode: Context) -> float:
    """Return the seconds that a new process takes to clean its first damaged sentence."""
    program = (
        "import sys; from pipeline.pipeline import Pipeline;"
        "Pipeline(context=sys.argv[1]).clean('Il risque dix ans de jail.')"
    )
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", program, mode], check=True)
    return perf_counter() - begun


def scale() -> None:
    """Print what a second worker gains, and the memory of a small and of a large dump."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rates = {}
        for articles, workers in ((SIZES[0], 1), (SIZES[1], 1), (SIZES[1], 2)):
            rates[articles, workers], memory = _run(folder, articles, workers)
            print(
                f"rature run, {articles:,} articles, {workers} worker{'s' * (workers > 1)}: "
                f"{rates[articles, workers]:,.0f} words/s, largest process {memory:.0f} MB"
            )
        print(f"two workers against one: {rates[SIZES[1], 2] / rates[SIZES[1], 1]:.2f} times")


def _run(folder: Path, articles: int, workers: int) -> tuple[float, float]:
    """Clean a dump in a process of its own; return words per second and its peak memory in MB."""
    dump = folder / f"{articles}.jsonl"
    if not dump.exists():
        rows = cycle([row["source"] for name in TEXTS for row in gold_rows(name)])
        with dump.open("w", encoding="utf-8") as file:
            for number, text in enumerate(islice(rows, articles)):
                file.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
    out = folder / f"{articles}-{workers}"
    program = (
        "import resource, sys; from pipeline.cli import main; code = main(sys.argv[1:]);"
        "print(max(resource.getrusage(who).ru_maxrss for who in"
        " (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))); sys.exit(code)"
    )
    options = ["run", str(dump), "-o", str(out), "--workers", str(workers), "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", program, *options], check=True, stdout=subprocess.PIPE, text=True
    )
    report = json.loads((out / "run.json").read_text("utf-8"))
    unit = 1 if sys.platform == "darwin" else 1024
    return report["timing"]["words_per_second"], int(done.stdout) * unit / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
