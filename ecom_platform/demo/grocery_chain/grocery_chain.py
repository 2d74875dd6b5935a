"""A grocery chain with 1.5 million lines, at the usual number of lines.

Each store is a channel. Fruit is weighed, prices have parts of a cent, the till cuts off what a
line has below a cent, bottles carry a deposit, and stores are closed on Sundays and holidays.
"""

import numpy as np

from ecom_platform.demo.company import random_columns as col
from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.demo.company.known_truth import Truth
from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.random_columns import Floats, Ints
from ecom_platform.demo.company.shop_lines import (
    STATES,
    Shop,
    ShopLines,
    line_numbers,
    spread_over_days,
    truth_of,
)

LINES = 1_500_000
STORES = ("store north", "store south", "store east", "store west", "store station")
_ARTICLES, _WEIGHED, _DEPOSIT = 2_000, 300, 2_000
_LINES_PER_RECEIPT, _LINES_PER_CARD = 6, 60
_CARD_SHARE, _DEPOSIT_SHARE, _REFUND_SHARE = 0.4, 0.05, 0.02
_DEPOSIT_PRICE = 250_000
_SUNDAY = 6


class GroceryChain:
    """The chain; the same seed, days and lines give the same one."""

    def __init__(self, seed: int, days: int, lines: int) -> None:
        self.seed, self.rng = seed, np.random.default_rng([seed, 102])
        self.period = Period(days)
        self.lines, self.receipts = lines, lines // _LINES_PER_RECEIPT
        self.cards = max(lines // _LINES_PER_CARD, 1)
        self.prices = self.rng.integers(4_000, 90_000, _ARTICLES) * 100  # parts of a cent
        skus = [f"G{number:05}" for number in range(_ARTICLES)]
        self.shop = Shop(self.period, STORES, [*skus, "DEPOSIT"], states_amount=True)

    def file_names(self) -> list[str]:
        """The names of all files, sorted."""
        return sorted(self.shop.file_names())

    def write(self, output: FileOutput) -> Truth:
        """Write every file; returns the truth about them."""
        lines = self._lines()
        feed = self.shop.write(output, lines)
        cards = lines.customer[lines.customer >= 0]
        return truth_of(
            self.shop, self.seed, self.file_names(), feed, {"customers": len(np.unique(cards))}
        )

    def _open_day_weights(self) -> Floats:
        """The trade of each day; none on Sundays and holidays."""
        weights = self.period.weekday_weights.copy()
        closed = [i for i, day in enumerate(self.period.dates) if day.weekday() == _SUNDAY]
        weights[[*closed, *self.period.holidays]] = 0
        return weights

    def _lines(self) -> ShopLines:
        days = np.sort(col.draw_indices(self.rng, self._open_day_weights(), self.receipts))
        size = self.rng.integers(1, 2 * _LINES_PER_RECEIPT, self.receipts)
        order = np.repeat(np.arange(self.receipts), size)
        has_card = self.rng.random(self.receipts) < _CARD_SHARE
        card = np.where(has_card, self.rng.integers(0, self.cards, self.receipts), -1)
        store = self.rng.integers(0, len(STORES), self.receipts)
        kind = self.rng.random(len(order))
        is_deposit = kind < _DEPOSIT_SHARE
        is_refund = kind < _REFUND_SHARE
        sku = np.where(is_deposit, _DEPOSIT, self.rng.integers(0, _ARTICLES, len(order)))
        thousandths = np.where(is_refund, -1, 1) * self._thousandths(sku)
        price = np.where(is_deposit, _DEPOSIT_PRICE, self.prices[sku % _ARTICLES])
        return ShopLines(
            order=order,
            line=line_numbers(size),
            second=spread_over_days(days)[order],
            channel=store[order],
            partner=np.full_like(order, -1),
            customer=card[order],
            sku=sku,
            thousandths=thousandths,
            price=price,
            cents=_cut_off(thousandths * price),
            state=np.where(is_refund, STATES.index("returned"), STATES.index("delivered")),
            is_service=is_deposit,
        )

    def _thousandths(self, sku: Ints) -> Ints:
        """Grams of weighed goods, and whole pieces of all others."""
        grams = self.rng.integers(150, 3_000, len(sku))
        pieces = 1_000 * (1 + self.rng.poisson(0.3, len(sku)))
        return np.where(sku < _WEIGHED, grams, pieces)


def _cut_off(billionths: Ints) -> Ints:
    """Cents without what is below a cent, as the till computes them."""
    cents: Ints = np.sign(billionths) * (np.abs(billionths) // 10_000_000)
    return cents
