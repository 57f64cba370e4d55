"""``rature config``: show the configuration that holds, and where each value comes from."""

import argparse

from pipeline.cli.options import Subparsers, add_cleaning, settings_of
from pipeline.exit_codes import DONE
from pipeline.io import files, records
from pipeline.io.terminal import stdout
from pipeline.settings.printing import dump, to_dict


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
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
    add_cleaning(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the settings."""
    settings = settings_of(options, [options.path])
    settings.pipeline()  # raises when the settings do not fit together
    if options.json:
        stdout().write(records.encode(records.dumps(to_dict(settings))))
    else:
        stdout().write(records.encode(dump(settings)))
    return DONE
