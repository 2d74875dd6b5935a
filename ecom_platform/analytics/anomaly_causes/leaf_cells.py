"""Leaf cells: a day divided into its smallest parts, with actual and expected sales of each.

A leaf cell is one combination of a value of each dimension (channel x category x state). Cells add
up to the total that an anomaly is about. Here belong the cells and their expectation from
comparable days; which of them explain the gap belongs in `attribution.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ecom_platform.errors import AnalyticsError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Days = NDArray[np.datetime64]

COMPARABLE_DAYS = 4  # more of them lag behind a mix that drifts
OLDEST_WEEKS = 16
FEWEST_COMPARABLE_DAYS = 2
UNKNOWN = "unknown"
NUMBER_COLUMNS = ("actual_volume", "actual_amount", "expected_volume", "expected_amount")


@dataclass(frozen=True)
class LeafCells:
    """The cells of one day; arrays of one length, a row per cell.

    Attributes:
        dimensions: names of the dimensions.
        labels: names of the values, per dimension.
        codes: cell x dimension, position of the value in `labels`.
        actual_volume: units, or the denominator of a rate; not negative.
        actual_amount: money, or the numerator of a rate; may be negative.
        expected_volume: its expectation, in general not whole.
        expected_amount: expectation of the amount.
        past_volume: cell x comparable day, scaled to the expected total; None: no day is known.
        past_amount: the amounts of the same days, scaled likewise.

    Raises:
        AnalyticsError: there are no cells, a number is missing, or a volume is negative.
    """

    dimensions: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    codes: Codes
    actual_volume: Floats
    actual_amount: Floats
    expected_volume: Floats
    expected_amount: Floats
    past_volume: Floats | None = None
    past_amount: Floats | None = None

    def __post_init__(self) -> None:
        if not self.dimensions or not self.codes.size:
            raise AnalyticsError("There are no cells: give at least one dimension and one row.")
        for name in NUMBER_COLUMNS:
            numbers = getattr(self, name)
            if numbers.shape != (len(self.codes),):
                raise AnalyticsError(f"'{name}' does not have one number per cell.")
            if not np.isfinite(numbers).all():
                raise AnalyticsError(f"'{name}' has a cell without a number.")
            if name.endswith("volume") and (numbers < 0).any():
                raise AnalyticsError(f"'{name}' is negative in a cell; a volume cannot be.")


def cells_from_frame(frame: "pd.DataFrame", dimensions: Sequence[str]) -> LeafCells:
    """The cells of a frame with a row per cell.

    A dimension without a value counts as one value, "unknown".

    Args:
        frame: the dimensions and the columns of `NUMBER_COLUMNS`.
        dimensions: names of the columns that are dimensions.

    Raises:
        AnalyticsError: a column is missing, or the cells are not valid.
    """
    _require(frame, [*dimensions, *NUMBER_COLUMNS])
    labels, codes = _coded(frame, dimensions)
    parts = {
        name: frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in NUMBER_COLUMNS
    }
    return LeafCells(tuple(dimensions), labels, codes, **parts)


def comparable_days(
    day: np.datetime64, known: Days, *, masked: Days | None = None, at_most: int = COMPARABLE_DAYS
) -> Days:
    """The same weekdays strictly before `day`, newest first, at most 16 weeks old.

    Args:
        day: the day to be explained.
        known: days with complete data.
        masked: days of open incidents and past anomalies, which are left out.
        at_most: how many days to take.

    Raises:
        AnalyticsError: there are fewer than two such days.
    """
    weeks = np.arange(1, OLDEST_WEEKS + 1) * np.timedelta64(7, "D")
    candidates = day.astype("datetime64[D]") - weeks
    usable = np.isin(candidates, known.astype("datetime64[D]"))
    if masked is not None:
        usable &= ~np.isin(candidates, masked.astype("datetime64[D]"))
    found = candidates[usable][:at_most]
    if len(found) < FEWEST_COMPARABLE_DAYS:
        message = f"Only {len(found)} comparable days lie in the {OLDEST_WEEKS} weeks before {day}."
        raise AnalyticsError(f"{message} At least {FEWEST_COMPARABLE_DAYS} are needed.")
    return np.asarray(found)


def expected_cells(
    history: "pd.DataFrame",
    dimensions: Sequence[str],
    *,
    day: np.datetime64,
    comparable: Days,
    expected_volume: float | None = None,
    expected_amount: float | None = None,
) -> LeafCells:
    """The cells of a day, each with its average on comparable days as expectation.

    The average, not the median, because only averages of cells add up to that of their total. A
    cell without a row on a comparable day had no sales on it.

    Args:
        history: a row per day and cell (or several, which are added): `day`, the dimensions,
            `volume` and `amount`.
        dimensions: the columns that make a cell.
        day: the day to be explained.
        comparable: the comparable days, all before `day`, from `comparable_days`.
        expected_volume: expected total volume; None: the average of the comparable days.
        expected_amount: expected total amount; None: scaled like the volumes.

    Raises:
        AnalyticsError: a column is missing, a comparable day is not before the day, or nothing was
            sold on any of the days.
    """
    _require(history, ["day", *dimensions, "volume", "amount"])
    if not len(comparable) or (comparable >= day).any():
        raise AnalyticsError("Comparable days are one or more days strictly before the day itself.")
    days = history["day"].to_numpy(dtype="datetime64[D]")
    order = np.sort(comparable.astype("datetime64[D]"))
    is_used = (days == day.astype("datetime64[D]")) | np.isin(days, order)
    used, day_of = history[is_used], np.searchsorted(order, days[is_used])
    labels, codes = _coded(used, dimensions)
    cells, cell_of = np.unique(codes, axis=0, return_inverse=True)
    # One column per comparable day, oldest first, and the day itself last.
    volume, amount = (
        _summed(used, name, (cell_of.ravel(), day_of), (len(cells), len(order) + 1))
        for name in ("volume", "amount")
    )
    usual = volume[:, :-1].mean(axis=1), amount[:, :-1].mean(axis=1)
    by_volume = _ratio(expected_volume, usual[0])
    levels = by_volume * _levels(volume[:, :-1])
    return LeafCells(
        tuple(dimensions),
        labels,
        cells,
        volume[:, -1],
        amount[:, -1],
        by_volume * usual[0],
        by_volume * usual[1] * _ratio(expected_amount, by_volume * usual[1]),
        volume[:, :-1] * levels,
        amount[:, :-1] * levels,
    )


def _levels(past: Floats) -> Floats:
    """The factor from the total of each past day to their mean; 0 for a day without sales."""
    totals = past.sum(axis=0)
    return np.asarray(totals.mean() / np.where(totals > 0, totals, np.inf))


def _ratio(total: float | None, parts: Floats) -> float:
    """The factor with which the parts add up to the total; 1 without a total."""
    if total is None:
        return 1.0
    found = float(parts.sum())
    if not np.isfinite(total) or total * found <= 0:
        raise AnalyticsError(
            f"Comparable days add up to {found:.6g} and cannot be scaled to {total:g}."
        )
    return total / found


def _summed(
    frame: "pd.DataFrame", name: str, positions: tuple[Codes, Codes], shape: tuple[int, int]
) -> Floats:
    """Sums of a column, cell x day, from the cell and the day of each row."""
    numbers = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    flat = np.ravel_multi_index(positions, shape)
    return summed_by(flat, numbers, shape[0] * shape[1]).reshape(shape)


def summed_by(groups: Codes, values: Floats, size: int) -> Floats:
    """The sum of the values of each of `size` groups."""
    return np.bincount(groups, weights=values, minlength=size).astype(np.float64)


def _coded(
    frame: "pd.DataFrame", dimensions: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], Codes]:
    """The values of each dimension, and their codes (row x dimension)."""
    import pandas as pd  # noqa: PLC0415 - slow to import, and arrays are enough for the rest

    labels, columns = [], []
    for name in dimensions:
        values = frame[name].astype("string").fillna(UNKNOWN)
        codes, names = pd.factorize(values, sort=True)
        labels.append(tuple(str(value) for value in names))
        columns.append(codes)
    return tuple(labels), np.column_stack(columns).astype(np.intp)


def _require(frame: "pd.DataFrame", columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise AnalyticsError(f"The frame of cells lacks the columns {', '.join(missing)}.")
