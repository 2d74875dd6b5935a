"""The folder of versions and its pointer."""

from pathlib import Path

import pytest

from ecom_platform.errors import PublishingError
from ecom_platform.publishing import version_folder
from ecom_platform.publishing.manifest import read_manifest
from ecom_platform.publishing.publish_version import publish
from ecom_platform.publishing.rollback import rollback
from tests.support.platform.small_platform import SmallPlatform


def test_before_the_first_publication_there_is_no_version(tmp_path: Path) -> None:
    assert version_folder.current_version(tmp_path / "published") is None
    assert version_folder.list_versions(tmp_path / "published") == []
    with pytest.raises(PublishingError, match="no version to go back to"):
        rollback(tmp_path / "published")


def test_versions_are_listed_in_the_order_they_were_made(platform: SmallPlatform) -> None:
    made = []
    for number in range(1, 4):
        platform.build(f"run-{number}", factor=number)
        made.append(publish(platform.settings).version.name)
    listed = [version.name for version in version_folder.list_versions(platform.settings.published)]
    assert listed == made == sorted(made)


def test_a_folder_without_a_manifest_is_no_version(platform: SmallPlatform) -> None:
    platform.build()
    publish(platform.settings)
    (platform.settings.published / "20990101-someone-made-this").mkdir()
    assert len(version_folder.list_versions(platform.settings.published)) == 1


def test_a_manifest_comes_back_as_it_was_written(platform: SmallPlatform) -> None:
    platform.build()
    version = publish(platform.settings).version
    assert read_manifest(platform.settings.published / version.name) == version


def test_the_pointer_names_the_version_and_leaves_nothing_else(tmp_path: Path) -> None:
    version_folder.make_current(tmp_path, "first")
    version_folder.make_current(tmp_path, "second")
    assert version_folder.current_version(tmp_path) == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]
