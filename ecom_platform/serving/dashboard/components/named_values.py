"""Values below one another, each beside its name."""

from collections.abc import Mapping

from dash import html

from ecom_platform.serving.dashboard.page import Component


def named_values(values: Mapping[str, str | None]) -> Component:
    """One row per value; an empty one is a dash."""
    rows = [
        html.Tr([html.Th(name, scope="row"), html.Td(value or "–")])
        for name, value in values.items()
    ]
    return html.Table(html.Tbody(rows), className="plain facts")
