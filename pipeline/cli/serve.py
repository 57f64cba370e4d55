"""``rature serve``: clean texts over HTTP. :mod:`pipeline.service` does the work."""

import argparse
import secrets

from pipeline.cli.options import (
    Subparsers,
    add_cleaning,
    add_columns,
    add_host,
    add_schema,
    positive_integer,
    seconds,
    set_columns,
    settings_of,
)
from pipeline.errors import ConfigError
from pipeline.exit_codes import DONE

PORT = 8210
"""The usual port; LanguageTool's own server is on 8081."""

MAX_BYTES = 4 << 20
"""Bytes of a request, unless the user says otherwise."""


def add_to(subparsers: Subparsers) -> None:
    """Add the command to the parser of the program."""
    command = subparsers.add_parser(
        "serve",
        help="clean texts over HTTP",
        description="Serve other programs on this machine: POST /clean takes a text, a record or a "
        "list of records and gives records; POST /v2/check answers as a LanguageTool server does, "
        "so that editors which ask one show the edits of rature. Each request needs the token that "
        "is printed. Needs rature[serve]. Ctrl-C stops it.",
        epilog="""examples:
  rature serve                              on this machine, with a token that is new each time
  rature serve --token SECRET --workers 4   a token of yours; four texts at a time
  curl -H 'Authorization: Bearer SECRET' -d 'Le proc&egrave;s' -H 'Content-Type: text/plain' \\
       http://127.0.0.1:8210/clean
  rature serve --no-token                   for editors that cannot send one; whoever is logged in
                                            on this machine can use it""",
    )
    add_host(command)
    command.add_argument(
        "--port", type=positive_integer, default=PORT, metavar="N", help=f"default: {PORT}"
    )
    access = command.add_mutually_exclusive_group()
    access.add_argument("--token", metavar="SECRET", help="default: a random one, printed")
    access.add_argument("--no-token", action="store_true", help="let everybody in who can reach it")
    command.add_argument(
        "--workers", type=positive_integer, default=1, metavar="N", help="processes (default: 1)"
    )
    command.add_argument(
        "--max-bytes",
        type=positive_integer,
        default=MAX_BYTES,
        metavar="N",
        help=f"of a request (default: {MAX_BYTES:,})",
    )
    command.add_argument(
        "--time-limit", type=seconds, default=60.0, metavar="S", help="for a text (default: 60)"
    )
    add_columns(command)
    add_schema(command)
    add_cleaning(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    try:
        from pipeline.service.server import serve
    except ImportError as error:
        raise ConfigError(
            f'the service needs an extra ({error.name}): pip install "rature[serve]"'
        ) from error
    if options.token == "":
        raise ConfigError("an empty --token lets nobody in: leave it out, or give --no-token")
    token = "" if options.no_token else options.token or secrets.token_urlsafe(24)
    settings = settings_of(options)
    set_columns(options, settings)
    serve(
        settings.pipeline(),
        host=options.host,
        port=options.port,
        token=token,
        show_token=options.token is None,
        workers=options.workers,
        max_bytes=options.max_bytes,
        time_limit=options.time_limit or 1e9,
        text_column=options.text_column or "text",
        id_column=options.id_column or "id",
        schema=settings.schema,
    )
    return DONE
