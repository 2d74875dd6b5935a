"""Whether forecasts of customers' money earn publication: the same contest, held in money.

The winner of `model_contest.py` with the gamma-gamma model, fitted to what was known before the
weeks held out, against what the naive forecasts say in money.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import (
    CustomerDays,
    Floats,
    select_histories,
)
from ecom_platform.analytics.customer_value.customer_forecast import (
    AT_ONCE,
    DRAWS,
    SAMPLE,
    forecast_customers,
    posterior_rate,
    unit_money,
)
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import (
    LEVEL,
    Score,
    beats,
    coverage_of_draws,
    covers,
    rank_correlation,
    score_forecast,
    total_errors,
)
from ecom_platform.analytics.customer_value.model_selection.holdout import (
    NAIVE,
    Holdout,
    cut_holdout,
)
from ecom_platform.analytics.customer_value.model_selection.model_contest import (
    Contest,
    coverage_shortfall,
    naive_comparison,
)
from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma, fit_gamma_gamma
from ecom_platform.analytics.purchase_models.purchase_paths import draw_paths
from ecom_platform.errors import AnalyticsError


@dataclass(frozen=True)
class ValueContest:
    """The outcome; the reason is there exactly when money is not published."""

    naive: tuple[Score, ...] = ()
    model: Score | None = None
    unavailable_reason: str | None = None


def run_value_contest(customers: CustomerDays, contest: Contest, *, seed: int) -> ValueContest:
    """Let the winner of the contest of purchases and the naive forecasts predict known money."""
    if contest.winner is None:
        return ValueContest(unavailable_reason=contest.unavailable_reason)
    holdout = cut_holdout(customers, contest.calibration_end)
    try:
        model = contest.winner.fit(customers, holdout.known)
        spending = fit_spending(holdout.known.counts, holdout.known.means)
    except AnalyticsError as error:
        return ValueContest(unavailable_reason=str(error))
    naive = tuple(
        score_forecast(name, forecast, holdout.money)
        for name, forecast in zip(NAIVE, holdout.naive_money, strict=True)
    )
    score = _score_model(contest.winner.name, model, spending, holdout, seed)
    return ValueContest(naive, score, _reason(score, naive))


def fit_spending(counts: Floats, means: Floats) -> GammaGamma:
    """The gamma-gamma model of what a purchase day brings, the first one included.

    Args:
        counts: purchase days of each buyer.
        means: their mean money.

    Raises:
        AnalyticsError: the money cannot tell the parameters, or scatters beyond any mean.
    """
    fitted = fit_gamma_gamma(counts, means)
    if fitted.parameters["q"] <= 1:
        message = "The money of a purchase scatters so widely that it has no mean."
        raise AnalyticsError(message)
    return fitted


def _score_model(
    name: str, model: CustomerModel, spending: GammaGamma, holdout: Holdout, seed: int
) -> Score:
    forecast = forecast_customers(model, spending, holdout.known, holdout.days, seed=seed)
    value, actual = forecast.value, holdout.money[-1]
    if value is None:
        return Score(name, unavailable_reason="There is no model of spending.")
    return Score(
        name,
        total_errors(tuple(value.expected), holdout.money),
        rank_correlation(value.expected[-1], actual),
        float(((value.lower[-1] <= actual) & (actual <= value.upper[-1])).mean()),
        _coverage(model, spending, holdout, seed),
    )


def _coverage(model: CustomerModel, spending: GammaGamma, holdout: Holdout, seed: int) -> float:
    """Coverage of money without the excess of those who may well bring nothing at all."""
    rng = np.random.default_rng(seed)
    known, size = holdout.known, len(holdout.known.buyers)
    sample = rng.choice(size, min(SAMPLE, size), replace=False)
    weeks = model.weeks_ahead(known.as_of, holdout.days[-1:])
    histories, rates = model.histories(known), posterior_rate(spending, known) * known.kept_share
    # Who gave back more than was bought brought nothing: credits are in the share kept.
    seen = np.maximum(holdout.money[-1], 0.0)
    shares = []
    for some in np.array_split(sample, ceil(len(sample) * DRAWS / AT_ONCE)):
        paths = draw_paths(model.purchases, select_histories(histories, some), weeks, rng, DRAWS)
        money = unit_money(spending, known.counts[some], paths, rng)[0] * rates[some, None]
        shares.append(coverage_of_draws(money, seen[some], LEVEL))
    return float(np.concatenate(shares).mean())


def _reason(score: Score, naive: tuple[Score, ...]) -> str | None:
    if not beats(score, naive):
        return f"In money no model beats the naive forecasts: {naive_comparison(score, naive)}"
    if not covers(score):
        return (
            f"In money: {coverage_shortfall(score)} More customers or weeks of history are needed."
        )
    return None
