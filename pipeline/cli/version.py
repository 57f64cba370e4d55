"""``rature --version``."""

import argparse
from typing import NoReturn

from pipeline.result import versions


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the option to the parser of the program."""
    parser.add_argument("--version", action=_Version, nargs=0, help="print the versions and stop")


class _Version(argparse.Action):
    """Print the versions. They are looked up only when someone asks for them."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        found = versions()
        print(f"rature {found['rature']} (dictionaries {found['dictionaries']})")
        parser.exit()
