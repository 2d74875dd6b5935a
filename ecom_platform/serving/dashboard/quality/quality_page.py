"""Whether today's numbers can be trusted: tables, feeds, checks, incidents, the last fire drill."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.callout import Tone, callout
from ecom_platform.serving.dashboard.components.cards import FigureContent, card, figure_body
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.components.state_badge import state_badge
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.dashboard.quality import check_history_figure as figures
from ecom_platform.serving.dashboard.quality.drill_card import drill_card
from ecom_platform.serving.dashboard.quality.incidents_card import incidents_card
from ecom_platform.serving.dashboard.quality.quality_tiles import quality_tiles
from ecom_platform.serving.queries.quality import table_trust
from ecom_platform.serving.queries.quality.check_history import CheckHistory, read_history
from ecom_platform.serving.queries.quality.table_states import held_causes
from ecom_platform.serving.queries.quality.table_trust import FeedTrust, TableTrust
from ecom_platform.serving.queries.rows.row_sources import SOURCES

_LATE_DAYS = 3
_MOST_NOT_PASSED = 30


def _render(request: PageRequest) -> Content:
    tables, feeds = table_trust.tables_of(request.manifest), table_trust.feeds_of(request.manifest)
    made_at = request.manifest.created_at
    history = read_history(request.settings, made_at, request.parameters.get("run", ""))
    return [
        _verdict(request, tables, feeds),
        quality_tiles(request, tables, feeds, history),
        incidents_card(request, history),
        _tables_card(request, tables),
        _feeds_card(request, feeds),
        html.Div([_runs_card(request, history), _run_card(request, history)], className="cards"),
        html.Div(className="gap"),
        drill_card(request),
        _version_card(request),
    ]


def _verdict(
    request: PageRequest, tables: Sequence[TableTrust], feeds: Sequence[FeedTrust]
) -> Component:
    held = [one for one in tables if one.state.word in {"held", "missing"}]
    odd = [one for one in tables if one.state.word in {"warning", "released"}]
    told = []
    tone: Tone
    if held:
        title, tone = "Not all of it", "bad"
        told += [cause.sentence for cause in held_causes(request.manifest)]
        told.append(f"{_count(tables, 'table')} in all; see below which.")
    elif odd:
        title, tone = "Yes, with care", "careful"
        told.append(f"Every table is current; {_count(odd, 'table')} carries a warning.")
    else:
        title, tone = "Yes", "good"
        told.append(f"Every one of {len(tables)} tables is current, and no check of them failed.")
    told += [
        f"{name_of_feed(feed.feed)} ends on {request.formats.day(feed.as_of)}, {feed.days_behind} "
        "days before the newest feed."
        for feed in feeds
        if feed.days_behind and feed.days_behind >= _LATE_DAYS
    ]
    return callout(tone, title, " ".join(told))


def _count(found: Sequence[object], word: str) -> str:
    return f"{len(found)} {word}" if len(found) == 1 else f"{len(found)} {word}s"


def _tables_card(request: PageRequest, tables: Sequence[TableTrust]) -> Component:
    unwell = [one for one in tables if one.state.word != "passed"]
    well = [one for one in tables if one.state.word == "passed"]
    body: list[Component] = [html.Div(html.H2("State of every table"), className="card-head")]
    if unwell:
        body.append(_tables(request, unwell))
    raw = table_trust.failed_before_publishing(request.manifest)
    if raw:
        body += [
            html.H3("Failed before publishing"),
            html.Ul([html.Li(one) for one in raw], className="attention"),
        ]
    body.append(
        html.Details(
            [
                html.Summary(f"{_count(well, 'table')} without a failed check"),
                _tables(request, well),
            ],
        )
    )
    return card(body, "tables", is_wide=True)


def _tables(request: PageRequest, tables: Sequence[TableTrust]) -> Component:
    heads = ("Table", "State", "Rows", "Passed")
    head = html.Thead(html.Tr([html.Th(title) for title in heads]))
    rows = [row for one in tables for row in _table_rows(request, one)]
    return html.Table([head, html.Tbody(rows)], className="plain numbers states")


def _table_rows(request: PageRequest, one: TableTrust) -> list[Component]:
    number = request.formats.number
    source = next((name for name, of in SOURCES.items() if of.table == one.table), None)
    name: Component = one.table
    if source and one.rows is not None:
        name = dcc.Link(one.table, href=request.link(f"/rows/{source}"), title="See the rows")
    checks = f"{number(one.passed)} of {number(one.passed + one.not_passed)}"
    row = html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(state_badge(one.state, request.formats)),
            html.Td("none" if one.rows is None else number(one.rows)),
            html.Td(checks),
        ]
    )
    why = one.state.sentence if one.state.word != "passed" else one.empty_reason
    held = request.manifest.held.get(one.table)
    if held and held.cause != one.table:
        why = f"Because of {held.cause}."
    return [row, html.Tr(html.Td(why, colSpan=4, className="says"))] if why else [row]


def _feeds_card(request: PageRequest, feeds: Sequence[FeedTrust]) -> Component:
    heads = (
        "Feed",
        "Complete until",
        "Rows",
        "Not readable",
        "Money in them",
        "Said again",
        "Money in them",
    )
    head = html.Thead(html.Tr([html.Th(title) for title in heads]))
    table = html.Table(
        [head, html.Tbody([_feed_row(request, feed) for feed in feeds])],
        className="plain numbers feeds",
    )
    body = [
        html.Div(html.H2("Feeds"), className="card-head"),
        html.P(
            "Rows that cannot be read wait in quarantine and count nowhere; rows that another file "
            "said before count once. Money is in the feed's own currency.",
            className="says",
        ),
        scrollable_table(table, "Feeds"),
        html.Div(
            dcc.Link("See the files", href=request.link("/rows/files"), className="action"),
            className="actions",
        ),
    ]
    return card(body, "feeds", is_wide=True)


def _feed_row(request: PageRequest, feed: FeedTrust) -> Component:
    number = request.formats.number
    unread: Component = number(feed.quarantined_rows)
    if feed.quarantined_rows:
        href = request.link("/rows/quarantine", **{"is.feed": feed.feed})
        unread = dcc.Link(unread, href=href, title="See these rows")
    return html.Tr(
        [
            html.Th(name_of_feed(feed.feed), scope="row"),
            html.Td(request.formats.day(feed.as_of) if feed.as_of else "no days"),
            html.Td(number(feed.rows)),
            html.Td(unread),
            html.Td(number(feed.quarantined_amount, 2)),
            html.Td(number(feed.repeated_rows)),
            html.Td(number(feed.repeated_amount, 2)),
        ]
    )


def _runs_card(request: PageRequest, history: CheckHistory) -> Component:
    title = "How the checks of past runs ended"
    shown = FigureContent(None, history.reason or "No run has been checked yet.")
    if history.runs:
        clean = sum(not run.warned and not run.failed for run in history.runs)
        sentence = f"In {clean} of the last {_count(history.runs, 'run')} every check passed."
        shown = FigureContent(figures.checks_per_run(request, history.runs), sentence)
    head = html.Div(html.H2(title), className="card-head")
    return card([head, *figure_body("runs", title, shown)], "runs")


def _run_card(request: PageRequest, history: CheckHistory) -> Component:
    if history.run is None:
        head = html.Div(html.H2("What did not pass"), className="card-head")
        return card([head, html.P(history.reason or "No run has been checked yet.")], "run")
    ended = request.formats.moment(history.run.ended_at)
    head = html.Div(html.H2(f"What did not pass on {ended}"), className="card-head")
    found = history.not_passed
    if not found:
        passed = request.formats.number(history.run.passed)
        return card([head, html.P(f"Every one of {passed} checks passed.")], "run")
    items = [
        html.Li(
            [
                html.Span(
                    "error" if one.severity == "error" else "warning",
                    className=f"kind kind-{'held' if one.severity == 'error' else 'warning'}",
                ),
                html.Strong(f" {one.check} on {one.table}. "),
                one.message,
            ]
        )
        for one in found[:_MOST_NOT_PASSED]
    ]
    more = len(found) - len(items)
    rest = [html.P(f"And {more} more.", className="says")] if more else []
    return card([head, html.Ul(items, className="attention"), *rest], "run")


def _version_card(request: PageRequest) -> Component:
    manifest, number = request.manifest, request.formats.number
    facts = {
        "Version": manifest.version,
        "Made": request.formats.moment(manifest.created_at),
        "Run": manifest.run_id,
        "Code": manifest.git_hash or "not known",
        "Content": manifest.content,
        "Rows of all tables": number(manifest.rows),
        "Files read": number(len(manifest.files)),
        "Size": f"{number(manifest.bytes / 1e6, 1)} MB",
    }
    rows = [html.Tr([html.Th(name, scope="row"), html.Td(value)]) for name, value in facts.items()]
    head = html.Div(html.H2("Version"), className="card-head")
    return card(
        [head, html.Table(html.Tbody(rows), className="plain facts")], "version", is_wide=True
    )


QUALITY = Page(
    path="/quality",
    title="Data quality",
    question="Can I trust today's numbers?",
    render=_render,
    filters=(),
    is_live=True,
)
