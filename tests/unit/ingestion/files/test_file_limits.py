"""A file that exceeds a limit is refused with the setting to raise, and the others are loaded."""

import time
from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.files.file_limits import FileLimits
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import Settings
from tests.support.files.file_bytes import gzipped, workbook
from tests.support.files.order_files import HEADER, order_line, order_lines_file

GOOD = order_lines_file(order_line("GOOD"))
MANY = order_lines_file(*(order_line(f"A{number}") for number in range(40)))


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(3_000_000_000)


def _gzip_bomb(path: Path) -> None:
    path.write_bytes(gzipped(f"{HEADER}\n" + "\n" * 3_000_000))


def _workbook_bomb(path: Path) -> None:
    path.write_bytes(workbook([HEADER.split(","), ["x" * 30_000] * 9, *([["y" * 9] * 9] * 12_000)]))


def _many_rows(path: Path) -> None:
    path.write_text(MANY)


LIMITS = [
    ("sparse.csv", _sparse, "max_file_mb", 2),
    ("bomb.csv.gz", _gzip_bomb, "max_content_mb", 2),
    ("bomb.xlsx", _workbook_bomb, "max_workbook_mb", 2),
    ("many.csv", _many_rows, "max_file_rows", 39),
]


@pytest.mark.parametrize(("name", "write", "setting", "limit"), LIMITS)
def test_a_file_beyond_a_limit_is_refused_and_the_others_are_loaded(
    tmp_path: Path, name: str, write: object, setting: str, limit: int
) -> None:
    landing = tmp_path / "landing"
    landing.mkdir()
    assert callable(write)
    write(landing / name)
    (landing / "a.csv").write_text(GOOD)
    (landing / "z.csv").write_text(GOOD.replace("GOOD", "LAST"))
    report = load_landing(
        Settings.model_validate({"data": tmp_path, "settle_seconds": 0, setting: limit})
    )
    (refused,) = report.refused
    assert refused.file_name == name
    assert f"ECOM_{setting.upper()}" in refused.message
    assert name in refused.message
    assert [file.file_name for file in report.with_status("loaded")] == ["a.csv", "z.csv"]


def test_a_file_of_exactly_as_many_rows_as_the_limit_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "many.csv").write_text(MANY)
    settings = Settings(data=tmp_path, settle_seconds=0, max_file_rows=40)
    assert not load_landing(settings).refused


def test_a_file_that_takes_too_long_is_refused_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "many.csv").write_text(MANY)
    settings = Settings(data=tmp_path, settle_seconds=0, max_file_seconds=1e-9)
    (refused,) = load_landing(settings).refused
    assert "ECOM_MAX_FILE_SECONDS" in refused.message
    assert refused.file_name in refused.message


def test_a_query_that_takes_too_long_is_interrupted() -> None:
    limits = FileLimits(seconds=0.2)
    with duckdb.connect() as connection:
        with pytest.raises(duckdb.InterruptException), limits.interrupting(connection):
            connection.execute("select count(*) from range(10_000_000_000) as a(x) where x % 7 = 8")
        assert connection.execute("select 1").fetchall() == [(1,)]
    assert time.monotonic() - limits.started_at < 30
