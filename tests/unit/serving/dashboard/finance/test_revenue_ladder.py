"""The waterfall leads from booked down to kept."""

from decimal import Decimal

from ecom_platform.serving.dashboard.finance.revenue_ladder import revenue_ladder
from ecom_platform.serving.queries.finance.financial_performance import (
    Ladder,
)
from tests.support.pages.page_requests import page_request

LADDER = Ladder(*map(Decimal, ("100", "10", "5", "4", "1", "80")))


def test_each_step_of_the_waterfall_ends_where_the_next_begins_and_the_last_is_kept() -> None:
    trace = revenue_ladder(page_request(), LADDER)["data"][0]

    tops = [base + height for base, height in zip(trace["base"], trace["x"], strict=True)]
    assert tops[1:5] == [100, *trace["base"][1:4]]
    assert trace["base"][4] == trace["x"][5] == 80
    assert trace["customdata"][0].startswith("/explain/booked_amount?")
