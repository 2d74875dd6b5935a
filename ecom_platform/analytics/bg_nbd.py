"""BG/NBD: customers buy at their own steady rate and may leave after each repeat purchase.

Fader, Hardie, Lee (2005), "Counting your customers the easy way: an alternative to the Pareto/NBD
model", Marketing Science 24(2). The formulas are in `beta_geometric.py`.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ecom_platform.analytics.beta_geometric import NAMES, BetaGeometric, fit_parameters
from ecom_platform.analytics.purchase_histories import PurchaseHistories


@dataclass(frozen=True)
class BgNbd(BetaGeometric):
    """Rates are Gamma(r, alpha), chances to leave after a repeat purchase Beta(a, b)."""

    chances_at_first: ClassVar[int] = 0

    def expected_purchases(self, t: float) -> float:
        """Expected repeat purchases of a new customer in `t` weeks, FHL equation 9."""
        new = self.expected_if_alive(np.zeros(1), np.zeros(1), t)
        return float(new[0])


def fit(histories: PurchaseHistories) -> BgNbd:
    """The most likely parameters.

    Raises:
        AnalyticsError: the histories cannot tell them.
    """
    found = fit_parameters(histories, BgNbd.chances_at_first)
    return BgNbd(found.named(NAMES), found.log_likelihood, found.covariance)
