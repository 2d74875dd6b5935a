"""The cut of a history and the naive forecasts, each by hand."""

import numpy as np
import pytest

from ecom_platform.analytics.customer_value.customer_days import CustomerDays, customer_days
from ecom_platform.analytics.customer_value.model_selection.holdout import (
    cut_holdout,
    default_calibration_end,
    later_holdouts,
)
from tests.support.tables.simulated_orders import day, orders

CUT = np.datetime64("2024-03-31")


def _days() -> CustomerDays:
    frame = orders(
        ["a", "a", "a", "b", "b", "late"],
        ["2024-01-01", "2024-03-11", "2024-04-10", "2024-01-29", "2024-06-01", "2024-05-01"],
        [10.0, 30.0, 5.0, 20.0, 7.0, 9.0],
    )
    return customer_days(frame, day("2024-06-29"))


def test_totals_are_compared_at_the_published_horizons_and_at_the_end() -> None:
    assert cut_holdout(_days(), CUT).days == (30, 90)
    assert cut_holdout(_days(), np.datetime64("2024-03-01")).days == (30, 90, 120)


def test_only_customers_known_before_are_asked_for() -> None:
    holdout = cut_holdout(_days(), CUT)
    assert [counts.tolist() for counts in holdout.purchases] == [[1, 0], [1, 1]]
    assert [money.tolist() for money in holdout.money] == [[5, 0], [5, 7]]


def test_a_cohort_goes_on_buying_at_the_average_rate_since_it_is_known() -> None:
    rates = cut_holdout(_days(), CUT).naive_purchases[0]
    # One repeat purchase in 90 + 62 days of two customers who came in January.
    assert rates[0] == pytest.approx([30 / 152, 30 / 152])
    assert rates[1] == pytest.approx([90 / 152, 90 / 152])


def test_the_last_period_comes_again() -> None:
    holdout = cut_holdout(_days(), CUT)
    assert [counts.tolist() for counts in holdout.naive_purchases[1]] == [[1, 0], [1, 1]]
    assert [money.tolist() for money in holdout.naive_money[1]] == [[30, 0], [30, 20]]


def test_naive_money_of_a_cohort_is_its_rate_at_the_mean_of_a_purchase() -> None:
    assert cut_holdout(_days(), CUT).naive_money[0][0] == pytest.approx([20 * 30 / 152] * 2)


@pytest.mark.parametrize(
    ("as_of", "end"), [("2024-06-29", "2024-05-15"), ("2027-06-29", "2026-12-29")]
)
def test_the_last_quarter_is_held_out_but_half_a_year_at_most(as_of: str, end: str) -> None:
    frame = orders(["a"], ["2024-01-01"], [1.0])
    assert default_calibration_end(customer_days(frame, day(as_of))) == np.datetime64(end)


def test_the_weeks_held_out_are_cut_anew_every_thirty_days() -> None:
    later = later_holdouts(_days(), np.datetime64("2024-03-01"))  # 120 days are held out
    ends = [str(each.known.as_of) for each in later]
    assert ends == ["2024-03-31", "2024-04-30", "2024-05-30"]
    assert [each.days for each in later] == [(30, 90), (30,), (30,)]
    # Of b and the late one, who is known by then; b comes back on 1 June, beyond the first cut.
    assert [each.purchases[0].tolist() for each in later] == [[1, 0], [0, 0], [0, 1, 0]]


def test_a_short_holdout_is_not_cut_anew() -> None:
    assert later_holdouts(_days(), np.datetime64("2024-05-15")) == ()
