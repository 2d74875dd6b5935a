"""The true totals of the demo company, counted while its rows are generated, never from files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from ecom_platform.demo.company.random_columns import money

KEYS = ("channel", "month", "line_kind", "state", "currency", "is_credit")
Key = tuple[str, str, str, str, str, bool]
KEPT_STATES = ("shipped", "delivered")
STEPS = ("cancelled", "pending", "returned", "lost")


@dataclass(frozen=True)
class Cell:
    """The totals of one channel, month, line kind, state and currency of one feed."""

    channel: str
    month: str
    line_kind: str
    state: str
    currency: str
    is_credit: bool
    lines: int
    units: int | Decimal
    amount: Decimal

    @property
    def is_kept(self) -> bool:
        """Whether the amount is part of kept revenue."""
        return self.is_credit or self.state in KEPT_STATES


@dataclass(frozen=True)
class Sum:
    """A total of lines, units and money."""

    lines: int
    units: int | Decimal
    amount: Decimal


@dataclass(frozen=True)
class FeedTruth:
    """The totals of one transaction feed after deduplication and quarantine.

    Attributes:
        cells: the finest totals; any other total is a sum of them.
        repeats: superseded record versions, with their amounts added up even if currencies differ.
        quarantined: unreadable rows; the amount covers only rows whose money can be read.
        facts: further figures that only this feed has.
    """

    feed: str
    first_date: str
    last_date: str
    cells: tuple[Cell, ...]
    repeats: Sum
    quarantined: Sum
    facts: Mapping[str, Any] = field(default_factory=dict)

    def total(self, **required_values: object) -> Sum:
        """The sum over the cells with these values, such as `total(state="delivered")`."""
        cells = [
            cell
            for cell in self.cells
            if all(getattr(cell, name) == value for name, value in required_values.items())
        ]
        return Sum(
            sum(cell.lines for cell in cells),
            sum(cell.units for cell in cells),
            sum((cell.amount for cell in cells), Decimal("0.00")),
        )

    def ladder(self, currency: str) -> dict[str, Decimal]:
        """The revenue ladder in one currency: booked amount, each deduction, and kept amount."""
        steps = {
            step: self.total(state=step, currency=currency, is_credit=False).amount
            for step in STEPS
        }
        credits_given = self.total(currency=currency, is_credit=True).amount
        steps["returned"] -= credits_given  # credits are negative, so the deduction grows
        booked = self.total(currency=currency, is_credit=False).amount
        kept = self.total(currency=currency, is_kept=True).amount
        return {"booked": booked, **steps, "kept": kept}

    @property
    def currencies(self) -> list[str]:
        """The currencies of the feed."""
        return sorted({cell.currency for cell in self.cells})


@dataclass(frozen=True)
class Truth:
    """Everything that is known about one demo company."""

    seed: int
    first_date: str
    last_date: str
    files: tuple[str, ...]
    feeds: Mapping[str, FeedTruth]
    reference: Mapping[str, Any]
    customers: Mapping[str, Any]
    events: Mapping[str, Any]
    changes: Mapping[str, Any]

    def as_json(self) -> str:
        """The truth as JSON, with derived totals for readers; amounts are decimal strings."""
        content = asdict(self)
        for name, feed in self.feeds.items():
            content["feeds"][name]["total"] = asdict(feed.total())
            content["feeds"][name]["kept"] = asdict(feed.total(is_kept=True))
            content["feeds"][name]["by_state"] = _totals_by(feed, "state")
            content["feeds"][name]["by_month"] = _totals_by(feed, "month")
            content["feeds"][name]["ladder"] = {c: feed.ladder(c) for c in feed.currencies}
        return json.dumps(content, indent=1, default=str, sort_keys=True) + "\n"

    def write(self, path: Path) -> None:
        """Write the truth to a file, completely or not at all."""
        part = path.with_name(path.name + ".part")
        part.write_text(self.as_json(), encoding="utf-8")
        part.replace(path)


def _totals_by(feed: FeedTruth, key: str) -> dict[str, dict[str, Any]]:
    """The total for each value of one attribute of the cells, such as `state`."""
    values = sorted({getattr(cell, key) for cell in feed.cells})
    return {value: asdict(feed.total(**{key: value})) for value in values}


class Tally:
    """Counts lines while they are generated; exact, because it counts in cents.

    Attributes:
        repeats: superseded record versions as [lines, units, cents].
        quarantined: unreadable rows as [lines, units, cents].
    """

    def __init__(self) -> None:
        self._cells: dict[Key, list[int]] = {}
        self.repeats = [0, 0, 0]
        self.quarantined = [0, 0, 0]

    def add(self, lines: pa.Table) -> None:
        """Count lines.

        Args:
            lines: columns of `KEYS`, `units` and `cents`; a line without an amount has null cents.
        """
        sums = lines.group_by(list(KEYS)).aggregate(
            [("units", "count"), ("units", "sum"), ("cents", "sum")]
        )
        for row in sums.to_pylist():
            channel_to_state = (row["channel"], row["month"], row["line_kind"], row["state"])
            key = (*channel_to_state, row["currency"], row["is_credit"])
            cell = self._cells.setdefault(key, [0, 0, 0])
            for i, name in enumerate(("units_count", "units_sum", "cents_sum")):
                cell[i] += row[name] or 0

    def feed(self, name: str, days: tuple[str, str], facts: Mapping[str, Any]) -> FeedTruth:
        """The truth of the feed, once all its lines are counted.

        Args:
            name: the feed.
            days: its first and last day in ISO form.
            facts: further figures of the feed.
        """
        cells = (
            Cell(*key, lines, units, money(cents))
            for key, (lines, units, cents) in sorted(self._cells.items())
        )
        repeats, quarantined = (
            Sum(lines, units, money(cents))
            for lines, units, cents in (self.repeats, self.quarantined)
        )
        return FeedTruth(name, *days, tuple(cells), repeats, quarantined, facts)
