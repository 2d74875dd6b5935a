"""Causes: the few dimension values that explain a gap, and whether by volume or by rate.

Here belong the answer and its words. The cells come from `leaf_cells.py`, the search is in
`cause_search.py`, the exact split of the gap in `contributions.py`; finding that a day is strange
at all belongs in `analytics/anomaly_detection/detect_anomalies.py`.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ecom_platform.analytics.anomaly_causes import cause_scan, cause_search
from ecom_platform.analytics.anomaly_causes.cause_scan import Candidate
from ecom_platform.analytics.anomaly_causes.cause_search import Gap
from ecom_platform.analytics.anomaly_causes.contributions import Blocks, contributions
from ecom_platform.analytics.anomaly_causes.largest_order import LargestOrder
from ecom_platform.analytics.anomaly_causes.leaf_cells import LeafCells
from ecom_platform.errors import AnalyticsError

Kind = Literal["amount", "count", "rate"]

MOST_VALUES = 3
MOST_CAUSES = 3
CLEARLY = 0.75  # of a cause's contribution: less is neither volume nor rate alone
NO_GAP = 1e-9
COMPONENT_NAMES = {"amount": ("units", "price"), "rate": ("mix", "rate")}


@dataclass(frozen=True)
class Cause:
    """One combination of dimension values that moved.

    Attributes:
        values: value by dimension; empty when everything moved alike.
        contribution: its part of the gap, in the unit of the total.
        volume_part: of it by units; for a rate by the mix.
        rate_part: of it by price; for a rate by the cause's own rate.
        share: contribution over the gap; negative where it works against it.
        evidence: nats it gains over no such cause, the price of its name paid.
    """

    values: tuple[tuple[str, str], ...]
    contribution: float
    volume_part: float
    rate_part: float
    share: float
    evidence: float

    @property
    def name(self) -> str:
        """Its values, such as "Amazon.in x kurta"."""
        return " x ".join(value for _, value in self.values) or "spread over all parts alike"


@dataclass(frozen=True)
class Attribution:
    """A gap and its causes; contributions of the causes and `unexplained` add up to the gap.

    Attributes:
        kind: what the total is: a sum with volumes and rates, a sum of volumes, or a ratio.
        actual: the total of the day.
        expected: what it should have been.
        volume_part: of the gap by volume (units, mix), over all cells.
        rate_part: of the gap by rate (price, rate), over all cells.
        causes: largest share first.
        unexplained: the part of the gap that no cause explains.
        reason: why there is no cause, a sentence; None when there is one.
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
        """Actual less expected."""
        return self.actual - self.expected

    @property
    def sentence(self) -> str:
        """The finding in words, such as "-23 %: 81 % of it is Amazon x kurta, units not price."."""
        order = self.largest_order
        if self.reason is not None and order is None:
            return f"{_change_phrase(self)}: {self.reason}"
        # One order says more than that all parts moved alike.
        told = [one for one in self.causes if one.values or order is None]
        with_it = [
            (one.share, one.name + _component_phrase(self.kind, one))
            for one in told
            if one.share > 0
        ]
        if order is not None:
            with_it.append((order.share, f"one order, {order.order_id}"))
        parts = [
            f"{100 * share:.0f} % {'of it ' if place == 0 else ''}is {name}"
            for place, (share, name) in enumerate(with_it)
        ]
        parts += [
            f"{one.name} works against it{_component_phrase(self.kind, one)}"
            for one in told
            if one.share <= 0
        ]
        return f"{_change_phrase(self)}: {'; '.join(parts)}."


def attribute(
    cells: LeafCells,
    kind: Kind,
    *,
    max_values: int = MOST_VALUES,
    max_causes: int = MOST_CAUSES,
) -> Attribution:
    """Explain the gap between the actual and the expected total of the cells.

    Args:
        cells: the cells of the day.
        kind: "amount" when the total is a sum of amounts (units x price), "count" when it is the
            sum of volumes, "rate" when it is the sum of amounts over the sum of volumes.
        max_values: the most dimension values in one cause.
        max_causes: the most causes, one to five.

    Raises:
        AnalyticsError: the total is a rate over no volume, or more causes are asked for.
    """
    if not 1 <= max_causes <= 5 or max_values < 1:
        raise AnalyticsError("Ask for one to five causes of at least one value.")
    if kind == "count":
        cells = _as_counts(cells)
    actual, expected = _totals(cells, kind)
    nothing = (actual, expected, kind)
    if abs(actual - expected) <= NO_GAP * max(abs(actual), abs(expected)):
        return _without_causes(cells, *nothing, "There is no gap to explain.")
    gap = cause_search.gap_of(
        cells, is_rate=kind == "rate", is_count=kind == "count", max_values=max_values
    )
    found = cause_search.search(gap, max_causes)
    causes, volume, rate = _quantified_causes(cells, gap, found, kind, actual - expected)
    if not any(one.share > 0 for one in causes):
        return _without_causes(cells, *nothing, "No part of it stands out from the noise.")
    unexplained = actual - expected - sum(one.contribution for one in causes)
    return Attribution(
        kind, actual, expected, volume, rate, causes, unexplained, None, _is_share(cells, kind)
    )


def _as_counts(cells: LeafCells) -> LeafCells:
    return replace(cells, actual_amount=cells.actual_volume, expected_amount=cells.expected_volume)


def _totals(cells: LeafCells, kind: Kind) -> tuple[float, float]:
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
    blocks = np.zeros(len(cells.codes), dtype=np.intp)
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
    cells: LeafCells, gap: Gap, found: tuple[Candidate, ...], kind: Kind, total: float
) -> tuple[tuple[Cause, ...], float, float]:
    """The causes with what they bring, largest share first; and the split of the whole gap."""
    blocks = _blocks_of_causes(cells, gap, found)
    parts = contributions(cells, blocks, len(found) + 1, is_rate=kind == "rate")
    causes = []
    for place, one in enumerate(found):
        cuboid = gap.cuboids[one.cuboid]
        codes = cells.codes[cuboid.first[one.group]]
        values = tuple((cells.dimensions[c], cells.labels[c][codes[c]]) for c in cuboid.columns)
        volume, rate = float(parts.by_volume[place]), float(parts.by_rate[place])
        share = (volume + rate) / total
        causes.append(Cause(values, volume + rate, volume, rate, share, one.score))
    worth = [one for one in causes if abs(one.share) >= cause_search.MIN_SHARE / 2]
    ranked = tuple(sorted(worth, key=lambda one: -one.share))
    return ranked, float(parts.by_volume.sum()), float(parts.by_rate.sum())


def _blocks_of_causes(cells: LeafCells, gap: Gap, found: tuple[Candidate, ...]) -> Blocks:
    """Of each cell the cause that claims it, the one with most values first; last the rest."""
    blocks = np.full(len(cells.codes), len(found), dtype=np.intp)
    order = sorted(
        range(len(found)),
        key=lambda place: (len(gap.cuboids[found[place].cuboid].columns), found[place].score),
    )
    for place in order:
        cuboid = gap.cuboids[found[place].cuboid]
        blocks[cause_scan.cells_of(cuboid, found[place].group)] = place
    return blocks


def _is_share(cells: LeafCells, kind: Kind) -> bool:
    return kind == "rate" and cause_search.is_share(cells)


def _change_phrase(found: Attribution) -> str:
    if found.is_share:
        return f"{100 * found.gap:+.1f} points"
    if found.expected == 0:
        return f"{found.gap:+,.0f} where nothing was expected"
    return f"{100 * found.gap / abs(found.expected):+.0f} %"


def _component_phrase(kind: Kind, cause: Cause) -> str:
    if kind == "count" or cause.contribution == 0:
        return ""
    volume, rate = COMPONENT_NAMES[kind]
    by_volume = cause.volume_part / cause.contribution
    if by_volume >= CLEARLY:
        return f", {volume} not {rate}"
    if by_volume <= 1 - CLEARLY:
        return f", {rate} not {volume}"
    return f", {volume} and {rate}"
