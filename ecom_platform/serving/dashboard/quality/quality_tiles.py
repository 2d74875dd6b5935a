"""The four tiles of the page of data quality; each explains its number on the tile."""

from collections import Counter
from collections.abc import Sequence

from dash import html

from ecom_platform.serving.dashboard.components.tiles import sentence_tile, table_tile, unknown_tile
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.check_history import CheckHistory
from ecom_platform.serving.queries.quality.table_states import missing_reason
from ecom_platform.serving.queries.quality.table_trust import FeedTrust, TableTrust


def quality_tiles(
    request: PageRequest,
    tables: Sequence[TableTrust],
    feeds: Sequence[FeedTrust],
    history: CheckHistory,
) -> Component:
    """The tiles for current tables, passed checks, open incidents and unreadable rows.

    Args:
        request: of the page.
        tables: every table of the version, and every held one.
        feeds: every feed.
        history: of the checks and incidents in the operational store.
    """
    return html.Div(
        [
            _current_tile(request, tables),
            _checks_tile(request),
            _incidents_tile(request, history),
            _unread_tile(request, feeds),
        ],
        className="tiles tiles-four",
    )


def _current_tile(request: PageRequest, tables: Sequence[TableTrust]) -> Component:
    """The tile with the number of tables that the run of this version built."""
    number = request.formats.number
    states = Counter(table.state.name for table in tables)
    current = states["passed"] + states["warning"] + states["released"]
    return sentence_tile(
        "tables",
        "Tables that are current",
        f"{number(current)} of {number(len(tables))}",
        "The others show older content or nothing.",
        [
            (
                "Tables whose content was built by the run of this version. Each table of the "
                "version, and each held one, counts once. Current are "
                f"{number(states['passed'])} that passed, {number(states['warning'])} with a "
                f"warning and {number(states['released'])} that a person released. Not current are "
                f"{number(states['held'])} held and {number(states['missing'])} missing ones."
            ),
            _manifest_sentence(request),
            "The list below shows each table with its state.",
        ],
    )


def _checks_tile(request: PageRequest) -> Component:
    """The tile with the number of checks that passed in the run of this version."""
    number, checks = request.formats.number, request.manifest.checks
    passed, warned, failed = (checks.get(name, 0) for name in ("passed", "warned", "failed"))
    return sentence_tile(
        "checks",
        "Checks passed",
        number(passed),
        f"{number(warned)} warned, {number(failed)} failed.",
        [
            (
                "Checks of the run that published this version, each counted once: dbt tests and "
                f"Python rules. Of {number(passed + warned + failed)}, {number(warned)} are left "
                f"out because they warned, and {number(failed)} because they failed or gave no "
                "result."
            ),
            _manifest_sentence(request),
            "The cards below list what did not pass.",
        ],
    )


def _incidents_tile(request: PageRequest, history: CheckHistory) -> Component:
    """The tile with the number of open incidents, or why it is not known."""
    title = "Open incidents"
    if history.reason:
        return unknown_tile("incidents", title, f"The number is not known. {history.reason}")
    return sentence_tile(
        "incidents",
        title,
        request.formats.number(len(history.open_incidents)),
        "Problems that are not resolved yet.",
        [
            (
                "Incidents that were opened and not resolved at the moment this page was opened; "
                "resolved ones are left out."
            ),
            (
                "The number comes from the operational store, which may be newer than the version "
                "shown. It is in no published table, so there is no SQL statement for it. The card "
                "below lists each incident."
            ),
        ],
    )


def _unread_tile(request: PageRequest, feeds: Sequence[FeedTrust]) -> Component:
    """The tile with the number of delivered rows that could not be read."""
    missing = missing_reason(request.manifest, ["raw.quarantine"])
    if missing:
        return unknown_tile("unread_rows", "Rows that could not be read", missing)
    of_rows = request.formats.number(sum(feed.rows for feed in feeds))
    return table_tile(request, "unread_rows", f"{of_rows} other rows could be read.")


def _manifest_sentence(request: PageRequest) -> str:
    """Why these numbers have no SQL: they come from the manifest of the version."""
    manifest = request.manifest
    return (
        f"The number comes from the manifest of version {manifest.version}, which run "
        f"{manifest.run_id} wrote when it published. It is in no published table, so there is no "
        "SQL statement for it."
    )
