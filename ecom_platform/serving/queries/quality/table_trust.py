"""Whether the numbers of a version can be trusted: its tables and feeds, worst first.

Only what the manifest says. Past runs and incidents belong in `check_history.py`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.serving.queries.quality.table_states import StateName, TableState, state_of

_WORST_FIRST: tuple[StateName, ...] = ("missing", "held", "released", "warning", "passed")


@dataclass(frozen=True)
class TableTrust:
    """A table: its state, its rows and its checks; rows are None where readers do not get it."""

    table: str
    state: TableState
    rows: int | None
    passed: int
    not_passed: int
    empty_reason: str | None


@dataclass(frozen=True)
class FeedTrust:
    """What came in of a feed; money is in the feed's own currency.

    Attributes:
        days_behind: how many days before that of the newest feed its newest complete day lies.
    """

    feed: str
    rows: int
    as_of: date | None
    days_behind: int | None
    quarantined_rows: int
    quarantined_amount: Decimal
    repeated_rows: int
    repeated_amount: Decimal


def tables_of(manifest: VersionManifest) -> list[TableTrust]:
    """Every published table, those that are held, and those whose check failed; worst first."""
    failed = [one.table for one in manifest.failed_checks]
    names = {*manifest.tables, *manifest.held}
    found = [
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
    return sorted(found, key=lambda one: (_WORST_FIRST.index(one.state.name), one.table))


def failed_before_publishing(manifest: VersionManifest) -> list[str]:
    """Sentences on failed checks of tables that readers do not see, such as raw ones."""
    seen = {*manifest.tables, *manifest.held}
    return [
        f"{one.table}: {one.message}" for one in manifest.failed_checks if one.table not in seen
    ]


def feeds_of(manifest: VersionManifest) -> list[FeedTrust]:
    """Every feed, those with unreadable rows first, then by rows."""
    as_of = {
        feed.feed: date.fromisoformat(feed.as_of_date) for feed in manifest.feeds if feed.as_of_date
    }
    newest = max(as_of.values(), default=None)
    found = [
        FeedTrust(
            feed=feed.feed,
            rows=feed.rows,
            as_of=as_of.get(feed.feed),
            days_behind=(newest - as_of[feed.feed]).days if newest and feed.feed in as_of else None,
            quarantined_rows=feed.quarantined_rows,
            quarantined_amount=feed.quarantined_amount,
            repeated_rows=feed.repeated_rows,
            repeated_amount=feed.repeated_amount,
        )
        for feed in manifest.feeds
    ]
    return sorted(found, key=lambda one: (-one.quarantined_rows, -one.rows, one.feed))
