"""A rollback stays until a person or new content moves on."""

import pytest

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.publish_version import publish
from ecom_platform.publishing.rollback import ROLLBACK, rollback, rollback_in_force
from ecom_platform.publishing.version_folder import CURRENT, current_version
from tests.support.platform.small_platform import SmallPlatform


@pytest.fixture
def versions(platform: SmallPlatform) -> tuple[str, str]:
    """The names of a first and a second version, after a rollback to the first."""
    names = []
    for factor in (1, 2):
        platform.build(f"run-{factor}", factor=factor)
        names.append(publish(platform.settings).version.name)
    rollback(platform.settings.published)
    return names[0], names[1]


def test_the_next_night_with_the_same_content_keeps_what_readers_were_rolled_back_to(
    platform: SmallPlatform, versions: tuple[str, str]
) -> None:
    first, second = versions
    platform.build("run-3", factor=2)
    publication = publish(platform.settings)
    assert (publication.status, publication.version.name) == ("rolled back", first)
    assert not publication.is_new
    assert f"rolled back to version {first}" in publication.sentence
    assert f"'ecom rollback {second}' moves on now" in publication.sentence
    assert current_version(platform.settings.published) == first


def test_new_content_moves_on_and_ends_the_rollback(
    platform: SmallPlatform, versions: tuple[str, str]
) -> None:
    platform.build("run-3", factor=3)
    publication = publish(platform.settings)
    assert publication.status == "published"
    assert publication.version.name not in versions
    assert rollback_in_force(platform.settings.published) is None


def test_a_person_moves_on_to_the_newest_version(
    platform: SmallPlatform, versions: tuple[str, str]
) -> None:
    rollback(platform.settings.published, versions[1])
    assert rollback_in_force(platform.settings.published) is None
    platform.build("run-3", factor=2)
    assert publish(platform.settings).status == "unchanged"


@pytest.mark.usefixtures("versions")
def test_a_damaged_record_of_the_rollback_is_a_sentence(platform: SmallPlatform) -> None:
    (platform.settings.published / ROLLBACK).write_bytes(b"\xff")
    with pytest.raises(PublishingError, match="Run 'ecom rollback VERSION'"):
        publish(platform.settings)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"../warehouse", b"one\ntwo", b"a\x00b"])
def test_a_damaged_pointer_is_a_sentence_and_a_rollback_writes_it_anew(
    platform: SmallPlatform, versions: tuple[str, str], content: bytes
) -> None:
    published = platform.settings.published
    (published / CURRENT).write_bytes(content)
    with pytest.raises(PublishingError, match=r"CURRENT is damaged.*'ecom rollback VERSION'"):
        publish(platform.settings)
    rollback(published, versions[1])
    assert current_version(published) == versions[1]
