"""Run analytic steps whose tables may be built, and store the result of each build.

What a step computes is declared in `ecom_platform.analytics.tables`.
"""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ecom_platform.analytics.tables.analytic_table import AnalyticTable, BuildResult, Step
from ecom_platform.analytics.tables.table_registry import steps
from ecom_platform.errors import AnalyticsError
from ecom_platform.operations.store import open_store
from ecom_platform.pipeline.analytic_inputs import (
    clear_inputs,
    is_current,
    record_inputs,
)
from ecom_platform.quality.gate.gate import tables_not_to_build
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.check_result import CheckResult, Status
from ecom_platform.quality.results.dbt_artifacts import IS_BUILT, Manifest
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.layers import ANALYTICS


@dataclass(frozen=True)
class NotBuilt:
    """A table that was not built, with the reason as a sentence."""

    reason: str


def build_step(settings: Settings, run_id: str, name: str) -> Mapping[str, BuildResult | NotBuilt]:
    """The build result of each table of a step, or why the table was not built.

    A table may not be built when it depends on a table that failed. The step runs when at least one
    of its tables may be built; the results of the others are not used. When the step raises an
    error, its tables are held back from readers, and the run goes on.

    Args:
        settings: where the manifest, the warehouse and the operational store are.
        run_id: the run that the build results belong to.
        name: the name of the step.
    """
    step = steps()[name]
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    with open_store(settings).transaction() as store:
        failed_by_table = tables_not_to_build(store, run_id, manifest)
    not_built = {
        table.table: NotBuilt(
            f"Not built: it depends on {failed_by_table[table.table]}, which failed."
        )
        for table in step.tables
        if table.table in failed_by_table
    }
    to_build = [table for table in step.tables if table.table not in not_built]
    if not to_build:
        return not_built
    return {**_build_and_store_results(settings, run_id, step, to_build), **not_built}


def build_all(
    settings: Settings, run_id: str, progress: Callable[[int, int, str], None] | None = None
) -> None:
    """Run every analytic step, one after the other.

    Args:
        settings: where the manifest, the warehouse and the operational store are.
        run_id: the run that the build results belong to.
        progress: called before each step, with its position, the number of steps and a sentence.
    """
    names = list(steps())
    for position, name in enumerate(names):
        if progress:
            progress(position, len(names), f"Computing the {name} ...")
        build_step(settings, run_id, name)


def _build_and_store_results(
    settings: Settings, run_id: str, step: Step, to_build: Sequence[AnalyticTable]
) -> Mapping[str, BuildResult | NotBuilt]:
    """Run a step, and store for each table in `to_build` whether it was built."""
    built, message = _try_build(settings, step)
    status: Status = "pass" if built else "crashed"
    with open_store(settings).transaction() as store:
        result_store.delete_results(store, run_id, [table.table for table in to_build])
        results = [_build_result(table, status, message) for table in to_build]
        result_store.save_results(store, run_id, results)
    failed = NotBuilt(f"Not built: {message}")
    return {table.table: built.get(table.table, failed) for table in to_build}


def _try_build(settings: Settings, step: Step) -> tuple[Mapping[str, BuildResult], str]:
    """The built tables of the step and an empty text, or no tables and why the step failed."""
    try:
        with open_warehouse(settings.warehouse_path) as warehouse:
            if is_current(warehouse, step):
                return {
                    table.table: _unchanged_table(warehouse, table) for table in step.tables
                }, ""
            clear_inputs(warehouse, step)
            built = step.build(warehouse)
            record_inputs(warehouse, step)
            return built, ""
    except AnalyticsError as error:
        return {}, str(error)
    except Exception as error:  # noqa: BLE001 - any error of a step must reach the gate
        frame = traceback.extract_tb(error.__traceback__)[-1]
        code_line = f"{Path(frame.filename).name}, line {frame.lineno}"
        return {}, f"{type(error).__name__} in {code_line}: {error}"


def _unchanged_table(warehouse: duckdb.DuckDBPyConnection, table: AnalyticTable) -> BuildResult:
    """The build result of a table that was not computed again."""
    row = warehouse.execute(f"select count(*) from {table.table}").fetchone()
    return BuildResult(
        row[0] if row else 0, {"status": "Unchanged: its inputs are the same as before."}
    )


def _build_result(table: AnalyticTable, status: Status, message: str) -> CheckResult:
    return CheckResult(
        check_id=f"{ANALYTICS}.{table.name}",
        check=IS_BUILT,
        table=table.table,
        kind="build",
        severity="error",
        status=status,
        message=message,
        owner=table.owner,
    )
