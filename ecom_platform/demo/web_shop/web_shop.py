"""The files of the webshop's order lines: one per month, and the sheet of a pop-up shop."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput, Writer
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
    concatenate_lines,
    no_lines,
    timestamps,
)
from ecom_platform.demo.web_shop.shoppers import Purchases, Shoppers

PENDING_DAYS, SHIPPED_DAYS = 2, 6
CREDIT_SHARE, CREDIT_AFTER_DAYS = 0.015, 12
CORRECTED_AFTER_SECONDS = 9 * 86_400
POPUP_LINES = 240
PART_ORDERS = 50_000


class Webshop:
    """The webshop of one demo company: its files and its truth."""

    def __init__(
        self, period: Period, products: Products, shoppers: Shoppers, baskets: Baskets, seed: int
    ) -> None:
        self.period, self.products, self.shoppers = period, products, shoppers
        self.seed, self._baskets = seed, baskets
        self.tally = Tally()
        self._orders = 0
        self._queued: list[Lines] = []  # corrections and credits for a later file
        self._margin: dict[str, dict[str, int]] = {}

    def file_names(self) -> list[str]:
        """The names of its files: one per month, the second as Parquet, then the pop-up sheet."""
        names = []
        for number, (first, _) in enumerate(self.period.months):
            ending = "parquet" if number == 1 else "csv"
            names.append(f"webshop order lines {self.period.day(first):%Y-%m}.{ending}")
        return [*names, f"pop-up shop {self.period.day(self.period.day_at_share(0.4)):%Y-%m}.xlsx"]

    def write(self, output: FileOutput, number: int) -> None:
        """Write the file of one month; the months must be written in order.

        Args:
            output: the folders to write to.
            number: the month, from 0.
        """
        first, last = self.period.months[number]
        name = self.file_names()[number]
        with output.open(name, self.period.day(last)) as writer:
            self._write_lines(writer, self._take_queued_lines())
            for day in range(first, last + 1):
                for lines in self._random_lines_of_day(day, last):
                    self._write_lines(writer, lines)
            self._write_lines(writer, self._take_credits_until(last))
            if not name.endswith(".parquet"):
                self._write_unreadable_rows(writer, number, first)

    def write_popup(self, output: FileOutput) -> None:
        """Write the pop-up shop's sheet: orders of two lines each, of unknown customers."""
        rng = np.random.default_rng([self.seed, 8])
        size = POPUP_LINES
        start = self.period.day_at_share(0.4)
        zeros = np.zeros(size, dtype=np.int64)
        product = rng.integers(len(self.products.skus), size=size)
        epoch = self.products.epoch(start)
        # Half of the lines on each day, one per minute from 10 to 12 o'clock.
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
        records = zip(*(column.to_pylist() for column in table.columns), strict=True)
        rows = [table.column_names, *records]
        self._count_lines(lines, POPUP)
        output.write_workbook(self.file_names()[-1], rows, self.period.day(start + 2))

    def truth(self) -> FeedTruth:
        """The truth of the feed, once every file is written."""
        days = (self.period.first.isoformat(), self.period.last.isoformat())
        margins = {
            currency: {
                **sums,
                "amount": str(col.money(sums["amount"])),
                "cost": str(col.money(sums["cost"])),
            }
            for currency, sums in sorted(self._margin.items())
        }
        facts = {"orders": self._orders, "kept_goods_margin": margins}
        return self.tally.feed("order_lines", days, facts)

    def _random_lines_of_day(self, day: int, last: int) -> Iterator[Lines]:
        """The lines of a day as its file has them, counted, in parts of `PART_ORDERS` orders."""
        purchases = self.shoppers.purchases_of_day(day)
        for part, start in enumerate(range(0, len(purchases.customer), PART_ORDERS)):
            chosen = slice(start, start + PART_ORDERS)
            purchases_of_part = Purchases(
                purchases.customer[chosen], purchases.second[chosen], purchases.cents[chosen]
            )
            final = self._baskets.order_lines(day, part, start, purchases_of_part)
            delivered = self._as_delivered(final, day, last)
            self._count_and_queue(final, delivered, day, last)
            yield delivered

    def _as_delivered(self, final: Lines, day: int, last: int) -> Lines:
        """The lines as the month's file has them: its newest orders are pending or shipped."""
        state = final.state
        is_cancelled = state == STATES.index("cancelled")
        if day > last - PENDING_DAYS:
            state = np.full_like(state, STATES.index("pending"))
        elif day > last - SHIPPED_DAYS:
            state = np.where(is_cancelled, state, STATES.index("shipped"))
        return final.with_values(state=state)

    def _count_and_queue(self, final: Lines, delivered: Lines, day: int, last: int) -> None:
        """Count the last version of each line; queue corrections and credits for a later file.

        Args:
            final: the lines in their final state.
            delivered: the same lines in their state at the end of the month.
            day: the day of the orders.
            last: the last day of the month.
        """
        is_last_file = last == self.period.days - 1
        counted = delivered if is_last_file else final
        self._count_lines(counted, CHANNEL)
        self._orders += len(np.unique(counted.order))
        if not is_last_file:
            self._queue_corrections(final, delivered)
        self._queue_credits(final, day)

    def _queue_corrections(self, final: Lines, delivered: Lines) -> None:
        """Queue the orders that change after this file, and count their lines as repeats in it.

        A shop exports orders whole, also the lines that have not changed.
        """
        is_restated = np.isin(final.order, final.order[final.state != delivered.state])
        if is_restated.any():
            self._count_repeats(delivered.take(is_restated))
            corrected = final.take(is_restated)
            self._queued.append(
                corrected.with_values(updated=corrected.second + CORRECTED_AFTER_SECONDS)
            )

    def _queue_credits(self, final: Lines, day: int) -> None:
        """Queue and count credits for some delivered goods, if the period has not ended by then."""
        if day + CREDIT_AFTER_DAYS >= self.period.days:
            return
        rng = np.random.default_rng([self.seed, 9, day, len(final.order)])
        is_credited = (rng.random(len(final.order)) < CREDIT_SHARE) & (final.product >= 0)
        credited = final.take(is_credited & (final.state == STATES.index("delivered")))
        later = credited.second + CREDIT_AFTER_DAYS * 86_400
        credit_lines = credited.with_values(
            line=credited.line + 100, second=later, updated=later, quantity=-credited.quantity,
            discount=-credited.discount, is_credit=credited.quantity > 0,
            state=np.full_like(credited.state, STATES.index("returned")),
        )  # fmt: skip
        self._queued.append(credit_lines)
        self._count_lines(credit_lines, CHANNEL)

    def _take_queued_lines(self) -> Lines | None:
        """All queued lines, removed from the queue; None if it is empty."""
        queued, self._queued = self._queued, []
        return concatenate_lines(queued) if queued else None

    def _take_credits_until(self, last: int) -> Lines | None:
        """The credits up to this day, removed from the queue; None if the queue is empty."""
        queued = self._take_queued_lines()
        if queued is None:
            return None
        is_due = queued.is_credit & (queued.second < (last + 1) * 86_400)
        self._queued = [queued.take(~is_due)]
        return queued.take(is_due)

    def _write_lines(self, writer: Writer, lines: Lines | None) -> None:
        """Append the lines to the file, if there are any."""
        if lines is not None and len(lines.order):
            writer.write(as_table(lines, CHANNEL, self.products, self.period))

    def _count_repeats(self, lines: Lines) -> None:
        """Count lines, units and cents of record versions that later ones supersede."""
        self.tally.repeats[0] += len(lines.order)
        self.tally.repeats[1] += int(lines.quantity.sum())
        self.tally.repeats[2] += int(lines.amount.sum())

    def _count_lines(self, lines: Lines, channel: str) -> None:
        """Count the lines in the totals and in the margin, and the orders of the pop-up shop."""
        size = len(lines.order)
        months = timestamps(lines.second, self.period).astype("datetime64[M]").astype(str)
        self.tally.add(
            pa.table(
                {
                    "channel": [channel] * size,
                    "month": pa.array(months, pa.string()),
                    "line_kind": col.text_where(lines.is_goods, "goods", "service"),
                    "state": col.values_at(STATES, lines.state),
                    "currency": col.values_at(CURRENCIES, lines.currency),
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
        """Add up amount and cost of the kept goods lines, by currency."""
        kept_states = (STATES.index("shipped"), STATES.index("delivered"))
        is_kept = lines.is_credit | np.isin(lines.state, kept_states)
        for number, currency in enumerate(CURRENCIES):
            is_counted = is_kept & lines.is_goods & (lines.currency == number)
            has_cost = is_counted & (lines.cost > 0)
            sums = self._margin.setdefault(
                currency, {"lines_with_cost": 0, "amount": 0, "cost": 0, "lines_without_cost": 0}
            )
            sums["lines_with_cost"] += int(has_cost.sum())
            sums["amount"] += int(lines.amount[has_cost].sum())
            sums["cost"] += int((lines.cost * lines.quantity)[has_cost].sum())
            sums["lines_without_cost"] += int((is_counted & ~has_cost).sum())

    def _write_unreadable_rows(self, writer: Writer, number: int, first: int) -> None:
        """Write two unreadable rows: a word as quantity, and a day that does not exist."""
        table = self._unreadable_rows(number, self.period.day(first))
        writer.write(table)
        self.tally.quarantined[0] += 2
        # Only the amount of the second row can be read: 3 x 12.50 minus a discount of 1.50.
        self.tally.quarantined[1] += 3
        self.tally.quarantined[2] += 3600

    def _unreadable_rows(self, number: int, day: date) -> pa.Table:
        """A row with a word as quantity, and a row with a day that does not exist."""
        names = as_table(no_lines(), CHANNEL, self.products, self.period).column_names
        ordered_at = f"{day + timedelta(days=3)} 12:00:00"
        common = {
            "channel": CHANNEL, "sku": self.products.sku(0), "unit_price": "12.5000",
            "discount_amount": "1.50", "currency": "EUR", "status": "delivered",
            "line_kind": "goods", "line_id": "1", "updated_at": ordered_at,
        }  # fmt: skip
        rows = [
            {
                "order_id": f"W-BAD-{number:02d}A",
                "ordered_at": ordered_at,
                "quantity": "two",
                **common,
            },
            {
                "order_id": f"W-BAD-{number:02d}B",
                "ordered_at": f"{day.year}-02-30 12:00:00",
                "quantity": "3",
                **common,
            },
        ]
        return pa.table(
            {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
        )
