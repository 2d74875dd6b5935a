"""What may stand where: the rules of the layout that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

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


def test_the_dagster_folders_hold_no_sql() -> None:
    texts = {
        (_name(path), text) for path in _python_files(*DAGSTER_FOLDERS) for text in _texts(path)
    }
    assert {place for place in texts if SQL_TEXT.search(place[1])} == set()


def test_the_search_for_sql_finds_sql() -> None:
    assert SQL_TEXT.search("select a\nfrom b")
    assert SQL_TEXT.search("insert into x values (1)")
    assert not SQL_TEXT.search("fqn:staging")


def test_a_module_says_what_belongs_in_it() -> None:
    scripts = [
        ROOT / name for name in ("definitions.py", "resources.py", "run_now.py", "run_ui.py")
    ]
    modules = [*_python_files("ecom_platform", "benchmarks", *DAGSTER_FOLDERS), *scripts]
    silent = [path for path in modules if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def _models(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / "dbt_models" / folder).rglob("*.sql")]
    return sorted(found)


def _description(model: Path) -> str:
    """The text beside a model; empty where there is none."""
    described = model.with_suffix(".yml")
    return described.read_text() if described.is_file() else ""


def test_a_model_has_its_description_beside_it() -> None:
    names = {path: rf"name:\s*{path.stem}\b" for path in _models("models")}
    assert [path for path, name in names.items() if not re.search(name, _description(path))] == []


def test_a_mart_says_when_it_may_be_without_rows() -> None:
    """What the input cannot feed is empty with a reason in the manifest, never just empty."""
    marts = _models("models/marts")
    assert [path for path in marts if "empty_when" not in _description(path)] == []


def test_no_model_reads_the_wall_clock() -> None:
    """Every window hangs on an as-of date: the same input gives the same marts on any day."""
    texts = {path: _without_comments(path.read_text()) for path in _models("models", "snapshots")}
    assert [path for path, text in texts.items() if WALL_CLOCK.search(text)] == []


def test_a_model_lies_in_the_folder_of_a_layer() -> None:
    models = ROOT / "dbt_models" / "models"
    outside = [
        path for path in _models("models") if path.relative_to(models).parts[0] not in LAYERS
    ]
    assert outside == []


def test_no_test_folder_is_a_package() -> None:
    """A package tests/assets would shadow the real `assets`."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def _has_its_module(unit_test: Path) -> bool:
    """Whether the file is named after a module of the folder that it mirrors."""
    inner = unit_test.relative_to(ROOT / "tests" / "unit")
    subject = inner.stem.removeprefix("test_")
    modules = {module.stem for module in (ROOT / "ecom_platform" / inner.parent).glob("*")}
    return any(subject == module or subject.startswith(f"{module}_") for module in modules)


def test_a_unit_test_is_named_after_the_module_it_tests() -> None:
    """`test_manifest.py` and `test_manifest_facts.py` may both test `manifest.py` of one folder."""
    unit_tests = sorted((ROOT / "tests" / "unit").rglob("test_*.py"))
    assert [_name(path) for path in unit_tests if not _has_its_module(path)] == []


def test_data_and_what_tools_make_stay_out_of_git() -> None:
    tracked = subprocess.run(
        [GIT.required(), "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    generated = re.compile(
        r"(^|/)(target|logs|__pycache__|\.venv)/|\.(duckdb|pyc)$|^data/(?!samples/|README)"
    )
    assert not [name for name in tracked if generated.search(name)]


def _unsaid_orders(sql: str) -> list[str]:
    """The lines that order rows without saying where nulls stand."""
    ordering = [line for line in sql.splitlines() if re.search(r"order by \w", line)]
    return [line for line in ordering if "nulls" not in line and "within group" not in line]


def test_an_order_says_where_nulls_stand() -> None:
    """DuckDB sorts them last, Spark first: an order that does not say differs between engines."""
    texts = {_name(path): _without_comments(path.read_text()) for path in _models("models")}
    assert {
        name: _unsaid_orders(text) for name, text in texts.items() if _unsaid_orders(text)
    } == {}
