"""Standard errors by the bootstrap: refit the model to customers drawn with replacement.

They are also valid where the log-likelihood is not a parabola, which the standard errors from the
Hessian (in `fitting.py`) assume. Efron (1979), "Bootstrap methods: another look at the jackknife".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.purchase_models.fitting import FittedModel
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, PurchaseHistories
from ecom_platform.errors import AnalyticsError

LEAST = 10  # refits that standard errors need


@dataclass(frozen=True)
class Bootstrap:
    """The parameters of all refits.

    Attributes:
        names: of the parameters.
        refits: refit x parameter.
        failed: how many samples did not identify the parameters; if a tenth or more, the standard
            errors are too small.
    """

    names: tuple[str, ...]
    refits: Floats
    failed: int

    @property
    def standard_errors(self) -> dict[str, float]:
        """Standard deviation of the parameters over the refits."""
        return dict(zip(self.names, self.refits.std(axis=0, ddof=1).tolist(), strict=True))

    @property
    def log_standard_errors(self) -> dict[str, float]:
        """Standard deviation of the logarithms of the parameters over the refits."""
        spread = np.log(self.refits).std(axis=0, ddof=1)
        return dict(zip(self.names, spread.tolist(), strict=True))

    def interval(self, name: str, level: float) -> tuple[float, float]:
        """The percentile interval of a parameter; `level` is between 0 and 1."""
        tail = (1 - level) / 2
        low, high = np.quantile(self.refits[:, self.names.index(name)], [tail, 1 - tail]).tolist()
        return low, high


def bootstrap(
    fit: Callable[[PurchaseHistories], FittedModel],
    histories: PurchaseHistories,
    *,
    seed: int,
    draws: int,
) -> Bootstrap:
    """Refit a model to customers drawn with replacement.

    Args:
        fit: such as `fit_bg_nbd`.
        histories: of the customers.
        seed: of the drawing.
        draws: how many samples.

    Raises:
        AnalyticsError: fewer than ten refits succeeded.
    """
    rng = np.random.default_rng(seed)
    fitted_parameters: list[dict[str, float]] = []
    for _ in range(draws):
        rows = rng.integers(0, len(histories), len(histories))
        sample = PurchaseHistories(
            histories.frequency[rows], histories.recency[rows], histories.age[rows]
        )
        try:
            fitted_parameters.append(dict(fit(sample).parameters))
        except AnalyticsError:
            continue
    if len(fitted_parameters) < LEAST:
        message = (
            f"Only {len(fitted_parameters)} of {draws} refits succeeded: there are too few data."
        )
        raise AnalyticsError(message)
    refits = np.array([list(parameters.values()) for parameters in fitted_parameters])
    return Bootstrap(tuple(fitted_parameters[0]), refits, draws - len(fitted_parameters))
