"""What the page that explains a number of order lines says where there is no number."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ecom_platform.serving.dashboard.explain.explain_page import EXPLAIN
from ecom_platform.serving.queries.explain.explain_order_lines import explain
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY, LINES, METRICS
from ecom_platform.serving.queries.view import View
from tests.support.pages.rendered import text_of
from tests.support.tables.hand_made_version import page_request
from tests.support.tables.sales import DAY, Line, sales

TODAY = View(DAY, DAY, "EUR")


def _shown(lines: list[Line], metric: str) -> str:
    connection = sales(lines)
    connection.execute(f"alter table {LINES} add column product_id varchar")
    request = page_request(connection, TODAY, tables=[DAILY, LINES])
    return text_of(EXPLAIN.render(replace(request, subject=metric)))


@pytest.mark.parametrize("state", ["cancelled", "pending", "returned", "lost"])
def test_a_state_that_is_never_reported_is_explained_by_why_there_is_no_number(state: str) -> None:
    """The tile said that returns are unknown, and its explanation summed them to 0.00."""
    reason = f"Not known: no order line of this business was ever reported as {state}."
    found = explain(sales([Line()]), METRICS[f"{state}_amount"], TODAY)
    shown = _shown([Line()], f"{state}_amount")

    assert (found.value, found.recomputed) == (None, None)
    assert found.unavailable_reason == reason
    assert f"There is no number{reason}" in shown.replace("\n", "").replace("number ", "number")
    assert "€0.00" not in shown
    assert "In SQL" not in shown
    assert "Do not use this number" not in shown


def test_a_state_that_is_reported_on_other_days_sums_to_zero_on_this_one() -> None:
    earlier = Line(order_id="o2", order_date=DAY.replace(month=1), order_state="returned")
    found = explain(sales([Line(), earlier]), METRICS["returned_amount"], TODAY)

    assert (found.value, found.recomputed) == (Decimal(0), Decimal(0))
    assert found.unavailable_reason is None
    assert "It agrees" in _shown([Line(), earlier], "returned_amount")


def test_the_share_of_a_state_that_is_never_reported_says_so_too() -> None:
    assert "was ever reported as returned" in _shown([Line()], "returned_share")
