"""The articles of the seller brand and the products of the webshop."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.random_columns import Floats, Ints

SIZES = ("S", "M", "L", "XL", "XXL", "XXXL")
COLORS = ("Indigo", "Teal", "Mustard", "Rose", "Ivory", "Charcoal")
# Marketplace category, stock category, code in the SKU, middle of the price range in whole rupees.
SELLER_CATEGORIES = (
    ("Set", "KURTA SET", "KS", 850),
    ("kurta", "KURTA", "KR", 480),
    ("Western Dress", "DRESS", "DR", 760),
    ("Top", "TOP", "TP", 520),
    ("Ethnic Dress", "GOWN", "GW", 900),
    ("Blouse", "BLOUSE", "BL", 420),
    ("Bottom", "BT : TROUSER", "BT", 380),
    ("Saree", "SAREE", "SA", 700),
)
_CATEGORY_OF_STYLE = (0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7)
STYLES = 90


@dataclass(frozen=True)
class Article:
    """One SKU of the seller brand, with prices in whole rupees.

    `transfer_price` is None for the SKUs that are in no price list.
    """

    sku: str
    style: str
    size: str
    category: str
    stock_category: str
    color: str
    price: int
    transfer_price: int | None
    stock: int


def seller_articles(seed: int) -> tuple[Article, ...]:
    """Every SKU of the seller brand; the same seed gives the same articles."""
    rng = np.random.default_rng([seed, 1])
    articles = []
    for number in range(STYLES):
        category, stock_category, code, middle_price = SELLER_CATEGORIES[
            _CATEGORY_OF_STYLE[number % len(_CATEGORY_OF_STYLE)]
        ]
        style = f"LMW{1000 + 7 * number}"
        color = COLORS[int(rng.integers(len(COLORS)))]
        price = int(middle_price * rng.uniform(0.75, 1.35))
        is_in_price_list = number % 3 != 2
        cost = round(price * 0.45) if is_in_price_list else None
        for size in SIZES:
            stock = int(rng.gamma(1.2, 25))
            sku = f"{style}-{code}-{size}"
            articles.append(
                Article(sku, style, size, category, stock_category, color, price, cost, stock)
            )
    return tuple(articles)


WEB_CATEGORIES = ("Lighting", "Kitchen", "Textiles", "Garden", "Stationery", "Decor")
WEB_PRODUCTS = 480
PRICE_RISE_CATEGORY = "Lighting"


@dataclass(frozen=True)
class Products:
    """The webshop's products, each array indexed by product number.

    An epoch is a time without changes: 0 before the price change, 1 after it, 2 after the change of
    terms.
    """

    period: Period
    list_cents: Ints
    cost_cents: Ints
    category: Ints
    moved_to: Ints
    rises: tuple[bool, ...]
    stock: Ints

    def sku(self, number: int) -> str:
        """The product's SKU."""
        return f"HAL-{10_000 + 13 * number}"

    @cached_property
    def skus(self) -> list[str]:
        """The SKU of each product, by product number."""
        return [self.sku(number) for number in range(len(self.list_cents))]

    def epoch(self, day: int) -> int:
        """The epoch of this day, 0 to 2: the number of changes up to this day."""
        changes = (self.period.price_change_day, self.period.terms_change_day)
        return sum(day >= change for change in changes)

    @cached_property
    def prices(self) -> tuple[Ints, Ints, Ints]:
        """The list prices in cents, per epoch."""
        prices_after_rise = np.where(
            np.array(self.rises), self.list_cents * 110 // 100, self.list_cents
        )
        return self.list_cents, prices_after_rise, prices_after_rise

    @cached_property
    def costs(self) -> tuple[Ints, Ints, Ints]:
        """The unit costs in cents, per epoch; 0 where the cost is unknown."""
        every_fifth = np.arange(len(self.cost_cents)) % 5 == 0
        costs_after_rise = np.where(every_fifth, self.cost_cents * 112 // 100, self.cost_cents)
        return self.cost_cents, self.cost_cents, costs_after_rise

    @cached_property
    def categories(self) -> tuple[Ints, Ints, Ints]:
        """The position of each product's category in `WEB_CATEGORIES`, per epoch."""
        return self.category, self.category, self.moved_to

    @cached_property
    def by_price(self) -> tuple[Ints, ...]:
        """The product numbers in order of list price, per epoch."""
        return tuple(np.argsort(prices, kind="stable") for prices in self.prices)


def webshop_products(seed: int, period: Period) -> Products:
    """Every product of the webshop; the same seed gives the same products."""
    rng = np.random.default_rng([seed, 2])
    evenly_spread: Floats = np.geomspace(400, 16_000, WEB_PRODUCTS)
    # Prices end in .49 or .99, from about 4 to 160 euro.
    prices = (np.round(evenly_spread / 50) * 50 - 1).astype(np.int64)
    rng.shuffle(prices)
    cost = (prices * rng.uniform(0.35, 0.62, WEB_PRODUCTS)).astype(np.int64)
    cost[rng.random(WEB_PRODUCTS) < 0.12] = 0  # the cost of these products is unknown
    category = rng.integers(len(WEB_CATEGORIES), size=WEB_PRODUCTS)
    moved = np.where(np.arange(WEB_PRODUCTS) % 40 == 7, (category + 1) % 6, category)
    rises = tuple(WEB_CATEGORIES[number] == PRICE_RISE_CATEGORY for number in category)
    stock = rng.gamma(1.1, 60, WEB_PRODUCTS).astype(np.int64)
    return Products(period, prices, cost, category, moved, rises, stock)
