"""The feed with the webshop's spend on winning customers, by month and channel.

The spend of a month is a planned cost for each customer who first buys in it. At first the cost is
so low that first orders cover it; later it is so high that only further orders do.
"""

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.web_shop.companion_feeds import CURRENCIES, ExchangeRates
from ecom_platform.demo.web_shop.shoppers import Shoppers

FILE_NAME = "marketing spend.csv"
# An order earns 60 euro on average: in their first month, customers earn more than the low cost and
# less than the high one.
CHEAP_CENTS, EXPENSIVE_CENTS = 4_000, 11_000
CHANNELS = ("search", "social", "fair")
WEIGHTS = np.array([0.5, 0.35, 0.15])
CURRENCY_OF_CHANNEL = np.array([0, 0, 1])  # positions in CURRENCIES; the fair is British


def write_spend(
    output: FileOutput, shoppers: Shoppers, rates: ExchangeRates, period: Period
) -> dict[str, object]:
    """Write the spend; returns the planned cost of a customer by month.

    Spend abroad is converted at the rate of the month's last day.
    """
    planned_costs = _planned_customer_costs(period)
    costs = [
        col.split_by_weights(cents * shoppers.new_customer_count(first, last), WEIGHTS)
        / rates.in_euro[last, CURRENCY_OF_CHANNEL]
        for cents, (first, last) in zip(planned_costs, period.months, strict=True)
    ]
    months = [f"{period.day(first):%Y-%m}" for first, _ in period.months]
    table = pa.table(
        {
            "spend_month": np.repeat(months, len(CHANNELS)),
            "feed": ["order_lines"] * len(months) * len(CHANNELS),
            "acquisition_channel": [*CHANNELS] * len(months),
            "currency": [CURRENCIES[position] for position in CURRENCY_OF_CHANNEL] * len(months),
            "amount": col.decimals(np.round(np.concatenate(costs)).astype(np.int64), 2),
        }
    )
    with output.open(FILE_NAME, period.last) as writer:
        writer.write(table)
    return {
        "rows": table.num_rows,
        "planned_cost": {
            month: str(col.money(cents)) for month, cents in zip(months, planned_costs, strict=True)
        },
        "dear_from": months[planned_costs.index(EXPENSIVE_CENTS)],
    }


def _planned_customer_costs(period: Period) -> list[int]:
    """The cost of a customer by month in cents; high from the month of the change of terms."""
    return [
        CHEAP_CENTS if last < period.terms_change_day else EXPENSIVE_CENTS
        for _, last in period.months
    ]
