"""Buying time: calendar weeks where the pace is even, and time that adds up where it is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.analytics.purchase_models.season import (
    DAYS_OF_YEAR,
    NO_SEASON,
    Season,
    day_of_year,
)

START = np.datetime64("2019-12-20")
AUTUMN = np.where(np.arange(DAYS_OF_YEAR) >= 243, 2.0, 0.5)


def test_at_an_even_pace_weeks_are_weeks() -> None:
    after = np.array(["2020-02-27", "2020-12-30", "2021-03-01"], dtype="datetime64[D]")
    until = np.array(["2020-03-05", "2021-01-13", "2021-03-01"], dtype="datetime64[D]")
    assert NO_SEASON.weeks(after, until).tolist() == [1.0, 2.0, 0.0]


def test_a_week_of_a_season_takes_as_much_time_as_is_bought_in_it() -> None:
    season = Season(AUTUMN)
    assert season.weeks(np.datetime64("2021-03-01"), np.datetime64("2021-03-15")) == 1.0
    assert season.weeks(np.datetime64("2021-10-01"), np.datetime64("2021-10-15")) == 4.0
    # 1 September is day 243 of the year: the last of August is slow, the first of September fast.
    edge = season.weeks(np.datetime64("2021-08-30"), np.datetime64("2021-09-01"))
    assert edge == pytest.approx(2.5 / 7)


def test_the_last_day_of_a_leap_year_counts_as_the_one_before() -> None:
    days = np.array(["2020-01-01", "2020-12-30", "2020-12-31", "2021-12-31"], dtype="datetime64[D]")
    assert day_of_year(days).tolist() == [0, 364, 364, 364]


def test_a_season_tells_its_peak_and_its_trough() -> None:
    intensity = np.full(DAYS_OF_YEAR, 1.0)
    intensity[[0, 317]] = 0.5, 1.5
    assert (
        Season(intensity).description
        == "1.50 times the mean around 14 November, 0.50 around 01 January"
    )
    assert NO_SEASON.description == "none"


@given(
    st.lists(st.floats(0.1, 5.0), min_size=DAYS_OF_YEAR, max_size=DAYS_OF_YEAR),
    st.lists(st.integers(0, 1_500), min_size=3, max_size=3),
)
def test_time_adds_up_and_never_goes_back(intensity: list[float], days: list[int]) -> None:
    season = Season(np.array(intensity))
    first, second, third = (START + np.timedelta64(day, "D") for day in sorted(days))
    whole = float(season.weeks(first, third))
    parts = float(season.weeks(first, second)) + float(season.weeks(second, third))
    assert whole == pytest.approx(parts)
    assert parts >= 0
