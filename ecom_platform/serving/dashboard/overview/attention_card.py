"""The card of what needs attention: held tables, warnings, flagged days, rows in quarantine."""

from collections.abc import Iterator

from dash import dcc, html

from ecom_platform.ingestion.load.accounts.account_texts import worth_phrase
from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.anomalies.largest_flags import (
    FlaggedSeries,
    first_of_each_day,
    largest_flags,
    money_at_stake,
)
from ecom_platform.serving.queries.quality.table_states import held_causes, missing_reason

_ANOMALIES = "analytics.sales_anomalies"
_MOST_SERIES = 200
_MOST_WARNINGS = 3


def attention_card(request: PageRequest) -> Component:
    """A list of what needs attention, the most urgent first; a sentence when nothing does."""
    items = [
        *_held_items(request),
        *_warning_items(request),
        *_flagged_items(request),
        *_quarantine_items(request),
    ]
    body: Component = html.Ul([html.Li(item) for item in items], className="attention")
    if not items:
        body = html.P(
            "Nothing needs attention: every table passed its checks, no evaluated day under these "
            "filters is flagged, and every delivered row could be read."
        )
    head = html.Div(html.H2("What needs attention"), className="card-head")
    return card(
        [head, html.P(_money_at_stake_sentence(request), className="says"), body], "attention"
    )


def _money_at_stake_sentence(request: PageRequest) -> str:
    """The money at stake under the filters, or why it is not known."""
    reason = missing_reason(request.manifest, [_ANOMALIES])
    if reason:
        return f"Money at stake is not known: {reason}"
    stake = money_at_stake(request.connection, request.view)
    if stake is None:
        return "Money at stake is not known: no day under these filters was evaluated."
    return (
        f"Money at stake on flagged days: {request.money(stake)}. A day that several series flag "
        "counts once, with its largest amount."
    )


def _held_items(request: PageRequest) -> Iterator[Component]:
    """An item per table that failed, with the tables that are held because of it."""
    for held in held_causes(request.manifest):
        yield _attention_item("held", held.sentence, request.link("/quality"))


def _warning_items(request: PageRequest) -> Iterator[Component]:
    """An item per warning of a check; the last one counts those that are not listed."""
    failed = [check for check in request.manifest.failed_checks if check.severity == "warn"]
    for check in failed[:_MOST_WARNINGS]:
        yield _attention_item(
            "warning", f"{check.table}: {check.message}", request.link("/quality")
        )
    if len(failed) > _MOST_WARNINGS:
        more = f"{len(failed) - _MOST_WARNINGS} more warnings."
        yield _attention_item("warning", more, request.link("/quality"))


def _flagged_items(request: PageRequest) -> Iterator[Component]:
    """An item per flagged day of a feed, the most money at stake first."""
    if missing_reason(request.manifest, [_ANOMALIES]):
        return
    for day, others in first_of_each_day(
        largest_flags(request.connection, request.view, _MOST_SERIES)
    ):
        href = request.link("/anomalies", day=str(day.day))
        yield _attention_item("flagged", _flagged_sentence(request, day, others), href)


def _flagged_sentence(request: PageRequest, day: FlaggedSeries, others: int) -> str:
    """What was flagged, how much is at stake, and how many other series were."""
    part = f"{day.dimension} {day.value}" if day.value else name_of_feed(day.feed)
    stake = f", {request.money(day.amount_at_stake)} at stake" if day.amount_at_stake else ""
    more = ""
    if others:
        more = (
            " Another series of that day is flagged."
            if others == 1
            else f" {others} more series of that day are flagged."
        )
    return (
        f"{title_of(day.measure)} of {part} went {day.direction} on "
        f"{request.formats.day(day.day)}{stake}. {day.explanation}{more}"
    )


def _quarantine_items(request: PageRequest) -> Iterator[Component]:
    """An item per feed with rows that could not be read."""
    for feed in request.manifest.feeds:
        if feed.quarantined_rows:
            rows = "1 row" if feed.quarantined_rows == 1 else f"{feed.quarantined_rows:,} rows"
            known = feed.quarantined_amount
            worth = worth_phrase(
                feed.quarantined_rows,
                feed.unknown_money_rows,
                None if known is None else request.formats.plain_amount(known),
            )
            yield _attention_item(
                "unread",
                f"{rows} of {name_of_feed(feed.feed)} could not be read{worth}.",
                request.link("/rows/quarantine", **{"is.feed": feed.feed}),
            )


def _attention_item(kind: str, sentence: str, href: str) -> Component:
    """A label for the kind, the sentence, and a link to the page that shows it."""
    return [
        html.Span(kind, className=f"kind kind-{kind}"),
        html.Span(f" {sentence} "),
        dcc.Link("Show", href=href, className="action", title=f"Show: {sentence}"),
    ]
