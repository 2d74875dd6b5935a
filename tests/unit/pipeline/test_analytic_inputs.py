"""Whether a step must run again: only when its rows, its tables or its code are others."""

from collections.abc import Iterator

import duckdb
import pytest

from ecom_platform.analytics.tables.analytic_table import AnalyticTable, Step
from ecom_platform.pipeline import analytic_inputs
from ecom_platform.pipeline.analytic_inputs import (
    clear_inputs,
    is_current,
    record_inputs,
)
from ecom_platform.quality.evaluation.checked_days import ensure_checked_days


def _table(name: str, parent: str) -> AnalyticTable:
    return AnalyticTable(name, "One row.", (parent,), {}, "Never.")


STEP = Step(
    "sums",
    (_table("daily_sums", "marts.fct_orders"), _table("partner_sums", "marts.dim_partners")),
    lambda _: {},
)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in which the step has just run."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for table, rows in (
            ("marts.fct_orders", "(1, 10.00), (2, 20.00)"),
            ("marts.dim_partners", "(1, 'P-1')"),
            ("marts.dim_products", "(1, 'HAL-1')"),
            ("analytics.daily_sums", "(1, 30.00)"),
            ("analytics.partner_sums", "(1, 30.00)"),
        ):
            connection.execute(f"create schema if not exists {table.partition('.')[0]}")
            connection.execute(f"create table {table} as from (values {rows}) as t(id, value)")
        record_inputs(connection, STEP)
        yield connection


def test_a_step_that_never_ran_is_not_current(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert is_current(warehouse, STEP)
    assert not is_current(warehouse, Step("others", STEP.tables, STEP.build))


@pytest.mark.parametrize(
    "change",
    [
        "update marts.fct_orders set value = 20.01 where id = 2",
        "insert into marts.fct_orders values (3, null)",
        "insert into marts.fct_orders from marts.fct_orders",
        "delete from marts.fct_orders",
        "update marts.dim_partners set value = 'P-2'",
        "alter table marts.fct_orders add column more integer",
        "drop table analytics.partner_sums",
    ],
)
def test_other_rows_and_a_table_that_is_gone_make_it_run_again(
    warehouse: duckdb.DuckDBPyConnection, change: str
) -> None:
    warehouse.execute(change)
    assert not is_current(warehouse, STEP)


@pytest.mark.parametrize(
    "change",
    [
        "create or replace table marts.fct_orders as from marts.fct_orders order by id desc",
        "update marts.dim_products set value = 'HAL-2'",
        "update analytics.daily_sums set value = 0",
    ],
    ids=["the same rows built again", "a table it does not read", "what it made"],
)
def test_what_it_does_not_depend_on_does_not(
    warehouse: duckdb.DuckDBPyConnection, change: str
) -> None:
    warehouse.execute(change)
    assert is_current(warehouse, STEP)


def test_a_day_for_which_a_rule_fails_makes_it_run_again_and_one_that_passed_does_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    ensure_checked_days(warehouse)
    day = "('raw.shop', 'shop', date '2025-03-03', 'x', {}, 1, null, null)"
    warehouse.execute(f"insert into quality.checked_days values {day.format('false')}")
    assert is_current(warehouse, STEP)
    warehouse.execute(f"insert into quality.checked_days values {day.format('true')}")
    assert not is_current(warehouse, STEP)


def test_other_code_makes_it_run_again(
    warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analytic_inputs, "_analytics_code_digest", lambda: "another")
    assert not is_current(warehouse, STEP)


def test_the_last_note_counts_and_a_forgotten_one_does_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("delete from marts.fct_orders where id = 2")
    record_inputs(warehouse, STEP)
    assert is_current(warehouse, STEP)
    clear_inputs(warehouse, STEP)
    assert not is_current(warehouse, STEP)


def test_forgetting_one_step_leaves_the_others(warehouse: duckdb.DuckDBPyConnection) -> None:
    other = Step("others", STEP.tables, STEP.build)
    record_inputs(warehouse, other)
    clear_inputs(warehouse, STEP)
    assert is_current(warehouse, other)
