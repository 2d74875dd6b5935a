"""The customer segments against page 5.1 of the figures and an independent reading with pandas."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support.files.real_feed_readings import international_goods, online_retail_goods, total
from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow]

BUYERS = "marts.dim_customer_segments where frequency > 0"
SCORES = ("recency_score", "frequency_score", "monetary_score")


def _expected(goods: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Recency, frequency, money and the three scores of every buyer, by their definition.

    A purchase on the incomplete day after `as_of` is as recent as one on `as_of`.
    """
    bought = goods[goods["is_purchase"]].groupby("customer")
    buyers = pd.DataFrame(
        {
            "recency_days": (pd.Timestamp(as_of) - bought["date"].max()).dt.days.clip(lower=0),
            "frequency": bought["order"].nunique(),
        }
    )
    money = goods.groupby("customer")["amount"].agg(total)
    buyers["monetary"] = money.reindex(buyers.index)
    buyers["cents"] = buyers["monetary"].map(lambda money: int(money * 100))
    for score, values in zip(
        SCORES, (-buyers["recency_days"], buyers["frequency"], buyers.pop("cents")), strict=True
    ):
        worse = values.rank(method="min").astype(int) - 1
        buyers[score] = 1 + 5 * worse // len(buyers)
    return buyers


def _assert_buyers_equal(ask: Ask, expected: pd.DataFrame) -> None:
    columns = list(expected.columns)
    rows = ask(f"select customer_id, {', '.join(columns)} from {BUYERS}")
    stated: dict[str, tuple[Any, ...]] = {customer: tuple(values) for customer, *values in rows}
    assert stated == {row[0]: tuple(row[1:]) for row in expected.itertuples(name=None)}


@pytest.mark.xdist_group("unlock_profits")
def test_orders_per_customer_and_repeat_share(published_unlock_profits: Ask) -> None:
    """I-13: 46 of 149 buy again, their goods are worth 6,209,513.60."""
    rows = published_unlock_profits(f"select frequency, count(*) from {BUYERS} group by 1")
    assert dict(rows) == {1: 103, 2: 19, 3: 11, 4: 7, 5: 4, 6: 1, 8: 1, 10: 2, 11: 1}
    sql = f"select count(*), sum(monetary) from {BUYERS} and frequency > 1"
    assert published_unlock_profits(sql) == [(46, Decimal("6209513.60"))]


@pytest.mark.xdist_group("unlock_profits")
def test_concentration_of_the_wholesale_ledger(published_unlock_profits: Ask) -> None:
    """I-17: the first customer 13.50 %, the first ten 44.32 %, the first thirty 67.43 %."""
    sql = f"select customer_id, monetary from {BUYERS} and revenue_rank = 1"
    assert published_unlock_profits(sql) == [("MULBERRIES BOUTIQUE", Decimal("1478458.50"))]
    for first, share in ((1, 0.1350), (10, 0.4432), (30, 0.6743)):
        sql = f"select round(sum(share_of_revenue), 4) from {BUYERS} and revenue_rank <= {first}"
        assert published_unlock_profits(sql) == [(share,)]


@pytest.mark.xdist_group("unlock_profits")
def test_no_customer_is_invented_for_amazon(published_unlock_profits: Ask) -> None:
    sql = "select feed, count(*) from marts.dim_customer_segments group by feed"
    assert published_unlock_profits(sql) == [("international_sale_report", 149)]


@pytest.mark.xdist_group("unlock_profits")
def test_facts_and_scores_of_the_wholesale_ledger_equal_the_reading(
    published_unlock_profits: Ask, unlock_profits: Path
) -> None:
    goods = international_goods(unlock_profits)
    _assert_buyers_equal(published_unlock_profits, _expected(goods, "2022-05-11"))


@pytest.mark.xdist_group("online_retail_ii")
def test_facts_and_scores_of_online_retail_equal_the_reading(
    published_online_retail_ii: Ask, online_retail_ii: Path
) -> None:
    goods = online_retail_goods(online_retail_ii)
    goods = goods[goods["customer"].notna()]
    as_of = "2011-12-08"  # the export ends on the 9th at 12:50
    _assert_buyers_equal(published_online_retail_ii, _expected(goods, as_of))


@pytest.mark.xdist_group("online_retail_ii")
def test_all_5942_customers_are_there_and_90_of_them_bought_nothing(
    published_online_retail_ii: Ask,
) -> None:
    sql = "select segment = 'no purchase', count(*) from marts.dim_customer_segments group by 1"
    assert dict(published_online_retail_ii(sql)) == {False: 5_852, True: 90}


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.xdist_group("online_retail_ii")
def test_equal_values_have_equal_scores(published_online_retail_ii: Ask, score: str) -> None:
    value = {"recency_score": "recency_days", "frequency_score": "frequency"}.get(score, "monetary")
    sql = f"select {value} from {BUYERS} group by 1 having count(distinct {score}) > 1"
    assert published_online_retail_ii(sql) == []
