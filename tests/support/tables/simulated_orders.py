"""Orders of simulated customers, whose future is known: BG/NBD purchases, gamma-gamma money."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecom_platform.analytics.customer_value.lifetime_value import LifetimeValue, lifetime_value

START = np.datetime64("2023-01-02")
RATE, LEAVING, MONEY = (0.7, 8.0), (0.8, 2.5), (2.0, 4.0, 120.0)


def simulated_orders(
    customers: int, weeks: int, *, seed: int, intensity: NDArray[np.float64] | None = None
) -> pd.DataFrame:
    """Orders of customers who first bought evenly over the weeks, up to the end of these.

    With a pace of at most 1 for each day, a purchase that would have come on it comes with this
    chance only: a customer who stays at home does not leave.
    """
    rng = np.random.default_rng(seed)
    last_day = weeks * 7
    firsts = rng.integers(0, last_day, customers)
    rates = rng.gamma(RATE[0], 1 / RATE[1], customers) / 7
    chances = rng.beta(*LEAVING, customers)
    scales = rng.gamma(MONEY[1], 1 / MONEY[2], customers)
    owners, days = [np.arange(customers)], [firsts.astype(float)]
    now, here = firsts.astype(float), np.ones(customers, dtype=bool)
    while here.any():
        now = now + rng.exponential(1 / rates)
        here = here & (now < last_day)
        buys = here
        if intensity is not None:
            today = np.minimum(now, last_day - 1).astype(int)
            buys = here & (rng.random(customers) < intensity[today])
        owners.append(np.flatnonzero(buys))
        days.append(np.floor(now[buys]))
        here = here & ~(buys & (rng.random(customers) < chances))
    owner: NDArray[Any] = np.concatenate(owners)
    return orders(
        [f"c{place:05d}" for place in owner],
        START + np.concatenate(days).astype("timedelta64[D]"),
        np.round(rng.gamma(MONEY[0], 1 / scales[owner]) + 0.01, 2),
    )


def orders(customers: Any, days: Any, amounts: Any) -> pd.DataFrame:
    """A frame of orders of one feed."""
    frame = pd.DataFrame(
        {"customer_id": customers, "order_date": pd.to_datetime(days), "amount": amounts}
    )
    return frame.assign(feed="shop", currency="EUR", amount=frame["amount"].astype(float))


def day(text: str) -> date:
    """A date from its text."""
    return date.fromisoformat(text)


def end_of(weeks: int) -> date:
    """The last day of simulated weeks."""
    return date(2023, 1, 2) + timedelta(days=weeks * 7 - 1)


@cache
def simulated_lifetime(customers: int, weeks: int) -> LifetimeValue:
    """Lifetime value of simulated customers, worked out once for all tests."""
    frame = simulated_orders(customers, weeks, seed=7)
    return lifetime_value(frame, end_of(weeks), seed=1)
