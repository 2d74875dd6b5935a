"""How much of a gap each block of cells brings: by its volume, and by its rate; they add up.

A block acts in two ways: its volumes change, and what one unit brings changes (a price, a rate).
The gap is shared among all these by Shapley's value, which depends on no order and adds up to the
gap to the last digit. Finding the blocks belongs in `cause_search.py`.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats, LeafCells, summed_by
from ecom_platform.errors import AnalyticsError

Blocks = NDArray[np.intp]

SMALLEST = 1e-9  # a volume below it is none


@dataclass(frozen=True)
class Rates:
    """What one unit of each cell brings, expected and actual; filled in where there is no unit.

    `usual` is the rate that the values of the cell have elsewhere.
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

    A cell never expected would have had the rate its values have elsewhere (the total rate times
    the ratio of each dimension's value to it); a cell that sold nothing kept its expected rate.
    """
    usual = _usual_rates(cells)
    expected = _divided(cells.expected_amount, cells.expected_volume, usual)
    actual = _divided(cells.actual_amount, cells.actual_volume, expected)
    return Rates(expected, actual, usual)


def contributions(cells: LeafCells, blocks: Blocks, size: int, *, is_rate: bool) -> Contributions:
    """The gap of the total amount, or with `is_rate` of amount over volume, shared among blocks.

    Shapley (1953), over two players per block. Of an amount this is, per cell, the change of the
    volume at the mean of both rates and the change of the rate at the mean of both volumes
    (Bennet 1920). Of a rate, volumes are expected at the level that the last block moved to: what
    all cells do alike is no mix, and only what a block does beside the others is.

    Args:
        cells: the cells of the day.
        blocks: of each cell its block, 0 and up; the last block is the rest.
        size: how many blocks there are; some may have no cell.
        is_rate: whether the total is the ratio of the sums.

    Raises:
        AnalyticsError: a rate over no volume is asked for.
    """
    if not is_rate:
        return _amount_contributions(cells, blocks, size)
    if not cells.actual_volume.sum() > 0 or not cells.expected_volume.sum() > 0:
        raise AnalyticsError("A rate over no volume has no gap to explain.")
    return _rate_contributions(cells, blocks, size)


def _amount_contributions(cells: LeafCells, blocks: Blocks, size: int) -> Contributions:
    rates = rates_of(cells)
    change = cells.actual_volume - cells.expected_volume
    by_volume = change * (rates.expected + rates.actual) / 2
    by_rate = cells.actual_amount - cells.expected_amount - by_volume
    return Contributions(summed_by(blocks, by_volume, size), summed_by(blocks, by_rate, size))


def _rate_contributions(cells: LeafCells, blocks: Blocks, size: int) -> Contributions:
    volumes, amounts = _block_sums(cells, blocks, size)
    worth = _coalition_rates(volumes, amounts)
    shapley = _shapley_values(worth, 2 * size)
    return Contributions(shapley[0::2], shapley[1::2])


def _block_sums(cells: LeafCells, blocks: Blocks, size: int) -> tuple[Floats, Floats]:
    """Sums per block: volume [expected or actual], amount [volume's state, rate's state]."""
    level = _common_level(cells, blocks == size - 1)
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
    """How the volumes of the rest moved; of all cells where there is no rest."""
    actual, expected = cells.actual_volume[rest].sum(), cells.expected_volume[rest].sum()
    if actual > 0 and expected > 0:
        return float(actual / expected)
    return float(cells.actual_volume.sum() / cells.expected_volume.sum())


def _coalition_rates(volumes: Floats, amounts: Floats) -> Floats:
    """The rate of every coalition; bit 2b is the volume of block b, bit 2b + 1 its rate."""
    size = volumes.shape[1]
    masks = np.arange(4**size)
    volume, amount = np.zeros(len(masks)), np.zeros(len(masks))
    for block in range(size):
        moved, changed = (masks >> 2 * block) & 1, (masks >> 2 * block + 1) & 1
        volume += volumes[moved, block]
        amount += amounts[moved, changed, block]
    usual = amount[0] / volume[0]
    return _divided(amount, volume, np.full(len(masks), usual))


def _shapley_values(worth: Floats, players: int) -> Floats:
    """Shapley's value of each player from the worth of each coalition (a bit per player)."""
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
    """The rate a cell should have, going by each of its values alone."""
    volume, amount = cells.expected_volume.sum(), cells.expected_amount.sum()
    if not volume > 0 or not amount > 0:
        return np.zeros_like(cells.expected_volume)
    usual = np.full_like(cells.expected_volume, amount / volume)
    for column, names in zip(cells.codes.T, cells.labels, strict=True):
        amounts = summed_by(column, cells.expected_amount, len(names))
        volumes = summed_by(column, cells.expected_volume, len(names))
        own = _divided(amounts, volumes, np.full(len(names), amount / volume))
        usual *= np.maximum(own, 0.0)[column] / (amount / volume)
    return usual


def _divided(above: Floats, below: Floats, otherwise: Floats) -> Floats:
    """The ratio, or `otherwise` where there is nothing to divide by."""
    known = below > SMALLEST
    return np.where(known, above / np.where(known, below, 1.0), otherwise)
