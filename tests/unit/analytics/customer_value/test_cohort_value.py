"""Cohorts by hand where they were seen, and against a future that came where they are forecast."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from ecom_platform.analytics.customer_value.cohort_value import MONTHS, cohort_value
from ecom_platform.analytics.customer_value.lifetime_value import lifetime_value
from ecom_platform.analytics.customer_value.payback import NO_COST, NOT_YET, Cost
from tests.support.tables.simulated_orders import (
    day,
    end_of,
    orders,
    simulated_lifetime,
    simulated_orders,
)

SMALL = orders(
    ["a", "a", "a", "b", "b", "c", "c", "d"],
    ["2024-01-10", "2024-02-01", "2024-02-20", "2024-01-31", "2024-02-10", "2024-02-05",
     "2024-03-01", "2024-03-20"],
    [10, 20, 30, 40, -4, 50, 60, 70],
)  # fmt: skip
AS_OF = day("2024-03-25")


def _small(costs: dict[date, Cost]) -> pd.DataFrame:
    lifetime = lifetime_value(SMALL, AS_OF, seed=1)
    frame = cohort_value(SMALL, AS_OF, lifetime, acquisition_costs=costs, seed=1).frame
    return frame.set_index(["cohort_month", "months_since"])


def test_complete_months_are_stated_as_they_were() -> None:
    january = _small({}).loc["2024-01-01"]
    assert january.loc[:1, "active_customers"].tolist() == [2, 1]
    assert january.loc[:1, "retention_share"].tolist() == [1, 0.5]
    assert january.loc[:1, "cumulative_value"].tolist() == [25, 48]
    assert january.loc[:1, "lower_cumulative_value"].tolist() == [25, 48]
    assert not january.loc[:1, "is_censored"].any()


def test_the_running_month_and_all_after_are_censored_and_null_with_a_reason() -> None:
    frame = _small({})
    later = frame[frame["activity_month"] >= "2024-03-01"]
    assert len(frame) == 3 * (MONTHS + 1)
    assert later["is_censored"].all()
    numbers = ["retention_share", "cumulative_value", "lower_cumulative_value", "active_customers"]
    assert later[numbers].isna().all(axis=None)
    assert later[["unavailable_reason", "value_unavailable_reason"]].notna().all(axis=None)
    seen = frame[frame["activity_month"] < "2024-03-01"]
    assert seen[["unavailable_reason", "value_unavailable_reason"]].isna().all(axis=None)


def test_cohorts_are_compared_at_equal_age() -> None:
    frame = _small({})
    assert frame.loc[("2024-01-01", 0), "value_against_others"] == pytest.approx(25 / 50)
    assert frame.loc[("2024-02-01", 0), "value_against_others"] == pytest.approx(50 / 25)
    assert frame["value_against_others"].isna().loc[("2024-01-01", 1)]


def test_the_first_month_of_the_feed_holds_older_customers() -> None:
    first = _small({})["is_left_censored"].groupby("cohort_month").first()
    assert first.tolist() == [True, False, False]


def test_payback_is_the_month_in_which_the_cost_is_earned() -> None:
    columns = ["acquisition_cost", "payback_months", "payback_unavailable_reason"]
    rows = _small({day("2024-01-01"): 30.0, day("2024-02-01"): 900.0})[columns]
    first = rows.groupby("cohort_month").nth(0)
    assert first["payback_months"].iloc[0] == 1
    assert first["payback_months"].iloc[1:].isna().all()
    assert first["acquisition_cost"].tolist()[:2] == [30.0, 900.0]
    assert first["payback_unavailable_reason"].isna().tolist() == [True, False, False]
    assert first["payback_unavailable_reason"].tolist()[1:] == [NOT_YET, NO_COST]
    assert (rows.groupby("cohort_month").nunique(dropna=False) == 1).all(axis=None)


@pytest.fixture(scope="module")
def forecast() -> pd.DataFrame:
    frame = simulated_orders(2_500, 104, seed=7)
    lifetime = simulated_lifetime(2_500, 104)
    return cohort_value(frame, end_of(104), lifetime, acquisition_costs={}, seed=1).frame


def test_a_forecast_cohort_has_no_hole(forecast: pd.DataFrame) -> None:
    numbers = forecast.filter(regex="retention_share|cumulative_value")
    assert numbers.notna().all(axis=None)
    assert forecast["retention_share"].between(0, 1).all()
    for name in ("retention_share", "cumulative_value"):
        middle = forecast[name]
        assert (forecast[f"lower_{name}"] <= middle + 1e-9).all()
        assert (middle <= forecast[f"upper_{name}"] + 1e-9).all()


def test_value_grows_with_age_where_it_is_forecast(forecast: pd.DataFrame) -> None:
    later = forecast[forecast["is_censored"]]
    growth = later.groupby("cohort_month")["cumulative_value"].diff().dropna()
    assert (growth >= -1e-9).all()


@pytest.mark.slow
def test_bands_hold_what_came_of_cohorts_made_up() -> None:
    """Half a year later more of these cohorts is known; three companies, 270 cells."""
    held = pd.concat([_held(seed) for seed in (7, 8, 9)])
    assert len(held) > 250
    assert held["retention_share"].mean() == pytest.approx(0.95, abs=0.03)
    assert held["cumulative_value"].mean() == pytest.approx(0.95, abs=0.04)


def _held(seed: int) -> pd.DataFrame:
    """Of each forecast cell whether the bands hold what came."""
    frame = simulated_orders(2_500, 104, seed=seed)
    early = frame[frame["order_date"] <= pd.Timestamp(end_of(78))]
    then = lifetime_value(early, end_of(78), seed=1)
    told = cohort_value(early, end_of(78), then, acquisition_costs={}, seed=1).frame
    seen_only = replace(then, purchase_model=None)
    came = cohort_value(frame, end_of(104), seen_only, acquisition_costs={}, seed=1).frame
    both = told.merge(came, on=["cohort_month", "months_since"], suffixes=("", "_came"))
    # The cohort of the running month was not complete, so that it has another size by now.
    later = both["is_censored"] & ~both["is_censored_came"]
    both = both[later & (both["cohort_size"] == both["cohort_size_came"])]
    return pd.DataFrame(
        {
            name: both[f"{name}_came"].between(both[f"lower_{name}"], both[f"upper_{name}"])
            for name in ("retention_share", "cumulative_value")
        }
    )


def test_larger_errors_in_the_test_make_wider_bands(forecast: pd.DataFrame) -> None:
    lifetime = simulated_lifetime(2_500, 104)
    contest, score = lifetime.contest, lifetime.contest.winning_score
    assert score is not None
    worse = replace(score, total_errors=(0.5, -0.4, 0.5))
    models = tuple(worse if each is score else each for each in contest.models)
    shaken = replace(lifetime, contest=replace(contest, models=models))
    frame = simulated_orders(2_500, 104, seed=7)
    wide = cohort_value(frame, end_of(104), shaken, acquisition_costs={}, seed=1).frame
    later = forecast["is_censored"]

    def width(each: pd.DataFrame) -> float:
        gap = each["upper_retention_share"] - each["lower_retention_share"]
        return float(gap[later].mean())

    assert width(wide) > 1.5 * width(forecast)
