"""The partner marts on the real feeds, recomputed with pandas from the order lines."""

from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd
import pytest

from tests.support.platform.published import Ask, one

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("unlock_profits")]

AS_OF = pd.Timestamp("2022-05-11")
FEWEST_ORDERS, FEWEST_LINES = 3, 10  # orders of a growth base, value or score; lines of a rate
TRADE_LINES = """
    select partner_id, order_id, order_date, product_id, amount, list_amount, discount_amount
    from marts.fct_order_items
    where feed = 'international_sale_report' and line_kind = 'goods'
"""


def _trade_lines(ask: Ask) -> pd.DataFrame:
    columns = ["partner", "order", "day", "product", "amount", "list", "discount"]
    lines = pd.DataFrame(ask(TRADE_LINES), columns=columns)
    lines["day"] = pd.to_datetime(lines["day"])
    return lines.astype({"amount": float, "list": float, "discount": float})


def _last_90_days(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[lines["day"] > AS_OF - pd.Timedelta(days=90)]


def test_each_partner_has_one_row_of_its_type(published_unlock_profits: Ask) -> None:
    assert published_unlock_profits(
        """
        select partner_type, count(*), min(as_of_date)::varchar, max(as_of_date)::varchar
        from marts.mart_partner_performance_dashboard group by partner_type order by partner_type
        """
    ) == [
        ("sales programme", 3, "2022-06-28", "2022-06-28"),
        ("trade account", 149, "2022-05-11", "2022-05-11"),
    ]


def test_return_rate_is_known_for_the_one_programme_that_sees_returns(
    published_unlock_profits: Ask,
) -> None:
    """FBA ends at 'Shipped': a return rate of zero there would be an invention."""
    rates: dict[str, float | None] = dict(
        published_unlock_profits(
            """
            select partner_id, round(return_rate_year_to_date, 4)
            from marts.mart_partner_performance_dashboard where partner_type = 'sales programme'
            """
        )
    )
    assert rates == {"Amazon.in/FBA": None, "Amazon.in/Easy Ship": 0.0683, "Non-Amazon": None}


def test_growth_is_refused_where_the_previous_period_is_outside_the_history(
    published_unlock_profits: Ask,
) -> None:
    assert one(
        published_unlock_profits,
        """
        select
            kept_growth_share_90_days, kept_growth_share_year_to_date,
            growth_unavailable_reason_90_days, is_complete_90_days
        from marts.mart_partner_performance_dashboard where partner_id = 'Amazon.in/FBA'
        """,
    ) == (None, None, "The previous period is not wholly inside the history of the feed.", False)


def test_trade_account_windows_agree_with_pandas(published_unlock_profits: Ask) -> None:
    lines = _trade_lines(published_unlock_profits)
    ends = AS_OF - pd.Timedelta(days=90)
    now = lines[lines["day"] > ends].groupby("partner")["amount"].sum()
    before = lines[(lines["day"] <= ends) & (lines["day"] > ends - pd.Timedelta(days=90))]
    earlier = before.groupby("partner")["amount"].sum()
    earlier = earlier[before.groupby("partner")["order"].nunique() >= FEWEST_ORDERS]
    assert len(earlier)
    growth = (now.reindex(earlier.index).fillna(0.0) / earlier - 1).round(6)
    rows = published_unlock_profits(
        """
        select partner_id, kept_amount_90_days, kept_growth_share_90_days
        from marts.mart_partner_performance_dashboard where partner_type = 'trade account'
        """
    )
    assert {p: float(k) for p, k, _ in rows if k} == pytest.approx(now.to_dict())
    assert {p: g for p, _, g in rows if g is not None} == pytest.approx(growth.to_dict())


def _expected_health(own: pd.DataFrame) -> tuple[float, float] | None:
    """Score and known weight of a trade account from its lines; None where it has no score."""
    recent = _last_90_days(own)
    before = own[(own["day"] > AS_OF - pd.Timedelta(days=180)) & ~own.index.isin(recent.index)]
    orders, orders_before = recent["order"].nunique(), before["order"].nunique()
    days = sorted(own["day"].unique())
    weighted: list[tuple[float, float]] = []
    if orders_before >= FEWEST_ORDERS:
        growth = recent["amount"].sum() / before["amount"].sum() - 1
        weighted.append((0.3, float(np.clip(100 * (growth + 0.5), 0, 100))))
    if len(days) >= 3:
        silence = (AS_OF - days[-1]).days / median((b - a).days for a, b in pairwise(days))
        weighted.append((0.15, float(np.clip(50 * (3 - silence), 0, 100))))
    if orders >= FEWEST_ORDERS:
        share = recent.groupby("product")["amount"].sum().max() / recent["amount"].sum()
        weighted.append((0.1, 100 * (1 - share)))
    if len(recent) >= FEWEST_LINES:
        discount = recent["discount"].sum() / recent["list"].sum()
        weighted.append((0.1, float(np.clip(200 * (0.5 - discount), 0, 100))))
    known = sum(weight for weight, _ in weighted)
    if orders + orders_before < FEWEST_ORDERS or round(known, 4) < 0.3:
        return None
    return sum(weight * score for weight, score in weighted) / known, known


def test_health_of_every_account_agrees_with_its_formula(published_unlock_profits: Ask) -> None:
    lines = _trade_lines(published_unlock_profits)
    expected = {partner: _expected_health(own) for partner, own in lines.groupby("partner")}
    rows = published_unlock_profits(
        """
        select partner_id, health_score, known_weight_share
        from marts.mart_partner_performance_dashboard where partner_type = 'trade account'
        """
    )
    scored = {partner: (score, known) for partner, score, known in rows if score is not None}
    known_scores = {str(partner): pair for partner, pair in expected.items() if pair}
    assert scored.keys() == known_scores.keys()
    assert scored
    for partner, (score, known) in scored.items():
        assert score == pytest.approx(known_scores[partner][0], abs=0.06), partner
        assert known == pytest.approx(known_scores[partner][1]), partner


def test_order_value_lever_agrees_with_numpy(published_unlock_profits: Ask) -> None:
    recent = _last_90_days(_trade_lines(published_unlock_profits))
    value = recent.groupby("partner")["amount"].sum() / recent.groupby("partner")["order"].nunique()
    has_enough = recent.groupby("partner")["order"].nunique() >= FEWEST_ORDERS
    value = value[value.notna() & has_enough]
    quartiles = np.percentile(value, [25, 50, 75])
    low, middle, high, peers, worst, upside = one(
        published_unlock_profits,
        """
        select
            max(benchmark_p25), max(benchmark_median), max(benchmark_p75), max(peer_count),
            min(lever_value), sum(upside_amount)
        from marts.mart_partner_optimization_insights
        where partner_type = 'trade account' and lever_name = 'order_value'
        """,
    )
    assert (low, middle, high) == tuple(float(f"{quartile:.1e}") for quartile in quartiles)
    assert peers == len(value)
    assert worst == pytest.approx(value.min(), abs=0.006)
    orders = recent.groupby("partner")["order"].nunique().reindex(value.index)
    gaps = (high - value).where(high - value >= 0.05 * value, 0.0)
    kept = recent.groupby("partner")["amount"].sum().reindex(value.index)
    assert float(upside) == pytest.approx((gaps * orders).clip(upper=kept).sum(), abs=5)


def test_too_few_programmes_are_never_compared(published_unlock_profits: Ask) -> None:
    assert one(
        published_unlock_profits,
        """
        select
            count(benchmark_median), count(peer_rank), count(upside_amount),
            count(*) - count(upside_unavailable_reason)
        from marts.mart_partner_optimization_insights where partner_type = 'sales programme'
        """,
    ) == (0, 0, 0, 0)
