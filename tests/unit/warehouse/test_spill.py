"""Rows that do not fit into memory lie below the data folder, apart for each open database."""

import os
import re
import time
from pathlib import Path

import duckdb
import pytest

from ecom_platform.publishing.read_only_connection import connect_read_only
from ecom_platform.publishing.version_folder import WAREHOUSE
from ecom_platform.settings import PROJECT_ROOT, Settings
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.spill import MOST_SPILL, open_temporary_database, remove_leftover_spill
from tests.support.tables.sales import Line
from tests.support.tables.versions import publish_sales

CONNECTING = {  # the modules that open databases, all below the data folder or without spilling
    "ingestion/feeds/column_names.py",
    "ingestion/files/file_format.py",
    "publishing/read_only_connection.py",
    "warehouse/connection.py",
    "warehouse/spill.py",
}
LARGE = "select md5((number + {})::varchar) as hash from range(600_000) as t (number) order by hash"


def _settings_of(connection: duckdb.DuckDBPyConnection) -> tuple[Path, str]:
    folder, most = connection.execute(
        "select current_setting('temp_directory'), current_setting('max_temp_directory_size')"
    ).fetchall()[0]
    return Path(folder), most


def _small_database(data: Path) -> duckdb.DuckDBPyConnection:
    connection = open_temporary_database(data)
    connection.execute("set threads = 1; set memory_limit = '24MB'")
    return connection


def test_every_kind_of_connection_spills_below_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    publish_sales(settings.published, "v1", [Line()])
    with (
        open_warehouse(settings.warehouse_path) as warehouse,
        connect_read_only(settings.published / "v1" / WAREHOUSE) as version,
        open_temporary_database(tmp_path) as memory,
    ):
        for connection in (warehouse, version, memory):
            folder, most = _settings_of(connection)
            assert folder.is_relative_to(tmp_path)
            assert not folder.is_relative_to(settings.published)
            assert most == "18.6 GiB"  # twenty billion bytes
    assert MOST_SPILL in (PROJECT_ROOT / "dbt_models" / "profiles.yml").read_text()


def test_nothing_else_opens_a_database() -> None:
    """A database that is opened without these settings spills into the working directory."""
    library = PROJECT_ROOT / "ecom_platform"
    opening = {
        path.relative_to(library).as_posix()
        for path in library.rglob("*.py")
        if re.search(r"\bduckdb\.connect\(", path.read_text())
    }
    assert opening == CONNECTING


def test_a_large_query_spills_there_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    data.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    with _small_database(data) as connection:
        result = connection.execute(LARGE.format(0))
        result.fetchmany(1)
        assert [path for path in (data / "spill").rglob("*") if path.is_file()]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_two_queries_that_spill_at_once_keep_their_rows_apart(tmp_path: Path) -> None:
    """All versions spilled into one folder, where the second query overwrote rows of the first."""
    with _small_database(tmp_path) as first, _small_database(tmp_path) as second:
        results = [one.execute(LARGE.format(n)) for n, one in enumerate((first, second))]
        rows = [[row[0] for row in result.fetchall()] for result in results]
    assert [len(found) for found in rows] == [600_000] * 2
    assert all(found == sorted(found) for found in rows)


def test_what_killed_processes_left_is_removed_a_day_later(tmp_path: Path) -> None:
    old, new = tmp_path / "spill" / "7-v1", tmp_path / "spill" / "8-v2"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "duckdb_temp_storage.tmp").touch()
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(old, (two_days_ago, two_days_ago))
    remove_leftover_spill(tmp_path)
    assert sorted(path.name for path in (tmp_path / "spill").iterdir()) == ["8-v2"]
