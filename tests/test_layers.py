"""Layers: a module imports from its own layer and from those below, never from one above."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = (
    ("errors", "exit_codes", "edits"),
    ("machine", "checkers"),
    ("document", "rules", "report.diff"),
    ("text.caching", "text.spans", "text.tokens", "text.lines", "text.addresses"),
    ("resources", "protected"),
    ("text",),
    ("glossary",),
    ("encoding", "spelling"),
    ("facts", "contention"),
    ("restoration",),
    ("markup",),
    ("stages",),
    ("schemas",),
    ("result",),
    ("settling",),
    ("pipeline",),
    ("io", "evaluate", "m2"),
    ("report",),
    ("settings",),
    ("batch",),
    ("review", "service"),
    ("cli",),
    ("__init__", "__main__"),
)
"""Modules and packages of ``pipeline/``, from below to above; the longest name that fits decides.

``report.diff`` lies low: results and messages at the terminal are made with it, and it needs only
edits. The rest of ``report`` writes results."""

PEERS = {("stages.protect", "restoration")}
"""What must not meet, though the layers would allow it: marks come before any restoration."""

LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def modules() -> dict[str, Path]:
    """Return each module of the package by its name, without ``pipeline.`` before it."""
    found = {}
    for path in (ROOT / "pipeline").rglob("*.py"):
        parts = path.relative_to(ROOT / "pipeline").with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = path
    return found


MODULES = modules()


def level(module: str) -> int:
    """Return the layer of a module: that of the longest name in the table that it begins with."""
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        if (name := ".".join(parts[:size])) in LEVEL:
            return LEVEL[name]
    raise AssertionError(f"{module} has no layer: give it one in LAYERS")


def imports(module: str) -> list[tuple[str, str, int]]:
    """Return the modules of the package that a module imports, what of them, and the line."""
    found = []
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pipeline":
            base = (node.module or "").removeprefix("pipeline").removeprefix(".")
            for alias in node.names:
                whole = f"{base}.{alias.name}" if base else alias.name
                target = whole if whole in MODULES else base or "__init__"
                found.append((target, "" if whole in MODULES else alias.name, node.lineno))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("pipeline."):
                    found.append((alias.name.removeprefix("pipeline."), "", node.lineno))
    return found


@pytest.mark.parametrize("module", sorted(MODULES))
def test_nothing_imports_from_above(module: str) -> None:
    wrong = [
        f"line {line}: {target} is above {module}"
        for target, _, line in imports(module)
        if level(target) > level(module)
    ]
    wrong += [
        f"line {line}: {module} must not import {target}"
        for target, _, line in imports(module)
        for one, other in PEERS
        if module.startswith(one) and target.startswith(other)
    ]
    assert wrong == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_private_names_stay_in_their_module(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    wrong = [f"line {line}: {name}" for _, name, line in imports(module) if name.startswith("_")]
    aliases = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pipeline"
        for alias in node.names
    }
    wrong += [
        f"line {node.lineno}: {node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in aliases
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
    ]
    assert wrong == []


def test_the_table_is_of_what_is_there() -> None:
    for name in LEVEL:
        assert any(m == name or m.startswith(name + ".") for m in MODULES), name


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_of_more_than_400_lines_says_why(module: str) -> None:
    source = MODULES[module].read_text("utf-8")
    said = ast.get_docstring(ast.parse(source)) or ""
    assert len(source.splitlines()) <= 400 or "longer than" in " ".join(said.split())


SHARED_NAMES = {
    "RULES": "the rules of each stage, and of all",
    "Net": "the hidden units of restoration, and of restoration by context",
    "Weights": "the weights of restoration, and of restoration by context",
    "Trial": "a shard that is being done, of each engine",
    "Worker": "a process that does shards, of each engine",
}
"""Public names that several modules define, for the same thing."""


def test_no_two_public_constants_or_classes_share_a_name():
    homes = defaultdict(list)
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text("utf-8")).body:
            for name in defined(node):
                if not name.startswith("_"):
                    homes[name].append(module)
    shared = {name: found for name, found in homes.items() if len(found) > 1}
    assert {n: found for n, found in shared.items() if n not in SHARED_NAMES} == {}
    assert set(SHARED_NAMES) <= set(shared), "an exception that is none any more"


def defined(node: ast.stmt) -> list[str]:
    """Return the constants and classes that a statement of a module defines."""
    if isinstance(node, ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
