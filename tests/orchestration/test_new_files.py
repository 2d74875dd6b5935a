"""The sensor starts one run per state of the landing folder, and none while a file is written."""

import importlib
import os
import time
from pathlib import Path

import dagster as dg
import pytest

from ecom_platform.settings import Settings

pytestmark = pytest.mark.xdist_group("dagster")
LONG_AGO = 60


@pytest.fixture
def landing(
    defs: dg.Definitions, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setenv("ECOM_LANDING", str(tmp_path))
    return tmp_path


def _drop(folder: Path, name: str, content: str, age: float = LONG_AGO) -> None:
    path = folder / name
    path.write_text(content)
    then = time.time() - age
    os.utime(path, (then, then))


def _tick(cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    sensor = importlib.import_module("sensors.new_files").new_files
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        found = sensor(context)
    assert isinstance(found, (dg.SensorResult, dg.SkipReason))
    return found


def _cursor(result: dg.SensorResult | dg.SkipReason) -> str:
    assert isinstance(result, dg.SensorResult)
    assert result.cursor
    return result.cursor


def test_a_dropped_file_starts_a_run(landing: Path) -> None:
    _drop(landing, "orders.csv", "a\n")
    result = _tick(None)
    assert isinstance(result, dg.SensorResult)
    assert len(result.run_requests or []) == 1


def test_the_same_files_start_no_second_run(landing: Path) -> None:
    _drop(landing, "orders.csv", "a\n")
    assert isinstance(_tick(_cursor(_tick(None))), dg.SkipReason)


def test_a_changed_file_starts_another_run(landing: Path) -> None:
    _drop(landing, "orders.csv", "a\n")
    first = _cursor(_tick(None))
    _drop(landing, "orders.csv", "a\nb\n", age=LONG_AGO / 2)
    assert _cursor(_tick(first)) != first


def test_a_file_still_being_written_waits(landing: Path) -> None:
    _drop(landing, "orders.csv", "a\n")
    _drop(landing, "more.csv", "b\n", age=0)
    assert isinstance(_tick(None), dg.SkipReason)


def test_a_missing_or_empty_landing_folder_is_no_error(landing: Path) -> None:
    assert isinstance(_tick(None), dg.SkipReason)
    landing.rmdir()
    assert isinstance(_tick(None), dg.SkipReason)
