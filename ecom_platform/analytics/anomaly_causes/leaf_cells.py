"""One day cut into its smallest parts: what each sold, and what it should have sold.

A leaf cell is one combination of a value of each dimension (channel x category x state). Cells add
up: their sum is the total that an anomaly is about. Here belong the cells and their expectation
from like days; who is to blame for the gap stands in `attribution.py`.
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

LIKE_DAYS = 4  # more lag behind a mix that drifts, as that of real sellers does
OLDEST_WEEKS = 16
FEWEST_LIKE_DAYS = 2
UNKNOWN = "unknown"
PARTS = ("actual_volume", "actual_amount", "expected_volume", "expected_amount")


@dataclass(frozen=True)
class LeafCells:
    """The cells of one day; arrays of one length, a row per cell.

    Attributes:
        dimensions: names of the dimensions.
        labels: of each dimension the names of its values.
        codes: cell x dimension, which label the cell has.
        actual_volume: units, or the denominator of a rate; not negative.
        actual_amount: money, or the numerator of a rate; may be negative.
        expected_volume: what the volume should have been; fractions are usual.
        expected_amount: what the amount should have been.
        past_volume: cell x like day, brought to the expected total; None: no day is known.
        past_amount: the amounts of the same days, at their own rates.

    Raises:
        AnalyticsError: there are no cells, or a number is missing, or a volume is negative.
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
        for name in PARTS:
            numbers = getattr(self, name)
            if numbers.shape != (len(self.codes),):
                raise AnalyticsError(f"'{name}' does not have one number per cell.")
            if not np.isfinite(numbers).all():
                raise AnalyticsError(f"'{name}' has a cell without a number.")
            if name.endswith("volume") and (numbers < 0).any():
                raise AnalyticsError(f"'{name}' is negative in a cell; a volume is counted up.")


def cells_from_frame(frame: "pd.DataFrame", dimensions: Sequence[str]) -> LeafCells:
    """Cells from a frame with the dimensions and the columns of `PARTS`, a row per cell.

    A dimension without a value counts as one value, "unknown".

    Raises:
        AnalyticsError: a column is missing, or the cells are not valid.
    """
    _require(frame, [*dimensions, *PARTS])
    labels, codes = _coded(frame, dimensions)
    parts = {name: frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in PARTS}
    return LeafCells(tuple(dimensions), labels, codes, **parts)


def like_days(
    day: np.datetime64, known: Days, *, masked: Days | None = None, at_most: int = LIKE_DAYS
) -> Days:
    """The same weekdays strictly before `day`, newest first, at most 16 weeks old.

    Args:
        day: the day to be explained.
        known: days of which everything was delivered.
        masked: days of open incidents and past anomalies; they teach nothing.
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
    if len(found) < FEWEST_LIKE_DAYS:
        message = f"Only {len(found)} like days lie in the {OLDEST_WEEKS} weeks before {day}."
        raise AnalyticsError(f"{message} At least {FEWEST_LIKE_DAYS} are needed.")
    return np.asarray(found)


def expected_cells(
    history: "pd.DataFrame",
    dimensions: Sequence[str],
    *,
    day: np.datetime64,
    like: Days,
    expected_volume: float | None = None,
    expected_amount: float | None = None,
) -> LeafCells:
    """The cells of a day, each expected to be what it is on average on like days.

    The average, not the median, because only averages of cells add up to that of their total.
    A cell without a row on a like day sold nothing on it.

    Args:
        history: a row per day and cell (or several, which are added): `day`, the dimensions,
            `volume` and `amount`.
        dimensions: the columns that make a cell.
        day: the day to be explained.
        like: days to learn from, all before `day`, as `like_days` chooses them.
        expected_volume: what all volumes should add up to; None: the average of the like days.
        expected_amount: what all amounts should add up to; None: as the volumes are scaled.

    Raises:
        AnalyticsError: a column is missing, a like day is not before the day, or nothing was sold
            on any of the days.
    """
    _require(history, ["day", *dimensions, "volume", "amount"])
    if not len(like) or (like >= day).any():
        raise AnalyticsError("Like days are one or more days strictly before the day itself.")
    days = history["day"].to_numpy(dtype="datetime64[D]")
    order = np.sort(like.astype("datetime64[D]"))
    is_used = (days == day.astype("datetime64[D]")) | np.isin(days, order)
    used, place = history[is_used], np.searchsorted(order, days[is_used])
    labels, codes = _coded(used, dimensions)
    cells, cell_of = np.unique(codes, axis=0, return_inverse=True)
    # One column per like day, oldest first, and the day itself last.
    volume, amount = (
        _summed(used, name, (cell_of.ravel(), place), (len(cells), len(order) + 1))
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
    """What brings the total of each past day to their mean; a day without sales stays without."""
    totals = past.sum(axis=0)
    return np.asarray(totals.mean() / np.where(totals > 0, totals, np.inf))


def _ratio(total: float | None, parts: Floats) -> float:
    """What makes the parts add up to the total."""
    if total is None:
        return 1.0
    found = float(parts.sum())
    if not np.isfinite(total) or total * found <= 0:
        raise AnalyticsError(f"Like days add up to {found:.6g} and cannot be scaled to {total:g}.")
    return total / found


def _summed(
    frame: "pd.DataFrame", name: str, places: tuple[Codes, Codes], shape: tuple[int, int]
) -> Floats:
    """The sums of a column, cell x day."""
    numbers = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    flat = np.ravel_multi_index(places, shape)
    return summed_by(flat, numbers, shape[0] * shape[1]).reshape(shape)


def summed_by(groups: Codes, values: Floats, size: int) -> Floats:
    """The sum of the values of each of `size` groups."""
    return np.bincount(groups, weights=values, minlength=size).astype(np.float64)


def _coded(
    frame: "pd.DataFrame", dimensions: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], Codes]:
    import pandas as pd  # noqa: PLC0415 - slow to import, and arrays are enough for the rest

    labels, columns = [], []
    for name in dimensions:
        values = frame[name].astype("string").fillna(UNKNOWN)
        codes, names = pd.factorize(values, sort=True)
        labels.append(tuple(str(one) for one in names))
        columns.append(codes)
    return tuple(labels), np.column_stack(columns).astype(np.intp)


def _require(frame: "pd.DataFrame", columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise AnalyticsError(f"The frame of cells lacks the columns {', '.join(missing)}.")
