"""Publishing makes whole versions of what passed, and nothing of what did not."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ecom_platform.errors import PublishingError
from ecom_platform.publishing import (
    copy_tables,
    manifest_facts,
    publish_version,
    table_contents,
    version_folder,
)
from ecom_platform.publishing.publish_version import NotPublishableError, publish
from ecom_platform.publishing.rollback import rollback
from ecom_platform.serving.version_reader import open_version
from tests.support.platform.small_platform import ALL_PASS, HINT, SmallPlatform


def _amount(platform: SmallPlatform, version: str | None = None) -> Any:
    with open_version(platform.settings.published, version) as connection:
        return connection.execute("select sum(amount) from marts.fct_orders").fetchall()[0][0]


def _folders(platform: SmallPlatform) -> set[str]:
    return {path.name for path in platform.settings.published.iterdir() if path.is_dir()}


def test_a_version_holds_every_mart_and_where_its_rows_came_from(platform: SmallPlatform) -> None:
    platform.build(rows=1000)
    publication = publish(platform.settings, "run-1")
    assert publication.status == "published"
    tables = {name: table.rows for name, table in publication.version.tables.items()}
    assert tables == {
        "marts.dim_sellers": 0,
        "marts.fct_orders": 1000,
        "raw.files": 1,
        "raw.quarantine": 0,
    }
    assert _amount(platform) == 499_500


def test_the_manifest_says_what_is_in_it_and_where_it_came_from(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, HINT: "warn"})
    version = publish(platform.settings, "run-1").version
    assert version.run_id == "run-1"
    assert version.empty_tables == {"marts.dim_sellers": "No feed names a partner."}
    checks = [one for one in platform.results_of() if one.kind != "build"]
    assert version.checks == {"passed": len(checks) - 1, "warned": 1, "failed": 0}
    assert [check.check for check in version.failed_checks] == ["few_amounts_are_zero"]
    assert [(file.file_name, file.fingerprint) for file in version.files] == [
        ("orders.csv", "orders.csv#")
    ]
    (feed,) = version.feeds
    assert (feed.feed, feed.rows, feed.repeated_rows) == ("order_lines", 100, 2)
    assert feed.repeated_amount == Decimal("30.00")


def test_as_of_dates_come_from_the_mart_of_feeds(platform: SmallPlatform) -> None:
    platform.build()
    with platform.warehouse() as connection:
        connection.execute(
            "create table marts.dim_feeds as "
            "select 'order_lines' as feed, date '2026-01-09' as as_of_date"
        )
        (feed,) = manifest_facts.feed_facts(connection)
    assert feed.as_of_date == "2026-01-09"


def test_rows_keep_their_stored_order(platform: SmallPlatform) -> None:
    platform.build(rows=5000)
    publish(platform.settings)
    with open_version(platform.settings.published) as connection:
        rows = connection.execute("select order_id from marts.fct_orders").fetchall()
    assert rows == [(number,) for number in range(5000)]


def test_the_same_content_makes_no_second_version(platform: SmallPlatform) -> None:
    platform.build("run-1")
    first = publish(platform.settings)
    platform.build("run-2")
    second = publish(platform.settings)
    assert (second.status, second.version.name) == ("unchanged", first.version.name)
    assert not second.is_new
    assert len(_folders(platform)) == 1


def test_an_open_reader_does_not_make_the_same_content_a_new_version(
    platform: SmallPlatform,
) -> None:
    platform.build("run-1")
    publish(platform.settings)
    with open_version(platform.settings.published):
        platform.build("run-2")
        assert publish(platform.settings).status == "unchanged"


def test_an_earlier_run_cannot_publish_the_tables_of_a_later_one(platform: SmallPlatform) -> None:
    platform.build("run-1")
    platform.build("run-2", factor=2)
    with pytest.raises(NotPublishableError, match="run-2 has built since"):
        publish(platform.settings, "run-1")


def test_nothing_built_is_a_sentence(platform: SmallPlatform) -> None:
    with pytest.raises(NotPublishableError, match="Run 'ecom build' first"):
        publish(platform.settings)


def test_a_copy_that_differs_is_never_shown(
    platform: SmallPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.build()

    def copy_and_lose_a_row(
        connection: duckdb.DuckDBPyConnection, tables: list[str], target: Path
    ) -> None:
        copy_tables.copy_tables(connection, tables, target)
        with duckdb.connect(str(target)) as copy:
            copy.execute("delete from marts.fct_orders where order_id = 7")

    monkeypatch.setattr(publish_version, "copy_tables", copy_and_lose_a_row)
    with pytest.raises(PublishingError, match=r"copy of marts\.fct_orders .* differs"):
        publish(platform.settings)
    assert version_folder.current_version(platform.settings.published) is None
    assert not any(name[0] != "." for name in _folders(platform))


@pytest.mark.parametrize(
    "change",
    [
        "update marts.fct_orders set amount = amount + 0.01 where order_id = 7",
        "delete from marts.fct_orders where order_id = 7",
        "insert into marts.fct_orders select * from marts.fct_orders where order_id = 7",
        "update marts.fct_orders set amount = null where order_id = 7",
        "alter table marts.fct_orders rename amount to money",
        "alter table marts.fct_orders alter amount type decimal(18, 4)",
    ],
)
def test_the_figures_of_a_table_change_with_any_change_of_it(
    platform: SmallPlatform, change: str
) -> None:
    platform.build()
    with platform.warehouse() as connection:
        before = table_contents.table_contents(connection, ["marts.fct_orders"])
        connection.execute(change)
        assert table_contents.table_contents(connection, ["marts.fct_orders"]) != before


def test_the_figures_of_a_table_do_not_depend_on_the_order_of_rows(
    platform: SmallPlatform,
) -> None:
    platform.build()
    with platform.warehouse() as connection:
        before = table_contents.table_contents(connection, ["marts.fct_orders"])
        connection.execute(
            "create or replace table marts.fct_orders as "
            "select * from marts.fct_orders order by order_id desc"
        )
        assert table_contents.table_contents(connection, ["marts.fct_orders"]) == before


def test_old_versions_are_pruned_and_the_current_one_never(tmp_path: Path) -> None:
    platform = SmallPlatform(tmp_path, keep_versions=3)
    names = []
    for number in range(1, 6):
        platform.build(f"run-{number}", factor=number)
        names.append(publish(platform.settings).version.name)
    assert _folders(platform) == set(names[-3:])
    rollback(platform.settings.published, names[2])
    platform.build("run-6", factor=6)
    publish(platform.settings)
    platform.build("run-7", factor=7)
    newest = publish(platform.settings).version.name
    assert len(_folders(platform)) == 3
    assert version_folder.current_version(platform.settings.published) == newest


def test_rolling_back_shows_the_version_before(platform: SmallPlatform) -> None:
    platform.build("run-1")
    first = publish(platform.settings).version.name
    platform.build("run-2", factor=2)
    publish(platform.settings)
    assert rollback(platform.settings.published).name == first
    assert _amount(platform) == 499_500


def test_publishing_what_an_earlier_version_holds_shows_that_one_again(
    platform: SmallPlatform,
) -> None:
    platform.build("run-1")
    first = publish(platform.settings).version.name
    platform.build("run-2", factor=2)
    publish(platform.settings)
    platform.build("run-3")
    again = publish(platform.settings)
    assert (again.status, again.version.name) == ("restored", first)


def test_a_damaged_current_version_is_replaced_by_a_whole_one(platform: SmallPlatform) -> None:
    platform.build()
    first = publish(platform.settings).version.name
    (platform.settings.published / first / version_folder.WAREHOUSE).write_bytes(b"not a database")
    second = publish(platform.settings)
    assert second.status == "published"
    assert second.version.name != first
    assert _amount(platform) == 499_500


@pytest.mark.parametrize("name", ["no-such-version", "../published", ".hidden", ""])
def test_rolling_back_to_what_is_no_version_changes_nothing(
    platform: SmallPlatform, name: str
) -> None:
    platform.build()
    publish(platform.settings)
    with pytest.raises(PublishingError, match="no version"):
        rollback(platform.settings.published, name)
    assert _amount(platform) == 499_500


def _damage_tables(folder: Path) -> None:
    (folder / version_folder.WAREHOUSE).write_bytes(b"not a database")


def _damage_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"version": ')


@pytest.mark.parametrize("damage", [_damage_tables, _damage_manifest])
def test_rolling_back_to_a_damaged_version_changes_nothing(
    platform: SmallPlatform, damage: Callable[[Path], None]
) -> None:
    platform.build("run-1")
    first = publish(platform.settings).version.name
    platform.build("run-2", factor=2)
    publish(platform.settings)
    damage(platform.settings.published / first)
    with pytest.raises(PublishingError, match="cannot be read"):
        rollback(platform.settings.published, first)
    assert _amount(platform) == 999_000


def test_what_a_killed_publication_left_is_cleared_away(platform: SmallPlatform) -> None:
    platform.build()
    published = platform.settings.published
    (published / ".building-20260101-000000-000000-abcdef00").mkdir(parents=True)
    (published / ".removing-20250101-000000-000000-abcdef00").mkdir()
    (published / ".CURRENT-77").write_text("half")
    publish(platform.settings)
    left = {path.name for path in published.iterdir()}
    assert left == {"CURRENT", "run.lock", version_folder.current_version(published)}
