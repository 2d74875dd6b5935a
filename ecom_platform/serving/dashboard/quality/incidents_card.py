"""The card of incidents: what is wrong now and since when, and what ended lately."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dash import dcc, html

from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.serving.dashboard.components.cards import card, reason_box
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import ANOMALIES_TABLE
from ecom_platform.serving.queries.quality.check_history import RESOLVED_DAYS, CheckHistory

MOST_RESOLVED = 20


def incidents_card(request: PageRequest, history: CheckHistory) -> Component:
    """Open incidents, errors first, then those that ended in the last days."""
    head = html.Div(html.H2("Incidents"), className="card-head")
    if history.reason:
        return card([head, reason_box(history.reason)], "incidents", is_wide=True)
    body = [
        *_block(request, "Open", history.open_incidents, "No incident is open."),
        *_block(
            request,
            f"Resolved in the {RESOLVED_DAYS} days before this version",
            history.resolved[:MOST_RESOLVED],
            "None was resolved in these days.",
        ),
    ]
    if len(history.resolved) > MOST_RESOLVED:
        count = len(history.resolved)
        more = f"The last {MOST_RESOLVED} of {count}; 'ecom incidents --all' lists all."
        body.append(html.P(more, className="says"))
    return card([head, *body], "incidents", is_wide=True)


def lasting(span: timedelta) -> str:
    """A span as a person says it."""
    minutes = max(round(span.total_seconds() / 60), 0)
    for size, word in ((1440, "day"), (60, "hour")):
        if minutes >= size:
            count = round(minutes / size)
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _block(
    request: PageRequest, title: str, found: Sequence[Incident], nothing: str
) -> list[Component]:
    if not found:
        return [html.H3(title), html.P(nothing)]
    items = [html.Li(_item(request, one)) for one in found]
    return [html.H3(f"{title}: {len(found)}"), html.Ul(items, className="attention")]


def _item(request: PageRequest, one: Incident) -> list[Component]:
    amount, currency = one.money_at_stake
    money = "" if amount is None else f" {request.formats.money(abs(amount), currency)} at stake."
    listed = f" {len(one.listed)} more listed under it." if one.listed else ""
    kind = "held" if one.severity == "error" else "warning"
    item: list[Component] = [
        html.Span(
            one.severity if one.severity == "error" else "warning", className=f"kind kind-{kind}"
        ),
        html.Span(f" {one.cause.sentence.rstrip('.')}.{money}{listed} "),
        html.Span(_when(request, one), className="says"),
    ]
    if one.cause.table == ANOMALIES_TABLE:
        day = str(one.since_day) if one.since_day else None
        known = currency if currency in request.choices.currencies else None
        of_currency = {"currency": known} if known else {}
        href = request.link("/anomalies", day=day, **of_currency)
        item.append(dcc.Link("Show the day", href=href, className="action"))
    return item


def _when(request: PageRequest, one: Incident) -> str:
    moment = request.formats.moment
    since = f"Since {moment(one.opened_at)}"
    if one.resolved_at:
        return f"{since}, over after {lasting(one.resolved_at - one.opened_at)}. "
    state = f", acknowledged by {one.acknowledged_by}" if one.acknowledged_by else ""
    made = request.manifest.created_at.astimezone(UTC).replace(tzinfo=None)
    return f"{since}, {_against(one.opened_at, made)}{state}. "


def _against(opened: datetime, made: datetime) -> str:
    """Counted from the version, not the clock, so that a page is the same whenever it is read."""
    if opened > made:
        return "after this version was made"
    return f"{lasting(made - opened)} before this version was made"
