"""A follower hands out the version that is current, and closes the others once nobody reads."""

import shutil
from pathlib import Path

import pytest

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.version_folder import make_current
from ecom_platform.serving.version_follower import VersionFollower
from tests.support.tables.sales import Line
from tests.support.tables.versions import publish_sales

COUNT = "select count(*) from marts.fct_order_items"


def test_a_reader_keeps_its_version_and_the_next_gets_the_new_one(tmp_path: Path) -> None:
    publish_sales(tmp_path, "v1", [Line()])
    with VersionFollower(tmp_path) as follower, follower.reading() as first:
        publish_sales(tmp_path, "v2", [Line(), Line()])
        with follower.reading() as second:
            assert second.connection.execute(COUNT).fetchall() == [(2,)]
        assert first.connection.execute(COUNT).fetchall() == [(1,)]
        assert first.name == "v1"
        assert follower.open_versions() == ["v1", "v2"]


def test_a_version_is_closed_when_its_last_reader_is_done(tmp_path: Path) -> None:
    publish_sales(tmp_path, "v1", [Line()])
    with VersionFollower(tmp_path) as follower:
        with follower.reading(), follower.reading():
            publish_sales(tmp_path, "v2", [Line()])
        with follower.reading():
            assert follower.open_versions() == ["v2"]
    assert follower.open_versions() == []


def test_an_older_version_is_read_by_its_name(tmp_path: Path) -> None:
    publish_sales(tmp_path, "v1", [Line()])
    publish_sales(tmp_path, "v2", [Line(), Line()])
    with VersionFollower(tmp_path) as follower, follower.reading("v1") as older:
        assert older.connection.execute(COUNT).fetchall() == [(1,)]


def test_a_version_that_is_pruned_while_it_is_read_stays_readable(tmp_path: Path) -> None:
    publish_sales(tmp_path, "v1", [Line()])
    with VersionFollower(tmp_path) as follower, follower.reading() as version:
        publish_sales(tmp_path, "v2", [Line()])
        shutil.rmtree(tmp_path / "v1")
        assert version.connection.execute(COUNT).fetchall() == [(1,)]


def test_no_version_a_missing_and_a_damaged_one_are_sentences(tmp_path: Path) -> None:
    with VersionFollower(tmp_path) as follower:
        with pytest.raises(PublishingError, match="make run"), follower.reading():
            pass
        publish_sales(tmp_path, "v1", [Line()])
        with pytest.raises(PublishingError, match="no version 'v9'"), follower.reading("v9"):
            pass
        (tmp_path / "bad").mkdir()
        make_current(tmp_path, "bad")
        with pytest.raises(PublishingError, match="damaged"), follower.reading():
            pass
        make_current(tmp_path, "v1")
        with follower.reading() as version:
            assert version.name == "v1"
