"""Which model of purchases earns publication: a contest on the customers' own latest weeks.

The last quarter of a feed's history, at most half a year, is held out. Every model is fitted to
what was known before and predicts the purchases of each customer, as the naive forecasts do. A
model may publish when it beats them on the total and on the order of customers, and its intervals
hold what they promise. Of those the one nearest on the total wins. Totals are compared at the
horizons that are published, as far as the holdout reaches, for over a single one a naive forecast
may be right by chance. Money is judged in `value_contest.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ecom_platform.analytics import bg_nbd, mbg_nbd, pareto_nbd
from ecom_platform.analytics.customers.customer_days import (
    CustomerDays,
    Floats,
    Purchases,
    in_weeks,
    picked,
)
from ecom_platform.analytics.customers.customer_forecast import AT_ONCE, DRAWS, SAMPLE
from ecom_platform.analytics.customers.forecast_scores import (
    LEVEL,
    TOLERANCE,
    Score,
    beats,
    coverage_of_draws,
    covers,
    rank_correlation,
    scored,
    total_errors,
)
from ecom_platform.analytics.customers.holdout import (
    HORIZON_DAYS,
    NAIVE,
    Holdout,
    default_calibration_end,
    held_out,
)
from ecom_platform.analytics.purchases.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchases.purchase_model import PurchaseModel, nearest_interval
from ecom_platform.errors import AnalyticsError

FITS: dict[str, Callable[[PurchaseHistories], PurchaseModel]] = {
    "bg_nbd": bg_nbd.fit,
    "mbg_nbd": mbg_nbd.fit,
    "pareto_nbd": pareto_nbd.fit,
}
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
    """

    model: str
    run_in_weeks: float

    @property
    def name(self) -> str:
        """The name readers see."""
        return f"{self.model}_after_run_in" if self.run_in_weeks else self.model

    def fit(self, customers: CustomerDays, known: Purchases) -> PurchaseModel:
        """The model fitted to what was known.

        Raises:
            AnalyticsError: too few customers are left, or the data cannot tell the parameters.
        """
        teaching = in_weeks(known.firsts - customers.start) >= self.run_in_weeks
        if teaching.sum() < FEWEST_CUSTOMERS:
            message = (
                f"{int(teaching.sum())} customers can teach the model: "
                f"{FEWEST_CUSTOMERS} are needed."
            )
            raise AnalyticsError(message)
        return FITS[self.model](picked(known.histories(), np.flatnonzero(teaching)))


CANDIDATES = tuple(Candidate(model, weeks) for weeks in (0.0, RUN_IN_WEEKS) for model in FITS)


@dataclass(frozen=True)
class Contest:
    """The outcome.

    Attributes:
        calibration_end: last day the forecasters knew.
        horizons_days: days ahead at which totals were compared; the last is the whole holdout.
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


def hold_contest(
    customers: CustomerDays, *, seed: int, calibration_end: np.datetime64 | None = None
) -> Contest:
    """Let the candidates and the naive forecasts predict what is known already.

    Args:
        customers: the days of one feed.
        seed: of the drawn futures.
        calibration_end: last day of the calibration; by default three quarters into the history.
    """
    end = default_calibration_end(customers) if calibration_end is None else calibration_end
    holdout = held_out(customers, end)
    buyers = len(holdout.known.buyers)
    missing = _missing(holdout)
    if missing:
        return Contest(end, holdout.days, buyers, unavailable_reason=missing)
    naive = tuple(
        scored(name, forecast, holdout.purchases)
        for name, forecast in zip(NAIVE, holdout.naive_purchases, strict=True)
    )
    models = tuple(_judged(candidate, holdout, seed) for candidate in CANDIDATES)
    winner, reason = elect(naive, models)
    return Contest(end, holdout.days, buyers, naive, models, winner, reason)


def elect(
    naive: tuple[Score, ...], models: tuple[Score, ...]
) -> tuple[Candidate | None, str | None]:
    """The winner, or why there is none; `models` are scores of `CANDIDATES`."""
    judged = [score for score in models if score.unavailable_reason is None]
    if not judged:
        return None, f"No model could be fitted: {models[0].unavailable_reason}"
    able = [score for score in judged if beats(score, naive)]
    fit_for_use = [score for score in able if covers(score)]
    if fit_for_use:
        best = min(fit_for_use, key=lambda score: score.total_error)
        return next(c for c in CANDIDATES if c.name == best.name), None
    if able:
        best = min(able, key=lambda score: score.total_error)
        return None, f"{not_covering(best)} More customers or weeks of history are needed."
    best = min(judged, key=lambda score: score.total_error)
    return None, f"No model beats the naive forecasts: {behind(best, naive)}"


def not_covering(score: Score) -> str:
    """That the intervals do not hold."""
    return (
        f"The 95 % intervals of {score.name} do not hold: they contain "
        f"{score.interval_coverage:.1%} of the customers, "
        f"{score.coverage:.1%} without the excess of whole numbers."
    )


def behind(score: Score, naive: tuple[Score, ...]) -> str:
    """That a forecast is no better than a naive one."""
    rival = min(naive, key=lambda each: each.total_error)
    return (
        f"{score.name} misses totals {score.in_words}, {rival.name} {rival.in_words}. "
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


def _judged(candidate: Candidate, holdout: Holdout, seed: int) -> Score:
    try:
        model = candidate.fit(holdout.customers, holdout.known)
    except AnalyticsError as error:
        return Score(candidate.name, unavailable_reason=str(error))
    histories = holdout.known.histories()
    forecast = tuple(
        model.conditional_expected_purchases(histories, days / 7) for days in holdout.days
    )
    actual = holdout.purchases[-1]
    inside, share = _coverage(model, histories, holdout.days[-1] / 7, actual, seed)
    return Score(
        candidate.name,
        total_errors(forecast, holdout.purchases),
        rank_correlation(forecast[-1], actual),
        inside,
        share,
    )


def _coverage(
    model: PurchaseModel, histories: PurchaseHistories, weeks: float, actual: Floats, seed: int
) -> tuple[float, float]:
    """Coverage of the published intervals, and without the excess of whole numbers."""
    size = min(SAMPLE, len(actual))
    sample = np.random.default_rng(seed).choice(len(actual), size, replace=False)
    inside, share = np.empty(size), np.empty(size)
    step = AT_ONCE // DRAWS
    for start in range(0, size, step):
        part = slice(start, start + step)
        seen = actual[sample[part]]
        some = picked(histories, sample[part])
        draws = model.purchase_draws(some, weeks, seed=seed + start, draws=DRAWS)
        low, high = nearest_interval(draws, LEVEL)
        inside[part] = (low <= seen) & (seen <= high)
        share[part] = coverage_of_draws(draws, seen, LEVEL)
    return float(inside.mean()), float(share.mean())
