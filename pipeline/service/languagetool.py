"""Show edits as a LanguageTool server shows its matches, so that editors can ask rature.

Start reading from :func:`answer`. The shape is that of LanguageTool's ``/v2/check``, whose offsets
count UTF-16 code units.
"""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.errors import InputError
from pipeline.schemas import candidates_of
from pipeline.stages import RULES

CONTEXT = 40
"""Code points of text on each side of a match that an answer quotes."""

CATEGORIES = {
    "ENC": ("ENCODING", "Encoding", "characters"),
    "SPL": ("TYPOS", "Spelling", "misspelling"),
    "OCR": ("TYPOS", "Scans", "misspelling"),
    "AGR": ("GRAMMAR", "Agreement", "grammar"),
    "GRM": ("GRAMMAR", "Grammar", "grammar"),
    "TYP": ("TYPOGRAPHY", "Typography", "typographical"),
    "CAP": ("CASING", "Capitals", "typographical"),
    "DUP": ("REPETITIONS", "Repeats", "duplication"),
    "MRK": ("MARKUP", "Markup", "markup"),
    "LEAK": ("TRANSLATION", "English left by translators and spinners", "mistranslation"),
}
"""By family: LanguageTool's category (id, name) and type of issue."""


class Annotated(NamedTuple):
    """A text without its markup; ``places`` are the offsets of its characters in the whole.

    Where markup is read as something else, such as a line break, all characters of that have the
    offset -1.
    """

    text: str
    places: Sequence[int]
    whole: str


def text_of(fields: Mapping[str, str]) -> Annotated:
    """Return the text of a request: its field ``text``, or the annotated text in ``data``.

    Raises :class:`InputError` if there is neither.
    """
    if "text" in fields:
        text = fields["text"]
        return Annotated(text, range(len(text)), text)
    try:
        parts = json.loads(fields["data"])["annotation"]
        text, whole, places = "", "", list[int]()
        for part in parts:
            if "text" in part:
                text += part["text"]
                places += range(len(whole), len(whole) + len(part["text"]))
                whole += part["text"]
            else:
                read_as = part.get("interpretAs", "")
                text += read_as
                places += [-1] * len(read_as)
                whole += part["markup"]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise InputError('give the field "text", or "data" with annotated text') from error
    return Annotated(text, places, whole)


class Wanted(NamedTuple):
    """Which rules and categories a client wants or does not want, as LanguageTool's API has them.

    Rules are codes or families. ``only`` says that nothing but what is ``enabled`` is wanted.
    """

    enabled: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    only: bool = False

    def takes(self, rule: str, category: str) -> bool:
        """Say whether matches of a rule are wanted."""
        names = {rule, rule.rstrip("0123456789"), category}
        if names & self.enabled:
            return True
        return not self.only and not names & self.disabled


def wanted(fields: Mapping[str, str]) -> Wanted:
    """Return what a request wants: ``enabledRules``, ``disabledCategories`` and so on."""

    def listed(kind: str) -> frozenset[str]:
        both = f"{fields.get(f'{kind}Rules', '')},{fields.get(f'{kind}Categories', '')}"
        return frozenset(name.strip().upper() for name in both.split(",") if name.strip())

    return Wanted(listed("enabled"), listed("disabled"), fields.get("enabledOnly") == "true")


def answer(
    annotated: Annotated,
    record: Mapping[str, Any],
    version: str,
    choice: Wanted = Wanted(),  # noqa: B008 — it never changes
) -> dict[str, Any]:
    """Return what LanguageTool would answer if it had found the edits of ``record``."""
    language = {"name": "French", "code": "fr"}
    return {
        "software": {
            "name": "rature",
            "version": version,
            "buildDate": "",
            "apiVersion": 1,
            "premium": False,
            "status": "",
        },
        "warnings": {"incompleteResults": record["error"] is not None},
        "language": {**language, "detectedLanguage": {**language, "confidence": 1.0}},
        "matches": list(_matches(annotated, record["edits"], choice)),
    }


def _matches(
    annotated: Annotated, edits: Sequence[Mapping[str, Any]], choice: Wanted
) -> Iterator[dict[str, Any]]:
    """Yield a match for each edit that is wanted and touches no markup."""
    whole = annotated.whole
    units = _Utf16(whole)
    for edit in edits:
        span = _place(annotated, edit["start"], edit["end"])
        if span is None:
            continue
        start, end = span
        rule = RULES[edit["rule"]]
        category, name, issue = CATEGORIES.get(rule.code.rstrip("0123456789"), _OTHER)
        if not choice.takes(rule.code, category):
            continue
        left = max(0, start - CONTEXT)
        offset, length = units.of(start), units.of(end) - units.of(start)
        yield {
            "message": edit["reason"] or rule.titre,
            "shortMessage": rule.titre,
            "offset": offset,
            "length": length,
            "replacements": [{"value": value} for value in _values(edit)],
            "context": {
                "text": whole[left : end + CONTEXT],
                "offset": offset - units.of(left),
                "length": length,
            },
            "sentence": whole[left : end + CONTEXT],
            "type": {"typeName": "Other"},
            "rule": {
                "id": rule.code,
                "description": rule.titre,
                "issueType": issue,
                "category": {"id": category, "name": name},
            },
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }


_OTHER = ("MISC", "Other", "uncategorized")


def _values(edit: Mapping[str, Any]) -> Iterator[str]:
    """Yield the replacements, best first."""
    yield edit["after"]
    yield from (text for text, _ in candidates_of(edit) if text != edit["after"])


def _place(annotated: Annotated, start: int, end: int) -> tuple[int, int] | None:
    """Return where an edit lies in the whole; None where it touches markup."""
    places = annotated.places
    if start == end:
        near = places[start] if start < len(places) else len(annotated.whole)
        return None if near < 0 else (near, near)
    found = places[start:end]
    first, last = found[0], found[-1]
    if min(found) < 0 or last - first != end - start - 1:
        return None
    return first, last + 1


class _Utf16:
    """Offsets in UTF-16 code units of the code points of a text."""

    def __init__(self, text: str) -> None:
        self._wide = [n for n, character in enumerate(text) if ord(character) > 0xFFFF]

    def of(self, offset: int) -> int:
        """Return the number of UTF-16 code units before a code point."""
        return offset + bisect_left(self._wide, offset)
