"""The company's calendar: the period it trades in, how busy each day is, what was planted when."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from ecom_platform.demo.arrays import Floats, Ints
from ecom_platform.errors import PlatformError

LAST_DAY = date(2025, 6, 30)
MIN_DAYS, MAX_DAYS = 120, 3650
PARTIAL_FIRST_SHARE, PARTIAL_LAST_SHARE = 0.15, 0.45
SPIKE_FACTOR, OUTAGE_FACTOR = 3.0, 0.05
PRICE_FACTOR = 1.15
_WEEKDAYS = np.array([0.92, 0.90, 0.93, 0.97, 1.03, 1.12, 1.13])
_SALES = ((0.12, "Monsoon Clearance", 1.9), (0.345, "Festival of Looms", 2.4))
_MORE_SALES = ((0.35, "Festival of Looms", 2.1), (0.58, "Winter Cosy Days", 1.8))
_LAST_SALES = ((0.83, "Anniversary Sale", 2.2),)
_HOLIDAYS = ((0.2, "Founders' Day"), (0.5, "New Year's Day Off"), (0.7, "Weavers' Day"))


@dataclass(frozen=True)
class PlantedEvent:
    """Something that was put into the data on purpose.

    Attributes:
        kind: sale day, holiday, outage, spike, price change or partner silent.
        first: position of its first day in the period.
        last: position of its last day.
        feeds: the feeds it touches.
        factor: what it multiplies: the day's orders, or the price.
        detail: the name of the day, the category or the partner.
    """

    kind: str
    first: int
    last: int
    feeds: tuple[str, ...]
    factor: float
    detail: str


@dataclass(frozen=True)
class Period:
    """`days` consecutive days that end on the company's last day."""

    days: int

    def __post_init__(self) -> None:
        if not MIN_DAYS <= self.days <= MAX_DAYS:
            raise PlatformError(
                f"The demo company cannot trade for {self.days} days. "
                f"Ask for {MIN_DAYS} to {MAX_DAYS}."
            )

    @property
    def first(self) -> date:
        """The first day of trade."""
        return self.day(0)

    def day(self, position: int) -> date:
        """The date at a position of the period."""
        return LAST_DAY - timedelta(days=self.days - 1 - position)

    def at(self, share: float) -> int:
        """The position of the day at a share of the period."""
        return int(share * self.days)

    @cached_property
    def months(self) -> tuple[tuple[str, int, int], ...]:
        """Label, first position and position after the last, of every calendar month."""
        labels = [self.day(position).strftime("%Y-%m") for position in range(self.days)]
        starts = [i for i in range(self.days) if i == 0 or labels[i] != labels[i - 1]]
        return tuple(
            (labels[start], start, stop)
            for start, stop in zip(starts, [*starts[1:], self.days], strict=True)
        )

    @cached_property
    def month_of_day(self) -> Ints:
        """The number of the month each day is in."""
        lengths = [stop - start for _, start, stop in self.months]
        return np.repeat(np.arange(len(lengths)), lengths).astype(np.int64)

    @property
    def month_labels(self) -> list[str]:
        """The months as '2024-07'."""
        return [label for label, _, _ in self.months]


def planted_events(
    period: Period, price_category: str, silent_partner: str
) -> tuple[PlantedEvent, ...]:
    """Everything planted, by its share of the period."""
    both = ("amazon_sale_report", "order_lines")
    sales = [
        PlantedEvent("sale day", period.at(share), period.at(share), both, factor, name)
        for share, name, factor in (*_SALES, *_MORE_SALES, *_LAST_SALES)
    ]
    holidays = [
        PlantedEvent("holiday", period.at(share), period.at(share), both, 0.6, name)
        for share, name in _HOLIDAYS
    ]
    last = period.days - 1
    outage, spike = period.at(0.62), period.at(0.74)
    price, silence = period.at(0.55), period.at(0.75)
    return (
        *sales,
        *holidays,
        PlantedEvent("outage", outage, outage, ("order_lines",), OUTAGE_FACTOR, "webshop down"),
        PlantedEvent("spike", spike, spike, both[:1], SPIKE_FACTOR, "unannounced rush"),
        PlantedEvent("price change", price, last, both[:1], PRICE_FACTOR, price_category),
        PlantedEvent("partner silent", silence, last, both[1:], 0.0, silent_partner),
    )


def busyness(period: Period, events: tuple[PlantedEvent, ...], feed: str) -> Floats:
    """How many orders each day expects, relative to an ordinary day of 1."""
    positions = np.arange(period.days)
    weekdays = np.array([period.day(int(position)).weekday() for position in positions])
    season = 1 + 0.12 * np.sin(2 * np.pi * (positions - period.days) / 365.25)
    weights: Floats = _WEEKDAYS[weekdays] * season
    for event in events:
        if feed in event.feeds and event.kind in {"sale day", "holiday", "outage", "spike"}:
            weights[event.first : event.last + 1] *= event.factor
    return weights
