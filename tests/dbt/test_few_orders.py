"""Every score, rate and grade of every mart: null with a reason on one and on two orders.

A large business trades beside a partner, a channel, a product and customers with one or two
orders, so that comparisons have peers and the feed reports every state and discount.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.platform.company import Company

pytestmark = pytest.mark.slow

HEADER = (
    "order_id,line_id,ordered_at,channel,partner_id,customer_id,sku,quantity,unit_price,"
    "discount_amount,currency,status"
)
FIRST, DAYS = date(2024, 1, 1), 200
LAST = FIRST + timedelta(days=DAYS - 1)
STATES = ("delivered", "delivered", "shipped", "cancelled", "returned", "pending")
PERIODS = ("30_days", "90_days", "quarter_to_date", "year_to_date")
NO_DISCOUNTS = (
    "The feed delivers no discounts: no line of the channel stated one in the last 28 days."
)
PARTNERS = "marts.mart_partner_performance_dashboard"
FINANCE = "marts.mart_financial_performance_summary"
FIGURES: dict[str, dict[str, str]] = {
    f"{PARTNERS} where partner_id = '{{small}}'": {
        **{f"kept_growth_share_{p}": f"growth_unavailable_reason_{p}" for p in PERIODS},
        **{f"cancel_rate_{p}": f"cancel_rate_unavailable_reason_{p}" for p in PERIODS},
        **{f"return_rate_{p}": f"return_rate_unavailable_reason_{p}" for p in PERIODS},
        "rhythm_ratio": "rhythm_unavailable_reason",
        "top_product_share_90_days": "breadth_unavailable_reason",
        "discount_share_90_days": "discount_unavailable_reason",
        "health_score": "health_unavailable_reason",
        "efficiency_rating": "efficiency_unavailable_reason",
        "kept_amount_per_order_90_days": "efficiency_unavailable_reason",
    },
    "marts.mart_partner_optimization_insights where partner_id = '{small}'": {
        "lever_value": "lever_unavailable_reason",
        "gap_to_best_quartile": "upside_unavailable_reason",
        "upside_amount": "upside_unavailable_reason",
        "recommendation": "upside_unavailable_reason",
    },
    "marts.dim_product_intelligence where product_id = '{small}'": {
        "growth_share": "growth_unavailable_reason",
        "growth_share_class": "growth_share_unavailable_reason",
        "cancelled_share": "cancelled_share_unavailable_reason",
        "returned_share": "returned_share_unavailable_reason",
        "stock_cover_days": "stock_cover_unavailable_reason",
        "product_score": "product_score_unavailable_reason",
        "investment_priority_rank": "product_score_unavailable_reason",
    },
    f"{FINANCE} where channel = '{{small}}'": {
        "trend_share": "trend_unavailable_reason",
        "trend": "trend_unavailable_reason",
        "volatility_ratio": "trend_unavailable_reason",
        "target_amount": "target_unavailable_reason",
        "target_attainment_share": "target_unavailable_reason",
        "leakage_share": "leakage_unavailable_reason",
        "discount_share_28_days": "discount_unavailable_reason",
        "performance_score": "grade_unavailable_reason",
        "grade": "grade_unavailable_reason",
        "risk_class": "trend_unavailable_reason",
    },
    "marts.dim_customer_segments where customer_id = '{small}'": {
        "churn_signal": "churn_unavailable_reason",
        "rhythm_ratio": "churn_unavailable_reason",
    },
    "marts.mart_cohort_analysis where cohort_size < 10": {
        "revenue_retention_share": "revenue_retention_unavailable_reason",
    },
}


def _line(order: str, day: date, partner: str, customer: str, sku: str, **changed: object) -> str:
    values = {"channel": "Shop", "quantity": 1, "price": 10, "status": "delivered", **changed}
    return (
        f"{order},1,{day} 10:00:00,{values['channel']},{partner},{customer},{sku},"
        f"{values['quantity']},{values['price']},1.00,EUR,{values['status']}"
    )


def _large_business() -> list[str]:
    """Six sellers with a line each on every day, over thirty products and forty customers."""
    return [
        _line(
            f"L{day}-{seller}",
            FIRST + timedelta(days=day),
            f"P{seller}",
            f"C{(day + seller) % 40}",
            f"SKU-{(day * 7 + seller) % 30}",
            price=10 + seller,
            status=STATES[(day + seller) % len(STATES)],
        )
        for day in range(DAYS)
        for seller in range(6)
    ]


def _small_businesses() -> list[str]:
    """'ONE' with one order of 50 pieces, and 'TWO' with two, the first of them 100 days earlier."""
    one = _line("S1", LAST, "ONE", "ONE", "ONE", channel="ONE", quantity=50, price=99)
    early = LAST - timedelta(days=100)
    two = [
        _line("S2", early, "TWO", "TWO", "TWO", channel="TWO", price=1),
        _line("S3", LAST, "TWO", "TWO", "TWO", channel="TWO", price=14691),
    ]
    return [one, *two]


@pytest.fixture
def built(company: Company) -> Company:
    company.deliver(orders="\n".join([HEADER, *_large_business(), *_small_businesses(), ""]))
    company.build_models("+marts")
    return company


def _figures(company: Company, rows: str, names: dict[str, str]) -> list[tuple[Any, ...]]:
    columns = ", ".join(f"{figure}, {reason}" for figure, reason in names.items())
    return company.ask(f"select {columns} from {rows}")


def test_one_or_two_orders_give_no_score_and_a_large_business_gives_each(built: Company) -> None:
    """Growth of +14,690 %, and grades and health scores that rested on one order."""
    for rows, names in FIGURES.items():
        for small in ("ONE", "TWO"):
            found = _figures(built, rows.format(small=small), names)
            assert found, rows
            for row in found:
                for place, (figure, reason) in enumerate(names.items()):
                    assert row[2 * place] is None, (rows, small, figure, row[2 * place])
                    assert row[2 * place + 1], (rows, small, reason)
    _assert_the_large_business_has_figures(built)
    _assert_gains_and_advice_are_sane(built)


def _assert_the_large_business_has_figures(company: Company) -> None:
    scored = company.ask(
        f"select count(health_score), count(efficiency_rating), count(return_rate_90_days) "
        f"from {PARTNERS} where partner_id like 'P%'"
    )
    assert scored == [(6, 6, 6)]
    graded = company.ask(
        f"select count(grade), count(discount_share_28_days) from {FINANCE} "
        f"where channel = 'Shop' and order_date = date '{LAST}'"
    )
    assert graded == [(1, 1)]


def _assert_gains_and_advice_are_sane(company: Company) -> None:
    above = company.ask(
        "select count(*) from marts.mart_partner_optimization_insights "
        "where upside_amount > greatest(kept_amount_90_days, 0)"
    )
    assert above == [(0,)]
    advised = company.ask(
        "select investment_priority, product_id from marts.dim_product_intelligence "
        "where product_id in ('ONE', 'TWO')"
    )
    assert {priority for priority, _ in advised} == {"none"}
    intervals = company.ask(
        "select count(*) from marts.mart_cohort_analysis where retention_share "
        "not between retention_share_lower and retention_share_upper "
        "or retention_share_upper - retention_share_lower >= 1"
    )
    assert intervals == [(0,)]


def test_a_shop_without_partners_discounts_and_returns_has_none_and_says_so(
    company: Company,
) -> None:
    """Every channel became a partner, "discount 100 of 100", and returns of zero were invented."""
    header = "order_id,line_id,ordered_at,channel,sku,quantity,unit_price,currency,status"
    lines = [
        f"O{day}-{number},1,{FIRST + timedelta(days=day)} 10:00:00,Shop,SKU-1,1,10.00,EUR,shipped"
        for day in range(70)
        for number in range(3)
    ]
    company.deliver(orders="\n".join([header, *lines, ""]))
    company.build_models("+marts")
    last = FIRST + timedelta(days=69)
    assert company.ask(
        "select has_partners, has_discounts, has_returned_state from marts.dim_feeds"
    ) == [(False, False, False)]
    for mart in (PARTNERS, "marts.mart_partner_optimization_insights", "marts.dim_partners"):
        assert company.ask(f"select count(*) from {mart}") == [(0,)]
    assert company.ask(
        "select discount_share_28_days, discount_component, discount_unavailable_reason, "
        f"leakage_share from {FINANCE} where order_date = date '{last}'"
    ) == [
        (
            None,
            None,
            NO_DISCOUNTS,
            None,
        )
    ]
    assert company.ask("select sum(kept_amount) from marts.agg_daily_sales") == [(2100,)]
