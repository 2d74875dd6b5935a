"""The registry: every step is found, and each table is described in full."""

import pytest

from ecom_platform.analytics.tables.analytic_table import AnalyticTable
from ecom_platform.analytics.tables.table_registry import analytic_tables, steps
from ecom_platform.quality.rules.rule_registry import all_rules

TABLES = list(analytic_tables().values())
NAMES = [one.name for one in TABLES]


MODULES = {
    "anomalies": "anomaly_tables",
    "customers": "customer_tables",
    "forecasts": "forecast_table",
}


def test_each_step_is_found_in_its_module_in_alphabetical_order() -> None:
    assert list(steps()) == sorted(steps()) == ["anomalies", "customers", "forecasts"]
    for name, step in steps().items():
        assert step.name == name
        assert step.build.__module__ == f"ecom_platform.analytics.tables.{MODULES[name]}"


def test_no_two_steps_make_one_table() -> None:
    made = [one.table for step in steps().values() for one in step.tables]
    assert sorted(made) == sorted(analytic_tables())
    assert len(made) == len(set(made))


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_table_says_its_grain_its_columns_and_why_it_may_be_empty(table: AnalyticTable) -> None:
    assert table.table == f"analytics.{table.name}"
    assert table.about.startswith("One row per ")
    assert "Answers " in table.about
    assert table.empty_when.endswith(".")
    assert "@" in table.owner
    assert all(about.endswith(".") for _, about in table.columns.values())
    assert {"feed", "currency", "unavailable_reason"} <= set(table.columns)


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_table_is_made_of_marts_and_has_rules(table: AnalyticTable) -> None:
    assert table.parents
    assert all(parent.startswith("marts.") for parent in table.parents)
    assert all_rules()[table.table]
