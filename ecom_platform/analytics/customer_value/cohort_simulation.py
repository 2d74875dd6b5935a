"""Drawn futures of cohorts: who comes back in each month, and the money brought until then.

Four things make a cohort's future uncertain, and all are drawn: chance in every customer, the
parameters of the models, what totals of all customers were off by when the models were tested, a
shock common to all cohorts and months, and how far single months stray, as seasons make them, a
shock common to all cohorts in a month. What was seen already is put together in `cohort_value.py`.
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
LARGEST_SAMPLE = 1000  # customers of a cohort who are drawn; a larger one is scaled up from these
LARGEST_MOVE = 3.0  # standard errors that a drawn parameter may lie away

Model = TypeVar("Model", bound=FittedModel)


@dataclass(frozen=True)
class CohortModels:
    """What futures are drawn from.

    Attributes:
        purchases: when customers buy.
        spending: what for; None when money is not published.
        purchases_shock: standard deviation of the common shock to purchases, in logarithms.
        money_shock: the same to money.
        month_shock: the same to what is bought in a single month.
    """

    purchases: CustomerModel
    spending: GammaGamma | None
    purchases_shock: float
    money_shock: float
    month_shock: float


@dataclass(frozen=True)
class SimulatedCohorts:
    """Drawn sums; future x cohort x month, of which the first is the running one.

    Attributes:
        active: customers with a purchase in the month; of the running one those who had none yet.
        money: money kept from now until the month's end; NaN without a model of spending.
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
    """Futures of all cohorts.

    Args:
        models: what to draw from.
        known: the buyers.
        cohorts: of each buyer the number of the cohort, 0 and up, none of them empty.
        idle: 1 for buyers without a purchase in the running month, 0 for the others.
        ends: days from now to the end of each month, ascending.
        rng: the source of chance.
    """
    some, weights = _sample(cohorts, rng)
    people, places, count = _select_buyers(known, some), cohorts[some], int(cohorts.max()) + 1
    counted = np.tile(weights, (len(ends), 1))
    counted[0] *= idle[some]
    active = np.empty((SIMULATIONS, count, len(ends)))
    money = np.full_like(active, np.nan)
    histories = models.purchases.histories(people)
    weeks = models.purchases.weeks_ahead(known.as_of, ends)
    for future in range(SIMULATIONS):
        drawn = _with_drawn_parameters(models.purchases.purchases, rng)
        paths = draw_paths(drawn, histories, weeks, rng, 1)
        bought = np.diff(paths[:, :, 0], axis=0, prepend=0) > 0
        active[future] = _summed(bought * counted, places, count)
        if models.spending is not None:
            spending = _with_drawn_parameters(models.spending, rng)
            each = unit_money(spending, people.counts, paths, rng)[:, :, 0]
            worth = each * posterior_rate(spending, people) * known.kept_share
            money[future] = _summed(worth * weights, places, count)
    lasting = rng.standard_normal((SIMULATIONS, 1, 1))
    single = _shock(models.month_shock, rng.standard_normal((SIMULATIONS, 1, len(ends))))
    monthly = np.diff(money, axis=2, prepend=0.0) * single
    return SimulatedCohorts(
        active * single * _shock(models.purchases_shock, lasting),
        monthly.cumsum(axis=2) * _shock(models.money_shock, lasting),
    )


def _shock(spread: float, normal: Floats) -> Floats:
    """Factors of mean 1."""
    return np.asarray(np.exp(spread * normal - spread**2 / 2))


def _with_drawn_parameters(model: Model, rng: np.random.Generator) -> Model:
    """The model with parameters drawn around the fitted ones, as their covariance says."""
    values, directions = np.linalg.eigh(model.covariance)
    away = np.clip(rng.standard_normal(len(values)), -LARGEST_MOVE, LARGEST_MOVE)
    move = directions @ (np.sqrt(np.maximum(values, 0.0)) * away)
    moved = {
        name: value * float(np.exp(change))
        for (name, value), change in zip(model.parameters.items(), move, strict=True)
    }
    return replace(model, parameters=moved)


def _sample(cohorts: Indices, rng: np.random.Generator) -> tuple[Indices, Floats]:
    """At most `LARGEST_SAMPLE` buyers of each cohort, and how many each of them stands for."""
    order = rng.permutation(len(cohorts))
    ordered = order[np.argsort(cohorts[order], kind="stable")]
    sizes = np.bincount(cohorts)
    begins = np.cumsum(sizes) - sizes
    rank = np.arange(len(cohorts)) - begins[cohorts[ordered]]
    some = np.sort(ordered[rank < LARGEST_SAMPLE])
    return some, (sizes / np.minimum(sizes, LARGEST_SAMPLE))[cohorts[some]]


def _select_buyers(known: Purchases, places: Indices) -> Purchases:
    return replace(
        known,
        buyers=known.buyers[places],
        firsts=known.firsts[places],
        lasts=known.lasts[places],
        counts=known.counts[places],
        means=known.means[places],
    )


def _summed(values: Floats, places: Indices, count: int) -> Floats:
    """Month x customer to cohort x month."""
    return np.stack([np.bincount(places, row, minlength=count) for row in values], axis=1)
