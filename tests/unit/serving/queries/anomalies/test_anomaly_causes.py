"""The causes of a flagged day and the order that made it, on tables made by hand."""

from datetime import date
from typing import Any

from ecom_platform.serving.queries.anomalies.anomaly_causes import causes_of
from ecom_platform.serving.queries.anomalies.flagged_days import Series
from tests.support.pages.page_requests import JUNE
from tests.support.tables.analytic_tables import FLAGGED, analytic_tables

DAY = date(2025, 6, 10)
TOTAL = Series("shop", "revenue", "total", "")


def _evaluated(**row: Any) -> tuple[str, dict[str, Any]]:
    return "sales_anomalies", row


def _cause(**row: Any) -> tuple[str, dict[str, Any]]:
    return "anomaly_causes", row


def test_expected_causes_and_unexplained_add_up_to_actual() -> None:
    connection = analytic_tables(
        [
            _evaluated(**{**FLAGGED, "actual": 120, "expected": 90}),
            _cause(cause="Cups", cause_rank=2, contribution=-5, unexplained=15, share=-0.17),
            _cause(cause="Tea", cause_rank=1, contribution=20, unexplained=15, share=0.67),
            _cause(cause="Jars", order_date="2025-06-11", contribution=99),
        ]
    )

    found = causes_of(connection, JUNE, TOTAL, DAY)

    assert found is not None
    assert [cause.name for cause in found.causes] == ["Tea", "Cups"]
    steps = sum(cause.contribution for cause in found.causes) + found.unexplained
    assert found.expected + steps == found.actual


def test_a_day_without_a_cause_keeps_its_whole_gap_unexplained_with_the_reason() -> None:
    reason = "No part of it stands out from the noise."
    none = {"cause": None, "cause_rank": None, "contribution": None}
    flagged = _evaluated(**{**FLAGGED, "actual": 120, "expected": 90})
    told = analytic_tables([flagged, _cause(**none, unexplained=30, unavailable_reason=reason)])

    found = causes_of(told, JUNE, TOTAL, DAY)
    silent = causes_of(analytic_tables([flagged]), JUNE, TOTAL, DAY)

    assert found is not None
    assert (found.causes, found.unexplained, found.reason) == ((), 30, reason)
    assert silent is not None
    assert (silent.unexplained, silent.reason) == (30, "No cause of this day is on record.")


def test_a_day_that_was_not_flagged_is_not_explained() -> None:
    assert causes_of(analytic_tables([_evaluated()]), JUNE, TOTAL, DAY) is None


def test_the_order_that_makes_most_of_the_gap_is_shown_with_its_share() -> None:
    order = {"largest_order_id": "A-77", "largest_order_share": 0.8}
    found = causes_of(analytic_tables([_evaluated(**{**FLAGGED, **order})]), JUNE, TOTAL, DAY)
    none = causes_of(analytic_tables([_evaluated(**FLAGGED)]), JUNE, TOTAL, DAY)

    assert found is not None
    assert (found.largest_order_id, found.largest_order_share) == ("A-77", 0.8)
    assert none is not None
    assert (none.largest_order_id, none.largest_order_share) == (None, None)
