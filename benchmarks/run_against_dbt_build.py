"""What orchestration costs: CPU of `make run` against CPU of `dbt build` of the same models.

Both start from the demo company's files: `make run` reads them, builds, checks and publishes; `dbt
build` finds them loaded, and builds and checks. dbt has no counterpart of the statistics of the
analytic tables, so what they cost alone is measured and taken off; both figures are printed. Run it
with `python benchmarks/<this file>`.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
GOAL = 2.0
STATISTICS = """
from ecom_platform.analytics.tables.table_registry import steps
from ecom_platform.settings import load_settings
from ecom_platform.warehouse.connection import open_warehouse
with open_warehouse(load_settings().warehouse_path) as warehouse:
    for step in steps().values():
        step.build(warehouse)
"""


def _cpu_seconds(command: list[str], environment: Mapping[str, str]) -> float:
    """User and system time of the command and everything it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _do(command, environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _do(command: list[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def _make_run(landing: Path, data: Path) -> tuple[float, float]:
    """The run, and its statistics once more and alone; pictures are no part of either."""
    places = [f"LANDING={landing}", f"DATA={data}"]
    run = _cpu_seconds(["make", "run", *places], {"ECOM_PICTURES": "false"})
    alone = [str(BIN / "python"), "-c", STATISTICS]
    return run, _cpu_seconds(alone, {"ECOM_DATA": str(data)})


def _dbt_build(landing: Path, data: Path) -> float:
    environment = {
        "ECOM_DATA": str(data),
        "ECOM_LANDING": str(landing),
        "DBT_WAREHOUSE_PATH": str(data / "warehouse" / "warehouse.duckdb"),
    }
    project = str(ROOT / "dbt_models")
    where = ["--project-dir", project, "--profiles-dir", project]
    where += ["--target-path", str(data / "dbt"), "--log-path", str(data / "dbt")]
    _do([str(BIN / "ecom"), "ingest"], environment)
    _do([str(BIN / "dbt"), "parse", *where], environment)
    return _cpu_seconds([str(BIN / "dbt"), "build", *where], environment)


def main() -> int:
    """Measure, print, and fail when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3, help="the least of so many counts")
    parser.add_argument("--lines", type=int, default=200_000, help="order lines of the company")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        landing = home / "demo" / "landing"
        demo = {"ECOM_DATA": str(home / "demo")}
        _do([str(BIN / "ecom"), "demo", "--lines", str(chosen.lines)], demo)
        _do(["make", "setup"], {})
        runs, builds = [], []
        for number in range(chosen.repeats):
            runs.append(_make_run(landing, home / f"run-{number}"))
            builds.append(_dbt_build(landing, home / f"build-{number}"))
            shutil.rmtree(home / f"run-{number}")
            shutil.rmtree(home / f"build-{number}")
    run, statistics = min(runs)
    ratio = (run - statistics) / min(builds)
    print(
        f"make run {run:.1f} CPU s, its statistics {statistics:.1f} CPU s, "
        f"dbt build {min(builds):.1f} CPU s"
    )
    print(f"ratio {ratio:.2f}, goal at most {GOAL:.1f}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
