"""The causes of a flagged day: read from its own lines, compared with days like it."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from ecom_platform.analytics.anomaly_causes.attribution import Attribution
from ecom_platform.analytics.anomaly_detection.detect_anomalies import AnomalyVerdicts
from ecom_platform.analytics.tables.daily_series import MEASURES, Feed
from ecom_platform.analytics.tables.flagged_day_causes import MeasureVerdicts, explain
from tests.support.files.hand_made_lines import MONDAY, Line, warehouse_of

WEEKS = 5
LAST = MONDAY + timedelta(weeks=WEEKS - 1)
PLACES = [
    (channel, category)
    for channel in ("Webshop", "Market", "Shop")
    for category in ("Shirts", "Shoes")
]
MEASURE = {one.name: one for one in MEASURES}
FEED = Feed("shop", MONDAY, LAST, is_first_day_partial=False)


def _usual(lines: int = 20) -> Iterator[Line]:
    """The same lines on each of five Mondays, an order each, twenty per channel and category."""
    for week in range(WEEKS):
        for place, (channel, category) in enumerate(PLACES):
            for number in range(lines):
                yield {
                    "order_date": MONDAY + timedelta(weeks=week),
                    "channel": channel,
                    "category": category,
                    "order_id": f"O-{place}-{number}",
                }


def _is_gone(line: Line) -> bool:
    """Market lost its shoes on the last Monday."""
    return (line["order_date"], line["channel"], line["category"]) == (LAST, "Market", "Shoes")


def _verdicts(
    measure: str, expected: float, name: str = "EUR|total|", flagged: tuple[int, ...] = ()
) -> MeasureVerdicts:
    """The last Monday flagged, beside other weeks that were."""
    days = np.datetime64(MONDAY, "D") + np.arange(7 * WEEKS - 6)
    numbers = np.full((1, len(days)), expected)
    words = np.full(numbers.shape, "", dtype=object)
    is_anomaly = np.zeros(numbers.shape, dtype=bool)
    is_anomaly[0, [*(7 * week for week in flagged), -1]] = True
    found = AnomalyVerdicts(
        names=(name,),
        days=days,
        actual=numbers,
        expected=numbers,
        low=numbers,
        high=numbers,
        p_value=numbers,
        direction=words,
        kind=words,
        is_anomaly=is_anomaly,
        reason=words,
    )
    return MeasureVerdicts(FEED, MEASURE[measure], found)


def _explained(lines: list[Line], result: MeasureVerdicts) -> Attribution:
    with warehouse_of(lines) as connection:
        cause = explain(connection, result, 0, len(result.verdicts.days) - 1)
    assert isinstance(cause, Attribution), cause
    return cause


def test_a_combination_that_is_gone_is_the_cause_and_all_adds_up() -> None:
    lines: list[Line] = [line for line in _usual() if not _is_gone(line)]
    cause = _explained(lines, _verdicts("revenue", 1200.0))
    assert [cause.actual, cause.expected] == pytest.approx([1000.0, 1200.0])
    (first,) = cause.causes
    assert dict(first.values) == {"channel": "Market", "category": "Shoes"}
    assert first.contribution == pytest.approx(-200.0)
    assert first.contribution == pytest.approx(first.volume_part + first.rate_part)
    assert first.contribution + cause.unexplained == pytest.approx(cause.gap)


def test_a_price_that_fell_is_distinguished_from_units_that_were_not_sold() -> None:
    lines: list[Line] = [{**line, "amount": 4} if _is_gone(line) else line for line in _usual()]
    (first,) = _explained(lines, _verdicts("revenue", 1200.0)).causes
    assert dict(first.values) == {"channel": "Market", "category": "Shoes"}
    assert [first.volume_part, first.rate_part] == pytest.approx([0.0, -120.0])


def test_a_rate_is_compared_with_that_of_comparable_days() -> None:
    lines: list[Line] = [
        {**line, "order_state": "cancelled"}
        if _is_gone(line) or str(line["order_id"]).endswith("-0")  # one of twenty always is
        else line
        for line in _usual()
    ]
    cause = _explained(lines, _verdicts("cancel_rate", 0.05))
    assert [cause.actual, cause.expected] == pytest.approx([25 / 120, 6 / 120])
    assert dict(cause.causes[0].values) == {"channel": "Market", "category": "Shoes"}


def test_days_that_were_flagged_are_not_compared() -> None:
    second = MONDAY + timedelta(weeks=1)
    lines: list[Line] = [
        {**line, "order_state": "cancelled"}
        if _is_gone(line) or line["order_date"] == second
        else line
        for line in _usual()
    ]
    assert _explained(lines, _verdicts("cancel_rate", 0.0, flagged=(1,))).expected == 0.0
    assert _explained(lines, _verdicts("cancel_rate", 0.0)).expected == pytest.approx(1 / 4)


def test_a_part_is_explained_by_its_own_lines_only() -> None:
    lines: list[Line] = [line for line in _usual() if not _is_gone(line)]
    cause = _explained(lines, _verdicts("units", 40.0, "EUR|channel|Market"))
    assert [cause.actual, cause.expected] == pytest.approx([20.0, 40.0])
    assert dict(cause.causes[0].values) == {"category": "Shoes"}


def test_lines_of_no_known_channel_are_a_part() -> None:
    lines: list[Line] = [{**line, "channel": None} for line in _usual() if not _is_gone(line)]
    assert _explained(lines, _verdicts("units", 120.0, "EUR|channel|unknown")).actual == 100.0


def test_other_currencies_services_and_credits_are_not_in_the_cells() -> None:
    others: list[Line] = [
        {**line, **odd}
        for line in _usual(1)
        for odd in ({"currency": "GBP"}, {"line_kind": "service"}, {"is_credit": True})
    ]
    lines: list[Line] = [line for line in _usual() if not _is_gone(line)]
    assert _explained([*lines, *others], _verdicts("revenue", 1200.0)).actual == 1000.0


@pytest.mark.parametrize(("measure", "expected"), [("orders", 60.0), ("order_value", 20.0)])
def test_an_order_of_lines_in_two_cells_is_one_order(measure: str, expected: float) -> None:
    """Its parts in the cells add up to what the series counts: one order of twenty euros."""
    lines: list[Line] = [
        {**line, "order_id": f"{line['channel']}-{str(line['order_id'])[4:]}"}
        for line in _usual()
        if not (line["order_date"] == LAST and line["channel"] == "Market")
    ]
    cause = _explained(lines, _verdicts(measure, expected))
    assert cause.expected == pytest.approx(expected)
    assert cause.actual == pytest.approx(40.0 if measure == "orders" else 20.0)


@pytest.mark.parametrize(
    ("measure", "expected", "share"),
    [("revenue", 1200.0, 4000 / 3990), ("units", 120.0, 101 / 100), ("order_value", 10.0, 1.0)],
)
def test_a_day_strange_for_one_order_names_it(measure: str, expected: float, share: float) -> None:
    """An order of 101 pieces for 4,000 where each of the other 119 is of one for ten."""
    large: Line = {"order_id": "BIG", "quantity": 101, "amount": 4_000}
    lines: list[Line] = [
        {**line, **large} if line["order_date"] == LAST and line["order_id"] == "O-2-7" else line
        for line in _usual()
    ]
    found = _explained(lines, _verdicts(measure, expected)).largest_order
    assert found is not None
    assert found.order_id == "BIG"
    assert found.share == pytest.approx(share)


def test_orders_are_counted_so_that_no_single_one_is_a_cause() -> None:
    lines: list[Line] = [line for line in _usual() if not _is_gone(line)]
    assert _explained(lines, _verdicts("orders", 120.0)).largest_order is None


def test_lines_without_an_order_number_are_no_order() -> None:
    lines: list[Line] = [
        *(line for line in _usual() if not _is_gone(line)),
        *({**line, "order_id": None} for line in _usual()),
    ]
    assert _explained(lines, _verdicts("orders", 120.0)).actual == pytest.approx(100.0)


def test_too_few_days_like_it_are_a_reason_in_a_sentence() -> None:
    with warehouse_of(_usual(1)) as connection:
        figures = explain(
            connection, _verdicts("revenue", 6.0, flagged=(0, 1, 2)), 0, 7 * WEEKS - 7
        )
    assert isinstance(figures, str)
    assert figures.startswith("Comparable days in the 16 weeks before")
