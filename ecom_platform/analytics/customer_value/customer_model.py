"""A customer model: a purchase model with the season of its feed, used with calendar days.

Purchase models are in `analytics/purchase_models`; this module converts calendar days to weeks of
buying time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import Floats, Purchases
from ecom_platform.analytics.purchase_models.purchase_histories import PurchaseHistories
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel
from ecom_platform.analytics.purchase_models.season import NO_SEASON, Season


@dataclass(frozen=True)
class CustomerModel:
    """A fitted purchase model whose times are weeks of buying time.

    Attributes:
        purchases: the model.
        season: how calendar days become buying time.
    """

    purchases: PurchaseModel
    season: Season = NO_SEASON

    def histories(self, known: Purchases) -> PurchaseHistories:
        """The histories of the buyers, in weeks of buying time."""
        return known.histories(self.season)

    def weeks_ahead(self, as_of: np.datetime64, days: Sequence[int]) -> Floats:
        """Weeks of buying time from the end of `as_of` until each number of days later."""
        end_days = as_of + np.array(days, dtype="timedelta64[D]")
        return self.season.weeks(np.full(len(end_days), as_of), end_days)

    def expected_purchases(self, known: Purchases, days: Sequence[int]) -> tuple[Floats, ...]:
        """Expected purchases of each buyer within each number of days, one array per number."""
        histories = self.histories(known)
        return tuple(
            self.purchases.conditional_expected_purchases(histories, weeks)
            for weeks in self.weeks_ahead(known.as_of, days).tolist()
        )
