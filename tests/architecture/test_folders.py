"""What may stand where: the rules of the layout that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.platform.needs import GIT

ROOT = Path(__file__).resolve().parents[2]
DAGSTER_FOLDERS = ["assets", "dagster_instance", "jobs", "schedules", "sensors"]
LAYERS = ["staging", "intermediate", "marts", "provenance"]
SQL_TEXT = re.compile(
    r"\b(select\s.+\sfrom|insert\s+into|create\s+(or\s+replace\s+)?(table|view)|"
    r"delete\s+from|update\s+\w+\s+set|drop\s+(table|view))\b",
    re.IGNORECASE | re.DOTALL,
)
WALL_CLOCK = re.compile(
    r"\b(current_date|current_timestamp|localtimestamp|getdate|today|now)\b(?!')", re.IGNORECASE
)


def _python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(found)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _texts(path: Path) -> list[str]:
    """String literals that are not docstrings."""
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [
        node.value
        for node in constants
        if isinstance(node.value, str) and id(node) not in docstrings
    ]


def _without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*|\{#.*?#\}|/\*.*?\*/", "", sql, flags=re.DOTALL)


@pytest.mark.parametrize("path", _python_files(*DAGSTER_FOLDERS), ids=_name)
def test_the_dagster_folders_hold_no_sql(path: Path) -> None:
    assert not [text for text in _texts(path) if SQL_TEXT.search(text)]


def test_the_search_for_sql_finds_sql() -> None:
    assert SQL_TEXT.search("select a\nfrom b")
    assert SQL_TEXT.search("insert into x values (1)")
    assert not SQL_TEXT.search("fqn:staging")


@pytest.mark.parametrize(
    "path",
    [
        *_python_files("ecom_platform", "benchmarks", *DAGSTER_FOLDERS),
        ROOT / "definitions.py",
        ROOT / "resources.py",
        ROOT / "run_now.py",
    ],
    ids=_name,
)
def test_a_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def _models(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / "dbt_models" / folder).rglob("*.sql")]
    return sorted(found)


@pytest.mark.parametrize("path", _models("models"), ids=_name)
def test_a_model_has_its_description_beside_it(path: Path) -> None:
    described = path.with_suffix(".yml")
    assert described.is_file()
    assert re.search(rf"name:\s*{path.stem}\b", described.read_text())


@pytest.mark.parametrize("path", _models("models/marts"), ids=_name)
def test_a_mart_says_when_it_may_be_without_rows(path: Path) -> None:
    """What the input cannot feed is empty with a reason in the manifest, never just empty."""
    assert "empty_when" in path.with_suffix(".yml").read_text()


@pytest.mark.parametrize("path", _models("models", "snapshots"), ids=_name)
def test_no_model_reads_the_wall_clock(path: Path) -> None:
    """Every window hangs on an as-of date: the same input gives the same marts on any day."""
    assert not WALL_CLOCK.search(_without_comments(path.read_text()))


@pytest.mark.parametrize("path", _models("models"), ids=_name)
def test_a_model_lies_in_the_folder_of_a_layer(path: Path) -> None:
    assert path.relative_to(ROOT / "dbt_models" / "models").parts[0] in LAYERS


def test_no_test_folder_is_a_package() -> None:
    """A package tests/assets would shadow the real `assets`."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "unit").rglob("test_*.py")), ids=_name)
def test_a_unit_test_is_named_after_the_module_it_tests(path: Path) -> None:
    """`test_manifest.py` and `test_manifest_facts.py` may both test `manifest.py` of one folder."""
    inner = path.relative_to(ROOT / "tests" / "unit")
    subject = inner.stem.removeprefix("test_")
    modules = {module.stem for module in (ROOT / "ecom_platform" / inner.parent).iterdir()}
    assert any(subject == module or subject.startswith(f"{module}_") for module in modules)


def test_data_and_what_tools_make_stay_out_of_git() -> None:
    tracked = subprocess.run(
        [GIT.required(), "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    generated = re.compile(
        r"(^|/)(target|logs|__pycache__|\.venv)/|\.(duckdb|pyc)$|^data/(?!samples/|README)"
    )
    assert not [name for name in tracked if generated.search(name)]


@pytest.mark.parametrize("path", _models("models"), ids=_name)
def test_an_order_says_where_nulls_stand(path: Path) -> None:
    """DuckDB sorts them last, Spark first: an order that does not say differs between engines."""
    lines = _without_comments(path.read_text()).splitlines()
    ordering = [line for line in lines if re.search(r"order by \w", line)]
    unsaid = [line for line in ordering if "nulls" not in line and "within group" not in line]
    assert unsaid == []
