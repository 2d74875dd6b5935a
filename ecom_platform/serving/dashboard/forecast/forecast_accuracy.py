"""How accurate the forecasts were in the back-test: the warning on top, and the table per part."""

from collections.abc import Sequence
from itertools import groupby

from dash import html

from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.components.anomaly_series_labels import part_name
from ecom_platform.serving.dashboard.components.callout import callout
from ecom_platform.serving.dashboard.components.cards import text_card
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.forecast.revenue_forecast import (
    TABLE,
    PartForecast,
    chosen_dimension,
)

_LEAST_COVERAGE = 0.9  # a 95 % band that held fewer of the tested days is too narrow
_TITLES = (
    "Part",
    "Method",
    "Error",
    "Against last week",
    "Days inside the band",
    "Expected",
)


def accuracy_note(request: PageRequest, parts: Sequence[PartForecast]) -> Component:
    """A warning where a forecast of the total or of the chosen part did badly when tested."""
    chosen = chosen_dimension(request.view)
    warnings = [
        warning
        for part in parts
        if (part.dimension, part.value) == chosen
        for warning in _accuracy_warnings(request, part)
    ]
    if warnings:
        return callout("careful", "Be careful", " ".join(warnings))
    return html.P(
        "When tested on past weeks, each of these forecasts was better than repeating the week "
        "before, and its band contained about as many days as it promises.",
        className="says note",
    )


def accuracy_card(request: PageRequest, parts: Sequence[PartForecast]) -> Component:
    """The card with the tested accuracy of every part, grouped by feed and dimension."""
    return text_card(
        request,
        "accuracy",
        "How good these forecasts were when tested",
        [TABLE],
        lambda asked: _accuracy_content(asked, parts),
        is_wide=True,
    )


def _accuracy_warnings(request: PageRequest, part: PartForecast) -> list[str]:
    """Why the forecast of a part needs care; empty when it did well in the test."""
    feed, share = name_of_feed(part.feed), request.formats.share
    warnings = []
    if part.is_no_better_than_naive:
        warnings.append(
            f"The forecast of {feed} was no better than repeating the week before: its error was "
            f"{share(part.against_naive, 0)} of the error of that simple method."
        )
    if part.coverage_95 is not None and part.coverage_95 < _LEAST_COVERAGE:
        warnings.append(
            f"The band of {feed} contained only {share(part.coverage_95, 0)} of the tested days, "
            "where it promises 95%: expect more surprises than it shows."
        )
    return warnings


def _accuracy_content(request: PageRequest, parts: Sequence[PartForecast]) -> Sequence[Component]:
    """How to read the test, how many parts did well, and a table per dimension."""
    if not parts:
        return [html.P("There is no forecast in this currency.")]
    worse = sum(part.is_no_better_than_naive for part in parts)
    tested = sum(part.against_naive is not None for part in parts)
    blocks: list[Component] = [
        html.P(
            "Each forecast was repeated for past weeks with only the data known at that time. "
            "Error: the mean absolute scaled error (MASE); below 1 is better than a naive "
            "forecast. Against last week: the error as a share of the error of repeating the week "
            "before; below 100% is better. The band should contain 95 of 100 tested days.",
            className="says",
        ),
        html.P(
            f"Better than repeating the week before: {tested - worse} of {tested} tested parts."
        ),
    ]
    for feed, of_feed in groupby(parts, key=lambda part: part.feed):
        for dimension, of_dimension in groupby(of_feed, key=lambda part: part.dimension):
            blocks.append(_dimension_block(request, feed, dimension, list(of_dimension)))
    return blocks


def _dimension_block(
    request: PageRequest, feed: str, dimension: str, parts: Sequence[PartForecast]
) -> Component:
    """A table to unfold with the parts of one dimension; the total is unfolded."""
    is_total = dimension == "total"
    title = "total" if is_total else f"{len(parts)} by {dimension}"
    summary = html.Summary(f"{name_of_feed(feed)}: {title}")
    return html.Details([summary, _accuracy_table(request, parts)], open=is_total)


def _accuracy_table(request: PageRequest, parts: Sequence[PartForecast]) -> Component:
    """A table with the tested accuracy of these parts."""
    head = html.Thead(html.Tr([html.Th(title) for title in _TITLES]))
    body = html.Tbody([_accuracy_row(request, part) for part in parts])
    table = html.Table([head, body], className="plain numbers wide-table")
    return scrollable_table(table, "Accuracy of forecasts")


def _accuracy_row(request: PageRequest, part: PartForecast) -> Component:
    """A part with its tested accuracy, or why it has no forecast."""
    name = html.Th(title_of(part_name(request, part.dimension, part.value)), scope="row")
    if part.reason:
        return html.Tr([name, html.Td(part.reason, colSpan=len(_TITLES) - 1)])
    formats = request.formats
    against = formats.share(part.against_naive, 0)
    cells = [
        part.model or "not stated",
        formats.number(part.mase, 2),
        f"{against}, no better" if part.is_no_better_than_naive else against,
        "not tested" if part.coverage_95 is None else formats.share(part.coverage_95, 0),
        request.money(part.expected),
    ]
    return html.Tr([name, *[html.Td(cell) for cell in cells]])
