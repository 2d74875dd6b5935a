"""BG/NBD and its modified form MBG/NBD: buy at a steady rate, perhaps leave after a purchase.

BG/NBD: a customer may leave after each repeat purchase. Fader, Hardie, Lee (2005), "Counting your
customers the easy way: an alternative to the Pareto/NBD model", Marketing Science 24(2).
MBG/NBD: a customer may leave after the very first purchase already. Batislam, Denizel, Filiztekin
(2007), "Empirical validation and comparison of models for customer base analysis", International
Journal of Research in Marketing 24.
Their likelihood and expectations are in `bg_nbd_formulas.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

from ecom_platform.analytics.purchase_models.bg_nbd_formulas import BgNbdFormulas
from ecom_platform.analytics.purchase_models.purchase_histories import (
    DAYS_PER_WEEK,
    Floats,
    PurchaseHistories,
)
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel, fit_model
from ecom_platform.analytics.purchase_models.whole_days.day_kernels import (
    BetaGeometricDays,
    DayKernel,
)
from ecom_platform.analytics.purchase_models.whole_days.day_model import DayModel


@dataclass(frozen=True)
class BetaGeometric(PurchaseModel):
    """What BG/NBD and MBG/NBD share; they differ in `chances_at_first` only.

    Attributes:
        chances_at_first: how often a customer could leave at the first purchase: 0 or 1.
    """

    chances_at_first: ClassVar[int]
    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")

    @property
    def continuous_formulas(self) -> BgNbdFormulas:
        """The formulas for purchases with exact times."""
        return BgNbdFormulas(**self.parameters, chances_at_first=self.chances_at_first)

    @classmethod
    def log_likelihood_at(
        cls, values: Floats, histories: PurchaseHistories, counts: Floats
    ) -> tuple[float, Floats]:
        """The log-likelihood and its gradient; see `PurchaseModel.log_likelihood_at`."""
        r, alpha, a, b = values.tolist()
        return BgNbdFormulas(r, alpha, a, b, cls.chances_at_first).log_likelihood_and_gradient(
            histories, counts
        )

    @classmethod
    def starting_values(cls, weeks: float) -> tuple[float, float, float, float]:
        """A mean rate of one purchase in `weeks`, and a mean probability to leave of a quarter."""
        return 0.5, 0.5 * weeks, 1.0, 3.0

    @classmethod
    def day_kernel(cls, longest: int, most: int) -> DayKernel:
        """The probabilities of one day, for histories of at most so many days and purchases."""
        return BetaGeometricDays.over(longest, most, cls.chances_at_first)

    @classmethod
    def day_model_at(cls, day_kernel: DayKernel, values: Floats) -> DayModel:
        """The model of whole days at these parameters, whose times are in weeks."""
        r, alpha, a, b = values.tolist()
        return DayModel(day_kernel, (r, alpha * DAYS_PER_WEEK), (a, b))


@dataclass(frozen=True)
class BgNbd(BetaGeometric):
    """Rates are Gamma(r, alpha); the probability to leave after a repeat purchase is Beta(a, b)."""

    chances_at_first: ClassVar[int] = 0


@dataclass(frozen=True)
class MbgNbd(BetaGeometric):
    """Rates are Gamma(r, alpha); the probability to leave after any purchase is Beta(a, b)."""

    chances_at_first: ClassVar[int] = 1


def fit_bg_nbd(histories: PurchaseHistories, *, whole_days: bool = False) -> BgNbd:
    """The BG/NBD model with the most likely parameters.

    Args:
        histories: one entry per customer, times in weeks.
        whole_days: whether purchases are known by the day only; `whole_days/day_model.py` says
            what that changes.

    Raises:
        AnalyticsError: the data do not identify the parameters.

    Example:
        A hundred customers observed for 39 weeks, of whom 50 did not buy again, 30 bought once
        more, and 20 bought eight times more: half of them until lately, half for eight weeks only.

        >>> import numpy as np
        >>> count = [50, 30, 10, 10]
        >>> frequency = np.repeat([0.0, 1.0, 8.0, 8.0], count)
        >>> recency = np.repeat([0.0, 10.0, 8.0, 37.0], count)
        >>> histories = PurchaseHistories(frequency, recency, np.full(100, 39.0))
        >>> model = fit_bg_nbd(histories)
        >>> {name: round(value, 2) for name, value in model.parameters.items()}
        {'r': 0.21, 'alpha': 1.58, 'a': 0.32, 'b': 0.4}
        >>> round(model.expected_purchases(52.0), 2)
        2.35
        >>> model.probability_alive(histories)[[85, 95]].round(2)
        array([0.  , 0.94])
    """
    return fit_model(BgNbd, histories, whole_days=whole_days)


def fit_mbg_nbd(histories: PurchaseHistories, *, whole_days: bool = False) -> MbgNbd:
    """The MBG/NBD model with the most likely parameters.

    Args:
        histories: one entry per customer, times in weeks.
        whole_days: whether purchases are known by the day only; `whole_days/day_model.py` says
            what that changes.

    Raises:
        AnalyticsError: the data do not identify the parameters.
    """
    return fit_model(MbgNbd, histories, whole_days=whole_days)
