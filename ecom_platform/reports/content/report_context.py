"""What every section is given: one version, one audience, and the days that can be compared.

Days hang on the newest complete day of the feeds that still deliver, never on the clock.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

import duckdb

from ecom_platform.errors import ReportError
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.content.report_model import Section, Sentence
from ecom_platform.reports.content.report_queries import SellingFeed, selling_feeds
from ecom_platform.serving.number_formats import Formats
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.quality.table_states import missing_reason, state_of
from ecom_platform.serving.queries.view import View, read_choices

LIVE_DAYS = 7  # a feed whose newest day is older than this has stopped
FEEDS = "marts.dim_feeds"


@dataclass(frozen=True)
class Window:
    """Days, the like days before, and both in words, such as "in the 7 days before"."""

    view: View
    before: View
    label: str
    before_label: str


@dataclass(frozen=True)
class Market:
    """The business in one currency.

    Attributes:
        as_of: the newest day that is complete in every feed that still delivers.
        first_date: the first day that is complete in all of them.
        stopped: feeds that stopped to deliver, and their last day.
    """

    currency: str
    as_of: date
    first_date: date
    feeds: tuple[str, ...]
    stopped: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class ReportContext:
    """One version as one audience may see it; the market with most lines comes first."""

    connection: duckdb.DuckDBPyConnection
    manifest: VersionManifest
    audience: Audience
    markets: tuple[Market, ...]
    partners: Mapping[str, str]
    formats: Formats = field(default_factory=Formats)

    @property
    def main(self) -> Market:
        """The market with most lines."""
        return self.markets[0]

    def window(self, market: Market, days: int) -> Window:
        """The last days of a market against as many days before."""
        view = View(
            market.as_of - timedelta(days=days - 1),
            market.as_of,
            market.currency,
            partner=self.audience.partner,
        )
        last = self.formats.day(market.as_of)
        label = f"in the {days} days to {last}"
        return Window(view, view.before(), label, f"in the {days} days before")

    def last_day(self, market: Market) -> Window:
        """The newest day against the same weekday a week before."""
        partner = self.audience.partner
        earlier = market.as_of - timedelta(days=7)
        view = View(market.as_of, market.as_of, market.currency, partner=partner)
        before = View(earlier, earlier, market.currency, partner=partner)
        return Window(
            view, before, f"on {self.weekday(market.as_of)}", f"on {self.weekday(earlier)}"
        )

    def weekday(self, day: date) -> str:
        """A day with the name of its weekday."""
        return f"{day:%A} {self.formats.day(day)}"

    def has(self, *tables: str) -> bool:
        """Whether the version has these tables."""
        return missing_reason(self.manifest, tables) is None

    def section(self, title: str, tables: Sequence[str], build: Callable[[], Section]) -> Section:
        """A section, with a note where one of its tables is held; why there is none if missing."""
        state = state_of(self.manifest, tables)
        is_internal = self.audience.partner is None
        if state.name == "missing":
            why = state.sentence if is_internal else "A table it needs is not available."
            return Section(title, (Sentence(f"This cannot be told: {_ended(why)}"),))
        built = build()
        if state.name not in {"held", "released"}:
            return built
        note = _ended(state.sentence) if is_internal else _for_partners(self.manifest, tables)
        return Section(title, built.sentences, built.pictures, built.tables, note)


def open_report_context(
    connection: duckdb.DuckDBPyConnection, manifest: VersionManifest, audience: Audience
) -> ReportContext:
    """The edition of an audience.

    Raises:
        ReportError: the version lacks what every report needs, or knows no such partner.
        ViewError: it has no order line.
    """
    reason = missing_reason(manifest, [DAILY, FEEDS])
    if reason:
        raise ReportError(f"No report can be written of version {manifest.version}: {reason}")
    partners = read_choices(connection).partners
    if audience.partner is not None and audience.partner not in partners:
        raise ReportError(
            f"There is no partner '{audience.partner}' in version {manifest.version}. "
            "\"ecom query 'select partner_id, partner_name from marts.dim_partners'\" lists them."
        )
    feeds = selling_feeds(connection, audience.partner)
    if not feeds:
        raise ReportError(
            f"No report can be written of version {manifest.version}: no feed has a complete day."
        )
    grouped = groupby(feeds, key=lambda feed: feed.currency)
    markets = tuple(_market(currency, list(group)) for currency, group in grouped)
    return ReportContext(connection, manifest, audience, markets, partners)


def _market(currency: str, feeds: Sequence[SellingFeed]) -> Market:
    newest = max(feed.as_of for feed in feeds)
    live = [feed for feed in feeds if feed.as_of > newest - timedelta(days=LIVE_DAYS)]
    stopped = [(feed.feed, feed.as_of) for feed in feeds if feed not in live]
    return Market(
        currency=currency,
        as_of=min(feed.as_of for feed in live),
        first_date=max(feed.first_complete for feed in live),
        feeds=tuple(feed.feed for feed in live),
        stopped=tuple(stopped),
    )


def _for_partners(manifest: VersionManifest, tables: Sequence[str]) -> str:
    """Since when, but not why: the reason may name other partners."""
    since = [manifest.held[table].since for table in tables if table in manifest.held]
    if not since:
        return ""
    return (
        f"The newest numbers are held back since {min(since):%Y-%m-%d %H:%M} UTC because a check "
        "failed; this shows the last good ones."
    )


def _ended(sentence: str) -> str:
    return sentence.rstrip(".") + "."
