"""Headline numbers are the sums of the lines they count, by both routes and in every view."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.explain.explain_order_lines import COUNTED, explain
from ecom_platform.serving.queries.metrics.metric_values import measure, metric_totals
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    METRICS,
    RATIOS,
    order_line_metric,
)
from ecom_platform.serving.queries.view import View
from tests.support.tables.sales import DAY, Line, sales

WEEK = View(DAY - timedelta(days=6), DAY, "EUR")
FIRST = date(2026, 1, 1)
LINES = st.builds(
    Line,
    order_id=st.sampled_from(["o1", "o2", "o3"]),
    order_date=st.sampled_from([DAY, DAY - timedelta(days=6), DAY - timedelta(days=7)]),
    channel=st.sampled_from(["Webshop", "Market"]),
    category=st.sampled_from([None, "Decor"]),
    line_kind=st.sampled_from(["goods", "goods", "service"]),
    quantity=st.integers(1, 5),
    amount=st.one_of(st.none(), st.decimals(0, 10_000, places=2)),
    currency=st.sampled_from(["EUR", "EUR", "USD", None]),
    order_state=st.sampled_from(
        ["cancelled", "pending", "shipped", "delivered", "returned", "lost"]
    ),
)
CREDITS = st.builds(
    Line,
    order_state=st.just("returned"),
    is_credit=st.just(True),
    quantity=st.just(-1),
    amount=st.decimals(-500, 0, places=2),
)
ANY = st.lists(st.one_of(LINES, LINES, CREDITS), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_both_routes_agree_and_every_line_has_one_reason(lines: list[Line]) -> None:
    connection = sales(lines)
    in_days = [line for line in lines if WEEK.from_date <= line.order_date <= WEEK.to_date]
    for metric in METRICS.values():
        found = explain(connection, metric, WEEK)
        assert found.agrees, metric.name
        assert sum(part.lines for part in found.parts) == len(in_days)
        assert "for no reason we know" not in {part.reason for part in found.parts}


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_the_steps_of_the_ladder_are_summed_as_by_hand(lines: list[Line]) -> None:
    found = metric_totals(sales(lines), WEEK, list(METRICS))
    seen = [
        line
        for line in lines
        if WEEK.from_date <= line.order_date <= WEEK.to_date and line.currency == "EUR"
    ]
    goods = [line for line in seen if line.line_kind == "goods"]
    for step in ("booked", "cancelled", "pending", "returned", "lost", "kept"):
        expected = sum((line.steps()[step] for line in goods), Decimal(0)) if seen else None
        assert found[f"{step}_amount"] == expected, step
    orders = {(line.feed, line.channel, line.order_id) for line in goods if not line.is_credit}
    assert found["order_count"] == (len(orders) if seen else None)


def test_booked_less_what_was_lost_on_the_way_is_kept() -> None:
    lines = [
        Line(order_state=state, amount=Decimal(amount))
        for state, amount in (("shipped", 100), ("cancelled", 7), ("pending", 5), ("lost", 3))
    ]
    lines.append(Line(order_state="returned", is_credit=True, amount=Decimal(-2)))
    found = metric_totals(sales(lines), WEEK, list(METRICS))
    gone = ("cancelled_amount", "pending_amount", "returned_amount", "lost_amount")
    assert found["booked_amount"] == Decimal(115)
    assert found["kept_amount"] == Decimal(98)
    assert found["booked_amount"] - sum(found[name] or 0 for name in gone) == found["kept_amount"]


def test_an_order_over_two_categories_and_days_counts_once() -> None:
    lines = [Line(), Line(category="Garden"), Line(order_date=DAY - timedelta(days=1))]
    assert metric_totals(sales(lines), WEEK, ["order_count"]) == {"order_count": Decimal(1)}


def test_a_change_is_against_as_many_days_before() -> None:
    lines = [Line(amount=Decimal(150)), Line(order_date=DAY - timedelta(days=7))]
    found = measure(sales(lines), WEEK, ["kept_amount"], FIRST)["kept_amount"]
    assert (found.value, found.before) == (Decimal(150), Decimal(10))
    assert found.change == Decimal(14)


def test_a_change_against_days_before_the_data_is_not_known() -> None:
    found = measure(sales([Line()]), WEEK, ["kept_amount"], DAY)["kept_amount"]
    assert found.change is None
    assert "the data begins on" in (found.change_unavailable_reason or "")


def test_a_view_without_a_line_has_no_number_and_no_zero() -> None:
    elsewhere = View(DAY, DAY, "EUR", channel="Moon")
    found = measure(sales([Line()]), elsewhere, [*METRICS, *RATIOS], FIRST)
    assert {one.value for one in found.values()} == {None}


def test_a_share_of_nothing_is_not_known() -> None:
    found = measure(sales([Line(line_kind="service")]), WEEK, ["cancelled_share"], FIRST)
    assert found["cancelled_share"].value is None


def test_what_is_left_out_is_said_with_its_lines_and_money() -> None:
    lines = [
        Line(amount=Decimal(4)),
        Line(order_state="cancelled", amount=Decimal(6)),
        Line(currency="USD"),
        Line(amount=None),
    ]
    parts = explain(sales(lines), METRICS["kept_amount"], WEEK).parts
    found = {part.reason: (part.lines, part.amount) for part in parts}
    assert found == {
        COUNTED: (1, Decimal(4)),
        "cancelled": (1, Decimal(6)),
        "in another currency, which cannot be added": (1, None),
        "lines whose amount the source leaves blank": (1, None),
    }


def test_a_number_that_was_tampered_with_does_not_agree() -> None:
    connection = sales([Line()])
    connection.execute("update marts.agg_daily_sales set kept_amount = kept_amount + 0.01")
    assert not explain(connection, METRICS["kept_amount"], WEEK).agrees


def test_the_statement_shown_can_be_asked_as_it_stands() -> None:
    connection = sales([Line(category="O'Hara")])
    view = View(DAY, DAY, "EUR", category="O'Hara")
    found = explain(connection, METRICS["kept_amount"], view)
    assert connection.execute(found.sql).fetchall() == [(Decimal("10.00"),)]


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(ViewError, match="no metric called 'moon'"):
        order_line_metric("moon")


@pytest.mark.parametrize("state", ["cancelled", "pending", "returned", "lost"])
def test_a_state_that_is_never_reported_is_unknown_and_not_zero(state: str) -> None:
    """A feed that reports no returns showed a returned share of 0.0 %."""
    name = f"{state}_amount"
    earlier = WEEK.from_date - timedelta(days=300)
    reported = Line(order_id="o2", order_date=earlier, order_state=state)
    unknown = measure(sales([Line()]), WEEK, [name], earlier)[name]
    known = measure(sales([Line(), reported]), WEEK, [name], earlier)[name]

    assert unknown.value is None
    assert unknown.value_unavailable_reason == (
        f"Not known: no order line of this business was ever reported as {state}."
    )
    assert (known.value, known.value_unavailable_reason) == (Decimal(0), None)
