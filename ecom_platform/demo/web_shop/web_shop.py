"""The generic feed of the company's webshop: order lines by month, and a pop-up shop's sheet."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import Outlet, Writer
from ecom_platform.demo.company.known_truth import FeedTruth, Tally
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Products
from ecom_platform.demo.web_shop.baskets import Baskets
from ecom_platform.demo.web_shop.order_lines import (
    CHANNEL,
    CURRENCIES,
    POPUP,
    STATES,
    Lines,
    as_table,
    moments,
    none,
    together,
)
from ecom_platform.demo.web_shop.shoppers import Purchases, Shoppers

PENDING_DAYS, SHIPPED_DAYS = 2, 6
CREDIT_SHARE, CREDIT_AFTER_DAYS = 0.015, 12
RESTATED_AFTER_SECONDS = 9 * 86_400
POPUP_LINES = 240
PART_ORDERS = 50_000


class Webshop:
    """The order lines of one demo company."""

    def __init__(
        self, period: Period, products: Products, shoppers: Shoppers, baskets: Baskets, seed: int
    ) -> None:
        self.period, self.products, self.shoppers = period, products, shoppers
        self.seed, self._baskets = seed, baskets
        self.tally = Tally()
        self._orders = 0
        self._waiting: list[Lines] = []
        self._margin: dict[str, list[int]] = {}

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
        table = as_table(lines, POPUP, self.products, self.period)
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
        for part, at in enumerate(range(0, len(bought.customer), PART_ORDERS)):
            chosen = slice(at, at + PART_ORDERS)
            some = Purchases(bought.customer[chosen], bought.second[chosen], bought.cents[chosen])
            final = self._baskets.fill(day, part, at, some)
            shown = self._as_of(final, day, last)
            self._remember(final, shown, day, last)
            yield shown

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
            writer.write(as_table(lines, CHANNEL, self.products, self.period))

    def _count_repeats(self, lines: Lines) -> None:
        sums = (len(lines.order), lines.quantity.sum(), lines.amount.sum())
        self.tally.repeats = [a + int(b) for a, b in zip(self.tally.repeats, sums, strict=True)]

    def _count(self, lines: Lines, channel: str) -> None:
        size = len(lines.order)
        months = moments(lines.second, self.period).astype("datetime64[M]").astype(str)
        self.tally.add(
            pa.table(
                {
                    "channel": [channel] * size,
                    "month": pa.array(months, pa.string()),
                    "line_kind": col.pick(["goods", "service"], (lines.product < 0) * 1),
                    "state": col.pick(STATES, lines.state),
                    "currency": col.pick(CURRENCIES, lines.currency),
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
        for number, currency in enumerate(CURRENCIES):
            here = is_kept & (lines.product >= 0) & (lines.currency == number)
            known = here & (lines.cost > 0)
            sums = self._margin.setdefault(currency, [0, 0, 0, 0])
            sums[0] += int(known.sum())
            sums[1] += int(lines.amount[known].sum())
            sums[2] += int((lines.cost * lines.quantity)[known].sum())
            sums[3] += int((here & ~known).sum())

    def _write_unreadable(self, writer: Writer, number: int, first: int) -> None:
        """Two rows nobody can read: a word for a quantity, and a day that does not exist."""
        table = self._unreadable(number, self.period.day(first))
        writer.write(table)
        self.tally.quarantined[0] += 2
        # Only the second row's money can be read: 3 x 12.50 less a discount of 1.50.
        self.tally.quarantined[1] += 3
        self.tally.quarantined[2] += 3600

    def _unreadable(self, number: int, day: date) -> pa.Table:
        names = as_table(none(), CHANNEL, self.products, self.period).column_names
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
