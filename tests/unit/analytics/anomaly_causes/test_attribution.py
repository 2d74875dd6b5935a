"""Causes: planted ones are named, and what cannot be known is said."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.analytics.anomaly_causes.attribution import Attribution, Kind, attribute
from ecom_platform.analytics.anomaly_causes.leaf_cells import LeafCells
from ecom_platform.errors import AnalyticsError

CHANNELS = ("Amazon.in", "Shop")
CATEGORIES = ("kurta", "set", "top", "dress", "saree", "blouse")
STATES = ("MAHARASHTRA", *(f"STATE {i}" for i in range(1, 15)))
LABELS = (CHANNELS, CATEGORIES, STATES)


def company(lines: float = 3000.0, *, rate: float | None = None) -> LeafCells:
    """A day that is as expected; parts sell by their place in the lists, the first ones most."""
    codes = np.array(
        [(a, b, c) for a in range(2) for b in range(6) for c in range(15)], dtype=np.intp
    )
    weight = (0.6, 0.4) @ np.eye(2)[:, codes[:, 0]]
    weight = weight / (1 + codes[:, 1]) / (2 + codes[:, 2])
    volume = lines * weight / weight.sum()
    each = 300.0 + 100.0 * codes[:, 1] if rate is None else np.full(len(codes), rate)
    return LeafCells(
        ("channel", "category", "state"),
        LABELS,
        codes,
        volume,
        volume * each,
        volume,
        volume * each,
    )


def part(cells: LeafCells, *values: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    mask = np.ones(len(cells.codes), dtype=np.bool_)
    for value in values:
        place = next(i for i, names in enumerate(LABELS) if value in names)
        mask &= cells.codes[:, place] == LABELS[place].index(value)
    return mask


def noisy(
    cells: LeafCells,
    mask: np.ndarray[tuple[int], np.dtype[np.bool_]],
    *,
    units: float = 1.0,
    price: float = 1.0,
    seed: int = 1,
) -> LeafCells:
    """The day with Poisson noise, the units and the price of a part changed by factors."""
    rng = np.random.default_rng(seed)
    each = cells.expected_amount / cells.expected_volume * np.where(mask, price, 1.0)
    volume = rng.poisson(cells.expected_volume * np.where(mask, units, 1.0)).astype(float)
    return replace(cells, actual_volume=volume, actual_amount=volume * each)


def names(found: Attribution) -> list[str]:
    return [one.name for one in found.causes]


def test_lost_units_of_three_values_are_named() -> None:
    cells = company()
    mask = part(cells, "Amazon.in", "kurta", "MAHARASHTRA")
    found = attribute(noisy(cells, mask, units=0.0), "amount")
    assert names(found) == ["Amazon.in x kurta x MAHARASHTRA"]
    assert found.causes[0].contribution == pytest.approx(-cells.expected_amount[mask].sum())
    assert found.causes[0].values == (
        ("channel", "Amazon.in"),
        ("category", "kurta"),
        ("state", "MAHARASHTRA"),
    )
    assert found.sentence.endswith(
        "comes from Amazon.in x kurta x MAHARASHTRA, through units rather than price."
    )


def test_a_price_cut_is_price_and_not_units() -> None:
    cells = company()
    found = attribute(noisy(cells, part(cells, "Shop", "kurta"), price=0.6), "amount")
    assert names(found) == ["Shop x kurta"]
    assert "through price rather than units" in found.sentence
    assert abs(found.causes[0].rate_part) > 5 * abs(found.causes[0].volume_part)


def test_units_and_price_that_fall_together_are_both_named() -> None:
    cells = company()
    found = attribute(noisy(cells, part(cells, "set"), units=0.7, price=0.7), "amount")
    assert names(found) == ["set"]
    assert "units and price" in found.sentence


def rate_day(rates: float | None = None, units: float = 1.0) -> LeafCells:
    """Kurta in the shop has its rate changed, or sells more at a usual rate three times as high."""
    cells = company(6000, rate=0.1)
    mask = part(cells, "Shop", "kurta")
    usual = np.where(mask & (rates is None), 0.3, 0.1)
    rng = np.random.default_rng(5)
    volume = rng.poisson(cells.expected_volume * np.where(mask, units, 1.0))
    now = usual if rates is None else np.where(mask, rates, usual)
    amount = rng.binomial(volume, now).astype(float)
    return replace(
        cells,
        actual_volume=volume.astype(float),
        actual_amount=amount,
        expected_amount=cells.expected_volume * usual,
    )


def test_a_cancel_rate_that_rose_in_one_part_is_its_rate_and_not_the_mix() -> None:
    found = attribute(rate_day(rates=0.35), "rate")
    assert names(found) == ["Shop x kurta"]
    assert found.is_share
    assert "points" in found.sentence
    assert found.sentence.endswith("through rate rather than mix.")


def test_more_of_a_part_that_always_cancels_more_is_mix_and_not_rate() -> None:
    found = attribute(rate_day(units=3.0), "rate")
    assert names(found) == ["Shop x kurta"]
    assert found.sentence.endswith("through mix rather than rate.")
    assert found.volume_part > 5 * abs(found.rate_part)


def test_a_day_worse_everywhere_blames_no_part() -> None:
    cells = company()
    everywhere = np.ones(len(cells.codes), dtype=np.bool_)
    found = attribute(noisy(cells, everywhere, units=0.7), "amount")
    assert names(found) == ["all parts alike"]
    assert "all parts alike, through units rather than price" in found.sentence


def test_two_causes_are_both_named_the_larger_first() -> None:
    cells = company()
    kurta = noisy(cells, part(cells, "Amazon.in", "kurta"), units=0.1)
    saree = noisy(cells, part(cells, "Shop", "set"), units=0.1, seed=2)
    mask = part(cells, "Shop", "set")
    both = replace(
        kurta,
        actual_volume=np.where(mask, saree.actual_volume, kurta.actual_volume),
        actual_amount=np.where(mask, saree.actual_amount, kurta.actual_amount),
    )
    found = attribute(both, "amount")
    assert names(found) == ["Amazon.in x kurta", "Shop x set"]
    assert found.causes[0].share > found.causes[1].share


def test_a_part_that_works_against_the_gap_comes_last_with_a_negative_share() -> None:
    cells = company()
    kurta = noisy(cells, part(cells, "Amazon.in", "kurta"), units=0.1)
    mask = part(cells, "Shop", "set")
    more = noisy(cells, mask, units=3.0, seed=2)
    both = replace(
        kurta,
        actual_volume=np.where(mask, more.actual_volume, kurta.actual_volume),
        actual_amount=np.where(mask, more.actual_amount, kurta.actual_amount),
    )
    found = attribute(both, "amount")
    assert names(found) == ["Amazon.in x kurta", "Shop x set"]
    assert found.causes[1].share < 0
    assert "Shop x set offsets a part of it" in found.sentence


def test_a_value_never_seen_before_is_a_cause() -> None:
    cells = company()
    mask = part(cells, "STATE 7")
    gone = np.where(mask, 0.0, cells.expected_volume)
    price = cells.expected_amount / cells.expected_volume
    new = replace(cells, expected_volume=gone, expected_amount=gone * price)
    volume = noisy(cells, mask, units=8.0).actual_volume
    found = attribute(replace(new, actual_volume=volume, actual_amount=volume * price), "amount")
    assert names(found)[0] == "STATE 7"
    assert "through units rather than price" in found.sentence


def test_a_value_that_says_the_same_in_fewer_words_wins() -> None:
    """One partner sells in one channel only: its channel adds nothing to its name."""
    cells = company()
    codes = np.column_stack([cells.codes, np.where(cells.codes[:, 0] == 0, 0, 1)])
    twin = replace(
        cells,
        dimensions=(*cells.dimensions, "partner"),
        labels=(*LABELS, ("AMAZON IN", "OWN SHOP")),
        codes=codes.astype(np.intp),
    )
    found = attribute(noisy(twin, part(cells, "Shop", "kurta"), units=0.2), "count")
    assert len(found.causes[0].values) == 2


def test_a_count_has_neither_price_nor_mix() -> None:
    cells = company()
    found = attribute(noisy(cells, part(cells, "kurta"), units=0.5), "count")
    assert names(found) == ["kurta"]
    assert found.rate_part == 0
    assert found.sentence.endswith("of the gap comes from kurta.")


def test_noise_alone_has_no_cause() -> None:
    cells = company()
    none = np.zeros(len(cells.codes), dtype=np.bool_)
    days = [attribute(noisy(cells, none, seed=seed), "count") for seed in range(20)]
    silent = [one for one in days if not one.causes]
    assert len(silent) >= 18
    assert silent[0].reason == "No part of it stands out from the noise."
    assert silent[0].unexplained == pytest.approx(silent[0].gap)


def test_a_day_as_expected_has_no_gap() -> None:
    found = attribute(company(), "amount")
    assert found.reason == "There is no gap to explain."
    assert found.causes == ()


def test_everything_gone_is_everything_alike() -> None:
    cells = company()
    nothing = np.zeros(len(cells.codes))
    found = attribute(replace(cells, actual_volume=nothing, actual_amount=nothing), "amount")
    assert found.sentence == (
        "-100 %: 100 % of the gap comes from all parts alike, through units rather than price."
    )


def test_sales_where_nothing_was_expected_are_stated_as_such() -> None:
    cells = company()
    nothing = np.zeros(len(cells.codes))
    found = attribute(replace(cells, expected_volume=nothing, expected_amount=nothing), "count")
    assert found.sentence.startswith("+3,000 where nothing was expected: ")


def test_one_cell_is_everything() -> None:
    one = np.ones(1)
    cells = LeafCells(
        ("channel",),
        (("A",),),
        np.zeros((1, 1), dtype=np.intp),
        one,
        50 * one,
        90 * one,
        4500 * one,
    )
    assert names(attribute(cells, "amount")) == ["all parts alike"]


def test_a_rate_over_nothing_is_refused() -> None:
    cells = company(rate=0.1)
    nothing = np.zeros(len(cells.codes))
    with pytest.raises(AnalyticsError, match="no volume"):
        attribute(replace(cells, actual_volume=nothing, actual_amount=nothing), "rate")


@pytest.mark.parametrize(("values", "causes"), [(0, 3), (3, 0), (3, 6)])
def test_as_many_causes_as_cannot_be_are_refused(values: int, causes: int) -> None:
    with pytest.raises(AnalyticsError, match="one to five"):
        attribute(company(), "count", max_values=values, max_causes=causes)


rows = st.lists(
    st.tuples(
        *(st.integers(0, 2) for _ in range(3)),
        *(st.integers(0, 300).map(float) for _ in range(2)),
        *(st.integers(-50, 900).map(float) for _ in range(2)),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=150, deadline=None)
@given(rows, st.sampled_from(["amount", "count", "rate"]))
def test_whatever_the_cells_the_parts_add_up_to_the_gap(
    drawn: list[tuple[float, ...]], kind: Kind
) -> None:
    """Negative amounts, empty cells and repeated cells included, without a warning."""
    table = np.array(drawn)
    labels = tuple(tuple(f"{d}{i}" for i in range(3)) for d in "abc")
    cells = LeafCells(
        ("a", "b", "c"), labels, table[:, :3].astype(np.intp), *table[:, [3, 5, 4, 6]].T
    )
    if kind == "rate" and not (cells.actual_volume.sum() and cells.expected_volume.sum()):
        return
    found = attribute(cells, kind)
    scale = 1e-9 * (1 + abs(found.actual) + abs(found.expected))
    assert found.volume_part + found.rate_part == pytest.approx(found.gap, abs=1e3 * scale)
    explained = sum(one.contribution for one in found.causes)
    assert explained + found.unexplained == pytest.approx(found.gap, abs=scale)
    for one in found.causes:
        assert one.volume_part + one.rate_part == pytest.approx(one.contribution)
    assert bool(found.causes) == (found.reason is None)
    assert found.sentence
