"""A version with held tables: the last good content of what failed beside the news of the rest."""

from typing import Any

import pytest

from ecom_platform.publishing import version_folder
from ecom_platform.publishing.publish_version import NotPublishableError, publish
from ecom_platform.serving.version_reader import open_version
from tests.support.platform.small_platform import ALL_PASS, AMOUNTS, EMPTY, ORDERS, SmallPlatform


def _amount(platform: SmallPlatform) -> Any:
    with open_version(platform.settings.published) as connection:
        return connection.execute("select sum(amount) from marts.fct_orders").fetchall()[0][0]


def test_a_failed_table_keeps_its_last_good_content_and_says_since_when_and_why(
    platform: SmallPlatform,
) -> None:
    platform.build("run-1")
    good = publish(platform.settings).version
    platform.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    version = publish(platform.settings).version
    assert _amount(platform) == 499_500
    held = version.held["marts.fct_orders"]
    assert (held.content_of, held.cause) == (good.name, "marts.fct_orders")
    assert "amounts_are_positive on marts.fct_orders failed (3 rows)" in held.because
    assert held.since == version.created_at
    assert version.tables["marts.fct_orders"] == good.tables["marts.fct_orders"]


def _more_partners(platform: SmallPlatform) -> None:
    with platform.warehouse() as connection:
        connection.execute("insert into marts.dim_sellers values ('P-1', 'One')")


def test_the_other_tables_are_published_beside_a_held_one(platform: SmallPlatform) -> None:
    platform.build("run-1")
    publish(platform.settings)
    platform.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    _more_partners(platform)
    publication = publish(platform.settings)
    assert publication.version.tables["marts.dim_sellers"].rows == 1
    assert _amount(platform) == 499_500
    assert "1 table is held back and keeps its last good content" in publication.sentence


def test_a_table_held_for_nights_keeps_its_beginning_and_its_good_version(
    platform: SmallPlatform,
) -> None:
    platform.build("run-1")
    good = publish(platform.settings).version
    platform.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    first = publish(platform.settings).version
    platform.build("run-3", factor=3, tests={**ALL_PASS, AMOUNTS: "fail"})
    _more_partners(platform)
    second = publish(platform.settings).version
    assert second.name != first.name
    assert second.held["marts.fct_orders"].since == first.created_at
    assert second.held["marts.fct_orders"].content_of == good.name
    assert _amount(platform) == 499_500


def test_the_same_tables_held_again_make_no_second_version(platform: SmallPlatform) -> None:
    platform.build("run-1")
    publish(platform.settings)
    platform.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    publish(platform.settings)
    platform.build("run-3", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    assert publish(platform.settings).status == "unchanged"


def test_a_repaired_table_is_shown_and_no_longer_held(platform: SmallPlatform) -> None:
    platform.build("run-1")
    publish(platform.settings)
    platform.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    publish(platform.settings)
    platform.build("run-3", factor=2)
    assert publish(platform.settings).version.held == {}
    assert _amount(platform) == 999_000


def test_a_table_that_never_passed_is_named_and_not_shown(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    version = publish(platform.settings).version
    assert "marts.fct_orders" not in version.tables
    assert version.held["marts.fct_orders"].content_of is None


def test_when_nothing_ever_passed_nothing_is_published(platform: SmallPlatform) -> None:
    platform.deliver("x.csv", "refused")
    platform.build()
    skipped = dict.fromkeys(ALL_PASS, "skipped")
    platform.build(tests=skipped, models={ORDERS: "skipped", EMPTY: "error"})
    with pytest.raises(NotPublishableError, match="files_are_readable on raw"):
        publish(platform.settings)
    assert version_folder.current_version(platform.settings.published) is None


def test_when_every_table_is_held_the_message_says_so(platform: SmallPlatform) -> None:
    platform.build("run-1")
    publish(platform.settings)
    platform.deliver("x.csv", "refused")
    platform.build("run-2", factor=2, models={EMPTY: "error"})
    version = publish(platform.settings).version
    assert {"marts.fct_orders", "marts.dim_sellers", "raw.files"} <= set(version.held)
    assert _amount(platform) == 499_500
