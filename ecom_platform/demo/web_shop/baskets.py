"""Turn the purchases of a day into order lines that add up to what each customer spends."""

import numpy as np

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Products
from ecom_platform.demo.company.random_columns import Floats, Ints
from ecom_platform.demo.web_shop.companion_feeds import (
    COUNTRIES,
    PARTNERS,
    STOPPING_PARTNER,
    ExchangeRates,
    country_numbers,
)
from ecom_platform.demo.web_shop.order_lines import CURRENCIES, Lines, concatenate_lines
from ecom_platform.demo.web_shop.shoppers import Purchases

SHIPPING_CENTS, SHIPPING_SHARE = 490, 0.45
_LINE_WEIGHTS = (0.60, 0.25, 0.12, 0.03)
LINES_PER_ORDER = 1.58 + SHIPPING_SHARE
_FINAL_STATES = (0.04, 0.0, 0.0, 0.9, 0.055, 0.005)


class Baskets:
    """Turns purchases into order lines."""

    def __init__(self, period: Period, products: Products, rates: ExchangeRates, seed: int) -> None:
        self.period, self.products, self.rates, self.seed = period, products, rates, seed

    def order_lines(self, day: int, part: int, first_number: int, purchases: Purchases) -> Lines:
        """The order lines of some of a day's purchases, in their final state.

        Args:
            day: the day number.
            part: which part of the day's purchases, from 0.
            first_number: how many purchases of the day are in earlier parts.
            purchases: the purchases.
        """
        rng = np.random.default_rng([self.seed, 7, day, part])
        count = len(purchases.customer)
        lengths = 1 + col.draw_indices(rng, _LINE_WEIGHTS, count)
        owner = np.repeat(np.arange(count), lengths)
        cents = _split_over_lines(purchases.cents, owner, lengths, rng)
        goods = self._goods_lines(rng, day, owner, cents, purchases)
        with_shipping = np.flatnonzero(rng.random(count) < SHIPPING_SHARE)
        state = col.draw_indices(rng, _FINAL_STATES, count)
        lines = concatenate_lines([goods, _shipping_charge_lines(with_shipping, purchases, goods)])
        second = lines.second + day * 86_400
        return lines.take(np.argsort(lines.order, kind="stable")).with_values(
            **_order_columns(lines, state, second, day * 10_000_000 + first_number)
        )

    def _goods_lines(
        self,
        rng: np.random.Generator,
        day: int,
        owner: Ints,
        euro_cents: Ints,
        purchases: Purchases,
    ) -> Lines:
        """Lines of goods for which the customers pay `euro_cents`.

        The list price of the goods is at least that; the difference is a discount. Order number,
        state and last change are set later, by `_order_columns`.

        Args:
            rng: draws products, quantities and partners.
            day: the day number.
            owner: the order of each line, ascending.
            euro_cents: what the customer pays for each line.
            purchases: the purchase that each order belongs to.
        """
        epoch = self.products.epoch(day)
        ranking = self.products.by_price[epoch]
        sorted_prices = self.products.prices[epoch][ranking]
        size = len(owner)
        usual_quantity = 1 + col.draw_indices(rng, (0.86, 0.1, 0.04), size)
        quantity = np.maximum(usual_quantity, _divided_up(euro_cents, sorted_prices[-1]))
        # A random product among the cheapest whose list price is high enough.
        cheapest = np.searchsorted(sorted_prices, _divided_up(euro_cents, quantity))
        rank = np.minimum(cheapest + rng.integers(0, 12, size), len(sorted_prices) - 1)
        product = ranking[rank]
        currency_of_country = np.array([CURRENCIES.index(currency) for _, currency in COUNTRIES])
        currency = currency_of_country[country_numbers(purchases.customer)][owner]
        rate = self.rates.in_euro[day, :3][currency]
        price = _in_local_cents(self.products.prices[epoch][product], rate)
        paid = np.minimum(_in_local_cents(euro_cents, rate), quantity * price)
        weights = np.linspace(1.6, 0.6, len(PARTNERS))
        if day >= self.period.partner_stop_day:
            weights[STOPPING_PARTNER] = 0.0
        return Lines(
            order=owner, line=np.arange(size) - np.searchsorted(owner, owner) + 1,
            second=purchases.second[owner], customer=purchases.customer[owner],
            partner=col.draw_indices(rng, weights, size), product=product, quantity=quantity,
            price=price, discount=quantity * price - paid,
            cost=_in_local_cents(self.products.costs[epoch][product], rate), currency=currency,
            state=owner, updated=owner, is_credit=owner < 0,
        )  # fmt: skip


def _divided_up(numbers: Ints, divisors: Ints) -> Ints:
    """The quotients, rounded up to whole numbers."""
    quotients: Ints = -(-numbers // divisors)
    return quotients


def _in_local_cents(euro_cents: Ints, rate: Floats) -> Ints:
    """Amounts in another currency, of which one unit is worth `rate` euro."""
    cents: Ints = np.round(euro_cents / rate).astype(np.int64)
    return cents


def _split_over_lines(total: Ints, owner: Ints, lengths: Ints, rng: np.random.Generator) -> Ints:
    """The amount of each line in cents, at least 1; those of an order add up to its `total`.

    Args:
        total: the amount of each order.
        owner: the order of each line, ascending.
        lengths: the number of lines of each order.
        rng: draws the shares.
    """
    weights = rng.uniform(0.5, 1.5, len(owner))
    ends = np.cumsum(lengths)
    running = np.cumsum(weights)
    before_order = np.concatenate([[0.0], running])[ends - lengths]
    weight_of_order = running[ends - 1] - before_order if len(ends) else before_order
    # Differences of rounded running totals add up to the order's total without a remainder.
    share = (running - before_order[owner]) / weight_of_order[owner]
    running_total = np.round(share * total[owner]).astype(np.int64)
    previous = np.concatenate([[0], running_total[:-1]])
    is_first = np.diff(owner, prepend=-1) != 0
    parts: Ints = np.maximum(running_total - np.where(is_first, 0, previous), 1)
    return parts


def _shipping_charge_lines(orders: Ints, purchases: Purchases, goods: Lines) -> Lines:
    """One line with the shipping charge for each of these orders, in the currency of its goods."""
    size = len(orders)
    zeros = np.zeros(size, dtype=np.int64)
    first_line = np.searchsorted(goods.order, orders)
    return Lines(
        order=orders, line=zeros + 99, second=purchases.second[orders],
        customer=purchases.customer[orders], partner=zeros, product=zeros - 1, quantity=zeros + 1,
        price=zeros + SHIPPING_CENTS, discount=zeros, cost=zeros,
        currency=goods.currency[first_line], state=zeros, updated=zeros, is_credit=zeros > 0,
    )  # fmt: skip


def _order_columns(lines: Lines, state: Ints, second: Ints, first_order: int) -> dict[str, Ints]:
    """Order numbers, states and times of the lines, sorted by order number."""
    by_order = np.argsort(lines.order, kind="stable")
    owner = lines.order[by_order]
    moment = second[by_order]
    return {
        "order": owner + first_order,
        "state": state[owner],
        "second": moment,
        "updated": moment,
    }
