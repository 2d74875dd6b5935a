"""A platform of two marts, made in milliseconds with the artifacts that dbt would write."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ecom_platform.ingestion.load import raw_schema
from ecom_platform.operations.store import open_store
from ecom_platform.quality.evaluation.run_checks import check_tables
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.settings import Settings

ORDERS = "model.shop.fct_orders"
EMPTY = "model.shop.dim_sellers"
AMOUNTS = "test.shop.amounts_are_positive"
KEYS = "test.shop.keys_are_unique"
HINT = "test.shop.few_amounts_are_zero"
UNIT = "unit_test.shop.fct_orders.credits_count_negative"
CHECKED = ("raw.files", "raw.order_lines", "raw.quarantine")
ALL_PASS = {AMOUNTS: "pass", KEYS: "pass", HINT: "pass", UNIT: "pass"}


def manifest() -> dict[str, Any]:
    """A manifest with two marts, three data tests and a unit test."""
    return {
        "nodes": {
            ORDERS: _model("fct_orders", None, "source.shop.raw.order_lines"),
            EMPTY: _model("dim_sellers", {"empty_when": "No feed names a partner."}),
            AMOUNTS: _test("amounts_are_positive", "ERROR"),
            KEYS: _test("keys_are_unique", "error"),
            HINT: _test("few_amounts_are_zero", "WARN"),
        },
        "unit_tests": {
            UNIT: {
                "resource_type": "unit_test",
                "name": "credits_count_negative",
                "config": {},
                "depends_on": {"nodes": [ORDERS]},
            }
        },
        "sources": {
            f"source.shop.raw.{name}": {"schema": "raw", "name": name}
            for name in ("order_lines", "files", "quarantine")
        },
    }


def run_results(
    tests: Mapping[str, str] = ALL_PASS,
    models: Mapping[str, str] | None = None,
    failures: int = 3,
) -> dict[str, Any]:
    """The results of a run: a status per node."""
    built = {ORDERS: "success", EMPTY: "success", **(models or {})}
    return {
        "results": [
            {
                "unique_id": unique_id,
                "status": status,
                "failures": failures if status in {"fail", "warn"} else 0,
                "message": "Got 3 results" if status != "pass" else None,
                "compiled_code": "select 1",
            }
            for unique_id, status in {**built, **tests}.items()
        ]
    }


@dataclass
class SmallPlatform:
    """A data folder with a warehouse, and the steps of a run."""

    data: Path
    keep_versions: int = 14
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(data=self.data, keep_versions=self.keep_versions)
        self.settings.dbt_target.mkdir(parents=True, exist_ok=True)
        self.write("manifest.json", manifest())
        with self.warehouse() as connection:
            raw_schema.ensure_tables(connection)
            connection.execute("create schema if not exists marts")
        self.deliver("orders.csv")

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        """A writing connection to the warehouse."""
        self.settings.warehouse_path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(self.settings.warehouse_path))

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Write an artifact as dbt would."""
        (self.settings.dbt_target / name).write_text(json.dumps(content))

    def deliver(self, name: str, status: str = "loaded", quarantined: int = 0) -> None:
        """Record a file in the ledger, with 100 loaded rows and some in quarantine."""
        with self.warehouse() as connection:
            connection.execute(
                """
                insert into raw.files (file_id, feed, file_name, fingerprint, status, message,
                    loaded_count, repeat_count, repeat_amount, quarantined_count,
                    quarantined_amount)
                select coalesce(max(file_id), 0) + 1, case when $status = 'loaded'
                    then 'order_lines' end, $name, $name || '#', $status,
                    case when $status <> 'loaded' then $name || ' is ' || $status || '.' end,
                    100, 2, 30.00, $quarantined, $quarantined * 10
                from raw.files
                """,
                {"status": status, "name": name, "quarantined": quarantined},
            )

    def build(
        self,
        run_id: str = "run-1",
        rows: int = 1000,
        *,
        factor: int = 1,
        tests: Mapping[str, str] = ALL_PASS,
        models: Mapping[str, str] | None = None,
        failures: int = 3,
    ) -> None:
        """Do what a run does: record its start, check, write tables, keep the results of dbt."""
        result_store.begin_run(self.settings, run_id)
        check_tables(self.settings, run_id, CHECKED, "everything")
        with self.warehouse() as connection:
            connection.execute(
                f"""
                create or replace table marts.fct_orders as
                select i as order_id, date '2026-01-01' + cast(i // 100 as integer) as order_date,
                    cast(i * {factor} as decimal(18, 2)) as amount
                from range({rows}) as numbers(i)
                """
            )
            connection.execute(
                "create or replace table marts.dim_sellers (partner_id varchar, name varchar)"
            )
        self.write("run_results.json", run_results(tests, models, failures))
        result_store.save_dbt_results(self.settings, run_id, self.settings.dbt_target)

    def results_of(self, run_id: str = "run-1") -> list[CheckResult]:
        """The check results that are stored for a run."""
        with open_store(self.settings).transaction() as store:
            return result_store.read_results(store, run_id)


def _model(name: str, meta: Mapping[str, str] | None = None, *parents: str) -> dict[str, Any]:
    return {
        "resource_type": "model",
        "schema": "marts",
        "name": name,
        "alias": name,
        "config": {"materialized": "table", "meta": {"owner": "shop@example.com", **(meta or {})}},
        "depends_on": {"nodes": list(parents)},
    }


def _test(name: str, severity: str) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "name": name,
        "attached_node": ORDERS,
        "config": {"severity": severity},
        "depends_on": {"nodes": [ORDERS]},
    }
