"""Run analytic steps whose tables may be built, and store the result of each build.

What a step computes belongs in `ecom_platform.analytics.tables`.
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
    """The build of each table of a step, or why it was not built.

    The step runs when at least one of its tables may be built; readers do not get the others. When
    the step raises, the gate holds its tables, and the run goes on.

    Args:
        settings: where the manifest, the warehouse and the operational store are.
        run_id: the run whose results the builds are.
        name: the name of the step.
    """
    step = steps()[name]
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    with open_store(settings).transaction() as store:
        held = tables_not_to_build(store, run_id, manifest)
    downstream = {
        table.table: NotBuilt(f"Not built: it depends on {held[table.table]}, which failed.")
        for table in step.tables
        if table.table in held
    }
    wanted = [table for table in step.tables if table.table not in downstream]
    return {**_built(settings, run_id, step, wanted), **downstream} if wanted else downstream


def build_all(
    settings: Settings, run_id: str, progress: Callable[[int, int, str], None] | None = None
) -> None:
    """Run every analytic step, one after the other.

    Args:
        settings: where the manifest, the warehouse and the operational store are.
        run_id: the run whose results the builds are.
        progress: called before each step, with its position, the number of steps and a sentence.
    """
    names = list(steps())
    for position, name in enumerate(names):
        if progress:
            progress(position, len(names), f"Computing the {name} ...")
        build_step(settings, run_id, name)


def _built(
    settings: Settings, run_id: str, step: Step, wanted: Sequence[AnalyticTable]
) -> Mapping[str, BuildResult | NotBuilt]:
    built, message = _try_build(settings, step)
    status: Status = "pass" if built else "crashed"
    with open_store(settings).transaction() as store:
        result_store.delete_results(store, run_id, [table.table for table in wanted])
        results = [_build_result(table, status, message) for table in wanted]
        result_store.save_results(store, run_id, results)
    failed = NotBuilt(f"Not built: {message}")
    return {table.table: built.get(table.table, failed) for table in wanted}


def _try_build(settings: Settings, step: Step) -> tuple[Mapping[str, BuildResult], str]:
    """The built tables of the step, or none and the reason as a sentence."""
    try:
        with open_warehouse(settings.warehouse_path) as warehouse:
            if is_current(warehouse, step):
                return {table.table: _unchanged(warehouse, table) for table in step.tables}, ""
            clear_inputs(warehouse, step)
            built = step.build(warehouse)
            record_inputs(warehouse, step)
            return built, ""
    except AnalyticsError as error:
        return {}, str(error)
    except Exception as error:  # noqa: BLE001 - whatever a statistic raises, the gate must know
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return {}, f"{type(error).__name__} in {where}: {error}"


def _unchanged(warehouse: duckdb.DuckDBPyConnection, table: AnalyticTable) -> BuildResult:
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
