"""Stock: how much there is, how long it lasts, and which products no longer sell.

A product that several feeds sell counts once. Queries on sales are in `product_portfolio.py`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.grouped_rows import Group, Grouping, grouped
from ecom_platform.serving.queries.products.product_portfolio import TABLE
from ecom_platform.serving.queries.view import View

_STOCKED = "is_stock_row"


@dataclass(frozen=True)
class DeadProduct:
    """A product in stock that nobody bought for a long time."""

    product_id: str
    feed: str
    category: str | None
    quantity: Decimal
    last_sale_date: date | None


@dataclass(frozen=True)
class DeadStock:
    """The products in stock that nobody buys.

    Attributes:
        largest: those with most pieces, the largest first.
        products: how many products there are.
        pieces: how many pieces of them are in stock.
        unknown: products in stock for which it is unknown when they last sold.
        unknown_reason: the most frequent reason why it is unknown.
    """

    largest: tuple[DeadProduct, ...]
    products: int
    pieces: int
    unknown: int
    unknown_reason: str | None


@dataclass(frozen=True)
class StockDay:
    """The day of the stock lists.

    Attributes:
        products: how many products are in stock lists.
        undated: how many of them have no day.
        newest: the newest day; None where no list states one.
    """

    products: int
    undated: int
    newest: date | None


def risks(connection: duckdb.DuckDBPyConnection, view: View) -> list[Group]:
    """Stocked products and their pieces by the risk of selling more than there is."""
    where, values = view.where("currency", "category")
    grouping = Grouping(TABLE, "oversell_risk", "stock_quantity", "stock_cover_unavailable_reason")
    return grouped(connection, grouping, f"{where} and {_STOCKED}", values)


def dead_stock(connection: duckdb.DuckDBPyConnection, view: View, most: int = 8) -> DeadStock:
    """The stock of products that were not sold for a long time in any channel."""
    where, values = view.where("currency", "category")
    stocked_rows_sql = f"from {TABLE} where {where} and {_STOCKED}"
    rows = connection.execute(
        f"""
        select product_id, feed, category, stock_quantity, last_sale_date
        {stocked_rows_sql} and is_dead_stock order by stock_quantity desc, product_id limit {most}
        """,
        values,
    ).fetchall()
    products, pieces, unknown, reason = connection.execute(
        f"""
        select count(*) filter (where is_dead_stock),
            coalesce(sum(stock_quantity) filter (where is_dead_stock), 0)::decimal(18, 3),
            count(*) filter (where is_dead_stock is null), mode(dead_stock_unavailable_reason)
        {stocked_rows_sql}
        """,
        values,
    ).fetchall()[0]
    return DeadStock(tuple(DeadProduct(*row) for row in rows), products, pieces, unknown, reason)


def stock_day(connection: duckdb.DuckDBPyConnection, view: View) -> StockDay:
    """The day of the stock, as far as the stock lists state it."""
    where, values = view.where("currency", "category")
    row = connection.execute(
        f"""
        select count(*), count(*) filter (where is_stock_date_unknown), max(stock_date)
        from {TABLE} where {where} and {_STOCKED}
        """,
        values,
    ).fetchall()[0]
    return StockDay(*row)


def currencies_with_stock(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The currencies in which products with stock are sold."""
    rows = connection.execute(
        f"select distinct currency from {TABLE} where {_STOCKED} and currency is not null "
        "order by currency"
    ).fetchall()
    return [row[0] for row in rows]


def no_stock_reason(connection: duckdb.DuckDBPyConnection, view: View) -> str | None:
    """The most frequent reason why products in the view have no stock."""
    where, values = view.where("currency", "category")
    row = connection.execute(
        f"select mode(stock_cover_unavailable_reason) from {TABLE} where {where}", values
    ).fetchone()
    return row[0] if row else None


def pieces_of(groups: list[Group]) -> Decimal:
    """How many pieces all of these groups have together."""
    return sum((group.amount for group in groups if group.amount is not None), Decimal(0))
