"""Simulated futures of cohorts: active customers of each month, and money until its end.

All sources of uncertainty are drawn: each customer's purchases; the parameters of the models; a
shock common to all cohorts and months, as large as the total errors in the model contest; and a
shock common to all cohorts in one month, as seasons cause it. Observed months are added in
`cohort_value.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import Floats, Indices, Purchases
from ecom_platform.analytics.customer_value.customer_forecast import posterior_rate, unit_money
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.purchase_models.fitting import FittedModel
from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma
from ecom_platform.analytics.purchase_models.purchase_paths import draw_paths

SIMULATIONS = 400
LARGEST_SAMPLE = 1000  # customers simulated per cohort; a larger cohort is scaled up from these
LARGEST_MOVE = 3.0  # standard errors that a drawn parameter may differ from the estimate

Model = TypeVar("Model", bound=FittedModel)


@dataclass(frozen=True)
class CohortModels:
    """The models and shocks that futures are drawn from.

    Attributes:
        purchases: model of when customers buy.
        spending: model of how much; None when money is not published.
        purchases_shock: standard deviation of the common shock to purchases, in logarithms.
        money_shock: the same for money.
        month_shock: the same for the purchases of a single month.
    """

    purchases: CustomerModel
    spending: GammaGamma | None
    purchases_shock: float
    money_shock: float
    month_shock: float


@dataclass(frozen=True)
class SimulatedCohorts:
    """Drawn sums, future x cohort x month; the first month is the running one.

    Attributes:
        active: customers with a purchase in the month; in the running month only those who had not
            bought in it yet.
        money: money kept from now until the end of the month; NaN without a spending model.
    """

    active: Floats
    money: Floats


def simulate_cohorts(
    models: CohortModels,
    known: Purchases,
    cohorts: Indices,
    *,
    idle: Floats,
    ends: Sequence[int],
    rng: np.random.Generator,
) -> SimulatedCohorts:
    """Draw `SIMULATIONS` futures of all cohorts: active customers and money, month by month.

    A large cohort is simulated by a weighted sample of its buyers.

    Args:
        models: models and shocks to draw from.
        known: the buyers.
        cohorts: number of each buyer's cohort, 0 and up, none of them empty.
        idle: 1 for buyers without a purchase in the running month, 0 for the others.
        ends: days from now to the end of each month, ascending.
        rng: random generator.
    """
    sample, weights = _sample_and_weights(cohorts, rng)
    sampled_buyers, cohort_of = _select_buyers(known, sample), cohorts[sample]
    count = int(cohorts.max()) + 1
    active_weights = np.tile(weights, (len(ends), 1))
    active_weights[0] *= idle[sample]  # who bought in the running month is counted, not simulated
    active = np.empty((SIMULATIONS, count, len(ends)))
    money = np.full_like(active, np.nan)
    histories = models.purchases.histories(sampled_buyers)
    weeks = models.purchases.weeks_ahead(known.as_of, ends)
    for future in range(SIMULATIONS):
        drawn = _with_drawn_parameters(models.purchases.purchases, rng)
        paths = draw_paths(drawn, histories, weeks, rng, 1)
        bought = np.diff(paths[:, :, 0], axis=0, prepend=0) > 0
        active[future] = _sums_by_cohort(bought * active_weights, cohort_of, count)
        if models.spending is not None:
            spending = _with_drawn_parameters(models.spending, rng)
            unit_rate_money = unit_money(spending, sampled_buyers.counts, paths, rng)[:, :, 0]
            money_kept = (
                unit_rate_money * posterior_rate(spending, sampled_buyers) * known.kept_share
            )
            money[future] = _sums_by_cohort(money_kept * weights, cohort_of, count)
    common_normal = rng.standard_normal((SIMULATIONS, 1, 1))
    month_shocks = _shock_factors(
        models.month_shock, rng.standard_normal((SIMULATIONS, 1, len(ends)))
    )
    # shocks hit the money of single months, so the cumulative money is split and summed again
    monthly = np.diff(money, axis=2, prepend=0.0) * month_shocks
    return SimulatedCohorts(
        active=active * month_shocks * _shock_factors(models.purchases_shock, common_normal),
        money=monthly.cumsum(axis=2) * _shock_factors(models.money_shock, common_normal),
    )


def _shock_factors(spread: float, normal: Floats) -> Floats:
    """Log-normal factors with mean 1, computed from standard normal numbers."""
    return np.asarray(np.exp(spread * normal - spread**2 / 2))


def _with_drawn_parameters(model: Model, rng: np.random.Generator) -> Model:
    """The model with parameters drawn from the normal distribution of their logarithms."""
    values, directions = np.linalg.eigh(model.covariance)
    standard_moves = np.clip(rng.standard_normal(len(values)), -LARGEST_MOVE, LARGEST_MOVE)
    move = directions @ (np.sqrt(np.maximum(values, 0.0)) * standard_moves)
    drawn_parameters = {
        name: value * float(np.exp(change))
        for (name, value), change in zip(model.parameters.items(), move, strict=True)
    }
    return replace(model, parameters=drawn_parameters)


def _sample_and_weights(cohorts: Indices, rng: np.random.Generator) -> tuple[Indices, Floats]:
    """At most `LARGEST_SAMPLE` buyers of each cohort, and the weight of each of them."""
    order = rng.permutation(len(cohorts))
    ordered = order[np.argsort(cohorts[order], kind="stable")]
    sizes = np.bincount(cohorts)
    cohort_starts = np.cumsum(sizes) - sizes
    rank = np.arange(len(cohorts)) - cohort_starts[cohorts[ordered]]
    sample = np.sort(ordered[rank < LARGEST_SAMPLE])
    return sample, (sizes / np.minimum(sizes, LARGEST_SAMPLE))[cohorts[sample]]


def _select_buyers(known: Purchases, buyers: Indices) -> Purchases:
    """The purchases of these buyers only."""
    return replace(
        known,
        buyers=known.buyers[buyers],
        firsts=known.firsts[buyers],
        lasts=known.lasts[buyers],
        counts=known.counts[buyers],
        means=known.means[buyers],
    )


def _sums_by_cohort(values: Floats, cohort_of: Indices, count: int) -> Floats:
    """Sums of values (month x customer) by cohort: cohort x month."""
    return np.stack([np.bincount(cohort_of, row, minlength=count) for row in values], axis=1)
