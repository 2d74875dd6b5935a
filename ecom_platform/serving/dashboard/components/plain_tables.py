"""Small HTML tables: cells that give a reason for a missing value, names beside values, scrolling.

The table for any number of rows is in `rows_table.py`.
"""

from collections.abc import Mapping

from dash import html

from ecom_platform.serving.dashboard.components.html_attributes import aria_label
from ecom_platform.serving.dashboard.page import Component


def value_cell(value: str | None, reason: str | None) -> Component:
    """A table cell with a value.

    Args:
        value: the text of the cell; None shows a dash.
        reason: why there is no value: shown when a reader points at the dash, and read aloud.
    """
    if value is not None:
        return html.Td(value)
    why = reason or "Not known."
    return html.Td([html.Span("–", title=why), html.Span(f" {why}", className="unseen")])


def name_value_table(values: Mapping[str, str | None]) -> Component:
    """A table with one row per name and value; an empty value is a dash."""
    rows = [
        html.Tr([html.Th(name, scope="row"), html.Td(value or "–")])
        for name, value in values.items()
    ]
    return html.Table(html.Tbody(rows), className="plain facts")


def scrollable_table(table: Component, label: str) -> Component:
    """A frame in which a wide table scrolls sideways, also with the keyboard.

    Args:
        table: the table.
        label: the name of the region for screen readers.
    """
    return html.Div(table, className="scroll", tabIndex=0, role="region", **aria_label(label))
