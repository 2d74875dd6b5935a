"""The inputs of analytic steps: a step is not run again while its input rows and code are the same.

What a step computes is declared in `ecom_platform.analytics.tables`.
"""

import hashlib
from functools import cache
from pathlib import Path

import duckdb

from ecom_platform import analytics
from ecom_platform.analytics.tables.analytic_table import Step
from ecom_platform.warehouse.inspection import exists, rows_and_checksum
from ecom_platform.warehouse.layers import QUALITY

_TABLE = f"{QUALITY}.analytic_inputs"


def is_current(warehouse: duckdb.DuckDBPyConnection, step: Step) -> bool:
    """Whether every table of the step exists and was built from the current rows and code."""
    _ensure_table(warehouse)
    stored_row = warehouse.execute(
        f"select digest from {_TABLE} where step_name = ?", [step.name]
    ).fetchone()
    has_same_inputs = stored_row == (_inputs_digest(warehouse, step),)
    return has_same_inputs and all(exists(warehouse, table.table) for table in step.tables)


def record_inputs(warehouse: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Store a digest of the rows and code that the step's tables were built from."""
    _ensure_table(warehouse)
    warehouse.execute(f"delete from {_TABLE} where step_name = ?", [step.name])
    warehouse.execute(
        f"insert into {_TABLE} values (?, ?)", [step.name, _inputs_digest(warehouse, step)]
    )


def clear_inputs(warehouse: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Delete the digest of a step before its tables change.

    If the step is killed while it changes them, it is then run again.
    """
    _ensure_table(warehouse)
    warehouse.execute(f"delete from {_TABLE} where step_name = ?", [step.name])


def _ensure_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(f"create schema if not exists {QUALITY}")
    warehouse.execute(f"create table if not exists {_TABLE} (step_name varchar, digest varchar)")


def _inputs_digest(warehouse: duckdb.DuckDBPyConnection, step: Step) -> str:
    """A hash of the code, the days with failed checks, and the tables that a step reads."""
    parents = sorted({parent for table in step.tables for parent in table.parents})
    contents = [f"{parent} {rows_and_checksum(warehouse, parent)}" for parent in parents]
    return hashlib.sha256(
        "\n".join([_analytics_code_digest(), _failed_days_text(warehouse), *contents]).encode()
    ).hexdigest()


def _failed_days_text(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The days for which a rule fails, as text; the analytic steps leave these days out."""
    if not exists(warehouse, "quality.checked_days"):
        return ""
    rows = warehouse.execute(
        """
        select distinct feed, day from quality.checked_days
        where is_failed and feed <> '' order by all
        """
    ).fetchall()
    return str(rows or "")


@cache
def _analytics_code_digest() -> str:
    """A hash of the source code of the `analytics` package."""
    files = sorted(Path(next(iter(analytics.__path__))).rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
