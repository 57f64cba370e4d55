"""The types of values in ``rature.toml``: how each is read, and what it is called in errors.

Start reading from :class:`ValueType`.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ConfigError
from pipeline.schemas import SCHEMAS
from pipeline.stages import RULES


@dataclass(frozen=True)
class ValueType:
    """A type of value.

    ``expected`` tells a person what to write. ``read`` returns the value that a TOML value stands
    for; it raises ``ValueError`` for a value of another type, and :class:`ConfigError` for one that
    needs a message of its own.
    """

    expected: str
    read: Callable[[Any], Any]


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError
    return tuple(value)


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(_code(code) for code in _strings(value))


def _code(name: str) -> str:
    """Return a code in capitals; :class:`ConfigError` when no rule or family has it."""
    code = name.strip().upper()
    if code and any(rule.startswith(code) for rule in RULES):
        return code
    families = {re.sub(r"\d+$", "", rule) for rule in RULES}
    raise ConfigError(
        f"no rule or family is called {name!r}: {suggestion(code, [*sorted(families), *RULES])}"
        "`rature explain` lists them"
    )


def _thresholds(value: Any) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, dict):
        raise ValueError
    found: dict[str, float] = {}
    for name, threshold in value.items():
        code = _code(name)
        if code in found:
            raise ConfigError(f"{code} stands there twice: keep one")
        try:
            found[code] = _probability(threshold)
        except ValueError as error:
            raise ConfigError(
                f"{name} is a probability from 0 to 1, not {quoted(threshold)}"
            ) from error
    return tuple(sorted(found.items()))


def _number(value: Any, *kinds: type) -> Any:
    if type(value) not in kinds or not math.isfinite(
        value
    ):  # True and False are of type bool, not int
        raise ValueError
    return value


def _probability(value: Any) -> float:
    if not 0 <= _number(value, int, float) <= 1:
        raise ValueError
    return float(value)


def _count(value: Any) -> int:
    if _number(value, int) < 1:
        raise ValueError
    return int(value)


def _schema(value: Any) -> int:
    if _number(value, int) not in SCHEMAS:
        raise ValueError
    return int(value)


def _seconds(value: Any) -> float:
    if _number(value, int, float) < 0:
        raise ValueError
    return float(value)


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _name(value: Any) -> str:
    return _strings([value])[0]


def _columns(value: Any) -> str:
    names = _strings(value if isinstance(value, list) else [value])
    if not names:
        raise ValueError
    return ",".join(name.strip() for name in names) if len(names) > 1 else names[0]


def one_of(*choices: str) -> ValueType:
    """Return the type of a value that is one of ``choices``."""

    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError
        return str(value)

    return ValueType(" or ".join(f'"{choice}"' for choice in choices), read)


def suggestion(name: str, known: Iterable[str], shape: str = "{}") -> str:
    """Return a question that names the most similar of ``known``; nothing if none is similar."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {shape.format(near[0])}? " if near else ""


def quoted(value: Any) -> str:
    """Return a value for an error message: on one line, and cut when it is long."""
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


CODE_LIST = ValueType('a list of codes such as ["LEAK", "SPL001"]', _codes)
THRESHOLD_TABLE = ValueType("a table of code = probability", _thresholds)
PROBABILITY = ValueType("a probability from 0 to 1", _probability)
BOOLEAN = ValueType("true or false", _bool)
TEXT_LIST = ValueType('a list of texts such as ["mot", "mise au point"]', _strings)
PATH_LIST = ValueType('a list of files such as ["mots.txt"]', _strings)
FILE_NAME = ValueType('the name of a file such as "dump.model.gz"', _name)
COLUMN_NAMES = ValueType(
    'the name of a column such as "text", or a list such as ["title", "body"]', _columns
)
COLUMN_NAME = ValueType('the name of a column such as "text"', _name)
POSITIVE_INTEGER = ValueType("a whole number from 1 on", _count)
SCHEMA_NUMBER = ValueType(" or ".join(map(str, SCHEMAS)), _schema)
DURATION = ValueType("a number of seconds, 0 for no limit", _seconds)
