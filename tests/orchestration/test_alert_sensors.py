"""The sensors of the alerts, one tick at a time, on Dagster's default storage."""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from dagster._core.storage.tags import WILL_RETRY_TAG
from dagster_shared.error import SerializableErrorInfo
from sqlalchemy import select

from ecom_platform.errors import AlertError, StoreError
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import load_settings
from tests.support.alerts.fake_slack import TOKEN, FakeSlack
from tests.support.alerts.outbox import Outbox

pytestmark = pytest.mark.xdist_group("dagster")
SLACK_ALERTS = """
channels: {data-quality: {kind: slack, channel: "#data-quality"}}
routes: [{to: data-quality}]
heartbeat: {at: "00:00", to: data-quality}
"""


@pytest.fixture
def store(defs: dg.Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    return open_store(load_settings())


@pytest.fixture
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    folder, silent = str(tmp_path_factory.mktemp("dagster")), {"telemetry": {"enabled": False}}
    with dg.DagsterInstance.local_temp(folder, overrides=silent) as found:
        yield found


@pytest.fixture
def slack(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    (tmp_path / "alerts.yaml").write_text(SLACK_ALERTS)
    with FakeSlack() as running:
        monkeypatch.setenv("ECOM_SLACK_TOKEN", TOKEN)
        monkeypatch.setenv("ECOM_SLACK_URL", running.url)
        yield running


def _tick(
    name: str, instance: dg.DagsterInstance, cursor: str | None = None, **options: Any
) -> tuple[str, str | None]:
    """The sentence of a tick, and its cursor."""
    all_sensors = importlib.import_module("sensors").SENSORS
    [sensor] = [sensor for sensor in all_sensors if sensor.name == name]
    context = dg.build_sensor_context(instance=instance, cursor=cursor, sensor_name=name, **options)
    found = sensor(context)
    assert isinstance(found, dg.SkipReason)
    return found.skip_message or "", context.cursor


def _check_results(store: Store) -> list[tuple[str, str, str]]:
    known = store_tables.outcomes.c
    query = select(known.table_name, known.status, known.message).order_by(known.outcome_id)
    with store.transaction() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(query)]


@dg.op
def _breaks() -> None:
    raise ValueError("the warehouse is on fire")


@dg.op
def _works() -> None:
    """Nothing to do."""


@dg.job(name="nightly")
def _bad_night() -> None:
    _breaks()


@dg.job(name="nightly")
def _good_night() -> None:
    _works()


def test_a_failed_run_becomes_a_check_result_and_a_good_one_its_end(
    store: Store, instance: dg.DagsterInstance
) -> None:
    failed = _bad_night.execute_in_process(instance=instance, raise_on_error=False)
    _, cursor = _tick("failed_runs", instance)
    _good_night.execute_in_process(instance=instance)
    _tick("failed_runs", instance, cursor)
    (bad, good) = _check_results(store)
    assert bad[:2] == ("platform.nightly", "fail")
    assert bad[2] == f"Run {failed.run_id[:8]} ended with: the warehouse is on fire"
    assert good == ("platform.nightly", "pass", "")


def test_a_run_is_noted_once(store: Store, instance: dg.DagsterInstance) -> None:
    _bad_night.execute_in_process(instance=instance, raise_on_error=False)
    cursor = None
    for _ in range(3):
        _, cursor = _tick("failed_runs", instance, cursor)
    assert len(_check_results(store)) == 1


def test_a_tick_that_raises_loses_no_run(
    store: Store, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run-failure sensor of Dagster goes on to the next run even then."""
    _, cursor = _tick("failed_runs", instance)
    _bad_night.execute_in_process(instance=instance, raise_on_error=False)

    def gone(*_: object) -> None:
        raise StoreError("The operational store cannot be used.")

    with monkeypatch.context() as broken:
        broken.setattr(importlib.import_module("sensors.failed_runs"), "record_run_end", gone)
        with pytest.raises(StoreError):
            _tick("failed_runs", instance, cursor)
    _tick("failed_runs", instance, cursor)
    assert [status for _, status, _ in _check_results(store)] == ["fail"]


def test_a_run_that_is_tried_again_is_not_over(store: Store, instance: dg.DagsterInstance) -> None:
    _bad_night.execute_in_process(
        instance=instance, raise_on_error=False, tags={WILL_RETRY_TAG: "true"}
    )
    _tick("failed_runs", instance)
    assert _check_results(store) == []


def test_what_was_found_out_reaches_slack_by_two_sensors(
    store: Store, instance: dg.DagsterInstance, slack: FakeSlack
) -> None:
    _bad_night.execute_in_process(instance=instance, raise_on_error=False)
    _, cursor = _tick("failed_runs", instance)
    for _ in range(2):
        _tick("incidents", instance)
        _tick("alert_delivery", instance)
    _good_night.execute_in_process(instance=instance)
    _tick("failed_runs", instance, cursor)
    _tick("incidents", instance)
    text, _ = _tick("alert_delivery", instance)
    assert text == "1 sent, 0 to be tried again, 0 given up."
    assert [message["metadata"]["event_type"] for message in slack.messages] == [
        "ecom_delivery",
        "ecom_delivery",
    ]
    assert slack.threads() == [0, 0]
    assert slack.refusals == []


def test_a_sign_of_life_comes_once_a_day(
    store: Store, instance: dg.DagsterInstance, slack: FakeSlack
) -> None:
    for _ in range(2):
        _tick("heartbeat", instance)
        _tick("alert_delivery", instance)
    assert len(slack.messages) == 1
    assert "No run has been evaluated yet" in slack.texts()[0]
    assert slack.refusals == []


def test_a_slack_that_is_down_fails_no_tick(
    store: Store, instance: dg.DagsterInstance, slack: FakeSlack
) -> None:
    Outbox(store, now=datetime.now(UTC).replace(tzinfo=None)).write("late")
    slack.stop()
    text, _ = _tick("alert_delivery", instance)
    assert text == "0 sent, 1 to be tried again, 0 given up."
    slack.start()


@pytest.mark.parametrize(
    ("alerts", "text"),
    [
        (SLACK_ALERTS, "ECOM_SLACK_TOKEN"),
        ("routes: [{to: nobody}]", "nobody"),
        ("chanels: {}", "chanels"),
    ],
)
def test_alerts_that_cannot_work_are_refused_when_the_code_is_loaded(
    store: Store, tmp_path: Path, alerts: str, text: str
) -> None:
    (tmp_path / "alerts.yaml").write_text(alerts)
    sensors = importlib.import_module("sensors")
    with pytest.raises(AlertError, match=text):
        importlib.reload(sensors)
    (tmp_path / "alerts.yaml").unlink()
    importlib.reload(sensors)


class _NewFilesSensor:
    """The sensor `new_files`, switched on, with the ticks a test adds."""

    def __init__(self, instance: dg.DagsterInstance, defs: dg.Definitions) -> None:
        self._instance, self._defs = instance, defs
        origin_type = importlib.import_module("dagster._core.remote_origin")
        location = origin_type.RegisteredCodeLocationOrigin("ecom")
        repository = origin_type.RemoteRepositoryOrigin(location, "__repository__")
        self.origin = origin_type.RemoteInstigatorOrigin(repository, "new_files")
        self.state = self._state(InstigatorStatus.RUNNING)
        instance.add_instigator_state(self.state)

    def tick(self, status: TickStatus, age: timedelta, error: str = "") -> None:
        info = SerializableErrorInfo(error, [], None) if error else None
        self._instance.create_tick(
            TickData(
                self.origin.get_id(),
                "new_files",
                self.state.instigator_type,
                status,
                (datetime.now(UTC) - age).timestamp(),
                selector_id=self.state.selector_id,
                error=info,
            )
        )

    def switch_off(self) -> None:
        self._instance.update_instigator_state(self._state(InstigatorStatus.STOPPED))

    def look(self) -> str:
        cursor = (datetime.now(UTC) - timedelta(minutes=1)).replace(tzinfo=None).isoformat()
        text, _ = _tick(
            "ticks", self._instance, cursor, repository_def=self._defs.get_repository_def()
        )
        return text

    def _state(self, status: InstigatorStatus) -> InstigatorState:
        types = importlib.import_module("dagster._core.definitions.run_request")
        started = (datetime.now(UTC) - timedelta(days=1)).timestamp()
        data = SensorInstigatorData(min_interval=60, last_sensor_start_timestamp=started)
        return InstigatorState(self.origin, types.InstigatorType.SENSOR, status, data)


@pytest.fixture
def new_files_sensor(instance: dg.DagsterInstance, defs: dg.Definitions) -> _NewFilesSensor:
    return _NewFilesSensor(instance, defs)


def test_a_sensor_that_stopped_ticking_is_in_trouble_until_it_ticks_again(
    store: Store, new_files_sensor: _NewFilesSensor
) -> None:
    new_files_sensor.tick(TickStatus.SKIPPED, timedelta(hours=2))
    assert new_files_sensor.look() == "1 checked, 1 failing."
    new_files_sensor.tick(TickStatus.SKIPPED, timedelta(seconds=30))
    assert new_files_sensor.look() == "1 checked, 0 failing."
    assert [row[:2] for row in _check_results(store)] == [
        ("platform.new_files", "fail"),
        ("platform.new_files", "pass"),
    ]


def test_a_sensor_whose_last_ticks_failed_is_in_trouble(
    store: Store, new_files_sensor: _NewFilesSensor
) -> None:
    new_files_sensor.tick(TickStatus.SKIPPED, timedelta(minutes=4))
    for minutes in (3, 2, 1):
        assert "0 failing" in new_files_sensor.look()
        new_files_sensor.tick(
            TickStatus.FAILURE, timedelta(minutes=minutes), error="the disk is full"
        )
    assert "1 failing" in new_files_sensor.look()
    assert _check_results(store)[-1][2] == "The last 3 ticks failed: the disk is full"


def test_a_sensor_that_was_switched_off_has_no_work_to_do(
    store: Store, new_files_sensor: _NewFilesSensor
) -> None:
    new_files_sensor.tick(TickStatus.SKIPPED, timedelta(hours=2))
    new_files_sensor.switch_off()
    assert "0 failing" in new_files_sensor.look()


def test_after_a_pause_of_the_daemon_the_others_get_time_to_tick(
    store: Store,
    instance: dg.DagsterInstance,
    defs: dg.Definitions,
    new_files_sensor: _NewFilesSensor,
) -> None:
    new_files_sensor.tick(TickStatus.SKIPPED, timedelta(hours=2))
    text, cursor = _tick("ticks", instance, repository_def=defs.get_repository_def())
    assert text.startswith("The daemon has just started")
    assert cursor
    assert _check_results(store) == []
