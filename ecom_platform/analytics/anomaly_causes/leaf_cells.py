"""Leaf cells: a day divided into its smallest parts, with actual and expected sales of each.

A leaf cell is one combination of a value of each dimension (channel x category x state). Cells add
up to the total that an anomaly is about. This module holds the cells and their expectation from
comparable days; which of them explain the gap is found in `cause_search.py`.
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

COMPARABLE_DAYS = 4  # an average over more days lags behind a mix that drifts
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
    _require_columns(frame, [*dimensions, *NUMBER_COLUMNS])
    labels, codes = _labels_and_codes(frame, dimensions)
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
    comparable = candidates[usable][:at_most]
    if len(comparable) < FEWEST_COMPARABLE_DAYS:
        message = f"Comparable days in the {OLDEST_WEEKS} weeks before {day}: {len(comparable)}."
        raise AnalyticsError(f"{message} At least {FEWEST_COMPARABLE_DAYS} are needed.")
    return np.asarray(comparable)


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
    _require_columns(history, ["day", *dimensions, "volume", "amount"])
    if not len(comparable) or (comparable >= day).any():
        raise AnalyticsError("Comparable days are one or more days strictly before the day itself.")
    days = history["day"].to_numpy(dtype="datetime64[D]")
    order = np.sort(comparable.astype("datetime64[D]"))
    is_relevant = (days == day.astype("datetime64[D]")) | np.isin(days, order)
    relevant_rows, day_of = history[is_relevant], np.searchsorted(order, days[is_relevant])
    labels, codes = _labels_and_codes(relevant_rows, dimensions)
    cells, cell_of = np.unique(codes, axis=0, return_inverse=True)
    # One column per comparable day, oldest first, and the day itself last.
    volume, amount = (
        _sums_by_cell_and_day(
            relevant_rows, name, (cell_of.ravel(), day_of), (len(cells), len(order) + 1)
        )
        for name in ("volume", "amount")
    )
    means = volume[:, :-1].mean(axis=1), amount[:, :-1].mean(axis=1)
    factor = _scale_factor(expected_volume, means[0])
    levels = factor * _scales_to_mean(volume[:, :-1])
    return LeafCells(
        tuple(dimensions),
        labels,
        cells,
        volume[:, -1],
        amount[:, -1],
        factor * means[0],
        factor * means[1] * _scale_factor(expected_amount, factor * means[1]),
        volume[:, :-1] * levels,
        amount[:, :-1] * levels,
    )


def _scales_to_mean(past: Floats) -> Floats:
    """The factor that scales each past day to the mean total; 0 for a day without sales."""
    totals = past.sum(axis=0)
    has_sales = totals > 0
    return np.where(has_sales, totals.mean() / np.where(has_sales, totals, 1.0), 0.0)


def _scale_factor(total: float | None, parts: Floats) -> float:
    """The factor that scales the parts so that they add up to the total; 1 without a total.

    Raises:
        AnalyticsError: the parts add up to 0 or to the opposite sign.
    """
    if total is None:
        return 1.0
    parts_total = float(parts.sum())
    if not np.isfinite(total) or total * parts_total <= 0:
        raise AnalyticsError(
            f"Comparable days add up to {parts_total:.6g} and cannot be scaled to {total:g}."
        )
    return total / parts_total


def _sums_by_cell_and_day(
    frame: "pd.DataFrame", name: str, positions: tuple[Codes, Codes], shape: tuple[int, int]
) -> Floats:
    """Sums of a column, cell x day, from the cell and the day of each row."""
    numbers = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    flat = np.ravel_multi_index(positions, shape)
    return summed_by(flat, numbers, shape[0] * shape[1]).reshape(shape)


def summed_by(groups: Codes, values: Floats, size: int) -> Floats:
    """The sum of the values of each of `size` groups."""
    return np.bincount(groups, weights=values, minlength=size).astype(np.float64)


def _labels_and_codes(
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


def _require_columns(frame: "pd.DataFrame", columns: Sequence[str]) -> None:
    """Raise an `AnalyticsError` that names the columns missing from the frame."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise AnalyticsError(f"The frame of cells lacks the columns {', '.join(missing)}.")
