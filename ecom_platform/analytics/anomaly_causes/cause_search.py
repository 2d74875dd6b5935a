"""Search for the few combinations that explain a gap together: greedy, then refined.

A cause is added while it gains more nats than its penalty and contributes more than the minimum
share of the gap, up to `MOST_CAUSES`. Every chosen cause is then compared again, given the others,
and replaced or dropped. How well a single combination explains the gap is computed in
`cause_scan.py`, its exact contribution in `contributions.py`.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from ecom_platform.analytics.anomaly_causes import cause_scan
from ecom_platform.analytics.anomaly_causes.cause_scan import RATE, VOLUME, Candidate, Deviation
from ecom_platform.analytics.anomaly_causes.contributions import SMALLEST, Rates, rates_of
from ecom_platform.analytics.anomaly_causes.cuboids import Cuboid, cells_of, cuboids_of
from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats, LeafCells, summed_by

MOST_CAUSES = 3  # causes that explain one day, unless a caller asks for another number
MOST_CAUSES_ON_REQUEST = 5  # the exact split compares 4 ** (causes + 1) cases, so more are slow
MOST_VALUES = 3  # dimension values in one cause, such as channel x category x state
ACCEPTED = 3.0  # nats beyond the penalty: odds of twenty to one
MIN_SHARE = 0.1  # of the gap; a smaller contribution is not worth naming
NEARLY_ALL = 0.8  # share of the expectation of a combination that its causes must cover
ROUNDS = 4  # how often all causes are refined
SWEEPS = 8  # how often the factors of overlapping causes are fitted
PRIOR_UNITS = 1.0  # units that the usual rate of its values counts for in the rate of a cell


@dataclass(frozen=True)
class Gap:
    """What is to be explained, per cell.

    Attributes:
        deviations: by component (VOLUME, RATE); a count has no rate.
        cuboids: all combinations that can be causes.
    """

    deviations: dict[int, Deviation]
    cuboids: tuple[Cuboid, ...]


def search(gap: Gap, max_causes: int = MOST_CAUSES) -> tuple[Candidate, ...]:
    """At most `max_causes` causes; none where nothing stands out from the noise."""
    chosen: tuple[Candidate, ...] = ()
    while len(chosen) < max_causes:
        extended = _with_one_more(gap, chosen, max_causes)
        if len(extended) <= len(chosen):
            break
        chosen = extended
    return _merged(gap, chosen)


def _merged(gap: Gap, causes: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The causes; if some of them cover nearly all of one combination, it replaces them.

    Most causes first: three categories that are nearly all of a channel become the channel.
    """
    for size in range(len(causes), 1, -1):
        for subset in combinations(causes, size):
            combination = _common_combination(gap, subset)
            if combination is not None:
                others = tuple(cause for cause in causes if cause not in subset)
                return _merged(gap, (combination, *others))
    return causes


def _common_combination(gap: Gap, causes: tuple[Candidate, ...]) -> Candidate | None:
    """The combination of which the causes are nearly all.

    None if there is none, or if the causes differ in direction or in what moved (volume, rate).
    """
    components = causes[0].components
    masks = [cells_of(gap.cuboids[cause.cuboid], cause.group) for cause in causes]
    deviation = gap.deviations[components[0]]
    directions = {
        bool(deviation.actual[mask].sum() > deviation.expected[mask].sum()) for mask in masks
    }
    if len(directions) > 1 or any(cause.components != components for cause in causes):
        return None
    union = np.any(masks, axis=0)
    covered_expected = np.where(union, deviation.expected, 0.0)
    # Most values first; the cuboid at position 0, the empty combination, is left out.
    for cuboid in reversed(gap.cuboids[1:]):
        covered = summed_by(cuboid.groups, covered_expected, len(cuboid.first))
        group = int(np.argmax(covered))
        whole = float(deviation.expected[cuboid.groups == group].sum())
        if covered[group] >= NEARLY_ALL * max(whole, float(covered_expected.sum())):
            return Candidate(cuboid.index, group, components, sum(cause.score for cause in causes))
    return None


def _with_one_more(
    gap: Gap, chosen: tuple[Candidate, ...], max_causes: int
) -> tuple[Candidate, ...]:
    """The causes with one more; with two if either is found only together with the other.

    The same causes when no further one is accepted.
    """
    extended = chosen
    for _ in range(min(2, max_causes - len(chosen))):
        candidate = _best_further_cause(gap, extended)
        if candidate is None:
            break
        extended = (*extended, candidate)
        refined = _refined(gap, extended)
        if len(refined) > len(chosen):
            return refined
    return chosen


def gap_of(cells: LeafCells, *, is_rate: bool, is_count: bool, max_values: int) -> Gap:
    """The deviations of the cells, each with its effect on the total.

    Args:
        cells: the cells of the day.
        is_rate: whether the total is the ratio of the sums.
        is_count: whether the total is a sum of volumes, so that there is no rate.
        max_values: the most dimension values in one cause.
    """
    rates = rates_of(cells)
    cuboids = cuboids_of(cells, max_values)
    by_volume, by_rate = _effects(cells, rates, is_rate=is_rate)
    deviations = {VOLUME: _volume_deviation(cells, cuboids, by_volume)}
    if not is_count:
        deviations[RATE] = _rate_deviation(cells, cuboids, rates, by_rate)
    return Gap(deviations, cuboids)


def is_share(cells: LeafCells) -> bool:
    """Whether the amount is a part of the volume, such as cancelled lines out of all lines.

    Scaling may lift the expected amount of one cell above its volume, so that only the sums of the
    expected values are compared.
    """
    return (
        bool((cells.actual_amount >= 0).all() and (cells.expected_amount >= 0).all())
        and bool((cells.actual_amount <= cells.actual_volume + SMALLEST).all())
        and bool(cells.expected_amount.sum() <= cells.expected_volume.sum() + SMALLEST)
    )


def _volume_deviation(cells: LeafCells, cuboids: tuple[Cuboid, ...], effect: Floats) -> Deviation:
    """How the volumes of the day deviate; a count scatters like a Poisson variable or more."""
    expected, past = cells.expected_volume, _no_past_dispersions(cuboids)
    if cells.past_volume is not None:
        each = np.broadcast_to(expected[:, None], cells.past_volume.shape)
        past = cause_scan.past_dispersions(cuboids, cells.past_volume, each, each)
    least_dispersion = 1.0 if _are_whole_numbers(cells.actual_volume) else 0.0
    return Deviation(cells.actual_volume, expected, expected, effect, least_dispersion, past)


def _rate_deviation(
    cells: LeafCells, cuboids: tuple[Cuboid, ...], rates: Rates, effect: Floats
) -> Deviation:
    """How the amounts deviate from the actual volumes at the expected rates."""
    smoothed, share = _smoothed_rates(cells, rates), is_share(cells)
    # The variance of one unit: of a share binomial, of a price proportional to its square.
    unit_variance = smoothed * np.clip(1.0 - smoothed, 0.05, 1.0) if share else smoothed**2
    past = _no_past_dispersions(cuboids)
    if cells.past_volume is not None and cells.past_amount is not None:
        expected = cells.past_volume * smoothed[:, None]
        level = cells.past_amount.sum(axis=0) / np.maximum(expected.sum(axis=0), SMALLEST)
        spread = cells.past_volume * unit_variance[:, None]
        past = cause_scan.past_dispersions(cuboids, cells.past_amount, expected * level, spread)
    least_dispersion = 1.0 if share and _are_whole_numbers(cells.actual_amount) else 0.0
    volume = cells.actual_volume
    return Deviation(
        cells.actual_amount,
        volume * smoothed,
        volume * unit_variance,
        effect,
        least_dispersion,
        past,
    )


def _no_past_dispersions(cuboids: tuple[Cuboid, ...]) -> tuple[tuple[float, float], ...]:
    """The past dispersions where no comparable day is known: they rest on no values."""
    return ((0.0, 0.0),) * len(cuboids)


def _smoothed_rates(cells: LeafCells, rates: Rates) -> Floats:
    """Expected rates; in a cell with few units shrunk towards the rate of its values elsewhere."""
    amount = cells.expected_amount + PRIOR_UNITS * rates.usual
    return np.asarray(amount / (cells.expected_volume + PRIOR_UNITS))


def _effects(cells: LeafCells, rates: Rates, *, is_rate: bool) -> tuple[Floats, Floats]:
    """The effects of each cell's volume and rate, as shares of the gap.

    They are exact for a sum and approximate for a rate; causes get exact contributions later.
    """
    # A change of volume that is common to all cells does not change a rate.
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
    """Both effects divided by the gap, which is the sum of all effects."""
    gap = float(by_volume.sum() + by_rate.sum())
    if gap == 0:  # days without a gap are not searched, but effects can cancel out by rounding
        return np.zeros_like(by_volume), np.zeros_like(by_rate)
    return by_volume / gap, by_rate / gap


def _refined(gap: Gap, causes: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The causes after each was chosen again, given the others, until none changes.

    Causes whose score is below `ACCEPTED` are dropped.
    """
    for _ in range(ROUNDS):
        before = causes
        for cause in before:
            others = tuple(other for other in causes if other is not cause)
            replacement = _best_further_cause(gap, others)
            causes = others if replacement is None else (*others, replacement)
        if _identities(causes) == _identities(before):
            break
    return tuple(cause for cause in causes if cause.score >= ACCEPTED)


def _identities(causes: tuple[Candidate, ...]) -> list[tuple[int, int, tuple[int, ...]]]:
    """What identifies each cause: everything except its score."""
    return [(cause.cuboid, cause.group, cause.components) for cause in causes]


def _best_further_cause(gap: Gap, others: tuple[Candidate, ...]) -> Candidate | None:
    """The best cause beyond `others`; None when no combination contributes enough."""
    return cause_scan.best_candidate(gap.cuboids, _remaining_deviations(gap, others), MIN_SHARE)


def _remaining_deviations(gap: Gap, causes: tuple[Candidate, ...]) -> dict[int, Deviation]:
    """The deviations that remain after each cause was given the factor that fits it best.

    The factors of overlapping causes depend on each other and are fitted in turns.
    """
    remaining = {}
    for component, deviation in gap.deviations.items():
        masks = [
            cells_of(gap.cuboids[cause.cuboid], cause.group)
            for cause in causes
            if component in cause.components
        ]
        factor = np.ones_like(deviation.expected)
        for _ in range(SWEEPS if len(masks) > 1 else len(masks)):
            for mask in masks:
                expected = float((deviation.expected * factor)[mask].sum())
                if expected > SMALLEST:
                    factor[mask] *= max(float(deviation.actual[mask].sum()) / expected, 0.0)
        remaining[component] = replace(
            deviation, expected=deviation.expected * factor, spread=deviation.spread * factor
        )
    return remaining


def _are_whole_numbers(numbers: Floats) -> bool:
    """Whether all numbers are whole."""
    return bool((numbers == np.round(numbers)).all())
