"""The chart shows the days as they were and the range they should have been in."""

import pytest

from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.messages.sparkline import as_text, build_chart
from tests.support.alerts.notifications import USUAL


def _notification(
    values: list[float], low: float | None = None, high: float | None = None
) -> Notification:
    series = tuple((f"2026-05-{day:02}", value) for day, value in enumerate(values, start=1))
    return Notification(
        kind="opened",
        severity="warn",
        title="-",
        series=series,
        expected_low=low,
        expected_high=high,
    )


def test_the_chart_of_a_ramp_is_a_ramp() -> None:
    chart = build_chart(_notification([0, 10, 20, 30, 40, 50, 60]))
    assert chart
    assert as_text(chart).splitlines() == [
        "60 │      █",
        "   │     ██",
        "   │    ███",
        "   │   ████",
        "   │  █████",
        " 0 │▁██████",
        "    2026-05-01 to 2026-05-07",
    ]


def test_the_expected_range_is_shaded_where_the_bar_is_not() -> None:
    chart = build_chart(_notification([30, 30, 30, 60], low=20, high=40))
    assert chart
    assert as_text(chart).splitlines() == [
        "60 │   █",
        "   │   █",
        "   ░░░░█",
        "   ░████",
        "   │████",
        " 0 │████",
        "    2026-05-01 to 2026-05-04, ░ expected",
    ]


def test_a_range_narrower_than_a_line_is_still_shown() -> None:
    chart = build_chart(_notification([0, 1, 100], low=49.5, high=49.6))
    assert chart
    assert [line.count("░") for line in as_text(chart).splitlines()[:6]] == [0, 0, 0, 3, 0, 0]


@pytest.mark.parametrize(
    ("low", "high", "outside"),
    [
        (20, 40, (True, False, False, True)),
        (20, None, (True, False, False, False)),
        (None, 40, (False, False, False, True)),
        (None, None, (False,) * 4),
    ],
)
def test_days_outside_the_range_are_known(
    low: float | None, high: float | None, outside: tuple[bool, ...]
) -> None:
    chart = build_chart(_notification([19, 20, 40, 41], low, high))
    assert chart
    assert chart.outside == outside


def test_small_changes_of_large_values_can_be_seen() -> None:
    chart = build_chart(_notification([1000, 1001, 1002]))
    assert chart
    assert (chart.shares, chart.bottom) == ((0.0, 0.5, 1.0), 1000)


@pytest.mark.parametrize("bound", [1e12, float("inf")])
def test_a_far_bound_does_not_flatten_the_values(bound: float) -> None:
    chart = build_chart(_notification([10, 20, 30], low=5, high=bound))
    assert chart
    assert max(chart.shares) >= 0.5


@pytest.mark.parametrize(
    "values", [[5, 5, 5], [0, 0, 0], [-5, -5, -5], [-1, 0, 1], [1e300, -1e300, 0]]
)
def test_any_values_have_a_chart(values: list[float]) -> None:
    chart = build_chart(_notification(values))
    assert chart
    assert all(0 <= share <= 1 for share in chart.shares)
    assert len(as_text(chart).splitlines()) == 7


def test_only_the_last_thirty_days_are_shown() -> None:
    series = tuple((f"day {number}", float(number)) for number in range(40))
    chart = build_chart(USUAL.model_copy(update={"series": series}))
    assert chart
    assert (len(chart.shares), chart.first_day, chart.last_day) == (30, "day 10", "day 39")


@pytest.mark.parametrize("values", [[], [1.0, 2.0], [1.0, 2.0, float("nan")]])
def test_two_days_are_no_chart(values: list[float]) -> None:
    assert build_chart(_notification(values)) is None
