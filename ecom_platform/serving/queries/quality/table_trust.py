"""Whether the tables and feeds of a version can be trusted, as its manifest states.

Queries on past runs and incidents are in `check_history.py`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.serving.queries.quality.table_states import WORST_FIRST, TableState, state_of


@dataclass(frozen=True)
class TableTrust:
    """The state, the rows and the checks of a table.

    Attributes:
        rows: None where readers do not get the table.
        passed: how many checks passed.
        not_passed: how many checks failed or warned.
        empty_reason: why the table has no rows; None where it has some.
    """

    table: str
    state: TableState
    rows: int | None
    passed: int
    not_passed: int
    empty_reason: str | None


@dataclass(frozen=True)
class FeedTrust:
    """What the platform loaded of a feed; money is in the feed's own currency.

    Attributes:
        as_of: the newest complete day; None where the feed has none.
        days_behind: how many days the feed's `as_of` is older than that of the newest feed.
        quarantined_amount: the money of the quarantined rows, as far as it can be read; None where
            none of it can.
        unknown_money_rows: quarantined rows whose money cannot be read.
        repeated_rows: rows that repeat what an earlier record already stated.
    """

    feed: str
    rows: int
    as_of: date | None
    days_behind: int | None
    quarantined_rows: int
    quarantined_amount: Decimal | None
    unknown_money_rows: int
    repeated_rows: int
    repeated_amount: Decimal


def tables_of(manifest: VersionManifest) -> list[TableTrust]:
    """Every table that is published or held, the worst state first.

    A table that readers never see, such as a raw one, is not among them; its failed checks are in
    `failed_before_publishing`.
    """
    failed = [check.table for check in manifest.failed_checks]
    names = {*manifest.tables, *manifest.held}
    tables = [
        TableTrust(
            table=name,
            state=state_of(manifest, [name]),
            rows=manifest.tables[name].rows if name in manifest.tables else None,
            passed=len(manifest.passed_checks.get(name, [])),
            not_passed=failed.count(name),
            empty_reason=manifest.empty_tables.get(name),
        )
        for name in names
    ]
    return sorted(tables, key=lambda trust: (WORST_FIRST.index(trust.state.name), trust.table))


def failed_before_publishing(manifest: VersionManifest) -> list[str]:
    """A sentence on each failed check of a table that readers do not see, such as a raw one."""
    tables_of_readers = {*manifest.tables, *manifest.held}
    return [
        f"{check.table}: {check.message}"
        for check in manifest.failed_checks
        if check.table not in tables_of_readers
    ]


def feeds_of(manifest: VersionManifest) -> list[FeedTrust]:
    """Every feed; those with most rows in quarantine first, then those with most rows."""
    as_of = {
        feed.feed: date.fromisoformat(feed.as_of_date) for feed in manifest.feeds if feed.as_of_date
    }
    newest = max(as_of.values(), default=None)
    days_behind = {feed: (newest - day).days for feed, day in as_of.items() if newest}
    feeds = [
        FeedTrust(
            feed=feed.feed,
            rows=feed.rows,
            as_of=as_of.get(feed.feed),
            days_behind=days_behind.get(feed.feed),
            quarantined_rows=feed.quarantined_rows,
            quarantined_amount=feed.quarantined_amount,
            unknown_money_rows=feed.unknown_money_rows,
            repeated_rows=feed.repeated_rows,
            repeated_amount=feed.repeated_amount,
        )
        for feed in manifest.feeds
    ]
    return sorted(feeds, key=lambda trust: (-trust.quarantined_rows, -trust.rows, trust.feed))
