"""Partners link to their pages, and a partner's own page reveals nothing of any other one."""

import gzip
from dataclasses import replace
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.dashboard.page_registry import page_at
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.dashboard.partners.partner_labels import profile_link
from ecom_platform.serving.dashboard.partners.partner_movers import partner_movers
from ecom_platform.serving.dashboard.partners.partner_profile_page import PARTNER_PROFILE
from ecom_platform.serving.dashboard.partners.partner_upside import partner_upside
from ecom_platform.serving.dashboard.partners.partners_page import PARTNERS
from ecom_platform.serving.queries.partners.partner_levers import LEVERS, levers_of_partner
from ecom_platform.serving.queries.partners.partner_ranking import HEALTH, Mover
from tests.support.pages.page_requests import JUNE, page_request
from tests.support.tables.partner_tables import partner_tables

OTHER = {
    "partner_id": "B-2",
    "partner_name": "Bertram",
    "kept_amount_90_days": 777.77,
    "previous_kept_amount_90_days": 888.88,
    "kept_growth_share_90_days": -0.125,
}


def _text(content: Any) -> str:
    return gzip.decompress(gzipped_json({"page": list(content)})).decode()


def _all(connection: duckdb.DuckDBPyConnection) -> str:
    return _text(PARTNERS.render(page_request(connection, tables=(HEALTH, LEVERS))))


def test_the_two_pages_share_a_path() -> None:
    assert page_at("/partners") == (PARTNERS, "")
    assert page_at("/partners/Amazon.in/FBA") == (PARTNER_PROFILE, "Amazon.in/FBA")


def test_bars_of_partners_have_units_and_links() -> None:
    request = page_request()
    made = [
        partner_movers(request, [Mover("A", "Anna", Decimal(5), Decimal(9))]),
        partner_upside(request, levers_of_partner(partner_tables([{}], [{}]), JUNE, "A")),
    ]

    for figure in made:
        assert "(EUR)" in figure["layout"]["xaxis"]["title"]["text"]
        assert figure["data"][0]["customdata"] == [profile_link(request, "A")]


def test_the_page_of_all_partners_gives_gains_losses_and_the_first_lever() -> None:
    text = _all(partner_tables([{}, OTHER], [{}]))

    assert "Anna gained most, €20.00; Bertram lost most, €111.11" in text
    assert "Anna: Raise the value of an order." in text


def test_a_page_without_partners_says_so() -> None:
    text = _all(partner_tables([]))

    assert "This shop delivers no partners. A sales channel is not a partner." in text


def test_a_currency_without_partners_says_so() -> None:
    request = page_request(partner_tables([{"currency": "USD"}]), tables=(HEALTH, LEVERS))
    choices = replace(request.choices, partners={"A": "Anna"})

    text = _text(PARTNERS.render(replace(request, choices=choices)))

    assert "No partner sold goods in this currency." in text
