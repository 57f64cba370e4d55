"""What setup.cfg ships: all code and all data, and nothing that only builds the data."""

import configparser
import json
import subprocess
import sys
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETUP = configparser.RawConfigParser()
SETUP.read(ROOT / "setup.cfg", "utf-8")


def values(section: str, option: str) -> list[str]:
    return SETUP[section][option].split()


def test_every_package_is_shipped():
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "pipeline").rglob("*.py")}
    packages = {".".join(folder.parts) for folder in folders}
    assert packages | {"pipeline.dictionaries"} == set(values("options", "packages"))


def test_every_module_beside_the_packages_is_shipped():
    modules = {path.stem for path in ROOT.glob("*.py")}
    assert modules == set(values("options", "py_modules"))


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


@pytest.mark.slow
@pytest.mark.skipif(
    int(metadata.version("setuptools").split(".")[0]) < 77,
    reason="setup.cfg names its licence in a way that older setuptools refuse",
)
def test_an_installed_wheel_works_under_both_names(tmp_path):
    source, installed, elsewhere = (tmp_path / name for name in ("source", "installed", "else"))
    for folder in (source, elsewhere):
        folder.mkdir()
    for path in ROOT.iterdir():  # links, because setuptools writes beside what it builds
        if path.name in ("pipeline", "dictionaries") or path.is_file():
            (source / path.name).symlink_to(path)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "wheel", *options, "-w", tmp_path, source], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", installed, wheel], check=True)
    code = """if True:
        import pipeline, rature
        assert pipeline.__file__.startswith({0!r}), pipeline.__file__
        assert rature.__file__.startswith({0!r}), rature.__file__
        assert rature.Edit is pipeline.Edit
        print(rature.clean("Il risque dix ans de jail."))"""
    (elsewhere / "try.py").write_text(code.format(str(installed)))
    for command in (["try.py"], ["-m", "rature", "--version"]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=elsewhere,
            env={"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(("Il risque dix ans de prison.", "rature "))
