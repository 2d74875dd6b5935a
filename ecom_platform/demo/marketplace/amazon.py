"""The marketplace report: monthly extracts whose first days repeat the former's last days."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import Outlet, Writer
from ecom_platform.demo.company.known_truth import FeedTruth, Tally
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import Article
from ecom_platform.demo.company.random_columns import Bools, Floats, Ints

OVERLAP_DAYS = 2
PART_LINES = 100_000
SPIKE_CATEGORY = "Top"
SPIKE_FACTOR = 2.2
_PLACES = (
    ("MUMBAI", "MAHARASHTRA", 400), ("Mumbai", "Maharashtra", 400), ("pune ", "maharashtra", 411),
    ("BENGALURU", "KARNATAKA", 560), ("bengaluru", "Karnataka", 560),
    ("CHENNAI", "TAMIL NADU", 600),
    ("HYDERABAD", "TELANGANA", 500), (" Hyderabad", "Telangana", 500), ("NEW DELHI", "DELHI", 110),
    ("New Delhi", "New Delhi", 110), ("KOLKATA", "WEST BENGAL", 700), ("JAIPUR", "RAJASTHAN", 302),
    ("Jaipur", "RAJSTHAN", 302), ("LUCKNOW", "UTTAR PRADESH", 226), ("BHUBANESWAR", "ORISSA", 751),
    ("Bhubaneswar", "Odisha", 751), ("KOCHI", "KERALA", 682), ("Chandigarh", "PB", 160),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What the report says of an order in one state of its process."""

    weight: float
    fulfilment: str
    status: str
    courier: str | None
    has_quantity: bool
    has_amount: bool
    state: str


_FBA, _MERCHANT = "Amazon", "Merchant"
OUTCOMES = (
    Outcome(0.045, _FBA, "Cancelled", "Cancelled", False, False, "cancelled"),
    Outcome(0.044, _FBA, "Cancelled", "Unshipped", True, True, "cancelled"),
    Outcome(0.003, _FBA, "Pending", "Unshipped", True, True, "pending"),
    Outcome(0.001, _FBA, "Shipped", "Cancelled", False, False, "shipped"),
    Outcome(0.001, _FBA, "Shipped", "Unshipped", True, False, "shipped"),
    Outcome(0.601, _FBA, "Shipped", "Shipped", True, True, "shipped"),
    Outcome(0.0002, _FBA, "Shipping", "Unshipped", True, False, "pending"),
    Outcome(0.040, _MERCHANT, "Cancelled", None, False, True, "cancelled"),
    Outcome(0.013, _MERCHANT, "Cancelled", None, False, False, "cancelled"),
    Outcome(0.002, _MERCHANT, "Pending", "Unshipped", True, True, "pending"),
    Outcome(0.002, _MERCHANT, "Pending - Waiting for Pick Up", "Unshipped", True, True, "pending"),
    Outcome(0.0002, _MERCHANT, "Shipped - Damaged", "Shipped", True, True, "lost"),
    Outcome(0.222, _MERCHANT, "Shipped - Delivered to Buyer", "Shipped", True, True, "delivered"),
    Outcome(0.0003, _MERCHANT, "Shipped - Lost in Transit", "Shipped", True, True, "lost"),
    Outcome(0.0004, _MERCHANT, "Shipped - Out for Delivery", "Shipped", True, True, "shipped"),
    Outcome(0.008, _MERCHANT, "Shipped - Picked Up", "Shipped", True, True, "shipped"),
    Outcome(0.0003, _MERCHANT, "Shipped - Rejected by Buyer", "Shipped", True, True, "returned"),
    Outcome(0.015, _MERCHANT, "Shipped - Returned to Seller", "Shipped", True, True, "returned"),
    Outcome(0.001, _MERCHANT, "Shipped - Returning to Seller", "Shipped", True, True, "returned"),
)
_EARLY = {_FBA: 2, _MERCHANT: 10}
_WEIGHTS = [outcome.weight for outcome in OUTCOMES]
_EARLY_OF = np.array([_EARLY[outcome.fulfilment] for outcome in OUTCOMES])
_HAS_QUANTITY = np.array([outcome.has_quantity for outcome in OUTCOMES])
_HAS_AMOUNT = np.array([outcome.has_amount for outcome in OUTCOMES])
_PROMOTION = "LMW Free Shipping 2024/07/01"


@dataclass(frozen=True)
class _Lines:
    """Lines of one part of a day, as numbers; `outcome` depends on when the extract was taken."""

    day: int
    order: Ints
    article: Ints
    quantity: Ints
    cents: Ints
    outcome: Ints
    place: Ints
    pin: Ints
    is_b2b: Bools
    is_elsewhere: Bools

    @property
    def units(self) -> Ints:
        return np.where(_HAS_QUANTITY[self.outcome], self.quantity, 0)

    @property
    def has_amount(self) -> Bools:
        return _HAS_AMOUNT[self.outcome] & ~self.is_elsewhere


class AmazonReport:
    """The report of one demo company."""

    def __init__(self, period: Period, articles: tuple[Article, ...], seed: int, lines: int):
        self.period, self.articles, self.seed = period, articles, seed
        weights = period.weekday_weights * np.linspace(0.9, 1.1, period.days)
        weights[period.spike_day] *= SPIKE_FACTOR
        weights[0] *= 0.15
        weights[-1] *= 0.45
        self._lines_per_day = col.shares(lines, weights)
        self.tally = Tally()
        self._orders = 0
        self._listed = [0, 0]

    def file_names(self) -> list[str]:
        """The files it is written to, one per month; the newest is not compressed."""
        ends = [self.period.day(last).isoformat() for _, last in self.period.months]
        return [
            f"Amazon Sale Report {end}.csv" + (".gz" if end != ends[-1] else "") for end in ends
        ]

    def write(self, outlet: Outlet, number: int) -> None:
        """Write the extract of one month, newest day first as the marketplace does."""
        first, last = self.period.months[number]
        start = max(0, first - OVERLAP_DAYS)
        is_newest = number == len(self.period.months) - 1
        with outlet.open(self.file_names()[number], self.period.day(last)) as writer:
            index = 0
            for day in range(last, start - 1, -1):
                is_early = day > last - OVERLAP_DAYS
                is_final = is_newest or not is_early
                for lines in self._day(day, is_early=is_early):
                    index = self._write_part(writer, lines, index, has_unnamed=number > 0)
                    self._count(lines, is_final=is_final)

    def _write_part(self, writer: Writer, lines: _Lines, index: int, *, has_unnamed: bool) -> int:
        writer.write(self._table(lines, index, has_unnamed=has_unnamed))
        return index + len(lines.order)

    def truth(self) -> FeedTruth:
        """What is true once every extract is written."""
        days = (self.period.first.isoformat(), self.period.last.isoformat())
        facts = {
            "orders": self._orders,
            "partial_days": [days[0], days[1]],
            "duplicate_lines": len(self._duplicate_days()),
            "kept_goods_lines_with_list_cost": self._listed[0],
            "kept_goods_lines_without_list_cost": self._listed[1],
        }
        return self.tally.feed("amazon_sale_report", days, facts)

    def _duplicate_days(self) -> list[int]:
        return [day for day in range(self.period.days) if day % 30 == 11]

    def _day(self, day: int, *, is_early: bool) -> list[_Lines]:
        wanted = int(self._lines_per_day[day])
        sizes = [min(PART_LINES, wanted - at) for at in range(0, wanted, PART_LINES)]
        return [self._part(day, part, size, is_early=is_early) for part, size in enumerate(sizes)]

    def _part(self, day: int, part: int, size: int, *, is_early: bool) -> _Lines:
        rng = np.random.default_rng([self.seed, 3, day, part])
        lengths = 1 + col.draw(rng, (0.94, 0.045, 0.01, 0.005), size)
        order = np.repeat(np.arange(size), lengths)[:size]
        place_in_order = np.arange(size) - np.searchsorted(order, order)
        outcome = col.draw(rng, _WEIGHTS, size)
        if day == self.period.at(0.3) and part == 0:
            outcome[: len(OUTCOMES)] = np.arange(len(OUTCOMES))[:size]
        pending = (rng.random(size) < 0.35) & np.array([o.state != "cancelled" for o in OUTCOMES])[
            outcome
        ]
        if is_early:
            outcome = np.where(pending, _EARLY_OF[outcome], outcome)
        article = (self._articles(rng, day, size)[order] + 7 * place_in_order) % len(self.articles)
        quantity = 1 + col.draw(rng, (0.985, 0.012, 0.003), size)
        prices = np.array([a.price for a in self.articles], dtype=np.int64) * 100
        cents = prices[article] * quantity * rng.choice([100, 95, 90, 85], size) // 100
        cents[rng.random(size) < 0.018] = 0
        return self._with_duplicate(
            _Lines(
                day=day,
                order=order + (day * 64 + part) * 1_000_000,
                article=article,
                quantity=quantity,
                cents=cents,
                outcome=outcome[order],
                place=rng.integers(len(_PLACES), size=size)[order],
                pin=rng.integers(1000, size=size)[order],
                is_b2b=(rng.random(size) < 0.007)[order],
                is_elsewhere=((rng.random(size) < 0.001) & (outcome == 5))[order],
            ),
            is_wanted=part == 0 and day % 30 == 11,
        )

    def _articles(self, rng: np.random.Generator, day: int, size: int) -> Ints:
        ranks = np.arange(len(self.articles), dtype=np.float64) % 97
        popularity: Floats = 1.0 / (1.0 + ranks)
        if day == self.period.spike_day:
            spiking = np.array([a.category == SPIKE_CATEGORY for a in self.articles])
            popularity = np.where(spiking, popularity * 8, popularity)
        return col.draw(rng, popularity, size)

    @staticmethod
    def _with_duplicate(lines: _Lines, *, is_wanted: bool) -> _Lines:
        if not is_wanted or len(lines.order) < 4:
            return lines
        again = np.insert(np.arange(len(lines.order)), 3, 3)
        picked = {
            name: value[again]
            for name, value in vars(lines).items()
            if isinstance(value, np.ndarray)
        }
        return _Lines(day=lines.day, **picked)

    def _count(self, lines: _Lines, *, is_final: bool) -> None:
        cents = np.where(lines.has_amount, lines.cents, 0)
        if not is_final:
            for i, more in enumerate((len(cents), lines.units.sum(), cents.sum())):
                self.tally.repeats[i] += int(more)
            return
        size = len(cents)
        states = [outcome.state for outcome in OUTCOMES]
        self.tally.add(
            pa.table(
                {
                    "channel": col.pick(["Amazon.in", "Non-Amazon"], lines.is_elsewhere * 1),
                    "month": [self.period.day(lines.day).strftime("%Y-%m")] * size,
                    "line_kind": ["goods"] * size,
                    "state": col.pick(states, lines.outcome),
                    "currency": ["INR"] * size,
                    "is_credit": np.zeros(size, dtype=bool),
                    "units": lines.units,
                    "cents": cents,
                }
            )
        )
        self._orders += len(np.unique(lines.order))
        kept = np.array([state in ("shipped", "delivered") for state in states])[lines.outcome]
        listed = np.array([a.transfer_price is not None for a in self.articles])[lines.article]
        self._listed[0] += int((kept & listed).sum())
        self._listed[1] += int((kept & ~listed).sum())

    def _table(self, lines: _Lines, index: int, *, has_unnamed: bool) -> pa.Table:
        size = len(lines.order)
        articles, outcome = self.articles, lines.outcome
        # 48271 has no factor 2 or 5, so every order number stays unique in fourteen digits.
        number = (lines.order * 48271 + 30_211_573_097_211) % 10**14
        is_merchant = np.array([o.fulfilment == _MERCHANT for o in OUTCOMES])[outcome]
        has_promotion = (lines.pin % 3 != 0) & (lines.outcome != 0)
        has_address = lines.pin != 7
        sizes = ["3XL" if a.size == "XXXL" else a.size for a in articles]
        decimal = col.decimals(lines.cents, 2)
        amount = pc.if_else(
            pa.array(lines.cents % 100 == 0),
            col.joined(col.text(lines.cents // 100), ".0"),
            pc.cast(decimal, pa.string()),
        )
        pins = np.array([place[2] for place in _PLACES])[lines.place] * 1000 + lines.pin
        found = {
            "index": np.arange(index, index + size),
            "Order ID": col.joined(
                col.pick(["402", "404", "171", "408"], lines.order % 4),
                "-",
                col.digits(number // 10**7, 7),
                "-",
                col.digits(number % 10**7, 7),
            ),
            "Date": [self.period.day(lines.day).strftime("%m-%d-%y")] * size,
            "Status": col.pick([o.status for o in OUTCOMES], outcome),
            "Fulfilment": col.pick([o.fulfilment for o in OUTCOMES], outcome),
            "Sales Channel ": col.pick(["Amazon.in", "Non-Amazon"], lines.is_elsewhere * 1),
            "ship-service-level": col.pick(["Expedited", "Standard"], is_merchant * 1),
            "Style": col.pick([a.style for a in articles], lines.article),
            "SKU": col.pick([a.sku for a in articles], lines.article),
            "Category": col.pick([a.category for a in articles], lines.article),
            "Size": col.pick(sizes, lines.article),
            "ASIN": col.joined("B0", col.digits(lines.article * 90_007 + 1_000_003, 8)),
            "Courier Status": col.pick([o.courier for o in OUTCOMES], outcome),
            "Qty": lines.units,
            "currency": col.pick([None, "INR"], lines.has_amount * 1),
            "Amount": col.where(lines.has_amount, amount),
            "ship-city": col.where(has_address, col.pick([p[0] for p in _PLACES], lines.place)),
            "ship-state": col.where(has_address, col.pick([p[1] for p in _PLACES], lines.place)),
            "ship-postal-code": col.where(has_address, col.joined(col.text(pins), ".0")),
            "ship-country": col.pick([None, "IN"], has_address * 1),
            "promotion-ids": col.pick([None, _PROMOTION], has_promotion * 1),
            "B2B": col.pick(["False", "True"], lines.is_b2b * 1),
            "fulfilled-by": col.pick([None, "Easy Ship"], is_merchant * 1),
            "Unnamed: 22": col.pick(["False" if has_unnamed else None], np.zeros(size, np.int64)),
        }
        return pa.table(found)
