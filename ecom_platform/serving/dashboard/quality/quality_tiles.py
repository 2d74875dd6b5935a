"""The four numbers at the top of the page of data quality, each explained where it stands."""

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
    """What is current, what passed, what is open, what could not be read."""
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
    number = request.formats.number
    states = Counter(one.state.name for one in tables)
    current = states["passed"] + states["warning"] + states["released"]
    return sentence_tile(
        "tables",
        "Tables that are current",
        f"{number(current)} of {number(len(tables))}",
        "The others show older content or nothing.",
        [
            (
                "Tables whose content is of this version's run. Each table of the version, and "
                "each that is held, is counted once: "
                f"{number(states['passed'])} passed, {number(states['warning'])} with a warning "
                f"and {number(states['released'])} released by a person are current; "
                f"{number(states['held'])} held and {number(states['missing'])} missing are not."
            ),
            _from_manifest(request),
            "Each table stands below with its state.",
        ],
    )


def _checks_tile(request: PageRequest) -> Component:
    number, checks = request.formats.number, request.manifest.checks
    passed, warned, failed = (checks.get(name, 0) for name in ("passed", "warned", "failed"))
    return sentence_tile(
        "checks",
        "Checks passed",
        number(passed),
        f"{number(warned)} warned, {number(failed)} failed.",
        [
            (
                "Checks of the run that made this version, each counted once: dbt tests and "
                f"Python rules. Of {number(passed + warned + failed)}, {number(warned)} are left "
                f"out because they warned, and {number(failed)} because they failed or gave no "
                "answer."
            ),
            _from_manifest(request),
            "What did not pass stands below by its table.",
        ],
    )


def _incidents_tile(request: PageRequest, history: CheckHistory) -> Component:
    title = "Open incidents"
    if history.reason:
        return unknown_tile("incidents", title, f"They are not known. {history.reason}")
    return sentence_tile(
        "incidents",
        title,
        request.formats.number(len(history.open_incidents)),
        "Something wrong that is not over.",
        [
            (
                "Incidents that were opened and not resolved yet, at the moment this page was "
                "asked for; resolved ones are left out."
            ),
            (
                "Read from the operational store, which is newer than any version; no table of a "
                "version holds it, so there is no statement to ask. Each one stands below."
            ),
        ],
    )


def _unread_tile(request: PageRequest, feeds: Sequence[FeedTrust]) -> Component:
    missing = missing_reason(request.manifest, ["raw.quarantine"])
    if missing:
        return unknown_tile("unread_rows", "Rows that could not be read", missing)
    of_rows = request.formats.number(sum(feed.rows for feed in feeds))
    return table_tile(request, "unread_rows", f"Beside {of_rows} rows that were.")


def _from_manifest(request: PageRequest) -> str:
    manifest = request.manifest
    return (
        f"Read from the manifest of version {manifest.version}, which run {manifest.run_id} wrote "
        "when it published; no table holds it, so there is no statement to ask."
    )
