"""What is true of the demo company, added up while it is made and never read back from its files."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from ecom_platform.demo.arrays import Flags, Ints


@dataclass(frozen=True)
class Sums:
    """A number of lines, their units and their money."""

    lines: int = 0
    units: int = 0
    amount: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class FeedTruth:
    """One feed of order lines after folding and quarantine.

    Attributes:
        total: every line that counts, credits with their negative amount.
        kept: the lines whose amount counts as kept revenue.
        repeats: rows of the files that a later section or file states again.
        quarantined: rows nobody can read; the amount is what their readable cells still tell.
        by: the total per dimension (order_state, month, kept_month, line_kind ...) and its member.
    """

    total: Sums
    kept: Sums
    repeats: Sums
    quarantined: Sums
    by: Mapping[str, Mapping[str, Sums]]


@dataclass(frozen=True)
class Truth:
    """Everything that is true of one generated company.

    Attributes:
        company: seed, days, lines asked for, first and last day.
        files: names of the files in the landing folder.
        feeds: the feeds of order lines.
        references: counts and sums of the other feeds.
        customers: numbers of customers and the parameters they buy by.
        events: what was planted, with dates.
        changes: every change of a product's or a partner's attribute after its first statement.
    """

    company: Mapping[str, str | int]
    files: tuple[str, ...]
    feeds: Mapping[str, FeedTruth]
    references: Mapping[str, Mapping[str, str | int]]
    customers: Mapping[str, Mapping[str, float | int | str]]
    events: tuple[Mapping[str, Any], ...]
    changes: tuple[Mapping[str, str], ...]

    def write(self, path: Path) -> None:
        """Write the truth as JSON; money is text, so that nothing is rounded on the way."""
        text = json.dumps(asdict(self), default=str, indent=2, sort_keys=True)
        part = path.with_suffix(".part")
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(path)


class Tally:
    """Adds up lines by dimension and member; money in whole hundredths, so exact."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[str, Ints]] = {}

    def add(
        self,
        dimension: str,
        members: Sequence[str],
        codes: Ints,
        units: Ints,
        hundredths: Ints,
    ) -> None:
        """Add lines to the members that `codes` point at."""
        size = len(members)
        sums = np.stack(
            [
                np.bincount(codes, minlength=size),
                np.bincount(codes, weights=units, minlength=size).astype(np.int64),
                np.bincount(codes, weights=hundredths, minlength=size).astype(np.int64),
            ]
        )
        known = self._sums.setdefault(dimension, {})
        for code in np.flatnonzero(sums[0]):
            member = members[int(code)]
            known[member] = known.get(member, np.zeros(3, dtype=np.int64)) + sums[:, code]

    def add_one(self, dimension: str, units: Ints, hundredths: Ints) -> None:
        """Add lines to a dimension that has a single member."""
        codes = np.zeros(len(units), dtype=np.int64)
        self.add(dimension, [dimension], codes, units, hundredths)

    def members(self, dimension: str) -> dict[str, Sums]:
        """The sums of a dimension, members in order of their names."""
        return {
            member: Sums(int(lines), int(units), Decimal(int(money)) / 100)
            for member, (lines, units, money) in sorted(self._sums.get(dimension, {}).items())
        }

    def one(self, dimension: str) -> Sums:
        """The sums of a dimension that has a single member."""
        return self.members(dimension).get(dimension, Sums())

    def feed_truth(self, dimensions: Iterable[str]) -> FeedTruth:
        """The tally as the truth of a feed, broken down by `dimensions`."""
        return FeedTruth(
            total=self.one("total"),
            kept=self.one("kept"),
            repeats=self.one("repeats"),
            quarantined=self.one("quarantined"),
            by={dimension: self.members(dimension) for dimension in dimensions},
        )

    def add_kept(
        self, months: Sequence[str], codes: Ints, units: Ints, hundredths: Ints, kept: Flags
    ) -> None:
        """Add the lines that are kept, in all and per month."""
        self.add_one("kept", units[kept], hundredths[kept])
        self.add("kept_month", months, codes[kept], units[kept], hundredths[kept])
