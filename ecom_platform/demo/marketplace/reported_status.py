"""The combinations of status columns in the marketplace report, and random draws of them.

The other columns of the report are made in `amazon_sale_report.py`.
"""

from dataclasses import dataclass

import numpy as np

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.random_columns import Ints


@dataclass(frozen=True)
class ReportedStatus:
    """One combination of status columns in the report, and how often it occurs.

    Attributes:
        weight: its relative frequency.
        state: the state of the order that the platform derives from it.
    """

    weight: float
    fulfilment: str
    status: str
    courier: str | None
    has_quantity: bool
    has_amount: bool
    state: str


FBA, MERCHANT = "Amazon", "Merchant"
REPORTED_STATUSES = (
    ReportedStatus(0.045, FBA, "Cancelled", "Cancelled", False, False, "cancelled"),
    ReportedStatus(0.044, FBA, "Cancelled", "Unshipped", True, True, "cancelled"),
    ReportedStatus(0.003, FBA, "Pending", "Unshipped", True, True, "pending"),
    ReportedStatus(0.001, FBA, "Shipped", "Cancelled", False, False, "shipped"),
    ReportedStatus(0.001, FBA, "Shipped", "Unshipped", True, False, "shipped"),
    ReportedStatus(0.601, FBA, "Shipped", "Shipped", True, True, "shipped"),
    ReportedStatus(0.0002, FBA, "Shipping", "Unshipped", True, False, "pending"),
    ReportedStatus(0.040, MERCHANT, "Cancelled", None, False, True, "cancelled"),
    ReportedStatus(0.013, MERCHANT, "Cancelled", None, False, False, "cancelled"),
    ReportedStatus(0.002, MERCHANT, "Pending", "Unshipped", True, True, "pending"),
    ReportedStatus(
        0.002, MERCHANT, "Pending - Waiting for Pick Up", "Unshipped", True, True, "pending"
    ),
    ReportedStatus(0.0002, MERCHANT, "Shipped - Damaged", "Shipped", True, True, "lost"),
    ReportedStatus(
        0.222, MERCHANT, "Shipped - Delivered to Buyer", "Shipped", True, True, "delivered"
    ),
    ReportedStatus(0.0003, MERCHANT, "Shipped - Lost in Transit", "Shipped", True, True, "lost"),
    ReportedStatus(
        0.0004, MERCHANT, "Shipped - Out for Delivery", "Shipped", True, True, "shipped"
    ),
    ReportedStatus(0.008, MERCHANT, "Shipped - Picked Up", "Shipped", True, True, "shipped"),
    ReportedStatus(
        0.0003, MERCHANT, "Shipped - Rejected by Buyer", "Shipped", True, True, "returned"
    ),
    ReportedStatus(
        0.015, MERCHANT, "Shipped - Returned to Seller", "Shipped", True, True, "returned"
    ),
    ReportedStatus(
        0.001, MERCHANT, "Shipped - Returning to Seller", "Shipped", True, True, "returned"
    ),
)
# The status of an order in an early extract: the positions of "Pending" above.
_EARLY_STATUS = {FBA: 2, MERCHANT: 10}  # 10 is waiting for pick-up
_WEIGHTS = [status.weight for status in REPORTED_STATUSES]
_EARLY_STATUSES = np.array([_EARLY_STATUS[status.fulfilment] for status in REPORTED_STATUSES])
HAS_QUANTITY = np.array([status.has_quantity for status in REPORTED_STATUSES])
HAS_AMOUNT = np.array([status.has_amount for status in REPORTED_STATUSES])


def random_statuses(
    rng: np.random.Generator, size: int, *, is_early: bool, has_every: bool
) -> Ints:
    """Positions in `REPORTED_STATUSES`, drawn by their weights.

    Args:
        rng: draws the statuses.
        size: how many to draw.
        is_early: some orders that are not cancelled are still pending.
        has_every: the first draws are replaced by every status once, so that each occurs.
    """
    status = col.draw_indices(rng, _WEIGHTS, size)
    if has_every:
        status[: len(REPORTED_STATUSES)] = np.arange(len(REPORTED_STATUSES))[:size]
    is_cancelled = np.array([s.state == "cancelled" for s in REPORTED_STATUSES])[status]
    is_pending = (rng.random(size) < 0.35) & ~is_cancelled
    return np.where(is_pending, _EARLY_STATUSES[status], status) if is_early else status
