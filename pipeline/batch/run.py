"""A run: a dump in, the clean dump, its ledger and a report out. Start reading from :func:`run`.

The work is cut into shards, which an engine has processed in any order; each leaves its parts in
``OUT/.work`` and is not done again. When all are there, they are assembled into what stays. So a
run may be interrupted at any moment, and gives the same bytes whatever ran it.
"""

import contextlib
import importlib
import json
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.batch import duplicates, inputs, places, progress
from pipeline.batch.assembly import LIST, Assembled, Plan, assemble
from pipeline.batch.formats import FORMATS, Source, kind_of, open_dump, output_name, suffix_of
from pipeline.batch.shards import ERRORS, Job, Shard, marker, shards
from pipeline.errors import ConfigError, InputError, PipelineError
from pipeline.io import files, records
from pipeline.io.terminal import say
from pipeline.pipeline import Pipeline
from pipeline.result import versions

DONE, ERRORS_FOUND, FAILED, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143

SHARD_ROWS = 256
"""Articles of a shard: some seconds of work, so that little is lost and no worker waits long."""

TIME_LIMIT = 600.0
"""Seconds for an article, or for each piece of a long one: a hundred times what any has taken."""

ENGINES = ("local", "ray")

Seen = tuple[int, int, int, int, int]
"""Articles, words, edits made, edits proposed, errors."""


@dataclass(frozen=True)
class Run:
    """What is asked for. ``configuration`` is what decides about the texts, as plain JSON types."""

    inputs: Sequence[str]
    out: str
    pipeline: Pipeline = field(default_factory=Pipeline)
    configuration: dict[str, Any] = field(default_factory=dict)
    text_column: str = ""
    id_column: str = ""
    encoding: str = "utf-8"
    shape: str = "auto"
    input_format: str = ""
    output: str = ""
    ledger: str = "parquet"
    patch: bool = False
    dedup: str = ""
    shard_size: int | None = None
    engine: str = "local"
    address: str = ""
    workers: int | None = None
    time_limit: float = TIME_LIMIT
    resume: bool = False
    strict: bool = False
    quiet: bool = False

    @property
    def work(self) -> str:
        """Return the folder of the parts."""
        return places.join(self.out, ".work")


class Terminated(BaseException):
    """The process was asked to end (SIGTERM)."""


def run(asked: Run) -> int:
    """Clean a dump; return the exit code: 0, 1 for errors with ``strict``, 2, 130 or 143.

    Raises :class:`PipelineError` when nothing can be done, or not all.
    """
    if not places.is_url(asked.out):
        asked = replace(asked, out=str(Path(asked.out).absolute()))
    if asked.dedup:
        duplicates.check()
    with terminable():
        try:
            return _run(asked)
        except KeyboardInterrupt:
            say(f"interrupted: {_how_to_go_on(asked)}")
            return INTERRUPTED
        except Terminated:
            say(f"terminated: {_how_to_go_on(asked)}")
            return TERMINATED
        except OSError as error:
            raise InputError(
                f"cannot write to {asked.out}: {error.strerror or error}: make room or choose "
                f"another place for -o; {_how_to_go_on(asked)}"
            ) from error


def _how_to_go_on(asked: Run) -> str:
    if not places.exists(places.join(asked.work, "plan.json")):
        return "nothing was begun"
    return "the same command with --resume goes on where this run stopped"


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM end the run in good order."""
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


def _run(asked: Run) -> int:
    finished = _state(asked)
    if finished is not None:
        return _nothing_left(asked, finished)
    begun = time.monotonic()
    new = not places.exists(asked.out)
    places.make_folder(asked.work)
    with places.locked(places.join(asked.work, "lock")):
        try:
            sources, bad = open_sources(asked)
            rows = _begin(asked, sources, bad)
        except BaseException:
            _leave_nothing(asked, new)
            raise
        count, seen = _process(asked, sources, rows, bad)
        found, names = _assemble(asked, sources, count)
        seconds = time.monotonic() - begun
        timing = {
            "engine": asked.engine,
            "workers": _workers(asked) if asked.engine == "local" else asked.workers,
            "shard_size": rows,
            "seconds": round(seconds, 3),
            "words_per_second": round(seen[1] / seconds, 1),
        }
        report = _report(asked, sources, names, bad, found)
        content = json.dumps({**report, "timing": timing}, ensure_ascii=False, indent=2)
        places.write(places.join(asked.out, "run.json"), records.encode(content))
        places.remove(asked.work)
    return _conclude(asked, found, bad)


def _nothing_left(asked: Run, finished: dict[str, Any]) -> int:
    """Say that the run is whole, unless it is another one; what is left of its parts goes."""
    if files.STDIN not in asked.inputs:
        sources, bad = open_sources(asked)
        _same(asked, finished, _identity(asked, sources, bad))
    places.remove(asked.work)
    say(f"{asked.out}: this run is whole, and nothing is left to do")
    return DONE


def _leave_nothing(asked: Run, new: bool) -> None:
    """Remove the folders of a run that was never begun."""
    if not places.exists(places.join(asked.work, "plan.json")):
        places.remove(asked.work)
        if new and not places.is_url(asked.out):
            with contextlib.suppress(OSError):
                Path(asked.out).rmdir()


# --- before ----------------------------------------------------------------------------------


def _state(asked: Run) -> dict[str, Any] | None:
    """Return the report of a finished run that is to be resumed, None when there is work to do.

    Raises :class:`InputError` when the folder holds something else.
    """
    report = places.join(asked.out, "run.json")
    if places.exists(report):
        if not asked.resume:
            raise InputError(f"{asked.out} holds a finished run: choose another place for -o")
        try:
            found: dict[str, Any] = json.loads(places.read(report))
        except ValueError as error:
            raise InputError(f"{report} is damaged: choose another place for -o") from error
        return found
    if places.exists(places.join(asked.work, "plan.json")):
        if not asked.resume:
            raise InputError(
                f"{asked.out} holds a run that was interrupted: add --resume to go on with it, "
                "or choose another place for -o"
            )
    elif not places.exists(asked.work) and not _usable(asked.out):
        raise InputError(f"{asked.out} is not empty: choose another place for -o")
    return None


def _usable(folder: str) -> bool:
    if not places.exists(folder):
        return True
    if not places.is_folder(folder):
        raise InputError(f"{folder} is a file: choose another place for -o")
    return places.is_empty(folder)


def open_sources(asked: Run) -> tuple[list[Source], dict[str, str]]:
    """Return the files that can be read, and by name why others cannot."""
    given = asked.input_format
    spooled = places.join(asked.work, "input", f"stdin{inputs.SUFFIX_OF[given or 'jsonl']}")
    if files.STDIN in asked.inputs and not (asked.resume and places.exists(spooled)):
        inputs.spool(spooled)
    sources: list[Source] = []
    bad: dict[str, str] = {}
    for one in inputs.find(asked.inputs, asked.out, spooled, given):
        path = one.path if places.is_url(one.path) else str(Path(one.path).absolute())
        try:
            source = open_dump(
                path,
                name=one.name,
                text_column=asked.text_column,
                id_column=asked.id_column,
                encoding=asked.encoding,
                input_format="" if suffix_of(path) in FORMATS else given,
            )
        except ConfigError:
            raise
        except PipelineError as error:
            bad[one.name] = _of_file(error, path, one.name)
            say(str(error))
        else:
            sources.append(source)
    if not sources:
        raise InputError("none of the inputs can be read: nothing was written")
    return sources, bad


def _of_file(error: Exception, path: str, name: str) -> str:
    """Return a message as the report has it, where only the names in the run count."""
    return str(error).replace(path, name)


def _identity(asked: Run, sources: Sequence[Source], bad: dict[str, str]) -> dict[str, Any]:
    """Return what two runs must share to be the same."""
    return {
        "versions": versions(),
        "configuration": {
            **asked.configuration,
            "text_column": asked.text_column,
            "id_column": asked.id_column,
            "encoding": asked.encoding,
            "format": asked.shape,
            "output_format": asked.output,
            "ledger": asked.ledger,
            "patch": asked.patch,
            "dedup": asked.dedup,
            "time_limit": asked.time_limit,
        },
        "files": {**{source.name: source.size for source in sources}, **dict.fromkeys(bad, -1)},
    }


def _same(asked: Run, before: dict[str, Any], now: dict[str, Any]) -> None:
    """Raise :class:`InputError` when the run in the folder is another one."""
    for what in ("versions", "configuration", "files"):
        old, new = before.get(what), now[what]
        if old == new:
            continue
        old = old if isinstance(old, dict) else {}
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        raise InputError(
            f"{asked.out} holds a run with other {what} ({', '.join(sorted(names)[:5])}): "
            "choose another place for -o"
        )


def _begin(asked: Run, sources: Sequence[Source], bad: dict[str, str]) -> int:
    """Write the plan, or compare it with that of the run to resume; return rows per shard."""
    path = places.join(asked.work, "plan.json")
    stamps = {source.name: list(places.stamp(source.path)) for source in sources}
    now = json.loads(records.dumps({**_identity(asked, sources, bad), "stamps": stamps}))
    if places.exists(path):
        before = json.loads(places.read(path))
        _same(asked, before, now)
        if before["stamps"] != now["stamps"]:
            changed = [n for n in stamps if before["stamps"].get(n) != now["stamps"][n]]
            raise InputError(
                f"{', '.join(changed[:5])}: changed since the run began: choose another place for "
                "-o"
            )
        rows: int = before["shard_size"]
        if asked.shard_size not in (None, rows):
            raise InputError(
                f"{asked.out} was begun with --shard-size {rows}: resume it with the same, or none"
            )
        return rows
    if not asked.quiet:
        say_guesses(sources)
    rows = asked.shard_size or SHARD_ROWS
    places.write(path, records.encode(records.dumps({**now, "shard_size": rows})))
    return rows


def say_guesses(sources: Sequence[Source]) -> None:
    """Tell which columns were guessed, in a line for all files with the same ones."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for source in sources:
        if source.guessed:
            alike.setdefault(source.guessed, []).append(source.name)
    for guessed, names in alike.items():
        more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
        say(f"{names[0]}{more}: {', '.join(guessed)}")


# --- the work --------------------------------------------------------------------------------


def _workers(asked: Run) -> int:
    from pipeline.batch.local_engine import cores

    return asked.workers or cores()


def _process(
    asked: Run, sources: Sequence[Source], rows: int, bad: dict[str, str]
) -> tuple[int, Seen]:
    """Have all shards processed that are not yet; return how many there are, and what was done."""
    job = Job(asked.work, asked.pipeline, asked.shape, asked.output, asked.patch, bool(asked.dedup))
    total = max(1, sum(source.size for source in sources))
    count = done = 0
    sums: Seen = (0, 0, 0, 0, 0)

    def damaged(file: int, error: InputError) -> None:
        source = sources[file]
        bad[source.name] = _of_file(error, source.path, source.name)
        say(str(error))

    def missing() -> Iterator[Shard]:
        nonlocal count, done
        for shard in shards(sources, rows, asked.output, damaged):
            count += 1
            if marker(asked.work, shard.number) is None:
                yield shard
            else:
                done += shard.size

    with progress.shown(asked.quiet) as show:

        def watch(running: Iterable[Seen]) -> None:
            articles, words, made, proposed, errors = added([sums, *running])
            show(progress.Status(done / total, articles, words, made + proposed, errors))

        for found in _going(asked, _engine(asked)(missing(), job, watch)):
            tally = found["tally"]
            edits = sum((Counter(one) for one in tally["edits"].values()), Counter[str]())
            of_shard = tally["articles"], tally["words"], edits["auto"], edits["review"]
            sums = added([sums, (*of_shard, tally["errors"])])
            done += found["size"]
            watch([])
    return count, sums


def _going(asked: Run, finished: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pass on what is finished; an error of the engine tells how to go on."""
    try:
        yield from finished
    except PipelineError as error:
        raise type(error)(f"{error}; {_how_to_go_on(asked)}") from error


def added(seen: Iterable[Seen]) -> Seen:
    """Return the sum of what was counted."""
    articles, words, made, proposed, errors = (sum(n) for n in zip(*seen, strict=True))
    return articles, words, made, proposed, errors


Engine = Callable[[Iterator[Shard], Job, Callable[[list[Seen]], None]], Iterator[dict[str, Any]]]
"""An engine maps shards to the markers of those that are finished, in any order, and tells what is
counted of those under way."""


def _engine(asked: Run) -> Engine:
    workers, limit = _workers(asked), asked.time_limit
    if asked.engine == "local":
        from pipeline.batch.local_engine import local

        return lambda todo, job, watch: local(
            todo, job, workers=workers, time_limit=limit, watch=watch
        )
    try:
        module = importlib.import_module("pipeline.batch.ray_engine")
    except ImportError as error:
        raise ConfigError('--engine ray needs an extra: pip install "rature[ray]"') from error
    found: Engine = module.on_ray(
        address=asked.address, workers=asked.workers, time_limit=asked.time_limit
    )
    return found


def _assemble(asked: Run, sources: Sequence[Source], count: int) -> tuple[Assembled, Sequence[str]]:
    names = _names(asked, sources)
    plan = Plan(
        out=asked.out,
        work=asked.work,
        count=count,
        sources=sources,
        names=names,
        output=asked.output,
        ledger=asked.ledger,
        patch=asked.patch,
        dedup=asked.dedup,
    )
    return assemble(plan), names


def _names(asked: Run, sources: Sequence[Source]) -> list[str]:
    """Return what the files that come out are called, no two the same."""
    names = [output_name(source.name, source.format, asked.output) for source in sources]
    taken = Counter(names)
    return [
        name
        if taken[name] == 1 or name == source.name
        else f"{source.name}{'' if kind_of(source, asked.output) == 'texts' else suffix_of(name)}"
        for name, source in zip(names, sources, strict=True)
    ]


# --- after -----------------------------------------------------------------------------------


def _report(
    asked: Run,
    sources: Sequence[Source],
    names: Sequence[str],
    bad: dict[str, str],
    found: Assembled,
) -> dict[str, Any]:
    """Return what run.json says, but for the timing."""
    tally = found.tally
    described = [
        {
            "file": source.name,
            "clean": name,
            "format": source.format,
            "text_column": source.text_column,
            "id_column": source.id_column,
            "rows": rows,
            "bytes": source.size,
            "error": bad.get(source.name),
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
        **_identity(asked, sources, {n: "" for n in bad if n not in known}),
        "inputs": sorted([*described, *refused], key=lambda one: str(one["file"])),
        "counts": {
            "articles": tally.articles,
            "words": tally.words,
            "edits": {rule: _decisions(tally.edits[rule]) for rule in sorted(tally.edits)},
            "languages": dict(sorted(tally.languages.items())),
            **({"pages": dict(sorted(tally.pages.items()))} if tally.pages else {}),
            "errors": tally.errors,
            "files_with_errors": len(bad),
            **({"duplicates": found.duplicates} if asked.dedup else {}),
        },
        "errors": [*damage, *tally.listed][:ERRORS],
        "samples": {
            rule: [sample for _, sample in tally.samples[rule]] for rule in sorted(tally.samples)
        },
    }


def _decisions(count: Counter[str]) -> dict[str, int]:
    return {decision: count[decision] for decision in ("auto", "review")}


def _conclude(asked: Run, found: Assembled, bad: dict[str, str]) -> int:
    """Say in a line what was done; return the exit code."""
    tally = found.tally
    if not asked.quiet or tally.errors or bad:
        repeats = f", {found.duplicates:,} near-duplicates ({LIST})" if asked.dedup else ""
        broken = f", {len(bad):,} of the files damaged" if bad else ""
        errors = f", {tally.errors:,} articles with errors" if tally.errors else ", no errors"
        say(
            f"{tally.articles:,} articles, {tally.words:,} words, {tally.made:,} edits made, "
            f"{tally.proposed:,} proposed{errors}{repeats}{broken}: {asked.out}"
        )
    if bad:
        return FAILED
    return ERRORS_FOUND if asked.strict and tally.errors else DONE
