"""The columns of a row source, with those that are looked up in a second table.

Rows themselves are read in `serving/queries/row_pages.py`.
"""

import re
from dataclasses import dataclass

import duckdb

from ecom_platform.errors import NotFoundError
from ecom_platform.serving.queries.rows.row_sources import Lookup, RowSource

_SCALE = re.compile(r"DECIMAL\(\d+,\s*(\d+)\)")


@dataclass(frozen=True)
class Column:
    """A column of rows: its name and what it holds.

    Attributes:
        kind: number, date, boolean or text.
        decimals: how many decimals a number has, such as 2 for money; None where they vary.
    """

    name: str
    kind: str
    decimals: int | None = None


def columns_of(connection: duckdb.DuckDBPyConnection, source: RowSource) -> tuple[Column, ...]:
    """The columns of a source: those of its table, then those looked up in a second table."""
    own, looked_up = own_and_looked_up(connection, source)
    return (*own, *looked_up)


def left_join(lookup: Lookup) -> str:
    """The SQL that joins the columns of a lookup to the rows of a source."""
    keys, columns = ", ".join(lookup.keys), ", ".join((*lookup.keys, *lookup.columns))
    return f"left join (select {columns} from {lookup.table}) as looked_up using ({keys})"


def own_and_looked_up(
    connection: duckdb.DuckDBPyConnection, source: RowSource
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of a source's table, and those that are looked up in a second table.

    If the version does not have the second table, no column is looked up.
    """
    own = _table_columns(connection, source.table)
    if source.lookup is None or not _has_table(connection, source.lookup.table):
        return own, ()
    column_by_name = {
        column.name: column for column in _table_columns(connection, source.lookup.table)
    }
    return own, tuple(column_by_name[name] for name in source.lookup.columns)


def _table_columns(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[Column, ...]:
    try:
        described = connection.execute(f"describe {table}").fetchall()
    except duckdb.CatalogException as error:
        raise NotFoundError(
            f"This version has no table {table}. It was published before the platform had it, or "
            "its feed has delivered nothing yet."
        ) from error
    return tuple(Column(row[0], _value_kind(row[1]), _decimal_digits(row[1])) for row in described)


def _has_table(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the version has this table, named with its schema."""
    rows = connection.execute(
        "select 1 from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
    ).fetchone()
    return rows is not None


def _value_kind(sql_type: str) -> str:
    """Number, date, boolean or text; a type that is not listed here counts as text."""
    base_type = sql_type.partition("(")[0].upper()
    if base_type in {"DECIMAL", "DOUBLE", "BIGINT", "INTEGER", "HUGEINT", "SMALLINT", "FLOAT"}:
        return "number"
    if base_type in {"DATE", "TIMESTAMP"}:
        return "date"
    return "boolean" if base_type == "BOOLEAN" else "text"


def _decimal_digits(sql_type: str) -> int | None:
    """How many decimals a type such as `DECIMAL(18, 2)` has; None for any other type."""
    scale = _SCALE.fullmatch(sql_type)
    return int(scale[1]) if scale else None
