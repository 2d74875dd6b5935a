"""The few combinations that explain a gap together: greedy, then each chosen anew given the others.

A cause is added while it gains more nats than its name costs and brings a share of the gap that is
worth naming; every cause chosen is then put to the test again beside the others, and replaced or
dropped. What one combination explains stands in `cause_scan.py`.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ecom_platform.analytics.anomaly_causes import cause_scan
from ecom_platform.analytics.anomaly_causes.cause_scan import (
    RATE,
    VOLUME,
    Candidate,
    Cuboid,
    Deviation,
)
from ecom_platform.analytics.anomaly_causes.contributions import SMALLEST, Rates, rates_of
from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats, LeafCells, summed_by

ACCEPTED = 3.0  # nats beyond the price: odds of twenty to one
MIN_SHARE = 0.1  # of the gap; a smaller part is not worth naming
NEARLY_ALL = 0.8  # of what a combination should sell
ROUNDS = 4
SWEEPS = 8
THIN = 1.0  # units that the usual rate of its values weighs in the rate of a cell


@dataclass(frozen=True)
class Gap:
    """What is to be explained, per cell.

    Attributes:
        surprises: by part (VOLUME, RATE); a count has no rate.
        cuboids: the combinations there are.
    """

    deviations: dict[int, Deviation]
    cuboids: tuple[Cuboid, ...]


def search(gap: Gap, max_causes: int) -> tuple[Candidate, ...]:
    """The causes, in the order they were found; none where nothing stands out from the noise."""
    chosen: tuple[Candidate, ...] = ()
    while len(chosen) < max_causes:
        grown = _with_one_more(gap, chosen, max_causes)
        if len(grown) <= len(chosen):
            break
        chosen = grown
    return _merged(gap, chosen)


def _merged(gap: Gap, causes: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Causes that are nearly all of one combination become that combination: one name for many."""
    for size in range(len(causes), 1, -1):
        for some in combinations(causes, size):
            whole = _common_combination(gap, some)
            if whole is not None:
                left = tuple(one for one in causes if one not in some)
                return _merged(gap, (whole, *left))
    return causes


def _common_combination(gap: Gap, causes: tuple[Candidate, ...]) -> Candidate | None:
    """The combination that the causes make up; None if there is none or they move differently."""
    parts = causes[0].parts
    masks = [cause_scan.cells_of(gap.cuboids[one.cuboid], one.group) for one in causes]
    deviation = gap.deviations[parts[0]]
    ways = {bool(deviation.seen[mask].sum() > deviation.usual[mask].sum()) for mask in masks}
    if len(ways) > 1 or any(one.parts != parts for one in causes):
        return None
    union = np.any(masks, axis=0)
    mass = np.where(union, deviation.usual, 0.0)
    for cuboid in gap.cuboids[:0:-1]:  # the most values first, and never everything
        covered = summed_by(cuboid.groups, mass, len(cuboid.first))
        group = int(np.argmax(covered))
        whole = float(deviation.usual[cuboid.groups == group].sum())
        if covered[group] >= NEARLY_ALL * max(whole, float(mass.sum())):
            return Candidate(cuboid.place, group, parts, sum(one.score for one in causes))
    return None


def _with_one_more(
    gap: Gap, chosen: tuple[Candidate, ...], max_causes: int
) -> tuple[Candidate, ...]:
    """One cause more; or two, where each is noise to the other until both are known."""
    tried = chosen
    for _ in range(min(2, max_causes - len(chosen))):
        found = _best_given(gap, tried)
        if found is None:
            break
        tried = (*tried, found)
        grown = _refined(gap, tried)
        if len(grown) > len(chosen):
            return grown
    return chosen


def gap_of(cells: LeafCells, *, is_rate: bool, is_count: bool, max_values: int) -> Gap:
    """What is to be explained, with what each cell's surprise brings to the total."""
    rates = rates_of(cells)
    cuboids = cause_scan.cuboids_of(cells, max_values)
    by_volume, by_rate = _effects(cells, rates, is_rate=is_rate)
    deviations = {VOLUME: _volume_deviation(cells, cuboids, by_volume)}
    if not is_count:
        deviations[RATE] = _rate_deviation(cells, cuboids, rates, by_rate)
    return Gap(deviations, cuboids)


def is_share(cells: LeafCells) -> bool:
    """Whether the amount is a part of the volume, such as cancelled lines of lines.

    Expected amounts may have been scaled beyond their volumes in a cell, though not in all.
    """
    return (
        bool((cells.actual_amount >= 0).all() and (cells.expected_amount >= 0).all())
        and bool((cells.actual_amount <= cells.actual_volume + SMALLEST).all())
        and bool(cells.expected_amount.sum() <= cells.expected_volume.sum() + SMALLEST)
    )


def _volume_deviation(cells: LeafCells, cuboids: tuple[Cuboid, ...], effect: Floats) -> Deviation:
    usual, past = cells.expected_volume, _no_past_dispersions(cuboids)
    if cells.past_volume is not None:
        each = np.broadcast_to(usual[:, None], cells.past_volume.shape)
        past = cause_scan.past_dispersions(cuboids, cells.past_volume, each, each)
    least = 1.0 if _is_counted(cells.actual_volume) else 0.0
    return Deviation(cells.actual_volume, usual, usual, effect, least, past)


def _rate_deviation(
    cells: LeafCells, cuboids: tuple[Cuboid, ...], rates: Rates, effect: Floats
) -> Deviation:
    steady, share = _smoothed_rates(cells, rates), is_share(cells)
    # What one unit scatters: a share as a coin does, a price in proportion to itself.
    each = steady * np.clip(1.0 - steady, 0.05, 1.0) if share else steady**2
    past = _no_past_dispersions(cuboids)
    if cells.past_volume is not None and cells.past_amount is not None:
        usual = cells.past_volume * steady[:, None]
        level = cells.past_amount.sum(axis=0) / np.maximum(usual.sum(axis=0), SMALLEST)
        spread = cells.past_volume * each[:, None]
        past = cause_scan.past_dispersions(cuboids, cells.past_amount, usual * level, spread)
    least = 1.0 if share and _is_counted(cells.actual_amount) else 0.0
    volume = cells.actual_volume
    return Deviation(cells.actual_amount, volume * steady, volume * each, effect, least, past)


def _no_past_dispersions(cuboids: tuple[Cuboid, ...]) -> tuple[tuple[float, float], ...]:
    return ((0.0, 0.0),) * len(cuboids)


def _smoothed_rates(cells: LeafCells, rates: Rates) -> Floats:
    """Expected rates; that of a thin cell leans on the rate its values have elsewhere."""
    amount = cells.expected_amount + THIN * rates.usual
    return np.asarray(amount / (cells.expected_volume + THIN))


def _effects(cells: LeafCells, rates: Rates, *, is_rate: bool) -> tuple[Floats, Floats]:
    """What each cell's volume and rate bring to the gap, as shares of it; roughly, of a rate."""
    level = cells.actual_volume.sum() / cells.expected_volume.sum() if is_rate else 1.0
    change = cells.actual_volume - level * cells.expected_volume
    middle = (rates.expected + rates.actual) / 2
    by_rate = (cells.actual_amount - level * cells.expected_amount) - change * middle
    if not is_rate:
        return _as_shares_of_gap(change * middle, by_rate)
    total = (
        cells.actual_amount.sum() / cells.actual_volume.sum()
        + cells.expected_amount.sum() / cells.expected_volume.sum()
    ) / 2
    return _as_shares_of_gap(change * (middle - total), by_rate)


def _as_shares_of_gap(by_volume: Floats, by_rate: Floats) -> tuple[Floats, Floats]:
    gap = float(by_volume.sum() + by_rate.sum())
    if gap == 0:  # only by rounding: a day without a gap is not searched
        gap = np.inf
    return by_volume / gap, by_rate / gap


def _refined(gap: Gap, causes: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Every cause chosen anew beside the others until none changes; those too weak fall."""
    for _ in range(ROUNDS):
        before = causes
        for cause in before:
            others = tuple(one for one in causes if one is not cause)
            found = _best_given(gap, others)
            causes = others if found is None else (*others, found)
        if _names(causes) == _names(before):
            break
    return tuple(cause for cause in causes if cause.score >= ACCEPTED)


def _names(causes: tuple[Candidate, ...]) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(one.cuboid, one.group, one.parts) for one in causes]


def _best_given(gap: Gap, others: tuple[Candidate, ...]) -> Candidate | None:
    """The best cause given others."""
    return cause_scan.best_candidate(gap.cuboids, _deviations_given(gap, others), MIN_SHARE)


def _deviations_given(gap: Gap, causes: tuple[Candidate, ...]) -> dict[int, Deviation]:
    """The surprises when every cause has the factors that fit best, found by turns."""
    found = {}
    for part, deviation in gap.deviations.items():
        places = [
            cause_scan.cells_of(gap.cuboids[one.cuboid], one.group)
            for one in causes
            if part in one.parts
        ]
        factor = np.ones_like(deviation.usual)
        for _ in range(SWEEPS if len(places) > 1 else len(places)):
            for place in places:
                usual = float((deviation.usual * factor)[place].sum())
                if usual > SMALLEST:
                    factor[place] *= max(float(deviation.seen[place].sum()) / usual, 0.0)
        found[part] = replace(
            deviation, usual=deviation.usual * factor, spread=deviation.spread * factor
        )
    return found


def _is_counted(numbers: Floats) -> bool:
    return bool((numbers == np.round(numbers)).all())
