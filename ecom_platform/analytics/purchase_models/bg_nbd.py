"""BG/NBD: customers buy at their own steady rate and may leave after each repeat purchase.

Fader, Hardie, Lee (2005), "Counting your customers the easy way: an alternative to the Pareto/NBD
model", Marketing Science 24(2). The formulas are in `bg_nbd_formulas.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

from ecom_platform.analytics.purchase_models.bg_nbd_formulas import BetaGeometric
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import fit_model


@dataclass(frozen=True)
class BgNbd(BetaGeometric):
    """Rates are Gamma(r, alpha), chances to leave after a repeat purchase Beta(a, b)."""

    chances_at_first: ClassVar[int] = 0


def fit(histories: PurchaseHistories, *, whole_days: bool = False) -> BgNbd:
    """The most likely parameters.

    Args:
        histories: of the customers.
        whole_days: purchases are known by the day;
        `analytics/purchase_models/whole_days/day_model.py` says what that changes.

    Raises:
        AnalyticsError: the histories cannot tell them.
    """
    return fit_model(BgNbd, histories, whole_days=whole_days)
