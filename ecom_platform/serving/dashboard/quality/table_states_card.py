"""The card with the state of every table: first those with a problem, then the others."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.components.state_badge import state_badge
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.dashboard.quality.trust_verdict import table_count
from ecom_platform.serving.queries.quality import table_trust
from ecom_platform.serving.queries.quality.table_trust import TableTrust
from ecom_platform.serving.queries.rows.row_sources import SOURCES


def table_states_card(request: PageRequest, tables: Sequence[TableTrust]) -> Component:
    """The state, rows and checks of every table, and the checks that failed before publishing."""
    passed = [table for table in tables if table.state.name == "passed"]
    others = [table for table in tables if table.state.name != "passed"]
    body: list[Component] = [html.Div(html.H2("State of every table"), className="card-head")]
    if others:
        body.append(_states_table(request, others))
    failures = table_trust.failed_before_publishing(request.manifest)
    if failures:
        body += [
            html.H3("Failed before publishing"),
            html.Ul([html.Li(failure) for failure in failures], className="attention"),
        ]
    body.append(
        html.Details(
            [
                html.Summary(f"{table_count(passed)} without a failed check"),
                _states_table(request, passed),
            ],
        )
    )
    return card(body, "tables", is_wide=True)


def _states_table(request: PageRequest, tables: Sequence[TableTrust]) -> Component:
    """The table of states, with the reason below each state that has one."""
    titles = ("Table", "State", "Rows", "Passed")
    head = html.Thead(html.Tr([html.Th(title) for title in titles]))
    rows = [row for table in tables for row in _table_rows(request, table)]
    return html.Table([head, html.Tbody(rows)], className="plain numbers states")


def _table_rows(request: PageRequest, table: TableTrust) -> list[Component]:
    """One row with the state of the table, and one with the reason where there is one."""
    number = request.formats.number
    sources = [name for name, source in SOURCES.items() if source.table == table.table]
    source_name = sources[0] if sources else None
    name: Component = table.table
    if source_name and table.rows is not None:
        href = request.link(f"/rows/{source_name}")
        name = dcc.Link(table.table, href=href, title="See the rows")
    row = html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(state_badge(table.state, request.formats)),
            html.Td("none" if table.rows is None else number(table.rows)),
            html.Td(f"{number(table.passed)} of {number(table.passed + table.not_passed)}"),
        ]
    )
    reason = _why_in_this_state(request, table)
    return [row, html.Tr(html.Td(reason, colSpan=4, className="says"))] if reason else [row]


def _why_in_this_state(request: PageRequest, table: TableTrust) -> str | None:
    """What holds it back, why it is empty, or what failed; None if nothing is to say."""
    held = request.manifest.held.get(table.table)
    if held and held.cause != table.table:
        return f"Not updated, because the table {held.cause} failed."
    return table.empty_reason if table.state.name == "passed" else table.state.sentence
