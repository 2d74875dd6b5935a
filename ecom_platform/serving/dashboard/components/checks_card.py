"""The card that lists the checks which the tables of a page passed."""

from collections.abc import Sequence

from dash import html

from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.table_states import state_of


def checks_card(request: PageRequest, tables: Sequence[str]) -> Component:
    """A card with the state of these tables, the checks each passed, and their version.

    Args:
        request: of the page.
        tables: names with their schema; a table that appears twice is listed once.
    """
    manifest = request.manifest
    names = tuple(dict.fromkeys(tables))
    return card(
        [
            html.H2("Which checks its tables passed"),
            html.P(state_of(manifest, names).sentence),
            *[_passed_checks_list(request, table) for table in names],
            html.P(
                f"All data on this page comes from version {manifest.version}, which run "
                f"{manifest.run_id} published."
            ),
        ],
        "checks",
        is_wide=True,
    )


def _passed_checks_list(request: PageRequest, table: str) -> Component:
    """The number of passed checks of a table; unfolded, their names."""
    checks = request.manifest.passed_checks.get(table, [])
    count = "1 check" if len(checks) == 1 else f"{len(checks)} checks"
    return html.Details(
        [
            html.Summary(f"{table}: {count} passed"),
            html.Ul([html.Li(check) for check in checks]),
        ]
    )
