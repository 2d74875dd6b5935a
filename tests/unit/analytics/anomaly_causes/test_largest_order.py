"""The order without which a day is an ordinary one, by hand; and no order where there is none."""

import numpy as np
import pytest

from ecom_platform.analytics.anomaly_causes.attribution import Attribution, Cause
from ecom_platform.analytics.anomaly_causes.largest_order import LargestOrder, largest_order

IDS = ["a", "b", "c", "d"]


def test_of_a_sum_it_is_the_order_that_brought_the_gap() -> None:
    found = largest_order(IDS, np.array([10.0, 190.0, 20.0, 30.0]), None, 100.0)
    assert found is not None
    assert found.order_id == "b"
    assert found.share == pytest.approx(190 / 150)


def test_of_a_mean_it_is_the_order_that_moves_it() -> None:
    """100 on four orders against 10: without the one of 70 the mean is 10."""
    found = largest_order(IDS, np.array([8.0, 70.0, 12.0, 10.0]), np.ones(4), 10.0)
    assert found is not None
    assert found.order_id == "b"
    assert found.share == pytest.approx(1.0)


def test_of_a_rate_that_fell_it_is_the_order_that_lowered_it() -> None:
    """Of 20 lines 5 are cancelled, a third was expected: without the ten lines of c half are."""
    cancelled, lines = np.array([2.0, 2.0, 0.0, 1.0]), np.array([4.0, 4.0, 10.0, 2.0])
    found = largest_order(IDS, cancelled, lines, 1 / 3)
    assert found is not None
    assert found.order_id == "c"
    assert found.share == pytest.approx((0.5 - 0.25) / (1 / 3 - 0.25))


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([100.0, 100.0, 110.0, 90.0], 100.0),
        ([10.0, 10.0, 10.0, 10.0], 100.0),  # fewer came: no order of those that came did it
        ([10.0, 10.0, 10.0, 10.0], 40.0),
    ],
)
def test_a_gap_of_many_orders_has_no_order_that_makes_it(
    amounts: list[float], expected: float
) -> None:
    assert largest_order(IDS, np.array(amounts), None, expected) is None


def test_lines_without_an_order_are_no_order() -> None:
    assert largest_order(["a", None], np.array([10.0, 200.0]), None, 20.0) is None


@pytest.mark.parametrize("ids", [[], ["a"]])
def test_a_day_of_one_order_or_none_says_nothing(ids: list[str]) -> None:
    assert largest_order(ids, np.full(len(ids), 50.0), None, 10.0) is None


def test_a_ratio_over_nothing_says_nothing() -> None:
    assert largest_order(["a", "b"], np.array([1.0, 2.0]), np.zeros(2), 10.0) is None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((), "+50 %: 118 % of the gap comes from one order, 581483."),
        (
            (("category", "kurta"),),
            (
                "+50 %: 90 % of the gap comes from kurta, through units rather than price; "
                "118 % comes from one order, 581483."
            ),
        ),
    ],
)
def test_it_is_named_after_the_parts_that_moved_and_instead_of_all_alike(
    values: tuple[tuple[str, str], ...], told: str
) -> None:
    cause = Cause(values, 45.0, 45.0, 0.0, 0.9, 10.0)
    order = LargestOrder("581483", 1.18)
    found = Attribution(
        "amount", 150.0, 100.0, 45.0, 0.0, (cause,), 5.0, None, is_share=False, largest_order=order
    )
    assert found.sentence == told


def test_it_is_named_where_no_part_stands_out() -> None:
    found = Attribution(
        "amount",
        150.0,
        100.0,
        0.0,
        0.0,
        (),
        50.0,
        "No part stands out.",
        is_share=False,
        largest_order=LargestOrder("581483", 0.8),
    )
    assert found.sentence == "+50 %: 80 % of the gap comes from one order, 581483."
