"""Which rows a fault takes, and how cells change."""

from decimal import Decimal

import pytest

from ecom_platform.fault_injection import planting


@pytest.mark.parametrize(
    ("count", "share", "chosen"),
    [
        (10, 0.3, [0, 3, 6]),
        (4, 1, [0, 1, 2, 3]),
        (4, 0.001, [0]),
        (0, 0.5, []),
    ],
)
def test_a_share_is_spread_evenly_and_never_nothing(
    count: int, share: float, chosen: list[int]
) -> None:
    assert planting.evenly_spread(count, share) == chosen


@pytest.mark.parametrize(
    ("factor", "digits", "cell", "scaled"),
    [
        (100, 4, "16.4900", "1649"),
        (Decimal("0.01"), 2, "348.65", "3.49"),
        (-1, 4, "0.50", "-0.5"),
        (1000, 4, "1", "1000"),
    ],
)
def test_a_number_is_scaled_with_the_digits_it_needs(
    factor: Decimal | int, digits: int, cell: str, scaled: str
) -> None:
    assert planting.scaled(factor, digits)(cell) == scaled


def test_what_is_no_number_has_none() -> None:
    assert planting.number_of(" 12.50 ") == Decimal("12.50")
    assert planting.number_of("Nill") is None
    assert planting.number_of("NaN") is None


def test_new_ids_differ_in_every_digit() -> None:
    rows = planting.copies_with_new_ids([("W-0179", "x")], 0)
    assert rows == [("W-3402", "x")]


def test_values_are_ranked_by_how_often_they_are_there() -> None:
    values = ["a", "b", "b", "", "c", "c", "c"]
    assert planting.values_by_frequency(values) == ["a", "b", "c"]
    assert [planting.value_at_rank(values, share) for share in (0, 0.5, 1)] == ["a", "b", "c"]
    assert planting.value_at_rank([], 1) == ""


def test_sizes_say_their_share_and_the_last_is_obvious() -> None:
    sizes = planting.share_sizes(0.01, 1)
    assert [(size.name, size.value, size.is_obvious) for size in sizes] == [
        ("1 % of the rows", 0.01, False),
        ("all rows", 1, True),
    ]


def test_a_time_is_read_in_a_declared_form_only() -> None:
    moment = planting.parse_date_cell("amazon_sale_report", "06-30-25")
    assert moment is not None
    assert (moment[0].day, moment[1]) == (30, "%m-%d-%y")
    assert planting.parse_date_cell("amazon_sale_report", "30.06.2025") is None
