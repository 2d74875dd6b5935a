"""Files and functions stay small enough to be read at once."""

import ast
from pathlib import Path

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
    + [ROOT / "definitions.py", ROOT / "resources.py", ROOT / "run_now.py", ROOT / "run_ui.py"]
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


def test_a_python_file_has_at_most_300_lines() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in PYTHON_FILES}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_a_model_has_at_most_300_lines_before_its_final_select() -> None:
    """The final select has a line or more per output column: a table as wide as it is asked for."""
    steps = {_name(path): path.read_text().partition("\nfinal as (\n")[0] for path in SOURCES}
    lengths = {name: len(text.splitlines()) for name, text in steps.items()}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_a_function_has_at_most_50_lines() -> None:
    lengths = {
        f"{_name(path)}: {node.name}": _length(node)
        for path in PYTHON_FILES
        for node in _functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > 50} == {}


def test_a_decorated_dagster_function_has_at_most_25_lines() -> None:
    lengths = {
        f"{_name(path)}: {node.name}": _length(node)
        for path in PYTHON_FILES
        if path.relative_to(ROOT).parts[0] in DAGSTER
        for node in _functions(path)
        if node.decorator_list
    }
    assert {name: length for name, length in lengths.items() if length > 25} == {}
