"""What comes next: the forecast of each currency, for the part the audience may see."""

from datetime import timedelta
from decimal import Decimal

from ecom_platform.reports.content import report_figures
from ecom_platform.reports.content.change_sentences import growth, money
from ecom_platform.reports.content.headline_metrics import measure_window
from ecom_platform.reports.content.report_context import Market, ReportContext
from ecom_platform.reports.content.report_model import Picture, Section, Sentence
from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.queries.forecast.revenue_forecast import (
    TABLE,
    ForecastDay,
    forecast_days,
    largest_feed,
)

MOST_EVENTS = 3


def outlook(context: ReportContext, days: int) -> Section:
    """The forecast of the next days in every currency; the picture shows the largest feed.

    Args:
        context: the version and whom the report is for.
        days: how many days ahead.
    """
    title = f"The next {days} days"
    return context.section(title, [TABLE], lambda: _outlook_section(context, title, days))


def _outlook_section(context: ReportContext, title: str, days: int) -> Section:
    """The expected money of each currency; events and picture of the main one."""
    sentences: list[Sentence] = []
    pictures: list[Picture] = []
    for market in context.markets:
        forecast = forecast_days(context.connection, context.window(market, days).view)
        last = market.as_of + timedelta(days=days)
        coming = tuple(day for day in forecast.days if market.as_of < day.day <= last)
        if not coming:
            reason = _with_full_stop(forecast.reason or "no day ahead is forecast")
            sentences.append(Sentence(f"There is no forecast in {market.currency}: {reason}"))
            continue
        sentences.append(_expected_sentence(context, market, coming, days))
        if market == context.main:
            sentences += _event_sentences(context, coming)
            pictures.append(_forecast_picture(market, coming))
    return Section(title, tuple(sentences), tuple(pictures))


def _forecast_picture(market: Market, coming: tuple[ForecastDay, ...]) -> Picture:
    """The forecast of the feed that is expected to bring most."""
    feed, shown = largest_feed(coming)
    caption = f"{name_of_feed(feed)}: booked money expected on each of these days."
    return Picture(caption, report_figures.ahead(shown, market.currency))


def _expected_sentence(
    context: ReportContext, market: Market, coming: tuple[ForecastDay, ...], days: int
) -> Sentence:
    """The expected money, against the last days if all feeds are forecast."""
    total = sum((day.expected for day in coming), Decimal(0))
    worth = money(total, context.formats, market.currency)
    text = f"Booked revenue of the next {days} days should come to about {worth}"
    forecast_feeds = {day.feed for day in coming}
    if forecast_feeds != set(market.feeds):
        names = ", ".join(sorted(name_of_feed(feed) for feed in forecast_feeds))
        return Sentence(f"{text}; only {names} can be forecast.")
    booked = measure_window(context, market, context.window(market, days), ("booked_amount",))
    last = booked["booked_amount"].value
    if not last or last < 0:
        return Sentence(f"{text}.")
    growth_phrase = growth(float(total / last - 1), context.formats)  # such as "rose by 4.2%"
    change = {"rose": "more", "fell": "less"}.get(growth_phrase.split(" ")[0])
    if change is None:
        return Sentence(f"{text}, as in the last {days} days.")
    size = growth_phrase.split(" by ")[-1]
    return Sentence(f"{text}, {size} {change} than in the last {days} days.")


def _event_sentences(context: ReportContext, coming: tuple[ForecastDay, ...]) -> list[Sentence]:
    """A sentence per sale day or holiday, at most `MOST_EVENTS`."""
    notes = {day.day: day.event for day in coming if day.event}
    return [
        Sentence(f"{context.weekday(day)}: {note.rstrip('.')}.")
        for day, note in sorted(notes.items())[:MOST_EVENTS]
    ]


def _with_full_stop(sentence: str) -> str:
    """The sentence with exactly one full stop."""
    return sentence.rstrip(".") + "."
