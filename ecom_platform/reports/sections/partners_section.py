"""Partners to talk to, and what each can turn; for a partner, its own levers only."""

from decimal import Decimal

from ecom_platform.reports.content.report_context import Market, ReportContext
from ecom_platform.reports.content.report_model import Section, Sentence, Table
from ecom_platform.reports.content.report_queries import (
    Lever,
    PartnerTrend,
    falling_partners,
    levers,
)
from ecom_platform.reports.content.sentences import growth, money
from ecom_platform.serving.column_titles import title_of
from ecom_platform.serving.number_formats import NONE

PERFORMANCE = "marts.mart_partner_performance_dashboard"
INSIGHTS = "marts.mart_partner_optimization_insights"
_ADVICE = {
    "order_value": "raise the value of an order",
    "order_frequency": "win more orders in 30 days,",
    "cancel_rate": "cut the share of cancelled lines",
    "return_rate": "cut the share of returned lines",
    "discount_share": "cut the discount on the list price",
}
_SHARES = {"cancel_rate", "return_rate", "discount_share"}


def to_talk_to(context: ReportContext, most: int) -> Section:
    """The partners whose kept money fell most."""
    title = "Partners to talk to"
    found = [
        (
            market,
            falling_partners(context.connection, market.currency, _share(context, market, most)),
        )
        for market in context.markets
    ]
    rows = [_row(context, market, one) for market, trends in found for one in trends]
    if not rows:
        return Section(title, (Sentence("No partner kept less than in the period before."),))
    market, trends = next((market, trends) for market, trends in found if trends)
    columns = ("Partner", "Days", "Kept", "before", "change", "Health", "Last order")
    table = Table(
        "Partners whose kept money fell, the greatest loss first in each currency",
        columns,
        tuple(rows),
        frozenset({1, 2, 3, 4, 5, 6}),
    )
    return Section(title, (_call(context, market, trends[0]),), tables=(table,))


def partner_levers(context: ReportContext, most: int) -> Section:
    """The levers with the greatest upside, one per partner."""
    title = "Levers worth pulling"
    sentences, seen = [], 0
    for market in context.markets:
        view = context.window(market, 90).view
        for lever in levers(context.connection, view, _share(context, market, most)):
            sentences.append(Sentence(f"{lever.name}: {_advice(context, market, lever)}"))
            seen += 1
    if not seen:
        sentences = [Sentence("No partner lies behind comparable ones by an amount worth naming.")]
    return Section(title, tuple(sentences))


def own_levers(context: ReportContext) -> Section:
    """All levers of the partner, beside a benchmark that is rounded and names nobody."""
    title = "What you can turn"
    sentences, tables = [], []
    known: list[Lever] = []
    for market in context.markets:
        found = levers(context.connection, context.window(market, 90).view, 20)
        best = next((one for one in found if one.recommendation), None)
        if best:
            advice = _advice(context, market, best)
            sentences.append(Sentence(f"{advice[:1].upper()}{advice[1:]}"))
        known += found
        if found:
            tables.append(_benchmark(context, market, found))
    if not sentences:
        sentences = [Sentence(_without_lever(known))]
    return Section(title, tuple(sentences), tables=tuple(tables))


def _without_lever(known: list[Lever]) -> str:
    reasons = [one.reason for one in known if one.reason]
    if reasons and len(reasons) == len(known):
        return f"You cannot be compared yet: {reasons[0]}"
    return "You lie at or before the best quarter in everything that can be compared."


def _benchmark(context: ReportContext, market: Market, found: list[Lever]) -> Table:
    rows = tuple(
        (
            title_of(lever.lever),
            _value(context, market, lever, lever.value),
            _value(context, market, lever, lever.median),
            _value(context, market, lever, lever.best_quartile),
            NONE if lever.upside is None else money(lever.upside, context.formats, market.currency),
        )
        for lever in found
    )
    columns = ("Lever", "You", "Middle of all", "Best quarter", "Worth in 90 days")
    caption = f"You and comparable partners, in {market.currency}; the benchmark is rounded"
    return Table(caption, columns, rows, frozenset({1, 2, 3, 4}))


def _value(context: ReportContext, market: Market, lever: Lever, value: float | None) -> str:
    if value is None:
        return NONE
    if lever.lever in _SHARES:
        return context.formats.share(value)
    if lever.lever == "order_value":
        return money(Decimal(str(value)), context.formats, market.currency)
    return context.formats.number(value, 2 if abs(value) < 10 else 0)


def _advice(context: ReportContext, market: Market, lever: Lever) -> str:
    """The recommendation of the mart, with its numbers as short as all others here."""
    advice = _ADVICE.get(lever.lever)
    if advice is None or lever.upside is None:
        return lever.recommendation or NONE
    now = _value(context, market, lever, lever.value)
    best = _value(context, market, lever, lever.best_quartile)
    worth = money(lever.upside, context.formats, market.currency)
    return (
        f"{advice} from {now} to {best}, where the best quarter of comparable partners begins. "
        f"Worth about {worth} in 90 days."
    )


def _row(context: ReportContext, market: Market, one: PartnerTrend) -> tuple[str, ...]:
    health = NONE if one.health is None else context.formats.number(one.health)
    silent = NONE if one.silent_days is None else f"{one.silent_days} days ago"
    return (
        one.name,
        str(one.days),
        money(one.kept, context.formats, market.currency),
        money(one.kept_before, context.formats, market.currency),
        context.formats.change(max(one.growth, -1.0)),
        health,
        "same day" if one.silent_days == 0 else silent,
    )


def _call(context: ReportContext, market: Market, one: PartnerTrend) -> Sentence:
    lost = money(one.kept_before - one.kept, context.formats, market.currency)
    return Sentence(
        f"Talk to {one.name} first: kept revenue of {one.days} days "
        f"{growth(one.growth, context.formats)}, which is {lost} less.",
        "bad",
    )


def _share(context: ReportContext, market: Market, most: int) -> int:
    """The other currencies get fewer rows."""
    return most if market == context.main else most // 4
