"""The other feeds of the webshop: products, partners, customers, exchange rates, events."""

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.product_range import (
    PRICE_RISE_CATEGORY,
    WEB_CATEGORIES,
    Products,
)
from ecom_platform.demo.company.random_columns import Ints
from ecom_platform.demo.web_shop.shoppers import Shoppers

CURRENCIES = ("EUR", "GBP", "USD", "INR")
COUNTRIES = (
    ("DE", "EUR"),
    ("FR", "EUR"),
    ("NL", "EUR"),
    ("AT", "EUR"),
    ("GB", "GBP"),
    ("US", "USD"),
)
COUNTRY_WEIGHTS = (0.42, 0.14, 0.1, 0.08, 0.17, 0.09)
PARTNERS = (
    "Halde & Sohn", "Brightmoor", "Kupferkanne", "Lina Vogt Studio", "Northlight Goods",
    "Papiermond", "Oak & Ember", "Seestern Textil", "Tinwhistle", "Ufer Sieben",
    "Verdigris", "Wollgras",
)  # fmt: skip
STOPPING_PARTNER = 6
REGIONS = ("DACH", "British Isles", "Benelux", "Nordics")
_FIRST_NAMES = (
    "Anouk",
    "Bela",
    "Carys",
    "Davor",
    "Edda",
    "Femke",
    "Goran",
    "Hedda",
    "Ivo",
    "Jorun",
)
_LAST_NAMES = (
    "Ahlers",
    "Brandis",
    "Corvin",
    "Dahlke",
    "Eskil",
    "Falk",
    "Grote",
    "Harms",
    "Ilves",
    "Junk",
)
_ACQUISITION_CHANNELS = ("search", "newsletter", "social", "friend", "fair")
_BLOCK_SIZE = 200_000
_COLORS = ("oak", "slate", "white", "brass", "moss")


def partner_id(number: int) -> str:
    """The id of the partner with this position in `PARTNERS`."""
    return f"SEL-{number + 1:02d}"


def country_numbers(customers: Ints) -> Ints:
    """Each customer's position in `COUNTRIES`, derived from the customer's number alone."""
    # Multiplying by a large number modulo a prime spreads the numbers like random shares.
    share = (customers * 2_654_435_761 % 1_000_003) / 1_000_003
    edges = np.cumsum(COUNTRY_WEIGHTS)
    return np.minimum(np.searchsorted(edges, share, side="right"), len(edges) - 1)


class ExchangeRates:
    """The exchange rates of every day.

    Attributes:
        in_euro: the value in euro of one unit, by day and position in `CURRENCIES`.
    """

    def __init__(self, period: Period, seed: int) -> None:
        rng = np.random.default_rng([seed, 6])
        walk = np.cumsum(rng.normal(0, 0.002, (period.days, len(CURRENCIES))), axis=0)
        walk[:, 0] = 0.0  # the euro itself
        # Each rate is a random walk that stays within 8% of its start.
        self.in_euro = np.array([1.0, 1.18, 0.92, 0.0108]) * np.exp(np.clip(walk, -0.08, 0.08))

    def write(self, output: FileOutput, period: Period) -> int:
        """Write the rate of every currency pair and day; returns the number of rows."""
        pairs = [(a, b) for a in range(4) for b in range(4) if a != b]
        rates = np.stack([self.in_euro[:, a] / self.in_euro[:, b] for a, b in pairs], axis=1)
        table = pa.table(
            {
                "rate_date": np.repeat(np.array(period.dates, dtype="datetime64[D]"), len(pairs)),
                "from_currency": [CURRENCIES[a] for a, _ in pairs] * period.days,
                "to_currency": [CURRENCIES[b] for _, b in pairs] * period.days,
                "rate": col.decimals(np.round(rates.ravel() * 1e8).astype(np.int64), 8),
            }
        )
        with output.open("fx rates.csv", period.last) as writer:
            writer.write(table)
        return int(table.num_rows)


def product_list_files(period: Period) -> dict[str, tuple[int, int]]:
    """The file name of each product list, with its day number and the epoch that begins then."""
    days = (0, period.price_change_day, period.terms_change_day)
    return {
        f"webshop products {period.day(day).isoformat()}.csv": (day, epoch)
        for epoch, day in enumerate(days)
    }


def write_products(output: FileOutput, products: Products, period: Period) -> dict[str, object]:
    """Write a list of all products, and one of the changed products per change.

    Returns:
        The changes by day.
    """
    changes: dict[str, object] = {}
    all_numbers = np.arange(len(products.skus))
    for name, (day, epoch) in product_list_files(period).items():
        changed = all_numbers
        if epoch:
            columns = (products.prices, products.costs, products.categories)
            changed = np.flatnonzero(np.any([c[epoch] != c[epoch - 1] for c in columns], axis=0))
            changes[period.day(day).isoformat()] = {
                "skus": [products.sku(int(number)) for number in changed],
                "prices": int((products.prices[epoch] != products.prices[epoch - 1]).sum()),
                "costs": int((products.costs[epoch] != products.costs[epoch - 1]).sum()),
                "categories": int(
                    (products.categories[epoch] != products.categories[epoch - 1]).sum()
                ),
            }
        with output.open(name, period.day(day)) as writer:
            writer.write(_product_rows(products, changed, period, day, epoch))
    return changes


def _product_rows(
    products: Products, numbers: Ints, period: Period, day: int, epoch: int
) -> pa.Table:
    """The products with these numbers as rows of a product list, valid from this day."""
    costs = products.costs[epoch][numbers]
    return pa.table(
        {
            "sku": col.values_at(products.skus, numbers),
            "effective_date": [period.day(day)] * len(numbers),
            "style": col.concatenated("HAL-", col.text(1000 + numbers // 4)),
            "category": col.values_at(WEB_CATEGORIES, products.categories[epoch][numbers]),
            "color": col.values_at(_COLORS, numbers % len(_COLORS)),
            "size": col.values_at(["one size"], numbers * 0),
            "list_price": col.decimals(products.prices[epoch][numbers], 2),
            "unit_cost": col.null_unless(costs > 0, col.decimals(costs * 100, 4)),
            "currency": ["EUR"] * len(numbers),
            "stock": products.stock[numbers],
        }
    )


def write_partners(output: FileOutput, period: Period) -> dict[str, object]:
    """Write the first and the later terms of the partners; returns the changes by day."""
    changed = [number for number in range(len(PARTNERS)) if number % 3 == 1]
    terms = [(number, 0) for number in range(len(PARTNERS))]
    terms += [(number, period.terms_change_day) for number in changed]
    rows = [_partner_row(number, period, day) for number, day in terms]
    with output.open("partners.csv", period.last) as writer:
        writer.write(pa.Table.from_pylist(rows))
    day = period.day(period.terms_change_day).isoformat()
    return {day: {"partners": [partner_id(number) for number in changed]}}


def _partner_row(number: int, period: Period, day: int) -> dict[str, object]:
    """The terms of a partner that are valid from this day; those after day 0 are higher."""
    is_later = day > 0
    target = 2_000 + 500 * (number % 5)
    return {
        "partner_id": partner_id(number),
        "effective_date": period.day(day),
        "partner_name": PARTNERS[number],
        "partner_type": "seller",
        "region": REGIONS[number % len(REGIONS)],
        "commission_pct": f"{10 + number % 4 + (1.5 if is_later else 0):.2f}",
        "monthly_target_amount": f"{target * (1.2 if is_later else 1):.2f}",
        "currency": "EUR",
    }


def write_customers(output: FileOutput, shoppers: Shoppers, period: Period) -> None:
    """Write all customers, block by block so that memory stays small."""
    count = len(shoppers.births)
    first_day = np.datetime64(period.first, "D")
    with output.open("customers.csv", period.last) as writer:
        for start in range(0, count, _BLOCK_SIZE):
            numbers = np.arange(start, min(start + _BLOCK_SIZE, count))
            first_name, last_name = numbers % 10, numbers // 10 % 10
            signups = shoppers.signup_days(start, start + len(numbers))
            writer.write(
                pa.table(
                    {
                        "customer_id": col.concatenated("C", col.zero_padded(numbers, 8)),
                        "customer_name": col.concatenated(
                            col.values_at(_FIRST_NAMES, first_name),
                            " ",
                            col.values_at(_LAST_NAMES, last_name),
                        ),
                        "country": col.values_at(
                            [code for code, _ in COUNTRIES], country_numbers(numbers)
                        ),
                        "signup_date": first_day + signups,
                        "acquisition_channel": col.values_at(
                            _ACQUISITION_CHANNELS, numbers * 7 % 5
                        ),
                    }
                )
            )


def write_events(output: FileOutput, period: Period) -> dict[str, object]:
    """Write sale days and holidays; returns all unusual days of the period."""
    rows = [(period.day(i), "Demo sale", "sale day") for i in period.sale_days]
    rows += [(period.day(i), name, "holiday") for i, name in period.holidays.items()]
    table = pa.table(
        {
            "event_date": [day for day, _, _ in sorted(rows)],
            "event_name": [name for _, name, _ in sorted(rows)],
            "event_kind": [kind for _, _, kind in sorted(rows)],
            "channel": pa.nulls(len(rows), pa.string()),
        }
    )
    with output.open("events.csv", period.last) as writer:
        writer.write(table)
    return {
        "sale_days": [period.day(i).isoformat() for i in period.sale_days],
        "holidays": {period.day(i).isoformat(): name for i, name in period.holidays.items()},
        "webshop_outage_day": period.day(period.outage_day).isoformat(),
        "amazon_spike_day": period.day(period.spike_day).isoformat(),
        "price_change": {
            "day": period.day(period.price_change_day).isoformat(),
            "category": PRICE_RISE_CATEGORY,
            "factor": "1.10",
        },
        "silent_partner": {
            "partner_id": partner_id(STOPPING_PARTNER),
            "from": period.day(period.partner_stop_day).isoformat(),
        },
    }
