"""Customers: who is worth most, who is slipping away, and whether new customers come back."""

from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.change_sentences import counted, money
from ecom_platform.reports.content.report_context import Market, ReportContext
from ecom_platform.reports.content.report_model import Picture, Section, Sentence, Table
from ecom_platform.reports.content.report_queries import Segment, customers_to_call, segments
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.queries.customers.cohort_retention import (
    RETENTION,
    RetentionCell,
    retention_cells,
)
from ecom_platform.serving.queries.customers.customer_segments import SEGMENTS

CUSTOMERS_TITLE = "Customers"
COHORTS_TITLE = "Do new customers come back?"
MOST_COHORTS = 9
MOST_SEGMENTS = 8
MOST_TABLES = 2
MOST_CALLS = 3
_SLIPPING = {"cannot lose", "at risk"}


def customers(context: ReportContext) -> Section:
    """The customer segments of each currency, with the next step for each segment."""
    return context.section(CUSTOMERS_TITLE, [SEGMENTS], lambda: _customers_section(context))


def cohorts(context: ReportContext) -> Section:
    """Whether newer customers come back more often than older ones."""
    return context.section(COHORTS_TITLE, [RETENTION], lambda: _cohorts_section(context))


def _customers_section(context: ReportContext) -> Section:
    """Who is slipping away, whom to call, and a table of segments per feed."""
    sentences: list[Sentence] = []
    tables: list[Table] = []
    for market in context.markets:
        segments_found = segments(context.connection, market.currency)
        if segments_found:
            sentences += _slipping_sentences(context, market, segments_found)
            tables += _segment_tables(context, market, segments_found)
    if not tables:
        text = "No feed identifies the customers of these currencies."
        return Section(CUSTOMERS_TITLE, (Sentence(text),))
    sentences += _call_sentences(context)
    return Section(CUSTOMERS_TITLE, tuple(sentences), tables=tuple(tables[:MOST_TABLES]))


def _cohorts_section(context: ReportContext) -> Section:
    """The cohorts of the first feed that has complete ones, or why there are none."""
    for market in context.markets:
        view = context.window(market, 1).view
        for feed in market.feeds:
            cells = retention_cells(context.connection, view, feed)
            complete = [cell for cell in cells if _is_conclusive(cell)]
            if complete:
                return _returned_section(context, feed, complete[-MOST_COHORTS:])
    text = "No month has enough new customers and a complete month after it to answer this."
    return Section(COHORTS_TITLE, (Sentence(text),))


def _returned_section(context: ReportContext, feed: str, cells: list[RetentionCell]) -> Section:
    """Which share of the newest cohort came back, against the earlier ones."""
    newest, earlier = cells[-1], cells[:-1]
    text = (
        f"Of {newest.size:,} customers who first bought in {newest.cohort:%B %Y}, "
        f"{context.formats.share(newest.share)} bought again in the month after"
    )
    if earlier:
        usual = sum(cell.share for cell in earlier) / len(earlier)
        months = counted(len(earlier), "month", "months")
        text += f"; the average of the {months} before is {context.formats.share(usual)}"
    caption = (
        f"{name_of_feed(feed)}: new customers of each month who bought again in the next month. "
        "Months with few customers, and the first month of the data, are left out."
    )
    picture = Picture(caption, report_figures.returns(cells))
    return Section(COHORTS_TITLE, (Sentence(f"{text}."),), (picture,))


def _is_conclusive(cell: RetentionCell) -> bool:
    """Whether it is a complete second month of enough customers who are really new."""
    is_doubtful = cell.is_censored or cell.is_small or cell.is_left_censored
    return cell.months_since == 1 and not is_doubtful


def _slipping_sentences(
    context: ReportContext, market: Market, segments_found: list[Segment]
) -> list[Sentence]:
    """How many customers are slipping away, and what they brought; or nothing."""
    slipping = [segment for segment in segments_found if segment.segment in _SLIPPING]
    if not slipping:
        return []
    number = sum(segment.customers for segment in slipping)
    amount = sum((segment.money for segment in slipping), Decimal(0))
    worth = money(amount, context.formats, market.currency)
    people = counted(number, "customer", "customers")
    verb = "is" if number == 1 else "are"
    return [Sentence(f"{people} who brought {worth} so far {verb} slipping away.", "bad")]


def _call_sentences(context: ReportContext) -> list[Sentence]:
    """The customers to call first, with what to do and what they bought."""
    currency = context.main.currency
    return [
        Sentence(
            f"{call.customer}: {call.action[:1].lower()}{call.action[1:]}. "
            f"{counted(call.purchases, 'order', 'orders')} worth "
            f"{money(call.money, context.formats, currency)}, the last on "
            f"{context.formats.day(call.last_order)}."
        )
        for call in customers_to_call(context.connection, currency, MOST_CALLS)
    ]


def _segment_tables(
    context: ReportContext, market: Market, segments_found: list[Segment]
) -> list[Table]:
    """A table per feed, because scores can be compared only within a feed."""
    feeds = sorted({segment.feed for segment in segments_found})
    return [
        _segment_table(
            context, market, [segment for segment in segments_found if segment.feed == feed]
        )
        for feed in feeds
    ]


def _segment_table(context: ReportContext, market: Market, segments_found: list[Segment]) -> Table:
    """The segments of one feed, with the next step for each."""
    rows = tuple(
        (
            segment.segment,
            f"{segment.customers:,}",
            money(segment.money, context.formats, market.currency),
            segment.action,
        )
        for segment in segments_found[:MOST_SEGMENTS]
    )
    columns = ("Segment", "Customers", "Money so far", "Next step")
    caption = f"Customers of {name_of_feed(segments_found[0].feed)}, in {market.currency}"
    return Table(caption, columns, rows, frozenset({1, 2}))
