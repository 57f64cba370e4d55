"""What setup.cfg ships: all code and all data, and nothing that only builds the data."""

import configparser
import json
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETUP = configparser.RawConfigParser()
SETUP.read(ROOT / "setup.cfg", "utf-8")


def values(section: str, option: str) -> list[str]:
    return SETUP[section][option].split()


def test_every_package_is_shipped():
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "pipeline").rglob("*.py")}
    packages = {".".join(folder.parts) for folder in folders}
    assert packages | {"pipeline.dictionaries"} == set(values("options", "packages"))


def test_every_data_file_is_shipped():
    patterns = values("options.package_data", "pipeline.dictionaries")
    register = json.loads((ROOT / "dictionaries" / "sources.json").read_text("utf-8"))
    for name in [*register, "sources.json", "LICENSES/MPL-2.0.txt"]:
        assert any(fnmatch(name, pattern) for pattern in patterns), name
    assert {"py.typed", "record.schema.json"} <= set(values("options.package_data", "pipeline"))


def test_what_lies_beside_the_code_is_shipped():
    for path in (ROOT / "pipeline").rglob("*"):
        if path.is_file() and path.suffix not in (".py", ".pyc"):
            folders = [path.parent, *path.parent.parents]
            home = next(folder for folder in folders if (folder / "__init__.py").exists())
            name = ".".join(home.relative_to(ROOT).parts)
            patterns = values("options.package_data", name)
            assert any(path.relative_to(home).match(one) for one in patterns), path


def test_every_licence_has_its_text():
    register = json.loads((ROOT / "dictionaries" / "sources.json").read_text("utf-8"))
    table = (ROOT / "dictionaries" / "LICENSES" / "README.md").read_text("utf-8")
    names = {part for entry in register.values() for part in entry["licence"].split(" AND ")}
    for name in names - {"own work, under the licence of this repository"}:
        assert f"`{name}`" in table, name
