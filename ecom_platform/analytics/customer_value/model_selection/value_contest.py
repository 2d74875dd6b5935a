"""Value contest: decides whether forecasts of customers' money may be published.

The winner of `model_contest.py` with the gamma-gamma model, fitted to the data before the holdout,
is compared with the naive forecasts of money.
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
    """The result of a value contest.

    Attributes:
        naive: scores of the naive forecasts.
        model: score of the winner of the model contest; None where it was not tested.
        unavailable_reason: why money is not published; None where it is.
    """

    naive: tuple[Score, ...] = ()
    model: Score | None = None
    unavailable_reason: str | None = None


def run_value_contest(customers: CustomerDays, contest: Contest, *, seed: int) -> ValueContest:
    """Test the winner of the model contest and the naive forecasts on the money of the holdout.

    Args:
        customers: the days of one feed.
        contest: result of `run_contest` on the same customers.
        seed: of the drawn futures.
    """
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
    return ValueContest(naive, score, _why_unpublished(score, naive))


def fit_spending(counts: Floats, means: Floats) -> GammaGamma:
    """The gamma-gamma model of the money of a purchase day, the first one included.

    Args:
        counts: purchase days of each buyer.
        means: their mean money.

    Raises:
        AnalyticsError: the data do not identify the parameters, or the fitted mean is infinite.
    """
    fitted = fit_gamma_gamma(counts, means)
    if fitted.parameters["q"] <= 1:
        message = "The money of a purchase varies so widely that it has no finite mean."
        raise AnalyticsError(message)
    return fitted


def _score_model(
    name: str, model: CustomerModel, spending: GammaGamma, holdout: Holdout, seed: int
) -> Score:
    """The score of the money forecasts of a model on the holdout."""
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
    """Coverage of the intervals of money, corrected for customers who may well buy nothing."""
    rng = np.random.default_rng(seed)
    known, size = holdout.known, len(holdout.known.buyers)
    sample = rng.choice(size, min(SAMPLE, size), replace=False)
    weeks = model.weeks_ahead(known.as_of, holdout.days[-1:])
    histories, rates = model.histories(known), posterior_rate(spending, known) * known.kept_share
    # Customers who returned more than they bought count as 0: credits are in the share kept.
    actual = np.maximum(holdout.money[-1], 0.0)
    shares = []
    for part in np.array_split(sample, ceil(len(sample) * DRAWS / AT_ONCE)):
        paths = draw_paths(model.purchases, select_histories(histories, part), weeks, rng, DRAWS)
        money = unit_money(spending, known.counts[part], paths, rng)[0] * rates[part, None]
        shares.append(coverage_of_draws(money, actual[part], LEVEL))
    return float(np.concatenate(shares).mean())


def _why_unpublished(score: Score, naive: tuple[Score, ...]) -> str | None:
    """Why the score may not publish; None if it may."""
    if not beats(score, naive):
        return f"In money no model beats the naive forecasts: {naive_comparison(score, naive)}"
    if not covers(score):
        return (
            f"In money: {coverage_shortfall(score)} More customers or weeks of history are needed."
        )
    return None
