"""What changed: the headline metrics of each currency, and which parts of the business changed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.change_sentences import amount, describe_change, money, tile
from ecom_platform.reports.content.headline_metrics import HEADLINES, measure_window
from ecom_platform.reports.content.report_context import FEEDS, Market, ReportContext, Window
from ecom_platform.reports.content.report_model import Picture, Section, Sentence, Table
from ecom_platform.reports.content.report_queries import PartChange, PartColumn, changes_by_part
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY, order_line_metric
from ecom_platform.serving.queries.overview.daily_overview import daily_amounts
from ecom_platform.serving.queries.view import View

SHOWN_DAYS = 56
MOST_PARTS = 6
CHANGES_TITLE = "What changed"
REASONS_TITLE = "Where the change comes from"
_PARTS: tuple[tuple[PartColumn, str], ...] = (
    ("channel", "channel"),
    ("partner_id", "partner"),
    ("category", "category"),
)


def changes(context: ReportContext, windows: Sequence[int], *, with_day: bool) -> Section:
    """What changed in some windows, the shortest first.

    Args:
        context: the version and whom the report is for.
        windows: how many days each window has, the shortest first.
        with_day: whether the newest day comes before the windows.
    """
    return context.section(
        CHANGES_TITLE, [DAILY, FEEDS], lambda: _changes_section(context, windows, with_day=with_day)
    )


def reasons(context: ReportContext, days: int) -> Section:
    """Which channel, partner and category brought more or less than in the days before.

    Args:
        context: the version and whom the report is for.
        days: how many days to compare with as many days before.
    """
    return context.section(REASONS_TITLE, [DAILY], lambda: _reasons_section(context, days))


def _changes_section(context: ReportContext, windows: Sequence[int], *, with_day: bool) -> Section:
    """Sentences, a table and a figure on the windows, the shortest window first."""
    main = context.main
    spans = [context.window(main, days) for days in windows]
    if with_day:
        spans.insert(0, context.last_day(main))
    longest = spans[-1]
    measured = [measure_window(context, main, span) for span in spans]
    sentences = [
        _metric_sentence(context, main, span, metrics["booked_amount"])
        for span, metrics in zip(spans, measured, strict=True)
    ]
    sentences.append(_metric_sentence(context, main, longest, measured[-1]["kept_amount"]))
    sentences += [
        Sentence(f"{metric.metric.title}: {metric.value_unavailable_reason}")
        for metric in measured[-1].values()
        if metric.value_unavailable_reason
    ]
    sentences += _stopped_feed_sentences(context, main, longest)
    tables = [_metrics_table(context, main, spans, measured)]
    if len(context.markets) > 1:
        tables.append(_markets_table(context, windows[0]))
    pictures = _recent_days_picture(context, main, longest)
    return Section(CHANGES_TITLE, _each_once(sentences), tuple(pictures), tuple(tables))


def _reasons_section(context: ReportContext, days: int) -> Section:
    """The largest change by channel, partner and category, or why none is known."""
    main = context.main
    window = context.window(main, days)
    if window.before.from_date < main.first_date:
        first = context.formats.day(main.first_date)
        text = f"There is no earlier period to compare with: complete days begin on {first}."
        return Section(REASONS_TITLE, (Sentence(text),))
    changes_by = [
        (name, changes_by_part(context.connection, window.view, window.before, column))
        for column, name in _PARTS
        if not (context.audience.is_partner and column == "partner_id")
    ]
    comparable = [(name, parts) for name, parts in changes_by if len(parts) > 1]
    if not comparable:
        text = "There is only one channel and one category, so there is nothing to compare."
        return Section(REASONS_TITLE, (Sentence(text),))
    _, all_channels = changes_by[0]
    sentences = [_total_change_sentence(context, main, window, all_channels)]
    sentences += [
        _largest_change_sentence(context, main, name, parts) for name, parts in comparable
    ]
    name, parts = comparable[-1]
    before = window.before_label.removeprefix("in ")
    caption = f"Booked money by {name}, {window.label}, compared with {before}."
    figure = report_figures.differences(parts[:MOST_PARTS], main.currency)
    return Section(REASONS_TITLE, tuple(sentences), (Picture(caption, figure),))


def _each_once(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    return tuple(dict.fromkeys(sentences))


def _metric_sentence(
    context: ReportContext, market: Market, window: Window, measured: MeasuredMetric
) -> Sentence:
    """What a metric was in a window, and how it changed."""
    return describe_change(
        measured, context.formats, market.currency, window.label, window.before_label
    )


def _stopped_feed_sentences(
    context: ReportContext, market: Market, window: Window
) -> list[Sentence]:
    """A sentence per feed that stopped in the compared days; its missing days look like a fall."""
    return [
        Sentence(
            f"{name_of_feed(feed)} delivered nothing after {context.formats.day(last)}, so the "
            "newer days lack what it would have brought."
        )
        for feed, last in market.stopped
        if last >= window.before.from_date
    ]


def _recent_days_picture(context: ReportContext, market: Market, window: Window) -> list[Picture]:
    """The picture of the last days; empty where there is only one day."""
    last = window.view.to_date
    first = max(last - timedelta(days=SHOWN_DAYS - 1), market.first_date)
    view = View(first, last, market.currency, partner=context.audience.partner)
    days = daily_amounts(context.connection, view)
    if len(days) < 2:
        return []
    caption = (
        f"Booked and kept money of each day in {market.currency}; the days of the report are "
        "shaded. Recent orders are often not shipped yet, and so not kept yet."
    )
    return [
        Picture(caption, report_figures.recent_days(days, window.view.from_date, market.currency))
    ]


def _metrics_table(
    context: ReportContext,
    market: Market,
    spans: Sequence[Window],
    measured: Sequence[Mapping[str, MeasuredMetric]],
) -> Table:
    """A row per headline metric, with its value and its change in each span."""
    columns = ["Metric"]
    for span in spans:
        columns += [_days_of(span), "change"]
    rows = []
    for name in HEADLINES:
        if name in measured[0]:
            cells = [order_line_metric(name).title]
            for metrics in measured:
                metric = metrics[name]
                cells.append(amount(metric, metric.value, context.formats, market.currency))
                cells.append(_change_text(context, metric))
            rows.append(tuple(cells))
    numbers = frozenset(range(1, len(columns)))
    return Table(f"Headline metrics in {market.currency}", tuple(columns), tuple(rows), numbers)


def _markets_table(context: ReportContext, days: int) -> Table:
    """A row per currency, because money is never added across currencies."""
    rows = []
    for market in context.markets:
        metrics = measure_window(context, market, context.window(market, days))
        booked, kept = metrics["booked_amount"], metrics["kept_amount"]
        rows.append(
            (
                market.currency,
                context.formats.day(market.as_of),
                amount(booked, booked.value, context.formats, market.currency),
                _change_text(context, booked),
                amount(kept, kept.value, context.formats, market.currency),
                _change_text(context, kept),
            )
        )
    columns = ("Currency", f"{days} days to", "Booked", "change", "Kept", "change")
    numbers = frozenset({2, 3, 4, 5})
    return Table(
        "Each currency; amounts are never added across currencies", columns, tuple(rows), numbers
    )


def _change_text(context: ReportContext, measured: MeasuredMetric) -> str:
    """The change of a metric as the cell of a table."""
    return tile(measured, context.formats, "").change


def _largest_change_sentence(
    context: ReportContext, market: Market, kind: str, parts: Sequence[PartChange]
) -> Sentence:
    """The part (a channel, partner or category) whose booked money changed most."""
    first = parts[0]
    if not first.difference:
        return Sentence(f"No {kind} booked more or less than before.")
    name = context.partners.get(first.part, first.part) if kind == "partner" else first.part
    difference = _more_or_less(context, market, first.difference)
    text = f"The {kind} that changed most is {name}: {difference} than before."
    return Sentence(text, "good" if first.difference > 0 else "bad")


def _total_change_sentence(
    context: ReportContext, market: Market, window: Window, parts: Sequence[PartChange]
) -> Sentence:
    """How much more or less was booked in all parts together."""
    total = sum((part.difference for part in parts), Decimal(0))
    if not total:
        return Sentence(f"Booked revenue was the same as {window.before_label}.")
    difference = _more_or_less(context, market, total)
    return Sentence(f"In total, {difference} was booked than {window.before_label}.")


def _more_or_less(context: ReportContext, market: Market, difference: Decimal) -> str:
    """The size of a difference with 'more' or 'less'."""
    size = money(abs(difference), context.formats, market.currency)
    return f"{size} {'more' if difference > 0 else 'less'}"


def _days_of(window: Window) -> str:
    """The days of a window as the title of a column."""
    return window.label.removeprefix("on ").removeprefix("in the ")
