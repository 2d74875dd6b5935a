"""Where the list prices of one product disagree between marketplaces."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.products.product_portfolio import TABLE
from ecom_platform.serving.queries.view import View

_COMPARED = "list_price_spread is not null"


@dataclass(frozen=True)
class PriceSpread:
    """A style, or a product without one, and the prices of the product that disagrees most.

    Attributes:
        column: the column that holds the name: style or product_id.
        products: how many of its products disagree, such as sizes of a style.
    """

    name: str
    column: str
    lowest: Decimal
    highest: Decimal
    spread: Decimal
    products: int


@dataclass(frozen=True)
class PriceParity:
    """The largest spreads by style, among all products with two prices or more.

    Attributes:
        differing: products whose prices are not all the same.
        compared: products with two prices or more.
        reason: why most others cannot be compared.
    """

    largest: tuple[PriceSpread, ...]
    differing: int
    compared: int
    reason: str | None


def parity(connection: duckdb.DuckDBPyConnection, view: View, most: int = 12) -> PriceParity:
    """How far list prices disagree; a product that several feeds sell is counted once.

    The sizes of a style usually share their prices, so each style is told once.
    """
    where, values = view.where("currency", "category")
    rows = connection.execute(
        f"""
        select coalesce(style, product_id) as name,
            case when style is null then 'product_id' else 'style' end as name_column,
            arg_max(lowest_list_price, list_price_spread),
            arg_max(highest_list_price, list_price_spread), max(list_price_spread) as widest,
            count(distinct product_id)
        from {TABLE} where {where} and list_price_spread > 0
        group by name, name_column order by widest desc, name limit {most}
        """,
        values,
    ).fetchall()
    differing, compared, reason = connection.execute(
        f"""
        select count(distinct product_id) filter (where list_price_spread > 0),
            count(distinct product_id) filter (where {_COMPARED}),
            mode(list_price_unavailable_reason)
        from {TABLE} where {where}
        """,
        values,
    ).fetchall()[0]
    return PriceParity(tuple(PriceSpread(*row) for row in rows), differing, compared, reason)
