"""What every purchase model offers, whatever its formulas: fit, expectations, draws, intervals.

Each model and its formulas are in a module of its own. This module fits models and computes what
follows from the formulas of any model.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

import numpy as np

from ecom_platform.analytics.purchase_models.fitting import FittedModel, Objective, maximise, refine
from ecom_platform.analytics.purchase_models.prediction_intervals import nearest_interval
from ecom_platform.analytics.purchase_models.purchase_histories import (
    Floats,
    Ints,
    PurchaseHistories,
    unique_rows,
    whole_days_of,
)
from ecom_platform.analytics.purchase_models.whole_days.day_kernels import DayKernel
from ecom_platform.analytics.purchase_models.whole_days.day_model import DayHistories, DayModel
from ecom_platform.errors import AnalyticsError

CHUNK = 2_000_000  # drawn counts held at once
SAMPLE = 10_000  # distinct histories that a fit starts with

Model = TypeVar("Model", bound="PurchaseModel")


class Formulas(Protocol):
    """The formulas of one model, for purchases with exact times or for whole days.

    Times are in weeks; with whole days a purchase is a day with a purchase.
    """

    def expected_new(self, t: float) -> float:
        """Expected repeat purchases of a new customer in the next `t` weeks."""

    def probability_alive(self, histories: PurchaseHistories) -> Floats:
        """The probability that each customer has not left."""

    def expected_if_alive(self, frequency: Floats, age: Floats, t: float) -> Floats:
        """Expected purchases in the next `t` weeks of customers who have not left."""

    def draw_if_alive(
        self, frequency: Floats, age: Floats, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        """Drawn purchases in the next `t` weeks of customers who have not left, customer x draw."""


@dataclass(frozen=True)
class PurchaseModel(FittedModel, ABC):
    """A model of how often customers buy and when they leave; times are in weeks.

    Attributes:
        whole_days: whether purchases are known by the day only; a purchase is then a day with one.
        names: of the parameters, in the order of `log_likelihood_at`.
    """

    whole_days: bool = False

    names: ClassVar[tuple[str, ...]]

    @property
    @abstractmethod
    def continuous_formulas(self) -> Formulas:
        """The model's formulas for purchases with exact times."""

    @classmethod
    @abstractmethod
    def log_likelihood_at(
        cls, values: Floats, histories: PurchaseHistories, counts: Floats
    ) -> tuple[float, Floats]:
        """The log-likelihood in continuous time, and its gradient in the log parameters.

        Args:
            values: the parameters, in the order of `names`.
            histories: distinct histories.
            counts: how many customers have each of them.
        """

    @classmethod
    @abstractmethod
    def starting_values(cls, weeks: float) -> tuple[float, float, float, float]:
        """Parameters to start a fit from; `weeks` is the mean age of the customers."""

    @classmethod
    @abstractmethod
    def day_kernel(cls, longest: int, most: int) -> DayKernel:
        """The probabilities of one day, for histories of so many days and purchases at most."""

    @classmethod
    @abstractmethod
    def day_model_at(cls, day_kernel: DayKernel, values: Floats) -> DayModel:
        """The model of whole days at these parameters, whose times are in weeks."""

    def expected_purchases(self, t: float) -> float:
        """Expected repeat purchases of a new customer in the `t` weeks after the first."""
        _require_horizon(t)
        formulas = self._day_model(1, 1) if self.whole_days else self.continuous_formulas
        return formulas.expected_new(t)

    def probability_alive(self, histories: PurchaseHistories) -> Floats:
        """P(alive): the probability that each customer has not left at the end of observation."""
        return self._formulas_for(histories).probability_alive(histories)

    def expected_if_alive(self, histories: PurchaseHistories, t: float) -> Floats:
        """Expected purchases in the next `t` weeks of customers who have not left yet."""
        return self.weighted_if_alive(histories, np.array([t]), np.ones(1))

    def weighted_if_alive(
        self, histories: PurchaseHistories, times: Floats, weights: Floats
    ) -> Floats:
        """For each customer, taken to be alive: the weighted sum of expected purchases.

        Each time adds the purchases expected up to it, times its weight. Recency says nothing
        more of a customer who is alive, so frequency and age alone are grouped.

        Args:
            histories: one entry per customer.
            times: weeks ahead.
            weights: one per time.
        """
        for t in times.tolist():
            _require_horizon(t)
        first, _, inverse = unique_rows(histories.frequency, histories.age)
        x, age = histories.frequency[first], histories.age[first]
        formulas, total = self._formulas_for(histories), np.zeros(first.size)
        for t, weight in zip(times.tolist(), weights.tolist(), strict=True):
            total += weight * formulas.expected_if_alive(x, age, t)
        return total[inverse]

    def conditional_expected_purchases(self, histories: PurchaseHistories, t: float) -> Floats:
        """Expected purchases in the next `t` weeks, given each customer's history."""
        return self.probability_alive(histories) * self.expected_if_alive(histories, t)

    def purchase_draws(
        self, histories: PurchaseHistories, t: float, *, seed: int, draws: int
    ) -> Ints:
        """Drawn purchases in the next `t` weeks, customer x draw.

        They follow each customer's predictive distribution; the parameters are taken as known.
        """
        _require_horizon(t)
        return self._draw_purchases(histories, t, np.random.default_rng(seed), draws)

    def purchase_interval(
        self, histories: PurchaseHistories, t: float, level: float, *, seed: int, draws: int
    ) -> tuple[Floats, Floats]:
        """A prediction interval of each customer's purchases in the next `t` weeks, from draws.

        The lower end cuts off at most (1 - level) / 2. The upper end is the count whose interval
        comes nearest to `level`, since counts hardly ever meet it exactly. A customer who is surely
        gone has the interval 0 to 0, which covers more than `level`.

        Args:
            histories: one entry per customer.
            t: weeks ahead.
            level: probability of the interval, between 0 and 1.
            seed: of the drawing.
            draws: how many futures of each distinct history.

        Returns:
            The fewest and the most purchases, one entry per customer each.

        Raises:
            AnalyticsError: the level is not between 0 and 1, or `t` is negative.
        """
        _require_horizon(t)
        if not 0 < level < 1:
            message = f"The level of an interval must lie between 0 and 1, not at {level}."
            raise AnalyticsError(message)
        distinct, _, inverse = histories.grouped()
        rng = np.random.default_rng(seed)
        low, high = np.empty(len(distinct)), np.empty(len(distinct))
        step = max(1, CHUNK // draws)
        for start in range(0, len(distinct), step):
            part = slice(start, start + step)
            drawn = self._draw_purchases(distinct.part(start, start + step), t, rng, draws)
            low[part], high[part] = nearest_interval(drawn, level)
        return low[inverse], high[inverse]

    def _formulas_for(self, histories: PurchaseHistories) -> Formulas:
        """The formulas of the model; with whole days, for histories as long as these."""
        if not self.whole_days:
            return self.continuous_formulas
        longest = int(whole_days_of(histories.age).max(initial=1))
        return self._day_model(longest, int(histories.frequency.max(initial=1)))

    def _day_model(self, longest: int, most: int) -> DayModel:
        values = np.array([self.parameters[name] for name in self.names])
        return self.day_model_at(self.day_kernel(longest, most), values)

    def _draw_purchases(
        self, histories: PurchaseHistories, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        """Drawn purchases, customer x draw: 0 in draws in which the customer has left."""
        formulas = self._formulas_for(histories)
        counts = formulas.draw_if_alive(histories.frequency, histories.age, t, rng, draws)
        alive = rng.random(counts.shape) < formulas.probability_alive(histories)[:, None]
        return np.where(alive, counts, 0)


def fit_model(kind: type[Model], histories: PurchaseHistories, *, whole_days: bool) -> Model:
    """The model of one kind with the most likely parameters.

    Args:
        kind: the class of the model.
        histories: one entry per customer, times in weeks.
        whole_days: whether purchases are known by the day only.

    Raises:
        AnalyticsError: the data do not identify the parameters.
    """
    _require_repeat_purchases(histories)
    distinct, counts, _ = histories.grouped()
    start = np.log(kind.starting_values(float(histories.age.mean())))
    objective = _objective(kind, distinct, counts, whole_days=whole_days)
    start_near = _maximum_of_sample(kind, distinct, counts, start, whole_days=whole_days)
    size = float(counts.sum())
    if start_near is None:
        maximum = maximise(objective, start, size, kind.names)
    else:
        maximum = refine(objective, *start_near, size, kind.names)
    parameters = maximum.named(kind.names)
    return kind(parameters, maximum.log_likelihood, maximum.covariance, whole_days)


def _maximum_of_sample(
    kind: type[PurchaseModel],
    histories: PurchaseHistories,
    counts: Floats,
    start: Floats,
    *,
    whole_days: bool,
) -> tuple[Floats, Floats] | None:
    """The maximum for a sample of the histories, and the curvature it implies for all of them.

    None where there are too few histories for a sample, or the sample does not identify the
    parameters. Most steps of a large fit are made on the sample, at little cost.
    """
    stride = len(histories) // SAMPLE
    if stride < 2:
        return None
    sample_rows = slice(None, None, stride)
    sample = PurchaseHistories(
        histories.frequency[sample_rows], histories.recency[sample_rows], histories.age[sample_rows]
    )
    size = float(counts[sample_rows].sum())
    objective = _objective(kind, sample, counts[sample_rows], whole_days=whole_days)
    try:
        maximum = maximise(objective, start, size, kind.names)
    except AnalyticsError:
        return None
    curvature = np.linalg.inv(maximum.covariance).astype(np.float64)
    return maximum.logs, curvature * (float(counts.sum()) / size)


def _objective(
    kind: type[PurchaseModel], histories: PurchaseHistories, counts: Floats, *, whole_days: bool
) -> Objective:
    """The log-likelihood, with its gradient, as a function of the log parameters."""
    if whole_days:
        return _day_objective(kind, histories, counts)
    return lambda logs: kind.log_likelihood_at(np.exp(logs), histories, counts)


def _day_objective(
    kind: type[PurchaseModel], histories: PurchaseHistories, counts: Floats
) -> Objective:
    """The log-likelihood of whole days, with its gradient, as a function of the log parameters."""
    days = DayHistories.of(histories)
    longest = int(whole_days_of(histories.age).max())
    day_kernel = kind.day_kernel(longest, int(histories.frequency.max()))

    def likelihood(logs: Floats) -> tuple[float, Floats]:
        model = kind.day_model_at(day_kernel, np.exp(logs))
        total, gradient = model.log_likelihood(days, counts)
        # The step from a parameter to its logarithm is the same in days and in weeks.
        return total, gradient * np.array([*model.rates, *model.leaving])

    return likelihood


def _require_repeat_purchases(histories: PurchaseHistories) -> None:
    """Raise an `AnalyticsError` if the histories have nothing to fit."""
    if len(histories) < 2:
        message = f"There are too few customers to fit a model of purchases: {len(histories)}."
        raise AnalyticsError(message)
    if not histories.frequency.any():
        message = "No customer bought a second time, so that there is no rate of purchases to fit."
        raise AnalyticsError(message)


def _require_horizon(t: float) -> None:
    if not (t >= 0 and np.isfinite(t)):
        message = f"A forecast needs a number of weeks ahead, not {t}."
        raise AnalyticsError(message)
