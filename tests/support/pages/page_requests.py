"""A request for a page over a hand-made database, without a published version."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import duckdb

from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.number_formats import Formats
from ecom_platform.serving.queries.view import Choices, View
from ecom_platform.settings import Settings

JUNE = View(date(2025, 6, 1), date(2025, 6, 30), "EUR")


def page_request(
    connection: duckdb.DuckDBPyConnection | None = None,
    *,
    view: View = JUNE,
    subject: str = "",
    partners: dict[str, str] | None = None,
    tables: tuple[str, ...] = (),
) -> PageRequest:
    """A request in whose version these tables exist and passed their checks."""
    manifest = SimpleNamespace(
        tables=tables, passed_checks={}, held={}, released={}, failed_checks=[], feeds=[]
    )
    version = SimpleNamespace(name="v1", connection=connection, manifest=manifest)
    choices = Choices(
        currencies=("EUR", "USD"),
        channels=("Web",),
        partners=partners or {},
        categories=("Tea",),
        first_date=view.from_date,
        last_date=view.to_date,
        as_of_dates={},
    )
    return PageRequest(
        version=cast("Any", version),
        choices=choices,
        view=view,
        formats=Formats("en_GB"),
        theme="light",
        settings=Settings(),
        subject=subject,
    )
