"""Configuration: ``rature.toml``, found beside the input or named, and what options change of it.

Start reading from :class:`Settings`: each field is one key of the file, with its section, its type
and its default. :func:`load` reads the file, :meth:`Settings.with_options` lets the command line
win, and :meth:`Settings.pipeline` gives the pipeline that all this asks for.
"""

import dataclasses
import hashlib
import json
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, get_args

from pipeline.errors import ConfigError
from pipeline.io import files
from pipeline.pipeline import Pipeline
from pipeline.protected import entry
from pipeline.restoration.context import Context
from pipeline.restoration.dump_model import Learned
from pipeline.restoration.dump_model import load as load_model
from pipeline.stages import RULES

NAME = "rature.toml"
"""The name of the file that is looked for."""


@dataclass(frozen=True)
class Kind:
    """A type of value: what it is to a person, and ``read``, which raises ``ValueError``."""

    expected: str
    read: Callable[[Any], Any]


def _key(section: str, name: str, kind: Kind, default: Any, unset: str = "") -> Any:
    """Return a field that is the key ``name`` of ``[section]``; ``unset`` says what None means."""
    return field(
        default=default,
        metadata={"section": section, "name": name, "kind": kind, "unset": unset},
    )


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError
    return tuple(value)


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(_code(code) for code in _strings(value))


def _code(name: str) -> str:
    """Return the code of a rule or family in capitals; :class:`ConfigError` when none has it."""
    code = name.strip().upper()
    if code and any(rule.startswith(code) for rule in RULES):
        return code
    families = {re.sub(r"\d+$", "", rule) for rule in RULES}
    raise ConfigError(
        f"no rule or family is called {name!r}: {_nearest(code, [*sorted(families), *RULES])}"
        "`rature explain` lists them"
    )


def _thresholds(value: Any) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, dict):
        raise ValueError
    found: dict[str, float] = {}
    for name, border in value.items():
        code = _code(name)
        if code in found:
            raise ConfigError(f"{code} stands there twice: keep one")
        try:
            found[code] = _probability(border)
        except ValueError as error:
            raise ConfigError(
                f"{name} is a probability from 0 to 1, not {_shown(border)}"
            ) from error
    return tuple(sorted(found.items()))


def _number(value: Any, *kinds: type) -> Any:
    if type(value) not in kinds or not math.isfinite(value):  # a bool is no number here
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


def _one_of(*choices: str) -> Kind:
    def read(value: Any) -> str:
        if value not in choices:
            raise ValueError
        return str(value)

    return Kind(" or ".join(f'"{choice}"' for choice in choices), read)


_CODES = Kind('a list of codes such as ["LEAK", "SPL001"]', _codes)
_BORDERS = Kind("a table of code = probability", _thresholds)
_PROBABILITY = Kind("a probability from 0 to 1", _probability)
_YES = Kind("true or false", _bool)
_TEXTS = Kind('a list of texts such as ["mot", "mise au point"]', _strings)
_PATHS = Kind('a list of files such as ["mots.txt"]', _strings)
_FILE = Kind('the name of a file such as "dump.model.gz"', _name)
_COLUMN = Kind('the name of a column such as "text"', _name)
_COUNT = Kind("a whole number from 1 on", _count)
_SECONDS = Kind("a number of seconds, 0 for no limit", _seconds)

DEFAULT, FILE, OPTION = "default", "file", "option"


@dataclass(frozen=True)
class Settings:
    """All that can be set; a field that a file or an option gave is in ``origins``.

    ``listed`` are the words of the files in ``dictionaries``, whose paths are relative to the
    folder of ``file``; so is that of a ``model`` which the file names.
    """

    select: tuple[str, ...] = _key("rules", "select", _CODES, ())
    ignore: tuple[str, ...] = _key("rules", "ignore", _CODES, ())
    review: tuple[str, ...] = _key("rules", "review", _CODES, ())
    min_confidence: float | None = _key(
        "rules", "min-confidence", _PROBABILITY, None, "each rule's own"
    )
    typography: bool = _key("rules", "typography", _YES, False)
    context: Context = _key(  # noqa: RUF009 — a field, as the others
        "rules", "context", _one_of(*get_args(Context)), "auto"
    )
    thresholds: tuple[tuple[str, float], ...] = _key("thresholds", "", _BORDERS, ())
    dictionaries: tuple[str, ...] = _key("dictionaries", "words", _PATHS, ())
    model: str | None = _key("dictionaries", "model", _FILE, None, "none")
    words: tuple[str, ...] = _key("protected", "words", _TEXTS, ())
    text: str | None = _key("columns", "text", _COLUMN, None, "guessed and said")
    id: str | None = _key("columns", "id", _COLUMN, None, "guessed and said")
    workers: int | None = _key("run", "workers", _COUNT, None, "one per core")
    shard_size: int | None = _key("run", "shard-size", _COUNT, None, "chosen by rature run")
    ledger: str = _key("run", "ledger", _one_of("parquet", "jsonl"), "parquet")
    time_limit: float | None = _key("run", "time-limit", _SECONDS, None, "600")
    dedup: str | None = _key("run", "dedup", _one_of("mark", "drop"), None, "neither")
    listed: frozenset[str] = field(default=frozenset(), repr=False)
    file: Path | None = field(default=None, compare=False)
    origins: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)

    @property
    def protected(self) -> frozenset[str]:
        """Return every word and phrase that no edit may change."""
        return self.listed.union(self.words)

    @cached_property
    def learned(self) -> Learned | None:
        """Return what the ``model`` holds; :class:`ConfigError` when it cannot be read."""
        if self.model is None:
            return None
        from_file = self.origin("model") == FILE
        return load_model(self.file.parent / self.model if self.file and from_file else self.model)

    def pipeline(self) -> Pipeline:
        """Return the pipeline that is asked for; :class:`ConfigError` when it cannot be."""
        return Pipeline(
            select=self.select,
            ignore=self.ignore,
            min_confidence=self.min_confidence,
            typography=self.typography,
            thresholds=self.thresholds,
            review=self.review,
            protected=self.protected,
            learned=self.learned,
            context=self.context,
        )

    def with_options(self, **given: Any) -> "Settings":
        """Return the settings with those that the command line gave; they win over the file.

        ``min_confidence`` also takes the place of the file's ``thresholds``.
        """
        if "min_confidence" in given:
            given.setdefault("thresholds", ())
        told = {**dict(self.origins), **dict.fromkeys(given, OPTION)}
        return dataclasses.replace(self, **given, origins=tuple(told.items()))

    def origin(self, name: str) -> str:
        """Tell where the field ``name`` is from: ``default``, ``file`` or ``option``."""
        return dict(self.origins).get(name, DEFAULT)

    def fingerprint(self) -> dict[str, Any]:
        """Return, as plain JSON types, all that can change what comes out of a text.

        Two settings that clean alike have the same fingerprint: order and place of word lists do
        not count, their words do. How a run is organised is not in it.
        """
        words = sorted({entry(word) for word in self.protected})
        digest = hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()
        return {
            "select": sorted({*self.select}),
            "ignore": sorted({*self.ignore}),
            "review": sorted({*self.review}),
            "min-confidence": self.min_confidence,
            "typography": self.typography,
            "context": self.context,
            "thresholds": dict(self.thresholds),
            "protected": {"words": len(words), "sha256": digest},
            **({"model": self.learned.digest} if self.learned else {}),
        }


KEYS: dict[str, dict[str, dataclasses.Field[Any]]] = {}
"""The fields by section and key; the section ``thresholds`` has one key, the empty one."""
for _field in dataclasses.fields(Settings):
    if _field.metadata:
        KEYS.setdefault(_field.metadata["section"], {})[_field.metadata["name"]] = _field


# --- the file --------------------------------------------------------------------------------


def load(path: str | os.PathLike[str] | None = None, beside: Sequence[str] = ()) -> Settings:
    """Return the settings of the file ``path``, else of the one found ``beside`` the inputs.

    Raises :class:`ConfigError`, which names file and key, for what cannot be meant.
    """
    found = Path(path) if path is not None else find(beside)
    if found is None:
        return Settings()
    settings = parse(_content(found), found)
    words = (word for name in settings.dictionaries for word in _listed(found, name))
    return dataclasses.replace(settings, listed=frozenset(words))


def find(inputs: Sequence[str]) -> Path | None:
    """Return the ``rature.toml`` of the folder of the inputs, or of the nearest folder above.

    The search ends at the root of the file system or in a folder with ``.git``. Of standard input
    and of addresses the working folder counts. Raises :class:`ConfigError` when inputs disagree.
    """
    found = {_beside(folder) for folder in dict.fromkeys(map(_folder, inputs or [files.STDIN]))}
    if len(found) > 1:
        names = " and ".join(sorted(str(one) for one in found if one) + ["none"] * (None in found))
        raise ConfigError(f"the inputs have several configurations ({names}): say --config FILE")
    return found.pop()


def _folder(path: str) -> Path:
    """Return the nearest folder that is there: the input itself, or one above it."""
    if path == files.STDIN or "://" in path:
        return Path.cwd()
    here = Path(os.path.abspath(path))  # noqa: PTH100 — links must stay as they were named
    while not os.path.isdir(here) and here != here.parent:  # noqa: PTH112 — never raises
        here = here.parent
    return here


def _beside(folder: Path) -> Path | None:
    for here in (folder, *folder.parents):
        if os.path.isfile(here / NAME):  # noqa: PTH113 — never raises
            return here / NAME
        if os.path.lexists(here / ".git"):
            return None
    return None


def parse(content: str, path: Path) -> Settings:
    """Return what ``content``, the text of the file ``path``, asks for; lists are not read."""
    values: dict[str, Any] = {}
    for section, rows in tables(content, path).items():
        keys = KEYS.get(section) or _unknown(path, section)
        if section == "thresholds":
            rows = {"": rows}
        if not isinstance(rows, dict):
            raise ConfigError(f"{path}: {section} is a section: write [{section}] on its own line")
        for name, value in rows.items():
            one = keys.get(name) or _unknown(path, section, name)
            kind: Kind = one.metadata["kind"]
            where = f"[{section}] {name}".strip()
            try:
                values[one.name] = kind.read(value)
            except ConfigError as error:
                raise ConfigError(f"{path}: {where}: {error}") from error
            except ValueError as error:
                raise ConfigError(
                    f"{path}: {where} is {kind.expected}, not {_shown(value)}"
                ) from error
    return Settings(**values, file=path, origins=tuple((name, FILE) for name in values))


def tables(content: str, path: Path) -> dict[str, Any]:
    """Return ``content`` as TOML; :class:`ConfigError` says the line that is none."""
    import tomllib

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = re.search(r" \(at line (\d+), column (\d+)\)", message)
        where = f"{at[1]}:{at[2]}" if at else str(content.count("\n") + 1)
        what = message[: at.start()] if at else message.removesuffix(" (at end of document)")
        raise ConfigError(f"{path}:{where}: {what}: this is no TOML, mend the line") from error
    except (RecursionError, ValueError) as error:  # a number or a nesting beyond all reason
        raise ConfigError(f"{path} is no TOML that can be read: {error}") from error


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"no such file: {path}: check --config, or write it") from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path} is a folder: name the file {NAME} in it") from error
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"cannot read {path}: {what}: give --config a TOML file") from error


def _listed(path: Path, name: str) -> Iterator[str]:
    """Yield the words of a list that ``path`` names."""
    where = path.parent / name
    try:
        content = where.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: [dictionaries] words names {name}, which is not there: "
            "write the file, or take the name away"
        ) from error
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ConfigError(
            f"{path}: [dictionaries] words names {name}, which cannot be read ({what}): "
            "name a text with one word a line"
        ) from error
    yield from words_of(content)


def words_of(content: str) -> Iterator[str]:
    """Yield the words of a list: of each line what stands before a tab; ``#`` begins a comment."""
    for line in content.split("\n"):
        word = line.split("\t", 1)[0].strip()
        if word and not word.startswith("#"):
            yield word


def _unknown(path: Path, section: str, name: str | None = None) -> NoReturn:
    """Raise the error about a section or key that is not known, with the nearest that is."""
    everywhere = [(s, k) for s, keys in KEYS.items() for k in keys if k]
    if name is None:
        elsewhere = [s for s, k in everywhere if k == section]
        what = f"no section is called [{section}]"
        hint = (
            f"write {section} under [{elsewhere[0]}]"
            if elsewhere
            else _nearest(section, KEYS, "[{}]") + "there are " + ", ".join(f"[{s}]" for s in KEYS)
        )
    else:
        elsewhere = [s for s, k in everywhere if k == name]
        what = f"[{section}] has no key {name}"
        hint = (
            f"it belongs under [{elsewhere[0]}]"
            if elsewhere
            else _nearest(name, KEYS[section]) + "it has " + ", ".join(KEYS[section])
        )
    raise ConfigError(f"{path}: {what}: {hint}")


def _nearest(name: str, known: Iterable[str], shape: str = "{}") -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {shape.format(near[0])}? " if near else ""


def _shown(value: Any) -> str:
    """Return a value as an error quotes it: short, on one line."""
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


# --- printing --------------------------------------------------------------------------------


def dump(settings: Settings) -> str:
    """Return the settings as a ``rature.toml``, each with where it is from."""
    lines = [f"# {_toml(str(settings.file))}" if settings.file else f"# no {NAME} is found"]
    for section, keys in KEYS.items():
        lines += ["", f"[{section}]"]
        for name, one in keys.items():
            value, origin = getattr(settings, one.name), settings.origin(one.name)
            if section == "thresholds":
                lines += [f"{code} = {border!r}  # {origin}" for code, border in value]
            elif value is None:
                lines.append(f"# {name}  # {origin}: {one.metadata['unset']}")
            else:
                lines.append(f"{name} = {_toml(value)}  # {origin}")
    return "\n".join(lines)


def to_dict(settings: Settings) -> dict[str, Any]:
    """Return the settings as plain JSON types: for each key its ``value`` and where it is ``from``.

    The words of the lists are not in it; ``protected`` counts them.
    """
    out: dict[str, Any] = {"file": str(settings.file) if settings.file else None}
    for section, keys in KEYS.items():
        for name, one in keys.items():
            value, origin = getattr(settings, one.name), settings.origin(one.name)
            if section == "thresholds":
                out[section] = {c: {"value": border, "from": origin} for c, border in value}
            else:
                value = list(value) if isinstance(value, tuple) else value
                out.setdefault(section, {})[name] = {"value": value, "from": origin}
    out["fingerprint"] = settings.fingerprint()
    return out


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower()
