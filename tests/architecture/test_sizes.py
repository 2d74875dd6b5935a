"""Files and functions stay small enough to be read at once."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    "ecom_platform",
    "assets",
    "dagster_instance",
    "jobs",
    "schedules",
    "sensors",
    "benchmarks",
    "tests",
]
DAGSTER = ["assets", "dagster_instance", "jobs", "schedules", "sensors"]
PYTHON_FILES = sorted(
    [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    + [ROOT / "definitions.py", ROOT / "resources.py", ROOT / "run_now.py"]
)
SQL_FILES = sorted((ROOT / "dbt_models").rglob("*.sql"))
SOURCES = [path for path in SQL_FILES if not {"target", "dbt_packages"} & set(path.parts)]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the function without its docstring."""
    docstring = function.body[0] if ast.get_docstring(function, clean=False) else None
    told = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


@pytest.mark.parametrize("path", PYTHON_FILES, ids=_name)
def test_a_python_file_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_model_has_at_most_300_lines_before_its_final_select(path: Path) -> None:
    """The final select has a line or more per output column: a table as wide as it is asked for."""
    steps, _, _ = path.read_text().partition("\nfinal as (\n")
    assert len(steps.splitlines()) <= 300


@pytest.mark.parametrize("path", PYTHON_FILES, ids=_name)
def test_a_function_has_at_most_50_lines(path: Path) -> None:
    long = {node.name: _length(node) for node in _functions(path) if _length(node) > 50}
    assert not long


@pytest.mark.parametrize("path", PYTHON_FILES, ids=_name)
def test_a_decorated_dagster_function_has_at_most_25_lines(path: Path) -> None:
    if not set(DAGSTER) & set(path.relative_to(ROOT).parts[:1]):
        return
    decorated = [node for node in _functions(path) if node.decorator_list]
    assert not {node.name: _length(node) for node in decorated if _length(node) > 25}
