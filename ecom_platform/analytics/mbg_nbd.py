"""MBG/NBD: as BG/NBD, but a customer may leave after the very first purchase already.

Batislam, Denizel, Filiztekin (2007), "Empirical validation and comparison of models for customer
base analysis", International Journal of Research in Marketing 24. The formulas are in
`beta_geometric.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

from ecom_platform.analytics.purchases.beta_geometric import BetaGeometric
from ecom_platform.analytics.purchases.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchases.purchase_model import fit_model


@dataclass(frozen=True)
class MbgNbd(BetaGeometric):
    """Rates are Gamma(r, alpha), chances to leave after any purchase Beta(a, b)."""

    chances_at_first: ClassVar[int] = 1


def fit(histories: PurchaseHistories, *, whole_days: bool = False) -> MbgNbd:
    """The most likely parameters.

    Args:
        histories: of the customers.
        whole_days: purchases are known by the day; `whole_days.py` says what that changes.

    Raises:
        AnalyticsError: the histories cannot tell them.
    """
    return fit_model(MbgNbd, histories, whole_days=whole_days)
