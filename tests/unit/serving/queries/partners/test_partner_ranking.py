"""Who grows, who slips, and where money waits, on partners made by hand."""

from dataclasses import replace
from decimal import Decimal

from ecom_platform.serving.queries.partners import partner_ranking
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


def test_the_growth_summary_counts_growing_slipping_and_unknown_partners_of_one_currency() -> None:
    found = partner_ranking.growth_summary(partner_tables([{}, SLIPPING, YOUNG, ABROAD]), JUNE)

    assert (found.partners, found.growing, found.slipping, found.unknown) == (3, 1, 1, 1)
    assert found.kept == Decimal("440.00")
    assert found.change == Decimal("-180.00")
    assert found.reason == "The history is too short."


def test_no_partner_in_a_currency_has_no_amounts() -> None:
    found = partner_ranking.growth_summary(partner_tables([ABROAD]), JUNE)

    assert found.partners == 0
    assert found.kept is None


def test_the_ranking_is_by_money_with_unknown_money_last() -> None:
    silent = {"partner_id": "E", "kept_amount_90_days": None}
    connection = partner_tables([{}, SLIPPING, YOUNG, ABROAD, silent])

    assert [one.partner for one in partner_ranking.ranking(connection, JUNE, 9)] == [
        "B",
        "A",
        "C",
        "E",
    ]
    assert [one.partner for one in partner_ranking.ranking(connection, JUNE, 1)] == ["B"]


def test_a_chosen_partner_is_the_only_one() -> None:
    found = partner_ranking.ranking(partner_tables([{}, SLIPPING]), replace(JUNE, partner="A"), 9)

    assert [one.name for one in found] == ["Anna"]


def test_an_unknown_component_tells_its_reason() -> None:
    row = {
        "growth_component": None,
        "growth_unavailable_reason_90_days": "The history is too short.",
        "cancel_component": None,
        "cancel_rate_unavailable_reason_90_days": "The feed does not report cancelled lines.",
        "return_component": None,
        "return_rate_unavailable_reason_90_days": "Fewer than 10 lines could come back.",
        "discount_component": None,
        "discount_unavailable_reason": "The feed delivers no discounts.",
    }
    parts = {
        part.name: part
        for part in partner_ranking.ranking(partner_tables([row]), JUNE, 1)[0].components
    }

    assert parts["growth"].reason == "The history is too short."
    assert parts["cancel"].reason == "The feed does not report cancelled lines."
    assert parts["return"].reason == "Fewer than 10 lines could come back."
    assert parts["discount"].reason == "The feed delivers no discounts."
    assert (parts["recency"].score, parts["recency"].reason) == (50.0, None)


def test_movers_are_the_greatest_changes_with_gains_first() -> None:
    small = {"partner_id": "F", "kept_amount_90_days": 81, "previous_kept_amount_90_days": 80}
    connection = partner_tables([{}, SLIPPING, YOUNG, ABROAD, small])

    found = partner_ranking.movers(connection, JUNE, 2)

    assert [(mover.partner, mover.change) for mover in found] == [
        ("A", Decimal("20.00")),
        ("B", Decimal("-200.00")),
    ]
