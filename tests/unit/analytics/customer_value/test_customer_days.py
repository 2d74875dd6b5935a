"""Orders become days of buying: netted, cut at the as-of day, refused when they cannot be read."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.analytics.customer_value.customer_days import customer_days
from ecom_platform.errors import AnalyticsError
from tests.support.tables.simulated_orders import day, orders

SMALL = orders(
    ["b", "a", "a", "a", "a", "c", "a"],
    ["2024-01-05", "2024-03-01", "2024-01-01", "2024-01-01", "2024-01-15", "2024-02-01",
     "2024-02-01"],
    [50.0, 999.0, 20.0, 10.0, 30.0, -5.0, -12.0],
)  # fmt: skip


def test_a_day_is_one_purchase_whatever_the_number_of_orders() -> None:
    known = customer_days(SMALL, day("2024-02-10")).known_on(np.datetime64("2024-02-10"))
    assert known.buyers.tolist() == [0, 1]
    assert known.counts.tolist() == [2, 1]
    assert known.means.tolist() == [30, 50]


def test_histories_are_in_weeks_from_the_first_purchase() -> None:
    histories = customer_days(SMALL, day("2024-02-12")).known_on(np.datetime64("2024-02-12"))
    assert histories.histories().frequency.tolist() == [1, 0]
    assert histories.histories().recency.tolist() == [2, 0]
    assert histories.histories().age == pytest.approx([6, 38 / 7])


def test_orders_after_the_as_of_day_do_not_exist() -> None:
    until = customer_days(SMALL, day("2024-02-10"))
    earlier = customer_days(SMALL[SMALL["order_date"] < "2024-02-11"], day("2024-02-10"))
    assert until.days.tolist() == earlier.days.tolist()
    assert until.amounts.tolist() == earlier.amounts.tolist()


def test_an_order_cancelled_the_same_day_is_no_purchase() -> None:
    """A customer of Online Retail II bought for 77,183.60 and gave all back 16 minutes later."""
    frame = orders(["x", "x"], ["2024-01-01"] * 2, [77183.6, -77183.6])
    days = customer_days(frame, day("2024-01-31"))
    assert days.known_on(days.as_of).buyers.size == 0
    assert days.customers.tolist() == ["x"]


def test_credits_of_other_days_lower_the_share_that_is_kept() -> None:
    days = customer_days(SMALL, day("2024-02-10"))
    assert days.known_on(np.datetime64("2024-01-31")).kept_share == 1
    assert days.known_on(np.datetime64("2024-02-10")).kept_share == pytest.approx(1 - 17 / 110)


def test_what_was_known_on_a_day_hangs_on_nothing_later() -> None:
    changed = SMALL.assign(amount=SMALL["amount"].where(SMALL["order_date"] < "2024-01-31", 7.0))
    cut = np.datetime64("2024-01-30")
    before, after = (
        customer_days(frame, day("2024-03-31")).known_on(cut) for frame in (SMALL, changed)
    )
    assert before.means.tolist() == after.means.tolist()
    assert before.kept_share == after.kept_share


def test_money_and_purchases_of_a_span_leave_its_first_day_out() -> None:
    days = customer_days(SMALL, day("2024-03-31"))
    counts, money = days.purchases_between(
        np.array([0, 1]), np.datetime64("2024-01-15"), np.datetime64("2024-03-01")
    )
    assert counts.tolist() == [1, 0]
    assert money.tolist() == [999 - 12, 0]


@given(st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_rows_does_not_matter(random: Random) -> None:
    places = list(range(len(SMALL)))
    random.shuffle(places)
    one, other = (customer_days(f, day("2024-03-31")) for f in (SMALL, SMALL.iloc[places]))
    assert one.codes.tolist() == other.codes.tolist()
    assert one.amounts.tolist() == other.amounts.tolist()
    assert one.start == other.start


def test_orders_are_left_as_they_were() -> None:
    before = SMALL.copy()
    customer_days(SMALL, day("2024-02-10"))
    pd.testing.assert_frame_equal(SMALL, before)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("customer_id", None, "no 'customer_id'"),
        ("order_date", pd.NaT, "no 'order_date'"),
        ("amount", np.nan, "no 'amount'"),
        ("amount", np.inf, "infinite"),
        ("feed", "other", "several values of 'feed'"),
        ("currency", "USD", "several values of 'currency'"),
    ],
)
def test_an_order_that_cannot_be_read_is_refused(column: str, value: object, words: str) -> None:
    frame = SMALL.copy()
    frame[column] = [value, *frame[column].iloc[1:]]
    with pytest.raises(AnalyticsError, match=words):
        customer_days(frame, day("2024-03-31"))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(AnalyticsError, match="no column 'currency'"):
        customer_days(SMALL.drop(columns="currency"), day("2024-03-31"))


def test_an_as_of_day_before_all_orders_is_refused() -> None:
    with pytest.raises(AnalyticsError, match="on or before 2023-12-31"):
        customer_days(SMALL, day("2023-12-31"))
