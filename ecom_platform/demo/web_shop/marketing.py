"""What the webshop spends on winning customers, by month and channel.

The spend of a month is a planned cost for each customer who comes in it: at first so little that
the first orders pay for it, later so much that customers must come back before it is earned.
"""

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import Outlet
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.web_shop.companion_feeds import CURRENCIES, Rates
from ecom_platform.demo.web_shop.shoppers import Shoppers

FILE_NAME = "marketing spend.csv"
# An order brings 60 euro in the mean: a first month brings more than the one, less than the other.
CHEAP_CENTS, DEAR_CENTS = 4_000, 11_000
CHANNELS = ("search", "social", "fair")
WEIGHTS = np.array([0.5, 0.35, 0.15])
SPENT_IN = np.array([0, 0, 1])  # the fair is British


def write_spend(
    outlet: Outlet, shoppers: Shoppers, rates: Rates, period: Period
) -> dict[str, object]:
    """Write the spend of every month; returns what was planned in euro, and since when it is dear.

    Spend abroad is converted at the rate of the month's last day.
    """
    planned = _planned_cents(period)
    costs = [
        col.shares(cents * shoppers.newcomers(first, last), WEIGHTS) / rates.in_euro[last, SPENT_IN]
        for cents, (first, last) in zip(planned, period.months, strict=True)
    ]
    months = [f"{period.day(first):%Y-%m}" for first, _ in period.months]
    table = pa.table(
        {
            "spend_month": np.repeat(months, len(CHANNELS)),
            "feed": ["order_lines"] * len(months) * len(CHANNELS),
            "acquisition_channel": [*CHANNELS] * len(months),
            "currency": [CURRENCIES[number] for number in SPENT_IN] * len(months),
            "amount": col.decimals(np.round(np.concatenate(costs)).astype(np.int64), 2),
        }
    )
    with outlet.open(FILE_NAME, period.last) as writer:
        writer.write(table)
    return {
        "rows": table.num_rows,
        "planned_cost": {
            month: str(col.money(cents)) for month, cents in zip(months, planned, strict=True)
        },
        "dear_from": months[planned.index(DEAR_CENTS)],
    }


def _planned_cents(period: Period) -> list[int]:
    """Per month the cost of a customer; dear from the month in which the terms change."""
    return [
        CHEAP_CENTS if last < period.terms_change_day else DEAR_CENTS for _, last in period.months
    ]
