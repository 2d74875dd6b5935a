"""Customers: who is worth most, who slips away, and whether new ones come back."""

from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.report_context import Market, ReportContext
from ecom_platform.reports.content.report_model import Picture, Section, Sentence, Table
from ecom_platform.reports.content.report_queries import Segment, customers_to_call, segments
from ecom_platform.reports.content.sentences import counted, money
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.queries.customers.cohort_retention import (
    RetentionCell,
    retention_cells,
)

SEGMENTS = "marts.dim_customer_segments"
COHORTS = "marts.mart_cohort_analysis"
MONTHS = 9
_SLIPPING = {"cannot lose", "at risk"}


def customers(context: ReportContext) -> Section:
    """Segments of each currency with the next step for each."""
    title = "Customers"
    sentences: list[Sentence] = []
    tables: list[Table] = []
    for market in context.markets:
        found = segments(context.connection, market.currency)
        if found:
            sentences += _slipping(context, market, found)
            tables += _tables(context, market, found)
    if not tables:
        return Section(title, (Sentence("No feed identifies the customers of these currencies."),))
    sentences += _calls(context)
    return Section(title, tuple(sentences), tables=tuple(tables[:2]))


def cohorts(context: ReportContext) -> Section:
    """Whether newer customers come back more often than older ones."""
    title = "Do new customers come back?"
    for market in context.markets:
        view = context.window(market, 1).view
        for feed in market.feeds:
            found = [one for one in retention_cells(context.connection, view, feed) if _tells(one)]
            if found:
                return _returned(context, title, feed, found[-MONTHS:])
    text = "No month has enough new customers, and a complete month after it, to tell."
    return Section(title, (Sentence(text),))


def _returned(context: ReportContext, title: str, feed: str, found: list[RetentionCell]) -> Section:
    newest = found[-1]
    share = context.formats.share(newest.share)
    text = (
        f"Of {newest.size:,} customers who first bought in {newest.cohort:%B %Y}, {share} "
        "bought again in the month after"
    )
    if len(found) > 1:
        earlier = found[:-1]
        usual = sum(one.share for one in earlier) / len(earlier)
        months = counted(len(earlier), "month", "months")
        text += f"; the average of the {months} before is {context.formats.share(usual)}"
    caption = (
        f"{name_of_feed(feed)}: new customers of each month who bought again in the next. "
        "Months with few customers, and the first of the data, are left out."
    )
    return Section(
        title, (Sentence(f"{text}."),), (Picture(caption, report_figures.returns(found)),)
    )


def _tells(cell: RetentionCell) -> bool:
    """Whether it is a complete second month of enough customers who are really new."""
    is_doubtful = cell.is_censored or cell.is_small or cell.is_left_censored
    return cell.months_since == 1 and not is_doubtful


def _slipping(context: ReportContext, market: Market, found: list[Segment]) -> list[Sentence]:
    slipping = [one for one in found if one.segment in _SLIPPING]
    if not slipping:
        return []
    number = sum(one.customers for one in slipping)
    worth = money(
        sum((one.money for one in slipping), Decimal(0)), context.formats, market.currency
    )
    people = counted(number, "customer", "customers")
    verb = "is" if number == 1 else "are"
    text = f"{people} who brought {worth} so far {verb} slipping away."
    return [Sentence(text, "bad")]


def _calls(context: ReportContext) -> list[Sentence]:
    found = customers_to_call(context.connection, context.main.currency, 3)
    return [
        Sentence(
            f"{one.customer}: {_lower(one.action)}. "
            f"{counted(one.purchases, 'order', 'orders')} worth "
            f"{money(one.money, context.formats, context.main.currency)}, the last on "
            f"{context.formats.day(one.last_order)}."
        )
        for one in found
    ]


def _tables(context: ReportContext, market: Market, found: list[Segment]) -> list[Table]:
    """One per feed: scores compare within a feed only."""
    feeds = sorted({one.feed for one in found})
    return [_table(context, market, [one for one in found if one.feed == feed]) for feed in feeds]


def _table(context: ReportContext, market: Market, found: list[Segment]) -> Table:
    rows = tuple(
        (
            one.segment,
            f"{one.customers:,}",
            money(one.money, context.formats, market.currency),
            one.action,
        )
        for one in found[:8]
    )
    columns = ("Segment", "Customers", "Money so far", "Next step")
    caption = f"Customers of {name_of_feed(found[0].feed)}, in {market.currency}"
    return Table(caption, columns, rows, frozenset({1, 2}))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
