"""What is stored with the verdicts of a run, for the incidents that follow it."""

from pathlib import Path

from ecom_platform.quality.gate.verdict_store import last_files
from tests.support.platform.small_platform import SmallPlatform


def test_the_files_that_came_last_are_known_by_their_table(tmp_path: Path) -> None:
    platform = SmallPlatform(tmp_path)  # has read orders.csv
    for number in range(1, 4):
        platform.deliver(f"orders_{number}.csv")
    platform.deliver("damaged.csv", status="refused")
    with platform.warehouse() as warehouse:
        assert last_files(warehouse) == {
            "raw.order_lines": ["orders_3.csv", "orders_2.csv", "orders_1.csv"]
        }


def test_before_the_first_file_there_are_none(tmp_path: Path) -> None:
    platform = SmallPlatform(tmp_path)
    with platform.warehouse() as warehouse:
        warehouse.execute("delete from raw.files")
        assert last_files(warehouse) == {}
