"""Partners by type and channel, on partners made by hand."""

from decimal import Decimal

import duckdb

from ecom_platform.serving.dashboard.partners.partner_type_matrix import partner_type_matrix
from ecom_platform.serving.queries.partners.partner_groups import (
    PartnerGroup,
    groups,
)
from tests.support.pages.page_requests import JUNE, page_request
from tests.support.tables.partner_tables import partner_tables


def _partners() -> duckdb.DuckDBPyConnection:
    connection = partner_tables(
        [
            {"partner_id": "A", "health_score": 80.0},
            {"partner_id": "B", "health_score": 20.0},
            {"partner_id": "C", "health_score": 30.0},
            {"partner_id": "D", "health_score": None, "partner_type": "trade account"},
            {"partner_id": "E", "currency": "USD"},
        ]
    )
    connection.execute(
        """
        create or replace table marts.dim_partners as
        select * from (values ('A', 'Shop', true), ('B', 'Shop', true), ('B', 'Old', false),
            ('C', 'Shop', true)) as known(partner_id, channel, is_current)
        """
    )
    return connection


def test_groups_have_their_count_money_and_middle_health_and_no_other_currency() -> None:
    assert groups(_partners(), JUNE) == (
        PartnerGroup("seller", "Shop", 3, Decimal("300.00"), 30.0, 3),
        PartnerGroup("trade account", "not stated", 1, Decimal("100.00"), None, 0),
    )


def test_an_unknown_health_is_a_question_mark_and_a_click_opens_the_type() -> None:
    figure = partner_type_matrix(page_request(), groups(_partners(), JUNE))
    known, unknown = figure["data"]
    assert known["z"] == [[30.0, None], [None, None]]
    assert unknown["z"] == [[None, None], [None, 0]]
    assert "is.partner_type=trade+account" in unknown["customdata"][1][1]
    assert figure["layout"]["xaxis"]["title"]["text"] == "Median health of 100 (partners)"
