"""What stands in each card of the page of customers: a figure and its sentence, or a reason."""

from collections.abc import Sequence

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.customers import cohort_value_figure
from ecom_platform.serving.dashboard.customers import customer_figures as figures
from ecom_platform.serving.dashboard.figures.share_bars import share_bars
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import (
    cohort_retention,
    customer_segments,
    expected_value,
)
from ecom_platform.serving.queries.customers.cohort_retention import ValueCurve
from ecom_platform.serving.queries.groups import Group

_MONEY, _COUNTED = "Money so far", "Customers"


def segments(request: PageRequest, feed: str) -> FigureContent:
    """Customers and their money by segment."""
    groups = customer_segments.segments(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, not_scored(request, feed))
    first = groups[0]
    sentence = (
        f"{counted(request, first.count)} of the segment '{first.name}' brought "
        f"{request.formats.share(first.amount_share)} of the money: "
        f"{request.short_money(first.amount)}."
    )
    figure = share_bars(
        request, groups, _COUNTED, _MONEY, lambda one: _rows(request, feed, "segment", one)
    )
    return FigureContent(figure, sentence, _all(request, "customers", feed))


def churn_signals(request: PageRequest, feed: str) -> FigureContent:
    """Customers by their silence against their own rhythm."""
    groups = customer_segments.churn_signals(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, not_scored(request, feed))
    silent = next((one for one in groups if one.name == "silent"), None)
    told = "No customer is silent for far longer than usual."
    if silent:
        told = (
            f"{counted(request, silent.count)} silent for far longer than the usual pause brought "
            f"{request.short_money(silent.amount)} so far."
        )
    figure = share_bars(
        request, groups, _COUNTED, _MONEY, lambda one: _rows(request, feed, "churn_signal", one)
    )
    return FigureContent(
        figure, f"{told}{_not_known(request, groups)}", _all(request, "customers", feed)
    )


def scores(request: PageRequest, feed: str) -> FigureContent:
    """Customers by recency and frequency score."""
    cells = customer_segments.score_cells(request.connection, request.view, feed)
    if not cells:
        reason = customer_segments.score_reason(request.connection, request.view, feed)
        return FigureContent(None, reason or not_scored(request, feed))
    top = sum(cell.count for cell in cells if cell.recency_score > 3 and cell.frequency_score > 3)
    lost = sum(cell.count for cell in cells if cell.recency_score < 3 and cell.frequency_score > 3)
    number = request.formats.number
    sentence = (
        f"{counted(request, top)} bought lately and often (top right); {number(lost)} bought often "
        "but not lately (top left): win these back first."
    )
    return FigureContent(
        figures.scores(request, cells, feed), sentence, _all(request, "customers", feed)
    )


def expected_values(request: PageRequest, feed: str) -> FigureContent:
    """Customers by expected value of 365 days."""
    found = expected_value.expected_value(request.connection, request.view, feed)
    classes = expected_value.value_classes(request.connection, request.view, feed)
    if not classes:
        return FigureContent(None, found.reason or "No customer bought in this currency.")
    sentence = (
        f"Half of {request.formats.number(found.customers)} customers are expected to bring less "
        f"than {request.money(found.median)}; the few to the right bring most of the money."
    )
    if found.tested_days is not None and found.tested_days < 365:
        sentence += (
            f" The model was tested {found.tested_days} days ahead; beyond that it is carried on."
        )
    href = _all(request, "lifetime-values", feed)
    return FigureContent(figures.values(request, classes, href), sentence, href)


def churn_risks(request: PageRequest, feed: str) -> FigureContent:
    """Customers by the risk that they do not buy within a year."""
    groups = expected_value.churn_risks(request.connection, request.view, feed)
    high = next((one for one in groups if one.name == "high"), None)
    if not any(one.name for one in groups):
        reason = groups[0].reason if groups else None
        return FigureContent(None, reason or "No customer bought in this currency.")
    told = "No customer is at high risk."
    if high:
        told = (
            f"At high risk: {counted(request, high.count)}, "
            f"{request.formats.share(high.count_share)} of all; of them "
            f"{request.short_money(high.amount)} is still expected."
        )
    figure = share_bars(
        request,
        groups,
        _COUNTED,
        "Expected money",
        lambda one: _risk_rows(request, feed, one),
        amount_meaning="expected",
    )
    href = _all(request, "lifetime-values", feed)
    return FigureContent(figure, f"{told}{_not_known(request, groups)}", href)


def retention(request: PageRequest, feed: str) -> FigureContent:
    """Which share of each month's first buyers came back."""
    cells = cohort_retention.retention_cells(request.connection, request.view, feed)
    if not cells:
        return FigureContent(None, f"No cohort of {name_of_feed(feed)} is a month old yet.")
    found = cohort_retention.came_back(request.connection, request.view, feed)
    told = "No month after a first month is complete yet."
    if found:
        told = f"{request.formats.share(found.share)} of first buyers buy again in the next month."
    notes = [
        " A stroke marks months that were not over, whose share may still rise."
        if any(cell.is_censored for cell in cells)
        else "",
        " The cohort with a star is the feed's first month and also holds older customers."
        if any(cell.is_left_censored for cell in cells)
        else "",
        f" Drawn are the newest {cohort_retention.MOST_MONTHS} cohorts."
        if len({cell.cohort for cell in cells}) == cohort_retention.MOST_MONTHS
        else "",
    ]
    figure = figures.retention(request, cells, feed)
    return FigureContent(figure, told + "".join(notes), _all(request, "cohorts", feed))


def value_curves(request: PageRequest, feed: str) -> FigureContent:
    """What a customer has brought by age, and what is expected."""
    curves = cohort_retention.value_curves(request.connection, request.view, feed)
    drawn = [curve for curve in curves if curve.ages]
    if not drawn:
        reason = next((curve.reason for curve in curves if curve.reason), None)
        return FigureContent(None, reason or f"{name_of_feed(feed)} has no whole cohort yet.")
    oldest = drawn[0]
    known = [age for age in oldest.ages if not age.is_forecast]
    last = known[-1] if known else oldest.ages[-1]
    sentence = (
        f"A customer who first bought in {figures.cohort_label(oldest.cohort)} brought "
        f"{request.money(last.value)} within {last.months_since} months."
    )
    if any(age.is_forecast for curve in drawn for age in curve.ages):
        sentence += " Dotted lines are forecast; their bands hold 95 of 100 outcomes."
    else:
        reason = next((curve.reason for curve in drawn if curve.reason), None)
        sentence += f" Nothing is forecast: {reason}" if reason else ""
    sentence += f" {_paid_back(request, drawn)}"
    return FigureContent(
        cohort_value_figure.curves(request, drawn, feed),
        sentence,
        _all(request, "cohort-values", feed),
    )


def _paid_back(request: PageRequest, drawn: Sequence[ValueCurve]) -> str:
    """When the newest cohort that earns its cost does, or why none does."""
    paid = [curve for curve in drawn if curve.paid_back]
    if not paid:
        return f"No payback: {drawn[-1].payback.reason}"
    return f"A diamond marks payback. {cohort_value_figure.paid_back(request, paid[-1])}."


def counted(request: PageRequest, customers_count: int) -> str:
    """So many customers, in words."""
    word = "customer" if customers_count == 1 else "customers"
    return f"{request.formats.number(customers_count)} {word}"


def not_scored(request: PageRequest, feed: str) -> str:
    """Why a feed's customers have no segments under the view."""
    other = customer_segments.scored_currency(request.connection, request.view, feed)
    name = name_of_feed(feed)
    if other:
        return (
            f"The customers of {name} are scored in {other}, because the feed sells in several "
            f"currencies. Choose {other} above to see them."
        )
    return f"No customer of {name} is known in {request.view.currency}."


def _not_known(request: PageRequest, groups: Sequence[Group]) -> str:
    unknown = [one for one in groups if one.reason]
    return "".join(
        f" Of {request.formats.number(one.count)} it is not known: {one.reason}" for one in unknown
    )


def _rows(request: PageRequest, feed: str, column: str, group: Group) -> str:
    is_known = {f"is.{column}": group.name}
    is_unknown = {"is.churn_unavailable_reason": group.reason}
    chosen = is_known if group.name else is_unknown
    return request.link("/rows/customers", **{"is.feed": feed, **chosen})


def _risk_rows(request: PageRequest, feed: str, group: Group) -> str:
    is_known = {"is.churn_risk": group.name}
    is_unknown = {"is.unavailable_reason": group.reason}
    chosen = is_known if group.name else is_unknown
    return request.link("/rows/lifetime-values", **{"is.feed": feed, **chosen})


def _all(request: PageRequest, source: str, feed: str) -> str:
    return request.link(f"/rows/{source}", **{"is.feed": feed})
