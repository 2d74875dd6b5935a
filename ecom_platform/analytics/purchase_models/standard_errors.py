"""Standard errors by the bootstrap: customers drawn again with repetition, and the model refitted.

They hold where the likelihood is no parabola, which the errors from the Hessian (in `fitting.py`)
take it to be. Efron (1979), "Bootstrap methods: another look at the jackknife".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.purchase_models.fitting import FittedModel
from ecom_platform.analytics.purchase_models.purchase_histories import Floats, PurchaseHistories
from ecom_platform.errors import AnalyticsError

LEAST = 10  # refits below which a spread says nothing


@dataclass(frozen=True)
class Bootstrap:
    """What refits on drawn customers found.

    Attributes:
        names: of the parameters.
        refits: refit x parameter.
        failed: drawn customers that could not tell the parameters; a tenth of them and more means
            that the errors are too small.
    """

    names: tuple[str, ...]
    refits: Floats
    failed: int

    @property
    def standard_errors(self) -> dict[str, float]:
        """Spread of the parameters."""
        return dict(zip(self.names, self.refits.std(axis=0, ddof=1).tolist(), strict=True))

    @property
    def log_standard_errors(self) -> dict[str, float]:
        """Spread of the logarithms of the parameters."""
        spread = np.log(self.refits).std(axis=0, ddof=1)
        return dict(zip(self.names, spread.tolist(), strict=True))

    def interval(self, name: str, level: float) -> tuple[float, float]:
        """The interval of a parameter between the percentiles of its refits."""
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
    """Refit a model on customers drawn with repetition.

    Args:
        fit: such as `fit_bg_nbd`.
        histories: of the customers.
        seed: of the drawing.
        draws: how often.

    Raises:
        AnalyticsError: fewer than ten refits succeeded.
    """
    rng = np.random.default_rng(seed)
    found: list[dict[str, float]] = []
    for _ in range(draws):
        rows = rng.integers(0, len(histories), len(histories))
        again = PurchaseHistories(
            histories.frequency[rows], histories.recency[rows], histories.age[rows]
        )
        try:
            found.append(dict(fit(again).parameters))
        except AnalyticsError:
            continue
    if len(found) < LEAST:
        message = f"Only {len(found)} of {draws} refits succeeded: the customers cannot tell."
        raise AnalyticsError(message)
    refits = np.array([list(parameters.values()) for parameters in found])
    return Bootstrap(tuple(found[0]), refits, draws - len(found))
