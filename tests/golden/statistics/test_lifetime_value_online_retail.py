"""Lifetime value on real customers: forecast on 2011-06-30, compared with data until 2011-12-09.

The naive forecasts and the actual purchases are computed once more with pandas alone.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest

from ecom_platform.analytics.customer_value.cohort_value import cohort_value
from ecom_platform.analytics.customer_value.customer_days import customer_days
from ecom_platform.analytics.customer_value.lifetime_value import LifetimeValue, lifetime_value
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import LEVEL, covers
from ecom_platform.analytics.customer_value.model_selection.model_contest import (
    FEWEST_CUSTOMERS,
    Contest,
    run_contest,
)
from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow]

ORDERS = """
    select feed, currency, customer_id, order_id, order_date, sum(amount)::double as amount
    from marts.fct_order_items
    where customer_id is not null and line_kind = 'goods' and is_kept
    group by all
"""
JUNE, CAME = pd.Timestamp("2011-06-30"), pd.Timestamp("2011-12-09")
HORIZONS = (30, 90, 162)
LATER = ((30, (30, 90)), (60, (30, 90)), (90, (30,)), (120, (30,)))  # days on, and horizons there


@dataclass(frozen=True)
class Cut:
    """Per customer known on a day: what came within each horizon, and the naive forecasts of it."""

    came: list[pd.Series]
    cohort_rate: list[pd.Series]
    last_period: list[pd.Series]


@dataclass(frozen=True)
class Story(Cut):
    """Lifetime values as of the last of June, with the forecast of each horizon."""

    june: LifetimeValue
    forecast: list[pd.Series]


def _orders(ask: Ask) -> pd.DataFrame:
    columns = ["feed", "currency", "customer_id", "order_id", "order_date", "amount"]
    frame = pd.DataFrame(ask(ORDERS), columns=columns)
    return frame.assign(order_date=pd.to_datetime(frame["order_date"]))


@pytest.fixture(scope="module")
def orders(published_online_retail_ii: Ask) -> pd.DataFrame:
    return _orders(published_online_retail_ii)


@pytest.fixture(scope="module")
def days(orders: pd.DataFrame) -> pd.DataFrame:
    """Purchase days: customer and date."""
    net = orders.groupby(["customer_id", "order_date"])["amount"].sum().round(6)
    return net[net > 0].reset_index()


def _cut(days: pd.DataFrame, june: pd.Timestamp, horizons: tuple[int, ...]) -> Cut:
    known = days[days["order_date"] <= june].groupby("customer_id")["order_date"]
    first, repeats = known.min(), known.size() - 1
    cohort = first.dt.to_period("M")
    age = (june - first).dt.days
    rate = (repeats.groupby(cohort).sum() / age.groupby(cohort).sum().clip(lower=1)).reindex(cohort)
    rate.index = first.index

    def between(after: pd.Timestamp, until: pd.Timestamp) -> pd.Series:
        inside = days[(days["order_date"] > after) & (days["order_date"] <= until)]
        return inside.groupby("customer_id").size().reindex(first.index, fill_value=0)

    spans = [pd.Timedelta(days=count) for count in horizons]
    return Cut(
        [between(june, june + span) for span in spans],
        [rate * count for count in horizons],
        [between(june - span, june) for span in spans],
    )


@pytest.fixture(scope="module")
def story(orders: pd.DataFrame, days: pd.DataFrame) -> Story:
    cut = _cut(days, JUNE, HORIZONS)
    june = lifetime_value(orders[orders["order_date"] <= JUNE], JUNE.date(), seed=1)
    forecast = _forecast(june, orders, cut.came[0].index)
    return Story(cut.came, cut.cohort_rate, cut.last_period, june, forecast)


@pytest.fixture(scope="module")
def contest(orders: pd.DataFrame) -> Contest:
    """Held over the weeks from the last of June on."""
    until = customer_days(orders, CAME.date())
    return run_contest(until, seed=1, calibration_end=np.datetime64("2011-06-30"))


def _forecast(june: LifetimeValue, orders: pd.DataFrame, customers: pd.Index) -> list[pd.Series]:
    assert june.purchase_model is not None
    days = customer_days(orders, JUNE.date())
    known = days.known_on(days.as_of)
    assert days.customers[known.buyers].tolist() == customers.tolist()
    expected = june.purchase_model.expected_purchases(known, HORIZONS)
    return [pd.Series(each, customers) for each in expected]


def _errors(forecast: list[pd.Series], came: list[pd.Series]) -> list[float]:
    return [float(f.sum() / c.sum() - 1) for f, c in zip(forecast, came, strict=True)]


@pytest.mark.xdist_group("online_retail_ii")
def test_published_predictions_beat_the_naive_ones_on_the_total(story: Story) -> None:
    """Over the horizons that are published. Over the longest alone, which ends in the rush before
    Christmas, the cohort's rate is right by chance: without season it expects too much of the
    summer and too little of the autumn. In June a spring is all that a season could be tested on,
    and it did not win there."""
    june = _errors(story.forecast, story.came)
    cohort, last = _errors(story.cohort_rate, story.came), _errors(story.last_period, story.came)
    assert june == pytest.approx([0.037, -0.036, -0.221], abs=0.002)
    assert cohort == pytest.approx([0.280, 0.222, 0.015], abs=0.002)
    assert last == pytest.approx([0.192, 0.088, -0.132], abs=0.002)
    assert np.mean(np.abs(june)) < min(np.mean(np.abs(cohort)), np.mean(np.abs(last)))


@pytest.mark.xdist_group("online_retail_ii")
def test_published_predictions_beat_the_naive_ones_on_the_order_of_customers(story: Story) -> None:
    def order(forecast: pd.Series) -> float:
        return float(forecast.corr(story.came[-1], method="spearman"))

    june, cohort, last = (
        order(each[-1]) for each in (story.forecast, story.cohort_rate, story.last_period)
    )
    assert [june, cohort, last] == pytest.approx([0.623, 0.189, 0.565], abs=0.002)
    assert june > max(cohort, last)


@pytest.mark.xdist_group("online_retail_ii")
def test_published_intervals_hold_what_came_in_ninety_days(story: Story) -> None:
    frame = story.june.frame.set_index("customer_id").loc[story.came[1].index]
    low, high = frame["lower_purchases_90_days"], frame["upper_purchases_90_days"]
    inside = (low <= story.came[1]) & (story.came[1] <= high)
    assert inside.mean() == pytest.approx(LEVEL, abs=0.02)


@pytest.mark.xdist_group("online_retail_ii")
def test_the_contest_over_the_same_weeks_agrees_with_pandas(
    days: pd.DataFrame, story: Story, contest: Contest
) -> None:
    assert contest.customers == len(story.came[0]) == 5_012
    cohort, last = contest.naive
    cuts = [story, *(_cut(days, JUNE + pd.Timedelta(days=gone), some) for gone, some in LATER)]
    of_cohort = [error for cut in cuts for error in _errors(cut.cohort_rate, cut.came)]
    of_last = [error for cut in cuts for error in _errors(cut.last_period, cut.came)]
    assert cohort.total_errors == pytest.approx(of_cohort)
    assert last.total_errors == pytest.approx(of_last)
    score = contest.winning_score
    assert score is not None
    assert covers(score)
    assert [score.total_error, *(naive.total_error for naive in contest.naive)] == pytest.approx(
        [0.037, 0.150, 0.115], abs=0.002
    )
    assert score.rank_correlation == pytest.approx(0.625, abs=0.002)


@pytest.mark.xdist_group("online_retail_ii")
def test_a_season_learned_until_june_tells_the_autumn(
    orders: pd.DataFrame, story: Story, contest: Contest
) -> None:
    """From one day in June, and again each month, the model with a season errs least by far."""
    assert contest.winner is not None
    assert contest.winner.has_season
    days = customer_days(orders, JUNE.date())
    known = days.known_on(days.as_of)
    june = contest.winner.fit(days, known).expected_purchases(known, HORIZONS)
    errors = [june[place].sum() / story.came[place].sum() - 1 for place in range(len(HORIZONS))]
    assert errors == pytest.approx([0.062, 0.000, -0.016], abs=0.002)
    naive = (_errors(each, story.came) for each in (story.cohort_rate, story.last_period))
    assert np.mean(np.abs(errors)) < min(np.mean(np.abs(each)) for each in naive)


@pytest.mark.xdist_group("online_retail_ii")
def test_cohorts_forecast_in_june_hold_through_the_autumn(
    orders: pd.DataFrame, story: Story
) -> None:
    """Of 95 cells forecast in June, by a model that does not know the season of Christmas."""
    early = orders[orders["order_date"] <= JUNE]
    june = cohort_value(early, JUNE.date(), story.june, acquisition_costs={}, seed=1).frame
    full = lifetime_value(orders, CAME.date(), seed=1)
    came = cohort_value(orders, CAME.date(), full, acquisition_costs={}, seed=1).frame
    both = june.merge(came, on=["cohort_month", "months_since"], suffixes=("", "_came"))
    both = both[both["is_censored"] & ~both["is_censored_came"]]
    assert len(both) == 95
    for name, least in (("retention_share", 0.85), ("cumulative_value", 0.90)):
        inside = both[f"{name}_came"].between(both[f"lower_{name}"], both[f"upper_{name}"])
        assert inside.mean() > least


@pytest.mark.xdist_group("online_retail_ii")
def test_every_customer_has_a_row_on_the_last_day(orders: pd.DataFrame) -> None:
    result = lifetime_value(orders, CAME.date(), seed=1)
    frame = result.frame
    assert len(frame) == orders["customer_id"].nunique()
    assert result.contest.winner is not None
    assert result.unavailable_reason is None
    without = frame["unavailable_reason"].notna()
    assert (frame["expected_purchases_365_days"].isna() == without).all()
    assert (frame.loc[without, "purchase_days"] == 0).all()


def _trade_accounts(ask: Ask) -> tuple[pd.DataFrame, Contest]:
    frame = _orders(ask)
    return frame, run_contest(customer_days(frame, date(2022, 5, 10)), seed=1)


@pytest.mark.xdist_group("unlock_profits")
def test_the_149_trade_accounts_are_too_few_to_test_a_model(published_unlock_profits: Ask) -> None:
    frame, contest = _trade_accounts(published_unlock_profits)
    assert frame["customer_id"].nunique() == 149
    assert contest.customers == 99
    assert contest.winner is None
    assert contest.unavailable_reason == (
        "99 customers were known before the weeks held out for the test: 457 are needed to tell "
        "intervals that cover 95 % from those that miss it by 2 points, 358 more."
    )
    assert FEWEST_CUSTOMERS == 457


@pytest.mark.xdist_group("unlock_profits")
def test_what_the_trade_accounts_did_so_far_is_known_all_the_same(
    published_unlock_profits: Ask,
) -> None:
    frame = _orders(published_unlock_profits)
    as_of = date(2022, 5, 11)
    result = lifetime_value(frame, as_of, seed=1)
    assert result.frame["unavailable_reason"].notna().all()
    assert result.frame["purchase_days"].sum() == 267
    cohorts = cohort_value(frame, as_of, result, acquisition_costs={}, seed=1).frame
    first = cohorts[cohorts["months_since"] == 0]
    assert first["cohort_size"].tolist() == [14, 11, 11, 17, 12, 7, 9, 14, 15, 14, 20, 5]
    seen = cohorts[~cohorts["is_censored"]]
    assert seen["retention_share"].notna().all()
    assert cohorts.loc[cohorts["is_censored"], "unavailable_reason"].notna().all()
