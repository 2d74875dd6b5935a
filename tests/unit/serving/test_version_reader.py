"""Readers get a whole version, read-only, or a sentence."""

import duckdb
import pytest

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.publish_version import publish
from ecom_platform.serving.version_reader import open_version, version_manifest
from tests.support.platform.small_platform import SmallPlatform

SUM = "select sum(amount)::bigint from marts.fct_orders"


def test_a_reader_keeps_its_version_while_another_is_published(platform: SmallPlatform) -> None:
    platform.build("run-1")
    first = publish(platform.settings).version.name
    with open_version(platform.settings.published) as earlier:
        platform.build("run-2", factor=2)
        publish(platform.settings)
        with open_version(platform.settings.published) as later:
            assert earlier.execute(SUM).fetchall() == [(499_500,)]
            assert later.execute(SUM).fetchall() == [(999_000,)]
    with open_version(platform.settings.published, first) as named:
        assert named.execute(SUM).fetchall() == [(499_500,)]


def test_a_reader_cannot_write(platform: SmallPlatform) -> None:
    platform.build()
    publish(platform.settings)
    with (
        open_version(platform.settings.published) as connection,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        connection.execute("delete from marts.fct_orders")


def test_no_version_yet_is_a_sentence(platform: SmallPlatform) -> None:
    with (
        pytest.raises(PublishingError, match="No version has been published"),
        open_version(platform.settings.published),
    ):
        pass


@pytest.mark.parametrize("name", ["20990101", "../warehouse", ".building-x", ""])
def test_an_unknown_version_is_a_sentence(platform: SmallPlatform, name: str) -> None:
    platform.build()
    publish(platform.settings)
    with (
        pytest.raises(PublishingError, match="There is no version"),
        open_version(platform.settings.published, name),
    ):
        pass


def test_a_damaged_version_is_a_sentence(platform: SmallPlatform) -> None:
    platform.build()
    name = publish(platform.settings).version.name
    (platform.settings.published / name / "warehouse.duckdb").write_bytes(b"junk")
    with (
        pytest.raises(PublishingError, match=f"Version {name} is damaged"),
        open_version(platform.settings.published),
    ):
        pass


def test_the_manifest_of_the_current_version_is_at_hand(platform: SmallPlatform) -> None:
    platform.build()
    publication = publish(platform.settings)
    assert version_manifest(platform.settings.published) == publication.version
