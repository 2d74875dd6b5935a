"""The real Amazon report, one day a night: how often would someone have been called in vain?"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.quality.evaluation.check_table import check_table
from ecom_platform.quality.evaluation.day_measures.anomaly_checks import ALERTS_PER_WEEK
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.settings import Settings

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("night by night")]

TABLE = "raw.amazon_sale_report"
Nights = dict[date, list[CheckResult]]

DELIVER = (
    """
    insert into raw.amazon_sale_report
    select * replace (? as file_id) from history.sale_report where order_date = ?
    """,
    """
    insert into raw.files
    select files.* replace (
            ? as file_id, days.order_date as first_date, days.order_date as last_date,
            days.row_count as record_count, days.row_count as loaded_count
        )
    from history.files as files cross join history.days as days where days.order_date = ?
    """,
    "insert into raw.day_fingerprints by name select * from history.days where order_date = ?",
)


@pytest.fixture(scope="module")
def nights(unlock_profits: Path, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """What every rule said each night, when each day had been delivered in a file of its own."""
    folder = tmp_path_factory.mktemp("night_by_night")
    landing = folder / "landing"
    landing.mkdir()
    name = "Amazon Sale Report.csv.gz"
    (landing / name).symlink_to(unlock_profits / name)
    load_landing(Settings(data=folder, landing=landing))
    warehouse = str(folder / "warehouse" / "warehouse.duckdb")
    with duckdb.connect(warehouse, config={"threads": 1}) as connection:
        _take_back(connection)
        return dict(_replay(connection))


def _take_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave raw empty, and keep what was loaded to deliver it day by day."""
    connection.execute("create schema history")
    for table, source in (
        ("sale_report", TABLE),
        ("files", "raw.files"),
        ("days", "raw.day_fingerprints"),
    ):
        connection.execute(f"create table history.{table} as select * from {source}")
        connection.execute(f"delete from {source}")


def _replay(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[date, list[CheckResult]]]:
    days = connection.execute("select order_date from history.days order by 1").fetchall()
    for number, (day,) in enumerate(days, start=1):
        rows, files, fingerprints = DELIVER
        connection.execute(rows, [number, day])
        connection.execute(files, [number, day])
        connection.execute(fingerprints, [day])
        yield day, check_table(connection, TABLE, "changed")


def _opened(nights: Nights) -> list[tuple[date, str]]:
    """Each alert with its night: a rule that fails, and did not fail the night before."""
    opened, failing = [], set[str]()
    for day, check_results in nights.items():
        failed = {
            one.check_id for one in check_results if one.status == "fail" and not one.dimension
        }
        opened += [(day, check) for check in sorted(failed - failing)]
        failing = failed
    return opened


def test_every_night_is_replayed(nights: Nights) -> None:
    assert len(nights) == 91
    assert len({len([one for one in found if not one.dimension]) for found in nights.values()}) == 1


def test_no_night_of_real_business_is_called_an_error(nights: Nights) -> None:
    assert [one for found in nights.values() for one in found if is_blocking(one)] == []


def test_false_alerts_stay_within_the_budget(nights: Nights) -> None:
    """Thirteen weeks in which nothing was wrong: at most the budget a week, on the average."""
    opened = _opened(nights)
    assert len(opened) <= 13 * ALERTS_PER_WEEK


def test_no_week_calls_in_vain_more_often_than_once_a_day(nights: Nights) -> None:
    weeks = Counter(day.isocalendar()[:2] for day, _ in _opened(nights))
    assert max(weeks.values(), default=0) <= 7
