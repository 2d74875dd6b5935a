"""Order lines written by hand into `marts.fct_order_items`."""

from collections.abc import Iterable, Mapping
from datetime import date

import duckdb

Line = Mapping[str, object]

MONDAY = date(2024, 3, 4)
_COLUMNS: dict[str, tuple[str, object]] = {
    "feed": ("varchar", "shop"),
    "currency": ("varchar", "EUR"),
    "order_id": ("varchar", "O-1"),
    "order_date": ("date", MONDAY),
    "line_kind": ("varchar", "goods"),
    "is_credit": ("boolean", False),
    "order_state": ("varchar", "delivered"),
    "channel": ("varchar", "Webshop"),
    "partner_id": ("varchar", None),
    "category": ("varchar", "Shirts"),
    "ship_region": ("varchar", None),
    "quantity": ("bigint", 1),
    "amount": ("decimal(18, 2)", 10),
    "discount_amount": ("decimal(18, 2)", 0),
    "list_amount": ("decimal(18, 2)", 10),
}


def warehouse_of(lines: Iterable[Line]) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory with these lines; a column that a line leaves out has a usual value."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("create schema marts")
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in _COLUMNS.items())
    connection.execute(f"create table marts.fct_order_items ({columns})")
    usual = {name: value for name, (_, value) in _COLUMNS.items()}
    rows = [tuple({**usual, **line}.values()) for line in lines]
    if rows:
        connection.execute(f"insert into marts.fct_order_items values {_values(rows)}")
    return connection


def _values(rows: list[tuple[object, ...]]) -> str:
    return ", ".join("(" + ", ".join(_literal(value) for value in row) + ")" for row in rows)


def _literal(value: object) -> str:
    return "null" if value is None else f"'{value}'"
