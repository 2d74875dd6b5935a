"""The state of the platform, also while a run is at work and after one that was held."""

from decimal import Decimal

from ecom_platform.publishing.publish_version import publish
from ecom_platform.serving.platform_status import read_status
from ecom_platform.warehouse.run_lock import run_lock
from tests.support.platform.small_platform import ALL_PASS, AMOUNTS, SmallPlatform


def test_before_the_first_run_there_is_nothing_to_show(platform: SmallPlatform) -> None:
    status = read_status(platform.settings)
    assert (status.version, status.verdict) == (None, None)
    assert not status.is_up_to_date


def test_after_a_publication_everything_is_up_to_date(platform: SmallPlatform) -> None:
    platform.build()
    publication = publish(platform.settings)
    status = read_status(platform.settings)
    assert status.version == publication.version
    assert status.is_up_to_date


def test_a_held_build_shows_its_reasons_beside_the_version_readers_keep(
    platform: SmallPlatform,
) -> None:
    platform.build("run-1")
    publication = publish(platform.settings)
    platform.build("run-2", tests={**ALL_PASS, AMOUNTS: "fail"})
    status = read_status(platform.settings)
    assert status.version == publication.version
    assert not status.is_up_to_date
    assert status.verdict is not None
    assert "amounts_are_positive" in status.verdict.reasons[0]


def test_held_tables_are_not_up_to_date(platform: SmallPlatform) -> None:
    platform.build("run-1")
    publish(platform.settings)
    platform.build("run-2", tests={**ALL_PASS, AMOUNTS: "fail"})
    publish(platform.settings)
    status = read_status(platform.settings)
    assert status.has_held_tables
    assert not status.is_up_to_date


def test_unread_files_are_named(platform: SmallPlatform) -> None:
    platform.deliver("junk.csv", "refused")
    platform.deliver("growing.csv", "waiting")
    assert read_status(platform.settings).unread_files == (
        "junk.csv is refused.",
        "growing.csv is waiting.",
    )


def test_money_is_shown_per_feed(platform: SmallPlatform) -> None:
    platform.deliver("more.csv", quarantined=3)
    platform.build()
    publish(platform.settings)
    status = read_status(platform.settings)
    rows, money = status.quarantined()
    assert (rows, money) == (3, {"order_lines": Decimal("30.00")})
    assert status.repeats()[0] == 4


def test_while_a_run_is_at_work_the_version_is_shown_without_waiting(
    platform: SmallPlatform,
) -> None:
    platform.build()
    publication = publish(platform.settings)
    with run_lock(platform.settings.warehouse_path.parent):
        status = read_status(platform.settings)
    assert status.is_running
    assert status.version == publication.version
