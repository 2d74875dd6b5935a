"""The curves of cohorts: forecasts are dotted, payback has a diamond and a sentence."""

import duckdb
import pytest

from ecom_platform.serving.dashboard.customers.customers_page import CUSTOMERS
from tests.support.pages.customer_tables import customer_request, fill_customer_tables
from tests.support.pages.rendered import figures_of, text_of


def test_a_forecast_of_a_cohort_is_dotted(connection: duckdb.DuckDBPyConnection) -> None:
    fill_customer_tables(connection)
    data = figures_of(CUSTOMERS.render(customer_request(connection)))["curves"]["data"]
    dashes = [trace["line"].get("dash") for trace in data if "customdata" in trace]
    assert dashes == ["solid", "dot"]


def test_a_diamond_is_drawn_where_a_cohort_has_earned_its_cost(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill_customer_tables(connection)
    paid = {"acquisition_cost": "6.50", "payback_months": 2}
    connection.execute(
        "update analytics.cohort_lifetime_value "
        "set acquisition_cost = $acquisition_cost, payback_months = $payback_months",
        paid,
    )
    content = CUSTOMERS.render(customer_request(connection))
    (diamond,) = [
        trace
        for trace in figures_of(content)["curves"]["data"]
        if trace.get("marker", {}).get("symbol") == "diamond"
    ]
    assert (diamond["x"], diamond["y"]) == ([2], [7])
    payback = "Customers of Feb 2026 cost £6.50 each and earned it back 2 months later, by forecast"
    assert diamond["hovertext"] == [payback]
    assert f"A diamond marks payback. {payback}." in text_of(content)


@pytest.mark.parametrize(("months", "payback"), [(0, "in the same month"), (1, "1 month later")])
def test_payback_that_was_seen_is_no_forecast(
    connection: duckdb.DuckDBPyConnection, months: int, payback: str
) -> None:
    fill_customer_tables(connection)
    connection.execute(
        "insert into analytics.cohort_lifetime_value select * replace (0 as months_since) "
        "from analytics.cohort_lifetime_value where months_since = 1"
    )
    connection.execute(
        "update analytics.cohort_lifetime_value set acquisition_cost = 5, payback_months = $months",
        {"months": months},
    )
    text = text_of(CUSTOMERS.render(customer_request(connection)))
    assert f"Customers of Feb 2026 cost £5.00 each and earned it back {payback}." in text


def test_without_a_payback_its_reason_is_shown(connection: duckdb.DuckDBPyConnection) -> None:
    fill_customer_tables(connection)
    connection.execute(
        "update analytics.cohort_lifetime_value "
        "set payback_unavailable_reason = 'No cost is on record.'"
    )
    content = CUSTOMERS.render(customer_request(connection))
    data = figures_of(content)["curves"]["data"]
    assert not [one for one in data if one.get("marker", {}).get("symbol") == "diamond"]
    assert "No payback: No cost is on record." in text_of(content)
