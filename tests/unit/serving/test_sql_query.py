"""One reading statement is answered; anything else is refused with a sentence."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ecom_platform.errors import QueryError
from ecom_platform.publishing.publish_version import publish
from ecom_platform.serving.sql_query import BATCH_ROWS, run_query
from ecom_platform.serving.version_reader import open_version
from tests.support.platform.small_platform import SmallPlatform


@pytest.fixture
def version(platform: SmallPlatform) -> Iterator[duckdb.DuckDBPyConnection]:
    platform.build(rows=BATCH_ROWS + 1)
    publish(platform.settings)
    with open_version(platform.settings.published) as connection:
        yield connection


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "from marts.fct_orders",
        "with one as (select 1) select * from one",
        "describe marts.fct_orders",
        "explain select 1",
        "select 1;",
    ],
)
def test_reading_statements_are_answered(version: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert next(run_query(version, sql).batches)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "select 1; select 2",
        "delete from marts.fct_orders",
        "create table mine as select 1",
        "attach 'other.duckdb'",
        "copy marts.fct_orders to 'stolen.csv'",
        "export database 'stolen'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set threads = 1",
        "call pragma_version()",
        "select * from read_csv('/etc/hostname')",
        "select * from '/etc/hostname'",
        "select * from glob('/*')",
        "select content from read_text('/etc/hostname')",
        "selct 1",
    ],
)
def test_everything_else_is_refused(
    version: duckdb.DuckDBPyConnection, sql: str, tmp_path: Path
) -> None:
    with pytest.raises(QueryError):
        list(run_query(version, sql).batches)


def test_rows_come_in_batches(version: duckdb.DuckDBPyConnection) -> None:
    found = run_query(version, "select order_id, amount from marts.fct_orders")
    assert found.columns == ("order_id", "amount")
    assert [len(batch) for batch in found.batches] == [BATCH_ROWS, 1]


def test_an_error_while_rows_are_fetched_is_a_sentence(
    version: duckdb.DuckDBPyConnection,
) -> None:
    failing = "select case when order_id = 10000 then error('late') end from marts.fct_orders"
    with pytest.raises(QueryError, match="late"):
        list(run_query(version, failing).batches)
