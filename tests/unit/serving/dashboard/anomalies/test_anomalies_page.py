"""The page of anomalies: what it chooses by itself, its figures, and its sentences."""

import gzip
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest

from ecom_platform.errors import ViewError
from ecom_platform.serving.dashboard.anomalies.anomalies_page import ANOMALIES
from ecom_platform.serving.dashboard.anomalies.cause_waterfall import cause_waterfall
from ecom_platform.serving.dashboard.anomalies.expected_band_figure import expected_band
from ecom_platform.serving.dashboard.anomalies.flag_calendar import flag_calendar
from ecom_platform.serving.dashboard.figures.figure_style import Figure
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.queries.anomalies.anomaly_causes import Cause, FlaggedDayCauses
from ecom_platform.serving.queries.anomalies.flagged_days import (
    CalendarDay,
    EvaluatedDay,
    Series,
)
from tests.support.pages.page_requests import JUNE, page_request
from tests.support.tables.analytic_tables import ALL, FLAGGED, analytic_tables

DAY = date(2025, 6, 10)
SERIES = Series("shop", "revenue", "category", "Tea")
FLAG = EvaluatedDay(DAY, 120.0, 90.0, 50.0, 110.0, is_flagged=True, reason=None)
UNKNOWN = EvaluatedDay(
    date(2025, 6, 9), 80.0, None, None, None, is_flagged=False, reason="Too young."
)
CAUSE = Cause("Web x Tea of a very long name", 20.0, None, None, 0.67)
FOUND = FlaggedDayCauses(90.0, 120.0, (CAUSE,), 10.0, None, None, None)
MARKED = CalendarDay(DAY, 2, Decimal(30), "Demo sale", is_sale_day=True, is_holiday=False)
TEA = {"dimension": "category", "dimension_value": "Tea"}


def _page(rows: list[dict[str, Any]], **parameters: str) -> str:
    """The whole page as text."""
    tables = [("sales_anomalies", row) for row in rows]
    request = page_request(analytic_tables(tables), tables=ALL)
    return _text(replace(request, parameters=parameters))


def _text(request: Any) -> str:
    return gzip.decompress(gzipped_json({"page": list(ANOMALIES.render(request))})).decode()


@pytest.mark.parametrize(
    "figure",
    [
        flag_calendar(page_request(), [MARKED], DAY),
        expected_band(page_request(), SERIES, [UNKNOWN, FLAG], DAY),
        cause_waterfall(page_request(), SERIES, DAY, FOUND),
    ],
    ids=["calendar", "band", "causes"],
)
def test_points_have_links_axes_have_titles_and_no_number_is_nan(figure: Figure) -> None:
    assert "NaN" not in json.dumps(orjson.loads(orjson.dumps(figure, default=str)))
    assert figure["layout"]["xaxis"]["title"]["text"]
    points = [trace for trace in figure["data"] if trace.get("hoverinfo") != "skip"]
    assert points
    for trace in points:
        flat = [one for row in trace["customdata"] for one in ([row] if row[:1] == "/" else row)]
        assert any(flat)
        assert all(link.startswith("/") for link in flat if link)


def test_the_page_opens_with_the_series_that_has_most_at_stake() -> None:
    shown = _page([FLAGGED, {**FLAGGED, **TEA, "amount_at_stake": -70}])

    assert "Revenue of category Tea (Shop) against what was expected" in shown
    assert "€70.00 of revenue too little" in shown
    assert "€70.00" in shown


def test_a_link_chooses_series_and_day_even_outside_the_days_of_the_view() -> None:
    outside = {**FLAGGED, "order_date": "2025-05-02", "measure": "orders"}
    shown = _page(
        [FLAGGED, outside], day="2025-05-02", feed="shop", measure="orders", dimension="total"
    )

    assert "Flagged on 2 May 2025" in shown
    assert "Orders of Shop against what was expected" in shown


def test_a_series_that_the_currency_has_not_gives_way_to_the_default() -> None:
    assert "Revenue of Shop against" in _page([FLAGGED], feed="nowhere", measure="orders")


def test_without_a_flag_the_page_says_so_and_shows_the_largest_feed() -> None:
    shown = _page([{}])

    assert "No day between 1 Jun 2025 and 30 Jun 2025 was flagged" in shown
    assert "Revenue of Shop against what was expected" in shown
    assert "€0.00" in shown


def test_a_flagged_day_without_causes_is_a_sentence() -> None:
    shown = _page([FLAGGED])

    assert "No cause of this day is on record. All of the gap of €10.00 is unexplained." in shown


def test_a_part_that_is_not_checked_and_a_mixture_of_parts_give_reasons() -> None:
    request = page_request(analytic_tables([("sales_anomalies", {})]), tables=ALL)
    jars = replace(request, view=replace(JUNE, category="Jars"))
    mixed = replace(request, view=replace(JUNE, category="Tea", channel="Web"))

    assert "The category Jars is not checked on its own in EUR" in _text(jars)
    assert "not several at once" in _text(mixed)


def test_a_day_that_is_none_is_refused_with_an_example() -> None:
    with pytest.raises(ViewError, match="Write days as 2026-01-31"):
        _page([{}], day="yesterday")


def test_a_missing_table_says_why() -> None:
    assert "is not part of this version" in _text(page_request())


def test_a_day_that_one_order_made_leads_to_its_lines_whatever_part_is_looked_at() -> None:
    order = {"largest_order_id": "A-77", "largest_order_share": 0.8}
    caused = ("anomaly_causes", {"cause": "Web", "share": 0.9})
    request = page_request(
        analytic_tables([("sales_anomalies", {**FLAGGED, **order}), caused]), tables=ALL
    )
    shown = _text(request)

    assert "Without one order, A-77, 80.0% of the gap is gone." in shown
    assert "/rows/order-lines?from=2025-06-10&to=2025-06-10&currency=EUR&is.feed=shop" in shown
    assert "is.order_id=A-77" in shown
    assert "See the order" not in _page([FLAGGED])


def test_days_that_were_not_evaluated_are_not_days_in_order() -> None:
    """Held and unjudged days showed "0 flagged, 0.00 at stake"."""
    shown = _page([{"unavailable_reason": "The history is too short."}])

    assert "No day of the view was evaluated. The history is too short." in shown
    assert "€0.00" not in shown
