"""Check tables of the warehouse by their rules, and store the results for the gate.

The rules of one table are evaluated in `check_table.py`; `quality/gate/gate.py` decides what
follows from the results.
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
    """The tables of a layer, such as `raw`, that have rules."""
    return [table for table in all_rules() if table.startswith(f"{layer}.")]


def check_tables(
    settings: Settings, run_id: str, tables: Iterable[str], scope: Scope
) -> list[CheckResult]:
    """The result of every rule of these tables, stored as results of the run.

    A table that does not exist has no result, so the gate holds it back.

    Args:
        settings: where the warehouse and the operational store are.
        run_id: the run whose results these are.
        tables: names as `schema.table`.
        scope: `changed` for days that are new, changed or failed before; `everything` for all days.
    """
    with open_warehouse(settings.warehouse_path) as warehouse:
        existing = _existing_tables(warehouse, tables)
        found = [
            check_result
            for table in existing
            for check_result in check_table(warehouse, table, scope)
        ]
    with open_store(settings).transaction() as store:
        result_store.save_results(store, run_id, found)
    return found


def _existing_tables(warehouse: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> list[str]:
    rows = warehouse.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
    ).fetchall()
    known = {row[0] for row in rows}
    return [table for table in tables if table in known]
