"""Which program checks the grammar of a cleaned text: what ``--grammar`` names.

The modules of the programs are loaded when one is asked: most texts need none.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.checkers.findings import Finding
from pipeline.errors import ConfigError


@dataclass(frozen=True)
class Checker:
    """A program that is asked about texts: Grammalecte, or the LanguageTool at an ``address``."""

    address: str = ""
    version: str = ""

    def findings(self, text: str) -> tuple[Finding, ...]:
        """Return what it finds; :class:`ConfigError`, in one line, when it does not answer."""
        if self.address:
            from pipeline.checkers.languagetool import found_by_languagetool

            return tuple(found_by_languagetool(self.address, text))
        from pipeline.checkers.grammalecte import found_by_grammalecte

        return tuple(found_by_grammalecte(text))

    @property
    def name(self) -> str:
        """Return the name of the program and its version, as records have it."""
        return f"{'LanguageTool' if self.address else 'Grammalecte'} {self.version}".strip()


def checker(program: str) -> Checker:
    """Return what ``languagetool=URL`` or ``grammalecte`` names, once it has answered.

    Raises :class:`ConfigError` for another name, and when the program is not there.
    """
    name, _, address = program.partition("=")
    if name == "grammalecte" and not address:
        from pipeline.checkers.grammalecte import grammalecte_version

        return Checker("", grammalecte_version())
    if name == "languagetool" and _is_address(address):
        from pipeline.checkers.languagetool import languagetool_version

        return Checker(address, languagetool_version(address))
    raise ConfigError(
        f"--grammar is languagetool=URL (such as languagetool=http://localhost:8081) or "
        f"grammalecte, not {program!r}"
    )


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
