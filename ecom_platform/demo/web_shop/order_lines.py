"""The webshop's order lines: arrays of numbers, and their table in the generic contract."""

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Products
from ecom_platform.demo.company.random_columns import Bools, Ints
from ecom_platform.demo.web_shop.companion_feeds import (
    COUNTRIES,
    PARTNERS,
    country_numbers,
    partner_id,
)

CHANNEL, POPUP = "Webshop", "Pop-up shop"
STATES = ("cancelled", "pending", "shipped", "delivered", "returned", "lost")
CURRENCIES = ("EUR", "GBP", "USD")
SHIPPING_SKU = "SHIPPING"
_CITIES = (
    "Hamburg",
    "hamburg",
    "LEIPZIG",
    "Lyon",
    " Utrecht",
    "Graz",
    "Leeds",
    "leeds ",
    "Portland",
)
_TAX = 19
Timestamps = NDArray[np.datetime64]


@dataclass(frozen=True)
class Lines:
    """Order lines, one array element each; prices, discounts and costs in cents.

    Attributes:
        order: order numbers.
        line: the number of the line within its order.
        second: when they were ordered, in seconds since the period began.
        customer: customer numbers; -1 is unknown.
        partner: positions in `PARTNERS`.
        product: product numbers; -1 is the shipping charge.
        currency: positions in `CURRENCIES`.
        state: positions in `STATES`.
        updated: when they were last changed, in seconds since the period began.
        is_credit: whether the line takes back an earlier one.
    """

    order: Ints
    line: Ints
    second: Ints
    customer: Ints
    partner: Ints
    product: Ints
    quantity: Ints
    price: Ints
    discount: Ints
    cost: Ints
    currency: Ints
    state: Ints
    updated: Ints
    is_credit: Bools

    @property
    def is_goods(self) -> Bools:
        """Whether each line is a product, not the shipping charge."""
        return self.product >= 0

    @property
    def amount(self) -> Ints:
        """The amount of each line in cents."""
        return self.quantity * self.price - self.discount

    def take(self, chosen: Ints | Bools) -> "Lines":
        """The lines at these positions, or where the mask is true."""
        return Lines(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def with_values(self, **changed: Ints | Bools) -> "Lines":
        """The same lines with other values in the named columns."""
        return Lines(
            *(changed.get(column.name, getattr(self, column.name)) for column in fields(self))
        )


def concatenate_lines(parts: list[Lines]) -> Lines:
    """The lines of all parts, one part after the other."""
    return Lines(
        *(
            np.concatenate([getattr(part, column.name) for part in parts])
            for column in fields(Lines)
        )
    )


def no_lines() -> Lines:
    """An empty array of lines."""
    empty = np.zeros(0, dtype=np.int64)
    return Lines(
        empty, empty, empty, empty, empty, empty, empty, empty, empty, empty,
        empty, empty, empty, is_credit=empty > 0,
    )  # fmt: skip


def as_table(lines: Lines, channel: str, products: Products, period: Period) -> pa.Table:
    """The lines as a table with the columns of the generic contract."""
    is_goods = lines.is_goods
    has_customer = lines.customer >= 0
    gross = lines.quantity * lines.price
    sign = np.sign(lines.amount)
    # The tax included in the amount, rounded towards zero.
    tax = sign * (np.abs(lines.amount) * _TAX // (100 + _TAX))
    skus = [*products.skus, SHIPPING_SKU]
    country = country_numbers(np.maximum(lines.customer, 0))
    prefix = "W" if channel == CHANNEL else "P"
    return pa.table(
        {
            "order_id": col.concatenated(f"{prefix}-", col.zero_padded(lines.order, 11)),
            "line_id": col.text(lines.line),
            "ordered_at": pa.array(timestamps(lines.second, period)),
            "channel": [channel] * len(gross),
            "partner_id": col.null_unless(
                is_goods & has_customer,
                col.values_at(
                    [partner_id(number) for number in range(len(PARTNERS))], lines.partner
                ),
            ),
            "customer_id": col.null_unless(
                has_customer, col.concatenated("C", col.zero_padded(lines.customer, 8))
            ),
            "sku": col.values_at(skus, np.where(is_goods, lines.product, len(skus) - 1)),
            "quantity": lines.quantity,
            "unit_price": col.decimals(lines.price * 100, 4),
            "discount_amount": col.null_unless(
                lines.discount != 0, col.decimals(lines.discount, 2)
            ),
            "tax_amount": col.decimals(tax, 2),
            "unit_cost": col.null_unless(lines.cost > 0, col.decimals(lines.cost * 100, 4)),
            "currency": col.values_at(CURRENCIES, lines.currency),
            "status": col.values_at(STATES, lines.state),
            "line_kind": col.text_where(is_goods, "goods", "service"),
            "ship_country": col.values_at([code for code, _ in COUNTRIES], country),
            "ship_city": col.null_unless(has_customer, col.values_at(_CITIES, lines.customer % 9)),
            "ship_postal_code": col.null_unless(
                has_customer, col.zero_padded(lines.customer * 37 % 99_991, 5)
            ),
            "updated_at": pa.array(timestamps(lines.updated, period)),
        }
    )


def timestamps(seconds: Ints, period: Period) -> Timestamps:
    """Seconds since the period began, as timestamps."""
    return np.datetime64(period.first, "s") + seconds.astype("timedelta64[s]")
