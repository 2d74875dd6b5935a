"""The sales of a partner link to their order lines."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ecom_platform.serving.dashboard.partners.partner_sales_figure import (
    partner_sales,
    shows_weeks,
)
from ecom_platform.serving.queries.partners.one_partner import Period
from tests.support.pages.page_requests import JUNE, page_request


def test_only_a_view_of_more_than_62_days_shows_weeks() -> None:
    of_62_days = replace(JUNE, to_date=JUNE.from_date + timedelta(days=61))
    of_63_days = replace(JUNE, to_date=JUNE.from_date + timedelta(days=62))

    assert not shows_weeks(of_62_days)
    assert shows_weeks(of_63_days)


def test_sales_of_a_day_lead_to_the_lines_of_that_day_and_partner() -> None:
    zero = Decimal(0)
    period = Period(date(2025, 6, 2), Decimal(10), zero, zero, zero, zero)

    figure = partner_sales(page_request(), "A", [period], is_by_week=False)

    (trace,) = figure["data"]
    assert "from=2025-06-02&to=2025-06-02" in trace["customdata"][0]
    assert "is.partner_id=A" in trace["customdata"][0]
    assert figure["layout"]["yaxis"]["title"]["text"] == "Booked money a day (EUR)"
