"""A small company of its own: drop files, build the core marts, look into the warehouse."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ecom_platform.ingestion.load import load_landing
from ecom_platform.settings import Settings

CORE = ["+marts.core", "provenance", "--exclude-resource-type", "test", "unit_test"]


@dataclass(frozen=True)
class Company:
    """Files dropped into a landing folder, and the warehouse that dbt builds from them."""

    settings: Settings

    def deliver(self, **files: str) -> None:
        """Drop files (name without ending to content) and load them."""
        for name, content in files.items():
            (self.settings.landing_folder / f"{name}.csv").write_text(content)
        report = load_landing(self.settings)
        assert not report.refused, report

    def build(self, *arguments: str) -> None:
        """Build the core marts, what they are made of, and where their lines were read."""
        project, target = str(self.settings.dbt_project), str(self.settings.dbt_target)
        program = str(Path(sys.executable).with_name("dbt"))
        places = ["--project-dir", project, "--profiles-dir", project]
        places += ["--target-path", target, "--log-path", target]
        done = subprocess.run(
            [program, "-q", "build", "--select", *CORE, *arguments, *places],
            env={**os.environ, "DBT_WAREHOUSE_PATH": str(self.settings.warehouse_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the warehouse."""
        with duckdb.connect(str(self.settings.warehouse_path)) as connection:
            return connection.execute(sql).fetchall()

    def contents(self, tables: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of these marts, in an order of their own values."""
        return {table: self.ask(f"select * from marts.{table} order by all") for table in tables}
