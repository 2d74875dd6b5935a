"""Which model of purchases earns publication: a contest on the customers' own latest weeks.

The last quarter of a feed's history, at most half a year, is held out. Every model is fitted to
what was known before and predicts the purchases of each customer, as the naive forecasts do; and
again every thirty days into the weeks held out, with what was known by then. A model may publish
when it beats them on the total and on the order of customers, and its intervals hold what they
promise. Of those the one nearest on the total wins. Totals are compared at the horizons that are
published, as far as the holdout reaches, for over a single one, or from a single day, a naive
forecast may be right by chance; the order and the intervals over the whole holdout. Money is judged
in `value_contest.py`.
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
# Their customers leave at purchases; those of Pareto/NBD leave as the calendar goes.
SEASONAL_FITS = {"bg_nbd": fit_bg_nbd, "mbg_nbd": fit_mbg_nbd}
RUN_IN_WEEKS = 26.0
# So many customers that a coverage of .95 is told from one that misses it by the tolerance.
FEWEST_CUSTOMERS = int(
    np.ceil(LEVEL * (1 - LEVEL) * (NormalDist().inv_cdf((1 + LEVEL) / 2) / TOLERANCE) ** 2)
)


@dataclass(frozen=True)
class Candidate:
    """A model, and from when on customers may teach it.

    Attributes:
        model: a name in `FITS`.
        run_in_weeks: whoever was first seen in so many first weeks of the feed may be an old
            customer of unknown age, and teaches nothing; predictions are made for all.
        has_season: its time runs by the season of the feed's customers.
    """

    model: str
    run_in_weeks: float
    has_season: bool = False

    @property
    def name(self) -> str:
        """The name readers see."""
        after = "_after_run_in" if self.run_in_weeks else ""
        return f"{self.model}{after}{'_with_season' if self.has_season else ''}"

    def fit(self, customers: CustomerDays, known: Purchases) -> CustomerModel:
        """The model fitted to what was known.

        Raises:
            AnalyticsError: too few customers are left, or the data cannot tell the parameters.
        """
        is_usable = in_weeks(known.firsts - customers.start) >= self.run_in_weeks
        if is_usable.sum() < FEWEST_CUSTOMERS:
            message = (
                f"{int(is_usable.sum())} customers can teach the model: "
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
    """The outcome.

    Attributes:
        calibration_end: last day the forecasters knew.
        horizons_days: days ahead at which totals were compared from the calibration's end; the last
            is the whole holdout.
        customers: buyers known at the calibration's end.
        naive: scores of the naive forecasts.
        models: scores of the candidates.
        winner: the candidate that publishes.
        unavailable_reason: exactly when there is no winner, why, and what is missing.
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
        return next((s for s in self.models if self.winner and s.name == self.winner.name), None)


def run_contest(
    customers: CustomerDays, *, seed: int, calibration_end: np.datetime64 | None = None
) -> Contest:
    """Let the candidates and the naive forecasts predict what is known already.

    Args:
        customers: the days of one feed.
        seed: of the drawn futures.
        calibration_end: last day of the calibration; by default three quarters into the history.
    """
    end = default_calibration_end(customers) if calibration_end is None else calibration_end
    holdout = cut_holdout(customers, end)
    buyers = len(holdout.known.buyers)
    missing = _missing(holdout)
    if missing:
        return Contest(end, holdout.days, buyers, unavailable_reason=missing)
    # after a cut that nobody's purchase follows, there is no total to be near to
    later = tuple(cut for cut in later_holdouts(customers, end) if cut.purchases[0].any())
    naive = tuple(_naive_score(place, holdout, later) for place in range(len(NAIVE)))
    models = tuple(_score_candidate(candidate, holdout, later, seed) for candidate in CANDIDATES)
    winner, reason = select_winner(naive, models)
    return Contest(end, holdout.days, buyers, naive, models, winner, reason)


def select_winner(
    naive: tuple[Score, ...], models: tuple[Score, ...]
) -> tuple[Candidate | None, str | None]:
    """The winner, or why there is none; `models` are scores of `CANDIDATES`."""
    evaluated = [score for score in models if score.unavailable_reason is None]
    if not evaluated:
        return None, f"No model could be fitted: {models[0].unavailable_reason}"
    able = [score for score in evaluated if beats(score, naive)]
    fit_for_use = [score for score in able if covers(score)]
    if fit_for_use:
        best = min(fit_for_use, key=lambda score: score.total_error)
        return next(c for c in CANDIDATES if c.name == best.name), None
    if able:
        best = min(able, key=lambda score: score.total_error)
        return None, f"{coverage_shortfall(best)} More customers or weeks of history are needed."
    best = min(evaluated, key=lambda score: score.total_error)
    return None, f"No model beats the naive forecasts: {naive_comparison(best, naive)}"


def coverage_shortfall(score: Score) -> str:
    """That the intervals do not hold."""
    return (
        f"The 95 % intervals of {score.name} do not hold: they contain "
        f"{score.interval_coverage:.1%} of the customers, "
        f"{score.coverage:.1%} without the excess of whole numbers."
    )


def naive_comparison(score: Score, naive: tuple[Score, ...]) -> str:
    """That a forecast is no better than a naive one."""
    rival = min(naive, key=lambda each: each.total_error)
    return (
        f"{score.name} misses totals {score.summary}, {rival.name} {rival.summary}. "
        "More weeks of history are needed."
    )


def _missing(holdout: Holdout) -> str | None:
    """What a contest lacks."""
    held, buyers = holdout.days[-1], len(holdout.known.buyers)
    if held < HORIZON_DAYS[0]:
        weeks = np.ceil(4 * HORIZON_DAYS[0] / 7)
        return (
            f"The history is {holdout.customers.weeks:.0f} weeks long: {weeks:.0f} are needed, so "
            f"that its last quarter can test a forecast of {HORIZON_DAYS[0]} days."
        )
    if buyers < FEWEST_CUSTOMERS:
        return (
            f"{buyers} customers were known before the weeks held out for the test: "
            f"{FEWEST_CUSTOMERS} are needed to tell intervals that cover 95 % from such that miss "
            f"it by 2 points, {FEWEST_CUSTOMERS - buyers} more."
        )
    if not holdout.purchases[0].any():
        return f"Nobody known bought in the first {holdout.days[0]} days held out for the test."
    return None


def _naive_score(place: int, holdout: Holdout, later: tuple[Holdout, ...]) -> Score:
    first = score_forecast(NAIVE[place], holdout.naive_purchases[place], holdout.purchases)
    errors = (total_errors(each.naive_purchases[place], each.purchases) for each in later)
    return replace(first, total_errors=(*first.total_errors, *chain(*errors)))


def _score_candidate(
    candidate: Candidate, holdout: Holdout, later: tuple[Holdout, ...], seed: int
) -> Score:
    try:
        models = [candidate.fit(each.customers, each.known) for each in (holdout, *later)]
    except AnalyticsError as error:
        return Score(candidate.name, unavailable_reason=str(error))
    forecasts = [
        model.expected_purchases(each.known, each.days)
        for model, each in zip(models, (holdout, *later), strict=True)
    ]
    errors = (
        total_errors(forecast, each.purchases)
        for forecast, each in zip(forecasts, (holdout, *later), strict=True)
    )
    inside, share = _coverage(models[0], holdout, seed)
    return Score(
        candidate.name,
        tuple(chain(*errors)),
        rank_correlation(forecasts[0][-1], holdout.purchases[-1]),
        inside,
        share,
    )


def _coverage(model: CustomerModel, holdout: Holdout, seed: int) -> tuple[float, float]:
    """Coverage of the published intervals, and without the excess of whole numbers."""
    histories, actual = model.histories(holdout.known), holdout.purchases[-1]
    weeks = float(model.weeks_ahead(holdout.known.as_of, holdout.days[-1:])[0])
    size = min(SAMPLE, len(actual))
    sample = np.random.default_rng(seed).choice(len(actual), size, replace=False)
    inside, share = np.empty(size), np.empty(size)
    step = AT_ONCE // DRAWS
    for start in range(0, size, step):
        part = slice(start, start + step)
        seen = actual[sample[part]]
        some = select_histories(histories, sample[part])
        draws = model.purchases.purchase_draws(some, weeks, seed=seed + start, draws=DRAWS)
        low, high = nearest_interval(draws, LEVEL)
        inside[part] = (low <= seen) & (seen <= high)
        share[part] = coverage_of_draws(draws, seen, LEVEL)
    return float(inside.mean()), float(share.mean())
