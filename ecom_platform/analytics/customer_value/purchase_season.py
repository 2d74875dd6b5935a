"""The season of a feed's customers, learned from when they come back.

Most of what a shop sells in autumn more than in spring may come of new customers, and a model knows
how old ones thin out. So the purchases of a season's days are held against what the model expects
of the same customers on the same days; the two are found in turns, which is the EM algorithm for a
rate that follows the calendar: Dempster, Laird, Rubin (1977), "Maximum likelihood from incomplete
data via the EM algorithm", JRSS B 39. Customers first seen at the start of the feed are old
customers of unknown age and get parameters of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import (
    CustomerDays,
    Purchases,
    select_histories,
)
from ecom_platform.analytics.purchase_models.bg_nbd import BetaGeometric
from ecom_platform.analytics.purchase_models.purchase_histories import (
    DAYS_PER_WEEK,
    Floats,
    Ints,
    PurchaseHistories,
)
from ecom_platform.analytics.purchase_models.season import (
    DAYS_OF_YEAR,
    NO_SEASON,
    Season,
    day_of_year,
)
from ecom_platform.errors import AnalyticsError

Fit = Callable[[PurchaseHistories], BetaGeometric]

SPAN_DAYS = 28  # a day shares its pace with the four weeks around it, whole weeks without weekdays
PRIOR_PURCHASES = 25.0  # as though so many had come as expected: a fifth up or down is the usual
MOST_ITERATIONS = 20
CONVERGED = 1e-3  # of a pace, from one turn to the next


@dataclass(frozen=True)
class _Calendar:
    """The known days of a feed as numbers from nought on.

    Attributes:
        firsts: first purchase day of each buyer.
        lasts: last one.
        days: day of the year of each day.
        repeats: purchases after the first, of all buyers, by day of the year.
    """

    firsts: Ints
    lasts: Ints
    days: Ints
    repeats: Floats


def purchase_season(
    fit: Fit, customers: CustomerDays, known: Purchases, run_in_weeks: float
) -> Season:
    """The season in which the known purchases are most likely.

    Args:
        fit: a model whose customers leave at purchases.
        customers: the days of one feed.
        known: its buyers on the day up to which purchases may be looked at.
        run_in_weeks: who was first seen in so many first weeks is modelled apart.

    Raises:
        AnalyticsError: less than a year is known, or the customers cannot tell the parameters.
    """
    calendar = _calendar(customers, known)
    if len(calendar.days) < DAYS_OF_YEAR:
        message = f"A season takes a year of history: there are {len(calendar.days)} days."
        raise AnalyticsError(message)
    early = calendar.firsts < run_in_weeks * DAYS_PER_WEEK
    groups = [np.flatnonzero(group) for group in (early, ~early) if group.any()]
    season = NO_SEASON
    for _ in range(MOST_ITERATIONS):
        expected = np.zeros(len(calendar.days))
        histories = known.histories(season)
        for group in groups:
            expected += _expected(fit, select_histories(histories, group), calendar, group)
        intensity = _seasonal_intensity(calendar.repeats, _by_day_of_year(calendar.days, expected))
        moved = np.abs(intensity - season.intensity).max()
        season = Season(intensity)
        if moved < CONVERGED:
            break
    return season


def _calendar(customers: CustomerDays, known: Purchases) -> _Calendar:
    start, count = customers.start, int((known.as_of - customers.start).astype(np.int64)) + 1
    firsts = (known.firsts - start).astype(np.int64)
    first_of = np.full(len(customers.customers), count)
    first_of[known.buyers] = firsts
    day = (customers.days - start).astype(np.int64)
    again = (customers.amounts > 0) & (day < count) & (day > first_of[customers.codes])
    return _Calendar(
        firsts,
        (known.lasts - start).astype(np.int64),
        day_of_year(start + np.arange(count)),
        _by_day_of_year(day_of_year(customers.days[again]), np.ones(int(again.sum()))),
    )


def _expected(fit: Fit, histories: PurchaseHistories, calendar: _Calendar, group: Ints) -> Floats:
    """Purchases a group would have made on each day at an even pace.

    Until the last purchase a customer was there; after it only as far as still there, which also
    tells of the rate: it is Gamma(r + x, alpha + T) for who is there, and (r + x, alpha + t_x) for
    who left. FHL, equation 4 and the posterior of lambda.
    """
    model = fit(histories)
    alive = model.probability_alive(histories)
    shape, alpha = model.parameters["r"] + histories.frequency, model.parameters["alpha"]
    after = alive * shape / (alpha + histories.age)
    before = after + (1 - alive) * shape / (alpha + histories.recency)
    count = len(calendar.days)
    begins = np.bincount(calendar.firsts[group] + 1, before, minlength=count + 1)
    drops = np.bincount(calendar.lasts[group] + 1, before - after, minlength=count + 1)
    return np.cumsum(begins - drops)[:count] / DAYS_PER_WEEK


def _by_day_of_year(days: Ints, values: Floats) -> Floats:
    return np.bincount(days, values, minlength=DAYS_OF_YEAR).astype(np.float64)


def _seasonal_intensity(repeats: Floats, expected: Floats) -> Floats:
    """Purchases over expectation in the weeks around each day of the year; 1 on average."""
    around = (_around(repeats) + PRIOR_PURCHASES) / (_around(expected) + PRIOR_PURCHASES)
    return np.asarray(around / around.mean())


def _around(by_day: Floats) -> Floats:
    """Sums of the weeks around each day, the year being a ring."""
    ring = np.concatenate([by_day[-SPAN_DAYS // 2 :], by_day, by_day[: SPAN_DAYS // 2]])
    sums = np.cumsum(np.concatenate([[0.0], ring]))
    return np.asarray(sums[SPAN_DAYS : SPAN_DAYS + DAYS_OF_YEAR] - sums[:DAYS_OF_YEAR])
