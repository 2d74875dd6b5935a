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
    """Order lines, one array element each; money in cents.

    Attributes:
        order: order numbers.
        second: when they were ordered, in seconds since the period began.
        customer: customer numbers; -1 is unknown.
        product: product numbers; -1 is the shipping charge.
        currency: positions in `CURRENCIES`.
        state: positions in `STATES`.
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
        """The money of each line in cents."""
        return self.quantity * self.price - self.discount

    def take(self, chosen: Ints | Bools) -> "Lines":
        """The lines at these positions, or where the mask is true."""
        return Lines(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def with_values(self, **changed: Ints | Bools) -> "Lines":
        """The same lines with other values in the named columns."""
        return Lines(*(changed.get(f.name, getattr(self, f.name)) for f in fields(self)))


def concatenate_lines(parts: list[Lines]) -> Lines:
    """The lines of all parts, one part after the other."""
    return Lines(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Lines)))


def no_lines() -> Lines:
    """Lines without any element."""
    nothing = np.zeros(0, dtype=np.int64)
    return Lines(
        nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing,
        nothing, nothing, nothing, is_credit=nothing > 0,
    )  # fmt: skip


def as_table(lines: Lines, channel: str, products: Products, period: Period) -> pa.Table:
    """The lines as a table with the columns of the generic contract."""
    is_goods = lines.is_goods
    has_customer = lines.customer >= 0
    gross = lines.quantity * lines.price
    sign = np.sign(lines.amount)
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
                col.values_at([partner_id(i) for i in range(len(PARTNERS))], lines.partner),
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
            "line_kind": col.values_at(["service", "goods"], is_goods * 1),
            "ship_country": col.values_at([c for c, _ in COUNTRIES], country),
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
