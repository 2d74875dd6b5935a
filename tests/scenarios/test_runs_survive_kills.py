"""kill -9 at twenty points of a run: readers keep a whole version, and the next run ends the same.

Each killed run goes on from what the one before left behind, so leftovers pile up as they would on
a bad night.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecom_platform.publishing.manifest import TableContent
from ecom_platform.publishing.versions import current_version
from ecom_platform.serving.reader import open_version, version_manifest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("kills of a run"),  # one worker: it alone takes a third of the suite
]
ROOT = Path(__file__).resolve().parents[2]
KILLS = 20  # odd and even points are apart: a night with twenty kills would take too long
LATE_FILE = "webshop order lines 2025-06.parquet"


def _environment(data: Path, landing: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ECOM_")}
    places = {"ECOM_DATA": str(data), "ECOM_LANDING": str(landing)}
    return {**kept, **places, "ECOM_PICTURES": "false"}


def _start(data: Path, landing: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", "schedules.run_now"],
        cwd=ROOT,
        env=_environment(data, landing),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _run(data: Path, landing: Path) -> float:
    """A run to its end; the seconds it took."""
    started = time.monotonic()
    run = _start(data, landing)
    said, _ = run.communicate()
    assert run.returncode == 0, said.decode()
    return time.monotonic() - started


def _run_and_kill(data: Path, landing: Path, seconds: float) -> None:
    run = _start(data, landing)
    try:
        run.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()


def _marts(data: Path) -> Mapping[str, TableContent]:
    tables = version_manifest(data / "published").tables
    return {name: table for name, table in tables.items() if name.startswith("marts.")}


def _assert_readers_see_a_whole_version(data: Path) -> None:
    expected = version_manifest(data / "published").tables
    with open_version(data / "published") as version:
        for name, table in expected.items():
            rows = version.execute(f"select count(*) from {name}").fetchall()
            assert rows == [(table.rows,)], name


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small demo company."""
    folder = tmp_path_factory.mktemp("demo")
    ecom = str(Path(sys.executable).with_name("ecom"))
    command = [ecom, "demo", "--days", "60", "--lines", "2000"]
    landing = folder / "landing"
    subprocess.run(command, cwd=ROOT, env=_environment(folder, landing), check=True)
    return landing


@pytest.fixture(scope="module")
def at_once(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """What a run that nobody disturbs makes of all files, and the seconds it takes."""
    data = tmp_path_factory.mktemp("at once")
    return data, _run(data, landing)


@pytest.fixture(scope="module")
def evening(landing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was there before the late file came: a run of all others has ended well."""
    folder = tmp_path_factory.mktemp("evening")
    shutil.copytree(landing, folder / "early", ignore=shutil.ignore_patterns(LATE_FILE))
    _run(folder / "data", folder / "early")
    return folder / "data"


@dataclass(frozen=True)
class Night:
    """The files of a night, what was there before, and what an undisturbed run makes of them."""

    landing: Path
    evening: Path
    undisturbed: Path
    seconds: float


@pytest.fixture
def night(landing: Path, evening: Path, at_once: tuple[Path, float]) -> Night:
    """The same for every bad night."""
    return Night(landing, evening, *at_once)


def _bad_night(night: Night, data: Path, points: range) -> None:
    """Kill one run after the other at these points, then let one end; the marts are as ever."""
    shutil.copytree(night.evening, data, symlinks=True)

    for number in points:
        _run_and_kill(data, night.landing, night.seconds * number / (KILLS + 1))
        _assert_readers_see_a_whole_version(data)

    _run(data, night.landing)
    assert _marts(data) == _marts(night.undisturbed)


def test_a_run_killed_at_any_odd_point_changes_nothing_in_the_end(
    night: Night, tmp_path: Path
) -> None:
    _bad_night(night, tmp_path / "bad night", range(1, KILLS + 1, 2))


def test_a_run_killed_before_the_first_version_leaves_nothing_to_wait_for(
    night: Night, tmp_path: Path
) -> None:
    for share in (0.2, 0.4):
        _run_and_kill(tmp_path, night.landing, night.seconds * share)
        assert current_version(tmp_path / "published") is None
    _run(tmp_path, night.landing)
    assert _marts(tmp_path) == _marts(night.undisturbed)


def test_a_run_killed_at_any_even_point_changes_nothing_in_the_end(
    night: Night, tmp_path: Path
) -> None:
    _bad_night(night, tmp_path / "bad night", range(2, KILLS + 1, 2))
