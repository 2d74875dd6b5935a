"""Causes planted into days, and whether the attribution names them first.

Every case plants one cause of one to three dimension values into one day: units lost or gained, a
price changed, a rate changed, or a mix changed (more or less of a part whose rate is another). A
company is made up from a seed, with good and bad days of the whole, of each state, category and
channel, and thin cells; its expectation is learned from eight comparable days, as for a real one.

The effect exceeds the noise when it moves the total by at least three standard deviations of what
the total misses its expectation by on ordinary days: what an anomaly is. Companies with an even
number are there to tune on, those with an odd number are reported. The same on real days is
`find_causes_planted_in_real_days.py`. Run it with `python benchmarks/<this file>`.
"""

import argparse
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_causes.attribution import Kind, attribute
from ecom_platform.analytics.anomaly_causes.leaf_cells import LeafCells

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Day = tuple[Floats, Floats, Floats]

GOAL = 0.9
SIGMAS = 3.0
KINDS: dict[str, Kind] = {
    "units": "amount",
    "price": "amount",
    "orders": "count",
    "rate": "rate",
    "mix": "rate",
}
FACTORS = {
    "units": (0.0, 0.3, 0.5, 0.7, 1.5, 2.0, 3.0),
    "price": (0.5, 0.7, 0.8, 1.25, 1.5),
    "orders": (0.0, 0.3, 0.5, 0.7, 1.5, 2.0, 3.0),
    "rate": (0.2, 2.0, 3.0, 4.0),
    "mix": (0.0, 0.2, 2.5, 4.0, 6.0),
}
MOVED = {"units": "volume", "orders": "volume", "mix": "volume", "price": "rate", "rate": "rate"}
DIMENSIONS = ("channel", "partner", "category", "state")
LIKE = 8
ORDINARY_DAYS = 300


@dataclass(frozen=True)
class Case:
    """What was planted, how far it stands out, and what was found."""

    fault: str
    depth: int
    sigmas: float
    is_first: bool
    is_part_right: bool
    sentence: str
    planted: str


@dataclass(frozen=True)
class Company:
    """A made-up company: what each cell does on an ordinary day.

    Attributes:
        cells: its cells, without numbers.
        lines: mean lines of a day.
        price: mean price of a line.
        cancelled: share of lines cancelled.
        shocks: standard deviation of the logarithm of good and bad days: of the whole, of values.
    """

    cells: LeafCells
    lines: Floats
    price: Floats
    cancelled: Floats
    shocks: tuple[float, float]


def make_company(rng: np.random.Generator) -> Company:
    """A company of some thousand cells and some thousand lines a day; partners lie in channels."""
    channel_of = rng.integers(0, 3, size=8)
    sizes = (3, 8, int(rng.integers(6, 13)), int(rng.integers(10, 31)))
    codes = np.array(
        [
            (channel_of[p], p, c, s)
            for p in range(sizes[1])
            for c in range(sizes[2])
            for s in range(sizes[3])
        ],
        dtype=np.intp,
    )
    labels = tuple(
        tuple(f"{name} {i}" for i in range(size))
        for name, size in zip(DIMENSIONS, sizes, strict=True)
    )
    weight = np.ones(len(codes))
    for column in (1, 2, 3):
        weight *= rng.dirichlet(np.full(sizes[column], 1.5))[codes[:, column]]
    weight *= rng.gamma(3.0, 1 / 3.0, len(codes))  # parts do not sell everywhere alike
    lines = float(rng.choice([800, 2000, 5000])) * weight / weight.sum()
    price = 500 * np.exp(rng.normal(0, 0.5, sizes[2]))[codes[:, 2]]
    odds = -2.0 + sum(rng.normal(0, 0.5, size)[codes[:, i]] for i, size in enumerate(sizes))
    nothing = np.zeros(len(codes))
    cells = LeafCells(DIMENSIONS, labels, codes, nothing, nothing, nothing, nothing)
    shocks = float(rng.choice([0.0, 0.03, 0.06])), float(rng.choice([0.0, 0.03, 0.06]))
    return Company(cells, lines, price, 1 / (1 + np.exp(-odds)), shocks)


def make_day(
    company: Company, rng: np.random.Generator, cause: Mask, fault: str = "", factor: float = 1.0
) -> Day:
    """Lines, money and cancelled lines of each cell on one day, the fault planted in the cause."""
    whole, single = company.shocks
    lines = company.lines * np.exp(rng.normal(0, whole))
    for column, names in zip(company.cells.codes.T, company.cells.labels, strict=True):
        lines = lines * np.exp(rng.normal(0, single, len(names)))[column]
    moves = fault in {"units", "orders", "mix"}
    seen = rng.poisson(lines * np.where(cause & moves, factor, 1.0)).astype(np.float64)
    # The sum of gamma prices, each with a standard deviation of half its mean.
    money = company.price * rng.gamma(np.maximum(4 * seen, 1e-9), 0.25) * (seen > 0)
    odds = company.cancelled / (1 - company.cancelled)
    odds = odds * np.where(cause & (fault == "rate"), factor, 1.0)
    cancelled = rng.binomial(seen.astype(np.int64), odds / (1 + odds)).astype(np.float64)
    return seen, money * np.where(cause & (fault == "price"), factor, 1.0), cancelled


def total(kind: Kind, volume: Floats, amount: Floats) -> float:
    """What is explained: a sum of amounts, a sum of volumes, or their ratio."""
    if kind == "rate":
        return float(amount.sum() / volume.sum())
    return float((volume if kind == "count" else amount).sum())


def usual_gaps(company: Company, rng: np.random.Generator) -> dict[Kind, float]:
    """How much the total misses its expectation by on ordinary days, by kind."""
    none = np.zeros(len(company.lines), dtype=np.bool_)
    days = [make_day(company, rng, none) for _ in range(ORDINARY_DAYS)]
    found: dict[Kind, float] = {}
    for kind in ("amount", "count", "rate"):
        totals = [total(kind, day[0], day[2 if kind == "rate" else 1]) for day in days]
        found[kind] = float(np.std(totals)) * np.sqrt(1 + 1 / LIKE)
    return found


def effect_of(company: Company, cause: Mask, fault: str, factor: float) -> float:
    """How far the fault moves the mean of the total."""
    kind = KINDS[fault]
    lines = company.lines * np.where(cause & (MOVED[fault] == "volume"), factor, 1.0)
    price = company.price * np.where(cause & (fault == "price"), factor, 1.0)
    odds = company.cancelled / (1 - company.cancelled)
    odds = odds * np.where(cause & (fault == "rate"), factor, 1.0)
    each = odds / (1 + odds) if kind == "rate" else price
    usual = company.cancelled if kind == "rate" else company.price
    after = total(kind, lines, lines * each)
    return after - total(kind, company.lines, company.lines * usual)


def chosen_cause(
    cells: LeafCells, weight: Floats, rng: np.random.Generator, depth: int
) -> tuple[Mask, str]:
    """A combination of `depth` values that some cell has, likelier the more the cell sells."""
    cell = cells.codes[rng.choice(len(cells.codes), p=weight / weight.sum())]
    columns = np.sort(rng.choice(len(cells.dimensions), depth, replace=False))
    names = [cells.labels[column][cell[column]] for column in columns]
    return (cells.codes[:, columns] == cell[columns]).all(axis=1), " x ".join(names)


@dataclass(frozen=True)
class Planted:
    """A fault: its kind, how many values its cause has, how far it stands out, and its name."""

    fault: str
    depth: int
    sigmas: float
    name: str


def evaluated(cells: LeafCells, truth: Mask, planted: Planted) -> Case:
    """Ask for the causes and compare. Two combinations with the same cells are one cause."""
    fault = planted.fault
    found = attribute(cells, KINDS[fault])
    alive = (cells.actual_volume > 0) | (cells.expected_volume > 0)
    mask = mask_of(cells, dict(found.causes[0].values)) if found.causes else None
    first = mask is not None and bool((mask[alive] == truth[alive]).all())
    cause = found.causes[0] if found.causes else None
    by_volume = cause is not None and abs(cause.volume_part) > abs(cause.rate_part)
    right = cause is not None and by_volume == (MOVED[fault] == "volume")
    part_right = first and right
    return Case(
        fault, planted.depth, planted.sigmas, first, part_right, found.sentence, planted.name
    )


def made_up_cases(companies: range, each: int) -> Iterator[Case]:
    """Cases of every fault in every company, at two standard deviations and more."""
    for number in companies:
        rng = np.random.default_rng([number, 20261125])
        company = make_company(rng)
        noise = usual_gaps(company, rng)
        for fault in KINDS:
            for _ in range(each):
                yield from made_up_case(company, rng, fault, noise[KINDS[fault]])


def made_up_case(
    company: Company, rng: np.random.Generator, fault: str, noise: float
) -> Iterator[Case]:
    """One case, drawn until it stands out by two standard deviations; none if it never does."""
    depth = int(rng.integers(1, 4))
    for _ in range(200):
        factor = float(rng.choice(FACTORS[fault]))
        truth, planted = chosen_cause(company.cells, company.lines, rng, depth)
        sigmas = abs(effect_of(company, truth, fault, factor)) / noise
        if sigmas >= 2 and truth.mean() < 0.5:
            days = [make_day(company, rng, truth & False) for _ in range(LIKE)]
            day = make_day(company, rng, truth, fault, factor)
            cells = cells_of(company, day, days, 2 if KINDS[fault] == "rate" else 1)
            name = f"{planted} {fault} {factor}"
            yield evaluated(cells, truth, Planted(fault, depth, sigmas, name))
            return


def mask_of(cells: LeafCells, names: dict[str, str]) -> Mask:
    """The cells of a combination."""
    mask = np.ones(len(cells.codes), dtype=np.bool_)
    for dimension, value in names.items():
        place = cells.dimensions.index(dimension)
        mask &= cells.codes[:, place] == cells.labels[place].index(value)
    return mask


def cells_of(company: Company, day: Day, days: list[Day], amount: int) -> LeafCells:
    """The cells of a day as expected from the mean of comparable days."""
    volumes, amounts = (np.stack([one[part] for one in days], axis=1) for part in (0, amount))
    levels = volumes.sum() / LIKE / volumes.sum(axis=0)
    return replace(
        company.cells,
        actual_volume=day[0],
        actual_amount=day[amount],
        expected_volume=volumes.mean(axis=1),
        expected_amount=amounts.mean(axis=1),
        past_volume=volumes * levels,
        past_amount=amounts * levels,
    )


def report(title: str, cases: list[Case], *, misses: bool) -> int:
    """Print how often the truth is first; 1 when, beyond the noise, that misses the goal."""
    print(f"\n{title}: {len(cases)} cases, the true cause first (and mix apart from rate)")
    frame = pd.DataFrame(cases)
    bands = pd.cut(frame.sigmas, [0, SIGMAS, 5, 10, np.inf], right=False)
    print(frame.groupby(bands, observed=True)[["is_first", "is_part_right"]].agg(["mean", "size"]))
    clear = frame[frame.sigmas >= SIGMAS]
    for key in ("fault", "depth"):
        print(clear.groupby(key)[["is_first", "is_part_right"]].mean().round(3).to_string())
    rate = float(clear.is_first.mean())
    print(f"effect exceeds the noise: {rate:.3f} of {len(clear)} first, goal {GOAL}")
    for one in clear[~clear.is_first].itertuples() if misses else ():
        print(f"{one.sigmas:5.1f} {one.planted} -> {one.sentence}")
    spent = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{spent.ru_utime + spent.ru_stime:.1f} CPU s")
    return 0 if rate >= GOAL else 1


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The arguments, with `odd` for the half that is asked for."""
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument("--misses", action="store_true", help="show what was not found")
    chosen = parser.parse_args()
    chosen.odd = 1 if chosen.half == "report" else 0
    return chosen


def main() -> int:
    """Plant, ask, count; exit 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=40, help="companies made up")
    parser.add_argument("--each", type=int, default=6, help="cases of each fault in a company")
    chosen = parsed(parser)
    cases = list(made_up_cases(range(chosen.odd, chosen.companies, 2), chosen.each))
    return report("Made-up companies", cases, misses=chosen.misses)


if __name__ == "__main__":
    sys.exit(main())
