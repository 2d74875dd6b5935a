"""Whether the tables of an analytic step are made of the rows, and by the code, there are now.

A step that would say the same again is not run again. What a step makes belongs in
`ecom_platform.analytics.tables`.
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
    """Whether every table of the step stands and was made of this content by this code."""
    _ensure_table(warehouse)
    known = warehouse.execute(
        f"select digest from {_TABLE} where step_name = ?", [step.name]
    ).fetchone()
    return known == (_digest(warehouse, step),) and all(
        exists(warehouse, one.table) for one in step.tables
    )


def record_inputs(warehouse: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Remember what the step's tables are made of now."""
    _ensure_table(warehouse)
    warehouse.execute(f"delete from {_TABLE} where step_name = ?", [step.name])
    warehouse.execute(f"insert into {_TABLE} values (?, ?)", [step.name, _digest(warehouse, step)])


def clear_inputs(warehouse: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Before tables change: who is killed meanwhile must begin again."""
    _ensure_table(warehouse)
    warehouse.execute(f"delete from {_TABLE} where step_name = ?", [step.name])


def _ensure_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(f"create schema if not exists {QUALITY}")
    warehouse.execute(f"create table if not exists {_TABLE} (step_name varchar, digest varchar)")


def _digest(warehouse: duckdb.DuckDBPyConnection, step: Step) -> str:
    parents = sorted({parent for one in step.tables for parent in one.parents})
    contents = [f"{parent} {rows_and_checksum(warehouse, parent)}" for parent in parents]
    return hashlib.sha256(
        "\n".join([_code(), _incidents(warehouse), *contents]).encode()
    ).hexdigest()


def _incidents(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The days of feeds for which a rule fails: they teach the statistics nothing."""
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
