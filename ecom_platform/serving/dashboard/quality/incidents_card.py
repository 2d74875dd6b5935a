"""The card of incidents: which are open and since when, and which were resolved recently."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dash import dcc, html

from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.serving.dashboard.components.cards import card, reason_box
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import ANOMALIES_TABLE
from ecom_platform.serving.queries.quality.check_history import CheckHistory

RESOLVED_DAYS = 30  # before the version was made
MOST_RESOLVED = 20


def incidents_card(request: PageRequest, history: CheckHistory) -> Component:
    """The open incidents, errors first, then those that were resolved in the last days."""
    head = html.Div(html.H2("Incidents"), className="card-head")
    if history.reason:
        return card([head, reason_box(history.reason)], "incidents", is_wide=True)
    body = [
        *_incident_list(request, "Open", history.open_incidents, "No incident is open."),
        *_incident_list(
            request,
            f"Resolved in the {RESOLVED_DAYS} days before this version",
            history.resolved[:MOST_RESOLVED],
            "No incident was resolved in these days.",
        ),
    ]
    if len(history.resolved) > MOST_RESOLVED:
        count = len(history.resolved)
        more = f"These are the last {MOST_RESOLVED} of {count}; 'ecom incidents --all' lists all."
        body.append(html.P(more, className="says"))
    return card([head, *body], "incidents", is_wide=True)


def format_duration(span: timedelta) -> str:
    """A duration in its largest unit: minutes, hours or days; a negative one is 0 minutes.

    Example:
        >>> format_duration(timedelta(hours=5, minutes=10))
        '5 hours'
    """
    minutes = max(round(span.total_seconds() / 60), 0)
    for minutes_per_unit, unit in ((1440, "day"), (60, "hour")):
        if minutes >= minutes_per_unit:
            count = round(minutes / minutes_per_unit)
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _incident_list(
    request: PageRequest, title: str, incidents: Sequence[Incident], text_if_none: str
) -> list[Component]:
    """A title and the incidents below it; without any, `text_if_none`."""
    if not incidents:
        return [html.H3(title), html.P(text_if_none)]
    items = [html.Li(_item(request, incident)) for incident in incidents]
    return [html.H3(f"{title}: {len(incidents)}"), html.Ul(items, className="attention")]


def _item(request: PageRequest, incident: Incident) -> list[Component]:
    """An incident: its severity, cause, money at stake and timing, and a link to its day."""
    amount, currency = incident.money_at_stake
    money = "" if amount is None else f" {request.formats.money(abs(amount), currency)} at stake."
    listed = f" {len(incident.listed)} more listed under it." if incident.listed else ""
    is_error = incident.severity == "error"
    item: list[Component] = [
        html.Span(
            "error" if is_error else "warning",
            className=f"kind kind-{'held' if is_error else 'warning'}",
        ),
        html.Span(f" {incident.headline.sentence.rstrip('.')}.{money}{listed} "),
        html.Span(_timing(request, incident), className="says"),
    ]
    if incident.cause.table == ANOMALIES_TABLE:
        day = str(incident.since_day) if incident.since_day else None
        has_currency = currency in request.choices.currencies
        currency_parameter = {"currency": currency} if has_currency and currency else {}
        href = request.link("/anomalies", day=day, **currency_parameter)
        item.append(dcc.Link("Show the day", href=href, className="action"))
    return item


def _timing(request: PageRequest, incident: Incident) -> str:
    """Since when the incident is open, or how long it took to resolve it."""
    since = f"Since {request.formats.moment(incident.opened_at)}"
    if incident.resolved_at:
        return f"{since}, over after {format_duration(incident.resolved_at - incident.opened_at)}. "
    person = incident.acknowledged_by
    acknowledged = f", acknowledged by {person}" if person else ""
    published = request.manifest.created_at.astimezone(UTC).replace(tzinfo=None)
    return f"{since}, {_relative_to_version(incident.opened_at, published)}{acknowledged}. "


def _relative_to_version(opened: datetime, published: datetime) -> str:
    """Counted from the version, not the clock, so that the page is the same at any time."""
    if opened > published:
        return "after this version was published"
    return f"{format_duration(published - opened)} before this version was published"
