"""The explanation of a metric of any table but the order lines, by the rows of that table."""

from collections.abc import Mapping
from dataclasses import replace

from dash import html

from ecom_platform.serving.dashboard.components.cards import reason_box
from ecom_platform.serving.dashboard.components.checks_card import checks_card
from ecom_platform.serving.dashboard.components.metric_value_text import format_value
from ecom_platform.serving.dashboard.components.tiles import table_tile
from ecom_platform.serving.dashboard.explain.explain_cards import (
    DO_NOT_USE,
    counted_rows_card,
    definition_card,
    left_out_card,
    ratio_card,
    sql_card,
)
from ecom_platform.serving.dashboard.page import Component, Content, PageRequest
from ecom_platform.serving.dashboard.records.row_selection import describe_row_selection
from ecom_platform.serving.queries.explain.explain_table_rows import (
    TableMetricExplanation,
    explain_table_metric,
    metric_sql,
)
from ecom_platform.serving.queries.metrics.table_metric import TableMetric, TableRatio
from ecom_platform.serving.queries.quality.table_states import missing_reason
from ecom_platform.serving.queries.rows.row_sources import RowSource, source_of

_STATEMENT = "The number on the tile; 'ecom query' runs this statement too:"


def explain_table_number(
    request: PageRequest, number: TableMetric, equal: Mapping[str, str]
) -> Content:
    """The cards that explain a metric of a table under the view.

    Args:
        request: of the page.
        number: the metric to explain.
        equal: the values that columns of the counted rows must have.
    """
    reason = missing_reason(request.manifest, number.tables)
    if reason:
        return [reason_box(reason)]
    request = _without_repeated_partner(request, number)
    explanation = explain_table_metric(request.connection, number, request.view, equal)
    return [
        html.Div(table_tile(request, number.name, "", equal=equal), className="tiles"),
        _definition_card(request, explanation),
        left_out_card(
            request,
            "Rows",
            number.unit,
            explanation.parts,
            [_rows_sentence(request, explanation, equal)],
        ),
        counted_rows_card(request, number.source, number.name, number.columns, equal),
        sql_card([(_STATEMENT, explanation.sql)]),
        checks_card(request, number.tables),
    ]


def explain_table_ratio(
    request: PageRequest, ratio: TableRatio, equal: Mapping[str, str]
) -> Content:
    """The tiles of a ratio, its numerator and its denominator, with links to explain both.

    Args:
        request: of the page.
        ratio: to explain.
        equal: the values that columns of the counted rows must have.
    """
    reason = missing_reason(request.manifest, ratio.tables)
    if reason:
        return [reason_box(reason)]
    request = _without_repeated_partner(request, ratio.numerator)
    parameters = {f"is.{column}": value for column, value in equal.items()}
    parts = (ratio.numerator, ratio.denominator)
    links = [(part.title, request.link(f"/explain/{part.name}", **parameters)) for part in parts]
    tiles = [table_tile(request, number.name, "", equal=equal) for number in (ratio, *parts)]
    sql = metric_sql(request.connection, ratio, request.view, equal)
    return [
        html.Div(tiles, className="tiles"),
        ratio_card(ratio.definition, links),
        sql_card([(_STATEMENT, sql)]),
        checks_card(request, ratio.tables),
    ]


def _without_repeated_partner(request: PageRequest, number: TableMetric) -> PageRequest:
    """Drops the partner filter where the number chooses its partner by a column already."""
    if "partner_id" not in number.required_choices:
        return request
    return replace(request, view=replace(request.view, partner=None))


def _rows_sentence(
    request: PageRequest, explanation: TableMetricExplanation, equal: Mapping[str, str]
) -> str:
    """Which rows of which table the number looks at, and which filters do not apply."""
    source = source_of(explanation.metric.source)
    total = request.formats.number(sum(part.lines for part in explanation.parts))
    currencies = ", in all currencies" if "currency" in source.filters else ""
    return (
        f"{describe_row_selection(request, source, equal)} Each of its {total} rows{currencies} "
        f"is in exactly one row of this table.{_ignored_filters(source)}"
    )


def _ignored_filters(source: RowSource) -> str:
    """A sentence with the filters that do not change the number; empty if all do."""
    names = {
        "order_date": "days",
        "currency": "currency",
        "channel": "channel",
        "partner_id": "partner",
        "category": "category",
    }
    ignored = [name for column, name in names.items() if column not in source.filters]
    return f" These filters do not change the number: {', '.join(ignored)}." if ignored else ""


def _definition_card(request: PageRequest, explanation: TableMetricExplanation) -> Component:
    """The definition, and whether the counted rows give the value on the tile."""
    unit, counted = explanation.metric.unit, explanation.parts[0]
    on_tile = format_value(request, unit, explanation.value)
    from_rows = format_value(request, unit, counted.amount)
    rows = (
        "The 1 row that counts gives"
        if counted.lines == 1
        else f"The {request.formats.number(counted.lines)} rows that count give"
    )
    verdict = (
        f"{rows} {from_rows}: the same as the tile, to the last digit."
        if explanation.agrees
        else f"{rows} {from_rows}, but the tile shows {on_tile}. {DO_NOT_USE}"
    )
    return definition_card(explanation.metric.definition, verdict, agrees=explanation.agrees)
