"""Online Retail II: a shop that sells for itself has no partners, and its channel is none."""

import pytest

from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("online_retail_ii")]


def test_a_shop_without_partners_has_no_row_in_a_partner_mart(
    published_online_retail_ii: Ask,
) -> None:
    marts = ("mart_partner_performance_dashboard", "mart_partner_optimization_insights")
    for mart in (*marts, "dim_partners"):
        assert published_online_retail_ii(f"select count(*) from marts.{mart}") == [(0,)]
    assert published_online_retail_ii(
        "select has_partners, has_discounts, has_returned_state from marts.dim_feeds"
    ) == [(False, False, True)]
