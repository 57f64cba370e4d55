"""``rature diff``: show what cleaning would change. Start reading from :func:`run`."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.batch import formats
from pipeline.cli.inputs import codec_of, results
from pipeline.cli.options import (
    Subparsers,
    add_columns,
    add_common,
    add_input_format,
    add_schema,
    set_columns,
    settings_of,
)
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
  rature diff --json texts/                 one record per text
  rature diff dump.jsonl                    each article of a dump
  rature diff --html report.html texts/     one page to read, to print and to pass on
  rature diff --docx changes.docx a.txt     tracked changes (needs rature[docx])""",
    )
    command.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="texts, dumps as `rature run` takes them, or folders of both; - is standard input "
        "(default)",
    )
    form = command.add_mutually_exclusive_group()
    for name, what in {
        "words": "changed words in their context (default)",
        "unified": "a patch for `git apply` and `patch -p1`",
        "json": "one record per text, as JSON lines",
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
    add_columns(command, "guessed")
    add_schema(command)
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
    settings = settings_of(options, paths)
    pipeline = settings.pipeline()
    set_columns(options, settings)
    options.schema = settings.schema
    if options.html or options.docx:
        return _document(pipeline, options, paths)
    out = stdout()
    colour = _coloured(options.color)
    shown = _Shown(pipeline, options, paths)
    hint(paths)
    for result, meta, raw in shown:
        try:
            out.write(_shown(result, meta, raw, options, colour))
        except InputError as error:  # the text has no patch, the others may have one
            shown.refuse(error)
        out.flush()
    return shown.exit_code()


class _Shown:
    """The results of all inputs; counts on the way what was refused, left out and edited."""

    def __init__(
        self, pipeline: Pipeline, options: argparse.Namespace, paths: list[str], target: str = ""
    ) -> None:
        self._pipeline, self._options, self._paths = pipeline, options, paths
        self._target = Path(target).absolute() if target else None
        self.refused: list[str] = []
        self._left_out: Counter[str] = Counter()
        self._edited = False

    def __iter__(self) -> Iterator[tuple[Result, dict[str, Any], bytes]]:
        takes = self._takes
        with counter("texts") as count:
            for path in files.walk(self._paths, takes, self._leave_out, self.refuse):
                if path not in self._paths and Path(path).absolute() == self._target:
                    continue  # an earlier report that lies in a folder of the input
                try:
                    for found in results(self._pipeline, self._options, path, self.refuse):
                        self._edited = self._edited or bool(found[0].edits)
                        yield found
                        count()
                except Exception as error:  # whatever it is, the others are shown
                    self.refuse(error)
        if self._left_out:
            kinds = ", ".join(f"{n:,} {kind}" for kind, n in self._left_out.most_common(5))
            say(f"left out: {kinds}")

    def _takes(self, name: str) -> bool:
        known = formats.by_suffix(name)
        if known is not None and self._options.format == "unified":
            return not known.tabular and not known.in_place  # no patch can mend these
        return known is not None

    def _leave_out(self, path: str) -> None:
        self._left_out[Path(path).suffix or "without suffix"] += 1

    def refuse(self, error: Exception) -> None:
        self.refused.append(told(error))
        say(self.refused[-1])

    def exit_code(self) -> int:
        """Return the exit code once all results were taken."""
        if self.refused:
            return FAILED
        return EDITS_FOUND if self._edited and self._options.exit_code else DONE


def _document(pipeline: Pipeline, options: argparse.Namespace, paths: list[str]) -> int:
    """Write the report (``--html``) or the document (``--docx``), complete or not at all."""
    from pipeline.report import docx, html

    target = options.html or options.docx
    write = html.write if options.html else docx.write
    shown = _Shown(pipeline, options, paths, target)
    hint(paths)
    with files.written(target) as out:
        found = (result for result, _, _ in shown)
        write(out, found, Messages(options.lang or of_locale()), shown.refused)
    return shown.exit_code()


def _shown(
    result: Result, meta: dict[str, Any], raw: bytes, options: argparse.Namespace, colour: bool
) -> bytes:
    """Return the part of the diff that is about one file."""
    if options.format == "json":
        return records.encode(records.dumps({**result.to_dict(options.schema), **meta}))
    if options.format == "unified":
        return _patch(result, raw, codec_of(options, result.id, raw))
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
