"""The inputs of analytic steps: a step whose rows and code have not changed is not run again.

What a step computes belongs in `ecom_platform.analytics.tables`.
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
    known = warehouse.execute(
        f"select digest from {_TABLE} where step_name = ?", [step.name]
    ).fetchone()
    return known == (_digest(warehouse, step),) and all(
        exists(warehouse, table.table) for table in step.tables
    )


def record_inputs(warehouse: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Store a digest of the rows and code that the step's tables were built from."""
    _ensure_table(warehouse)
    warehouse.execute(f"delete from {_TABLE} where step_name = ?", [step.name])
    warehouse.execute(f"insert into {_TABLE} values (?, ?)", [step.name, _digest(warehouse, step)])


def clear_inputs(warehouse: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Delete the digest of a step before its tables change.

    A step that is killed meanwhile is then run again.
    """
    _ensure_table(warehouse)
    warehouse.execute(f"delete from {_TABLE} where step_name = ?", [step.name])


def _ensure_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(f"create schema if not exists {QUALITY}")
    warehouse.execute(f"create table if not exists {_TABLE} (step_name varchar, digest varchar)")


def _digest(warehouse: duckdb.DuckDBPyConnection, step: Step) -> str:
    parents = sorted({parent for table in step.tables for parent in table.parents})
    contents = [f"{parent} {rows_and_checksum(warehouse, parent)}" for parent in parents]
    return hashlib.sha256(
        "\n".join([_code(), _failed_days(warehouse), *contents]).encode()
    ).hexdigest()


def _failed_days(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The days for which a rule fails, as text: the statistics leave them out."""
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
def _code() -> str:
    files = sorted(Path(next(iter(analytics.__path__))).rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
