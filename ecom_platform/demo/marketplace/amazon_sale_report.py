"""The marketplace report: monthly extracts that overlap by `OVERLAP_DAYS` at their edges."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput, Writer
from ecom_platform.demo.company.known_truth import FeedTruth, Tally
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Article
from ecom_platform.demo.company.random_columns import Bools, Floats, Ints
from ecom_platform.demo.marketplace.reported_status import (
    HAS_AMOUNT,
    HAS_QUANTITY,
    MERCHANT,
    REPORTED_STATUSES,
    random_statuses,
)

OVERLAP_DAYS = 2
PART_LINES = 100_000
SPIKE_CATEGORY = "Top"
SPIKE_FACTOR = 2.2
_ADDRESSES = (
    ("MUMBAI", "MAHARASHTRA", 400), ("Mumbai", "Maharashtra", 400), ("pune ", "maharashtra", 411),
    ("BENGALURU", "KARNATAKA", 560), ("bengaluru", "Karnataka", 560),
    ("CHENNAI", "TAMIL NADU", 600),
    ("HYDERABAD", "TELANGANA", 500), (" Hyderabad", "Telangana", 500), ("NEW DELHI", "DELHI", 110),
    ("New Delhi", "New Delhi", 110), ("KOLKATA", "WEST BENGAL", 700), ("JAIPUR", "RAJASTHAN", 302),
    ("Jaipur", "RAJSTHAN", 302), ("LUCKNOW", "UTTAR PRADESH", 226), ("BHUBANESWAR", "ORISSA", 751),
    ("Bhubaneswar", "Odisha", 751), ("KOCHI", "KERALA", 682), ("Chandigarh", "PB", 160),
)  # fmt: skip


_PROMOTION = "LMW Free Shipping 2024/07/01"


@dataclass(frozen=True)
class _Lines:
    """Order lines of one day, one array element each.

    Attributes:
        article: positions in the company's articles.
        status: positions in `REPORTED_STATUSES`, as of the extract.
        address: positions in `_ADDRESSES`.
        pin: last three digits of the postal code.
        is_elsewhere: sold through another channel than the marketplace, which states no amount.
    """

    day: int
    order: Ints
    article: Ints
    quantity: Ints
    cents: Ints
    status: Ints
    address: Ints
    pin: Ints
    is_b2b: Bools
    is_elsewhere: Bools

    @property
    def units(self) -> Ints:
        """The reported quantity of each line; 0 where its status comes without one."""
        return np.where(HAS_QUANTITY[self.status], self.quantity, 0)

    @property
    def has_amount(self) -> Bools:
        """Whether the report states an amount for each line."""
        return HAS_AMOUNT[self.status] & ~self.is_elsewhere


class AmazonReport:
    """The marketplace report of one demo company: its files and its truth."""

    def __init__(self, period: Period, articles: tuple[Article, ...], seed: int, lines: int):
        self.period, self.articles, self.seed = period, articles, seed
        weights = period.weekday_weights * np.linspace(0.9, 1.1, period.days)
        weights[period.spike_day] *= SPIKE_FACTOR
        # The first and the last day are only reported in part.
        weights[0] *= 0.15
        weights[-1] *= 0.45
        self._lines_per_day = col.split_by_weights(lines, weights)
        self.tally = Tally()
        self._orders = 0
        self._kept_lines_with_list_cost = 0
        self._kept_lines_without_list_cost = 0

    def file_names(self) -> list[str]:
        """The names of its files, one per month; all but the newest are compressed."""
        ends = [self.period.day(last).isoformat() for _, last in self.period.months]
        return [
            f"Amazon Sale Report {end}.csv" + (".gz" if end != ends[-1] else "") for end in ends
        ]

    def write(self, output: FileOutput, number: int) -> None:
        """Write the extract of one month, the newest day first as the marketplace does.

        Args:
            output: the folders to write to.
            number: the month, from 0.
        """
        first, last = self.period.months[number]
        start = max(0, first - OVERLAP_DAYS)
        is_newest = number == len(self.period.months) - 1
        with output.open(self.file_names()[number], self.period.day(last)) as writer:
            index = 0
            for day in range(last, start - 1, -1):
                # The next extract reports the last days of this one again, with later statuses.
                is_early = day > last - OVERLAP_DAYS
                is_final = is_newest or not is_early
                for lines in self._random_lines_of_day(day, is_early=is_early):
                    index = self._write_part(writer, lines, index, has_unnamed=number > 0)
                    self._count_lines(lines, is_final=is_final)

    def _write_part(self, writer: Writer, lines: _Lines, index: int, *, has_unnamed: bool) -> int:
        """Write the lines, numbered from `index`; returns the number of the next line."""
        writer.write(self._report_rows(lines, index, has_unnamed=has_unnamed))
        return index + len(lines.order)

    def truth(self) -> FeedTruth:
        """The truth of the feed, once every extract is written."""
        days = (self.period.first.isoformat(), self.period.last.isoformat())
        facts = {
            "orders": self._orders,
            "partial_days": [days[0], days[1]],
            "duplicate_lines": len(self._duplicate_days()),
            "kept_goods_lines_with_list_cost": self._kept_lines_with_list_cost,
            "kept_goods_lines_without_list_cost": self._kept_lines_without_list_cost,
        }
        return self.tally.feed("amazon_sale_report", days, facts)

    def _duplicate_days(self) -> list[int]:
        """The days whose report lists one line twice."""
        return [day for day in range(self.period.days) if _has_duplicate(day)]

    def _random_lines_of_day(self, day: int, *, is_early: bool) -> list[_Lines]:
        """All lines of a day, in parts of at most `PART_LINES` so that memory stays small."""
        line_count = int(self._lines_per_day[day])
        starts = range(0, line_count, PART_LINES)
        sizes = [min(PART_LINES, line_count - start) for start in starts]
        return [
            self._random_lines(day, part, size, is_early=is_early)
            for part, size in enumerate(sizes)
        ]

    def _random_lines(self, day: int, part: int, size: int, *, is_early: bool) -> _Lines:
        """`size` lines of a day; an early extract has some of them still pending."""
        rng = np.random.default_rng([self.seed, 3, day, part])
        lengths = 1 + col.draw_indices(rng, (0.94, 0.045, 0.01, 0.005), size)
        order = np.repeat(np.arange(size), lengths)[:size]
        position_in_order = np.arange(size) - np.searchsorted(order, order)
        has_every_status = day == self.period.day_at_share(0.3) and part == 0
        status = random_statuses(rng, size, is_early=is_early, has_every=has_every_status)
        first_article = self._random_articles(rng, day, size)[order]
        article = (first_article + 7 * position_in_order) % len(self.articles)
        quantity = 1 + col.draw_indices(rng, (0.985, 0.012, 0.003), size)
        prices = np.array([a.price for a in self.articles], dtype=np.int64) * 100
        cents = prices[article] * quantity * rng.choice([100, 95, 90, 85], size) // 100
        cents[rng.random(size) < 0.018] = 0  # some lines are free of charge
        return self._with_duplicate(
            _Lines(
                day=day,
                order=order + (day * 64 + part) * 1_000_000,
                article=article,
                quantity=quantity,
                cents=cents,
                status=status[order],
                address=rng.integers(len(_ADDRESSES), size=size)[order],
                pin=rng.integers(1000, size=size)[order],
                is_b2b=(rng.random(size) < 0.007)[order],
                # Only lines with status 5, shipped by Amazon, can be sold elsewhere.
                is_elsewhere=((rng.random(size) < 0.001) & (status == 5))[order],
            ),
            is_wanted=part == 0 and _has_duplicate(day),
        )

    def _random_articles(self, rng: np.random.Generator, day: int, size: int) -> Ints:
        """Positions of articles, drawn by popularity; on the spike day one category is raised."""
        ranks = np.arange(len(self.articles), dtype=np.float64) % 97
        popularity: Floats = 1.0 / (1.0 + ranks)
        if day == self.period.spike_day:
            is_in_spike = np.array([a.category == SPIKE_CATEGORY for a in self.articles])
            popularity = np.where(is_in_spike, popularity * 8, popularity)
        return col.draw_indices(rng, popularity, size)

    @staticmethod
    def _with_duplicate(lines: _Lines, *, is_wanted: bool) -> _Lines:
        """The lines, with the fourth one twice if wanted and if there are so many."""
        if not is_wanted or len(lines.order) < 4:
            return lines
        positions = np.insert(np.arange(len(lines.order)), 3, 3)
        columns = {
            name: column[positions]
            for name, column in vars(lines).items()
            if isinstance(column, np.ndarray)
        }
        return _Lines(day=lines.day, **columns)

    def _count_lines(self, lines: _Lines, *, is_final: bool) -> None:
        """Count the lines; as repeats if a later extract reports them again."""
        cents = np.where(lines.has_amount, lines.cents, 0)
        if not is_final:
            for position, total in enumerate((len(cents), lines.units.sum(), cents.sum())):
                self.tally.repeats[position] += int(total)
            return
        size = len(cents)
        states = [status.state for status in REPORTED_STATUSES]
        self.tally.add(
            pa.table(
                {
                    "channel": col.text_where(lines.is_elsewhere, "Non-Amazon", "Amazon.in"),
                    "month": [self.period.day(lines.day).strftime("%Y-%m")] * size,
                    "line_kind": ["goods"] * size,
                    "state": col.values_at(states, lines.status),
                    "currency": ["INR"] * size,
                    "is_credit": np.zeros(size, dtype=bool),
                    "units": lines.units,
                    "cents": cents,
                }
            )
        )
        self._orders += len(np.unique(lines.order))
        is_kept = np.array([state in ("shipped", "delivered") for state in states])[lines.status]
        has_list_cost = np.array([a.transfer_price is not None for a in self.articles])[
            lines.article
        ]
        self._kept_lines_with_list_cost += int((is_kept & has_list_cost).sum())
        self._kept_lines_without_list_cost += int((is_kept & ~has_list_cost).sum())

    def _report_rows(self, lines: _Lines, index: int, *, has_unnamed: bool) -> pa.Table:
        """The lines as rows of the report, numbered from `index`.

        With `has_unnamed` the last column has values, otherwise it is empty.
        """
        size, articles, status = len(lines.order), self.articles, lines.status
        is_merchant = np.array([s.fulfilment == MERCHANT for s in REPORTED_STATUSES])[status]
        has_promotion = (lines.pin % 3 != 0) & (lines.status != 0)
        has_address = lines.pin != 7
        city, state, first_digits = zip(*_ADDRESSES, strict=True)
        pins = np.array(first_digits)[lines.address] * 1000 + lines.pin
        sizes = ["3XL" if a.size == "XXXL" else a.size for a in articles]
        columns = {
            "index": np.arange(index, index + size),
            "Order ID": _order_ids(lines.order),
            "Date": [self.period.day(lines.day).strftime("%m-%d-%y")] * size,
            "Status": col.values_at([s.status for s in REPORTED_STATUSES], status),
            "Fulfilment": col.values_at([s.fulfilment for s in REPORTED_STATUSES], status),
            "Sales Channel ": col.text_where(lines.is_elsewhere, "Non-Amazon", "Amazon.in"),
            "ship-service-level": col.text_where(is_merchant, "Standard", "Expedited"),
            "Style": col.values_at([a.style for a in articles], lines.article),
            "SKU": col.values_at([a.sku for a in articles], lines.article),
            "Category": col.values_at([a.category for a in articles], lines.article),
            "Size": col.values_at(sizes, lines.article),
            "ASIN": col.concatenated("B0", col.zero_padded(lines.article * 90_007 + 1_000_003, 8)),
            "Courier Status": col.values_at([s.courier for s in REPORTED_STATUSES], status),
            "Qty": lines.units,
            "currency": col.text_where(lines.has_amount, "INR", None),
            "Amount": col.null_unless(lines.has_amount, _amount_texts(lines.cents)),
            "ship-city": col.null_unless(has_address, col.values_at(city, lines.address)),
            "ship-state": col.null_unless(has_address, col.values_at(state, lines.address)),
            "ship-postal-code": col.null_unless(
                has_address, col.concatenated(col.text(pins), ".0")
            ),
            "ship-country": col.text_where(has_address, "IN", None),
            "promotion-ids": col.text_where(has_promotion, _PROMOTION, None),
            "B2B": col.text_where(lines.is_b2b, "True", "False"),
            "fulfilled-by": col.text_where(is_merchant, "Easy Ship", None),
            "Unnamed: 22": col.values_at(
                ["False" if has_unnamed else None], np.zeros(size, np.int64)
            ),
        }
        return pa.table(columns)


def _has_duplicate(day: int) -> bool:
    """Whether the report of this day lists one line twice."""
    return day % 30 == 11


def _order_ids(orders: Ints) -> pa.Array:
    """Order numbers in the marketplace's form, such as 404-1234567-1234567."""
    # 48271 has no factor 2 or 5, so every order number stays unique in fourteen digits.
    number = (orders * 48271 + 30_211_573_097_211) % 10**14
    prefix = col.values_at(["402", "404", "171", "408"], orders % 4)
    first, second = (col.zero_padded(half, 7) for half in (number // 10**7, number % 10**7))
    return col.concatenated(prefix, "-", first, "-", second)


def _amount_texts(cents: Ints) -> pa.Array:
    """Amounts as the report writes them: 647.62, but 406.0 for whole rupees."""
    return pc.if_else(
        pa.array(cents % 100 == 0),
        col.concatenated(col.text(cents // 100), ".0"),
        pc.cast(col.decimals(cents, 2), pa.string()),
    )
