"""The command line. Start reading from :func:`main`; each command is one function.

Standard output carries only the result, as bytes: no newline is translated. Everything else, in one
line each, goes to standard error. Exit code 0: done; 1: there are edits (``--exit-code``); 2: bad
input or options, or an internal error; 130: interrupted.
"""

import argparse
import difflib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from pipeline.cli import config, learn
from pipeline.cli import review as review_command
from pipeline.cli import run as batch_command
from pipeline.cli.options import common, input_format, pipeline_of
from pipeline.document import Document
from pipeline.errors import ConfigError, InputError
from pipeline.io import articles, files, ocr, records
from pipeline.io.extraction import extract, format_of
from pipeline.io.terminal import counter, hint, say, stdout, told
from pipeline.pipeline import Pipeline
from pipeline.report.diff import unified, visible, words
from pipeline.report.messages import LANGUAGES, Messages, of_locale
from pipeline.result import Result, failed, versions
from pipeline.rules import Rule
from pipeline.stages import RULES, STAGE_OF

DONE, EDITS, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``rature`` with ``arguments`` (default: those of the process); return its exit code."""
    try:
        try:
            options = parser().parse_args(arguments)
            status: int = options.run(options)
        except SystemExit as stop:  # --help and --version
            status = int(stop.code or DONE)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has all it wants
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except Exception as error:
        say(told(error))
        return FAILED
    return status


# --- clean -----------------------------------------------------------------------------------


def clean(options: argparse.Namespace) -> int:
    """Write the cleaned text, its record, or the records of many."""
    pipeline = pipeline_of(options, [options.file])
    target: AbstractContextManager[BinaryIO] = (
        nullcontext(stdout()) if options.output is None else files.written(options.output)
    )
    hint([options.file])
    with target as out:
        if options.jsonl and options.ocr:
            raise ConfigError("--ocr reads one file, --jsonl records: give one of them")
        if options.jsonl:
            return _clean_lines(pipeline, options, out)
        raw = files.read_bytes(options.file)
        if options.ocr:
            raw, options.encoding, options.input = _scanned(raw, options.file), "utf-8", "text"
        result, meta = _cleaned(pipeline, options, options.file, raw)
        if options.json:
            out.write(records.encode(records.dumps({**result.to_dict(), **meta})))
        else:
            out.write(result.text.encode("utf-8", "surrogatepass"))
        out.flush()
    return DONE


def _scanned(raw: bytes, name: str) -> bytes:
    """Return what stands on a scan, as a text file."""
    return ocr.read(raw, name).encode()


def evaluate(options: argparse.Namespace) -> int:
    """Print precision, recall, F0.5 and harm on a gold file."""
    from pipeline.evaluate import figures, rows, tally

    pipeline = pipeline_of(options, [options.file])
    content = files.decode(files.read_bytes(options.file), options.encoding, options.file)
    counts: Counter[str] = Counter()
    with counter("articles") as count:
        for row in rows(content.splitlines(), options.file):
            counts += tally(row, pipeline.explain(row["source"]))
            count()
    found = figures(counts)
    if options.json:
        out = records.dumps(found)
    else:
        out = "\n".join(
            f"{what:44} {found[name]:10.{digits}f}" for name, (what, digits) in _FIGURES.items()
        )
    stdout().write(records.encode(f"{out}\n"))
    return DONE


_FIGURES = {
    "words": ("words", 0),
    "damaged": ("damaged spans", 0),
    "found": ("found (made or proposed), share", 3),
    "first": ("first candidate right, share", 3),
    "three": ("right word among three, share", 3),
    "recall": ("restored by edits made (recall), share", 3),
    "precision": ("edits made that are right (precision), share", 3),
    "f05": ("F0.5", 3),
    "alarms_per_10k": ("edits of sound text (harm), per 10,000 words", 2),
    "reviews_per_10k": ("proposals, per 10,000 words", 2),
}


def _cleaned(
    pipeline: Pipeline, options: argparse.Namespace, name: str, raw: bytes
) -> tuple[Result, dict[str, Any]]:
    """Clean a file: text, Markdown or the article of a page, of which the dictionary then tells."""
    text = articles.decoded(raw, options.encoding, name)
    shape = format_of(name, text, options.input)
    if shape != "html":
        pipeline = articles.without_rendering(pipeline) if shape == "markdown" else pipeline
        return articles.explain(pipeline, text, name), {}
    if getattr(options, "format", "") == "unified":
        raise InputError(f"{name} is a web page, which no patch can mend: use --words or --json")
    article = extract(text.removeprefix(files.BOM), name)
    say(f"{name}: {article.summary()}")
    return pipeline.explain(Document(article.text, name)), {"meta": article.meta}


def _clean_lines(pipeline: Pipeline, options: argparse.Namespace, out: BinaryIO) -> int:
    """Clean records one by one; each goes out before the next is read."""
    refused = 0
    with counter("records") as count:
        for number, raw in enumerate(_lines_of(options.file, options.encoding), 1):
            if not raw.strip():
                continue
            line, ok = _clean_line(pipeline, raw, options, f"{options.file}:{number}")
            refused += not ok
            out.write(records.encode(line))
            out.flush()
            count()
    if refused:
        say(f"{refused} bad record{'s' * (refused > 1)}: the field error of each says why")
    return FAILED if refused else DONE


def _lines_of(path: str, codec: str) -> Iterator[bytes]:
    """Yield the lines of a file, as bytes; all at once where a line is no run of bytes."""
    try:
        with files.opened(path) as file:
            if files.wide(codec):
                text = files.decode(file.read(), codec, path)
                yield from (line.encode(codec) for line in text.split("\n"))
            else:
                yield from file
    except OSError as error:
        raise files.unreadable(path, error) from error


def _clean_line(
    pipeline: Pipeline, raw: bytes, options: argparse.Namespace, where: str
) -> tuple[str, bool]:
    """Return the line that goes out, and whether the record could be cleaned."""
    codec = options.encoding
    try:
        line = raw.decode(codec).strip("\r\n").removeprefix(files.BOM)
        record = records.parse(line)
    except (UnicodeError, InputError) as error:
        kept = raw.decode(codec, "surrogateescape" if codec == "utf-8" else "backslashreplace")
        return records.dumps(records.bad(kept.strip("\r\n"), f"{where}: {error}")), False
    try:
        result = _clean_record(pipeline, record, options.input, where)
    except Exception as error:  # whatever went wrong, the record goes on with its text
        result = failed(record.id, record.text, f"{where}: {told(error)}")
    return records.merged(record, result), result["error"] is None


def _clean_record(
    pipeline: Pipeline, record: records.Record, shape: str, where: str
) -> dict[str, Any]:
    shape = format_of("", record.text, shape)
    if shape == "html":
        article = extract(record.text.removeprefix(files.BOM), where)
        result = pipeline.explain(Document(article.text, record.id))
        return {**result.to_dict(), "meta": article.meta}
    if shape == "markdown":
        pipeline = articles.without_rendering(pipeline)
    return articles.explain(pipeline, record.text, record.id).to_dict()


# --- diff ------------------------------------------------------------------------------------


def diff(options: argparse.Namespace) -> int:
    """Show what cleaning would do, file by file; a bad file is reported and the rest goes on."""
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
                result, meta = _cleaned(pipeline, options, path, raw)
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
    return EDITS if edited and options.exit_code else DONE


def _document(pipeline: Pipeline, options: argparse.Namespace, paths: list[str]) -> int:
    """Write the report or the document with tracked changes: one file, whole or not at all."""
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
                continue  # the report of another day, in the folder that is walked
            try:
                result, _ = _cleaned(pipeline, options, path, files.read_bytes(path))
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
    return EDITS if edited and options.exit_code else DONE


def _shown(
    result: Result, meta: dict[str, Any], raw: bytes, options: argparse.Namespace, colour: bool
) -> bytes:
    """Return one file's part of the diff."""
    if options.format == "json":
        return records.encode(records.dumps({**result.to_dict(), **meta}))
    if options.format == "unified":
        return _patch(result, raw, options.encoding)
    shown = words(result.source, result.edits, result.proposals, result.id, colour=colour)
    return shown.encode("utf-8", "backslashreplace")


def _patch(result: Result, raw: bytes, codec: str) -> bytes:
    """Return the patch in the encoding of the file, so that it fits the file's bytes."""
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
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


# --- explain ---------------------------------------------------------------------------------


def explain(options: argparse.Namespace) -> int:
    """Describe a rule, or list all of them."""
    if options.code is None:
        rows = [f"{rule.code:8} {rule.title} ({rule.titre})" for rule in RULES.values()]
        text = "\n".join(rows)
    else:
        code = options.code.upper()
        if code not in RULES:
            near = difflib.get_close_matches(code, RULES, n=1, cutoff=0.0)
            hint = f"the nearest is {near[0]}; " if near else ""
            raise ConfigError(
                f"no rule is called {options.code}: {hint}`rature explain` lists them all"
            )
        text = describe(RULES[code])
    stdout().write(f"{text}\n".encode() if text else b"")
    return DONE


def describe(rule: Rule) -> str:
    """Return all that is known of a rule, for people to read."""
    lines = [
        f"{rule.code} {rule.name}",
        "",
        f"  {rule.title}",
        f"  {rule.titre}",
        "",
        f"Why: {rule.why}",
        f"Stage: {STAGE_OF[rule.code]}. Made on its own from confidence {rule.auto:.2f}; below, "
        "only proposed.",
    ]
    if rule.fixes:
        lines += ["", "It mends:"]
        for before, after in rule.fixes:
            lines += [f"  - {visible(before, '↵')}", f"  + {visible(after, '↵')}"]
    if rule.proposes:
        lines += ["", "It proposes:"]
        for before, after in rule.proposes:
            lines += [f"  - {visible(before, '↵')}", f"  + {visible(after, '↵')}"]
    if rule.keeps:
        lines += ["", "It leaves alone:", *(f"    {visible(kept, '↵')}" for kept in rule.keeps)]
    if rule.source:
        lines += ["", f"Source: {rule.source}"]
    return "\n".join(lines)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings
        )

    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message} (see `{self.prog} --help`)")


class _Version(argparse.Action):
    """Print the versions; they are looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        found = versions()
        print(f"rature {found['rature']} (dictionaries {found['dictionaries']})")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = _Parser(
        prog="rature",
        description="Clean French text that machines translated, spun and garbled, "
        "and show every change.",
        epilog="""examples:
  rature clean article.txt > clean.txt      clean one text
  rature diff articles/                     what would change, in context
  rature learn dump/ -o dump.model          learn from a dump before it is cleaned
  rature run dump/ -o out --model dump.model
  rature explain LEAK001                    what a rule does, and why

`rature COMMAND --help` tells more. Exit code: 0 done, 1 there are edits (--exit-code),
2 bad input or options, said in one line on standard error.""",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the versions and stop")
    commands = top.add_subparsers(metavar="COMMAND", required=True, dest="command")

    one = commands.add_parser(
        "clean",
        help="write the cleaned text",
        description="Write the cleaned text to standard output, in UTF-8. Newlines and byte order "
        "mark stay as they are.",
        epilog="""examples:
  rature clean article.txt > clean.txt      clean one text
  curl -s URL | rature clean -              clean standard input
  rature clean page.html                    the article of a web page (needs rature[html])
  rature clean --json article.txt           the record: text, edits, proposals, marks
  rature clean --jsonl in.jsonl -o out.jsonl
                                            {"id": ..., "text": ...} per line; records out, in order
  rature clean --ocr scan.pdf               the text of a scan (needs Tesseract)
  rature clean --encoding cp1252 --ignore CAP,SPL old.txt""",
    )
    one.add_argument(
        "file",
        nargs="?",
        default=files.STDIN,
        metavar="FILE",
        help="a text; - is standard input (default)",
    )
    shape = one.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="write the record, as JSON")
    shape.add_argument(
        "--jsonl",
        action="store_true",
        help="read and write records, one JSON object per line; other fields pass through",
    )
    one.add_argument(
        "--ocr",
        action="store_true",
        help="FILE is a scan, PDF, PNG, JPEG or TIFF, to be read first (needs tesseract-ocr, "
        "tesseract-ocr-fra and poppler-utils of the system)",
    )
    input_format(one)
    one.add_argument("-o", "--output", metavar="OUT", help="write to a file, whole or not at all")
    common(one)
    one.set_defaults(run=clean)

    two = commands.add_parser(
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
    two.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="texts, or folders of .txt, .md and .html files; - is standard input (default)",
    )
    form = two.add_mutually_exclusive_group()
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
    two.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="language of --html and --docx (default: French where the locale is)",
    )
    input_format(two)
    two.add_argument("--exit-code", action="store_true", help="exit with 1 when there are edits")
    two.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="colours in --words (default: on a terminal)",
    )
    common(two)
    two.set_defaults(run=diff, format="words")

    three = commands.add_parser(
        "explain",
        help="describe a rule",
        description="Describe a rule: what it does, why, what it mends, what it leaves alone, and "
        "where the knowledge is from. Without CODE, list all rules.",
        epilog="""examples:
  rature explain                            all rules
  rature explain LEAK001                    one of them
  rature explain | grep ^SPL                one family""",
    )
    three.add_argument("code", nargs="?", metavar="CODE", help="the code of a rule")
    three.set_defaults(run=explain)

    four = commands.add_parser(
        "eval",
        help="measure cleaning against texts whose truth is known",
        description="Clean the source of each row of a gold file (JSON lines: source, text, edits "
        "with start, end, before, after) and print how much of the damage was found and restored, "
        "how many of the edits made were right, and the false alarms per 10,000 words.",
        epilog="""examples:
  rature eval gold.jsonl                    all rules
  rature eval --select LEAK gold.jsonl      one family
  rature eval --json gold.jsonl             the figures as JSON""",
    )
    four.add_argument("file", metavar="GOLD.jsonl", help="rows with source, text and edits")
    four.add_argument("--json", action="store_true", help="write the figures as JSON")
    common(four)
    four.set_defaults(run=evaluate)

    batch_command.add(commands)
    learn.add(commands)
    config.add(commands)
    review_command.add(commands)
    return top
