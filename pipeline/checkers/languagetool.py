"""Ask a LanguageTool server over HTTP.

Start reading from :func:`found_by_languagetool`. The server is under the LGPL and stays where it
is; the address is the user's. Offsets of an answer count UTF-16 code units.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

from pipeline.checkers.findings import Finding, FindingKind
from pipeline.errors import ConfigError

LANGUAGETOOL = "LanguageTool"

ANSWER_WITHIN = 120.0
"""Seconds that an answer may take: a busy server needs 3 for a long article."""

MAX_SENT = 10_000
"""Code points that are sent at once; servers refuse more than 20,000 to 50,000."""

LARGEST_ANSWER = 32 << 20
"""Bytes of an answer that are read."""

CATEGORY_KINDS: dict[str, FindingKind] = {
    "AGREEMENT": "agreement",
    "CAT_HOMONYMES_PARONYMES": "confusion",
    "CONFUSED_WORDS": "confusion",
    "CAT_ELISION": "other",
    "CAT_GRAMMAIRE": "other",
    "GRAMMAR": "other",
    "TYPOS": "spelling",
}
"""The categories of its rules that are brought; typography, commas, capitals, style, regions and
names of several words are not."""

_VERB = ("VERB", "CONJ", "PARTICIPE", "VPPA", "VINF", "PPA", "AUX", "SUJET", "IMPERATIF", "MODE")
_AGREES = ("ACCORD", "AGREEMENT", "D_N", "ADJ")
"""Parts of the names of its rules that say what is wrong more closely than their category."""


def found_by_languagetool(address: str, text: str) -> Iterator[Finding]:
    """Yield what the server at ``address`` finds; :class:`ConfigError` when it does not answer."""
    for start, piece in pieces(text):
        answer = languagetool_answer(address, piece)
        units = [0, *accumulate(2 if ord(c) > 0xFFFF else 1 for c in piece)]
        try:
            yield from _findings(answer["matches"], units, start)
        except (KeyError, TypeError, ValueError) as error:
            raise _no_server(address, "its answer is not that of LanguageTool") from error


def languagetool_version(address: str) -> str:
    """Return the version of the server; :class:`ConfigError` when there is none."""
    answer = languagetool_answer(address, "Bonjour.")
    try:
        return str(answer["software"]["version"])
    except (KeyError, TypeError) as error:
        raise _no_server(address, "its answer is not that of LanguageTool") from error


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield the text in pieces of whole paragraphs, where they are short enough, with offsets."""
    start = 0
    while start < len(text):
        end = len(text)
        if end - start > MAX_SENT:
            for separator in ("\n", ". ", " "):
                at = text.rfind(separator, start + 1, start + MAX_SENT)
                if at > 0:
                    end = at + len(separator)
                    break
            else:
                end = start + MAX_SENT
        yield start, text[start:end]
        start = end


def languagetool_answer(address: str, text: str) -> Any:
    """Return the answer of ``/v2/check`` as JSON."""
    body = urllib.parse.urlencode(
        {"language": "fr", "text": text.encode("utf-8", "replace").decode()}
    ).encode()
    url = f"{address.rstrip('/').removesuffix('/v2/check').removesuffix('/v2')}/v2/check"
    direct = urllib.parse.urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    handlers = [urllib.request.ProxyHandler({})] if direct else []
    try:
        with urllib.request.build_opener(*handlers).open(url, body, ANSWER_WITHIN) as answer:
            return json.loads(answer.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        raise _no_server(address, f"it answers {error.code} {error.reason}") from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise _no_server(address, str(getattr(reason, "strerror", "") or reason)) from error
    except (ValueError, RecursionError) as error:
        raise _no_server(address, "its answer is no JSON") from error


def _no_server(address: str, what: str) -> ConfigError:
    return ConfigError(
        f"no LanguageTool server answers at {address}: {what}: start it, or leave --grammar out"
    )


def _findings(matches: Any, units: list[int], start: int) -> Iterator[Finding]:
    for match in matches:
        kind = languagetool_kind(match["rule"])
        first = bisect_left(units, match["offset"])
        last = bisect_left(units, match["offset"] + match["length"])
        candidates = tuple(str(row["value"]) for row in match["replacements"])
        if kind and candidates and 0 <= first < last < len(units):
            rule, message = str(match["rule"]["id"]), str(match["message"])
            span = start + first, start + last
            yield Finding(*span, candidates, kind, rule, message, LANGUAGETOOL)


def languagetool_kind(rule: Mapping[str, Any]) -> FindingKind | None:
    """Return what a rule of LanguageTool is about, None where it is not brought."""
    if rule.get("issueType") in ("style", "typographical", "whitespace", "locale-violation"):
        return None
    kind = CATEGORY_KINDS.get(rule["category"]["id"])
    if kind in ("spelling", None):
        return kind
    name = str(rule["id"])
    if any(part in name for part in _VERB):
        return "verb"
    return "agreement" if any(name.startswith(part) for part in _AGREES) else kind
