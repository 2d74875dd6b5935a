"""The heat map of health keeps unknown components apart."""

from ecom_platform.serving.dashboard.partners.partner_health_heat_map import partner_health_heat_map
from ecom_platform.serving.queries.partners.partner_ranking import (
    ranking,
)
from tests.support.pages.page_requests import JUNE, page_request
from tests.support.tables.partner_tables import partner_tables


def test_the_health_map_says_what_is_not_known_and_leads_to_the_partner() -> None:
    row = {"growth_component": None, "growth_unavailable_reason_90_days": "Too young."}
    request = page_request()
    found = ranking(partner_tables([row]), JUNE, 5)

    known, unknown = partner_health_heat_map(request, found)["data"]

    assert known["z"][0][:3] == [80.0, None, 50.0]
    assert unknown["text"][0][:3] == ["", "?", ""]
    assert "Too young." in unknown["hovertext"][0][1]
    assert known["customdata"][0][0].startswith("/partners/A?")
