"""Records: lines of JSON that have a text when they come in and its edits when they go out.

Fields that are not ours are copied as they were written, digit for digit. They are never decoded
and encoded again. ``record.schema.json`` describes the records that go out.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.result import failed
from pipeline.schemas import SCHEMA

RECORD_FIELDS = frozenset(
    {"schema", "id", "language", "text", "edits", "marks", "error", "versions"}
)
"""Fields of the record that rature writes."""

NAMED_FIELDS = 8
"""Fields that are named when the one of the text is missing."""

_DECODER = json.JSONDecoder()
_GAP = re.compile(r"[ \t\r\n:,]*")


@dataclass(frozen=True, slots=True)
class Record:
    """A line of input: ``fields`` maps each name to its value in JSON, as it was written.

    ``several`` says that other columns of the line are records of their own.
    """

    fields: Mapping[str, str]
    id: str
    text: str
    text_column: str = "text"
    id_column: str = "id"
    several: bool = False


def schema_file(number: int = SCHEMA) -> str:
    """Return the name of the JSON Schema of the records of a schema."""
    return "record.schema.json" if number == SCHEMA else f"record.schema.{number}.json"


def schema(number: int = SCHEMA) -> dict[str, Any]:
    """Return the JSON Schema of the records that rature writes, in one of ``SCHEMAS``."""
    path = Path(__file__).parents[1] / schema_file(number)
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def parse(line: str, text_column: str = "text", id_column: str = "id") -> Record:
    """Read one line; raise :class:`InputError` if it is no object with a text in its column."""
    return parse_all(line, [text_column], id_column)[0]


def parse_all(line: str, text_columns: Sequence[str], id_column: str = "id") -> list[Record]:
    """Return a record for each column of a line that holds a text.

    Raises :class:`InputError` if none does.
    """
    try:
        loaded = json.loads(line)
    except (ValueError, RecursionError) as error:  # an endless number is a plain ValueError
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(loaded, dict):
        raise InputError("not a JSON object")
    found = {column: loaded.get(column) for column in text_columns}
    texts = {column: text for column, text in found.items() if isinstance(text, str)}
    if not texts:
        raise InputError(no_text(text_columns, loaded))
    fields = _fields(line)
    name = loaded.get(id_column, "")
    name = name if isinstance(name, str) else fields[id_column]
    several = len(text_columns) > 1
    return [
        Record(fields, name, text, column, id_column, several) for column, text in texts.items()
    ]


def no_text(columns: Sequence[str], found: Mapping[str, Any]) -> str:
    """Return what to say of an object without the text, and which fields may be meant."""
    others = [name for name, value in found.items() if isinstance(value, str)][:NAMED_FIELDS]
    cure = f": --text-column is one of {', '.join(others)}" if others else ""
    named = '" and "'.join(columns)
    is_one = len(columns) == 1
    what = "the field" if is_one else "none of the fields"
    why = "is missing or is not a string" if is_one else "is there as a string"
    return f'{what} "{named}" {why}{cure}'


def _fields(line: str) -> dict[str, str]:
    """Return the fields of the valid JSON object ``line``, each value as it is written."""
    return {name: line[start:end] for name, (start, end) in spans(line).items()}


def spans(line: str) -> dict[str, tuple[int, int]]:
    """Return where in the valid JSON object ``line`` the value of each field is written."""
    fields: dict[str, tuple[int, int]] = {}
    at = _gap(line, line.index("{") + 1)
    while line[at] != "}":
        name, at = _DECODER.raw_decode(line, at)
        start = _gap(line, at)
        _, at = _DECODER.raw_decode(line, start)
        fields[name] = (start, at)
        at = _gap(line, at)
    return fields


def spliced(line: str, changed: Mapping[str, str], added: Mapping[str, Any]) -> str:
    """Return the JSON object ``line`` with values ``changed`` and, at its end, fields ``added``.

    Everything else stays as it is written, around the object too. If the object has a field of that
    name, the added one begins with ``rature_``.
    """
    places = spans(line)
    pieces: list[str] = []
    at = 0
    for name in sorted(changed, key=lambda name: places[name]):
        start, end = places[name]
        pieces += line[at:start], dumps(changed[name])
        at = end
    close = line.rindex("}")
    body = line[at:close].rstrip()
    pieces.append(body if added else line[at:])
    if added:
        taken = set(places)
        for name, value in added.items():
            while name in taken:
                name = f"rature_{name}"
            taken.add(name)
            pieces.append(f"{',' if len(taken) > 1 else ''}{dumps(name)}:{dumps(value)}")
        pieces.append(line[close:])
    return "".join(pieces)


def _gap(line: str, at: int) -> int:
    """Return the offset of the next name, value or closing brace."""
    match = _GAP.match(line, at)
    return match.end() if match else at


def bad(line: str, error: str) -> dict[str, Any]:
    """Return a record for a line that is no record; it keeps the line in ``raw``."""
    name = ""
    with suppress(ValueError, RecursionError, AttributeError):
        found = json.loads(line).get("id")
        name = found if isinstance(found, str) else ""
    return {**failed(name, "", error), "text": None, "raw": line}


def merged(record: Record, result: Mapping[str, Any]) -> str:
    """Return the line that goes out: the input fields in their order, then those of the result.

    If the result has a field of the same name, the input field goes into ``input``. So does the
    text of a web page, because its article comes out as the text. A text in another column than
    ``text`` stays there as it was; where there are several, ``column`` says which one it is.
    """
    if record.several:
        result = {**result, "column": record.text_column}
    out: dict[str, str] = {}
    covered: dict[str, str] = {}
    for name, value in record.fields.items():
        if name == "text":
            out[name] = dumps(result[name])
            if "meta" in result or record.text_column != "text":
                covered[name] = value
        elif (name != "id" or record.id_column != "id") and (
            name in RECORD_FIELDS or name in result
        ):
            covered[name] = value
        else:
            out[name] = value
    for name, value in result.items():
        out.setdefault(name, dumps(value))
    if covered:
        if "input" in out:
            covered["input"] = out["input"]
        out["input"] = _object(covered)
    return _object(out)


def _object(fields: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{dumps(name)}:{value}" for name, value in fields.items()) + "}"


def dumps(value: Any) -> str:
    """Return ``value`` as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def encode(line: str) -> bytes:
    r"""Return a line of JSON as bytes; lone surrogates, which UTF-8 refuses, become ``\ud800``."""
    return line.encode("utf-8", "backslashreplace") + b"\n"
