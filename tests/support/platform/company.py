"""A small company: deliver files, build the core marts, query the warehouse."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import Settings
from tests.support.platform.warm_dbt import WarmDbt

CORE = ["+marts.core", "provenance", "--exclude-resource-type", "test", "unit_test"]


@dataclass(frozen=True)
class Company:
    """Files dropped into a landing folder, and the warehouse that dbt builds from them."""

    settings: Settings
    dbt: WarmDbt

    def deliver(self, **files: str) -> None:
        """Drop files (name without ending to content) and load them."""
        for name, content in files.items():
            (self.settings.landing_folder / f"{name}.csv").write_text(content)
        report = load_landing(self.settings)
        assert not report.refused, report

    def build(self, *arguments: str) -> None:
        """Build the core marts, everything upstream of them, and the records of their lines."""
        self.dbt.build(self.settings.warehouse_path, "--select", *CORE, *arguments)

    def build_models(self, *models: str) -> None:
        """Build these models only, on tables that the test has written."""
        arguments = ["--select", *models, "--exclude-resource-type", "test", "unit_test"]
        self.dbt.build(self.settings.warehouse_path, *arguments)

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        """The warehouse, open for writing; it is made if there is none."""
        self.settings.warehouse_path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(self.settings.warehouse_path))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the warehouse."""
        with duckdb.connect(str(self.settings.warehouse_path)) as connection:
            return connection.execute(sql).fetchall()

    def contents(self, tables: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of these marts, sorted by their values."""
        return {table: self.ask(f"select * from marts.{table} order by all") for table in tables}
