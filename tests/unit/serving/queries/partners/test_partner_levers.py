"""Levers of partners, on partners made by hand."""

from decimal import Decimal
from typing import Any

from ecom_platform.serving.queries.partners import partner_levers
from tests.support.pages.page_requests import JUNE
from tests.support.tables.partner_tables import partner_tables

SLIPPING = {
    "partner_id": "B",
    "partner_name": "Bert",
    "kept_amount_90_days": 300,
    "previous_kept_amount_90_days": 500,
    "kept_growth_share_90_days": -0.4,
}
YOUNG = {
    "partner_id": "C",
    "partner_name": "Cleo",
    "kept_amount_90_days": 40,
    "previous_kept_amount_90_days": None,
    "kept_growth_share_90_days": None,
    "growth_unavailable_reason_90_days": "The history is too short.",
    "growth_component": None,
}
ABROAD = {"partner_id": "D", "currency": "USD", "kept_amount_90_days": 9999}


def test_only_the_first_lever_of_each_partner_is_worth_something() -> None:
    levers: list[dict[str, Any]] = [
        {},
        {"lever_name": "cancel_rate", "lever_order": 2, "upside_amount": 150},
        {"partner_id": "B", "upside_amount": 300},
        {"partner_id": "C", "upside_amount": None, "lever_order": None},
        {"partner_id": "D", "currency": "USD", "upside_amount": 999},
    ]
    connection = partner_tables([{}, SLIPPING, YOUNG, ABROAD], levers)

    found = partner_levers.upside(connection, JUNE, 1)

    assert [(one.partner_name, one.upside) for one in found.levers] == [("Bert", Decimal("300.00"))]
    assert (found.partners, found.total) == (2, Decimal("500.00"))


def test_levers_are_those_of_the_partner_with_the_greatest_upside_first() -> None:
    unknown = {
        "lever_name": "cancel_rate",
        "lever_value": None,
        "lever_unavailable_reason": "The feed does not report cancelled lines.",
        "upside_amount": None,
        "upside_unavailable_reason": "The feed does not report cancelled lines.",
    }
    larger = {"lever_name": "order_frequency", "upside_amount": 500}
    connection = partner_tables([{}], [unknown, {}, larger, {"partner_id": "B"}])

    found = partner_levers.levers_of_partner(connection, JUNE, "A", "shop")

    assert [lever.name for lever in found] == ["order_frequency", "order_value", "cancel_rate"]
    assert (found[1].low, found[1].median, found[1].high, found[1].rank) == (12, 20, 30, 5)
    assert found[2].value_reason == "The feed does not report cancelled lines."
