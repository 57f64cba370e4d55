"""Before a run: check the folder for its results, open its inputs and write its plan.

Start reading from :func:`begin`. The plan says which run a folder holds, so that ``--resume``
refuses to go on with another one.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.batch import inputs, places
from pipeline.batch.formats import Source, by_suffix, open_dump, target_of
from pipeline.batch.options import SHARD_ROWS, RunOptions
from pipeline.errors import ConfigError, InputError, PipelineError
from pipeline.io import files, records
from pipeline.io.terminal import say
from pipeline.result import versions


def finished_report(options: RunOptions) -> dict[str, Any] | None:
    """Return the report of the run if it is finished, None if there is work to do.

    Raises :class:`InputError` if the folder holds something else, or a run and ``--resume`` is
    missing.
    """
    report = places.join(options.out, "run.json")
    plan = places.join(options.work, "plan.json")
    if options.retry_failed and places.exists(plan):
        return None
    if places.exists(report):
        if not options.resume:
            raise InputError(f"{options.out} holds a finished run: choose another place for -o")
        try:
            found: dict[str, Any] = json.loads(places.read(report))
        except ValueError as error:
            raise InputError(f"{report} is damaged: choose another place for -o") from error
        return found
    if places.exists(plan):
        if not options.resume:
            raise InputError(
                f"{options.out} holds a run that was interrupted: add --resume to go on with it, "
                "or choose another place for -o"
            )
    elif not places.exists(options.work) and not _usable(options.out):
        raise InputError(f"{options.out} is not empty: choose another place for -o")
    return None


def _usable(folder: str) -> bool:
    if not places.exists(folder):
        return True
    if not places.is_folder(folder):
        raise InputError(f"{folder} is a file: choose another place for -o")
    return places.is_empty(folder)


KINDS_LEFT_OUT = 5
"""Suffixes that are named of files that are not taken, the most frequent ones."""


def open_sources(
    options: RunOptions, left_out: Counter[str] | None = None
) -> tuple[list[Source], dict[str, str]]:
    """Return the files that can be read, and for each other file, by its name, the reason.

    ``left_out`` counts the files of folders that are of no known kind, by suffix.
    """
    given = options.input_format
    spooled = places.join(options.work, "input", inputs.stdin_name(given))
    if files.STDIN in options.inputs and not (options.resume and places.exists(spooled)):
        inputs.spool(spooled)
    sources: list[Source] = []
    bad: dict[str, str] = {}
    for one in inputs.find(options.inputs, options.out, spooled, given, left_out):
        path = one.path if places.is_url(one.path) else str(Path(one.path).absolute())
        try:
            source = open_dump(
                path,
                name=one.name,
                text_column=options.text_column,
                id_column=options.id_column,
                encoding=options.encoding,
                input_format="" if by_suffix(path) else given,
                max_record=options.max_record,
                csv_safe=options.csv_safe,
            )
            if why := target_of(source.format, options.output).refuses(source):
                raise InputError(f"{path}: {why}: choose another --output-format")
            source = replace(source, stamp=places.fingerprint(path))
        except ConfigError:
            raise
        except PipelineError as error:
            bad[one.name] = in_report(error, path, one.name)
            say(str(error))
        else:
            sources.append(source)
    if not sources:
        raise InputError("none of the inputs can be read: nothing was written")
    return sources, bad


def in_report(error: Exception, path: str, name: str) -> str:
    """Return a message for the report, where files are called by their names in the run."""
    return str(error).replace(path, name)


def identity(options: RunOptions, sources: Sequence[Source], bad: dict[str, str]) -> dict[str, Any]:
    """Return what must be equal in two runs so that one can go on with the other."""
    return {
        "versions": versions(),
        "configuration": {
            **options.configuration,
            "text_column": options.text_column,
            "id_column": options.id_column,
            "encoding": options.encoding,
            "format": options.shape,
            "output_format": options.output,
            "ledger": options.ledger,
            "patch": options.patch,
            "dedup": options.dedup,
            "time_limit": options.time_limit,
            "max_record": options.max_record,
            "csv_safe": options.csv_safe,
        },
        "files": {**{source.name: source.size for source in sources}, **dict.fromkeys(bad, -1)},
    }


def check_same(options: RunOptions, before: dict[str, Any], now: dict[str, Any]) -> None:
    """Raise :class:`InputError` if the folder holds another run; see :func:`identity`."""
    for what in ("versions", "configuration", "files"):
        old, new = before.get(what), now[what]
        if old == new or (what == "files" and options.retry_failed):
            continue
        old = old if isinstance(old, dict) else {}
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        if what == "configuration":  # the columns that are used count: see check_columns
            names = [name for name in names if name not in ("text_column", "id_column")]
        if not names:
            continue
        raise InputError(
            f"{options.out} holds a run with other {what} ({', '.join(sorted(names)[:5])}): "
            "choose another place for -o"
        )


def check_columns(options: RunOptions, before: dict[str, Any], sources: Sequence[Source]) -> None:
    """Raise :class:`InputError` if the run in the folder reads other columns.

    A column that is named now, and was guessed then, may well be the same. ``before`` has, by
    their names, the columns of each file.
    """
    for source in sources:
        old = before.get(source.name, columns(source))
        for used, now, option in zip(old, columns(source), ("text", "id"), strict=True):
            if used != now:
                raise InputError(
                    f"{options.out} was begun with {used or 'no'} as the {option} column of "
                    f"{source.name}: resume it with the same --{option}-column, or none"
                )


def columns(source: Source) -> list[str]:
    """Return the columns of the text and of the id; several text columns are one value."""
    return [",".join(source.text_columns), source.id_column]


def begin(options: RunOptions, sources: Sequence[Source], bad: dict[str, str]) -> int:
    """Write the plan, or compare it with the plan of the run to resume.

    Returns the number of rows in a shard.
    """
    path = places.join(options.work, "plan.json")
    stamps = {source.name: source.stamp for source in sources}
    used = {source.name: columns(source) for source in sources}
    now = {**identity(options, sources, bad), "stamps": stamps, "columns": used}
    now = json.loads(records.dumps(now))
    if places.exists(path):
        before = json.loads(places.read(path))
        check_same(options, before, now)
        if not options.retry_failed:
            check_columns(options, before["columns"], sources)
        if before["stamps"] != now["stamps"] and not options.retry_failed:
            changed = [n for n in stamps if before["stamps"].get(n) != now["stamps"][n]]
            raise InputError(
                f"{', '.join(changed[:5])}: changed since the run began: choose another place for "
                "-o, or add --retry-failed to take in what is new"
            )
        rows: int = before["shard_size"]
        if options.shard_size not in (None, rows):
            raise InputError(
                f"{options.out} was begun with --shard-size {rows}: "
                "resume it with the same, or none"
            )
        if options.retry_failed:
            places.write(path, records.encode(records.dumps({**now, "shard_size": rows})))
            places.discard(places.join(options.out, "run.json"))
        return rows
    if not options.quiet:
        say_guesses(sources)
    rows = options.shard_size or SHARD_ROWS
    places.write(path, records.encode(records.dumps({**now, "shard_size": rows})))
    return rows


def say_left_out(left_out: Counter[str]) -> None:
    """Print how many files of which kinds were left out, if any were."""
    if left_out:
        kinds = ", ".join(f"{n:,} {kind}" for kind, n in left_out.most_common(KINDS_LEFT_OUT))
        say(f"left out: {kinds}")


def say_guesses(sources: Sequence[Source]) -> None:
    """Print which columns were guessed, in one line for all files with the same guess."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for source in sources:
        if source.guessed:
            alike.setdefault(source.guessed, []).append(source.name)
    for guessed, names in alike.items():
        more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
        say(f"{names[0]}{more}: {', '.join(guessed)}")
