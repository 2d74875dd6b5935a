"""Partners to talk to, and what each can improve; a partner gets its own levers only."""

from decimal import Decimal

from ecom_platform.reports.content.change_sentences import growth, money
from ecom_platform.reports.content.report_context import Market, ReportContext
from ecom_platform.reports.content.report_model import Section, Sentence, Table
from ecom_platform.reports.content.report_queries import PartnerTrend, falling_partners
from ecom_platform.serving.column_titles import title_of
from ecom_platform.serving.number_formats import NONE
from ecom_platform.serving.queries.partners.partner_levers import (
    LEVERS,
    Lever,
    first_levers,
    levers_of_partner,
)
from ecom_platform.serving.queries.partners.partner_ranking import HEALTH

PARTNERS_TITLE = "Partners to talk to"
LEVERS_TITLE = "Levers with the largest upside"
OWN_LEVERS_TITLE = "What you can improve"
LEVER_DAYS = 90
MOST_OWN_LEVERS = 20
_ADVICE = {
    "order_value": "raise the value of an order",
    "order_frequency": "win more orders in 30 days,",
    "cancel_rate": "cut the share of cancelled lines",
    "return_rate": "cut the share of returned lines",
    "discount_share": "cut the discount on the list price",
}
_SHARES = {"cancel_rate", "return_rate", "discount_share"}


def partners_to_talk_to(context: ReportContext, most: int) -> Section:
    """The partners whose kept money fell most, for executives.

    Args:
        context: the version and whom the report is for.
        most: how many partners of the main currency to list; other currencies get fewer.
    """
    return context.section(PARTNERS_TITLE, [HEALTH], lambda: _partners_to_talk_to(context, most))


def partner_levers(context: ReportContext, most: int) -> Section:
    """The first lever of the partners with the largest upside, for executives.

    Args:
        context: the version and whom the report is for.
        most: how many levers of the main currency to list; other currencies get fewer.
    """
    return context.section(LEVERS_TITLE, [LEVERS, HEALTH], lambda: _partner_levers(context, most))


def own_levers(context: ReportContext) -> Section:
    """All levers of the partner that the report is for, beside a rounded benchmark."""
    return context.section(OWN_LEVERS_TITLE, [LEVERS, HEALTH], lambda: _own_levers(context))


def _partners_to_talk_to(context: ReportContext, most: int) -> Section:
    """A table of the partners that fell most, and whom to talk to first."""
    rows: list[tuple[str, ...]] = []
    worst: Sentence | None = None
    for market in context.markets:
        limit = _limit(context, market, most)
        for trend in falling_partners(context.connection, market.currency, limit):
            worst = worst or _talk_first(context, market, trend)
            rows.append(_trend_row(context, market, trend))
    if worst is None:
        text = "No partner kept less money than in the period before."
        return Section(PARTNERS_TITLE, (Sentence(text),))
    table = Table(
        "Partners whose kept money fell, the largest loss of each currency first",
        ("Partner", "Days", "Kept", "before", "change", "Health", "Last order"),
        tuple(rows),
        frozenset({1, 2, 3, 4, 5, 6}),
    )
    return Section(PARTNERS_TITLE, (worst,), tables=(table,))


def _partner_levers(context: ReportContext, most: int) -> Section:
    """A sentence per partner with a large upside."""
    sentences: list[Sentence] = []
    for market in context.markets:
        view = context.window(market, LEVER_DAYS).view
        levers = first_levers(context.connection, view, _limit(context, market, most))
        sentences += [
            Sentence(f"{lever.partner_name}: {_advice(context, market, lever)}") for lever in levers
        ]
    if not sentences:
        text = "No partner has a lever with a known upside against comparable partners."
        sentences = [Sentence(text)]
    return Section(LEVERS_TITLE, tuple(sentences))


def _own_levers(context: ReportContext) -> Section:
    """The best advice and all levers of one partner, by currency."""
    sentences: list[Sentence] = []
    tables: list[Table] = []
    all_levers: list[Lever] = []
    for market in context.markets:
        levers = _levers_of_audience(context, market)
        first = next((lever for lever in levers if lever.recommendation), None)
        if first:
            advice = _advice(context, market, first)
            sentences.append(Sentence(f"{advice[:1].upper()}{advice[1:]}"))
        if levers:
            tables.append(_benchmark(context, market, levers))
        all_levers += levers
    if not sentences:
        sentences = [Sentence(_without_recommendation(all_levers))]
    return Section(OWN_LEVERS_TITLE, tuple(sentences), tables=tuple(tables))


def _levers_of_audience(context: ReportContext, market: Market) -> list[Lever]:
    """The levers of the partner in a currency; those without an upside last, by name."""
    partner = context.audience.partner
    if partner is None:
        raise ValueError("Only a partner has levers of its own.")
    view = context.window(market, LEVER_DAYS).view
    levers = levers_of_partner(context.connection, view, partner)
    levers_with_upside = [lever for lever in levers if lever.upside is not None]
    levers_without_upside = [lever for lever in levers if lever.upside is None]
    by_name = sorted(levers_without_upside, key=lambda lever: (lever.name, lever.feed))
    return [*levers_with_upside, *by_name][:MOST_OWN_LEVERS]


def _without_recommendation(levers: list[Lever]) -> str:
    """Why the partner gets no advice: not comparable, or among the best."""
    reasons = [lever.reason for lever in levers if lever.reason]
    if reasons and len(reasons) == len(levers):
        return f"You cannot be compared yet: {reasons[0]}"
    return "You are in the best quarter of comparable partners in everything that can be compared."


def _benchmark(context: ReportContext, market: Market, levers: list[Lever]) -> Table:
    """The levers of the partner beside the rounded benchmark."""
    rows = tuple(
        (
            title_of(lever.name),
            _value(context, market, lever, lever.value),
            _value(context, market, lever, lever.median),
            _value(context, market, lever, lever.better_quartile),
            NONE if lever.upside is None else money(lever.upside, context.formats, market.currency),
        )
        for lever in levers
    )
    columns = ("Lever", "You", "Median", "Best quarter", f"Worth in {LEVER_DAYS} days")
    caption = f"You and comparable partners, in {market.currency}; the benchmark is rounded"
    return Table(caption, columns, rows, frozenset({1, 2, 3, 4}))


def _value(context: ReportContext, market: Market, lever: Lever, value: float | None) -> str:
    """A value of a lever in its unit; a dash when it is not known."""
    if value is None:
        return NONE
    if lever.name in _SHARES:
        return context.formats.share(value)
    if lever.name == "order_value":
        return money(Decimal(str(value)), context.formats, market.currency)
    return context.formats.number(value, 2 if abs(value) < 10 else 0)


def _advice(context: ReportContext, market: Market, lever: Lever) -> str:
    """What to improve and what it is worth, with numbers as short as elsewhere in the report."""
    advice = _ADVICE.get(lever.name)
    if advice is None or lever.upside is None:
        return lever.recommendation or NONE
    own_value = _value(context, market, lever, lever.value)
    best = _value(context, market, lever, lever.better_quartile)
    worth = money(lever.upside, context.formats, market.currency)
    return (
        f"{advice} from {own_value} to {best}, where the best quarter of comparable partners "
        f"begins. Worth about {worth} in {LEVER_DAYS} days."
    )


def _trend_row(context: ReportContext, market: Market, trend: PartnerTrend) -> tuple[str, ...]:
    """A partner as a row: what it kept before and now, its health, its last order."""
    health = NONE if trend.health is None else context.formats.number(trend.health)
    last_order = NONE if trend.silent_days is None else f"{trend.silent_days} days ago"
    return (
        trend.name,
        str(trend.days),
        money(trend.kept, context.formats, market.currency),
        money(trend.kept_before, context.formats, market.currency),
        context.formats.change(max(trend.growth, -1.0)),
        health,
        "same day" if trend.silent_days == 0 else last_order,
    )


def _talk_first(context: ReportContext, market: Market, trend: PartnerTrend) -> Sentence:
    """The sentence on the partner that lost most."""
    lost = money(trend.kept_before - trend.kept, context.formats, market.currency)
    return Sentence(
        f"Talk to {trend.name} first: kept revenue of {trend.days} days "
        f"{growth(trend.growth, context.formats)}, which is {lost} less.",
        "bad",
    )


def _limit(context: ReportContext, market: Market, most: int) -> int:
    """How many rows a currency gets: the main one all, others a quarter."""
    return most if market == context.main else most // 4
