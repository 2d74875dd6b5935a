"""A small chart of recent days with the expected band, measured once for all channels.

Shares of the height and the chart made of letters belong here; colours and cells of the e-mail, in
`email_message.py`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.messages.wording import number

MOST_POINTS = 30
ROWS = 6
EIGHTHS = " ▁▂▃▄▅▆▇█"
BAND = "░"


@dataclass(frozen=True)
class Chart:
    """Values and band as shares of the height, 0 at the foot and 1 at the top.

    Attributes:
        shares: one per day, oldest first.
        outside: whether the day's value lies outside the band.
        band: where the expected range begins and ends; None where nothing is expected.
        foot: the value at the foot, `top` the one at the top.
        first_day: ISO date of the oldest value, `last_day` of the newest.
    """

    shares: tuple[float, ...]
    outside: tuple[bool, ...]
    band: tuple[float, float] | None
    foot: float
    top: float
    first_day: str
    last_day: str


def chart(notice: Notification) -> Chart | None:
    """The chart of a notice; None when there are fewer than three days to show."""
    points = [point for point in notice.series if math.isfinite(point[1])][-MOST_POINTS:]
    if len(points) < 3:
        return None
    values = [value for _, value in points]
    low, high = _finite(notice.expected_low), _finite(notice.expected_high)
    foot, top = _scale(values, [bound for bound in (low, high) if bound is not None])
    height = top - foot

    def share(value: float) -> float:
        return min(1.0, max(0.0, (value - foot) / height))

    below, above = low if low is not None else -math.inf, high if high is not None else math.inf
    expected = (share(below), share(above)) if low is not None or high is not None else None
    return Chart(
        shares=tuple(share(value) for value in values),
        outside=tuple(not below <= value <= above for value in values),
        band=expected,
        foot=foot,
        top=top,
        first_day=points[0][0],
        last_day=points[-1][0],
    )


def in_letters(picture: Chart) -> str:
    """The chart in lines of equal letters; what is shaded is expected."""
    labels = [number(picture.top), *[""] * (ROWS - 2), number(picture.foot)]
    width = max(len(label) for label in labels)
    lines = [
        f"{label:>{width}} {_line(picture, ROWS - 1 - position)}"
        for position, label in enumerate(labels)
    ]
    days = f"{picture.first_day} to {picture.last_day}"
    legend = f"{days}, {BAND} expected" if picture.band else days
    return "\n".join([*lines, f"{'':>{width}}  {legend}"])


def _line(picture: Chart, row: int) -> str:
    """One line, `row` counted from the foot; its first letter is the axis."""
    is_expected = _is_expected(picture, row)
    letters = [BAND if is_expected else "│"]
    for share in picture.shares:
        eighths = round((share * ROWS - row) * 8)
        if row == 0:
            eighths = max(1, eighths)  # a day of nothing is still a day
        empty = BAND if is_expected else " "
        letters.append(EIGHTHS[min(8, eighths)] if eighths > 0 else empty)
    return "".join(letters)


def _is_expected(picture: Chart, row: int) -> bool:
    """Whether the band covers the middle of the row, or the row holds all of a narrow band."""
    if picture.band is None:
        return False
    low, high = (bound * ROWS for bound in picture.band)
    return low <= row + 0.5 <= high or row == min(ROWS - 1, int((low + high) / 2))


def _scale(values: Sequence[float], bounds: Sequence[float]) -> tuple[float, float]:
    """Foot and top: all values, and the bounds as far as they do not flatten the values."""
    lowest, highest = min(values), max(values)
    spread = (highest - lowest) or abs(highest) or 1.0
    near = [min(highest + spread, max(lowest - spread, bound)) for bound in bounds]
    lowest, highest = min([lowest, *near]), max([highest, *near])
    if 0 <= lowest < highest / 2:
        lowest = 0.0
    return (lowest, highest) if lowest < highest else (lowest - 1, highest + 1)


def _finite(bound: float | None) -> float | None:
    return bound if bound is not None and math.isfinite(bound) else None
