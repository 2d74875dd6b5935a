"""A run that was killed leaves nothing behind that the next one would wait for."""

import importlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest

from ecom_platform.errors import WarehouseError
from ecom_platform.settings import PROJECT_ROOT, Settings
from ecom_platform.warehouse.run_lock import run_lock

pytestmark = pytest.mark.xdist_group("dagster")
POOL = "warehouse"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


def _instance(settings: Settings) -> dg.DagsterInstance:
    folder = importlib.import_module("dagster_instance.dagster_home").prepared_home(settings)
    return dg.DagsterInstance.from_config(str(folder))


@dg.job
def _anything() -> None:
    """A job to have runs of."""


def test_the_home_holds_the_configuration_of_the_project(
    defs: dg.Definitions, home: Settings
) -> None:
    folder = importlib.import_module("dagster_instance.dagster_home").prepared_home(home)
    assert folder == home.dagster_home
    assert (folder / "dagster.yaml").read_text() == (PROJECT_ROOT / "dagster.yaml").read_text()


def test_the_home_holds_every_database_before_two_processes_could_create_it(
    defs: dg.Definitions, home: Settings
) -> None:
    """The daemon and its code server created them at once: two heads, and nothing was loaded."""
    folder = importlib.import_module("dagster_instance.dagster_home").prepared_home(home)
    databases = {file.name for file in folder.rglob("*.db")}
    assert databases == {"runs.db", "index.db", "schedules.db"}
    for file in folder.rglob("*.db"):
        with closing(sqlite3.connect(file)) as database:
            heads = database.execute("select count(*) from alembic_version").fetchone()
        assert heads == (1,), file.name


def test_one_writer_and_no_telemetry_are_configured(defs: dg.Definitions, home: Settings) -> None:
    with _instance(home) as instance:
        assert instance.global_op_concurrency_default_limit == 1
        assert instance.run_monitoring_enabled
        assert instance.run_retries_enabled
        assert not instance.telemetry_enabled


@pytest.mark.parametrize(
    "status", [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTED], ids=lambda s: s.value
)
def test_a_dead_run_is_marked_failed_and_frees_its_place_in_the_pool(
    defs: dg.Definitions, home: Settings, status: dg.DagsterRunStatus
) -> None:
    """kill -9 left a run STARTED with the pool's only slot: the next run waited for ever."""
    ended = importlib.import_module("dagster_instance.dagster_home").end_dead_runs
    with _instance(home) as instance:
        run = instance.create_run_for_job(_anything, status=status)
        instance.event_log_storage.initialize_concurrency_limit_to_default(POOL)
        assert instance.event_log_storage.claim_concurrency_slot(POOL, run.run_id, "raw").is_claimed
        assert ended(instance, home) == [run.run_id]
        found = instance.get_run_by_id(run.run_id)
        assert found
        assert found.status == dg.DagsterRunStatus.FAILURE
        assert instance.event_log_storage.claim_concurrency_slot(POOL, "next", "raw").is_claimed


def test_a_living_run_is_left_alone(defs: dg.Definitions, home: Settings) -> None:
    ended = importlib.import_module("dagster_instance.dagster_home").end_dead_runs
    with _instance(home) as instance:
        run = instance.create_run_for_job(_anything, status=dg.DagsterRunStatus.STARTED)
        with (
            run_lock(home.warehouse_path.parent),
            pytest.raises(WarehouseError, match="Another run holds the warehouse"),
        ):
            ended(instance, home)
        found = instance.get_run_by_id(run.run_id)
        assert found
        assert found.status == dg.DagsterRunStatus.STARTED


def test_the_folder_may_hold_blanks(defs: dg.Definitions, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "all our data")
    with _instance(settings) as instance:
        assert instance.get_runs() == []
    shutil.rmtree(settings.data)


def test_a_run_in_this_process_keeps_its_event_log_open(
    defs: dg.Definitions, home: Settings
) -> None:
    """Dagster built its own class instead, and a run spent more on its log than on its data."""
    event_log = importlib.import_module("dagster_instance.event_log")
    folder = importlib.import_module("dagster_instance.dagster_home").prepared_home(home)
    with event_log.instance_at(folder) as instance:
        assert isinstance(instance.event_log_storage, event_log.KeptOpenEventLog)
        run = instance.create_run_for_job(_anything)
        instance.report_engine_event("Something happened.", run)
        assert len(instance.all_logs(run.run_id)) == 1
