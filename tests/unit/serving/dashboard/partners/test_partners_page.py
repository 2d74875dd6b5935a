"""Partners link to their pages, and a partner's own page reveals nothing of any other one."""

import gzip
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ecom_platform.errors import ViewError
from ecom_platform.serving.dashboard.page_registry import page_at
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.dashboard.partners.partner_health_heat_map import partner_health_heat_map
from ecom_platform.serving.dashboard.partners.partner_labels import profile_link
from ecom_platform.serving.dashboard.partners.partner_movers import partner_movers
from ecom_platform.serving.dashboard.partners.partner_profile_page import PARTNER_PROFILE
from ecom_platform.serving.dashboard.partners.partner_sales_figure import partner_sales
from ecom_platform.serving.dashboard.partners.partner_upside import partner_upside
from ecom_platform.serving.dashboard.partners.partners_page import PARTNERS
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.partners.one_partner import Period
from ecom_platform.serving.queries.partners.partner_ranking import (
    HEALTH,
    LEVERS,
    FirstLever,
    Mover,
    ranking,
)
from tests.support.pages.page_requests import JUNE, page_request
from tests.support.tables.partner_tables import partner_tables

OTHER = {
    "partner_id": "B-2",
    "partner_name": "Bertram",
    "kept_amount_90_days": 777.77,
    "previous_kept_amount_90_days": 888.88,
    "kept_growth_share_90_days": -0.125,
}
NAMES = {"A": "Anna", "B-2": "Bertram"}


def _text(content: Any) -> str:
    return gzip.decompress(gzipped_json({"page": list(content)})).decode()


def _profile(connection: duckdb.DuckDBPyConnection, subject: str = "A") -> str:
    request = page_request(
        connection, subject=subject, partners=NAMES, tables=(HEALTH, LEVERS, DAILY)
    )
    return _text(PARTNER_PROFILE.render(request))


def _all(connection: duckdb.DuckDBPyConnection) -> str:
    return _text(PARTNERS.render(page_request(connection, tables=(HEALTH, LEVERS))))


def test_the_two_pages_share_a_path() -> None:
    assert page_at("/partners") == (PARTNERS, "")
    assert page_at("/partners/Amazon.in/FBA") == (PARTNER_PROFILE, "Amazon.in/FBA")


def test_a_link_to_a_partner_survives_any_id_and_chooses_no_other_partner() -> None:
    request = page_request(view=replace(JUNE, partner="A"))

    link = profile_link(request, "A & B/C?")

    assert link.startswith("/partners/A%20%26%20B/C%3F?")
    assert "partner=" not in link


def test_the_health_map_says_what_is_not_known_and_leads_to_the_partner() -> None:
    row = {"growth_component": None, "growth_unavailable_reason_90_days": "Too young."}
    request = page_request()
    found = ranking(partner_tables([row]), JUNE, 5)

    known, unknown = partner_health_heat_map(request, found)["data"]

    assert known["z"][0][:3] == [80.0, None, 50.0]
    assert unknown["text"][0][:3] == ["", "?", ""]
    assert "Too young." in unknown["hovertext"][0][1]
    assert known["customdata"][0][0].startswith("/partners/A?")


def test_bars_of_partners_have_units_and_links() -> None:
    request = page_request()
    made = [
        partner_movers(request, [Mover("A", "Anna", Decimal(5), Decimal(9))]),
        partner_upside(request, [FirstLever("A", "Anna", "order_value", Decimal(9), "Raise it.")]),
    ]

    for figure in made:
        assert "(EUR)" in figure["layout"]["xaxis"]["title"]["text"]
        assert figure["data"][0]["customdata"] == [profile_link(request, "A")]


def test_equal_names_once_shortened_stay_two_rows() -> None:
    movers = [
        Mover("A", "QUAYSIDE BOUTIQUE ONE", Decimal(5), Decimal(1)),
        Mover("B", "QUAYSIDE BOUTIQUE TWO", Decimal(3), Decimal(1)),
    ]
    figure = partner_movers(page_request(), movers)

    assert figure["data"][0]["y"] == [0, 1]
    assert len(set(figure["layout"]["yaxis"]["ticktext"])) == 1


def test_sales_of_a_day_lead_to_the_lines_of_that_day_and_partner() -> None:
    zero = Decimal(0)
    period = Period(date(2025, 6, 2), Decimal(10), zero, zero, zero, zero)

    figure = partner_sales(page_request(), "A", [period], is_by_week=False)

    (trace,) = figure["data"]
    assert "from=2025-06-02&to=2025-06-02" in trace["customdata"][0]
    assert "is.partner_id=A" in trace["customdata"][0]
    assert figure["layout"]["yaxis"]["title"]["text"] == "Booked money a day (EUR)"


def test_the_page_of_all_partners_gives_gains_losses_and_the_first_lever() -> None:
    text = _all(partner_tables([{}, OTHER], [{}]))

    assert "Anna gained most, €20.00; Bertram lost most, €111.11" in text
    assert "Anna: Raise the value of an order." in text


def test_a_page_without_partners_says_so() -> None:
    text = _all(partner_tables([{"currency": "USD"}]))

    assert "No partner sold goods in this currency." in text


def test_a_partners_own_page_names_no_other_partner_and_none_of_its_values() -> None:
    levers = [{}, {"partner_id": "B-2", "lever_value": 43.21, "upside_amount": 65.43}]
    text = _profile(partner_tables([{}, OTHER], levers))

    assert "Anna" in text
    for secret in ("Bertram", "B-2", "777.77", "888.88", "43.21", "65.43"):
        assert secret not in text


def test_a_partners_own_page_shows_its_lever_against_the_benchmark() -> None:
    text = _profile(partner_tables([{}], [{}]))

    assert "€12.00 to €30.00" in text
    assert "€200.00" in text
    assert "Raise the value of an order." in text


def test_what_is_not_known_of_a_partner_is_listed_with_its_reason() -> None:
    row = {
        "health_score": None,
        "health_unavailable_reason": "Too few components are known.",
        "kept_growth_share_90_days": None,
        "growth_unavailable_reason_90_days": "Nothing was kept before.",
    }
    lever = {
        "benchmark_p25": None,
        "benchmark_unavailable_reason": "Fewer than 5 partners have a known value.",
        "recommendation": None,
        "upside_amount": None,
    }
    text = _profile(partner_tables([row], [lever]))

    assert "Not known: Too few components are known." in text
    assert "Not known: Nothing was kept before." in text
    assert "Fewer than 5 partners have a known value." in text
    assert "Not known: No target is stated." in text


def test_a_partner_of_another_currency_leads_there() -> None:
    connection = partner_tables([{"currency": "USD"}])
    connection.execute(
        "insert into marts.agg_daily_sales values ('2025-06-01','A','USD','goods',1,0,0,0,0)"
    )
    text = _profile(connection)

    assert "Anna sold no goods in EUR. It sells in USD" in text
    assert "currency=USD" in text


def test_an_unknown_partner_says_what_to_do_and_names_nobody() -> None:
    with pytest.raises(ViewError, match="Open the page Partners") as raised:
        _profile(partner_tables([{}, OTHER]), subject="Nobody")

    assert "Bertram" not in str(raised.value)


def test_a_held_table_says_why() -> None:
    request = page_request(partner_tables([{}]), subject="A", partners=NAMES, tables=(DAILY,))

    assert f"{HEALTH} is not part of this version." in _text(PARTNER_PROFILE.render(request))
