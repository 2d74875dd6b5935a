"""What changed: the headline numbers of each market, and which parts of the business moved them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.headline_metrics import HEADLINES, measure_window
from ecom_platform.reports.content.report_context import Market, ReportContext, Window
from ecom_platform.reports.content.report_model import Picture, Section, Sentence, Table
from ecom_platform.reports.content.report_queries import PartChange, PartColumn, changes_by_part
from ecom_platform.reports.content.sentences import amount, describe_change, money, tile
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric
from ecom_platform.serving.queries.metrics.order_line_metrics import order_line_metric
from ecom_platform.serving.queries.overview.daily_overview import daily_amounts
from ecom_platform.serving.queries.view import View

SHOWN_DAYS = 56
MOST_PARTS = 6
_PARTS: tuple[tuple[PartColumn, str], ...] = (
    ("channel", "channel"),
    ("partner_id", "partner"),
    ("category", "category"),
)


def changes(context: ReportContext, windows: Sequence[int], *, with_day: bool) -> Section:
    """What changed in the windows, the shortest first."""
    main = context.main
    spans = [context.window(main, days) for days in windows]
    if with_day:
        spans.insert(0, context.last_day(main))
    sentences = [_booked(context, main, span) for span in spans]
    sentences += [_kept(context, main, spans[-1]), *_stopped(context, main, spans[-1])]
    sentences = list(dict.fromkeys(sentences))
    tables = [_numbers(context, main, spans)]
    if len(context.markets) > 1:
        tables.append(_markets(context, windows[0]))
    pictures = _days(context, main, spans[-1])
    return Section("What changed", tuple(sentences), tuple(pictures), tuple(tables))


def reasons(context: ReportContext, days: int) -> Section:
    """Which channel, partner and category brought more or less."""
    main = context.main
    window = context.window(main, days)
    title = "Where the change comes from"
    if window.before.from_date < main.first_date:
        first = context.formats.day(main.first_date)
        text = f"There is no like period before: complete days begin on {first}."
        return Section(title, (Sentence(text),))
    found = [
        (word, changes_by_part(context.connection, window.view, window.before, part))
        for part, word in _PARTS
        if not (context.audience.partner and part == "partner_id")
    ]
    telling = [(word, parts) for word, parts in found if len(parts) > 1]
    sentences = [_whole(context, main, window, found[0][1])] if telling else []
    sentences += [_mover(context, main, word, parts) for word, parts in telling]
    pictures = []
    if telling:
        word, parts = telling[-1]
        caption = f"Booked money by {word}, {window.label}, against that {window.before_label}."
        figure = report_figures.differences(parts[:MOST_PARTS], main.currency)
        pictures = [Picture(caption, figure)]
    if not sentences:
        sentences = [Sentence("There is no more than one channel and one category to compare.")]
    return Section(title, tuple(sentences), tuple(pictures))


def _booked(context: ReportContext, market: Market, window: Window) -> Sentence:
    booked = measure_window(context, market, window, ("booked_amount",))["booked_amount"]
    return describe_change(
        booked, context.formats, market.currency, window.label, window.before_label
    )


def _kept(context: ReportContext, market: Market, window: Window) -> Sentence:
    kept = measure_window(context, market, window, ("kept_amount",))["kept_amount"]
    return describe_change(
        kept, context.formats, market.currency, window.label, window.before_label
    )


def _stopped(context: ReportContext, market: Market, window: Window) -> list[Sentence]:
    """Feeds that ended inside the days compared: their silence looks like a fall."""
    return [
        Sentence(
            f"{name_of_feed(feed)} delivered nothing after {context.formats.day(last)}, so the "
            "newer days lack what it would have brought."
        )
        for feed, last in market.stopped
        if last >= window.before.from_date
    ]


def _days(context: ReportContext, market: Market, window: Window) -> list[Picture]:
    last = window.view.to_date
    first = max(last - timedelta(days=SHOWN_DAYS - 1), market.first_date)
    view = View(first, last, market.currency, partner=context.audience.partner)
    days = daily_amounts(context.connection, view)
    if len(days) < 2:
        return []
    caption = (
        f"Booked and kept money of each day in {market.currency}; the days told of are shaded. "
        "What was ordered last is often not shipped yet, and so not kept yet."
    )
    return [
        Picture(caption, report_figures.recent_days(days, window.view.from_date, market.currency))
    ]


def _numbers(context: ReportContext, market: Market, spans: Sequence[Window]) -> Table:
    """A row per headline number, for each span its value and its change."""
    columns = ["Number"]
    found = [measure_window(context, market, span) for span in spans]
    for span in spans:
        columns += [_days_of(span), "change"]
    rows = []
    for name in HEADLINES:
        if name in found[0]:
            cells = [order_line_metric(name).title]
            for one in found:
                value = amount(one[name], one[name].value, context.formats, market.currency)
                cells += [value, _change(context, one[name])]
            rows.append(tuple(cells))
    numbers = frozenset(range(1, len(columns)))
    return Table(f"Headline numbers in {market.currency}", tuple(columns), tuple(rows), numbers)


def _markets(context: ReportContext, days: int) -> Table:
    """A row per currency: money is never added up across them."""
    rows = []
    for market in context.markets:
        found = measure_window(context, market, context.window(market, days))
        booked, kept = found["booked_amount"], found["kept_amount"]
        rows.append(
            (
                market.currency,
                context.formats.day(market.as_of),
                amount(booked, booked.value, context.formats, market.currency),
                _change(context, booked),
                amount(kept, kept.value, context.formats, market.currency),
                _change(context, kept),
            )
        )
    columns = ("Currency", f"{days} days to", "Booked", "change", "Kept", "change")
    numbers = frozenset({2, 3, 4, 5})
    return Table("Each currency; none is added to another", columns, tuple(rows), numbers)


def _change(context: ReportContext, one: MeasuredMetric) -> str:
    return tile(one, context.formats, "").change


def _mover(
    context: ReportContext, market: Market, word: str, parts: Sequence[PartChange]
) -> Sentence:
    first = parts[0]
    name = context.partners.get(first.part, first.part) if word == "partner" else first.part
    if not first.difference:
        return Sentence(f"No {word} booked more or less than before.")
    difference = _more_or_less(context, market, first.difference)
    text = f"The {word} that moved most is {name}: {difference} than before."
    return Sentence(text, "good" if first.difference > 0 else "bad")


def _whole(
    context: ReportContext, market: Market, window: Window, parts: Sequence[PartChange]
) -> Sentence:
    total = sum((part.difference for part in parts), Decimal(0))
    if not total:
        return Sentence(f"As much was booked as {window.before_label}.")
    difference = _more_or_less(context, market, total)
    return Sentence(f"In all, {difference} was booked than {window.before_label}.")


def _more_or_less(context: ReportContext, market: Market, difference: Decimal) -> str:
    size = money(abs(difference), context.formats, market.currency)
    return f"{size} {'more' if difference > 0 else 'less'}"


def _days_of(window: Window) -> str:
    """The days of a window as the title of a column."""
    return window.label.removeprefix("on ").removeprefix("in the ")
