"""A run: clean a dump, and write the clean dump, a ledger of the edits and a report.

Start reading from :func:`run`. The work is cut into shards, which an engine processes in any
order. Each shard leaves its parts in ``OUT/.work`` and is not done again. When all parts are
there, they are assembled into the results. So a run may be interrupted at any moment, and the
results are the same bytes on any engine.
"""

import contextlib
import json
import signal
import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.batch import duplicates, places, progress
from pipeline.batch.assembly import DUPLICATES_FILE, Assembled, Gap, Plan, assemble
from pipeline.batch.conclusion import (
    complaints,
    exit_code,
    files_told,
    how_many,
    next_step,
    read_as,
)
from pipeline.batch.formats import Source
from pipeline.batch.local_engine import Seen
from pipeline.batch.names import output_names
from pipeline.batch.options import RunOptions
from pipeline.batch.parts import marker
from pipeline.batch.preparing import (
    begin,
    check_columns,
    check_same,
    finished_report,
    identity,
    in_report,
    open_sources,
    say_left_out,
)
from pipeline.batch.run_report import run_report
from pipeline.batch.shards import Job, Shard, shards
from pipeline.errors import ConfigError, InputError, PipelineError
from pipeline.exit_codes import FAILED, INTERRUPTED, TERMINATED
from pipeline.io import files, records
from pipeline.io.terminal import say
from pipeline.machine import cure


class Terminated(BaseException):
    """The process was asked to end (SIGTERM)."""


def run(options: RunOptions) -> int:
    """Clean a dump; return the exit code.

    Raises :class:`PipelineError` if the run cannot begin or cannot be finished.
    """
    if not places.is_url(options.out):
        options = replace(options, out=str(Path(options.out).absolute()))
    if options.dedup:
        duplicates.check()
    with terminable():
        try:
            return _run(options)
        except KeyboardInterrupt:
            say(f"interrupted: {_how_to_go_on(options)}")
            return INTERRUPTED
        except Terminated:
            say(f"terminated: {_how_to_go_on(options)}")
            return TERMINATED
        except OSError as error:
            advice = cure(error) or "choose another place for -o"
            raise InputError(
                f"cannot write to {options.out}: {error.strerror or error}: {advice}; "
                f"{_how_to_go_on(options)}"
            ) from error


def _how_to_go_on(options: RunOptions) -> str:
    if not places.exists(places.join(options.work, "plan.json")):
        return "nothing was begun"
    return "the same command with --resume goes on where this run stopped"


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Turn SIGTERM into :class:`Terminated`, so that the run ends in good order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(options: RunOptions) -> int:
    if options.retry_failed:
        options = replace(options, resume=True)
    finished = finished_report(options)
    if finished is not None:
        return _nothing_left(options, finished)
    begun = time.monotonic()
    new = not places.exists(options.out)
    places.make_folder(options.work)
    with places.locked(places.join(options.work, "lock")):
        try:
            left_out: Counter[str] = Counter()
            sources, bad = open_sources(options, left_out)
            rows = begin(options, sources, bad)
            if not options.quiet:
                say_left_out(left_out)
        except BaseException:
            _leave_nothing(options, new)
            raise
        keys, seen = _process(options, sources, rows, bad)
        with _resumable(options):
            found, names = _assemble(options, sources, keys)
        for name, gaps in found.broken.items():
            bad[name] = _gaps_told(gaps)
            say(f"{name}: {bad[name]}: get the file again")
        seconds = time.monotonic() - begun
        timing = {
            "engine": options.engine,
            "workers": _workers(options) if options.engine == "local" else options.workers,
            "shard_size": rows,
            "seconds": round(seconds, 3),
            "words_per_second": round(seen[1] / seconds, 1),
        }
        report = run_report(options, sources, names, bad, found)
        content = json.dumps({**report, "timing": timing}, ensure_ascii=False, indent=2)
        places.write(places.join(options.out, "run.json"), records.encode(content))
        if not bad:
            places.remove(options.work)
    return _conclude(options, found, bad, sources)


def _gaps_told(gaps: Sequence[Gap]) -> str:
    """Return in one line which rows of a file could not be read."""
    first, count, why = gaps[0]
    more = f", and {len(gaps) - 1:,} more places" if len(gaps) > 1 else ""
    rows = f"row {first}" if count == 1 else f"rows {first} to {first + count - 1}"
    return f"{rows} cannot be read ({why}){more}"


def _nothing_left(options: RunOptions, finished: dict[str, Any]) -> int:
    """Say that the run is finished, unless it is another run; remove its parts if any are left.

    Return the exit code that the run itself had.
    """
    if files.STDIN not in options.inputs:
        sources, bad = open_sources(options)
        check_same(options, finished, identity(options, sources, bad))
        used = {
            one["file"]: [
                ",".join(one.get("text_columns", [one["text_column"]])),
                one["id_column"],
            ]
            for one in finished["inputs"]
            if one["clean"] is not None
        }
        check_columns(options, used, sources)
    articles, errors, bad_files = (
        finished["counts"][name] for name in ("articles", "errors", "files_with_errors")
    )
    if not bad_files:
        places.remove(options.work)
        if options.retry_failed and errors:
            raise InputError(
                f"{options.out}: no file failed, and the parts of its articles are gone: to do "
                "those with an error again, choose another place for -o"
            )
    say(f"{options.out}: this run is whole, and nothing is left to do")
    if errors or bad_files:
        say(
            f"articles that failed in it: {errors:,}, files: {bad_files:,}; "
            f"{options.out}/run.json says why"
        )
    if bad_files and places.exists(options.work):
        say(_how_to_retry(options))
    return exit_code(articles, errors, bad_files, lenient=options.lenient)


def _how_to_retry(options: RunOptions) -> str:
    return (
        f"{options.work} is kept: with --retry-failed the same command takes in files that "
        "were replaced; else remove it"
    )


def _leave_nothing(options: RunOptions, new: bool) -> None:
    """Remove the folders of a run that has no plan yet."""
    if not places.exists(places.join(options.work, "plan.json")):
        places.remove(options.work)
        if new and not places.is_url(options.out):
            with contextlib.suppress(OSError):
                Path(options.out).rmdir()


# --- the work --------------------------------------------------------------------------------


def _workers(options: RunOptions) -> int:
    from pipeline.batch.local_engine import cores

    return options.workers or cores()


def _process(
    options: RunOptions, sources: Sequence[Source], rows: int, bad: dict[str, str]
) -> tuple[Sequence[int], Seen]:
    """Process all shards that are not done; return the keys of all, and what was counted."""
    job = Job(
        options.work,
        options.pipeline,
        options.shape,
        options.output,
        options.patch,
        bool(options.dedup),
    )
    total = max(1, sum(source.size for source in sources))
    keys = array("Q")
    done = 0
    handed = _Handed()
    sums: Seen = (0, 0, 0, 0, 0)

    def damaged(file: int, error: InputError) -> None:
        source = sources[file]
        bad[source.name] = in_report(error, source.path, source.name)
        say(str(error))

    def missing() -> Iterator[Shard]:
        nonlocal done
        for shard in shards(sources, rows, options.output, damaged):
            keys.append(shard.key)
            if _to_do(options, shard.key):
                handed.add(shard)
                yield shard
            else:
                done += shard.size

    with progress.shown(options.quiet) as show:

        def watch(running: Iterable[Seen]) -> None:
            now = list(running)
            articles, words, made, proposed, errors = added([sums, *now])
            share = (done + handed.size_of(sum(seen[0] for seen in now))) / total
            show(progress.Status(min(1.0, share), articles, words, made + proposed, errors))

        for found in _going(options, _engine(options)(missing(), job, watch)):
            tally = found["tally"]
            edits = sum((Counter(one) for one in tally["edits"].values()), Counter[str]())
            of_shard = tally["articles"], tally["words"], edits["auto"], edits["review"]
            sums = added([sums, (*of_shard, tally["errors"])])
            done += found["size"]
            watch([])
    return keys, sums


def _to_do(options: RunOptions, key: int) -> bool:
    """Say whether a shard has to be processed."""
    found = marker(options.work, key)
    if found is None:
        return True
    return options.retry_failed and bool(found["broken"] or found["tally"]["errors"])


@contextlib.contextmanager
def _resumable(options: RunOptions) -> Iterator[None]:
    """Add to errors how to go on."""
    try:
        yield
    except PipelineError as error:
        raise type(error)(f"{error}; {_how_to_go_on(options)}") from error


class _Handed:
    """The shards that workers were given, which tell the usual size of an article."""

    def __init__(self) -> None:
        self._articles = self._size = 0

    def add(self, shard: Shard) -> None:
        self._articles += sum(piece.part.rows for piece in shard.pieces)
        self._size += shard.size

    def size_of(self, articles: int) -> float:
        """Return about how many bytes so many ``articles`` stand for."""
        return articles * self._size / self._articles if self._articles else 0.0


def _going(options: RunOptions, finished: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pass on the markers of finished shards; add to errors of the engine how to go on."""
    with _resumable(options):
        yield from finished


def added(seen: Iterable[Seen]) -> Seen:
    """Return the sums of what was counted."""
    articles, words, made, proposed, errors = (sum(n) for n in zip(*seen, strict=True))
    return articles, words, made, proposed, errors


Engine = Callable[[Iterator[Shard], Job, Callable[[list[Seen]], None]], Iterator[dict[str, Any]]]
"""An engine: it takes shards and yields the markers of finished ones, in any order.

It calls the function with what is counted so far in the shards that are being processed."""


def _engine(options: RunOptions) -> Engine:
    workers, limit = _workers(options), options.time_limit
    if options.engine == "local":
        from pipeline.batch.local_engine import local

        return lambda todo, job, watch: local(
            todo, job, workers=workers, time_limit=limit, watch=watch
        )
    try:
        from pipeline.batch import ray_engine
    except ImportError as error:
        raise ConfigError('--engine ray needs an extra: pip install "rature[ray]"') from error
    found: Engine = ray_engine.on_ray(
        address=options.address, workers=options.workers, time_limit=options.time_limit
    )
    return found


def _assemble(
    options: RunOptions, sources: Sequence[Source], keys: Sequence[int]
) -> tuple[Assembled, Sequence[str]]:
    names = output_names(sources, options.output)
    plan = Plan(
        out=options.out,
        work=options.work,
        shards=keys,
        sources=sources,
        names=names,
        output=options.output,
        ledger=options.ledger,
        patch=options.patch,
        dedup=options.dedup,
    )
    return assemble(plan), names


def _conclude(
    options: RunOptions, found: Assembled, bad: dict[str, str], sources: Sequence[Source]
) -> int:
    """Print in a few lines what was done; return the exit code."""
    tally = found.tally
    if not options.quiet or tally.errors or bad:
        repeats = (
            f", {found.duplicates:,} near-duplicates ({DUPLICATES_FILE})" if options.dedup else ""
        )
        broken = f", {files_told(bad)}" if bad else ""
        failed = f", {how_many(tally.errors, 'article')} with errors"
        errors = failed if tally.errors else ", no errors"
        say(
            f"{how_many(tally.articles, 'article')}, {tally.words:,} words, {tally.made:,} edits "
            f"made, {tally.proposed:,} proposed{errors}{repeats}{broken}: {options.out}"
        )
    if not options.quiet:
        for line in read_as(options, sources):
            say(line)
    if tally.errors:
        for line in complaints(tally.listed, tally.errors):
            say(line)
        say(
            f"the texts of these articles came out as they were; the field error of each says why, "
            f"and so does {options.out}/run.json"
        )
    if bad:
        say(_how_to_retry(options))
    code = exit_code(tally.articles, tally.errors, len(bad), lenient=options.lenient)
    if not options.quiet and code != FAILED:
        say(next_step(options.out, tally.proposed))
    return code
