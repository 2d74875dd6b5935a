"""Check tables of the warehouse by their rules, and keep what was found out for the gate.

What a rule measures belongs in `measuring/`, what follows from outcomes in `quality/gate/gate.py`.
"""

from collections.abc import Iterable

import duckdb

from ecom_platform.operations.store import open_store
from ecom_platform.quality.evaluation.check_table import check_table
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.rules.rule_registry import all_rules
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse


def tables_with_rules(layer: str) -> list[str]:
    """The tables of a layer that have rules."""
    return [table for table in all_rules() if table.startswith(f"{layer}.")]


def check_tables(
    settings: Settings, run_id: str, tables: Iterable[str], scope: Scope
) -> list[CheckResult]:
    """The outcome of every rule of these tables, kept as found out by `run_id`.

    A table that does not exist has no outcome, which the gate holds against it.
    """
    with open_warehouse(settings.warehouse_path) as warehouse:
        existing = _existing(warehouse, tables)
        found = [one for table in existing for one in check_table(warehouse, table, scope)]
    with open_store(settings).transaction() as store:
        result_store.keep(store, run_id, found)
    return found


def _existing(warehouse: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> list[str]:
    rows = warehouse.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
    ).fetchall()
    known = {row[0] for row in rows}
    return [table for table in tables if table in known]
