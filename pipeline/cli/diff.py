"""``rature diff``: show what cleaning would change. Start reading from :func:`run`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.cli.inputs import cleaned
from pipeline.cli.options import Subparsers, add_common, add_input_format, pipeline_of
from pipeline.errors import InputError
from pipeline.exit_codes import DONE, EDITS_FOUND, FAILED
from pipeline.io import files, records
from pipeline.io.terminal import counter, hint, say, stdout, told
from pipeline.pipeline import Pipeline
from pipeline.report.diff import unified, words
from pipeline.report.messages import LANGUAGES, Messages, of_locale
from pipeline.result import Result


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "diff",
        help="show what cleaning would change",
        description="Show each change that `rature clean` would make, and each that it only "
        "proposes (marked ?). No file is changed.",
        epilog="""examples:
  rature diff article.txt                   changed words in context, rule and reason
  rature diff --unified . | git apply       mend all texts of a folder (pages are refused)
  rature diff --unified a.txt | patch -p1
  rature diff --exit-code texts/ > /dev/null
                                            fail when there is something to mend
  rature diff --json texts/                 one record per file
  rature diff --html report.html texts/     one page to read, to print and to pass on
  rature diff --docx changes.docx a.txt     tracked changes (needs rature[docx])""",
    )
    command.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="texts, or folders of .txt, .md and .html files; - is standard input (default)",
    )
    form = command.add_mutually_exclusive_group()
    for name, what in {
        "words": "changed words in their context (default)",
        "unified": "a patch for `git apply` and `patch -p1`",
        "json": "one record per file, as JSON lines",
    }.items():
        form.add_argument(f"--{name}", dest="format", action="store_const", const=name, help=what)
    form.add_argument(
        "--html",
        metavar="OUT",
        help="a report, in one file: every change in its place, with its reason",
    )
    form.add_argument(
        "--docx",
        metavar="OUT",
        help="a document with tracked changes and comments (needs rature[docx])",
    )
    command.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="language of --html and --docx (default: French where the locale is)",
    )
    add_input_format(command)
    command.add_argument(
        "--exit-code", action="store_true", help="exit with 1 when there are edits"
    )
    command.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="colours in --words (default: on a terminal)",
    )
    add_common(command)
    command.set_defaults(run=run, format="words")


def run(options: argparse.Namespace) -> int:
    """Show what cleaning would change, file by file. A bad file is reported and skipped."""
    paths = options.paths or [files.STDIN]
    pipeline = pipeline_of(options, paths)
    if options.html or options.docx:
        return _document(pipeline, options, paths)
    out = stdout()
    colour = _coloured(options.color)
    refused = 0
    edited = False

    def refuse(error: Exception) -> None:
        nonlocal refused
        refused += 1
        say(told(error))

    hint(paths)
    with counter("files") as count:
        for path in files.walk(paths, refuse):
            try:
                raw = files.read_bytes(path)
                result, meta = cleaned(pipeline, options, path, raw)
                shown = _shown(result, meta, raw, options, colour)
            except Exception as error:
                refuse(error)
            else:
                out.write(shown)
                out.flush()
                edited = edited or bool(result.edits)
            count()
    if refused:
        return FAILED
    return EDITS_FOUND if edited and options.exit_code else DONE


def _document(pipeline: Pipeline, options: argparse.Namespace, paths: list[str]) -> int:
    """Write the report (``--html``) or the document (``--docx``), complete or not at all."""
    from pipeline.report import docx, html

    target = options.html or options.docx
    write = html.write if options.html else docx.write
    refused: list[str] = []
    edited = False

    def refuse(error: Exception) -> None:
        refused.append(told(error))
        say(refused[-1])

    def results(count: Callable[[], None]) -> Iterator[Result]:
        nonlocal edited
        for path in files.walk(paths, refuse):
            if path not in paths and Path(path).absolute() == Path(target).absolute():
                continue  # an earlier report that lies in a folder of the input
            try:
                result, _ = cleaned(pipeline, options, path, files.read_bytes(path))
            except Exception as error:
                refuse(error)
            else:
                edited = edited or bool(result.edits)
                yield result
            count()

    hint(paths)
    with files.written(target) as out, counter("files") as count:
        write(out, results(count), Messages(options.lang or of_locale()), refused)
    if refused:
        return FAILED
    return EDITS_FOUND if edited and options.exit_code else DONE


def _shown(
    result: Result, meta: dict[str, Any], raw: bytes, options: argparse.Namespace, colour: bool
) -> bytes:
    """Return the part of the diff that is about one file."""
    if options.format == "json":
        return records.encode(records.dumps({**result.to_dict(), **meta}))
    if options.format == "unified":
        return _patch(result, raw, options.encoding)
    shown = words(result.source, result.edits, result.proposals, result.id, colour=colour)
    return shown.encode("utf-8", "backslashreplace")


def _patch(result: Result, raw: bytes, codec: str) -> bytes:
    """Return the patch, in the encoding of the file, so that it applies to the file's bytes."""
    patch = unified(result.source, result.edits, files.patch_name(result.id))
    try:
        if files.wide(codec) or result.source.encode(codec) != raw:
            raise InputError(f"{result.id}: a patch cannot be written in {codec}: use --words")
        return patch.encode(codec)
    except UnicodeEncodeError as error:
        raise InputError(
            f"{result.id}: the cleaned text has {error.object[error.start]!r}, which {codec} lacks:"
            " convert the file to UTF-8 first"
        ) from error


def _coloured(choice: str) -> bool:
    """Say whether to use colours, by ``--color`` and, for ``auto``, by the terminal."""
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
