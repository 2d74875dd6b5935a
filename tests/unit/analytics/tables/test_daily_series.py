"""The daily series: what is counted, which parts are evaluated, and that parts add up to totals."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.analytics.daily_panel import DailyPanel
from ecom_platform.analytics.tables.daily_series import (
    MEASURES,
    Feed,
    daily_rows,
    days_of_incidents,
    feeds,
    known_events,
    large_parts,
    panel,
    split_name,
    sums_of_parts,
)
from tests.support.files.hand_made_lines import MONDAY, Line, warehouse_of

if TYPE_CHECKING:
    import pandas as pd

TUESDAY = MONDAY + timedelta(days=1)
MEASURE = {one.name: one for one in MEASURES}
LINES: list[Line] = [
    {"order_id": "O-1", "amount": 30, "list_amount": 40, "discount_amount": 10, "quantity": 2},
    {"order_id": "O-1", "amount": 20, "list_amount": 20, "category": "Shoes"},
    {"order_id": "O-2", "amount": 10, "order_state": "cancelled"},
    {"order_id": "O-3", "amount": -30, "is_credit": True, "quantity": -2},
    {"order_id": "O-4", "amount": None, "list_amount": None, "quantity": None},
    {"order_id": "O-5", "amount": 5, "line_kind": "service"},
    {"order_id": "O-6", "amount": 7, "currency": "GBP"},
    {"order_id": "O-7", "amount": 99, "feed": "another"},
    {"order_id": "O-8", "amount": 99, "order_date": MONDAY + timedelta(days=9)},
]


def _feed(days: int = 1, *, partial: bool = False) -> Feed:
    return Feed("shop", MONDAY, MONDAY + timedelta(days=days - 1), partial)


def _rows(lines: list[Line], feed: Feed) -> "pd.DataFrame":
    with warehouse_of(lines) as connection:
        return daily_rows(connection, feed)


def _panel(lines: list[Line], measure: str, feed: Feed) -> DailyPanel | None:
    return panel(_rows(lines, feed), MEASURE[measure], feed)


def _values(lines: list[Line], measure: str, feed: Feed, name: str = "EUR|total|") -> list[float]:
    found = _panel(lines, measure, feed)
    assert found is not None
    return [float(value) for value in found.observed[found.names.index(name)]]


def test_a_day_is_counted_without_services_credits_other_feeds_and_incomplete_days() -> None:
    rows = _rows(LINES, _feed())
    (total,) = rows[(rows["part"] == "total|") & (rows["currency"] == "EUR")].to_dict("records")
    del total["currency"], total["part"], total["day"]
    assert total == {
        "revenue": 60.0,  # booked: cancelled lines among them, credits not
        "orders": 3.0,
        "units": 4.0,
        "lines": 4.0,
        "cancelled_lines": 1.0,
        "credit_lines": 1.0,
        "all_lines": 5.0,
        "discount": 10.0,
        "listed": 70.0,
    }


def test_days_of_incidents_are_those_of_the_feed_for_which_any_rule_fails() -> None:
    with warehouse_of(LINES) as connection:
        assert days_of_incidents(connection, _feed()).size == 0
        connection.execute("create schema quality")
        connection.execute(
            """
            create table quality.checked_days as from (values
                ('raw.shop', 'shop', date '2025-03-04', true),
                ('marts.fct_order_items', 'shop', date '2025-03-04', true),
                ('marts.fct_order_items', 'shop', date '2025-03-03', true),
                ('marts.fct_order_items', 'shop', date '2025-03-05', false),
                ('raw.another', 'another', date '2025-03-06', true)
            ) as t(table_name, feed, day, is_failed)
            """
        )
        found = days_of_incidents(connection, _feed())
    assert list(found.astype(str)) == ["2025-03-03", "2025-03-04"]


def test_measures_are_sums_rates_and_ratios_of_the_day() -> None:
    found = {}
    for one in MEASURES:
        judged = _panel(LINES, one.name, _feed())
        assert judged is not None
        found[one.name] = float(judged.observed[judged.names.index("EUR|total|"), 0])
    assert found == {
        "revenue": 60.0,
        "orders": 3.0,
        "units": 4.0,
        "cancel_rate": 1 / 4,
        "return_rate": 1 / 5,
        "order_value": 20.0,
        "discount_share": 10 / 70,
    }


def test_a_value_that_is_not_known_is_a_part_too_and_currencies_stay_apart() -> None:
    rows = _rows([*LINES, {"channel": None}], _feed())
    assert {"channel|Webshop", "channel|unknown", "partner|unknown"} <= set(rows["part"])
    assert sorted(set(rows["currency"])) == ["EUR", "GBP"]


def test_a_value_may_hold_the_separator() -> None:
    assert split_name("EUR|category|Men|Shirts") == ("EUR", "category", "Men|Shirts")


def test_a_day_without_rows_sold_nothing_to_the_last_complete_day() -> None:
    lines: list[Line] = [{"order_date": TUESDAY, "amount": 12}]
    assert _values(lines, "revenue", _feed(4)) == [0.0, 12.0, 0.0, 0.0]


def test_a_ratio_of_nothing_is_unknown_wherever_the_day_lies() -> None:
    """Else the day after the last order would be one on which orders were worth nothing."""
    lines: list[Line] = [{"order_date": TUESDAY, "amount": 12}]
    assert str(_values(lines, "order_value", _feed(4))) == "[nan, 12.0, nan, nan]"


def test_a_partial_first_day_is_unknown() -> None:
    found = _panel([{}, {"order_date": TUESDAY}], "orders", _feed(2, partial=True))
    assert found is not None
    assert np.isnan(found.values[:, 0]).all()
    assert (found.values[:, 1] == 1).all()


def test_a_measure_without_any_event_has_no_series() -> None:
    assert _panel([{}, {}], "cancel_rate", _feed()) is None
    assert _panel([], "revenue", _feed()) is None
    assert _panel([{"order_id": None}], "order_value", _feed()) is None


def test_a_channel_that_states_no_discount_has_an_unknown_share_and_dilutes_no_other() -> None:
    """It had a discount of 0 % on every day, and halved that of the shop as a whole."""
    stated: Line = {"discount_amount": 2}
    blank: Line = {"discount_amount": None}
    market: Line = {"channel": "Market", "discount_amount": None, "list_amount": 20}
    lines = [stated, blank, market]
    found = _panel(lines, "discount_share", _feed())

    assert found is not None
    assert "EUR|channel|Market" not in found.names
    assert _values(lines, "discount_share", _feed()) == [2 / 20]
    assert _values(lines, "discount_share", _feed(), "EUR|channel|Webshop") == [2 / 20]


def test_a_rate_with_an_event_now_and_then_has_no_series() -> None:
    lines: list[Line] = [{"order_date": MONDAY + timedelta(days=i)} for i in range(3)]
    assert _panel([*lines, {"order_state": "cancelled"}], "cancel_rate", _feed(3)) is None


def _many(channel: str, days: int, lines: int) -> list[Line]:
    return [
        {"channel": channel, "order_date": MONDAY + timedelta(days=day)}
        for day in range(days)
        for _ in range(lines)
    ]


def test_a_part_is_evaluated_alone_when_it_sells_enough_on_most_days() -> None:
    lines = [*_many("large", 4, 5), *_many("small", 4, 4), *_many("rare", 1, 20)]
    parts = set(large_parts(_rows(lines, _feed(4)), 4)["part"])
    assert parts == {"total|", "channel|large"}  # the one value of category is the total again


def test_of_a_dimension_the_ten_that_sell_most_are_evaluated() -> None:
    lines: list[Line] = [
        {"channel": f"{number:02}", "amount": number + 1} for number in range(12) for _ in range(5)
    ]
    parts = large_parts(_rows(lines, _feed()), 1)["part"]
    assert set(parts) == {"total|", *(f"channel|{number:02}" for number in range(2, 12))}


def test_of_nothing_there_are_no_parts() -> None:
    nothing = _rows([{"line_kind": "service"}], _feed())
    assert large_parts(nothing, 1).empty
    assert sums_of_parts(nothing).empty


def test_orders_are_not_added_up_for_one_may_hold_lines_of_two_parts() -> None:
    assert "orders" not in sums_of_parts(_rows(LINES, _feed()))


def test_feeds_without_a_complete_day_are_left_out_and_days_without_event_too() -> None:
    with warehouse_of([]) as connection:
        connection.execute(
            """
            create table marts.dim_feeds as from (values
                ('b', date '2024-01-02', date '2024-01-31', true), ('a', null, null, false))
                as rows(feed, first_complete_date, as_of_date, is_first_day_partial)
            """
        )
        connection.execute(
            """
            create table marts.dim_dates as from (values
                (date '2024-12-25', 'Christmas'), (date '2024-12-27', null))
                as rows(date_day, event_name)
            """
        )
        assert feeds(connection) == [Feed("b", date(2024, 1, 1), date(2024, 1, 31), True)]
        assert known_events(connection) == {date(2024, 12, 25): "Christmas"}


_LINE = st.fixed_dictionaries(
    {
        "order_date": st.integers(0, 2).map(lambda day: MONDAY + timedelta(days=day)),
        "currency": st.sampled_from(["EUR", "GBP"]),
        "channel": st.sampled_from([None, *(f"C{number}" for number in range(14))]),
        "category": st.sampled_from(["Shirts", "Shoes"]),
        "amount": st.integers(-5, 1000),
        "is_credit": st.booleans(),
        "order_state": st.sampled_from(["delivered", "cancelled"]),
    }
)


@settings(max_examples=10, deadline=None)
@given(st.lists(_LINE, min_size=1, max_size=50))
def test_parts_add_up_to_their_total_on_every_day(lines: list[Line]) -> None:
    parts = sums_of_parts(_rows(lines, _feed(3)))
    measures = ["revenue", "units", "lines", "cancelled_lines", "credit_lines", "all_lines"]
    for currency in {line["currency"] for line in lines}:
        of_currency = [line for line in lines if line["currency"] == currency]
        own = parts[parts["currency"] == currency]
        dimension = own["part"].str.partition("|")[0]
        totals = own[dimension == "total"].set_index("day")[measures]
        assert totals["all_lines"].sum() == len(of_currency)
        for name in ("channel", "category"):
            values = {line[name] for line in of_currency}
            one = own[dimension == name]
            assert one["part"].nunique() == (min(len(values), 11) if len(values) > 1 else 0)
            if len(values) > 1:
                sums = one.groupby("day")[measures].sum()
                assert sums.to_dict() == totals.to_dict()
