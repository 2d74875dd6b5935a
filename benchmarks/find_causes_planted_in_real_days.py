"""Causes planted into the real days of the Amazon report, and whether they are named first.

Lines of one to three dimension values are lost, repeated, repriced or cancelled on a real day, with
all that really happened on it left in. Every second day is there to tune on, the others are
reported. What is planted, and when an effect exceeds the noise: `find_planted_causes.py`. Run it
with `python -m benchmarks.find_causes_planted_in_real_days --landing FOLDER`.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.find_planted_causes import (
    FACTORS,
    KINDS,
    MOVED,
    Case,
    Mask,
    Planted,
    evaluated,
    mask_of,
    parsed,
    report,
    total,
)
from ecom_platform.analytics.anomaly_causes.attribution import Kind
from ecom_platform.analytics.anomaly_causes.leaf_cells import (
    LeafCells,
    comparable_days,
    expected_cells,
)

REAL_DIMENSIONS = ("fulfilment", "category", "state", "size")
Days = NDArray[np.datetime64]
WARM_UP = 28  # real days before the first that is evaluated


def real_lines(landing: Path) -> pd.DataFrame:
    """The lines of the Amazon report: day, dimensions, amount, whether cancelled."""
    found = [path for path in landing.rglob("*") if path.name.startswith("Amazon Sale Report.csv")]
    if not found:
        sys.exit(f"There is no 'Amazon Sale Report.csv' or its .gz under {landing}.")
    names = ["Date", "Fulfilment", "Category", "ship-state", "Size", "Amount", "Status"]
    raw = pd.read_csv(found[0], usecols=names, dtype=str)
    lines = pd.DataFrame({"day": pd.to_datetime(raw["Date"], format="%m-%d-%y")})
    for name, source in zip(REAL_DIMENSIONS, names[1:5], strict=True):
        lines[name] = raw[source].fillna("unknown").str.upper()
    lines["money"] = pd.to_numeric(raw["Amount"])
    lines["line"] = 1.0
    lines["cancelled"] = (raw["Status"] == "Cancelled").astype(float)
    return lines


@dataclass(frozen=True)
class History:
    """The report as one kind of total sees it.

    Attributes:
        kind: of the total.
        rows: a row per line: `day`, the dimensions, `volume` and `amount`.
        days: of each row its day.
        known: the days that are whole.
    """

    kind: Kind
    rows: pd.DataFrame
    days: Days
    known: Days

    def on(self, day: np.datetime64) -> pd.DataFrame:
        """The rows of a day, numbered from 0."""
        found: pd.DataFrame = self.rows[self.days == day].reset_index(drop=True)
        return found

    def cells(self, day: np.datetime64, now: pd.DataFrame) -> LeafCells:
        """The cells of a day that has the rows `now`; the total is expected as two weeks before."""
        recent = self.known[(self.known < day) & (self.known >= day - np.timedelta64(14, "D"))]
        before = self.rows[np.isin(self.days, recent)]
        return expected_cells(
            pd.concat([self.rows[self.days < day], now]),
            REAL_DIMENSIONS,
            day=day,
            comparable=comparable_days(day, self.known),
            expected_volume=float(before["volume"].sum()) / len(recent),
            expected_amount=float(before["amount"].sum()) / len(recent),
        )


def history_of(lines: pd.DataFrame, kind: Kind) -> History:
    """Lines as rows with a volume and an amount; money is asked only of lines that have it."""
    if kind != "rate":
        lines = lines[lines["money"] > 0]
    amounts = {"amount": lines["money"], "count": lines["line"], "rate": lines["cancelled"]}
    rows = lines[["day", *REAL_DIMENSIONS]].assign(volume=lines["line"], amount=amounts[kind])
    days = rows["day"].to_numpy(dtype="datetime64[D]")
    # The first and the last day of the report are not whole.
    return History(kind, rows, days, np.unique(days)[1:-1])


def real_cases(lines: pd.DataFrame, *, odd: int, each: int) -> Iterator[Case]:
    """Causes planted into every second day of the real report that has enough days before it."""
    for kind in ("amount", "count", "rate"):
        history = history_of(lines, kind)
        judgeable = history.known[WARM_UP:]
        noise = float(np.std([missed(kind, history.cells(d, history.on(d))) for d in judgeable]))
        for fault in [one for one, of in KINDS.items() if of == kind]:
            for number, day in enumerate(judgeable[odd::2]):
                rng = np.random.default_rng([number, odd, len(fault), 2])
                for _ in range(each):
                    yield from real_case(history, day, rng, fault, noise)


def missed(kind: Kind, cells: LeafCells) -> float:
    """By how much the total missed its expectation."""
    expected = total(kind, cells.expected_volume, cells.expected_amount)
    return total(kind, cells.actual_volume, cells.actual_amount) - expected


def real_case(
    history: History, day: np.datetime64, rng: np.random.Generator, fault: str, noise: float
) -> Iterator[Case]:
    """One fault planted into the lines of a day; none where no draw stands out."""
    depth = int(rng.integers(1, 4))
    now = history.on(day)
    usual = total(history.kind, now["volume"].to_numpy(), now["amount"].to_numpy())
    for _ in range(40):
        factor = float(rng.choice(FACTORS[fault]))
        row = now.iloc[int(rng.integers(len(now)))]
        columns = np.sort(rng.choice(len(REAL_DIMENSIONS), depth, replace=False))
        names = {REAL_DIMENSIONS[i]: str(row[REAL_DIMENSIONS[i]]) for i in columns}
        hit = (now[list(names)] == pd.Series(names)).all(axis=1).to_numpy()
        planted = planted_lines(now, hit, rng, fault, factor)
        after = total(history.kind, planted["volume"].to_numpy(), planted["amount"].to_numpy())
        sigmas = abs(after - usual) / noise
        if sigmas >= 2 and hit.mean() < 0.5:
            cells = history.cells(day, planted)
            name = f"{day} {' x '.join(names.values())} {fault} {factor}"
            yield evaluated(cells, mask_of(cells, names), Planted(fault, depth, sigmas, name))
            return


def planted_lines(
    now: pd.DataFrame, hit: Mask, rng: np.random.Generator, fault: str, factor: float
) -> pd.DataFrame:
    """The lines of a day with those that are hit lost, repeated, repriced or cancelled."""
    if MOVED[fault] == "volume":
        whole = int(factor)
        copies = np.where(hit, whole + (rng.random(len(now)) < factor - whole), 1)
        return now.loc[np.repeat(np.arange(len(now)), copies)]
    if fault == "price":
        return now.assign(amount=np.where(hit, factor, 1.0) * now["amount"])
    rate = now.loc[hit, "amount"].mean()
    cancelled, kept = (now["amount"] == 1) & hit, (now["amount"] == 0) & hit
    turn = np.where(cancelled, 1 - min(factor, 1.0), 0.0)
    extra = max(min(factor * rate, 1.0) - rate, 0.0) / max(1 - rate, 1e-9)
    flip = rng.random(len(now)) < np.where(kept, extra, turn)
    return now.assign(amount=np.where(flip, 1 - now["amount"], now["amount"]))


def main() -> int:
    """Plant, ask, count; exit 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--landing", type=Path, required=True, help="folder of the Amazon report")
    parser.add_argument("--each", type=int, default=4, help="cases of each fault on a day")
    chosen = parsed(parser)
    cases = list(real_cases(real_lines(chosen.landing), odd=chosen.odd, each=chosen.each))
    return report("Real days of the Amazon report", cases, misses=chosen.misses)


if __name__ == "__main__":
    sys.exit(main())
