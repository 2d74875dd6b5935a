"""What a day's customers put in their baskets: lines whose money adds up to what they spend."""

import numpy as np

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Products
from ecom_platform.demo.company.random_columns import Floats, Ints
from ecom_platform.demo.web_shop.companion_feeds import (
    COUNTRIES,
    PARTNERS,
    SILENT_PARTNER,
    Rates,
    country_of,
)
from ecom_platform.demo.web_shop.order_lines import CURRENCIES, Lines, together
from ecom_platform.demo.web_shop.shoppers import Purchases

SHIPPING_CENTS, SHIPPING_SHARE = 490, 0.45
_LINE_WEIGHTS = (0.60, 0.25, 0.12, 0.03)
LINES_PER_ORDER = 1.58 + SHIPPING_SHARE
_FINAL_STATES = (0.04, 0.0, 0.0, 0.9, 0.055, 0.005)


class Baskets:
    """Makes order lines out of purchases."""

    def __init__(self, period: Period, products: Products, rates: Rates, seed: int) -> None:
        self.period, self.products, self.rates, self.seed = period, products, rates, seed

    def fill(self, day: int, part: int, at: int, bought: Purchases) -> Lines:
        """The lines of some of a day's purchases, in their final state."""
        rng = np.random.default_rng([self.seed, 7, day, part])
        count = len(bought.customer)
        lengths = 1 + col.draw(rng, _LINE_WEIGHTS, count)
        owner = np.repeat(np.arange(count), lengths)
        cents = _split(bought.cents, owner, lengths, rng)
        goods = self._goods(rng, day, owner, cents, bought)
        with_shipping = np.flatnonzero(rng.random(count) < SHIPPING_SHARE)
        state = col.draw(rng, _FINAL_STATES, count)
        everything = together([goods, _shipping(with_shipping, bought, goods)])
        second = everything.second + day * 86_400
        return everything.take(np.argsort(everything.order, kind="stable")).but(
            **_in_order(everything, state, second, day * 10_000_000 + at)
        )

    def _goods(
        self, rng: np.random.Generator, day: int, owner: Ints, euro: Ints, bought: Purchases
    ) -> Lines:
        epoch = self.products.epoch(day)
        ranking = self.products.by_price[epoch]
        ladder = self.products.prices[epoch][ranking]
        size = len(owner)
        wishes = 1 + col.draw(rng, (0.86, 0.1, 0.04), size)
        quantity = np.maximum(wishes, -(-euro // ladder[-1]))
        rung = np.searchsorted(ladder, -(-euro // quantity)) + rng.integers(0, 12, size)
        product = ranking[np.minimum(rung, len(ladder) - 1)]
        currency = np.array([CURRENCIES.index(c) for _, c in COUNTRIES])[
            country_of(bought.customer)
        ][owner]
        rate = self.rates.in_euro[day, :3][currency]
        price = _local(self.products.prices[epoch][product], rate)
        paid = np.minimum(_local(euro, rate), quantity * price)
        weights = np.linspace(1.6, 0.6, len(PARTNERS))
        weights[SILENT_PARTNER] *= day < self.period.silence_day
        return Lines(
            order=owner, line=np.arange(size) - np.searchsorted(owner, owner) + 1,
            second=bought.second[owner], customer=bought.customer[owner],
            partner=col.draw(rng, weights, size), product=product, quantity=quantity, price=price,
            discount=quantity * price - paid,
            cost=_local(self.products.costs[epoch][product], rate), currency=currency,
            state=owner, updated=owner, is_credit=owner < 0,
        )  # fmt: skip


def _local(euro_cents: Ints, rate: Floats) -> Ints:
    cents: Ints = np.round(euro_cents / rate).astype(np.int64)
    return cents


def _split(total: Ints, owner: Ints, lengths: Ints, rng: np.random.Generator) -> Ints:
    """Each order's money over its lines, to the cent."""
    weights = rng.uniform(0.5, 1.5, len(owner))
    ends = np.cumsum(lengths)
    running = np.cumsum(weights)
    before = np.concatenate([[0.0], running])[ends - lengths]
    whole = running[ends - 1] - before if len(ends) else before
    edge = np.round((running - before[owner]) / whole[owner] * total[owner]).astype(np.int64)
    previous = np.concatenate([[0], edge[:-1]])
    is_first = np.diff(owner, prepend=-1) != 0
    parts: Ints = np.maximum(edge - np.where(is_first, 0, previous), 1)
    return parts


def _shipping(orders: Ints, bought: Purchases, goods: Lines) -> Lines:
    size = len(orders)
    zeros = np.zeros(size, dtype=np.int64)
    first_line = np.searchsorted(goods.order, orders)
    return Lines(
        order=orders, line=zeros + 99, second=bought.second[orders],
        customer=bought.customer[orders], partner=zeros, product=zeros - 1, quantity=zeros + 1,
        price=zeros + SHIPPING_CENTS, discount=zeros, cost=zeros,
        currency=goods.currency[first_line], state=zeros, updated=zeros, is_credit=zeros > 0,
    )  # fmt: skip


def _in_order(lines: Lines, state: Ints, second: Ints, first_order: int) -> dict[str, Ints]:
    """Order numbers, states and times, in the order of the order numbers."""
    by_order = np.argsort(lines.order, kind="stable")
    owner = lines.order[by_order]
    moment = second[by_order]
    return {
        "order": owner + first_order,
        "state": state[owner],
        "second": moment,
        "updated": moment,
    }
