"""Attribution: the few dimension values that explain a gap, and whether by volume or by rate.

This module holds the result and words its sentence. The cells are in `leaf_cells.py`, the search
and its limits (how many causes, how many values in a cause) in `cause_search.py`, the exact split
of the gap in `contributions.py`. Whether a day is anomalous is decided in
`analytics/anomaly_detection/detect_anomalies.py`.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ecom_platform.analytics.anomaly_causes import cause_search
from ecom_platform.analytics.anomaly_causes.cause_scan import Candidate
from ecom_platform.analytics.anomaly_causes.cause_search import MOST_CAUSES, MOST_VALUES, Gap
from ecom_platform.analytics.anomaly_causes.contributions import Blocks, contributions
from ecom_platform.analytics.anomaly_causes.cuboids import cells_of
from ecom_platform.analytics.anomaly_causes.largest_order import LargestOrder
from ecom_platform.analytics.anomaly_causes.leaf_cells import LeafCells
from ecom_platform.errors import AnalyticsError

Kind = Literal["amount", "count", "rate"]

CLEAR_SHARE = 0.75  # share of a contribution from which one component is named alone
ROUNDING = 1e-9  # share of the total; a smaller gap is only rounding
COMPONENT_NAMES = {"amount": ("units", "price"), "rate": ("mix", "rate")}


@dataclass(frozen=True)
class Cause:
    """One combination of dimension values that moved.

    Attributes:
        values: pairs of dimension and value; empty when all parts moved alike.
        contribution: its part of the gap, in the unit of the total.
        volume_part: part of the contribution by units; for a rate by the mix.
        rate_part: part of the contribution by price; for a rate by the cause's own rate.
        share: contribution over the gap; negative where it offsets a part of the gap.
        evidence: gain in log-likelihood (nats), minus a penalty for the number of combinations.
    """

    values: tuple[tuple[str, str], ...]
    contribution: float
    volume_part: float
    rate_part: float
    share: float
    evidence: float

    @property
    def name(self) -> str:
        """Its values, such as "Amazon.in x kurta"; "all parts alike" without any."""
        return " x ".join(value for _, value in self.values) or "all parts alike"


@dataclass(frozen=True)
class Attribution:
    """A gap and its causes; contributions of the causes and `unexplained` add up to the gap.

    Attributes:
        kind: what the total is: a sum of amounts, a sum of volumes, or a ratio.
        actual: the total of the day.
        expected: the expected total.
        volume_part: part of the gap by volume (units, mix), over all cells.
        rate_part: part of the gap by rate (price, rate), over all cells.
        causes: largest share first.
        unexplained: the part of the gap that no cause explains.
        reason: why there is no cause, a sentence; None where there is one.
        is_share: whether the total is a share from 0 to 1.
        largest_order: the one order that makes half of the gap or more; None where there is none.
    """

    kind: Kind
    actual: float
    expected: float
    volume_part: float
    rate_part: float
    causes: tuple[Cause, ...]
    unexplained: float
    reason: str | None
    is_share: bool
    largest_order: LargestOrder | None = None

    @property
    def gap(self) -> float:
        """Actual minus expected."""
        return self.actual - self.expected

    @property
    def sentence(self) -> str:
        """The finding as one sentence.

        Such as "-23 %: 81 % of the gap comes from Amazon x kurta, through units rather than price."
        """
        order = self.largest_order
        if self.reason is not None and order is None:
            return f"{_change_phrase(self)}: {self.reason}"
        # One order says more than that all parts moved alike.
        named = [cause for cause in self.causes if cause.values or order is None]
        contributors = [
            (cause.share, cause.name + _component_phrase(self.kind, cause))
            for cause in named
            if cause.share > 0
        ]
        if order is not None:
            contributors.append((order.share, f"one order, {order.order_id}"))
        phrases = [
            f"{100 * share:.0f} % {'of the gap ' if number == 0 else ''}comes from {name}"
            for number, (share, name) in enumerate(contributors)
        ]
        phrases += [
            f"{cause.name} offsets a part of it{_component_phrase(self.kind, cause)}"
            for cause in named
            if cause.share <= 0
        ]
        return f"{_change_phrase(self)}: {'; '.join(phrases)}."


def attribute(
    cells: LeafCells,
    kind: Kind,
    *,
    max_values: int = MOST_VALUES,
    max_causes: int = MOST_CAUSES,
) -> Attribution:
    """The causes of the gap between the actual and the expected total of the cells.

    Args:
        cells: the cells of the day.
        kind: "amount" when the total is a sum of amounts (units x price), "count" when it is the
            sum of volumes, "rate" when it is the sum of amounts over the sum of volumes.
        max_values: the most dimension values in one cause.
        max_causes: the most causes, one to five (`MOST_CAUSES_ON_REQUEST`).

    Raises:
        AnalyticsError: the total is a rate over no volume, or a maximum is out of
            range.

    Example:
        Two channels of two categories each; the web shop sells no shoes today:

        >>> codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        >>> labels = (("market", "web"), ("hats", "shoes"))
        >>> expected, actual = np.array([50.0, 50, 50, 50]), np.array([51.0, 49, 50, 0])
        >>> cells = LeafCells(
        ...     ("channel", "category"), labels, codes, actual, 10 * actual, expected, 10 * expected
        ... )
        >>> result = attribute(cells, "amount")
        >>> result.sentence
        '-25 %: 100 % of the gap comes from web x shoes, through units rather than price.'
        >>> round(result.gap), round(result.causes[0].contribution), round(result.unexplained)
        (-500, -500, 0)
    """
    if not 1 <= max_causes <= cause_search.MOST_CAUSES_ON_REQUEST or max_values < 1:
        raise AnalyticsError("Ask for one to five causes with at least one value each.")
    if kind == "count":
        cells = _as_counts(cells)
    actual, expected = _totals(cells, kind)
    if abs(actual - expected) <= ROUNDING * max(abs(actual), abs(expected)):
        return _without_causes(cells, actual, expected, kind, "There is no gap to explain.")
    gap = cause_search.gap_of(
        cells, is_rate=kind == "rate", is_count=kind == "count", max_values=max_values
    )
    candidates = cause_search.search(gap, max_causes)
    causes, volume, rate = _quantified_causes(cells, gap, candidates, kind, actual - expected)
    if not any(cause.share > 0 for cause in causes):
        return _without_causes(
            cells, actual, expected, kind, "No part of it stands out from the noise."
        )
    unexplained = actual - expected - sum(cause.contribution for cause in causes)
    return Attribution(
        kind, actual, expected, volume, rate, causes, unexplained, None, _is_share(cells, kind)
    )


def _as_counts(cells: LeafCells) -> LeafCells:
    """The cells with their volumes as amounts: the total of a count is the sum of volumes."""
    return replace(cells, actual_amount=cells.actual_volume, expected_amount=cells.expected_volume)


def _totals(cells: LeafCells, kind: Kind) -> tuple[float, float]:
    """The actual and the expected total; of a rate, amount over volume."""
    actual, expected = float(cells.actual_amount.sum()), float(cells.expected_amount.sum())
    if kind != "rate":
        return actual, expected
    volumes = float(cells.actual_volume.sum()), float(cells.expected_volume.sum())
    if min(volumes) <= 0:
        raise AnalyticsError("A rate over no volume has no gap to explain.")
    return actual / volumes[0], expected / volumes[1]


def _without_causes(
    cells: LeafCells, actual: float, expected: float, kind: Kind, reason: str
) -> Attribution:
    """The result without a cause, with the reason; the gap is only split into volume and rate."""
    blocks = np.zeros(len(cells.codes), dtype=np.intp)  # one block with all cells
    parts = contributions(cells, blocks, 1, is_rate=kind == "rate")
    return Attribution(
        kind,
        actual,
        expected,
        float(parts.by_volume.sum()),
        float(parts.by_rate.sum()),
        (),
        actual - expected,
        reason,
        _is_share(cells, kind),
    )


def _quantified_causes(
    cells: LeafCells, gap: Gap, candidates: tuple[Candidate, ...], kind: Kind, total_gap: float
) -> tuple[tuple[Cause, ...], float, float]:
    """The causes with their contributions, largest share first, and both parts of the whole gap.

    Returns:
        The causes, the part of the gap by volume, and the part by rate, over all cells.
    """
    blocks = _blocks_of_causes(cells, gap, candidates)
    parts = contributions(cells, blocks, len(candidates) + 1, is_rate=kind == "rate")
    causes = []
    for number, candidate in enumerate(candidates):
        cuboid = gap.cuboids[candidate.cuboid]
        codes = cells.codes[cuboid.first[candidate.group]]
        values = tuple((cells.dimensions[c], cells.labels[c][codes[c]]) for c in cuboid.columns)
        volume, rate = float(parts.by_volume[number]), float(parts.by_rate[number])
        share = (volume + rate) / total_gap
        causes.append(Cause(values, volume + rate, volume, rate, share, candidate.score))
    # The search knows shares approximately only: an exact share may be a little smaller.
    large = [cause for cause in causes if abs(cause.share) >= cause_search.MIN_SHARE / 2]
    ranked = tuple(sorted(large, key=lambda cause: -cause.share))
    return ranked, float(parts.by_volume.sum()), float(parts.by_rate.sum())


def _blocks_of_causes(cells: LeafCells, gap: Gap, candidates: tuple[Candidate, ...]) -> Blocks:
    """The block of each cell: the number of its cause, or the last number if it has no cause.

    A cell with several causes belongs to the one with most values, then with most evidence.
    """
    blocks = np.full(len(cells.codes), len(candidates), dtype=np.intp)
    by_precedence = sorted(
        range(len(candidates)),
        key=lambda number: (
            len(gap.cuboids[candidates[number].cuboid].columns),
            candidates[number].score,
        ),
    )
    for number in by_precedence:  # a later cause takes cells from an earlier one
        cuboid = gap.cuboids[candidates[number].cuboid]
        blocks[cells_of(cuboid, candidates[number].group)] = number
    return blocks


def _is_share(cells: LeafCells, kind: Kind) -> bool:
    """Whether the total is a share from 0 to 1, so that its gap is worded in points."""
    return kind == "rate" and cause_search.is_share(cells)


def _change_phrase(attribution: Attribution) -> str:
    """The gap relative to the expected total, such as "-23 %"."""
    if attribution.is_share:
        return f"{100 * attribution.gap:+.1f} points"
    if attribution.expected == 0:
        return f"{attribution.gap:+,.0f} where nothing was expected"
    return f"{100 * attribution.gap / abs(attribution.expected):+.0f} %"


def _component_phrase(kind: Kind, cause: Cause) -> str:
    """Whether a cause acts by volume or by rate, such as ", through units rather than price"."""
    if kind == "count" or cause.contribution == 0:
        return ""
    volume, rate = COMPONENT_NAMES[kind]
    by_volume = cause.volume_part / cause.contribution
    if by_volume >= CLEAR_SHARE:
        return f", through {volume} rather than {rate}"
    if by_volume <= 1 - CLEAR_SHARE:
        return f", through {rate} rather than {volume}"
    return f", through {volume} and {rate}"
