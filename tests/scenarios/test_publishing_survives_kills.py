"""kill -9 at any moment of publishing or rolling back: readers see a whole version, always.

A child process publishes and kills itself with SIGKILL, at its n-th touch of a file of the
platform or some milliseconds into the copy. Afterwards a reader must get the old or the new
content whole, and the next publication must end as if nothing had happened.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecom_platform.publishing import version_folder
from ecom_platform.publishing.publish_version import publish
from ecom_platform.serving.version_reader import open_version, version_manifest
from ecom_platform.settings import PROJECT_ROOT, Settings
from tests.support.platform.forks import forks
from tests.support.platform.small_platform import SmallPlatform

ROWS = 100_000
TOTAL = ROWS * (ROWS - 1) // 2
Run = Callable[..., int | None]
SERVER = """
import sys, threading
from pathlib import Path
from ecom_platform.publishing.publish_version import publish
from ecom_platform.publishing.rollback import rollback
from ecom_platform.settings import Settings
from tests.support.platform.forks import die, serve

def work(order, note):
    data, touches = order["data"], 0

    def watch(event, arguments):
        nonlocal touches
        if arguments and data in str(arguments[0]) and "published" in str(arguments[0]):
            touches += 1
            if touches == order["at_touch"]:
                die()
            if order["after_ms"] and event == "os.mkdir":
                threading.Timer(order["after_ms"] / 1000, die).start()

    settings = Settings(data=Path(data), keep_versions=2)
    sys.addaudithook(watch)
    rollback(settings.published) if order["action"] == "rollback" else publish(settings)
    note(str(touches))
    return 0

serve(work)
"""
READER = """
import sys, time
from pathlib import Path
from ecom_platform.serving.version_reader import open_version

published, stop = Path(sys.argv[1]), Path(sys.argv[2])
while not stop.exists():
    with open_version(published) as connection:
        found = connection.execute(
            "select count(*), sum(amount)::bigint, max(order_id) from marts.fct_orders"
        ).fetchall()
    print(*found[0], flush=True)
    time.sleep(0.005)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions published, a third one built: publishing it also prunes the first."""
    platform = SmallPlatform(tmp_path_factory.mktemp("prepared"), keep_versions=2)
    for factor in (1, 2):
        platform.build(f"run-{factor}", ROWS, factor=factor)
        publish(platform.settings)
    platform.build("run-3", ROWS, factor=3)
    return platform.data


@pytest.fixture
def settings(prepared: Path, tmp_path: Path) -> Settings:
    """A copy of the prepared platform."""
    shutil.copytree(prepared, tmp_path / "data")
    return Settings(data=tmp_path / "data", keep_versions=2)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Publish or roll back to the end, or to the kill; the number of touches of a whole run."""
    with forks(["-c", SERVER], tmp_path_factory.mktemp("server") / "log", os.environ) as server:

        def run(action: str, data: Path, at_touch: int = 0, after_ms: int = 0) -> int | None:
            order = {"action": action, "data": str(data)}
            result = server.fork({**order, "at_touch": at_touch, "after_ms": after_ms})
            if result.was_killed:
                return None
            assert result.code == 0, result.output
            return int(result.note)

        yield run


def _seen(settings: Settings) -> int:
    """What readers see, as a multiple of the first content; it must be whole."""
    with open_version(settings.published) as connection:
        rows, total = connection.execute(
            "select count(*), sum(amount)::bigint from marts.fct_orders"
        ).fetchall()[0]
    assert rows == ROWS
    assert version_manifest(settings.published).tables["marts.fct_orders"].rows == ROWS
    return int(total) // TOTAL


def _assert_the_next_publication_ends_well(settings: Settings) -> None:
    publish(settings)
    assert _seen(settings) == 3
    current = version_folder.current_version(settings.published)
    names = {version.name for version in version_folder.list_versions(settings.published)}
    assert current in names
    left = {path.name for path in settings.published.iterdir()}
    assert left == {"CURRENT", "run.lock", *names}


@pytest.mark.slow
def test_publishing_killed_at_any_touch_of_a_file(
    run: Run, settings: Settings, prepared: Path
) -> None:
    whole = Settings(data=settings.data.with_name("whole"), keep_versions=2)
    shutil.copytree(prepared, whole.data)
    touches = run("publish", whole.data)
    assert touches is not None
    assert _seen(whole) == 3
    points = sorted({1 + step * (touches - 1) // 19 for step in range(20)})
    seen = set()
    for point in points:
        shutil.rmtree(settings.data)
        shutil.copytree(prepared, settings.data)
        assert run("publish", settings.data, at_touch=point) is None
        seen.add(_seen(settings))
        _assert_the_next_publication_ends_well(settings)
    assert seen == {2, 3}


@pytest.mark.slow
@pytest.mark.parametrize("after_ms", [1, 10, 30, 60, 120])
def test_publishing_killed_while_tables_are_copied(
    run: Run, settings: Settings, after_ms: int
) -> None:
    run("publish", settings.data, after_ms=after_ms)
    assert _seen(settings) in {2, 3}
    _assert_the_next_publication_ends_well(settings)


@pytest.mark.slow
def test_rolling_back_killed_at_any_touch_of_a_file(
    run: Run, settings: Settings, prepared: Path
) -> None:
    whole = Settings(data=settings.data.with_name("whole"), keep_versions=2)
    shutil.copytree(prepared, whole.data)
    touches = run("rollback", whole.data)
    assert touches is not None
    assert _seen(whole) == 1
    seen = set()
    for point in sorted({1 + step * (touches - 1) // 5 for step in range(6)}):
        shutil.rmtree(settings.data)
        shutil.copytree(prepared, settings.data)
        assert run("rollback", settings.data, at_touch=point) is None
        seen.add(_seen(settings))
        _assert_the_next_publication_ends_well(settings)
    assert seen == {1, 2}


@pytest.mark.slow
def test_readers_never_see_half_a_version_while_versions_come_and_go(tmp_path: Path) -> None:
    platform = SmallPlatform(tmp_path / "data", keep_versions=2)
    platform.build("run-1", 1000)
    publish(platform.settings)
    stop, log = tmp_path / "stop", tmp_path / "reader.log"
    with log.open("w") as output:
        reader = subprocess.Popen(
            [sys.executable, "-c", READER, str(platform.settings.published), str(stop)],
            cwd=PROJECT_ROOT,
            stdout=output,
        )
        try:
            _wait_until(lambda: log.stat().st_size > 0)
            for factor in range(2, 8):
                platform.build(f"run-{factor}", 1000 * factor, factor=factor)
                publish(platform.settings)
        finally:
            stop.touch()
        assert reader.wait(timeout=300) == 0
    seen = {tuple(map(int, line.split())) for line in log.read_text().splitlines()}
    assert len(seen) > 1
    for rows, total, last in seen:
        factor = rows // 1000
        assert (rows, total, last) == (rows, factor * rows * (rows - 1) // 2, rows - 1)


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)
