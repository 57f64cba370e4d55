"""The public names of ``pipeline``, under the name of the distribution.

>>> import rature
>>> rature.clean("Il risque dix ans de jail.")
'Il risque dix ans de prison.'

It also works in a project that has a ``pipeline.py`` of its own, which hides the package
``pipeline`` from Python; see :func:`_load`. ``python -m rature`` is the program.
"""

import builtins
import os
import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline import *  # noqa: F403 — the names stand once, in the package

_HOME = Path(__file__).with_name("pipeline")


def _load() -> ModuleType:
    """Return the package ``pipeline`` that lies beside this file.

    Where Python finds another ``pipeline`` first, the modules of the package are loaded a second
    way: as ``rature.edits`` and so on, and what they import from ``pipeline`` comes from
    ``rature``. The ``pipeline`` of the project stays what it is.
    """
    if not _is_hidden():
        return import_module("pipeline")
    if __name__ != "rature":  # python -m rature
        return import_module("rature")
    globals()["__path__"] = [str(_HOME)]
    sys.meta_path.insert(0, _Finder())
    return import_module("rature.__init__")


def _is_hidden() -> bool:
    """Say whether ``import pipeline`` gives something else than the package beside this file."""
    try:
        spec = find_spec("pipeline")
    except ValueError:  # a module without a specification, such as one that a test made
        return True
    ours = os.path.realpath(_HOME / "__init__.py")
    return spec is None or spec.origin is None or os.path.realpath(spec.origin) != ours


class _Finder(MetaPathFinder):
    """Finds the modules ``rature.…`` in the folder of the package."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return the specification of a module of ours, None for all others."""
        if not name.startswith("rature."):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    """Runs a module with an ``import`` that reads ``pipeline`` as ``rature``."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module."""
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import}
        super().exec_module(module)


def _import(name: str, *context: Any, **named: Any) -> ModuleType:
    if name == "pipeline" or name.startswith("pipeline."):
        name = "rature" + name.removeprefix("pipeline")
    return builtins.__import__(name, *context, **named)


_pipeline = _load()
__all__ = list(_pipeline.__all__)
globals().update({name: getattr(_pipeline, name) for name in __all__ if name != "clean_table"})


def __getattr__(name: str) -> Any:
    """Import what needs pyarrow only when it is asked for."""
    if name == "clean_table":
        return _pipeline.clean_table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if __name__ == "__main__":
    sys.exit(import_module(f"{_pipeline.__name__.removesuffix('.__init__')}.cli").main())
