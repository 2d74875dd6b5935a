"""What needs attention: held tables, failed checks, flagged days and rows that cannot be read."""

import re
from collections.abc import Iterator, Sequence

from ecom_platform.reports.content.report_context import Market, ReportContext
from ecom_platform.reports.content.report_model import Section, Sentence
from ecom_platform.reports.content.sentences import counted, money
from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.queries.anomalies.largest_flags import (
    FlaggedSeries,
    largest_flags,
    money_at_stake,
    partner_flags,
)
from ecom_platform.serving.queries.quality.table_states import held_causes

ANOMALIES = "analytics.sales_anomalies"
TITLE = "What needs attention"
MOST = 4
_SEVERAL = {"orders", "units"}
_EXPLAINED = re.compile(r"[+-](?P<size>[\d.,]+ ?%): (?P<cause>.+)")


def attention(context: ReportContext, days: int) -> Section:
    """The most pressing first; a calm sentence when there is nothing."""
    found = [*_held(context), *_stake(context, days), *_flagged(context, days)]
    found += [*_warnings(context), *_unread(context)]
    if not found:
        text = f"Nothing: no day of the last {days} was flagged"
        more = "" if context.audience.partner else ", and every table passed its checks"
        found = [Sentence(f"{text}{more}.", "good")]
    return Section(TITLE, tuple(found))


def flagged_text(context: ReportContext, market: Market, day: FlaggedSeries) -> str:
    """A flagged day in words: which part, which day, how far off, how much money, and why."""
    part = f"{day.dimension} {_name(context, day)}" if day.value else name_of_feed(day.feed)
    if context.audience.partner:
        part = "your shop"
    stake = ""
    if day.amount_at_stake:
        at_stake = money(abs(day.amount_at_stake), context.formats, market.currency)
        stake = f", with {at_stake} at stake"
    way = "above" if day.direction == "up" else "below"
    explained = _EXPLAINED.fullmatch(day.explanation)
    far = f"{explained['size']} {way}" if explained else f"far {way}"
    cause = _named(context, explained["cause"] if explained else day.explanation)
    cause = f" {cause[:1].upper()}{cause[1:].rstrip('.')}." if cause else ""
    when = context.weekday(day.day)
    measure = title_of(day.measure)
    verb = "were" if day.measure in _SEVERAL else "was"
    return f"{measure} of {part} {verb} {far} what was expected on {when}{stake}.{cause}"


def _named(context: ReportContext, cause: str) -> str:
    """The cause with names instead of ids of partners, the longest id first."""
    for partner in sorted(context.partners, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(partner)}(?!\w)"
        cause = context.partners[partner].join(re.split(pattern, cause))
    return cause


def _name(context: ReportContext, day: FlaggedSeries) -> str:
    return context.partners.get(day.value, day.value) if day.dimension == "partner" else day.value


def _held(context: ReportContext) -> Iterator[Sentence]:
    """Held tables by their first cause; partners are told where their numbers stand."""
    if context.audience.partner:
        return
    for held in held_causes(context.manifest):
        yield Sentence(held.sentence, "bad")


def _stake(context: ReportContext, days: int) -> Iterator[Sentence]:
    if context.audience.partner or not context.has(ANOMALIES):
        return
    for market in context.markets:
        view = context.window(market, days).view
        stake = money_at_stake(context.connection, view)
        if stake and len(largest_flags(context.connection, view, 2)) > 1:
            amount = money(stake, context.formats, market.currency)
            text = f"Flagged days of the last {days} put {amount} at stake, each day counted once."
            yield Sentence(text, "bad")


def _flagged(context: ReportContext, days: int) -> Iterator[Sentence]:
    if not context.has(ANOMALIES):
        yield Sentence("Whether a day was out of the ordinary is not known in this version.")
        return
    ask = partner_flags if context.audience.partner else largest_flags
    for market in context.markets:
        view = context.window(market, days).view
        for day in _once(ask(context.connection, view, 4 * MOST)):
            text = flagged_text(context, market, day)
            yield Sentence(text, "bad" if day.direction == "down" else "plain")


def _once(days: Sequence[FlaggedSeries]) -> list[FlaggedSeries]:
    """One bad day of one part shows in several measures; the first of them tells it."""
    first: dict[tuple[object, ...], FlaggedSeries] = {}
    for day in days:
        first.setdefault((day.feed, day.day, day.dimension, day.value), day)
    return list(first.values())[:MOST]


def _warnings(context: ReportContext) -> Iterator[Sentence]:
    if context.audience.partner:
        return
    failed = [one for one in context.manifest.failed_checks if one.severity == "warn"]
    for one in failed[:2]:
        yield Sentence(f"A check warns of {one.table}: {one.message.rstrip('.')}.")
    if len(failed) > 2:
        yield Sentence(f"{counted(len(failed) - 2, 'more check warns', 'more checks warn')}.")


def _unread(context: ReportContext) -> Iterator[Sentence]:
    if context.audience.partner:
        return
    for feed in context.manifest.feeds:
        if feed.quarantined_rows:
            rows = counted(feed.quarantined_rows, "row", "rows")
            worth = context.formats.number(feed.quarantined_amount, 2)
            name = name_of_feed(feed.feed)
            yield Sentence(
                f"{rows} of {name}, worth {worth} in the money of that feed, cannot be read."
            )
