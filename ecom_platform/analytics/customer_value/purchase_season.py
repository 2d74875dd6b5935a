"""The season of a feed, estimated from when its customers come back.

If a shop sells more in autumn than in spring, new customers may be the reason, or old ones may have
left, which a model knows. So the purchases around each day of the year are compared with those
expected of the same customers on the same days. Model and season are estimated in turns, which is
the EM algorithm for a rate that follows the calendar: Dempster, Laird, Rubin (1977), "Maximum
likelihood from incomplete data via the EM algorithm", JRSS B 39. Customers first seen at the start
of the feed are old customers of unknown age and get parameters of their own.
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

SPAN_DAYS = 28  # days around each day that are averaged: whole weeks, so no weekday effect
PRIOR_PURCHASES = 25.0  # expected purchases added to both sides: seasons of a fifth are usual
MOST_ITERATIONS = 20
CONVERGED = 1e-3  # largest change of an intensity from one iteration to the next


@dataclass(frozen=True)
class _Calendar:
    """The known days of a feed, numbered from 0.

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
    """The season that makes the known purchases most likely.

    Args:
        fit: a model whose customers leave at purchases.
        customers: the days of one feed.
        known: its buyers on the last day whose purchases may be used.
        run_in_weeks: customers first seen in so many first weeks are modelled separately.

    Raises:
        AnalyticsError: less than a year is known, or the data do not identify the parameters.
    """
    calendar = _feed_calendar(customers, known)
    if len(calendar.days) < DAYS_OF_YEAR:
        message = f"A season needs a year of history: there are {len(calendar.days)} days."
        raise AnalyticsError(message)
    is_early = calendar.firsts < run_in_weeks * DAYS_PER_WEEK
    groups = [np.flatnonzero(group) for group in (is_early, ~is_early) if group.any()]
    season = NO_SEASON
    for _ in range(MOST_ITERATIONS):
        expected = np.zeros(len(calendar.days))
        histories = known.histories(season)
        for group in groups:
            expected += _expected_by_day(fit, select_histories(histories, group), calendar, group)
        intensity = _seasonal_intensity(calendar.repeats, _by_day_of_year(calendar.days, expected))
        largest_change = np.abs(intensity - season.intensity).max()
        season = Season(intensity)
        if largest_change < CONVERGED:
            break
    return season


def _feed_calendar(customers: CustomerDays, known: Purchases) -> _Calendar:
    """First and last purchase days of the buyers, and repeat purchases by day of the year."""
    start, count = customers.start, int((known.as_of - customers.start).astype(np.int64)) + 1
    firsts = (known.firsts - start).astype(np.int64)
    first_by_customer = np.full(len(customers.customers), count)
    first_by_customer[known.buyers] = firsts
    day = (customers.days - start).astype(np.int64)
    is_repeat = (customers.amounts > 0) & (day < count) & (day > first_by_customer[customers.codes])
    return _Calendar(
        firsts,
        (known.lasts - start).astype(np.int64),
        day_of_year(start + np.arange(count)),
        _by_day_of_year(day_of_year(customers.days[is_repeat]), np.ones(int(is_repeat.sum()))),
    )


def _expected_by_day(
    fit: Fit, histories: PurchaseHistories, calendar: _Calendar, group: Ints
) -> Floats:
    """The expected purchases of a group on each day of the feed, without a season.

    Until the last purchase a customer was alive, afterwards with P(alive). The rate is
    Gamma(r + x, alpha + T) for who is alive, and Gamma(r + x, alpha + t_x) for who left at the
    last purchase.
    """
    model = fit(histories)
    alive = model.probability_alive(histories)
    shape, alpha = model.parameters["r"] + histories.frequency, model.parameters["alpha"]
    rate_after_last = alive * shape / (alpha + histories.age)
    rate_until_last = rate_after_last + (1 - alive) * shape / (alpha + histories.recency)
    count = len(calendar.days)
    rate_begins = np.bincount(calendar.firsts[group] + 1, rate_until_last, minlength=count + 1)
    rate_drops = np.bincount(
        calendar.lasts[group] + 1, rate_until_last - rate_after_last, minlength=count + 1
    )
    return np.cumsum(rate_begins - rate_drops)[:count] / DAYS_PER_WEEK


def _by_day_of_year(days: Ints, values: Floats) -> Floats:
    """The sums of the values by day of the year."""
    return np.bincount(days, values, minlength=DAYS_OF_YEAR).astype(np.float64)


def _seasonal_intensity(repeats: Floats, expected: Floats) -> Floats:
    """Purchases over their expectation in the weeks around each day of the year; 1 on average."""
    ratio = (_sums_around_each_day(repeats) + PRIOR_PURCHASES) / (
        _sums_around_each_day(expected) + PRIOR_PURCHASES
    )
    return np.asarray(ratio / ratio.mean())


def _sums_around_each_day(by_day: Floats) -> Floats:
    """Sums over the four weeks around each day of the year; the year is circular."""
    ring = np.concatenate([by_day[-SPAN_DAYS // 2 :], by_day, by_day[: SPAN_DAYS // 2]])
    sums = np.cumsum(np.concatenate([[0.0], ring]))
    return np.asarray(sums[SPAN_DAYS : SPAN_DAYS + DAYS_OF_YEAR] - sums[:DAYS_OF_YEAR])
