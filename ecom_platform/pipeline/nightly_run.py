"""A nightly run without an orchestrator: load files, check, build, check again, publish.

This module only gives the order of the steps; each step is a function of another module.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from ecom_platform.errors import WarehouseError
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.operations.store import open_store
from ecom_platform.pipeline import dbt_process
from ecom_platform.pipeline.analytic_builds import build_all
from ecom_platform.pipeline.dbt_process import Progress
from ecom_platform.publishing.publish_version import NotPublishableError, Publication, publish
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.quality.evaluation.run_checks import check_tables, tables_with_rules
from ecom_platform.quality.gate.gate import Verdict, evaluate_run, tables_not_to_build
from ecom_platform.quality.results import result_store
from ecom_platform.settings import Settings
from ecom_platform.warehouse.layers import ANALYTICS, MARTS, RAW
from ecom_platform.warehouse.run_lock import run_lock


@dataclass(frozen=True)
class Night:
    """The results of a nightly run; `publication` is None when nothing could be published."""

    run_id: str
    load: LoadReport
    verdict: Verdict
    publication: Publication | None


def run_night(settings: Settings, scope: Scope = "changed") -> Night:
    """Run all steps, from the landing folder to a published version.

    Args:
        settings: where the landing folder, the warehouse, the store and the versions are.
        scope: which days are checked.

    Raises:
        PlatformError: a step could not be carried out; a failed check raises no error.
    """
    with run_lock(settings.warehouse_path.parent):
        load = load_landing(settings)
        run_id = build(settings, scope=scope)
        verdict = evaluate_run(settings, run_id)
        try:
            publication = publish(settings, run_id)
        except NotPublishableError:
            publication = None
        return Night(run_id, load, verdict, publication)


def build(
    settings: Settings,
    *,
    scope: Scope = "changed",
    full_refresh: bool = False,
    progress: Progress | None = None,
) -> str:
    """Check the raw tables, build all tables that depend on no failed table, and check these.

    A failed model or check raises no error: its result is stored for the gate.

    Args:
        settings: where the warehouse, the dbt project and the operational store are.
        scope: which days are checked.
        full_refresh: whether incremental tables are rebuilt from scratch.
        progress: called with a number, a total and a sentence as the build goes on.

    Returns:
        The id of this run.

    Raises:
        WarehouseError: nothing is ingested yet, or dbt stopped before it built anything.
    """
    if not settings.warehouse_path.is_file():
        raise WarehouseError("Nothing is ingested yet. Run 'ecom ingest' first.")
    run_id = str(uuid4())
    result_store.begin_run(settings, run_id)
    check_tables(settings, run_id, tables_with_rules(RAW), scope)
    dbt_process.compile_models_if_failed(settings, run_id)
    manifest = dbt_process.current_manifest(settings)
    with open_store(settings).transaction() as store:
        not_built = tables_not_to_build(store, run_id, manifest)
    if set(manifest.tables.values()) - set(not_built):
        dbt_process.build(
            settings, run_id, without=not_built, full_refresh=full_refresh, progress=progress
        )
    check_tables(settings, run_id, _built_tables_with_rules(MARTS, not_built), scope)
    build_all(settings, run_id, progress)
    check_tables(settings, run_id, _built_tables_with_rules(ANALYTICS, not_built), scope)
    dbt_process.compile_models_if_failed(settings, run_id)
    return run_id


def _built_tables_with_rules(layer: str, not_built: Collection[str]) -> list[str]:
    return [table for table in tables_with_rules(layer) if table not in not_built]
