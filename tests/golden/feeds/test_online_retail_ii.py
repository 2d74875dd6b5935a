"""The figures of Online Retail II: published marts against an independent reading with pandas."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("online_retail_ii")]

LINES = "marts.fct_order_items where feed = 'online_retail'"


@pytest.fixture(scope="module")
def orders(online_retail_ii: Path) -> pd.DataFrame:
    """The file read with pandas: of the invoices in both sheets only the second sheet's rows."""
    frame: pd.DataFrame = pd.read_csv(online_retail_ii / "online_retail_II.csv.gz", dtype=str)
    sheet = (frame.index >= 525_461).astype(int)
    frame = frame[
        sheet == pd.Series(sheet, frame.index).groupby(frame["Invoice"]).transform("max")
    ].copy()
    cents = frame["Price"].map(Decimal) * frame["Quantity"].map(int)
    frame["amount"] = cents.map(lambda money: money.quantize(Decimal("0.01"), "ROUND_HALF_UP"))
    return frame


def test_there_are_5942_customers(published_online_retail_ii: Ask) -> None:
    assert published_online_retail_ii("select count(*) from marts.dim_customers") == [(5_942,)]


def test_the_overlap_is_counted_once(published_online_retail_ii: Ask, orders: pd.DataFrame) -> None:
    sql = f"select count(*), count(distinct order_id), sum(amount) from {LINES}"
    assert published_online_retail_ii(sql) == [
        (len(orders), orders["Invoice"].nunique(), orders["amount"].sum())
    ]
    assert published_online_retail_ii(sql) == [(1_044_848, 53_628, Decimal("18909762.10"))]


def test_postage_and_fees_are_not_goods(published_online_retail_ii: Ask) -> None:
    rows = published_online_retail_ii(
        f"select distinct product_id from {LINES} and line_kind = 'goods'"
    )
    codes = {code for (code,) in rows}
    services = {"POST", "DOT", "M", "D", "C2", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"}
    assert not codes & services
    assert not {code for code in codes if code.startswith(("ADJUST", "GIFT", "TEST"))}
    assert {code for code in codes if not code[:5].isdigit()} == {
        code for code in codes if code.startswith(("DCGS", "PADS", "SP1002"))
    }


def test_goods_and_services_make_up_everything(published_online_retail_ii: Ask) -> None:
    rows = published_online_retail_ii(
        f"select line_kind, count(*), sum(amount) from {LINES} group by all order by all"
    )
    assert rows == [
        ("goods", 1_035_644, Decimal("18981261.50")),
        ("service", 9_204, Decimal("-71499.40")),
    ]


def test_credit_notes_are_returns(published_online_retail_ii: Ask, orders: pd.DataFrame) -> None:
    notes = orders[orders["Invoice"].str.startswith("C") & (orders["amount"] < 0)]
    sql = f"select count(*), sum(amount) from {LINES} and is_credit and order_state = 'returned'"
    assert published_online_retail_ii(sql) == [(len(notes), notes["amount"].sum())]


def test_sales_without_an_account_stay_in_sales(
    published_online_retail_ii: Ask, orders: pd.DataFrame
) -> None:
    sql = f"select count(*), sum(amount) from {LINES} and customer_id is null"
    without = orders[orders["Customer ID"].isna()]
    assert published_online_retail_ii(sql) == [(len(without), without["amount"].sum())]


def test_the_ladder_ends_in_what_is_kept(published_online_retail_ii: Ask) -> None:
    sql = """
        select sum(booked_amount), sum(returned_amount), sum(kept_amount)
        from marts.agg_daily_sales
    """
    assert published_online_retail_ii(sql) == [
        (Decimal("20375439.33"), Decimal("1465677.23"), Decimal("18909762.10"))
    ]
