"""Say the reasons of edits in French. Records and ledgers keep them in English.

Start reading from :func:`in_language`. A reason is made of clauses, and
``templates/reasons.tsv`` has each of them in both languages. A reason with a clause that is not
there stays in English as a whole, so that nothing is said half.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

CLAUSES = Path(__file__).with_name("templates") / "reasons.tsv"

MAX_REASON_LENGTH = 2000
"""Code points of a longer reason, which stays in English."""

_BETWEEN = re.compile(r"(?:[;.] |[ ;.])")
FRENCH_EVIDENCE = {
    "curated pairs": "paires choisies",
    "likely pairs": "paires probables",
    "embeddings": "plongements",
    "likeness": "ressemblance",
    "spelling variants": "variantes de graphie",
}
"""The French for the kinds of evidence that a reason lists; names stay as they are."""


def in_language(reason: str, language: str) -> tuple[str, str]:
    """Return a reason for readers of ``language`` (``en`` or ``fr``), and the language it is in."""
    if language != "fr" or not reason:
        return reason, "en"
    french = in_french(reason)
    return (reason, "en") if french is None else (french, "fr")


@lru_cache(maxsize=1 << 12)
def in_french(reason: str) -> str | None:
    """Return a reason in French, None if one of its clauses is unknown."""
    if len(reason) > MAX_REASON_LENGTH:
        return None
    out: list[str] = []
    at = 0
    while at < len(reason):
        found = _clause(reason, at)
        if found is None:
            return None
        french, at = found
        out.append(french)
        between = _BETWEEN.match(reason, at)
        if between is None:
            break
        out.append(between[0].replace(";", " ;") if between[0].strip() else between[0])
        at = between.end()
    return "".join(out) if at == len(reason) else None


def _clause(reason: str, at: int) -> tuple[str, int] | None:
    """Return the French for the longest clause that begins at ``at``, and where that ends."""
    best: tuple[str, int] | None = None
    for english, french in _table():
        found = english.match(reason, at)
        if found and (best is None or found.end() > best[1]):
            best = french.format(*map(_listed, found.groups())), found.end()
    return best


def _listed(text: str) -> str:
    """Return the names of a list in French, any other text as it is."""
    return ", ".join(FRENCH_EVIDENCE.get(one, one) for one in text.split(", "))


@cache
def _table() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the clauses; a text in quotation marks has none of these marks in it.

    A clause ends where the reason does, or before what stands between two.
    """
    rows = [
        line.split("\t")
        for line in CLAUSES.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return tuple((_pattern(english), french) for english, french in rows)


def _pattern(english: str) -> re.Pattern[str]:
    escaped = re.escape(english).replace(r"\{\}", "{}")
    for left, right in (("“", "”"), ("«\\ ", "\\ »"), (r"\(", r"\)")):
        inside = f"[^{right[-1]}]" if right[-1] != ")" else r"[^()]"
        escaped = escaped.replace(f"{left}{{}}{right}", f"{left}({inside}{{1,400}}){right}")
    escaped = escaped.replace("{}", "([^;“”«»]{1,200}?)")
    after = r"(?=[;.](?:\s|$)|$)" if english.endswith("{}") else r"(?=[;.](?:\s|$)|\s|$)"
    return re.compile(escaped + after)
