"""What every section gets: one version, one audience, and the days that can be compared.

Days depend on the newest complete day of the feeds that still deliver, never on the clock.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from ecom_platform.serving.queries.view import LIVE_DAYS, View, read_choices

FEEDS = "marts.dim_feeds"


@dataclass(frozen=True)
class Window:
    """Days, the days they are compared with, and labels of both.

    Attributes:
        view: the days of the report.
        before: the equally long period that they are compared with.
        label: such as "in the 7 days to 31 May 2026".
        before_label: such as "in the 7 days before".
    """

    view: View
    before: View
    label: str
    before_label: str


@dataclass(frozen=True)
class Market:
    """The business in one currency.

    Attributes:
        as_of: the newest day that is complete in every feed that still delivers.
        first_date: the first day that is complete in all of these feeds.
        feeds: the feeds that still deliver.
        stopped: feeds that no longer deliver, each with its last complete day.
    """

    currency: str
    as_of: date
    first_date: date
    feeds: tuple[str, ...]
    stopped: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class ReportContext:
    """One version as one audience may see it.

    Attributes:
        connection: to the version.
        audience: whom the report is for; every section asks it what it may show.
        markets: one per currency, the one with most order lines first.
        partners: id to name.
        formats: how numbers and dates are written.
    """

    connection: duckdb.DuckDBPyConnection
    manifest: VersionManifest
    audience: Audience
    markets: tuple[Market, ...]
    partners: Mapping[str, str]
    formats: Formats = field(default_factory=Formats)

    @property
    def main(self) -> Market:
        """The market with most order lines."""
        return self.markets[0]

    def window(self, market: Market, days: int) -> Window:
        """The last days of a market, compared with as many days before."""
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
        """The newest day of a market, compared with the same weekday a week before."""
        partner = self.audience.partner
        earlier = market.as_of - timedelta(days=7)
        view = View(market.as_of, market.as_of, market.currency, partner=partner)
        before = View(earlier, earlier, market.currency, partner=partner)
        return Window(
            view, before, f"on {self.weekday(market.as_of)}", f"on {self.weekday(earlier)}"
        )

    def weekday(self, day: date) -> str:
        """A day with the name of its weekday, such as "Sunday 31 May 2026"."""
        return f"{day:%A} {self.formats.day(day)}"

    def has(self, *tables: str) -> bool:
        """Whether the version has all of these tables."""
        return missing_reason(self.manifest, tables) is None

    def section(self, title: str, tables: Sequence[str], build: Callable[[], Section]) -> Section:
        """A section of a report, or why it cannot be written.

        Args:
            title: of the section when a table is missing.
            tables: the tables that the section reads.
            build: writes the section; it is called only when no table is missing.

        Returns:
            The section, with a note when one of its tables is held.
        """
        state = state_of(self.manifest, tables)
        if state.name == "missing":
            reason = "A table it needs is not available."
            if not self.audience.is_partner:
                reason = _with_full_stop(state.sentence)
            return Section(title, (Sentence(f"This section cannot be written: {reason}"),))
        section = build()
        if state.name not in {"held", "released"}:
            return section
        note = _with_full_stop(state.sentence)
        if self.audience.is_partner:
            note = _held_note_for_partners(self.manifest, tables)
        return replace(section, note=note)


def open_report_context(
    connection: duckdb.DuckDBPyConnection, manifest: VersionManifest, audience: Audience
) -> ReportContext:
    """What an audience may see of a version.

    Args:
        connection: to the version.
        manifest: of the version.
        audience: whom the report is for.

    Raises:
        ReportError: the version lacks a table that every report needs, or has no such partner.
        ViewError: the version has no order line.
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
    markets = tuple(_market_of_feeds(currency, list(group)) for currency, group in grouped)
    return ReportContext(connection, manifest, audience, markets, partners)


def _market_of_feeds(currency: str, feeds: Sequence[SellingFeed]) -> Market:
    """The market of these feeds; one that delivered nothing for `LIVE_DAYS` has stopped."""
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


def _held_note_for_partners(manifest: VersionManifest, tables: Sequence[str]) -> str:
    """Since when tables are held, but not why: the reason may name other partners."""
    since = [manifest.held[table].since for table in tables if table in manifest.held]
    if not since:
        return ""
    return (
        f"The newest numbers are held back since {min(since):%Y-%m-%d %H:%M} UTC because a check "
        "failed; this shows the last good ones."
    )


def _with_full_stop(sentence: str) -> str:
    """The sentence with exactly one full stop."""
    return sentence.rstrip(".") + "."
