"""Run an analytic step where its tables may be built, and keep how each build ended.

What a step makes belongs in `ecom_platform.analytics.tables`.
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
    forget_inputs,
    is_current,
    note_inputs,
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
    """Why a table was not built, as a sentence."""

    reason: str


def build_step(settings: Settings, run_id: str, name: str) -> Mapping[str, BuildResult | NotBuilt]:
    """What became of each table of a step.

    The step runs when one of its tables may be built; what it writes of the others, readers do not
    get. A step that raises has crashed for the gate, which holds its tables; the run goes on.
    """
    step = steps()[name]
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    with open_store(settings).transaction() as store:
        held = tables_not_to_build(store, run_id, manifest)
    below = {
        one.table: NotBuilt(f"Not built: made of {held[one.table]}, which failed.")
        for one in step.tables
        if one.table in held
    }
    wanted = [one for one in step.tables if one.table not in below]
    return {**_built(settings, run_id, step, wanted), **below} if wanted else below


def build_all(
    settings: Settings, run_id: str, progress: Callable[[int, int, str], None] | None = None
) -> None:
    """Every step, one after the other; `progress` is told which, out of how many, before it."""
    names = list(steps())
    for place, name in enumerate(names):
        if progress:
            progress(place, len(names), f"Working out the {name} ...")
        build_step(settings, run_id, name)


def _built(
    settings: Settings, run_id: str, step: Step, wanted: Sequence[AnalyticTable]
) -> Mapping[str, BuildResult | NotBuilt]:
    built, message = _attempted(settings, step)
    status: Status = "pass" if built else "crashed"
    with open_store(settings).transaction() as store:
        result_store.forget(store, run_id, [one.table for one in wanted])
        result_store.keep(store, run_id, [_outcome(one, status, message) for one in wanted])
    failed = NotBuilt(f"Not built: {message}")
    return {one.table: built.get(one.table, failed) for one in wanted}


def _attempted(settings: Settings, step: Step) -> tuple[Mapping[str, BuildResult], str]:
    """What the step made, or nothing and why, as a sentence."""
    try:
        with open_warehouse(settings.warehouse_path) as warehouse:
            if is_current(warehouse, step):
                return {one.table: _unchanged(warehouse, one) for one in step.tables}, ""
            forget_inputs(warehouse, step)
            built = step.build(warehouse)
            note_inputs(warehouse, step)
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
        row[0] if row else 0, {"status": "Unchanged: made of the same rows as before."}
    )


def _outcome(table: AnalyticTable, status: Status, message: str) -> CheckResult:
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
