"""kill -9 at twenty named points of a run: nothing is torn, lost or reported twice.

Each killed run goes on from what the one before left behind, so leftovers pile up as they would on
a bad night. There are three such nights: the first of all, one in which a file is wrong, so that
tables are held back and people are notified, and the one in which it is put right.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import select

from ecom_platform.operations import store_tables
from ecom_platform.operations.store import open_store
from ecom_platform.publishing.manifest import TableContent
from ecom_platform.publishing.version_folder import current_version, list_versions
from ecom_platform.serving.version_reader import open_version, version_manifest
from ecom_platform.settings import Settings
from tests.support.alerts.fake_slack import TOKEN
from tests.support.platform.forks import ROOT
from tests.support.platform.killed_runs import KilledRuns, Point, killed_runs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("kills of a run"),  # one worker: it alone takes a fifth of the suite
]
ALERTS = """
channels: {data-quality: {kind: slack, channel: "#data-quality"}}
routes: [{to: data-quality}]
"""
STATEMENT = "dbt.adapters.duckdb.environments.local.DuckDBCursorWrapper.execute"
EVENT = "dagster_instance.event_log.KeptOpenEventLog.store_event"
ORDERS = "webshop order lines 2025-06.parquet"
PRODUCTS = ["webshop products 2025-06-01.csv", "webshop products 2025-06-10.csv"]

FIRST_NIGHT = [
    Point("the run is announced, no step has begun", EVENT, "PIPELINE_START", is_done=True),
    Point(
        "in the transaction of the third file, its rows stored and not yet deduplicated",
        "ecom_platform.ingestion.load.deduplication.repeats_in_file.mark_repeated_rows",
        nth=3,
    ),
    Point("between two files", "ecom_platform.ingestion.load.load_landing.is_settled", nth=8),
    Point(
        "in the transaction of another file, all done but the commit",
        "ecom_platform.ingestion.load.file_ledger.file_counts",
        nth=6,
    ),
    Point("an incremental table is built for the first time", STATEMENT, "model.ecom.fct_order_i"),
]
NIGHT_OF_A_WRONG_FILE = [
    Point(
        "files are loaded, the run not in the history",
        "ecom_platform.quality.results.result_store.begin_run",
    ),
    Point(
        "rules are measured, what they found is not kept",
        "ecom_platform.quality.results.result_store.save_results",
        "raw.order_lines",
    ),
    Point(
        "in the gate, its verdict not kept",
        "ecom_platform.quality.gate.verdict_store.save_verdicts",
    ),
    Point(
        "half a version is copied, without what held tables keep",
        "ecom_platform.publishing.publish_version.copy_held_tables",
    ),
    Point(
        "at the flip, the pointer written beside the old one", "pathlib.Path.replace", ".CURRENT-"
    ),
]
NIGHT_OF_ANOTHER_FILE = [
    Point("in pruning, a version hidden", "shutil.rmtree", ".removing-", is_shown=True),
    Point("published, and the run not yet a success", EVENT, "PIPELINE_SUCCESS"),
    Point(
        "in the transaction that follows a judgement, messages written",
        "ecom_platform.alerts.incidents.incident_store.mark_processed",
    ),
]
NIGHT_OF_THE_RIGHT_FILE = [
    Point(
        "feeds are dated, their age not kept",
        "ecom_platform.quality.results.result_store.save_dbt_results",
        "/source_freshness",
    ),
    Point(
        "a layer is built and tested, its history not kept",
        "ecom_platform.quality.results.result_store.save_dbt_results",
        "/staging",
    ),
    Point(
        "in a snapshot, changed rows ended and not committed",
        STATEMENT,
        'update "warehouse"."intermediate"."product_attributes"',
        is_done=True,
    ),
    Point(
        "in an incremental table, its days replaced and not committed",
        STATEMENT,
        'delete from "warehouse"."marts"."fct_order_items"',
        is_done=True,
    ),
    Point("between dbt and the statistics", "assets.analytics.analytic_tables.build_step"),
    Point(
        "between the two tables of a statistic",
        "ecom_platform.analytics.tables.anomaly_tables.replace_table",
        nth=2,
    ),
    Point(
        "in a mart made after the statistics, not yet in its place",
        STATEMENT,
        '"warehouse"."marts"."mart_partner_performance_dashboard__dbt_tmp"',
        is_done=True,
    ),
]


@dataclass(frozen=True)
class Company:
    """A data folder, the files that are still to come, and runs that are killed."""

    data: Path
    still_to_come: Path
    runs: KilledRuns

    @property
    def published(self) -> Path:
        return self.data / "published"

    def receive(self, name: str) -> None:
        """A file lands, in the place of one of its name."""
        shutil.copy2(self.still_to_come / name, self.data / "landing" / name)

    def receive_wrong_orders(self) -> None:
        """The file of orders lands with the sign of every price turned."""
        wrong = f"select * replace (-unit_price as unit_price) from '{self.still_to_come / ORDERS}'"
        duckdb.execute(f"copy ({wrong}) to '{self.data / 'landing' / ORDERS}' (format parquet)")

    def kill_at(self, points: list[Point]) -> None:
        """One run after the other; whatever readers had or got is whole."""
        for point in points:
            before = current_version(self.published)
            self.runs.kill_at(point)
            after = current_version(self.published)
            assert (after != before) == point.is_shown, point
            if after:
                _assert_readers_see_a_whole_version(self.published)

    def incidents(self) -> list[tuple[str, str]]:
        """The state and the cause of each."""
        known = store_tables.incidents.c
        with open_store(Settings(data=self.data)).transaction() as store:
            rows = store.execute(select(known.state, known.check_name))
            return [(row.state, row.check_name) for row in rows]

    def reported(self) -> Counter[str]:
        """How many messages of each kind are to be delivered."""
        sent = select(store_tables.messages.c.kind).join(store_tables.deliveries)
        with open_store(Settings(data=self.data)).transaction() as store:
            return Counter(store.execute(sent).scalars())

    def assert_nothing_is_left_over(self) -> None:
        """Two versions and no part of one; every run has ended, also those that died."""
        names = {version.name for version in list_versions(self.published)}
        assert len(names) == 2
        assert {path.name for path in self.published.iterdir()} == {*names, "CURRENT", "run.lock"}
        with sqlite3.connect(self.data / "dagster" / "history" / "runs.db") as runs:
            ended = dict(runs.execute("select status, count(*) from runs group by 1"))
        # one of the killed had succeeded before it died
        assert ended == {"FAILURE": 19, "SUCCESS": 4}


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ECOM_")}
    named = {"ECOM_DATA": str(data), "ECOM_KEEP_VERSIONS": "2", "ECOM_SETTLE_SECONDS": "0"}
    return {**kept, **named, "ECOM_PICTURES": "false", "ECOM_SLACK_TOKEN": TOKEN}


def _run(data: Path) -> None:
    """A run that nobody disturbs."""
    run = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "run_now"],
        cwd=ROOT,
        env=_environment(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def _marts(data: Path) -> Mapping[str, TableContent]:
    content = version_manifest(data / "published").tables
    return {name: table for name, table in content.items() if name.startswith("marts.")}


def _assert_readers_see_a_whole_version(published: Path) -> None:
    expected = version_manifest(published).tables
    with open_version(published) as version:
        for name, table in expected.items():
            rows = version.execute(f"select count(*) from {name}").fetchall()
            assert rows == [(table.rows,)], name


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo company, and what a run that nobody disturbs makes of all its files."""
    data = tmp_path_factory.mktemp("undisturbed")
    ecom = str(Path(sys.executable).with_name("ecom"))
    command = [ecom, "demo", "--days", "60", "--lines", "2000"]
    subprocess.run(command, cwd=ROOT, env=_environment(data), check=True)
    _run(data)
    return data


@pytest.fixture
def company(undisturbed: Path, tmp_path: Path) -> Iterator[Company]:
    """The same company on its first night: three of its files are still to come."""
    data, files = tmp_path / "data", undisturbed / "landing"
    shutil.copytree(files, data / "landing", ignore=shutil.ignore_patterns(ORDERS, *PRODUCTS))
    (data / "alerts.yaml").write_text(ALERTS)
    with killed_runs(_environment(data), data / "runs.log") as runs:
        yield Company(data, files, runs)


def test_runs_killed_at_twenty_points_lose_and_double_nothing(
    company: Company, undisturbed: Path
) -> None:
    company.kill_at(FIRST_NIGHT)
    assert current_version(company.published) is None
    _run(company.data)
    good = _marts(company.data)

    company.receive_wrong_orders()
    company.receive(PRODUCTS[0])
    company.kill_at(NIGHT_OF_A_WRONG_FILE)
    company.receive(PRODUCTS[1])
    company.kill_at(NIGHT_OF_ANOTHER_FILE)
    assert company.incidents() == []
    _run(company.data)
    assert company.incidents() == [("firing", "unit_price_is_not_negative")]
    assert company.reported() == {"opened": 1}
    held = _marts(company.data)
    assert held["marts.fct_order_items"] == good["marts.fct_order_items"]

    company.receive(ORDERS)
    company.kill_at(NIGHT_OF_THE_RIGHT_FILE)
    _run(company.data)
    assert company.incidents() == [("resolved", "unit_price_is_not_negative")]
    assert company.reported() == {"opened": 1, "resolved": 1}
    assert _marts(company.data) == _marts(undisturbed)
    company.assert_nothing_is_left_over()


def test_a_point_no_run_reaches_is_told(tmp_path: Path) -> None:
    """A run without a landing folder fails at its first step, long before the statistics."""
    point = Point("between dbt and the statistics", "assets.analytics.analytic_tables.build_step")
    with (
        killed_runs(_environment(tmp_path), tmp_path / "runs.log") as runs,
        pytest.raises(AssertionError, match="never reached"),
    ):
        runs.kill_at(point)
