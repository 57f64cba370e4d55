"""``rature config``: show the configuration that holds, and where each value is from."""

import argparse
from typing import Any

from pipeline.cli.options import cleaning, settings_of
from pipeline.io import files, records
from pipeline.io.terminal import stdout
from pipeline.settings import config


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "config",
        help="show the configuration that holds",
        description="Print the configuration that holds for PATH, as a rature.toml: each key with "
        "its value, and whether that is the default, from the file or from an option.",
        epilog="""examples:
  rature config                             what holds in this folder
  rature config dumps/2023.jsonl            what holds for a dump
  rature config --config other.toml --ignore CAP
                                            what another file and an option would make of it
  rature config --json                      the same for programs, with the fingerprint""",
    )
    command.add_argument(
        "path",
        nargs="?",
        default=files.STDIN,
        metavar="PATH",
        help="a file or folder that is to be cleaned (default: the working folder)",
    )
    command.add_argument("--json", action="store_true", help="write JSON")
    cleaning(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the settings, once it is sure that they give a pipeline."""
    settings = settings_of(options, [options.path])
    settings.pipeline()
    if options.json:
        stdout().write(records.encode(records.dumps(config.to_dict(settings))))
    else:
        stdout().write(records.encode(config.dump(settings)))
    return 0
