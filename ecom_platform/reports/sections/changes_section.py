"""What changed: the headline numbers of each market, and which parts of the business moved them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.headline_metrics import HEADLINES, measured
from ecom_platform.reports.content.report_context import Market, ReportContext, Window
from ecom_platform.reports.content.report_model import Picture, Section, Sentence, Table
from ecom_platform.reports.content.report_queries import Part, Shift, shifts
from ecom_platform.reports.content.sentences import amount, money, tile, told
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    Measured,
    metric_of,
)
from ecom_platform.serving.queries.overview.daily_overview import daily_amounts
from ecom_platform.serving.queries.view import View

SHOWN_DAYS = 56
MOST_PARTS = 6
_PARTS: tuple[tuple[Part, str], ...] = (
    ("channel", "channel"),
    ("partner_id", "partner"),
    ("category", "category"),
)


def changes(edition: ReportContext, windows: Sequence[int], *, with_day: bool) -> Section:
    """What changed in the windows, the shortest first."""
    main = edition.main
    spans = [edition.window(main, days) for days in windows]
    if with_day:
        spans.insert(0, edition.last_day(main))
    said = [_booked(edition, main, span) for span in spans]
    said += [_kept(edition, main, spans[-1]), *_stopped(edition, main, spans[-1])]
    said = list(dict.fromkeys(said))
    tables = [_numbers(edition, main, spans)]
    if len(edition.markets) > 1:
        tables.append(_markets(edition, windows[0]))
    pictures = _days(edition, main, spans[-1])
    return Section("What changed", tuple(said), tuple(pictures), tuple(tables))


def reasons(edition: ReportContext, days: int) -> Section:
    """Which channel, partner and category brought more or less."""
    main = edition.main
    window = edition.window(main, days)
    title = "Where the change comes from"
    if window.before.from_date < main.first_date:
        first = edition.formats.day(main.first_date)
        text = f"There is no like period before: complete days begin on {first}."
        return Section(title, (Sentence(text),))
    found = [
        (word, shifts(edition.connection, window.view, window.before, part))
        for part, word in _PARTS
        if not (edition.audience.partner and part == "partner_id")
    ]
    telling = [(word, parts) for word, parts in found if len(parts) > 1]
    said = [_whole(edition, main, window, found[0][1])] if telling else []
    said += [_mover(edition, main, word, parts) for word, parts in telling]
    pictures = []
    if telling:
        word, parts = telling[-1]
        caption = f"Booked money by {word}, {window.words}, against that {window.before_words}."
        figure = report_figures.differences(parts[:MOST_PARTS], main.currency)
        pictures = [Picture(caption, figure)]
    if not said:
        said = [Sentence("There is no more than one channel and one category to compare.")]
    return Section(title, tuple(said), tuple(pictures))


def _booked(edition: ReportContext, market: Market, window: Window) -> Sentence:
    booked = measured(edition, market, window, ("booked_amount",))["booked_amount"]
    return told(booked, edition.formats, market.currency, window.words, window.before_words)


def _kept(edition: ReportContext, market: Market, window: Window) -> Sentence:
    kept = measured(edition, market, window, ("kept_amount",))["kept_amount"]
    return told(kept, edition.formats, market.currency, window.words, window.before_words)


def _stopped(edition: ReportContext, market: Market, window: Window) -> list[Sentence]:
    """Feeds that ended inside the days compared: their silence looks like a fall."""
    return [
        Sentence(
            f"{name_of_feed(feed)} delivered nothing after {edition.formats.day(last)}, so the "
            "newer days lack what it would have brought."
        )
        for feed, last in market.stopped
        if last >= window.before.from_date
    ]


def _days(edition: ReportContext, market: Market, window: Window) -> list[Picture]:
    last = window.view.to_date
    first = max(last - timedelta(days=SHOWN_DAYS - 1), market.first_date)
    view = View(first, last, market.currency, partner=edition.audience.partner)
    days = daily_amounts(edition.connection, view)
    if len(days) < 2:
        return []
    caption = (
        f"Booked and kept money of each day in {market.currency}; the days told of are shaded. "
        "What was ordered last is often not shipped yet, and so not kept yet."
    )
    return [
        Picture(caption, report_figures.recent_days(days, window.view.from_date, market.currency))
    ]


def _numbers(edition: ReportContext, market: Market, spans: Sequence[Window]) -> Table:
    """A row per headline number, for each span its value and its change."""
    columns = ["Number"]
    found = [measured(edition, market, span) for span in spans]
    for span in spans:
        columns += [_days_of(span), "change"]
    rows = []
    for name in HEADLINES:
        if name in found[0]:
            cells = [metric_of(name).title]
            for one in found:
                value = amount(one[name], one[name].value, edition.formats, market.currency)
                cells += [value, _change(edition, one[name])]
            rows.append(tuple(cells))
    numbers = frozenset(range(1, len(columns)))
    return Table(f"Headline numbers in {market.currency}", tuple(columns), tuple(rows), numbers)


def _markets(edition: ReportContext, days: int) -> Table:
    """A row per currency: money is never added up across them."""
    rows = []
    for market in edition.markets:
        found = measured(edition, market, edition.window(market, days))
        booked, kept = found["booked_amount"], found["kept_amount"]
        rows.append(
            (
                market.currency,
                edition.formats.day(market.as_of),
                amount(booked, booked.value, edition.formats, market.currency),
                _change(edition, booked),
                amount(kept, kept.value, edition.formats, market.currency),
                _change(edition, kept),
            )
        )
    columns = ("Currency", f"{days} days to", "Booked", "change", "Kept", "change")
    numbers = frozenset({2, 3, 4, 5})
    return Table("Each currency; none is added to another", columns, tuple(rows), numbers)


def _change(edition: ReportContext, one: Measured) -> str:
    return tile(one, edition.formats, "").change


def _mover(edition: ReportContext, market: Market, word: str, parts: Sequence[Shift]) -> Sentence:
    first = parts[0]
    name = edition.partners.get(first.part, first.part) if word == "partner" else first.part
    if not first.difference:
        return Sentence(f"No {word} booked more or less than before.")
    difference = _more_or_less(edition, market, first.difference)
    text = f"The {word} that moved most is {name}: {difference} than before."
    return Sentence(text, "good" if first.difference > 0 else "bad")


def _whole(
    edition: ReportContext, market: Market, window: Window, parts: Sequence[Shift]
) -> Sentence:
    total = sum((part.difference for part in parts), Decimal(0))
    if not total:
        return Sentence(f"As much was booked as {window.before_words}.")
    difference = _more_or_less(edition, market, total)
    return Sentence(f"In all, {difference} was booked than {window.before_words}.")


def _more_or_less(edition: ReportContext, market: Market, difference: Decimal) -> str:
    size = money(abs(difference), edition.formats, market.currency)
    return f"{size} {'more' if difference > 0 else 'less'}"


def _days_of(window: Window) -> str:
    """The days of a window as the title of a column."""
    return window.words.removeprefix("on ").removeprefix("in the ")
