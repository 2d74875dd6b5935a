"""The generic feed of the company's own webshop: order lines by month, and a pop-up shop's sheet."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from ecom_platform.demo import columns as col
from ecom_platform.demo.articles import Products
from ecom_platform.demo.columns import Bools, Ints
from ecom_platform.demo.companions import (
    COUNTRIES,
    PARTNERS,
    SILENT_PARTNER,
    Rates,
    country_of,
    partner_id,
)
from ecom_platform.demo.files import Outlet, Writer
from ecom_platform.demo.period import Period
from ecom_platform.demo.shoppers import Purchases, Shoppers
from ecom_platform.demo.truth import FeedTruth, Tally

CHANNEL, POPUP = "Webshop", "Pop-up shop"
STATES = ("cancelled", "pending", "shipped", "delivered", "returned", "lost")
_FINAL = (0.04, 0.0, 0.0, 0.9, 0.055, 0.005)
PENDING_DAYS, SHIPPED_DAYS = 2, 6
CREDIT_SHARE, CREDIT_AFTER_DAYS = 0.015, 12
RESTATED_AFTER_SECONDS = 9 * 86_400
SHIPPING_SKU, SHIPPING_CENTS = "SHIPPING", 490
LINES_PER_ORDER = 1.58 + 0.45
_LINE_WEIGHTS = (0.60, 0.25, 0.12, 0.03)
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
POPUP_LINES = 240


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


class Webshop:
    """The order lines of one demo company."""

    def __init__(
        self, period: Period, products: Products, shoppers: Shoppers, rates: Rates, seed: int
    ) -> None:
        self.period, self.products, self.shoppers = period, products, shoppers
        self.rates, self.seed = rates, seed
        self.tally = Tally()
        self._orders = 0
        self._waiting: list[Lines] = []
        self._margin: dict[str, list[int]] = {}
        self._epoch = datetime.combine(period.first, datetime.min.time())

    def file_names(self) -> list[str]:
        """One file a month, the second one Parquet, and the pop-up shop's sheet at the end."""
        names = []
        for number, (first, _) in enumerate(self.period.months):
            ending = "parquet" if number == 1 else "csv"
            names.append(f"webshop order lines {self.period.day(first):%Y-%m}.{ending}")
        return [*names, f"pop-up shop {self.period.day(self.period.at(0.4)):%Y-%m}.xlsx"]

    def write(self, outlet: Outlet, number: int) -> None:
        """Write one month; months must be written in order, for customers have a history."""
        first, last = self.period.months[number]
        name = self.file_names()[number]
        with outlet.open(name, self.period.day(last)) as writer:
            self._write_lines(writer, self._carried_over())
            for day in range(first, last + 1):
                for lines in self._day(day, last):
                    self._write_lines(writer, lines)
            self._write_lines(writer, self._credits_due(last))
            if not name.endswith(".parquet"):
                self._write_unreadable(writer, number, first)

    def write_popup(self, outlet: Outlet) -> None:
        """Write the pop-up shop's sheet: customers without a name, two days of trade."""
        rng = np.random.default_rng([self.seed, 8])
        size = POPUP_LINES
        start = self.period.at(0.4)
        zeros = np.zeros(size, dtype=np.int64)
        product = rng.integers(len(self.products.skus), size=size)
        epoch = self.products.epoch(start)
        second = (
            (start + np.arange(size) * 2 // size) * 86_400 + 36_000 + np.arange(size) % 120 * 60
        )
        lines = Lines(
            order=10**12 + np.arange(size) // 2, line=np.arange(size) % 2 + 1, second=second,
            customer=zeros - 1, partner=zeros, product=product,
            quantity=rng.integers(1, 4, size=size), price=self.products.prices[epoch][product],
            discount=zeros, cost=self.products.costs[epoch][product], currency=zeros,
            state=zeros + STATES.index("delivered"), updated=second, is_credit=zeros > 0,
        )  # fmt: skip
        table = self._table(lines, POPUP)
        rows = [table.column_names, *zip(*(c.to_pylist() for c in table.columns), strict=True)]
        self._count(lines, POPUP)
        outlet.workbook(self.file_names()[-1], rows, self.period.day(start + 2))

    def truth(self) -> FeedTruth:
        """What is true once every file is written."""
        days = (self.period.first.isoformat(), self.period.last.isoformat())
        names = ("lines_with_cost", "amount", "cost", "lines_without_cost")
        margins = {
            currency: {
                name: str(col.money(value)) if name in ("amount", "cost") else value
                for name, value in zip(names, values, strict=True)
            }
            for currency, values in sorted(self._margin.items())
        }
        facts = {"orders": self._orders, "kept_goods_margin": margins}
        return self.tally.feed("order_lines", days, facts)

    def _day(self, day: int, last: int) -> Iterator[Lines]:
        bought = self.shoppers.day(day)
        for part, at in enumerate(range(0, len(bought.customer), 50_000)):
            chosen = slice(at, at + 50_000)
            some = Purchases(bought.customer[chosen], bought.second[chosen], bought.cents[chosen])
            final = self._lines(day, part, at, some)
            shown = self._as_of(final, day, last)
            self._remember(final, shown, day, last)
            yield shown

    def _lines(self, day: int, part: int, at: int, bought: Purchases) -> Lines:
        rng = np.random.default_rng([self.seed, 7, day, part])
        count = len(bought.customer)
        lengths = 1 + col.draw(rng, _LINE_WEIGHTS, count)
        owner = np.repeat(np.arange(count), lengths)
        cents = _split(bought.cents, owner, lengths, rng)
        goods = self._goods(rng, day, owner, cents, bought)
        with_shipping = np.flatnonzero(rng.random(count) < 0.45)
        state = col.draw(rng, _FINAL, count)
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
        currency = np.array([("EUR", "GBP", "USD").index(c) for _, c in COUNTRIES])[
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

    def _as_of(self, final: Lines, day: int, last: int) -> Lines:
        """The lines as the month's file shows them: the newest orders are still on their way."""
        state = final.state
        settled = state == STATES.index("cancelled")
        if day > last - PENDING_DAYS:
            state = np.full_like(state, STATES.index("pending"))
        elif day > last - SHIPPED_DAYS:
            state = np.where(settled, state, STATES.index("shipped"))
        return final.but(state=state)

    def _remember(self, final: Lines, shown: Lines, day: int, last: int) -> None:
        """Count each line as its last statement has it, and keep what a later file will say."""
        if last == self.period.days - 1:
            self._count(shown, CHANNEL)
            self._orders += len(np.unique(shown.order))
        else:
            self._count(final, CHANNEL)
            self._orders += len(np.unique(final.order))
            stale = final.state != shown.state
            if stale.any():
                self._count_repeats(shown.take(stale))
                again = final.take(stale)
                self._waiting.append(again.but(updated=again.second + RESTATED_AFTER_SECONDS))
        self._remember_credits(final, day)

    def _remember_credits(self, final: Lines, day: int) -> None:
        if day + CREDIT_AFTER_DAYS >= self.period.days:
            return
        rng = np.random.default_rng([self.seed, 9, day, len(final.order)])
        is_credited = (rng.random(len(final.order)) < CREDIT_SHARE) & (final.product >= 0)
        given = final.take(is_credited & (final.state == STATES.index("delivered")))
        later = given.second + CREDIT_AFTER_DAYS * 86_400
        credits_given = given.but(
            line=given.line + 100, second=later, updated=later, quantity=-given.quantity,
            discount=-given.discount, is_credit=given.quantity > 0,
            state=np.full_like(given.state, STATES.index("returned")),
        )  # fmt: skip
        self._waiting.append(credits_given)
        self._count(credits_given, CHANNEL)

    def _carried_over(self) -> Lines | None:
        found, self._waiting = self._waiting, []
        return together(found) if found else None

    def _credits_due(self, last: int) -> Lines | None:
        """Credits dated in this month go out with it; restatements wait for the next month."""
        waiting = self._carried_over()
        if waiting is None:
            return None
        is_due = waiting.is_credit & (waiting.second < (last + 1) * 86_400)
        self._waiting = [waiting.take(~is_due)]
        return waiting.take(is_due)

    def _write_lines(self, writer: Writer, lines: Lines | None) -> None:
        if lines is not None and len(lines.order):
            writer.write(self._table(lines, CHANNEL))

    def _count_repeats(self, lines: Lines) -> None:
        sums = (len(lines.order), lines.quantity.sum(), lines.amount.sum())
        self.tally.repeats = [a + int(b) for a, b in zip(self.tally.repeats, sums, strict=True)]

    def _count(self, lines: Lines, channel: str) -> None:
        size = len(lines.order)
        months = self._moments(lines.second).astype("datetime64[M]").astype(str)
        self.tally.add(
            pa.table(
                {
                    "channel": [channel] * size,
                    "month": pa.array(months, pa.string()),
                    "line_kind": col.pick(["goods", "service"], (lines.product < 0) * 1),
                    "state": col.pick(STATES, lines.state),
                    "currency": col.pick(["EUR", "GBP", "USD"], lines.currency),
                    "is_credit": lines.is_credit,
                    "units": lines.quantity,
                    "cents": lines.amount,
                }
            )
        )
        if channel == POPUP:
            self._orders += len(np.unique(lines.order))
        self._count_margin(lines)

    def _count_margin(self, lines: Lines) -> None:
        is_kept = lines.is_credit | np.isin(lines.state, (2, 3))
        for number, currency in enumerate(("EUR", "GBP", "USD")):
            here = is_kept & (lines.product >= 0) & (lines.currency == number)
            known = here & (lines.cost > 0)
            sums = self._margin.setdefault(currency, [0, 0, 0, 0])
            sums[0] += int(known.sum())
            sums[1] += int(lines.amount[known].sum())
            sums[2] += int((lines.cost * lines.quantity)[known].sum())
            sums[3] += int((here & ~known).sum())

    def _moments(self, seconds: Ints) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
        return np.datetime64(self._epoch, "s") + seconds.astype("timedelta64[s]")

    def _write_unreadable(self, writer: Writer, number: int, first: int) -> None:
        """Two rows nobody can read: a word for a quantity, and a day that does not exist."""
        table = self._unreadable(number, self.period.day(first))
        writer.write(table)
        self.tally.quarantined[0] += 2
        # Only the second row's money can be read: 3 x 12.50 less a discount of 1.50.
        self.tally.quarantined[1] += 3
        self.tally.quarantined[2] += 3600

    def _unreadable(self, number: int, day: date) -> pa.Table:
        names = self._table(_none(), CHANNEL).column_names
        moment = f"{day + timedelta(days=3)} 12:00:00"
        common = {
            "channel": CHANNEL, "sku": self.products.sku(0), "unit_price": "12.5000",
            "discount_amount": "1.50", "currency": "EUR", "status": "delivered",
            "line_kind": "goods", "line_id": "1", "updated_at": moment,
        }  # fmt: skip
        rows = [
            {"order_id": f"W-BAD-{number:02d}A", "ordered_at": moment, "quantity": "two", **common},
            {
                "order_id": f"W-BAD-{number:02d}B",
                "ordered_at": f"{day.year}-02-30 12:00:00",
                "quantity": "3",
                **common,
            },
        ]
        return pa.table({n: pa.array([r.get(n) for r in rows], pa.string()) for n in names})

    def _table(self, lines: Lines, channel: str) -> pa.Table:
        is_goods = lines.product >= 0
        has_customer = lines.customer >= 0
        gross = lines.quantity * lines.price
        sign = np.sign(lines.amount)
        tax = sign * (np.abs(lines.amount) * _TAX // (100 + _TAX))
        skus = [*self.products.skus, SHIPPING_SKU]
        country = country_of(np.maximum(lines.customer, 0))
        prefix = "W" if channel == CHANNEL else "P"
        return pa.table(
            {
                "order_id": col.joined(f"{prefix}-", col.digits(lines.order, 11)),
                "line_id": col.text(lines.line),
                "ordered_at": pa.array(self._moments(lines.second)),
                "channel": [channel] * len(gross),
                "partner_id": col.where(
                    is_goods & has_customer,
                    col.pick([partner_id(i) for i in range(len(PARTNERS))], lines.partner),
                ),
                "customer_id": col.where(
                    has_customer, col.joined("C", col.digits(lines.customer, 8))
                ),
                "sku": col.pick(skus, np.where(is_goods, lines.product, len(skus) - 1)),
                "quantity": lines.quantity,
                "unit_price": col.decimals(lines.price * 100, 4),
                "discount_amount": col.where(lines.discount != 0, col.decimals(lines.discount, 2)),
                "tax_amount": col.decimals(tax, 2),
                "unit_cost": col.where(lines.cost > 0, col.decimals(lines.cost * 100, 4)),
                "currency": col.pick(["EUR", "GBP", "USD"], lines.currency),
                "status": col.pick(STATES, lines.state),
                "line_kind": col.pick(["service", "goods"], is_goods * 1),
                "ship_country": col.pick([c for c, _ in COUNTRIES], country),
                "ship_city": col.where(has_customer, col.pick(_CITIES, lines.customer % 9)),
                "ship_postal_code": col.where(
                    has_customer, col.digits(lines.customer * 37 % 99_991, 5)
                ),
                "updated_at": pa.array(self._moments(lines.updated)),
            }
        )


def _local(euro_cents: Ints, rate: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Ints:
    return np.round(euro_cents / rate).astype(np.int64)


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
    return np.maximum(edge - np.where(is_first, 0, previous), 1)


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


def _none() -> Lines:
    nothing = np.zeros(0, dtype=np.int64)
    return Lines(*(nothing for _ in fields(Lines))).but(is_credit=nothing > 0)
