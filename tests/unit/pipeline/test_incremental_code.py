"""Incremental tables are rebuilt from scratch exactly when what they are made of has changed."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.pipeline.incremental_code import (
    code_digest,
    outdated_tables,
    record_built_code,
)
from ecom_platform.settings import Settings

VARS: dict[str, Any] = {"currency": "EUR", "weights": {"a": 1}, "macro_days": 7, "not_named": 1}
SALES, LINES, OTHER = "model.shop.fct_sales", "model.shop.int_lines", "model.shop.dim_other"
MADE_OF = ["sales code", "lines code", "macro", "currency", "weights", "macro_days"]
NOT_MADE_OF = ["other code", "not_named", "dbt's macro"]


def _node(name: str, code: str, materialized: str, *parents: str) -> dict[str, Any]:
    return {
        "unique_id": f"model.shop.{name}",
        "package_name": "shop",
        "schema": "marts",
        "name": name,
        "raw_code": code,
        "config": {"materialized": materialized},
        "depends_on": {"nodes": list(parents)},
    }


def _manifest() -> dict[str, Any]:
    """A table that is made of a view, two of the vars and a macro; another model beside it."""
    lines = _node("int_lines", "select 1, '{{ var(\"currency\") }}'", "view", "source.shop.raw.o")
    sales = _node("fct_sales", "select '{{ var(\"weights\") }}'", "incremental", LINES)
    return {
        "nodes": {SALES: sales, LINES: lines, OTHER: _node("dim_other", "select 2", "table")},
        "macros": {
            "macro.shop.days": {"package_name": "shop", "macro_sql": "{{ var('macro_days') }}"},
            "macro.dbt.any": {"package_name": "dbt", "macro_sql": "x"},
        },
    }


def _changed(what: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The manifest and the vars, with one thing changed."""
    manifest, project_vars = _manifest(), copy.deepcopy(VARS)
    codes = {"sales code": SALES, "lines code": LINES, "other code": OTHER}
    macros = {"macro": "macro.shop.days", "dbt's macro": "macro.dbt.any"}
    if what in codes:
        manifest["nodes"][codes[what]]["raw_code"] += text
    elif what in macros:
        manifest["macros"][macros[what]]["macro_sql"] += text
    else:
        project_vars[what] = {"changed": text}
    return manifest, project_vars


@given(st.sampled_from(MADE_OF), st.text(min_size=1))
def test_any_change_of_what_a_table_is_made_of_is_noticed(what: str, text: str) -> None:
    manifest, project_vars = _changed(what, text)
    assert code_digest(manifest, SALES, project_vars) != code_digest(_manifest(), SALES, VARS)


@given(st.sampled_from(NOT_MADE_OF), st.sampled_from(["", " ", "-- a comment", "1"]))
def test_no_other_change_rebuilds_it(what: str, text: str) -> None:
    manifest, project_vars = _changed(what, text)
    assert code_digest(manifest, SALES, project_vars) == code_digest(_manifest(), SALES, VARS)


class Project(Settings):
    """Settings with a dbt project that consists of its vars."""

    @property
    def dbt_project(self) -> Path:
        """A folder below the data folder."""
        return self.data / "project"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A platform whose incremental table exists and was never recorded."""
    settings = Project(data=tmp_path)
    settings.dbt_project.mkdir()
    _write_vars(settings, VARS)
    settings.warehouse_path.parent.mkdir()
    with duckdb.connect(str(settings.warehouse_path)) as warehouse:
        warehouse.execute("create schema marts")
        warehouse.execute("create table marts.fct_sales (id integer)")
    return settings


def _write_vars(settings: Settings, project_vars: Mapping[str, Any]) -> None:
    (settings.dbt_project / "dbt_project.yml").write_text(json.dumps({"vars": project_vars}))


def _finish_run(settings: Settings, status: str) -> None:
    settings.dbt_target.mkdir(exist_ok=True)
    results = {"results": [{"unique_id": SALES, "status": status}]}
    (settings.dbt_target / "run_results.json").write_text(json.dumps(results))
    record_built_code(settings, _manifest(), settings.dbt_target)


def test_a_table_that_an_older_platform_has_built_is_rebuilt(settings: Settings) -> None:
    assert outdated_tables(settings, _manifest(), [SALES, LINES]) == ["marts.fct_sales"]
    assert outdated_tables(settings, _manifest(), [LINES]) == []


def test_a_built_table_is_current_until_a_var_changes(settings: Settings) -> None:
    _finish_run(settings, "success")
    assert outdated_tables(settings, _manifest(), [SALES]) == []
    _write_vars(settings, {**VARS, "currency": "USD"})
    assert outdated_tables(settings, _manifest(), [SALES]) == ["marts.fct_sales"]


@pytest.mark.parametrize("status", ["error", "skipped"])
def test_a_table_that_was_not_built_stays_outdated(settings: Settings, status: str) -> None:
    _finish_run(settings, status)
    assert outdated_tables(settings, _manifest(), [SALES]) == ["marts.fct_sales"]


def test_a_table_that_does_not_exist_yet_is_not_called_rebuilt(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse_path)) as warehouse:
        warehouse.execute("drop table marts.fct_sales")
    assert outdated_tables(settings, _manifest(), [SALES]) == []
