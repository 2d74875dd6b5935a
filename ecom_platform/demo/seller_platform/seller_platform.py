"""A marketplace with 3,000 sellers and 100,000 customers, at the usual number of lines.

Most sellers are small, most customers buy once, and each order has a service line for freight.
"""

import numpy as np
import pyarrow as pa

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.known_truth import Truth
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.random_columns import Ints
from ecom_platform.demo.company.shop_lines import (
    CURRENCY,
    Shop,
    ShopLines,
    line_numbers,
    numbered,
    spread_over_days,
    truth_of,
)

LINES = 300_000
_LINES_PER_ORDER, _LINES_PER_SELLER, _LINES_PER_CUSTOMER = 2.25, 100, 3
_PRODUCTS_PER_SELLER = 4
_STATE_SHARES = (0.93, 0.02, 0.03, 0.02)


class SellerPlatform:
    """The marketplace; the same seed, days and lines give the same one."""

    def __init__(self, seed: int, days: int, lines: int) -> None:
        self.seed, self.rng = seed, np.random.default_rng([seed, 101])
        self.period = Period(days)
        self.orders = int(lines / _LINES_PER_ORDER)
        self.sellers = lines // _LINES_PER_SELLER
        self.customers = lines // _LINES_PER_CUSTOMER
        products = self.sellers * _PRODUCTS_PER_SELLER
        self.prices = np.round(np.exp(self.rng.normal(7.5, 0.7, products))).astype(np.int64) + 200
        skus = [f"A{number:06}" for number in range(products)]
        self.shop = Shop(self.period, ["bazaar"], [*skus, "FREIGHT"], states_amount=False)

    def file_names(self) -> list[str]:
        """The names of all files, sorted."""
        return sorted([*self.shop.file_names(), "partners.csv", "products.csv"])

    def write(self, output: FileOutput) -> Truth:
        """Write every file; returns the truth about them."""
        lines = self._lines()
        feed = self.shop.write(output, lines)
        self._write_partners(output)
        self._write_products(output)
        buyers = np.bincount(lines.customer[lines.line == 1], minlength=self.customers)
        customers = {"customers": int((buyers > 0).sum()), "repeat": int((buyers > 1).sum())}
        return truth_of(self.shop, self.seed, self.file_names(), feed, customers)

    def _lines(self) -> ShopLines:
        """Each order has one or two products of one seller, and freight as its last line."""
        days = np.sort(col.draw_indices(self.rng, self.period.weekday_weights, self.orders))
        size = 2 + (self.rng.random(self.orders) < 0.25).astype(np.int64)
        order = np.repeat(np.arange(self.orders), size)
        line = line_numbers(size)
        is_freight = line == size[order]
        seller = col.draw_indices(self.rng, self.rng.pareto(1.1, self.sellers) + 0.1, self.orders)
        product = seller * _PRODUCTS_PER_SELLER + self.rng.integers(
            0, _PRODUCTS_PER_SELLER, self.orders
        )
        second_product = seller * _PRODUCTS_PER_SELLER + (product + 1) % _PRODUCTS_PER_SELLER
        sku = np.where(line == 1, product[order], second_product[order])
        freight = 390 + 100 * self.rng.integers(0, 4, self.orders)
        cents = np.where(is_freight, freight[order], self.prices[sku])
        state = col.draw_indices(self.rng, _STATE_SHARES, self.orders)
        return ShopLines(
            order=order,
            line=line,
            second=spread_over_days(days)[order],
            channel=np.zeros_like(order),
            partner=seller[order],
            customer=self._customers()[order],
            sku=np.where(is_freight, len(self.prices), sku),
            thousandths=np.full_like(order, 1000),
            price=cents * 10_000,
            cents=cents,
            state=state[order],
            is_service=is_freight,
        )

    def _customers(self) -> Ints:
        """Every customer buys once; the orders that remain come from few of them."""
        again = col.draw_indices(
            self.rng, self.rng.pareto(1.2, self.customers), self.orders - self.customers
        )
        return self.rng.permutation(np.concatenate([np.arange(self.customers), again]))

    def _write_partners(self, output: FileOutput) -> None:
        numbers = np.arange(self.sellers)
        zeros = np.zeros_like(numbers)
        table = pa.table(
            {
                "partner_id": numbered("V", numbers, 5),
                "effective_date": col.values_at([self.period.first.isoformat()], zeros),
                "partner_name": col.concatenated("Seller ", col.text(numbers)),
                "partner_type": col.values_at(["seller"], zeros),
                "commission_pct": col.decimals(1000 + 100 * (numbers % 5), 2),
                "currency": col.values_at([CURRENCY], zeros),
            }
        )
        with output.open("partners.csv", self.period.last) as writer:
            writer.write(table)

    def _write_products(self, output: FileOutput) -> None:
        """Each seller has a category of its own."""
        numbers = np.arange(len(self.prices))
        zeros = np.zeros_like(numbers)
        table = pa.table(
            {
                "sku": col.values_at(self.shop.skus, numbers),
                "effective_date": col.values_at([self.period.first.isoformat()], zeros),
                "category": col.concatenated("Range ", col.text(numbers // _PRODUCTS_PER_SELLER)),
                "list_price": col.decimals(self.prices, 2),
                "currency": col.values_at([CURRENCY], zeros),
            }
        )
        with output.open("products.csv", self.period.last) as writer:
            writer.write(table)
