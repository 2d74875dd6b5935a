"""Contributions of blocks of cells to a gap, by volume and by rate; they add up to the gap.

A block acts in two ways: its volumes change, and the amount per unit changes (a price, a rate). The
gap is divided among all these by the Shapley value, which does not depend on an order and adds up
exactly. Blocks are found in `cause_search.py`.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats, LeafCells, summed_by
from ecom_platform.errors import AnalyticsError

Blocks = NDArray[np.intp]

SMALLEST = 1e-9  # a smaller volume counts as none


@dataclass(frozen=True)
class Rates:
    """Amount per unit of each cell, with a substitute where there is no unit.

    Attributes:
        expected: expected amount per unit.
        actual: actual amount per unit.
        usual: the rate that the values of the cell have in all cells.
    """

    expected: Floats
    actual: Floats
    usual: Floats


@dataclass(frozen=True)
class Contributions:
    """Parts of the gap, one entry per block; volume and rate of all blocks add up to the gap."""

    by_volume: Floats
    by_rate: Floats


def rates_of(cells: LeafCells) -> Rates:
    """The rates of the cells.

    A cell without expected volume takes the rate that its values have elsewhere (the total rate
    times the relative rate of each value); a cell without actual volume takes its expected rate.
    """
    usual = _usual_rates(cells)
    expected = _ratio_or_default(cells.expected_amount, cells.expected_volume, usual)
    actual = _ratio_or_default(cells.actual_amount, cells.actual_volume, expected)
    return Rates(expected, actual, usual)


def contributions(cells: LeafCells, blocks: Blocks, size: int, *, is_rate: bool) -> Contributions:
    """The gap of the total amount, or with `is_rate` of amount over volume, divided among blocks.

    Shapley (1953), with two players per block. For an amount this is, per cell, the change of
    volume at the mean of both rates and the change of rate at the mean of both volumes (Bennet
    1920). For a rate, expected volumes are scaled to the level of the last block: a change common
    to all cells does not change the mix.

    Args:
        cells: the cells of the day.
        blocks: block of each cell, 0 to `size` - 1; the last block is the rest.
        size: how many blocks there are; some may have no cell.
        is_rate: whether the total is the ratio of the sums.

    Raises:
        AnalyticsError: the total is a rate over no volume.
    """
    if not is_rate:
        return _amount_contributions(cells, blocks, size)
    if not cells.actual_volume.sum() > 0 or not cells.expected_volume.sum() > 0:
        raise AnalyticsError("A rate over no volume has no gap to explain.")
    return _rate_contributions(cells, blocks, size)


def _amount_contributions(cells: LeafCells, blocks: Blocks, size: int) -> Contributions:
    """Per block: volume changes at the mean of both rates (Bennet), and by rate the rest."""
    rates = rates_of(cells)
    change = cells.actual_volume - cells.expected_volume
    by_volume = change * (rates.expected + rates.actual) / 2
    by_rate = cells.actual_amount - cells.expected_amount - by_volume
    return Contributions(summed_by(blocks, by_volume, size), summed_by(blocks, by_rate, size))


def _rate_contributions(cells: LeafCells, blocks: Blocks, size: int) -> Contributions:
    """The Shapley values of the two players of each block: its volume and its rate."""
    volumes, amounts = _block_sums(cells, blocks, size)
    worth = _coalition_rates(volumes, amounts)
    shapley = _shapley_values(worth, 2 * size)
    return Contributions(shapley[0::2], shapley[1::2])


def _block_sums(cells: LeafCells, blocks: Blocks, size: int) -> tuple[Floats, Floats]:
    """The volumes and amounts of each block in every case, expected or actual.

    Returns:
        Volumes: [is the volume actual, block]. Amounts: [is the volume actual, is the rate actual,
        block].
    """
    level = _common_level(cells, blocks == size - 1)  # the last block is the rest
    rates = rates_of(cells)
    expected = level * cells.expected_volume
    change = cells.actual_volume - expected
    usual = level * cells.expected_amount

    def summed(values: Floats) -> Floats:
        return summed_by(blocks, values, size)

    volumes = np.stack([summed(expected), summed(cells.actual_volume)])
    new_rate = cells.actual_amount - change * rates.actual
    new_volume = usual + change * rates.expected
    amounts = np.stack(
        [
            np.stack([summed(usual), summed(new_rate)]),
            np.stack([summed(new_volume), summed(cells.actual_amount)]),
        ]
    )
    return volumes, amounts


def _common_level(cells: LeafCells, rest: NDArray[np.bool_]) -> float:
    """Actual over expected volume of the rest; of all cells where there is no rest."""
    actual, expected = cells.actual_volume[rest].sum(), cells.expected_volume[rest].sum()
    if actual > 0 and expected > 0:
        return float(actual / expected)
    return float(cells.actual_volume.sum() / cells.expected_volume.sum())


def _coalition_rates(volumes: Floats, amounts: Floats) -> Floats:
    """The total rate of every coalition, in which the players in it are actual, others expected.

    A coalition is a bit mask: bit 2b is the volume of block b, bit 2b + 1 its rate.
    """
    size = volumes.shape[1]
    masks = np.arange(4**size)
    volume, amount = np.zeros(len(masks)), np.zeros(len(masks))
    for block in range(size):
        has_volume, has_rate = (masks >> 2 * block) & 1, (masks >> 2 * block + 1) & 1
        volume += volumes[has_volume, block]
        amount += amounts[has_volume, has_rate, block]
    usual = amount[0] / volume[0]
    return _ratio_or_default(amount, volume, np.full(len(masks), usual))


def _shapley_values(worth: Floats, players: int) -> Floats:
    """The Shapley value of each player from the worth of each coalition (a bit per player)."""
    masks = np.arange(2**players)
    sizes = sum((masks >> player) & 1 for player in range(players))
    weights = np.array(
        [
            factorial(s) * factorial(players - s - 1) / factorial(players) if s < players else 0.0
            for s in range(players + 1)
        ]
    )
    values = np.empty(players)
    for player in range(players):
        without = masks[(masks >> player) & 1 == 0]
        gain = worth[without | (1 << player)] - worth[without]
        values[player] = np.sum(weights[np.asarray(sizes)[without]] * gain)
    return values


def _usual_rates(cells: LeafCells) -> Floats:
    """The rate of each cell as the product of the relative rates of its values."""
    volume, amount = cells.expected_volume.sum(), cells.expected_amount.sum()
    if volume <= 0 or amount <= 0:
        return np.zeros_like(cells.expected_volume)
    usual = np.full_like(cells.expected_volume, amount / volume)
    for column, names in zip(cells.codes.T, cells.labels, strict=True):
        amounts = summed_by(column, cells.expected_amount, len(names))
        volumes = summed_by(column, cells.expected_volume, len(names))
        own = _ratio_or_default(amounts, volumes, np.full(len(names), amount / volume))
        usual *= np.maximum(own, 0.0)[column] / (amount / volume)
    return usual


def _ratio_or_default(above: Floats, below: Floats, default: Floats) -> Floats:
    """The ratio; where the denominator is 0, the value of `default`."""
    known = below > SMALLEST
    return np.where(known, above / np.where(known, below, 1.0), default)
