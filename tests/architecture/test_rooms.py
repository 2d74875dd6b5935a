"""The house has rooms in which a newcomer finds everything: small folders, telling names."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_FILES = 12
MOST_OF_ONE_NAME = 4
SERIES = {"docs/decisions", "docs/how-to", "docs/images"}  # listed one by one in docs/index.md
BUILT = {"__pycache__", "target", "logs", "dbt_packages"}
PYTHON = ["ecom_platform", "assets", "dagster_instance", "jobs", "schedules", "sensors"]
HOUSE = [*PYTHON, "dbt_models", "benchmarks", "tests", "docs"]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _folders(*roots: str) -> list[Path]:
    found = [ROOT / root for root in roots]
    found += [path for root in roots for path in (ROOT / root).rglob("*") if path.is_dir()]
    return sorted(path for path in found if not BUILT & set(path.parts))


def _stems(folder: Path) -> set[str]:
    """The files side by side; a model and its description are one."""
    files = (path for path in folder.iterdir() if path.is_file() and path.name != "__init__.py")
    return {path.stem if path.suffix in {".sql", ".yml"} else path.name for path in files}


@pytest.mark.parametrize("folder", _folders(*HOUSE), ids=_name)
def test_a_folder_holds_at_most_twelve_files(folder: Path) -> None:
    if _name(folder) not in SERIES:
        assert len(_stems(folder)) <= MOST_FILES


@pytest.mark.parametrize("folder", _folders(*PYTHON), ids=_name)
def test_a_folder_says_what_belongs_there_and_what_does_not(folder: Path) -> None:
    if not any(folder.glob("*.py")) or folder.name in {"migrations", "versions"}:
        return
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    assert re.search(r"\bbelongs?\b", said), "say what belongs elsewhere, and where"


def _modules() -> list[Path]:
    found = [path for root in PYTHON for path in (ROOT / root).rglob("*.py")]
    return sorted(path for path in found if path.name != "__init__.py")


def test_no_name_is_given_to_five_modules() -> None:
    names = Counter(path.stem for path in _modules())
    assert {name: number for name, number in names.items() if number > MOST_OF_ONE_NAME} == {}


def test_no_two_modules_differ_by_a_plural() -> None:
    by_folder = defaultdict(set)
    for path in _modules():
        by_folder[path.parent].add(path.stem)
    twins = {
        f"{_name(folder)}/{stem}"
        for folder, stems in by_folder.items()
        for stem in stems
        if {f"{stem}s", f"{stem}es", re.sub("y$", "ies", stem)} & (stems - {stem})
    }
    assert twins == set()


def test_the_import_contracts_cover_every_folder_of_the_library() -> None:
    contracts = (ROOT / ".importlinter").read_text()
    containers = set(re.findall(r"^containers = (\S+)$", contracts, re.M))
    folders = [path for path in (ROOT / "ecom_platform").iterdir() if path.is_dir()]
    named = {path.name for path in folders if path.name not in BUILT}
    flow = re.search(r"library-flow\](.*?)\n\n", contracts, re.S)
    assert flow
    layers = set(re.findall(r"\w+", flow.group(1).partition("layers =")[2]))
    assert named <= layers
    packages = {path.name for path in folders if any(one.is_dir() for one in path.iterdir())}
    inner = {path.split(".")[1] for path in containers if "." in path}
    with_rooms = {name for name in packages & named if _rooms(name)}
    assert with_rooms <= inner


def _rooms(package: str) -> list[Path]:
    folder = ROOT / "ecom_platform" / package
    rooms = [path for path in folder.iterdir() if (path / "__init__.py").is_file()]
    return [path for path in rooms if path.name not in BUILT]
