"""Dagster's folder stops growing: old runs go, with their events, files and results of checks.

A nightly run left 12.7 MB of events, and nothing ever deleted them.
"""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ecom_platform.settings import Settings

pytestmark = pytest.mark.xdist_group("dagster")
NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=31)


@dg.asset
def _orders() -> None:
    """An asset to have events of."""


@dg.asset_check(asset=_orders)
def _orders_are_there() -> dg.AssetCheckResult:
    """A check to have results of."""
    return dg.AssetCheckResult(passed=True)


@pytest.fixture(params=["Dagster's event log", "the event log that is kept open"])
def instance(
    request: pytest.FixtureRequest, tmp_path: Path, defs: dg.Definitions
) -> Iterator[dg.DagsterInstance]:
    """An instance of the platform, with either class for its event log."""
    home = importlib.import_module("dagster_instance.dagster_home").prepared_home(
        Settings(data=tmp_path)
    )
    if "open" in request.param:
        kept_open = importlib.import_module("dagster_instance.event_log").instance_at(home)
    else:
        kept_open = dg.DagsterInstance.from_config(str(home))
    with kept_open as opened:
        yield opened


def _run(instance: dg.DagsterInstance) -> str:
    definitions = dg.Definitions(assets=[_orders], asset_checks=[_orders_are_there])
    job = definitions.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=instance).run_id


def _delete(instance: dg.DagsterInstance, now: datetime) -> Any:
    retention = importlib.import_module("dagster_instance.run_retention")
    return retention.delete_old_runs(instance, 30, now)


def _databases(tmp_path: Path) -> set[str]:
    return {path.stem for path in (tmp_path / "dagster" / "history" / "runs").glob("*.db")}


def test_old_runs_leave_nothing(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    runs = [_run(instance), _run(instance)]
    assert _databases(tmp_path) == {"index", *runs}
    assert set(_delete(instance, LATER)) == set(runs)
    assert instance.get_runs() == []
    assert _databases(tmp_path) == {"index"}
    assert not any(any(run in str(path) for path in tmp_path.rglob("*")) for run in runs)


def test_the_newest_result_of_a_check_is_kept(instance: dg.DagsterInstance) -> None:
    runs = [_run(instance), _run(instance)]
    key = next(iter(_orders_are_there.check_keys))
    _delete(instance, LATER)
    kept = instance.event_log_storage.get_asset_check_execution_history(key, limit=9)
    assert [result.run_id for result in kept] == runs[1:]


def test_young_runs_and_runs_under_way_are_kept(instance: dg.DagsterInstance) -> None:
    run = _run(instance)
    assert _delete(instance, NOW) == []
    under_way = instance.create_run_for_job(
        dg.define_asset_job("any").resolve(
            asset_graph=dg.Definitions(assets=[_orders]).resolve_asset_graph()
        ),
        status=dg.DagsterRunStatus.STARTED,
    ).run_id
    assert _delete(instance, LATER) == [run]
    assert [found.run_id for found in instance.get_runs()] == [under_way]
