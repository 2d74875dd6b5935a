"""Forecasts of each buyer from fitted models: purchases and money over several horizons.

Whether a forecast may be published is decided in
`analytics/customer_value/model_selection/model_contest.py` and
`analytics/customer_value/model_selection/value_contest.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.customer_value.customer_days import Floats, Purchases
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import LEVEL
from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma
from ecom_platform.analytics.purchase_models.prediction_intervals import nearest_interval
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.analytics.purchase_models.purchase_paths import draw_paths

DRAWS = 1000
AT_ONCE = 500_000  # drawn numbers held at once
SAMPLE = 5_000  # buyers whose coverage is estimated: a standard error of a third of a point


@dataclass(frozen=True)
class ForecastInterval:
    """Expected amount and the ends of its 95 % interval; horizon x buyer."""

    expected: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class CustomerForecast:
    """One entry per buyer.

    Attributes:
        probability_alive: probability that the customer has not left.
        no_purchase: probability of no purchase until each horizon, horizon x buyer.
        purchases: days with a purchase.
        spend: money kept of one purchase day; None without a spending model.
        value: money kept until each horizon, not discounted; None likewise.
    """

    probability_alive: Floats
    no_purchase: Floats
    purchases: ForecastInterval
    spend: Floats | None
    value: ForecastInterval | None


def forecast_customers(
    model: CustomerModel,
    spending: GammaGamma | None,
    known: Purchases,
    days: tuple[int, ...],
    *,
    seed: int,
) -> CustomerForecast:
    """The forecast of every buyer.

    Buyers with equal purchase histories share their drawn futures. Their money is drawn for a
    posterior rate of 1, then multiplied by each buyer's own rate.

    Args:
        model: of purchases.
        spending: model of the money of a purchase, or None without one.
        known: the buyers.
        days: horizons, ascending.
        seed: of the drawn futures.
    """
    histories, weeks = model.histories(known), model.weeks_ahead(known.as_of, days)
    distinct, _, inverse = histories.grouped()
    drawn_quantities = _drawn_quantities(
        model.purchases, spending, distinct, weeks, np.random.default_rng(seed)
    )
    no_purchase, low, high, low_value, high_value = (
        quantity[:, inverse] for quantity in drawn_quantities
    )
    expected = np.stack(model.expected_purchases(known, days))
    spend, value = None, None
    if spending is not None:
        value_per_purchase = spending.conditional_expected_value(known.counts, known.means)
        spend = value_per_purchase * known.kept_share
        money_per_unit = posterior_rate(spending, known) * known.kept_share
        value = ForecastInterval(
            expected * spend, low_value * money_per_unit, high_value * money_per_unit
        )
    return CustomerForecast(
        model.purchases.probability_alive(histories),
        no_purchase,
        ForecastInterval(expected, low, high),
        spend,
        value,
    )


def posterior_rate(spending: GammaGamma, known: Purchases) -> Floats:
    """The rate of the gamma posterior of each buyer's nu; Fader and Hardie (2013), equation 3."""
    return np.asarray(spending.parameters["gamma"] + known.counts * known.means)


def unit_money(
    spending: GammaGamma, bought: Floats, paths: NDArray[np.int64], rng: np.random.Generator
) -> Floats:
    """Money of drawn purchases for a posterior with rate 1, time x customer x draw.

    The sum of k purchases is Gamma(p k, nu), with one nu of Gamma(q + p n, 1) per future.

    Args:
        spending: the gamma-gamma model.
        bought: purchases n so far, one per customer.
        paths: cumulative purchases, time x customer x draw.
        rng: random generator.
    """
    p, q = spending.parameters["p"], spending.parameters["q"]
    nu = rng.standard_gamma(q + p * bought[:, None], paths.shape[1:])
    steps = np.diff(paths, axis=0, prepend=0)
    return np.asarray(rng.standard_gamma(p * steps).cumsum(axis=0) / nu)


def _drawn_quantities(
    model: PurchaseModel,
    spending: GammaGamma | None,
    histories: PurchaseHistories,
    weeks: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Five quantities of each history at each horizon, from drawn futures: 5 x horizon x history.

    They are the probability of no purchase, the lower and upper purchases, and the lower and upper
    money for a posterior with rate 1 (see `unit_money`; NaN without a spending model).
    """
    quantities = np.full((5, len(weeks), len(histories)), np.nan)
    step = max(1, AT_ONCE // (DRAWS * len(weeks)))
    for start in range(0, len(histories), step):
        part = slice(start, start + step)
        part_histories = histories.part(start, start + step)
        paths = draw_paths(model, part_histories, weeks, rng, DRAWS)
        quantities[0, :, part] = (paths == 0).mean(axis=2)
        for horizon, counts in enumerate(paths):
            quantities[1, horizon, part], quantities[2, horizon, part] = nearest_interval(
                counts, LEVEL
            )
        if spending is not None:
            money = unit_money(spending, part_histories.frequency + 1, paths, rng)
            tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
            quantities[3:, :, part] = np.quantile(money, tails, axis=2)
    return quantities
