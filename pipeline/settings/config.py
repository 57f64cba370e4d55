"""Configuration: the file ``rature.toml``, and the options that win over it.

Start reading from :class:`Settings`: each field is one key of the file, with its section, its type
and its default. :func:`load` finds and reads the file, :meth:`Settings.with_options` replaces what
the command line sets, and :meth:`Settings.pipeline` builds the pipeline.
"""

import dataclasses
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, get_args

from pipeline.checkers.checker import checker
from pipeline.errors import ConfigError
from pipeline.glossary import Glossary
from pipeline.glossary import read as read_glossary
from pipeline.io import files
from pipeline.pipeline import Pipeline
from pipeline.protected import entry
from pipeline.restoration.context import Context
from pipeline.restoration.dump_model import Learned
from pipeline.restoration.dump_model import load as load_model
from pipeline.schemas import SCHEMA
from pipeline.settings import values
from pipeline.settings.values import quoted, suggestion

CONFIG_NAME = "rature.toml"
"""The name of the configuration file."""


def _key(section: str, name: str, kind: values.ValueType, default: Any, unset: str = "") -> Any:
    """Return a field for the key ``name`` of ``[section]``; ``unset`` says what None means."""
    return field(
        default=default,
        metadata={"section": section, "name": name, "kind": kind, "unset": unset},
    )


FROM_DEFAULT, FROM_FILE, FROM_OPTION = "default", "file", "option"
"""Where the value of a setting comes from."""


@dataclass(frozen=True)
class Settings:
    """All settings.

    ``origins`` names the fields that the file or an option gave, and which of the two.
    ``dictionaries`` are paths relative to the folder of ``file``, and ``listed`` are the words in
    them. The path ``model`` is relative to that folder too if it comes from the file.
    ``glossary`` are relative to it as well; ``more_glossaries`` are those of the command line.
    ``grammar`` has no key: texts go to the address that it names, so that only the command line may
    say it.
    """

    select: tuple[str, ...] = _key("rules", "select", values.CODE_LIST, ())
    ignore: tuple[str, ...] = _key("rules", "ignore", values.CODE_LIST, ())
    review: tuple[str, ...] = _key("rules", "review", values.CODE_LIST, ())
    min_confidence: float | None = _key(
        "rules", "min-confidence", values.PROBABILITY, None, "each rule's own"
    )
    typography: bool = _key("rules", "typography", values.BOOLEAN, False)
    context: Context = _key(  # noqa: RUF009 — a field, as the others
        "rules", "context", values.one_of(*get_args(Context)), "auto"
    )
    keep_lines: bool = _key("rules", "keep-lines", values.BOOLEAN, False)
    thresholds: tuple[tuple[str, float], ...] = _key("thresholds", "", values.THRESHOLD_TABLE, ())
    dictionaries: tuple[str, ...] = _key("dictionaries", "words", values.PATH_LIST, ())
    glossary: tuple[str, ...] = _key("dictionaries", "glossary", values.PATH_LIST, ())
    model: str | None = _key("dictionaries", "model", values.FILE_NAME, None, "none")
    words: tuple[str, ...] = _key("protected", "words", values.TEXT_LIST, ())
    text: str | None = _key("columns", "text", values.COLUMN_NAMES, None, "guessed and said")
    id: str | None = _key("columns", "id", values.COLUMN_NAME, None, "guessed and said")
    schema: int = _key("records", "schema", values.SCHEMA_NUMBER, SCHEMA)
    workers: int | None = _key("run", "workers", values.POSITIVE_INTEGER, None, "one per core")
    shard_size: int | None = _key(
        "run", "shard-size", values.POSITIVE_INTEGER, None, "chosen by rature run"
    )
    ledger: str = _key("run", "ledger", values.one_of("parquet", "jsonl"), "parquet")
    time_limit: float | None = _key("run", "time-limit", values.DURATION, None, "600")
    dedup: str | None = _key("run", "dedup", values.one_of("mark", "drop"), None, "neither")
    more_glossaries: tuple[str, ...] = ()
    grammar: str = field(default="", repr=False)
    listed: frozenset[str] = field(default=frozenset(), repr=False)
    file: Path | None = field(default=None, compare=False)
    origins: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)

    @property
    def protected(self) -> frozenset[str]:
        """Return every word and phrase that no edit may change."""
        return self.listed.union(self.words)

    @cached_property
    def learned(self) -> Learned | None:
        """Return the content of ``model``; :class:`ConfigError` when it cannot be read."""
        if self.model is None:
            return None
        from_file = self.origin("model") == FROM_FILE
        return load_model(self.file.parent / self.model if self.file and from_file else self.model)

    @cached_property
    def entries(self) -> Glossary:
        """Return the entries of all glossaries; :class:`ConfigError` when one cannot be read."""
        folder = self.file.parent if self.file else Path()
        return read_glossary([*(folder / name for name in self.glossary), *self.more_glossaries])

    def pipeline(self) -> Pipeline:
        """Return the pipeline with these settings; :class:`ConfigError` when they contradict it."""
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
            keep_lines=self.keep_lines,
            glossary=self.entries,
            grammar=checker(self.grammar) if self.grammar else None,
        )

    def with_options(self, **given: Any) -> "Settings":
        """Return the settings with ``given``, the options of the command line, which win.

        ``min_confidence`` also replaces the ``thresholds`` of the file.
        """
        if "min_confidence" in given:
            given.setdefault("thresholds", ())
        told = {**dict(self.origins), **dict.fromkeys(given, FROM_OPTION)}
        return dataclasses.replace(self, **given, origins=tuple(told.items()))

    def origin(self, name: str) -> str:
        """Return where the field ``name`` comes from: ``default``, ``file`` or ``option``."""
        return dict(self.origins).get(name, FROM_DEFAULT)

    def fingerprint(self) -> dict[str, Any]:
        """Return, as plain JSON types, all settings that can change a cleaned text.

        Two settings that give the same texts have the same fingerprint. So it has a digest of the
        protected words, whatever their order and files, and nothing about how a run is organised.
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
            **({"keep-lines": True} if self.keep_lines else {}),
            **({"grammar": self.grammar} if self.grammar else {}),
            **({"model": self.learned.digest} if self.learned else {}),
            **({"glossary": self.entries.digest} if self.entries else {}),
        }


KEYS: dict[str, dict[str, dataclasses.Field[Any]]] = {}
"""The fields by section and key. The section ``thresholds`` has one key: the empty string."""
for _field in dataclasses.fields(Settings):
    if _field.metadata:
        KEYS.setdefault(_field.metadata["section"], {})[_field.metadata["name"]] = _field


# --- the file --------------------------------------------------------------------------------


def load(path: str | os.PathLike[str] | None = None, beside: Sequence[str] = ()) -> Settings:
    """Return the settings in the file ``path``, else in the one found ``beside`` the inputs.

    Raises :class:`ConfigError`, which names file and key, when a value is wrong.
    """
    found = Path(path) if path is not None else find(beside)
    if found is None:
        return Settings()
    settings = parse(_content(found), found)
    words = (word for name in settings.dictionaries for word in _listed(found, name))
    return dataclasses.replace(settings, listed=frozenset(words))


def find(inputs: Sequence[str]) -> Path | None:
    """Return the ``rature.toml`` in the folder of the inputs, or in the nearest folder above it.

    The search ends at the root of the file system or in a folder with ``.git``. For standard input
    and URLs it starts in the working folder. Raises :class:`ConfigError` when two inputs have
    different ones.
    """
    found = {_beside(folder) for folder in dict.fromkeys(map(_folder, inputs or [files.STDIN]))}
    if len(found) > 1:
        names = " and ".join(sorted(str(one) for one in found if one) + ["none"] * (None in found))
        raise ConfigError(f"the inputs have several configurations ({names}): say --config FILE")
    return found.pop()


def _folder(path: str) -> Path:
    """Return the nearest existing folder: the input itself, or one above it."""
    if path == files.STDIN or "://" in path:
        return Path.cwd()
    here = Path(os.path.abspath(path))  # noqa: PTH100 — it must not follow links
    while not os.path.isdir(here) and here != here.parent:  # noqa: PTH112 — never raises
        here = here.parent
    return here


def _beside(folder: Path) -> Path | None:
    """Return the ``rature.toml`` in ``folder`` or above it."""
    for here in (folder, *folder.parents):
        if os.path.isfile(here / CONFIG_NAME):  # noqa: PTH113 — never raises
            return here / CONFIG_NAME
        if os.path.lexists(here / ".git"):
            return None
    return None


def parse(content: str, path: Path) -> Settings:
    """Return the settings in ``content``, the text of ``path``. Word lists are not read here."""
    found: dict[str, Any] = {}
    for section, rows in tables(content, path).items():
        keys = KEYS.get(section) or _unknown(path, section)
        if section == "thresholds":
            rows = {"": rows}
        if not isinstance(rows, dict):
            raise ConfigError(f"{path}: {section} is a section: write [{section}] on its own line")
        for name, value in rows.items():
            one = keys.get(name) or _unknown(path, section, name)
            kind: values.ValueType = one.metadata["kind"]
            where = f"[{section}] {name}".strip()
            try:
                found[one.name] = kind.read(value)
            except ConfigError as error:
                raise ConfigError(f"{path}: {where}: {error}") from error
            except ValueError as error:
                raise ConfigError(
                    f"{path}: {where} is {kind.expected}, not {quoted(value)}"
                ) from error
    return Settings(**found, file=path, origins=tuple((name, FROM_FILE) for name in found))


def tables(content: str, path: Path) -> dict[str, Any]:
    """Return ``content`` read as TOML; :class:`ConfigError` names the line that is wrong."""
    import tomllib

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = re.search(r" \(at line (\d+), column (\d+)\)", message)
        where = f"{at[1]}:{at[2]}" if at else str(content.count("\n") + 1)
        what = message[: at.start()] if at else message.removesuffix(" (at end of document)")
        raise ConfigError(f"{path}:{where}: {what}: this is no TOML, mend the line") from error
    except (RecursionError, ValueError) as error:  # a huge number, or too many nested brackets
        raise ConfigError(f"{path} is no TOML that can be read: {error}") from error


def _content(path: Path) -> str:
    """Return the text of the file; :class:`ConfigError` when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"no such file: {path}: check --config, or write it") from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path} is a folder: name the file {CONFIG_NAME} in it") from error
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"cannot read {path}: {what}: give --config a TOML file") from error


def _listed(path: Path, name: str) -> Iterator[str]:
    """Yield the words of the list ``name`` that the configuration ``path`` names."""
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
    """Yield the words of a list: the part of each line before a tab. ``#`` begins a comment."""
    for line in content.split("\n"):
        word = line.split("\t", 1)[0].strip()
        if word and not word.startswith("#"):
            yield word


def _unknown(path: Path, section: str, name: str | None = None) -> NoReturn:
    """Raise an error about an unknown section or key. It suggests the most similar known one."""
    everywhere = [(s, k) for s, keys in KEYS.items() for k in keys if k]
    if name is None:
        elsewhere = [s for s, k in everywhere if k == section]
        what = f"no section is called [{section}]"
        hint = (
            f"write {section} under [{elsewhere[0]}]"
            if elsewhere
            else suggestion(section, KEYS, "[{}]")
            + "there are "
            + ", ".join(f"[{s}]" for s in KEYS)
        )
    else:
        elsewhere = [s for s, k in everywhere if k == name]
        what = f"[{section}] has no key {name}"
        hint = (
            f"it belongs under [{elsewhere[0]}]"
            if elsewhere
            else suggestion(name, KEYS[section]) + "it has " + ", ".join(KEYS[section])
        )
    raise ConfigError(f"{path}: {what}: {hint}")
