"""Tables written by hand in memory, and a request of a page that sees them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from ecom_platform.publishing.manifest import TableContent, VersionManifest
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.number_formats import Formats
from ecom_platform.serving.queries.view import Choices, View
from ecom_platform.serving.version_follower import OpenVersion
from ecom_platform.settings import Settings

DAY = date(2026, 6, 30)
POUNDS = View(date(2026, 6, 3), DAY, "GBP")


def write_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]] = (),
) -> None:
    """A table with these columns and types; a row leaves out what is null."""
    schema = name.partition(".")[0]
    connection.execute(f"create schema if not exists {schema}")
    typed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"create or replace table {name} ({typed})")
    marks = ", ".join("?" for _ in columns)
    for row in rows:
        assert set(row) <= set(columns), f"{name} has no {set(row) - set(columns)}"
        values = [row.get(column) for column in columns]
        connection.execute(f"insert into {name} values ({marks})", values)


def page_request(
    connection: duckdb.DuckDBPyConnection,
    view: View = POUNDS,
    *,
    tables: Iterable[str] = (),
    empty: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
) -> PageRequest:
    """A request of a page of a version that has these tables, some of them empty for a reason."""
    manifest = VersionManifest(
        version="v1",
        created_at=datetime(2026, 7, 1, tzinfo=UTC),
        run_id="run",
        git_hash=None,
        content="content",
        bytes=0,
        tables={name: TableContent(rows=1, checksum="") for name in tables},
        empty_tables=dict(empty or {}),
        feeds=[],
        files=[],
        checks={},
        failed_checks=[],
    )
    return PageRequest(
        version=OpenVersion(manifest, connection),
        choices=Choices(("GBP", "EUR"), ("shop",), {}, ("mugs",), DAY, DAY, {}),
        view=view,
        formats=Formats(),
        theme="light",
        settings=Settings(),
        parameters=dict(parameters or {}),
    )
