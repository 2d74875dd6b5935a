"""What holds of every fault, whatever it damages."""

import pytest

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.fault import Fault, Size
from ecom_platform.fault_injection.fault_registry import all_faults, fault_named
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from tests.support.files.deliveries import delivery

EASY_TO_MAKE = {"products"}  # its columns are those of the stock report and the price list
CASES = [
    pytest.param(one, size, feed, id=f"{one.name}-{size.name}-{feed}")
    for one in all_faults().values()
    for size in one.sizes
    for feed in one.feeds
    if feed not in EASY_TO_MAKE
]


def test_there_are_more_than_forty_classes() -> None:
    assert len(all_faults()) >= 45


@pytest.mark.parametrize("one", all_faults().values(), ids=lambda one: one.name)
def test_a_fault_is_declared_whole(one: Fault) -> None:
    assert len(one.sizes) >= 3
    assert [size.is_obvious for size in one.sizes].count(True) == 1
    assert len({size.name for size in one.sizes}) == len(one.sizes)
    assert one.sentence.endswith(".")
    assert one.feeds
    assert set(one.feeds) <= set(all_feeds())


@pytest.mark.parametrize(("one", "size", "feed"), CASES)
def test_a_fault_changes_its_feed_always_the_same_way_and_leaves_the_files_alone(
    one: Fault, size: Size, feed: str
) -> None:
    whole, again = delivery(feed), delivery(feed)
    planted = one.plant(whole, size)
    assert dict(planted.files) != dict(whole.files)
    assert dict(planted.files) == dict(one.plant(again, size).files)
    assert whole == again


def test_a_fault_spares_other_feeds_and_later_nights() -> None:
    one = fault_named("amounts_times_100")
    assert one.plant(delivery("fx_rates"), one.obvious) == delivery("fx_rates")
    assert one.plant(delivery("order_lines", 2), one.obvious) == delivery("order_lines", 2)


def test_an_unknown_fault_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        QualityError, match=r"no fault 'meteor'\. Known faults: all_lines_one_status"
    ):
        fault_named("meteor")
