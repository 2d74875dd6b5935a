"""Cells of small tables: a value, or a dash that tells why there is none."""

from dash import html

from ecom_platform.serving.dashboard.page import Component


def cell(value: str | None, reason: str | None) -> Component:
    """The value; without one a dash, whose reason is told when pointed at and read aloud."""
    if value is not None:
        return html.Td(value)
    why = reason or "Not known."
    return html.Td([html.Span("–", title=why), html.Span(f" {why}", className="unseen")])
