"""Write order lines of the platform's own contract by month, and count the truth of them.

What is sold, when and by whom belongs to the companies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.known_truth import FeedTruth, Sum, Tally, Truth
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.random_columns import Bools, Ints

STATES = ("delivered", "shipped", "cancelled", "returned")
CURRENCY = "EUR"
_DAY = 86_400
_OPENS, _OPEN_SECONDS = 7 * 3600, 14 * 3600


@dataclass(frozen=True)
class ShopLines:
    """Order lines in the order of their days, one array element each.

    Attributes:
        second: when they were ordered, in seconds since the period began.
        partner: partner numbers; -1 is none.
        customer: customer numbers; -1 is unknown.
        sku: positions in the list of article numbers.
        thousandths: quantities in thousandths.
        price: unit prices in millionths.
        cents: what was paid for the line.
        state: positions in `STATES`.
    """

    order: Ints
    line: Ints
    second: Ints
    channel: Ints
    partner: Ints
    customer: Ints
    sku: Ints
    thousandths: Ints
    price: Ints
    cents: Ints
    state: Ints
    is_service: Bools

    def part(self, rows: slice) -> "ShopLines":
        """Some of the lines."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True)
class Shop:
    """What the numbers of the lines stand for: channels, article numbers, and stated amounts."""

    period: Period
    channels: Sequence[str]
    skus: Sequence[str]
    states_amount: bool

    def file_names(self) -> list[str]:
        """The names of the files of order lines, one per month."""
        return [self._file_name(first) for first, _ in self.period.months]

    def _file_name(self, first: int) -> str:
        return f"order lines {self.period.day(first):%Y-%m}.csv"

    def write(self, output: FileOutput, lines: ShopLines) -> FeedTruth:
        """Write the lines, a file per month; returns the truth about them."""
        tally = Tally()
        for first, last in self.period.months:
            edges = np.searchsorted(lines.second, [first * _DAY, (last + 1) * _DAY])
            part = lines.part(slice(int(edges[0]), int(edges[1])))
            with output.open(self._file_name(first), self.period.day(last)) as writer:
                writer.write(self._table(part))
            tally.add(self._counted(part, f"{self.period.day(first):%Y-%m}"))
        days = (self.period.first.isoformat(), self.period.last.isoformat())
        return _in_pieces(tally.feed("order_lines", days, {}))

    def _table(self, lines: ShopLines) -> pa.Table:
        start = np.datetime64(self.period.first, "s")
        columns = {
            "order_id": col.concatenated("B", col.zero_padded(lines.order, 8)),
            "line_id": col.text(lines.line),
            "ordered_at": pa.array(start + lines.second),
            "channel": col.values_at(self.channels, lines.channel),
            "partner_id": numbered("V", lines.partner, 5),
            "customer_id": numbered("K", lines.customer, 7),
            "sku": col.values_at(self.skus, lines.sku),
            "quantity": col.decimals(lines.thousandths, 3),
            "unit_price": col.decimals(lines.price, 6),
            "currency": col.values_at([CURRENCY], np.zeros_like(lines.order)),
            "status": col.values_at(STATES, lines.state),
            "line_kind": col.text_where(lines.is_service, "service", "goods"),
        }
        if self.states_amount:
            columns["amount"] = col.decimals(lines.cents, 2)
        return pa.table(columns)

    def _counted(self, lines: ShopLines, month: str) -> pa.Table:
        zeros = np.zeros_like(lines.order)
        return pa.table(
            {
                "channel": col.values_at(self.channels, lines.channel),
                "month": col.values_at([month], zeros),
                "line_kind": col.text_where(lines.is_service, "service", "goods"),
                "state": col.values_at(STATES, lines.state),
                "currency": col.values_at([CURRENCY], zeros),
                "is_credit": pa.array(lines.cents < 0),
                "units": pa.array(lines.thousandths),
                "cents": pa.array(lines.cents),
            }
        )


def numbered(letter: str, numbers: Ints, width: int) -> pa.Array:
    """Identifiers such as `K0000012`; null where the number is negative."""
    texts = col.concatenated(letter, col.zero_padded(np.maximum(numbers, 0), width))
    return col.null_unless(numbers >= 0, texts)


def spread_over_days(days: Ints) -> Ints:
    """The seconds of orders whose days are sorted: spread over the opening hours."""
    counts = np.bincount(days)
    starts = np.cumsum(counts) - counts
    rank = np.arange(len(days)) - starts[days]
    since_opening = (rank * _OPEN_SECONDS // counts[days]).astype(np.int64)
    return days * _DAY + _OPENS + since_opening


def line_numbers(lines_per_order: Ints) -> Ints:
    """1, 2, 3 and so on within each order."""
    starts = np.cumsum(lines_per_order) - lines_per_order
    numbers: Ints = np.arange(lines_per_order.sum()) - np.repeat(starts, lines_per_order) + 1
    return numbers


def truth_of(
    shop: Shop, seed: int, files: Sequence[str], feed: FeedTruth, customers: Mapping[str, Any]
) -> Truth:
    """The truth about a company that has one feed of order lines."""
    return Truth(
        seed=seed,
        first_date=shop.period.first.isoformat(),
        last_date=shop.period.last.isoformat(),
        files=tuple(files),
        feeds={feed.feed: feed},
        reference={},
        customers=customers,
        events={},
        changes={},
    )


def _in_pieces(feed: FeedTruth) -> FeedTruth:
    """The truth with units in pieces or kilograms instead of thousandths."""
    cells = tuple(replace(c, units=Decimal(c.units).scaleb(-3)) for c in feed.cells)
    nothing = Sum(0, 0, Decimal("0.00"))
    return replace(feed, cells=cells, repeats=nothing, quarantined=nothing)
