"""dbt as a process: progress from its log, check results from its artifacts, errors as sentences.

A program of a few lines stands in for dbt; the real one is run by the golden tests.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from ecom_platform.errors import WarehouseError
from ecom_platform.pipeline import dbt_process
from ecom_platform.publishing.publish_version import NotPublishableError, publish
from ecom_platform.quality.results import result_store
from tests.support.platform.small_platform import SmallPlatform, run_results

PROGRAM = """#!{python}
import json, os, sys
from pathlib import Path

(Path(__file__).parent / "called").write_text(json.dumps(sys.argv[1:]))
assert os.environ["DBT_WAREHOUSE_PATH"].endswith("warehouse.duckdb")
target = Path(sys.argv[sys.argv.index("--target-path") + 1])
{body}
"""
SUCCEEDS = """
event = {"info": {"name": "LogModelResult", "msg": "1 of 1 OK fct_orders", "level": "info"},
         "data": {"index": 1, "total": 1}}
print(json.dumps(event))
(target / "run_results.json").write_bytes((Path(__file__).parent / "results.json").read_bytes())
"""
CANNOT_PARSE = """
print(json.dumps({"info": {"level": "error", "msg": "Compilation Error in fct_orders"}}))
sys.exit(2)
"""
FALLS_OVER = """
print("Traceback (most recent call last): no module named dbt")
sys.exit(1)
"""


@pytest.fixture
def platform(tmp_path: Path) -> SmallPlatform:
    """A platform with tables built by a run before, and their results lying about."""
    platform = SmallPlatform(tmp_path / "data")
    platform.build("run-before")
    return platform


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> Path:
    """Put a program called dbt beside the python that is asked where it lies."""
    folder.mkdir()
    (folder / "results.json").write_text(json.dumps(run_results()))
    program = folder / "dbt"
    program.write_text(PROGRAM.replace("{python}", sys.executable).replace("{body}", body))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return folder


def test_a_build_reports_its_progress_and_stores_its_results(
    platform: SmallPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path / "bin", monkeypatch, SUCCEEDS)
    progress: list[tuple[int, int, str]] = []
    dbt_process.build(
        platform.settings,
        "run-1",
        progress=lambda done, total, text: progress.append((done, total, text)),
    )
    assert progress == [(1, 1, "1 of 1 OK fct_orders")]
    kinds = Counter(one.kind for one in platform.results_of("run-1"))
    assert kinds == {"build": 2, "data test": 3, "unit test": 1}


def test_tables_to_leave_out_are_named_to_dbt(
    platform: SmallPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _install(tmp_path / "bin", monkeypatch, SUCCEEDS)
    dbt_process.build(platform.settings, "run-1", without={"marts.fct_orders", "raw.files"})
    called = json.loads((folder / "called").read_text())
    assert called[called.index("--exclude") + 1] == "fct_orders"
    assert "files" not in called


@pytest.mark.parametrize("full_refresh", [True, False])
def test_a_full_refresh_is_passed_on(
    platform: SmallPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, full_refresh: bool
) -> None:
    folder = _install(tmp_path / "bin", monkeypatch, SUCCEEDS)
    dbt_process.build(platform.settings, "run-1", full_refresh=full_refresh)
    called = json.loads((folder / "called").read_text())
    assert "build" in called
    assert ("--full-refresh" in called) is full_refresh


@pytest.mark.parametrize(
    ("body", "reason"),
    [(CANNOT_PARSE, "Compilation Error in fct_orders"), (FALLS_OVER, "no module named dbt")],
)
def test_a_dbt_that_builds_nothing_is_a_sentence_and_leaves_nothing_to_publish(
    platform: SmallPlatform,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    reason: str,
) -> None:
    """The good results of the run before must not be taken for those of this one."""
    _install(tmp_path / "bin", monkeypatch, body)
    result_store.begin_run(platform.settings, "run-1")
    with pytest.raises(WarehouseError, match=reason):
        dbt_process.build(platform.settings, "run-1")
    with pytest.raises(NotPublishableError, match="did not run"):
        publish(platform.settings)
