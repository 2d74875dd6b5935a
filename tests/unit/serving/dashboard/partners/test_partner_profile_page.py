"""The page of one partner: everything about that partner, nothing of any other one."""

import gzip
from typing import Any

import duckdb
import pytest

from ecom_platform.errors import ViewError
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.dashboard.partners.partner_profile_page import PARTNER_PROFILE
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.partners.partner_levers import LEVERS
from ecom_platform.serving.queries.partners.partner_ranking import HEALTH
from tests.support.pages.page_requests import page_request
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
