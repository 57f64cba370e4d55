"""``rature lsp``: a language server, which :mod:`pipeline.service.language_server` is."""

import argparse
import functools

from pipeline.cli.options import Subparsers, add_cleaning, settings_of
from pipeline.errors import ConfigError
from pipeline.exit_codes import DONE


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "lsp",
        help="serve an editor: diagnostics and code actions",
        description="Speak the Language Server Protocol over standard input and output: what is "
        "written in an editor is checked, with the rature.toml beside the file. Edits are "
        "warnings, proposals are informations; actions replace the words, with each candidate, "
        "protect them from now on, or make all sure edits. Needs rature[lsp].",
        epilog="""examples:
  rature lsp                                editors start it themselves: docs/service.md
  rature lsp --ignore TYP --context off""",
    )
    command.add_argument(
        "--stdio", action="store_true", help="what editors add; there is no other way to speak"
    )
    add_cleaning(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until the editor ends it."""
    try:
        from pipeline.service.language_server import serve
    except ImportError as error:
        raise ConfigError(
            f'the language server needs an extra ({error.name}): pip install "rature[lsp]"'
        ) from error
    settings_of(options)  # wrong options are told before an editor waits
    serve(functools.partial(settings_of, options))
    return DONE
