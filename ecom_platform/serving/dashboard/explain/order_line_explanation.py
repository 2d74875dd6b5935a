"""The explanation of a metric of order lines: recalculated from the lines, beside its tile."""

from ecom_platform.serving.dashboard.components.cards import reason_box
from ecom_platform.serving.dashboard.components.checks_card import checks_card
from ecom_platform.serving.dashboard.components.metric_value_text import format_value
from ecom_platform.serving.dashboard.components.tiles import metric_tiles
from ecom_platform.serving.dashboard.explain.explain_cards import (
    DO_NOT_USE,
    counted_rows_card,
    definition_card,
    left_out_card,
    ratio_card,
    sql_card,
    unknown_card,
)
from ecom_platform.serving.dashboard.page import Component, Content, PageRequest
from ecom_platform.serving.queries.explain.explain_order_lines import (
    Explanation,
    daily_sql,
    explain,
)
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    LINES,
    Metric,
    Ratio,
    order_line_metric,
)
from ecom_platform.serving.queries.quality.table_states import missing_reason

_COLUMNS = (
    "order_date",
    "order_id",
    "order_state",
    "quantity",
    "amount",
    "file_name",
    "record_number",
    "currency",
    "product_id",
    "channel",
    "partner_id",
    "category",
    "order_line_id",
)


def explain_metric(request: PageRequest, metric: Metric) -> Content:
    """The cards that explain a metric of order lines under the view.

    Args:
        request: of the page.
        metric: to explain.
    """
    tables = [*metric.tables, LINES]
    reason = missing_reason(request.manifest, tables)
    if reason:
        return [metric_tiles(request, [metric.name]), reason_box(reason)]
    explanation = explain(request.connection, metric, request.view)
    return [
        metric_tiles(request, [metric.name]),
        _definition_card(request, explanation),
        _left_out_card(request, explanation),
        *_number_cards(request, explanation),
        checks_card(request, tables),
    ]


def _left_out_card(request: PageRequest, explanation: Explanation) -> Component:
    """All order lines of the view, by whether they count or why they do not."""
    total = request.formats.number(sum(part.lines for part in explanation.parts))
    sentence = (
        f"Under these filters there are {total} order lines. Each of them is in exactly one "
        "row of this table."
    )
    return left_out_card(
        request,
        "Order lines",
        explanation.metric.unit,
        explanation.parts,
        [sentence, _rows_that_are_not_lines(request)],
    )


def _number_cards(request: PageRequest, explanation: Explanation) -> Content:
    """The lines that count and the statements that sum them; nothing where no number is known."""
    if explanation.unavailable_reason:
        return []
    metric = explanation.metric
    daily = daily_sql(metric, request.view)
    statements = [("The number on the tile:", daily)] if daily else []
    statements.append(("The same number from the order lines, for 'ecom query':", explanation.sql))
    return [
        counted_rows_card(request, "order-lines", metric.name, _COLUMNS, {}),
        sql_card(statements),
    ]


def explain_ratio(request: PageRequest, ratio: Ratio) -> Content:
    """The tiles of a ratio, its numerator and its denominator, with links to explain both."""
    parts = (ratio.numerator, ratio.denominator)
    links = [(order_line_metric(part).title, request.link(f"/explain/{part}")) for part in parts]
    return [
        metric_tiles(request, [ratio.name, *parts]),
        ratio_card(ratio.definition, links),
    ]


def _definition_card(request: PageRequest, explanation: Explanation) -> Component:
    """The definition, and whether the order lines give the value on the tile."""
    unit, definition = explanation.metric.unit, explanation.metric.definition
    if explanation.unavailable_reason and explanation.agrees:
        return unknown_card(definition, explanation.unavailable_reason)
    on_tile = format_value(request, unit, explanation.value)
    from_lines = format_value(request, unit, explanation.recomputed)
    verdict = (
        f"Calculated again from the order lines it is {from_lines}: the same to the last digit."
        if explanation.agrees
        else f"Calculated again from the order lines it is {from_lines}, but the tile shows "
        f"{on_tile}. {DO_NOT_USE}"
    )
    return definition_card(definition, verdict, agrees=explanation.agrees)


def _rows_that_are_not_lines(request: PageRequest) -> str:
    """How many delivered rows are not order lines: unreadable ones and repeated ones."""
    feeds = request.manifest.feeds
    number = request.formats.number
    quarantined = number(sum(feed.quarantined_rows for feed in feeds))
    repeated = number(sum(feed.repeated_rows for feed in feeds))
    return (
        f"Over all days, {quarantined} delivered rows could not be read and are in quarantine. "
        f"{repeated} rows repeat what another file already delivered and count once."
    )
