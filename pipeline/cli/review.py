"""``rature review``: people decide about the edits of a run.

The work is done by modules of :mod:`pipeline.review`, which are imported only when they are needed.
"""

import argparse
from pathlib import Path

from pipeline.cli.options import Subparsers, add_host, add_run_folder
from pipeline.errors import ConfigError, InputError
from pipeline.exit_codes import DONE
from pipeline.io.terminal import say, stdout


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "review",
        help="decide about the edits of a run",
        description="Serve the edits of a run to a browser on this machine: by series, by article, "
        "by doubt. Each decision is one key and is kept in OUT/review.sqlite; nothing is erased, "
        "everything can be undone. Open the address that is printed; Ctrl-C stops the server. "
        "Needs rature[review]; --terminal, --export, --comments and --import do not.",
        epilog="""examples:
  rature review out                         in the browser
  rature review out --name Anne --name Bob  an address for each of two people
  rature review --terminal out              here, in the manner of git add -p
  rature review out --export decisions.jsonl
                                            hand the decisions over
  rature review out --import decisions.jsonl
                                            take those of others in
  rature apply out                          write the dump again, as decided""",
    )
    add_run_folder(command)
    command.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="NAME",
        help="who decides (default: the name at login); in the browser, several times for several "
        "people, each with an address of their own",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--terminal", action="store_true", help="ask here instead of in a browser")
    form.add_argument(
        "--export", metavar="FILE", help="write all decisions as JSON lines; - is standard output"
    )
    form.add_argument(
        "--import",
        dest="imported",
        metavar="FILE",
        help="add decisions that --export wrote; - is standard input",
    )
    form.add_argument(
        "--comments",
        metavar="FILE",
        help="write all comments and flags as JSON lines; - is standard output",
    )
    command.add_argument(
        "--config",
        metavar="FILE",
        help="the configuration whose dictionary takes protected words (default: rature.toml in "
        "OUT or above it, else in the working folder)",
    )
    add_host(command)
    command.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="default: the same for a folder each time, another one when it is taken",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve the review to a browser, ask at the terminal, or pass decisions on."""
    import sqlite3

    try:
        return _run(options)
    except sqlite3.Error as error:
        from pipeline.review.database import trouble
        from pipeline.review.importing import DATABASE_NAME

        raise trouble(Path(options.out) / DATABASE_NAME, error) from error


def _run(options: argparse.Namespace) -> int:
    out = Path(options.out)
    names = tuple(dict.fromkeys(_reviewer(name) for name in options.name)) or (_login(),)
    if options.export or options.imported or options.comments:
        return _exchange(options, out)
    if options.terminal:
        from pipeline.review.terminal import ask

        if len(names) > 1:
            raise ConfigError("one person is at a terminal: give --name once")
        return ask(out, names[0], _config(options, out))
    try:
        from pipeline.review.server import serve
    except ImportError as error:
        raise ConfigError(
            f'the review in the browser needs an extra ({error.name}): pip install "rature[review]"'
        ) from error
    return serve(out, names, _config(options, out), options.host, options.port)


def _exchange(options: argparse.Namespace, out: Path) -> int:
    """Write the decisions or comments to a file, or add the decisions of a file."""
    from pipeline.io import files
    from pipeline.review.exchange import comment_lines, lines, take
    from pipeline.review.importing import opened

    with opened(out) as store:
        if target := options.export or options.comments:
            rows = lines(store) if options.export else comment_lines(store)
            if target == files.STDIN:
                for line in rows:
                    stdout().write(line)
            else:
                with files.written(target) as file:
                    file.writelines(rows)
            return DONE
        new, known = take(store, options.imported)
        say(f"{new:,} decisions added, {known:,} were known")
        stale = sum(1 for _ in store.stale())
        if stale:
            say(f"{stale:,} decisions do not fit the texts of {out} and are not applied")
    return DONE


def _port(value: str) -> int:
    """Return the number of a port."""
    if not value.isascii() or not value.isdecimal() or not 0 < int(value) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {value}")
    return int(value)


def _config(options: argparse.Namespace, out: Path) -> Path:
    """Return the path of the ``rature.toml`` that takes protected words; it need not exist yet."""
    from pipeline.settings.config import CONFIG_NAME, find, load

    if options.config is not None:
        path = Path(options.config)
        if path.exists():
            load(path)  # reports an error now and not at the first word
        return path
    return find([str(out)]) or Path.cwd() / CONFIG_NAME


def _reviewer(name: str) -> str:
    """Return the name without extra spaces; :class:`ConfigError` when people could not read it."""
    name = " ".join(name.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise ConfigError("a name has 1 to 80 visible characters: give another --name")
    return name


def _login() -> str:
    """Return the name of the person who is logged in; :class:`InputError` when there is none."""
    import getpass

    try:
        return _reviewer(getpass.getuser())
    except (OSError, KeyError, ImportError, ConfigError) as error:
        raise InputError("this login has no name: say who decides with --name") from error
