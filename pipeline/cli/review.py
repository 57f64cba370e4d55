"""The commands ``rature review`` and ``rature apply``; what they do is imported when asked for."""

import argparse
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, InputError
from pipeline.io.terminal import say, stdout


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    _add_review(commands)
    _add_apply(commands)


def _add_review(commands: Any) -> None:
    command = commands.add_parser(
        "review",
        help="decide about the edits of a run",
        description="Serve the edits of a run to a browser on this machine: by series, by article, "
        "by doubt. Each decision is one key and is kept in OUT/review.sqlite; nothing is erased, "
        "everything can be undone. Open the address that is printed; Ctrl-C stops the server. "
        "Needs rature[review]; --terminal, --export and --import do not.",
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
    _out(command)
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
    command.add_argument(
        "--config",
        metavar="FILE",
        help="the configuration whose dictionary takes protected words (default: rature.toml in "
        "OUT or above it, else in the working folder)",
    )
    command.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="listen there instead of on this machine alone; then others can reach it, without "
        "encryption",
    )
    command.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="default: the same for a folder each time, another one when it is taken",
    )
    command.set_defaults(run=_review)


def _add_apply(commands: Any) -> None:
    command = commands.add_parser(
        "apply",
        help="write the dump again, as reviewers decided",
        description="Write the dump of a run again: each text with the edits that the program made "
        "and nobody rejected, and those that people accepted or wrote. The folder has clean/, the "
        "ledger with the decisions and run.json. Decisions whose text has changed are told of and "
        "not applied. The same decisions give the same bytes.",
        epilog="""examples:
  rature apply out                          write out/reviewed/
  rature apply out -o news-reviewed         write another folder""",
    )
    _out(command)
    command.add_argument(
        "-o", "--output", metavar="REVIEWED", help="the folder (default: OUT/reviewed)"
    )
    command.set_defaults(run=_apply)


def _out(command: argparse.ArgumentParser) -> None:
    command.add_argument("out", metavar="OUT", help="the folder that `rature run -o` wrote")


def _port(value: str) -> int:
    if not value.isascii() or not value.isdecimal() or not 0 < int(value) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {value}")
    return int(value)


def _review(options: argparse.Namespace) -> int:
    out = Path(options.out)
    names = tuple(dict.fromkeys(_name(name) for name in options.name)) or (_login(),)
    if options.export or options.imported:
        return _exchange(options, out)
    if options.terminal:
        from pipeline.review.terminal import ask

        if len(names) > 1:
            raise ConfigError("one person is at a terminal: give --name once")
        return ask(out, names[0])
    try:
        from pipeline.review.server import serve
    except ImportError as error:
        raise ConfigError(
            f'the review in the browser needs an extra ({error.name}): pip install "rature[review]"'
        ) from error
    return serve(out, names, _config(options, out), options.host, options.port)


def _exchange(options: argparse.Namespace, out: Path) -> int:
    from pipeline.io import files
    from pipeline.review.exchange import lines, take
    from pipeline.review.importing import opened

    with opened(out) as store:
        if options.export:
            if options.export == files.STDIN:
                for line in lines(store):
                    stdout().write(line)
            else:
                with files.written(options.export) as file:
                    file.writelines(lines(store))
            return 0
        new, known = take(store, options.imported)
        say(f"{new:,} decisions added, {known:,} were known")
        stale = sum(1 for _ in store.stale())
        if stale:
            say(f"{stale:,} decisions do not fit the texts of {out} and are not applied")
    return 0


def _apply(options: argparse.Namespace) -> int:
    from pipeline.review.applying import complaint, summary, write

    written = write(Path(options.out), Path(options.output) if options.output else None)
    if said := complaint(written):
        say(said)
    say(summary(written))
    return 0


def _config(options: argparse.Namespace, out: Path) -> Path:
    """Return the configuration that learns, which need not be there yet."""
    from pipeline.settings.config import NAME, find, load

    if options.config is not None:
        path = Path(options.config)
        if path.exists():
            load(path)  # raises what is wrong with it now, and not at the first word
        return path
    return find([str(out)]) or Path.cwd() / NAME


def _name(name: str) -> str:
    """Return the name of a reviewer; raise :class:`ConfigError` for one that nobody could read."""
    name = " ".join(name.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise ConfigError("a name has 1 to 80 visible characters: give another --name")
    return name


def _login() -> str:
    import getpass

    try:
        return _name(getpass.getuser())
    except (OSError, KeyError, ImportError, ConfigError) as error:
        raise InputError("this login has no name: say who decides with --name") from error
