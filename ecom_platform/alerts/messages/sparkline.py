"""A small chart of recent days with the expected range, the same in every channel.

This module computes the geometry and draws the chart as text; `email_chart.py` draws it in e-mails.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.messages.value_formats import number

MOST_POINTS = 30
ROWS = 6
EIGHTHS = " ▁▂▃▄▅▆▇█"
BAND = "░"


@dataclass(frozen=True)
class Chart:
    """Values and expected range as shares of the height: 0 at the bottom, 1 at the top.

    Attributes:
        shares: one per day, oldest first.
        outside: per day, whether its value is outside the expected range.
        band: the low and high end of the expected range; None without one.
        bottom, top: the values at the bottom and at the top.
        first_day, last_day: ISO dates of the oldest and the newest value.
    """

    shares: tuple[float, ...]
    outside: tuple[bool, ...]
    band: tuple[float, float] | None
    bottom: float
    top: float
    first_day: str
    last_day: str


def build_chart(notification: Notification) -> Chart | None:
    """The chart of the last 30 days of a notification; None for fewer than three days."""
    finite = [(day, value) for day, value in notification.series if math.isfinite(value)]
    points = finite[-MOST_POINTS:]
    if len(points) < 3:
        return None
    values = [value for _, value in points]
    low, high = (
        _finite_or_none(notification.expected_low),
        _finite_or_none(notification.expected_high),
    )
    bottom, top = _bottom_and_top(values, [bound for bound in (low, high) if bound is not None])
    height = top - bottom

    def share(value: float) -> float:
        return min(1.0, max(0.0, (value - bottom) / height))

    # A bound that is missing is open: no value is outside it, and the band reaches the edge.
    has_range = low is not None or high is not None
    lower_bound = -math.inf if low is None else low
    upper_bound = math.inf if high is None else high
    return Chart(
        shares=tuple(share(value) for value in values),
        outside=tuple(not lower_bound <= value <= upper_bound for value in values),
        band=(share(lower_bound), share(upper_bound)) if has_range else None,
        bottom=bottom,
        top=top,
        first_day=points[0][0],
        last_day=points[-1][0],
    )


def as_text(chart: Chart) -> str:
    """The chart as lines of text for a fixed-width font; the expected range is shaded."""
    labels = [number(chart.top), *[""] * (ROWS - 2), number(chart.bottom)]
    width = max(len(label) for label in labels)
    lines = [
        f"{label:>{width}} {_text_line(chart, ROWS - 1 - position)}"
        for position, label in enumerate(labels)
    ]
    days = f"{chart.first_day} to {chart.last_day}"
    legend = f"{days}, {BAND} expected" if chart.band else days
    return "\n".join([*lines, f"{'':>{width}}  {legend}"])


def _text_line(chart: Chart, row: int) -> str:
    """One line of the chart, `row` counted from the bottom; its first character is the axis."""
    is_expected = _is_row_in_expected_range(chart, row)
    characters = [BAND if is_expected else "│"]
    for share in chart.shares:
        eighths = round((share * ROWS - row) * 8)
        if row == 0:
            eighths = max(1, eighths)  # even the lowest value must be visible
        empty = BAND if is_expected else " "
        characters.append(EIGHTHS[min(8, eighths)] if eighths > 0 else empty)
    return "".join(characters)


def _is_row_in_expected_range(chart: Chart, row: int) -> bool:
    """Whether the expected range covers the middle of the row, or its own middle is in the row.

    The second condition keeps a range visible that is narrower than a row.
    """
    if chart.band is None:
        return False
    low, high = (bound * ROWS for bound in chart.band)
    return low <= row + 0.5 <= high or row == min(ROWS - 1, int((low + high) / 2))


def _bottom_and_top(values: Sequence[float], bounds: Sequence[float]) -> tuple[float, float]:
    """The values at the bottom and at the top of the chart.

    All values fit in, and so do the bounds of the expected range if they are at most the spread of
    the values away: a far bound would flatten the values.
    """
    lowest, highest = min(values), max(values)
    spread = (highest - lowest) or abs(highest) or 1.0  # never 0, even if all values are equal
    near = [min(highest + spread, max(lowest - spread, bound)) for bound in bounds]
    lowest, highest = min([lowest, *near]), max([highest, *near])
    if 0 <= lowest < highest / 2:
        lowest = 0.0  # start at zero, where that still shows the changes
    return (lowest, highest) if lowest < highest else (lowest - 1, highest + 1)


def _finite_or_none(bound: float | None) -> float | None:
    """The bound; None for NaN and infinity too."""
    return bound if bound is not None and math.isfinite(bound) else None
