"""What needs attention: held tables, failed checks, flagged days and rows that cannot be read."""

import re
from collections.abc import Iterator, Sequence

from ecom_platform.ingestion.load.accounts.account_texts import worth_phrase
from ecom_platform.reports.content.change_sentences import counted, money
from ecom_platform.reports.content.report_context import Market, ReportContext
from ecom_platform.reports.content.report_model import Section, Sentence
from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.queries.anomalies.largest_flags import (
    FlaggedSeries,
    is_evaluated,
    largest_flags,
    money_at_stake,
    partner_flags,
)
from ecom_platform.serving.queries.quality.table_states import held_causes

ANOMALIES = "analytics.sales_anomalies"
TITLE = "What needs attention"
MOST_FLAGS = 4
MOST_WARNINGS = 2
_PLURAL_MEASURES = {"orders", "units"}
_EXPLANATION = re.compile(r"[+-](?P<size>[\d.,]+ ?%): (?P<cause>.+)")


def attention(context: ReportContext, days: int) -> Section:
    """What an audience should look at, the most pressing first; one calm sentence if nothing.

    Args:
        context: the version and whom the report is for.
        days: flagged days of the last `days` days are listed.
    """
    sentences = list(_flagged_sentences(context, days))
    if not context.audience.is_partner:
        sentences = [
            *_held_sentences(context),
            *_stake_sentences(context, days),
            *sentences,
            *_warning_sentences(context),
            *_unread_sentences(context),
        ]
    if not sentences:
        text = f"Nothing: no day of the last {days} was flagged"
        more = "" if context.audience.is_partner else ", and every table passed its checks"
        sentences = [Sentence(f"{text}{more}.", "good")]
    return Section(TITLE, tuple(sentences))


def flagged_text(context: ReportContext, market: Market, flag: FlaggedSeries) -> str:
    """A sentence on a flagged series: which part, which day, how far off, how much money and why.

    Args:
        context: the version and whom the report is for.
        market: in whose currency the money at stake is written.
        flag: the flagged series.
    """
    stake = ""
    if flag.amount_at_stake:
        amount = money(abs(flag.amount_at_stake), context.formats, market.currency)
        stake = f", with {amount} at stake"
    direction = "above" if flag.direction == "up" else "below"
    explained = _EXPLANATION.fullmatch(flag.explanation)
    distance = f"{explained['size']} {direction}" if explained else f"far {direction}"
    verb = "were" if flag.measure in _PLURAL_MEASURES else "was"
    name = f"{title_of(flag.measure)} of {_part_name(context, flag)}"
    return (
        f"{name} {verb} {distance} what was expected "
        f"on {context.weekday(flag.day)}{stake}."
        f"{_cause_sentence(context, explained['cause'] if explained else flag.explanation)}"
    )


def _part_name(context: ReportContext, flag: FlaggedSeries) -> str:
    """The part of the business as the audience knows it."""
    if context.audience.is_partner:
        return "your shop"
    if not flag.value:
        return name_of_feed(flag.feed)
    if flag.dimension == "partner":
        return f"{flag.dimension} {context.partners.get(flag.value, flag.value)}"
    return f"{flag.dimension} {flag.value}"


def _cause_sentence(context: ReportContext, cause: str) -> str:
    """The cause as a sentence, with the names of partners instead of their ids."""
    if not cause:
        return ""
    longest_id_first = sorted(context.partners, key=len, reverse=True)
    for partner in longest_id_first:
        pattern = rf"(?<!\w){re.escape(partner)}(?!\w)"
        cause = context.partners[partner].join(re.split(pattern, cause))
    return f" {cause[:1].upper()}{cause[1:].rstrip('.')}."


def _held_sentences(context: ReportContext) -> Iterator[Sentence]:
    """A sentence per table that failed; partners read it beside the numbers that it concerns."""
    for held in held_causes(context.manifest):
        yield Sentence(held.sentence, "bad")


def _stake_sentences(context: ReportContext, days: int) -> Iterator[Sentence]:
    """The money at stake of each currency that has more than one flagged series."""
    if not context.has(ANOMALIES):
        return
    for market in context.markets:
        view = context.window(market, days).view
        stake = money_at_stake(context.connection, view)
        if stake and len(largest_flags(context.connection, view, 2)) > 1:
            amount = money(stake, context.formats, market.currency)
            text = f"Flagged days of the last {days} put {amount} at stake, each day counted once."
            yield Sentence(text, "bad")


def _flagged_sentences(context: ReportContext, days: int) -> Iterator[Sentence]:
    """A sentence per flagged day of a part, in every currency."""
    if not context.has(ANOMALIES):
        yield Sentence("Whether a day was out of the ordinary is not known in this version.")
        return
    flags_of = partner_flags if context.audience.is_partner else largest_flags
    for market in context.markets:
        view = context.window(market, days).view
        if not is_evaluated(context.connection, view):
            yield Sentence(
                f"Whether a day in {market.currency} was out of the ordinary is not known: no day "
                f"of the last {days} was evaluated."
            )
        for flag in _first_flag_of_each_part(flags_of(context.connection, view, 4 * MOST_FLAGS)):
            text = flagged_text(context, market, flag)
            yield Sentence(text, "bad" if flag.direction == "down" else "plain")


def _first_flag_of_each_part(flags: Sequence[FlaggedSeries]) -> list[FlaggedSeries]:
    """The first flag of each part and day: one bad day shows in several measures of a part."""
    first: dict[tuple[object, ...], FlaggedSeries] = {}
    for flag in flags:
        first.setdefault((flag.feed, flag.day, flag.dimension, flag.value), flag)
    return list(first.values())[:MOST_FLAGS]


def _warning_sentences(context: ReportContext) -> Iterator[Sentence]:
    """A sentence per warning of a check; the last one counts those not listed."""
    warnings = [check for check in context.manifest.failed_checks if check.severity == "warn"]
    for check in warnings[:MOST_WARNINGS]:
        yield Sentence(f"A check warns of {check.table}: {check.message.rstrip('.')}.")
    more = len(warnings) - MOST_WARNINGS
    if more > 0:
        yield Sentence(f"{counted(more, 'more check warns', 'more checks warn')}.")


def _unread_sentences(context: ReportContext) -> Iterator[Sentence]:
    """A sentence per feed with rows that cannot be read."""
    for feed in context.manifest.feeds:
        if feed.quarantined_rows:
            rows = counted(feed.quarantined_rows, "row", "rows")
            amount = None
            if feed.quarantined_amount is not None:
                known = context.formats.plain_amount(feed.quarantined_amount)
                amount = f"{known} in the currency of that feed"
            worth = worth_phrase(feed.quarantined_rows, feed.unknown_money_rows, amount)
            yield Sentence(f"{rows} of {name_of_feed(feed.feed)} cannot be read{worth}.")
