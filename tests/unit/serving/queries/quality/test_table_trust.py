"""Whether a version can be trusted, from manifests made by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ecom_platform.publishing.manifest import (
    CheckFact,
    FeedFact,
    HeldFact,
    TableContent,
    VersionManifest,
)
from ecom_platform.serving.queries.quality import table_trust

MADE = datetime(2025, 7, 1, 5, 0, tzinfo=UTC)
ROWS = TableContent(rows=7, checksum="c")
HELD = HeldFact(since=MADE, because="A key stands twice.", cause="marts.b", content_of=None)


def _manifest(**given: Any) -> VersionManifest:
    usual: dict[str, Any] = {
        "version": "v1", "created_at": MADE, "run_id": "r", "git_hash": None, "content": "c",
        "bytes": 1, "tables": {}, "empty_tables": {}, "feeds": [], "files": [], "checks": {},
        "failed_checks": [],
    }  # fmt: skip
    return VersionManifest(**{**usual, **given})


def _failed(table: str) -> CheckFact:
    return CheckFact(
        check="x", table=table, severity="warn", status="fail", failures=1, message="It is odd."
    )


def _feed(name: str, rows: int, as_of: str | None, unread: int = 0) -> FeedFact:
    return FeedFact(
        feed=name, rows=rows, quarantined_rows=unread, quarantined_amount=Decimal(unread),
        repeated_rows=0, repeated_amount=Decimal(0), as_of_date=as_of,
    )  # fmt: skip


def test_tables_stand_worst_first_with_their_checks() -> None:
    manifest = _manifest(
        tables={"marts.a": ROWS, "marts.c": ROWS},
        held={"marts.b": HELD},
        failed_checks=[_failed("marts.c"), _failed("raw.x")],
        passed_checks={"marts.a": ["k", "l"]},
        empty_tables={"marts.a": "No file came."},
    )

    held, odd, well = table_trust.tables_of(manifest)

    assert (held.table, held.state.name, held.rows) == ("marts.b", "missing", None)
    assert (odd.table, odd.state.name, odd.not_passed) == ("marts.c", "warning", 1)
    assert (well.table, well.passed, well.rows, well.empty_reason) == (
        "marts.a", 2, 7, "No file came.",
    )  # fmt: skip
    assert table_trust.failed_before_publishing(manifest) == ["raw.x: It is odd."]


def test_feeds_with_unreadable_rows_stand_first_and_say_how_far_they_lag() -> None:
    feeds = [
        _feed("prices", 900, None),
        _feed("market", 50, "2025-06-20"),
        _feed("shop", 10, "2025-06-30", unread=2),
    ]

    shop, prices, market = table_trust.feeds_of(_manifest(feeds=feeds))

    assert (shop.feed, shop.days_behind, shop.quarantined_amount) == ("shop", 0, Decimal(2))
    assert (prices.as_of, prices.days_behind) == (None, None)
    assert (market.as_of, market.days_behind) == (date(2025, 6, 20), 10)


def test_a_version_without_feeds_or_tables_has_none() -> None:
    assert table_trust.feeds_of(_manifest()) == []
    assert table_trust.tables_of(_manifest()) == []
