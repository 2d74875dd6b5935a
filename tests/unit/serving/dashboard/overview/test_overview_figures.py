"""The figures of the overview on amounts made by hand."""

from decimal import Decimal

from ecom_platform.serving.dashboard.overview.overview_figures import channel_revenue
from ecom_platform.serving.queries.overview.daily_overview import ChannelAmounts
from tests.support.pages.page_requests import page_request

TELLS = ChannelAmounts("Tells", Decimal(30), Decimal(25), Decimal(5), Decimal(0), None, None)
SILENT = ChannelAmounts("Silent", Decimal(9), Decimal(9), None, None, None, None)


def test_a_channel_has_no_bar_for_what_it_never_reports_and_a_zero_for_what_it_does() -> None:
    figure = channel_revenue(page_request(), [TELLS, SILENT])
    bars = {trace["name"]: (trace["x"], trace["text"]) for trace in figure["data"]}

    assert bars["Kept"][0] == [9.0, 25.0]
    assert bars["Pending"] == ([None, 0.0], ["", "€0.00"])
    assert bars["Cancelled"] == ([None, 5.0], ["", "€5.00"])
    assert bars.keys() == {"Kept", "Pending", "Cancelled"}
