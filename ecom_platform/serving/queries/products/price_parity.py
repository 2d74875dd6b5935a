"""Price parity: where the list prices of one product differ between marketplaces."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.products.product_portfolio import TABLE
from ecom_platform.serving.queries.view import View

_COMPARED = "list_price_spread is not null"


@dataclass(frozen=True)
class PriceSpread:
    """The list prices of a style, or of a product without a style.

    Attributes:
        name: the style or the product id.
        column: the column that holds the name: `style` or `product_id`.
        lowest: lowest list price of the one product whose prices differ most within the style.
        highest: highest list price of that product.
        spread: the largest `list_price_spread` of the style.
        products: how many products of the style have different prices, such as sizes.
    """

    name: str
    column: str
    lowest: Decimal
    highest: Decimal
    spread: Decimal
    products: int


@dataclass(frozen=True)
class PriceParity:
    """The largest price spreads, among all products with two list prices or more.

    Attributes:
        largest: by style, the largest spread first.
        differing: products whose list prices are not all the same.
        compared: products with two list prices or more.
        reason: the most frequent reason why a product cannot be compared.
    """

    largest: tuple[PriceSpread, ...]
    differing: int
    compared: int
    reason: str | None


def price_parity(connection: duckdb.DuckDBPyConnection, view: View, most: int = 12) -> PriceParity:
    """How far list prices differ; a product that several feeds sell counts once.

    The sizes of a style usually share their prices, so each style is listed once.

    Args:
        connection: to a published version.
        view: only its currency and its category apply.
        most: how many styles to list.
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
