"""The card with links to every series that anomaly detection checks."""

from collections.abc import Sequence
from itertools import groupby

from dash import dcc, html

from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.anomalies.anomaly_selection import AnomalySelection
from ecom_platform.serving.dashboard.components.anomaly_series_labels import (
    part_name,
    series_link,
    series_name,
)
from ecom_platform.serving.dashboard.components.cards import text_card
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.anomalies import flagged_days as questions
from ecom_platform.serving.queries.anomalies.flagged_days import ANOMALIES_TABLE, Series


def series_picker_card(request: PageRequest, selection: AnomalySelection) -> Component:
    """Links to every checked series, grouped by feed and part; the one shown is highlighted."""
    return text_card(
        request,
        "choice",
        "Look at another series",
        [ANOMALIES_TABLE],
        lambda asked: _feed_blocks(asked, selection),
        is_wide=True,
    )


def _feed_blocks(request: PageRequest, selection: AnomalySelection) -> Sequence[Component]:
    """A block to unfold per feed, with the parts of the feed inside."""
    all_series = questions.known_series(request.connection, request.view)
    blocks: list[Component] = [html.P("Every checked series, by feed and part.")]
    for feed, of_feed in groupby(all_series, key=lambda series: series.feed):
        parts = [
            _part_item(request, dimension, value, list(of_part), selection)
            for (dimension, value), of_part in groupby(
                of_feed, key=lambda series: (series.dimension, series.value)
            )
        ]
        count = "1 part" if len(parts) == 1 else f"{len(parts)} parts"
        summary = html.Summary(f"{name_of_feed(feed)}: {count}")
        blocks.append(html.Details([summary, html.Ul(parts, className="choices")]))
    return blocks


def _part_item(
    request: PageRequest,
    dimension: str,
    value: str,
    of_part: Sequence[Series],
    selection: AnomalySelection,
) -> Component:
    """A part of a feed with a link per measure."""
    name = title_of(part_name(request, dimension, value))
    return html.Li(
        [
            html.Span(f"{name}: ", className="choice-part"),
            *[_series_link(request, series, selection) for series in of_part],
        ]
    )


def _series_link(request: PageRequest, series: Series, selection: AnomalySelection) -> Component:
    """A link to one measure of a part; the series that is shown is highlighted."""
    return dcc.Link(
        title_of(series.measure),
        href=series_link(request, series),
        className="action action-here" if series == selection.series else "action",
        title=series_name(request, series),
    )
