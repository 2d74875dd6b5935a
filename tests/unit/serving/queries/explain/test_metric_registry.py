"""A number over a table is what its rows add up to, and every other row says why it does not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.explain.explain_order_lines import COUNTED
from ecom_platform.serving.queries.explain.explain_table_rows import (
    explain_table_metric,
    measure_table_metric,
    metric_sql,
)
from ecom_platform.serving.queries.explain.metric_registry import (
    TABLE_METRICS,
    TABLE_RATIOS,
    metric_named,
)
from ecom_platform.serving.queries.metrics.table_metric import TableMetric
from ecom_platform.serving.queries.row_pages import read_rows
from ecom_platform.serving.queries.rows.row_filters import RowRequest
from ecom_platform.serving.queries.rows.row_sources import source_of
from ecom_platform.serving.queries.view import View
from tests.support.tables.metric_tables import CHOSEN, rows_of, with_rows

JUNE = View(date(2026, 6, 3), date(2026, 6, 30), "GBP")
STAKE = TABLE_METRICS["amount_at_stake"]
FLAG = {
    "feed": "shop",
    "currency": "GBP",
    "measure": "revenue",
    "dimension": "total",
    "dimension_value": "",
    "order_date": "2026-06-30",
    "is_anomaly": True,
    "amount_at_stake": "-30.10",
}


def _equal(metric: TableMetric) -> dict[str, str]:
    return {column: CHOSEN[column] for column in metric.required_choices}


def _is_seen(metric: TableMetric, row: dict[str, Any]) -> bool:
    """Whether a row lies in the view, in whatever currency."""
    in_days = "2026-06-03" <= row.get("order_date", "2026-06-30") <= "2026-06-30"
    return in_days and all(row[column] == value for column, value in _equal(metric).items())


@pytest.mark.parametrize("metric", TABLE_METRICS.values(), ids=TABLE_METRICS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_row_has_one_reason_and_those_that_count_are_the_metric(
    metric: TableMetric, data: st.DataObject
) -> None:
    rows = data.draw(rows_of(metric))
    connection, equal = with_rows(metric, rows), _equal(metric)
    found = explain_table_metric(connection, metric, JUNE, equal)
    counted = read_rows(
        connection, source_of(metric.source), JUNE, RowRequest(equal=equal), metric.name
    )

    assert sum(part.lines for part in found.parts) == sum(_is_seen(metric, row) for row in rows)
    assert [part.reason for part in found.parts].count(COUNTED) == 1
    assert not any("for no reason we know" in part.reason for part in found.parts)
    assert found.parts[0].lines == counted.total
    assert found.agrees
    assert found.value == measure_table_metric(connection, metric, JUNE, equal)
    assert connection.execute(found.sql).fetchall() == [(found.value,)]


@pytest.mark.parametrize("ratio", TABLE_RATIOS.values(), ids=TABLE_RATIOS)
def test_a_ratio_of_nothing_is_not_known(ratio: Any) -> None:
    connection = with_rows(ratio.numerator, [])

    assert measure_table_metric(connection, ratio, JUNE, {"feed": "shop"}) is None


def test_a_ratio_is_one_part_over_the_other_and_so_is_its_statement() -> None:
    ratio = TABLE_RATIOS["back_share"]
    month = {
        "feed": "shop",
        "currency": "GBP",
        "months_since": 1,
        "is_censored": False,
        "is_left_censored": False,
        "cohort_size": 8,
        "active_customers": 2,
    }
    connection = with_rows(ratio.numerator, [month, {**month, "is_censored": True}])

    assert measure_table_metric(connection, ratio, JUNE, {"feed": "shop"}) == Decimal("0.25")
    sql = metric_sql(connection, ratio, JUNE, {"feed": "shop"})
    assert connection.execute(sql).fetchall() == [(0.25,)]


def test_of_one_bad_day_of_a_feed_only_the_largest_amount_is_at_stake() -> None:
    rows = [
        FLAG,
        {**FLAG, "measure": "orders", "amount_at_stake": "12"},
        {**FLAG, "feed": "market", "amount_at_stake": "7"},
        {**FLAG, "is_anomaly": False, "amount_at_stake": "500"},
        {**FLAG, "order_date": "2026-06-02", "amount_at_stake": "900"},
        {**FLAG, "currency": "EUR", "amount_at_stake": "800"},
    ]
    found = explain_table_metric(with_rows(STAKE, rows), STAKE, JUNE, {})

    assert found.value == Decimal("37.10")
    assert {part.reason: (part.lines, part.amount) for part in found.parts} == {
        COUNTED: (2, Decimal("37.10")),
        "a smaller amount of the same day and feed": (1, Decimal(12)),
        "evaluated and not flagged": (1, Decimal(500)),
        "in another currency, which cannot be added": (1, None),
    }


def test_a_filter_of_the_grid_does_not_change_which_row_is_the_largest() -> None:
    rows = [FLAG, {**FLAG, "measure": "orders", "amount_at_stake": "12"}]
    only_orders = {"measure": {"filterType": "text", "type": "equals", "filter": "orders"}}
    found = read_rows(
        with_rows(STAKE, rows),
        source_of(STAKE.source),
        JUNE,
        RowRequest(filters=only_orders),
        STAKE.name,
    )

    assert found.total == 0


def test_a_reason_of_the_row_stands_beside_why_it_was_left_out() -> None:
    metric = TABLE_METRICS["expected_customer_value"]
    row = {"feed": "shop", "currency": "GBP", "value_unavailable_reason": "It's too young."}
    found = explain_table_metric(with_rows(metric, [row]), metric, JUNE, {"feed": "shop"})

    assert found.value is None
    assert [part.reason for part in found.parts] == [
        COUNTED,
        "no value is expected: It's too young.",
    ]


def test_a_number_of_one_feed_is_refused_without_a_feed() -> None:
    metric = TABLE_METRICS["silent_customers"]
    with pytest.raises(ViewError, match="needs a choice of feed"):
        measure_table_metric(with_rows(metric, []), metric, JUNE, {})


def test_rows_of_a_number_that_is_made_of_others_are_refused() -> None:
    metric = TABLE_METRICS["silent_customers"]
    with pytest.raises(ViewError, match="is not computed from these rows"):
        read_rows(
            with_rows(metric, []), source_of(metric.source), JUNE, RowRequest(), "kept_amount"
        )


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(ViewError, match="There are kept_amount"):
        metric_named("moon")
