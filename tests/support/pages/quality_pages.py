"""The page of data quality over a hand-made manifest, as text."""

import gzip
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.publishing.manifest import FeedFact, TableContent, VersionManifest
from ecom_platform.serving.dashboard.page_rendering import gzipped_json
from ecom_platform.serving.dashboard.quality.quality_page import QUALITY
from ecom_platform.serving.version_follower import OpenVersion
from ecom_platform.settings import Settings
from tests.support.alerts.checked_runs import MADE
from tests.support.pages.page_requests import page_request

MANIFEST = VersionManifest(
    version="v1",
    created_at=MADE.replace(tzinfo=UTC),
    run_id="run-9",
    git_hash="abc",
    content="c",
    bytes=1_500_000,
    tables={"marts.fct_order_items": TableContent(rows=7, checksum="c")},
    empty_tables={},
    feeds=[
        FeedFact(
            feed="shop",
            rows=7,
            quarantined_rows=2,
            quarantined_amount=Decimal("3.50"),
            repeated_rows=1,
            repeated_amount=Decimal(1),
            as_of_date="2025-06-30",
        )
    ],
    files=[],
    checks={"passed": 5, "warned": 0, "failed": 0},
    failed_checks=[],
)


def quality_page(
    settings: Settings, manifest: VersionManifest = MANIFEST, **parameters: str
) -> str:
    """The whole page as text."""
    version: Any = OpenVersion(manifest, duckdb.connect())
    request = replace(page_request(), version=version, settings=settings, parameters=parameters)
    return gzip.decompress(gzipped_json({"page": list(QUALITY.render(request))})).decode()
