"""Model contest: which purchase model may publish, tested on the latest weeks of the feed.

The last quarter of a feed's history, at most half a year, is held out. Every model is fitted to the
data before it and forecasts the purchases of each customer, as the naive forecasts do; this is
repeated every thirty days into the holdout, with the data known by then. A model may publish if it
beats the naive forecasts in total error and rank correlation and its intervals cover what they
should. Of those, the one with the smallest total error wins. Total errors are averaged over the
published horizons and all cuts, because at a single one a naive forecast may be right by chance;
rank correlation and coverage refer to the whole holdout. Money is evaluated in `value_contest.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from statistics import NormalDist

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import (
    CustomerDays,
    Purchases,
    in_weeks,
    select_histories,
)
from ecom_platform.analytics.customer_value.customer_forecast import AT_ONCE, DRAWS, SAMPLE
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import (
    LEVEL,
    TOLERANCE,
    Score,
    beats,
    coverage_of_draws,
    covers,
    rank_correlation,
    score_forecast,
    total_errors,
)
from ecom_platform.analytics.customer_value.model_selection.holdout import (
    HORIZON_DAYS,
    NAIVE,
    Holdout,
    cut_holdout,
    default_calibration_end,
    later_holdouts,
)
from ecom_platform.analytics.customer_value.purchase_season import purchase_season
from ecom_platform.analytics.purchase_models.bg_nbd import fit_bg_nbd, fit_mbg_nbd
from ecom_platform.analytics.purchase_models.pareto_nbd import fit_pareto_nbd
from ecom_platform.analytics.purchase_models.prediction_intervals import nearest_interval
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.analytics.purchase_models.season import NO_SEASON
from ecom_platform.errors import AnalyticsError

FITS: dict[str, Callable[[PurchaseHistories], PurchaseModel]] = {
    "bg_nbd": fit_bg_nbd,
    "mbg_nbd": fit_mbg_nbd,
    "pareto_nbd": fit_pareto_nbd,
}
# In these models customers leave at purchases, which buying time does not change.
SEASONAL_FITS = {"bg_nbd": fit_bg_nbd, "mbg_nbd": fit_mbg_nbd}
RUN_IN_WEEKS = 26.0
# With so many customers, a coverage of .95 can be distinguished from one outside the tolerance.
FEWEST_CUSTOMERS = int(
    np.ceil(LEVEL * (1 - LEVEL) * (NormalDist().inv_cdf((1 + LEVEL) / 2) / TOLERANCE) ** 2)
)


@dataclass(frozen=True)
class Candidate:
    """A purchase model, and the customers it is fitted to.

    Attributes:
        model: a name in `FITS`.
        run_in_weeks: customers first seen in so many first weeks of the feed may be old customers
            of unknown age; the model is not fitted to them, but forecasts them.
        has_season: whether its time is buying time with the season of the feed.
    """

    model: str
    run_in_weeks: float
    has_season: bool = False

    @property
    def name(self) -> str:
        """The name that is published."""
        after = "_after_run_in" if self.run_in_weeks else ""
        return f"{self.model}{after}{'_with_season' if self.has_season else ''}"

    def fit(self, customers: CustomerDays, known: Purchases) -> CustomerModel:
        """The model fitted to the known purchases.

        Raises:
            AnalyticsError: too few customers are left, or the data do not identify the parameters.
        """
        is_usable = in_weeks(known.firsts - customers.start) >= self.run_in_weeks
        if is_usable.sum() < FEWEST_CUSTOMERS:
            message = (
                f"The model can be fitted to {int(is_usable.sum())} customers: "
                f"{FEWEST_CUSTOMERS} are needed."
            )
            raise AnalyticsError(message)
        season = NO_SEASON
        if self.has_season:
            fit = SEASONAL_FITS[self.model]
            season = purchase_season(fit, customers, known, self.run_in_weeks)
        histories = select_histories(known.histories(season), np.flatnonzero(is_usable))
        return CustomerModel(FITS[self.model](histories), season)


CANDIDATES = (
    *(Candidate(model, weeks) for weeks in (0.0, RUN_IN_WEEKS) for model in FITS),
    *(Candidate(model, RUN_IN_WEEKS, has_season=True) for model in SEASONAL_FITS),
)


@dataclass(frozen=True)
class Contest:
    """The result of a contest.

    Attributes:
        calibration_end: last day that the forecasters knew.
        horizons_days: days ahead of the calibration end at which totals were compared; the last is
            the whole holdout.
        customers: buyers known at the calibration end.
        naive: scores of the naive forecasts.
        models: scores of the candidates.
        winner: the candidate that may publish; None where there is none.
        unavailable_reason: why there is no winner and what is missing; None where there is one.
    """

    calibration_end: np.datetime64
    horizons_days: tuple[int, ...]
    customers: int
    naive: tuple[Score, ...] = ()
    models: tuple[Score, ...] = ()
    winner: Candidate | None = None
    unavailable_reason: str | None = None

    @property
    def winning_score(self) -> Score | None:
        """The score of the winner."""
        if self.winner is None:
            return None
        return next((score for score in self.models if score.name == self.winner.name), None)


def run_contest(
    customers: CustomerDays, *, seed: int, calibration_end: np.datetime64 | None = None
) -> Contest:
    """Test all candidates and the naive forecasts on the holdout of a feed.

    Args:
        customers: the days of one feed.
        seed: of the drawn futures.
        calibration_end: last day of the calibration period; None: see `default_calibration_end`.
    """
    end = default_calibration_end(customers) if calibration_end is None else calibration_end
    holdout = cut_holdout(customers, end)
    buyers = len(holdout.known.buyers)
    missing = _missing_for_contest(holdout)
    if missing:
        return Contest(end, holdout.days, buyers, unavailable_reason=missing)
    # A cut without any later purchase has no total to compare with.
    later = tuple(cut for cut in later_holdouts(customers, end) if cut.purchases[0].any())
    naive = tuple(_naive_score(number, holdout, later) for number in range(len(NAIVE)))
    models = tuple(_score_candidate(candidate, holdout, later, seed) for candidate in CANDIDATES)
    winner, reason = select_winner(naive, models)
    return Contest(end, holdout.days, buyers, naive, models, winner, reason)


def select_winner(
    naive: tuple[Score, ...], models: tuple[Score, ...]
) -> tuple[Candidate | None, str | None]:
    """The winner, or why there is none.

    Args:
        naive: scores of the naive forecasts.
        models: scores of `CANDIDATES`.
    """
    evaluated = [score for score in models if score.unavailable_reason is None]
    if not evaluated:
        return None, f"No model could be fitted: {models[0].unavailable_reason}"
    beating = [score for score in evaluated if beats(score, naive)]
    publishable = [score for score in beating if covers(score)]
    if publishable:
        best = min(publishable, key=lambda score: score.total_error)
        winner = next(candidate for candidate in CANDIDATES if candidate.name == best.name)
        return winner, None
    if beating:
        best = min(beating, key=lambda score: score.total_error)
        return None, f"{coverage_shortfall(best)} More customers or weeks of history are needed."
    best = min(evaluated, key=lambda score: score.total_error)
    return None, f"No model beats the naive forecasts: {naive_comparison(best, naive)}"


def coverage_shortfall(score: Score) -> str:
    """The sentence that the intervals of a forecast are not reliable, with their coverage."""
    return (
        f"The 95 % intervals of {score.name} are not reliable: they contain "
        f"{score.interval_coverage:.1%} of the customers, "
        f"{score.coverage:.1%} after the correction for whole numbers."
    )


def naive_comparison(score: Score, naive: tuple[Score, ...]) -> str:
    """The sentences that compare a forecast with the best naive one and say what is needed."""
    rival = min(naive, key=lambda other: other.total_error)
    return (
        f"{score.name} misses totals {score.summary}, {rival.name} {rival.summary}. "
        "More weeks of history are needed."
    )


def _missing_for_contest(holdout: Holdout) -> str | None:
    """The sentence that says what a contest lacks; None if it can be run."""
    days_held_out, buyers = holdout.days[-1], len(holdout.known.buyers)
    if days_held_out < HORIZON_DAYS[0]:
        weeks = np.ceil(4 * HORIZON_DAYS[0] / 7)
        return (
            f"The history is {holdout.customers.weeks:.0f} weeks long: {weeks:.0f} are needed, so "
            f"that its last quarter can test a forecast of {HORIZON_DAYS[0]} days."
        )
    if buyers < FEWEST_CUSTOMERS:
        return (
            f"{buyers} customers were known before the weeks held out for the test: "
            f"{FEWEST_CUSTOMERS} are needed to tell intervals that cover 95 % from those that miss "
            f"it by 2 points, {FEWEST_CUSTOMERS - buyers} more."
        )
    if not holdout.purchases[0].any():
        return (
            f"No known customer bought in the first {holdout.days[0]} days held out for the test."
        )
    return None


def _naive_score(position: int, holdout: Holdout, later: tuple[Holdout, ...]) -> Score:
    """The score of a naive forecast on the holdout, with its total errors on all cuts."""
    first_score = score_forecast(
        NAIVE[position], holdout.naive_purchases[position], holdout.purchases
    )
    later_errors = (total_errors(cut.naive_purchases[position], cut.purchases) for cut in later)
    return replace(first_score, total_errors=(*first_score.total_errors, *chain(*later_errors)))


def _score_candidate(
    candidate: Candidate, holdout: Holdout, later: tuple[Holdout, ...], seed: int
) -> Score:
    """The score of a candidate over all cuts; without figures where it cannot be fitted."""
    cuts = (holdout, *later)
    try:
        models = [candidate.fit(cut.customers, cut.known) for cut in cuts]
    except AnalyticsError as error:
        return Score(candidate.name, unavailable_reason=str(error))
    forecasts = [
        model.expected_purchases(cut.known, cut.days)
        for model, cut in zip(models, cuts, strict=True)
    ]
    errors = (
        total_errors(forecast, cut.purchases) for forecast, cut in zip(forecasts, cuts, strict=True)
    )
    interval_coverage, coverage = _coverage(models[0], holdout, seed)
    return Score(
        candidate.name,
        tuple(chain(*errors)),
        rank_correlation(forecasts[0][-1], holdout.purchases[-1]),
        interval_coverage,
        coverage,
    )


def _coverage(model: CustomerModel, holdout: Holdout, seed: int) -> tuple[float, float]:
    """Coverage of the published intervals, raw and corrected for whole numbers."""
    histories, actual = model.histories(holdout.known), holdout.purchases[-1]
    weeks = float(model.weeks_ahead(holdout.known.as_of, holdout.days[-1:])[0])
    size = min(SAMPLE, len(actual))
    sample = np.random.default_rng(seed).choice(len(actual), size, replace=False)
    is_inside, shares = np.empty(size), np.empty(size)
    step = AT_ONCE // DRAWS
    for start in range(0, size, step):
        part = slice(start, start + step)
        bought = actual[sample[part]]
        sample_histories = select_histories(histories, sample[part])
        draws = model.purchases.purchase_draws(
            sample_histories, weeks, seed=seed + start, draws=DRAWS
        )
        low, high = nearest_interval(draws, LEVEL)
        is_inside[part] = (low <= bought) & (bought <= high)
        shares[part] = coverage_of_draws(draws, bought, LEVEL)
    return float(is_inside.mean()), float(shares.mean())
