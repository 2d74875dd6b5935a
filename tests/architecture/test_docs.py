"""Readme and docs say what is there: every command, setting, table, file and folder they name."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer.main

from ecom_platform.analytics.tables.table_registry import analytic_tables
from ecom_platform.cli.main import app
from ecom_platform.settings import PROJECT_ROOT, Settings

PAGES = [
    PROJECT_ROOT / "README.md",
    PROJECT_ROOT / "data" / "README.md",
    *sorted((PROJECT_ROOT / "docs").rglob("*.md")),
]
MARTS = {file.stem for file in (PROJECT_ROOT / "dbt_models/models/marts").rglob("*.sql")}


def _generator() -> ModuleType:
    path = PROJECT_ROOT / "docs" / "generate_reference.py"
    spec = importlib.util.spec_from_file_location("generate_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _identifier(page: Path) -> str:
    return str(page.relative_to(PROJECT_ROOT))


def test_the_reference_is_what_the_code_says_now() -> None:
    for name, text in _generator().pages().items():
        written = (PROJECT_ROOT / "docs" / "reference" / name).read_text()
        assert written == text, f"docs/reference/{name} is out of date: run 'make docs'"


@pytest.mark.parametrize("page", PAGES, ids=_identifier)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=_identifier)
def test_every_named_path_of_the_project_exists(page: Path) -> None:
    roots = "ecom_platform|dbt_models|assets|sensors|schedules|tests|benchmarks|docs"
    named = re.findall(rf"`((?:{roots})/[\w./-]*)`", page.read_text())
    missing = [path for path in named if "<" not in path and not (PROJECT_ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=_identifier)
def test_every_named_command_and_setting_exists(page: Path) -> None:
    text = page.read_text()
    group: Any = typer.main.get_command(app)
    targets = re.findall(r"^([a-z][\w-]*):", (PROJECT_ROOT / "Makefile").read_text(), re.M)
    settings = {f"ECOM_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"(?:^|`|bin/)ecom ([a-z]+)", text, re.M)) <= set(group.commands)
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.M)) <= set(targets)
    assert set(re.findall(r"\bECOM_[A-Z_]+", text)) - {"ECOM_"} <= settings


def test_the_index_leads_to_every_page() -> None:
    index = PROJECT_ROOT / "docs" / "index.md"
    links = re.findall(r"\]\(([^)#]+)", index.read_text())
    reached = {(index.parent / link).resolve() for link in links}
    decisions = PROJECT_ROOT / "docs" / "decisions"
    assert decisions in reached
    assert [page for page in PAGES if page not in {*reached, index, *decisions.iterdir()}] == []


def test_the_glossary_defines_at_most_twelve_words_each_once() -> None:
    glossary = (PROJECT_ROOT / "docs" / "reference" / "glossary.md").read_text()
    words = re.findall(r"^\| \*\*(.+)\*\* \|", glossary, re.M)
    assert 0 < len(words) <= 12
    assert len(set(words)) == len(words)


def test_the_readme_names_every_mart_and_no_other() -> None:
    named = set(
        re.findall(r"`((?:fct|dim|agg|mart)_\w+)`", (PROJECT_ROOT / "README.md").read_text())
    )
    assert named == MARTS


def test_the_readme_and_the_how_to_name_every_analytic_table() -> None:
    names = {table.name for table in analytic_tables().values()}
    for page in ("README.md", "docs/how-to/read-the-analytics.md"):
        rows = re.findall(r"^\| `(\w+)` \|", (PROJECT_ROOT / page).read_text(), re.M)
        assert names <= set(rows), page


def test_the_readme_shows_every_folder_of_the_tree() -> None:
    readme = (PROJECT_ROOT / "README.md").read_text()
    folders = ("ecom_platform", "dbt_models", "assets", "sensors", "schedules", "data", "tests")
    for folder in (*folders, "benchmarks", "docs"):
        assert f"`{folder}/`" in readme
        assert (PROJECT_ROOT / folder).is_dir()
