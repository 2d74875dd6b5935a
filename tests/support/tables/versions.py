"""Published versions made by hand: a few tables and a manifest, in milliseconds."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ecom_platform.publishing.manifest import (
    FeedFact,
    TableContent,
    VersionManifest,
    write_manifest,
)
from ecom_platform.publishing.version_folder import WAREHOUSE, make_current
from tests.support.tables.sales import Line, write_sales

TABLES = (
    "marts.agg_daily_sales",
    "marts.fct_order_items",
    "marts.dim_partners",
    "marts.dim_feeds",
)


def publish_sales(
    published: Path, name: str, lines: Iterable[Line], **facts: Any
) -> VersionManifest:
    """Make a version of these order lines the current one; facts change its manifest."""
    folder = published / name
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / WAREHOUSE)) as connection:
        write_sales(connection, lines)
    manifest = manifest_of(name, **facts)
    write_manifest(folder, manifest)
    make_current(published, name)
    return manifest


def manifest_of(name: str = "v1", **facts: Any) -> VersionManifest:
    """A manifest in which everything passed; facts change it."""
    content: Mapping[str, Any] = {
        "version": name,
        "created_at": datetime(2026, 3, 11, 4, 30, tzinfo=UTC),
        "run_id": f"run of {name}",
        "git_hash": "abc",
        "content": name,
        "bytes": 1,
        "tables": {table: TableContent(rows=1, checksum="1") for table in TABLES},
        "empty_tables": {},
        "feeds": [
            FeedFact(
                feed="shop",
                rows=1,
                quarantined_rows=0,
                quarantined_amount=Decimal(0),
                repeated_rows=0,
                repeated_amount=Decimal(0),
            )
        ],
        "files": [],
        "checks": {"pass": 1},
        "failed_checks": [],
        "passed_checks": {table: ["keys_are_unique"] for table in TABLES},
        **facts,
    }
    return VersionManifest(**content)
