"""MBG/NBD: as BG/NBD, but a customer may leave after the very first purchase already.

Batislam, Denizel, Filiztekin (2007), "Empirical validation and comparison of models for customer
base analysis", International Journal of Research in Marketing 24. The formulas are in
`beta_geometric.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ecom_platform.analytics.beta_geometric import NAMES, BetaGeometric, fit_parameters
from ecom_platform.analytics.purchase_histories import PurchaseHistories


@dataclass(frozen=True)
class MbgNbd(BetaGeometric):
    """Rates are Gamma(r, alpha), chances to leave after any purchase Beta(a, b)."""

    chances_at_first: ClassVar[int] = 1

    def expected_purchases(self, t: float) -> float:
        """Expected repeat purchases of a new customer in `t` weeks."""
        stays = self.parameters["b"] / (self.parameters["a"] + self.parameters["b"])
        new = self.expected_if_alive(np.zeros(1), np.zeros(1), t)
        return stays * float(new[0])


def fit(histories: PurchaseHistories) -> MbgNbd:
    """The most likely parameters.

    Raises:
        AnalyticsError: the histories cannot tell them.
    """
    found = fit_parameters(histories, MbgNbd.chances_at_first)
    return MbgNbd(found.named(NAMES), found.log_likelihood, found.covariance)
