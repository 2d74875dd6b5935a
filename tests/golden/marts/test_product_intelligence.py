"""Product intelligence against pages 5.2, 5.3 and 5.5 of the figures and a reading with pandas."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.support.files.real_feed_readings import (
    amazon_lines,
    international_goods,
    online_retail_goods,
    total,
)
from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow]

PRODUCTS = "marts.dim_product_intelligence"
AMAZON = f"{PRODUCTS} where feed = 'amazon_sale_report'"
AS_OF = {
    "amazon_sale_report": "2022-06-28",  # the 29th is a partial day
    "international_sale_report": "2022-05-11",
    "online_retail": "2011-12-08",  # the 9th ends at 12:50
}


@pytest.fixture(scope="module")
def amazon(unlock_profits: Path) -> pd.DataFrame:
    """Every line of the Amazon report, read with pandas."""
    return amazon_lines(unlock_profits)


def _classes(kept: "pd.Series[float]") -> dict[str, str]:
    """ABC by the share of revenue of the products that kept strictly more."""
    positive = kept.clip(lower=0).sort_values(ascending=False)
    ahead = {value: positive[positive > value].sum() for value in positive.unique()}
    return {
        product: _class_at(ahead[value] / positive.sum()) if value > 0 else "C"
        for product, value in zip(positive.index.astype(str), positive, strict=True)
    }


def _class_at(share_ahead: float) -> str:
    if share_ahead < 0.8:
        return "A"
    return "B" if share_ahead < 0.95 else "C"


def _windows(kept: pd.DataFrame, feed: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Kept amount of the last 28 days and of the 28 before, by product."""
    age = (pd.Timestamp(AS_OF[feed]) - kept["date"]).dt.days
    recent, previous = (
        kept[(age >= start) & (age < start + 28)].groupby("product")["amount"].agg(total)
        for start in (0, 28)
    )
    none = Decimal(0)
    return {
        product: (recent.get(product, none), previous.get(product, none))
        for product in kept["product"].unique()
    }


def _assert_feed_equals(ask: Ask, feed: str, kept: pd.DataFrame) -> None:
    rows = ask(
        "select product_id, kept_amount, abc_class, recent_amount, previous_amount "
        f"from {PRODUCTS} where feed = '{feed}'"
    )
    amounts = kept.groupby("product")["amount"].agg(total)
    classes = _classes(amounts.map(lambda money: int(money * 100)))
    windows = _windows(kept, feed)
    stated = {product: (money, abc, (new, old)) for product, money, abc, new, old in rows}
    nothing = (Decimal(0), "C", (Decimal(0), Decimal(0)))
    for product, values in stated.items():
        if product not in classes:
            assert values == nothing, product
    assert {product: stated[product] for product in classes} == {
        product: (amounts[product], classes[product], windows[product]) for product in classes
    }


@pytest.mark.xdist_group("unlock_profits")
def test_amazon_products_equal_the_reading(
    published_unlock_profits: Ask, amazon: pd.DataFrame
) -> None:
    kept = amazon[amazon["is_kept"]]
    assert total(kept["amount"]) == Decimal("69663293.00")
    _assert_feed_equals(published_unlock_profits, "amazon_sale_report", kept)


@pytest.mark.xdist_group("unlock_profits")
def test_wholesale_products_equal_the_reading(
    published_unlock_profits: Ask, unlock_profits: Path
) -> None:
    goods = international_goods(unlock_profits)
    _assert_feed_equals(published_unlock_profits, "international_sale_report", goods)


@pytest.mark.xdist_group("online_retail_ii")
def test_online_retail_products_equal_the_reading(
    published_online_retail_ii: Ask, online_retail_ii: Path
) -> None:
    goods = online_retail_goods(online_retail_ii)
    _assert_feed_equals(published_online_retail_ii, "online_retail", goods)


@pytest.mark.xdist_group("unlock_profits")
def test_stock_adds_to_242386_and_counts_once(published_unlock_profits: Ask) -> None:
    """S-02; a product sold by two feeds stands on two rows with one stock."""
    sql = f"select sum(stock_quantity) from {PRODUCTS} where is_stock_row"
    assert published_unlock_profits(sql) == [(242_386,)]
    sql = f"select count(*) from {PRODUCTS} where stock_quantity is not null"
    assert published_unlock_profits(f"{sql} and not is_stock_date_unknown") == [(0,)]


@pytest.mark.xdist_group("unlock_profits")
def test_dead_stock_sold_in_neither_channel(
    published_unlock_profits: Ask, unlock_profits: Path, amazon: pd.DataFrame
) -> None:
    sold = amazon[amazon["is_kept"] & (amazon["units"] > 0)]
    goods = international_goods(unlock_profits)
    pending = amazon[amazon["step"].isin(["Pending", "Pending - Waiting for Pick Up", "Shipping"])]
    pending = pending[pending["units"] > 0]
    days = (84, 84, 28)
    ends = (AS_OF["amazon_sale_report"], AS_OF["international_sale_report"], "2022-06-28")
    alive: set[str] = set()
    for lines, span, end in zip((sold, goods, pending), days, ends, strict=True):
        alive |= set(lines.loc[(pd.Timestamp(end) - lines["date"]).dt.days < span, "product"])
    sql = f"select product_id, is_dead_stock from {PRODUCTS} where stock_quantity > 0"
    rows: dict[str, bool] = dict(published_unlock_profits(sql))
    assert {product for product, is_dead in rows.items() if is_dead} == set(rows) - alive


@pytest.mark.xdist_group("unlock_profits")
def test_list_prices_of_266_units_differ_over_the_marketplaces(
    published_unlock_profits: Ask, unlock_profits: Path
) -> None:
    """P-08 says 297 of 1,293: it counts 31 units without any price as differing from themselves."""
    prices = pd.read_csv(unlock_profits / "May-2022.csv", dtype=str)
    marketplaces = [c for c in prices.columns if "MRP" in c and "Old" not in c]
    numbers = prices[marketplaces].apply(pd.to_numeric, errors="coerce")
    highest, lowest = numbers.max(axis=1), numbers.min(axis=1)
    assert len(marketplaces) == 8
    assert (highest != lowest).sum() == 297  # what a missing price does to a comparison
    assert numbers.isna().all(axis=1).sum() == 31
    sql = (
        "select count(list_price_spread), count_if(list_price_spread > 0), "
        f"count_if(marketplace_count = 0) from {PRODUCTS}"
    )
    assert published_unlock_profits(sql) == [(1_293, int((highest > lowest).sum()), 31)]
    assert int((highest > lowest).sum()) == 266


@pytest.mark.xdist_group("unlock_profits")
def test_no_product_on_a_price_list_is_sold_or_stocked(published_unlock_profits: Ask) -> None:
    """P-11."""
    sql = f"select feed, count(*) from {PRODUCTS} where marketplace_count is not null group by 1"
    assert published_unlock_profits(sql) == [("price_list", 1_330)]


@pytest.mark.xdist_group("unlock_profits")
def test_cancelled_share_of_the_best_seller(
    published_unlock_profits: Ask, amazon: pd.DataFrame
) -> None:
    sql = f"select product_id, line_count, cancelled_share from {AMAZON} and revenue_rank = 1"
    ((product, line_count, share),) = published_unlock_profits(sql)
    lines = amazon[amazon["product"] == product]
    assert line_count == len(lines)
    assert share == pytest.approx((lines["step"] == "Cancelled").mean())
