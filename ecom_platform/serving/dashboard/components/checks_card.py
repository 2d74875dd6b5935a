"""The card that says which checks the tables behind a page passed."""

from collections.abc import Sequence

from dash import html

from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.table_states import state_of


def checks_card(request: PageRequest, tables: Sequence[str]) -> Component:
    """Which checks these tables passed, in which version."""
    manifest = request.manifest
    names = tuple(dict.fromkeys(tables))
    return card(
        [
            html.H2("The checks behind it"),
            html.P(state_of(manifest, names).sentence),
            *[_passed(request, table) for table in names],
            html.P(f"All of it is of version {manifest.version}, made by run {manifest.run_id}."),
        ],
        "checks",
        is_wide=True,
    )


def _passed(request: PageRequest, table: str) -> Component:
    names = request.manifest.passed_checks.get(table, [])
    passed = "1 check" if len(names) == 1 else f"{len(names)} checks"
    return html.Details(
        [
            html.Summary(f"{table}: {passed} passed"),
            html.Ul([html.Li(name) for name in names]),
        ]
    )
