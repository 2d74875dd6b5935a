"""Order lines as numbers, and as the generic contract writes them."""

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Products
from ecom_platform.demo.company.random_columns import Bools, Ints
from ecom_platform.demo.web_shop.companion_feeds import COUNTRIES, PARTNERS, country_of, partner_id

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
Moments = NDArray[np.datetime64]


@dataclass(frozen=True)
class Lines:
    """Order lines as numbers; product -1 is the shipping charge; money in cents."""

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
        """Whether it is a product, not the shipping charge."""
        return self.product >= 0

    @property
    def amount(self) -> Ints:
        """Exact money of each line."""
        return self.quantity * self.price - self.discount

    def take(self, chosen: Ints | Bools) -> "Lines":
        """Some of the lines."""
        return Lines(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def but(self, **changed: Ints | Bools) -> "Lines":
        """The same lines with other values."""
        return Lines(*(changed.get(f.name, getattr(self, f.name)) for f in fields(self)))


def together(parts: list[Lines]) -> Lines:
    """Several sets of lines as one."""
    return Lines(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Lines)))


def none() -> Lines:
    """No lines at all."""
    nothing = np.zeros(0, dtype=np.int64)
    return Lines(
        nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing,
        nothing, nothing, nothing, is_credit=nothing > 0,
    )  # fmt: skip


def as_table(lines: Lines, channel: str, products: Products, period: Period) -> pa.Table:
    """The lines as the generic contract has them."""
    is_goods = lines.is_goods
    has_customer = lines.customer >= 0
    gross = lines.quantity * lines.price
    sign = np.sign(lines.amount)
    tax = sign * (np.abs(lines.amount) * _TAX // (100 + _TAX))
    skus = [*products.skus, SHIPPING_SKU]
    country = country_of(np.maximum(lines.customer, 0))
    prefix = "W" if channel == CHANNEL else "P"
    return pa.table(
        {
            "order_id": col.joined(f"{prefix}-", col.digits(lines.order, 11)),
            "line_id": col.text(lines.line),
            "ordered_at": pa.array(moments(lines.second, period)),
            "channel": [channel] * len(gross),
            "partner_id": col.where(
                is_goods & has_customer,
                col.pick([partner_id(i) for i in range(len(PARTNERS))], lines.partner),
            ),
            "customer_id": col.where(has_customer, col.joined("C", col.digits(lines.customer, 8))),
            "sku": col.pick(skus, np.where(is_goods, lines.product, len(skus) - 1)),
            "quantity": lines.quantity,
            "unit_price": col.decimals(lines.price * 100, 4),
            "discount_amount": col.where(lines.discount != 0, col.decimals(lines.discount, 2)),
            "tax_amount": col.decimals(tax, 2),
            "unit_cost": col.where(lines.cost > 0, col.decimals(lines.cost * 100, 4)),
            "currency": col.pick(CURRENCIES, lines.currency),
            "status": col.pick(STATES, lines.state),
            "line_kind": col.pick(["service", "goods"], is_goods * 1),
            "ship_country": col.pick([c for c, _ in COUNTRIES], country),
            "ship_city": col.where(has_customer, col.pick(_CITIES, lines.customer % 9)),
            "ship_postal_code": col.where(
                has_customer, col.digits(lines.customer * 37 % 99_991, 5)
            ),
            "updated_at": pa.array(moments(lines.updated, period)),
        }
    )


def moments(seconds: Ints, period: Period) -> Moments:
    """Seconds since the period began, as times."""
    return np.datetime64(period.first, "s") + seconds.astype("timedelta64[s]")
