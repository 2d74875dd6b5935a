"""MBG/NBD: as BG/NBD, but a customer may leave after the very first purchase already.

Batislam, Denizel, Filiztekin (2007), "Empirical validation and comparison of models for customer
base analysis", International Journal of Research in Marketing 24. The formulas are in
`bg_nbd_formulas.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

from ecom_platform.analytics.purchase_models.bg_nbd_formulas import BetaGeometric
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import fit_model


@dataclass(frozen=True)
class MbgNbd(BetaGeometric):
    """Rates are Gamma(r, alpha), chances to leave after any purchase Beta(a, b)."""

    chances_at_first: ClassVar[int] = 1


def fit(histories: PurchaseHistories, *, whole_days: bool = False) -> MbgNbd:
    """The most likely parameters.

    Args:
        histories: of the customers.
        whole_days: purchases are known by the day;
        `analytics/purchase_models/whole_days/day_model.py` says what that changes.

    Raises:
        AnalyticsError: the histories cannot tell them.
    """
    return fit_model(MbgNbd, histories, whole_days=whole_days)
