"""Daily panels: several daily series over the same days, the input of detection and forecasts.

This module only defines their shape. Series are read from the warehouse in
`analytics/tables/daily_series.py`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ecom_platform.errors import AnalyticsError

Kind = Literal["amount", "count", "rate"]
DayArray = NDArray[np.datetime64]
FloatMatrix = NDArray[np.float64]

_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class DailyPanel:
    """Series of one kind, a row each, a column per day of an unbroken calendar.

    Attributes:
        names: one per series, unique.
        days: `datetime64[D]`, consecutive, ascending.
        values: series x days; NaN where the day is unknown (no delivery, a partial day), 0 where it
            is known that there was nothing. Of a rate the numerators.
        trials: of a rate the denominators (lines, orders), same shape; None otherwise.
        kind: an amount may be negative; a count may not; a rate is values over trials.

    Raises:
        AnalyticsError: an attribute is not as stated above; the message says which.
    """

    names: tuple[str, ...]
    days: DayArray
    values: FloatMatrix
    trials: FloatMatrix | None
    kind: Kind

    def __post_init__(self) -> None:
        _check_shape(self)
        _check_values(self)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Series x days: whether the value is known (of a rate: with its trials)."""
        known = ~np.isnan(self.values)
        return known if self.trials is None else known & ~np.isnan(self.trials)

    @property
    def observed(self) -> FloatMatrix:
        """The observed values, of a rate values / trials; NaN where unknown or without trials."""
        if self.trials is None:
            return self.values
        has_trials = self.known & (self.trials > 0)
        rates = self.values / np.where(has_trials, self.trials, 1.0)
        return np.where(has_trials, rates, np.nan)

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """0 (Monday) to 6 (Sunday) for each day."""
        since_epoch = self.days.astype("datetime64[D]").astype(np.int64)
        return np.asarray((since_epoch + 3) % 7)  # 1970-01-01 was a Thursday

    def column_of(self, day: np.datetime64) -> int:
        """The column of a day.

        Raises:
            AnalyticsError: the panel does not have the day.
        """
        offset = int((day.astype("datetime64[D]") - self.days[0]).astype(np.int64))
        if not 0 <= offset < len(self.days):
            raise AnalyticsError(
                f"Day {day} is not one of the days {self.days[0]} to {self.days[-1]}."
            )
        return offset

    def until(self, day: np.datetime64) -> "DailyPanel":
        """The same series up to and including a day."""
        end = self.column_of(day) + 1
        trials = None if self.trials is None else self.trials[:, :end]
        return DailyPanel(self.names, self.days[:end], self.values[:, :end], trials, self.kind)


def panel_from_rows(
    names: NDArray[np.object_],
    days: DayArray,
    values: NDArray[np.float64],
    trials: NDArray[np.float64] | None,
    kind: Kind,
    *,
    absent: float = 0.0,
) -> DailyPanel:
    """A panel from rows in any order, one per series and day, as a query returns them.

    Args:
        names: the series of each row.
        days: the day of each row.
        values: what the row states; of a rate the numerator.
        trials: of a rate the denominator of each row; None otherwise.
        kind: what the values are.
        absent: value of a day without a row: 0 where there was nothing, NaN where it is unknown.

    Raises:
        AnalyticsError: there is no row, or there are two rows for one series and day.
    """
    if len(names) == 0:
        raise AnalyticsError("There are no rows for a daily series.")
    series, row = np.unique(np.asarray(names, dtype=str), return_inverse=True)
    calendar = np.asarray(days).astype("datetime64[D]")
    column = (calendar - calendar.min()).astype(np.int64)
    shape = (len(series), int(column.max()) + 1)
    if len(np.unique(row * shape[1] + column)) < len(row):
        raise AnalyticsError("Two rows have the same series and day; add them up first.")

    def as_matrix(numbers: NDArray[np.float64]) -> FloatMatrix:
        matrix = np.full(shape, absent)
        matrix[row, column] = numbers
        return matrix

    return DailyPanel(
        tuple(str(name) for name in series),
        calendar.min() + np.arange(shape[1]),
        as_matrix(values),
        None if trials is None else as_matrix(trials),
        kind,
    )


def _check_shape(panel: DailyPanel) -> None:
    """Raise an `AnalyticsError` if names, days, values and trials do not fit together."""
    shape = (len(panel.names), len(panel.days))
    if len(set(panel.names)) < len(panel.names):
        raise AnalyticsError("Two daily series have the same name.")
    if len(panel.days) == 0 or np.any(np.diff(panel.days).astype("timedelta64[D]") != _ONE_DAY):
        raise AnalyticsError("The days of a panel must be consecutive and ascending.")
    if panel.values.shape != shape:
        raise AnalyticsError(f"Values have shape {panel.values.shape}, series x days is {shape}.")
    if (panel.trials is not None) != (panel.kind == "rate"):
        raise AnalyticsError("A rate needs trials; amounts and counts must not have them.")
    if panel.trials is not None and panel.trials.shape != shape:
        raise AnalyticsError(f"Trials have shape {panel.trials.shape}, series x days is {shape}.")


def _check_values(panel: DailyPanel) -> None:
    """Raise an `AnalyticsError` if a value or a number of trials is impossible."""
    if np.any(np.isinf(panel.values)):
        raise AnalyticsError("A daily series has an infinite value.")
    if panel.kind != "amount" and np.any(panel.values < 0):
        raise AnalyticsError(f"A {panel.kind} cannot be negative; an amount can.")
    if panel.trials is not None and np.any((panel.trials < 0) | np.isinf(panel.trials)):
        raise AnalyticsError("The trials of a rate must be finite and not negative.")
