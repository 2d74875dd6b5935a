"""Several daily series over the same days: what anomalies and forecasts are computed from.

Only the shape and what it promises belong here. Reading the series from the warehouse belongs to
the asset's module, judging them to `analytics/anomaly_detection/detect_anomalies.py`, continuing
them to `analytics/forecasting/daily_forecast.py`.
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
        names: one per series, all different.
        days: `datetime64[D]`, consecutive, ascending.
        values: series x days; NaN where nothing is known of the day (no delivery, a partial day),
            0 where it is known that there was nothing. Of a rate the numerators.
        trials: of a rate the denominators (lines, orders), same shape; None otherwise.
        kind: an amount may be negative; a count may not; a rate is values over trials.

    Raises:
        AnalyticsError: when a promise above is broken; the sentence says which.
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
        """Series x days: whether the day has a value at all (of a rate: with trials known)."""
        known = ~np.isnan(self.values)
        return known if self.trials is None else known & ~np.isnan(self.trials)

    @property
    def observed(self) -> FloatMatrix:
        """What a reader sees: values, of a rate values / trials; NaN where there is none."""
        if self.trials is None:
            return self.values
        some = self.known & (self.trials > 0)
        return np.where(some, self.values / np.where(some, self.trials, 1.0), np.nan)

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """0 (Monday) to 6 (Sunday) for each day."""
        since_epoch = self.days.astype("datetime64[D]").astype(np.int64)
        return np.asarray((since_epoch + 3) % 7)  # 1970-01-01 was a Thursday

    def column_of(self, day: np.datetime64) -> int:
        """The column of a day.

        Raises:
            AnalyticsError: when the panel does not have the day.
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
        absent: what a day without a row holds: 0 where it means none, NaN where it is unknown.

    Raises:
        AnalyticsError: when there is no row, or two rows for one series and day.
    """
    if len(names) == 0:
        raise AnalyticsError("There is no row to make a daily series of.")
    series, row = np.unique(np.asarray(names, dtype=str), return_inverse=True)
    calendar = np.asarray(days).astype("datetime64[D]")
    column = (calendar - calendar.min()).astype(np.int64)
    shape = (len(series), int(column.max()) + 1)
    if len(np.unique(row * shape[1] + column)) < len(row):
        raise AnalyticsError("Two rows state the same series on the same day; add them up first.")

    def laid_out(numbers: NDArray[np.float64]) -> FloatMatrix:
        matrix = np.full(shape, absent)
        matrix[row, column] = numbers
        return matrix

    return DailyPanel(
        tuple(str(name) for name in series),
        calendar.min() + np.arange(shape[1]),
        laid_out(values),
        None if trials is None else laid_out(trials),
        kind,
    )


def _check_shape(panel: DailyPanel) -> None:
    shape = (len(panel.names), len(panel.days))
    if len(set(panel.names)) < len(panel.names):
        raise AnalyticsError("Two daily series have the same name.")
    if len(panel.days) == 0 or np.any(np.diff(panel.days).astype("timedelta64[D]") != _ONE_DAY):
        raise AnalyticsError("The days of a panel must be consecutive and ascending.")
    if panel.values.shape != shape:
        raise AnalyticsError(f"Values have shape {panel.values.shape}, series x days is {shape}.")
    if (panel.trials is not None) != (panel.kind == "rate"):
        raise AnalyticsError("A rate needs trials, and nothing else may have them.")
    if panel.trials is not None and panel.trials.shape != shape:
        raise AnalyticsError(f"Trials have shape {panel.trials.shape}, series x days is {shape}.")


def _check_values(panel: DailyPanel) -> None:
    if np.any(np.isinf(panel.values)):
        raise AnalyticsError("A daily series has an infinite value.")
    if panel.kind != "amount" and np.any(panel.values < 0):
        raise AnalyticsError(f"A {panel.kind} cannot be negative; an amount can.")
    if panel.trials is not None and np.any((panel.trials < 0) | np.isinf(panel.trials)):
        raise AnalyticsError("The trials of a rate must be finite and not negative.")
