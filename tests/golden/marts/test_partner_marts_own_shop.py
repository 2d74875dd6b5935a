"""The partner mart on Online Retail II: one shop of its own, with credits and without peers."""

from decimal import Decimal

import pytest

from tests.support.platform.published import Ask, one

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("online_retail_ii")]


def test_own_shop_takes_its_credits_off_and_has_no_peers(
    published_online_retail_ii: Ask,
) -> None:
    assert one(
        published_online_retail_ii,
        """
        select dashboard.kept_amount_30_days, expected.amount, dashboard.efficiency_rating
        from marts.mart_partner_performance_dashboard as dashboard
        cross join (
            select sum(amount) as amount from marts.fct_order_items
            where line_kind = 'goods' and order_date > date '2011-11-09'
        ) as expected
        """,
    ) == (Decimal("1438916.11"), Decimal("1438916.11"), None)
