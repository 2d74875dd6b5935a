"""Forecasts of real daily sales: error against seasonal naive, bands, and CPU against AutoETS.

The series are booked goods per day of the Amazon report (total, by fulfilment, category and state)
and of Online Retail II (total and by country), those that sell on at least half of the days before
the first origin; what is left of a cut is its 'other'. From four origins, fourteen days apart, the
fourteen days ahead are forecast from the days up to the origin alone. CPU is that of the calls,
after one to warm up; the peer, in an environment of its own, fits one series at a time.
Run it with `python benchmarks/<this file> --landing <folder with both files>`.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecom_platform.analytics.daily_panel import DailyPanel
from ecom_platform.analytics.forecasting.backtesting import seasonal_scale
from ecom_platform.analytics.forecasting.daily_forecast import Forecasts, forecast
from ecom_platform.analytics.forecasting.reconciliation import Sum
from ecom_platform.serving.version_reader import open_version

BIN = Path(__file__).resolve().parents[1] / ".venv" / "bin"
HORIZON = 14
ORIGINS = 4
LEAST_SERIES = 30
LEAST_ACTIVE = 0.5  # share of days with a sale
MOST_ERROR = 0.82
LEAST_COVERAGE, MOST_COVERAGE = 0.93, 0.97
LEAST_SPEED = 100.0
PEER = "statsforecast==2.1.1"
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
AMAZON_CUTS = ("partner_id", "category", "ship_region")
CUTS = {"amazon_sale_report": AMAZON_CUTS, "online_retail": ("ship_country",)}

PEER_PROGRAM = """
import json, resource, sys
import numpy as np
from statsforecast.models import AutoETS

def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

horizon, origins, repeats = map(int, sys.argv[2:])
panels = list(np.load(sys.argv[1]).values())
model = AutoETS(season_length=7)
model.forecast(np.arange(40.0) % 7 + 5, h=horizon, level=[95])
spent = []
for _ in range(repeats):
    before, said = cpu(), []
    for values in panels:
        for back in range(origins, 0, -1):
            past = values[:, : values.shape[1] - back * horizon]
            found = [model.forecast(y, h=horizon, level=[95]) for y in past]
            said.append([[one[k].tolist() for one in found] for k in ("mean", "lo-95", "hi-95")])
    spent.append(cpu() - before)
print(json.dumps({"cpu": min(spent), "said": said}))
"""

FloatArray = npt.NDArray[np.float64]
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Case:
    """One feed's series, which of them are evaluated, and which add up to which."""

    feed: str
    panel: DailyPanel
    evaluated: npt.NDArray[np.bool_]
    sums: tuple[Sum, ...]

    def until(self, back: int) -> DailyPanel:
        """The panel as it was `back` days before its end."""
        end = len(self.panel.days) - back
        return DailyPanel(
            self.panel.names, self.panel.days[:end], self.panel.values[:, :end], None, "amount"
        )

    def after(self, back: int) -> FloatArray:
        """The days that were to be forecast `back` days before the end."""
        return self.panel.values[:, len(self.panel.days) - back :][:, :HORIZON]


@dataclass(frozen=True)
class Score:
    """Means over series and origins."""

    mase: float
    naive_mase: float
    coverage_80: float
    coverage_95: float

    @property
    def relative(self) -> float:
        """MASE over that of seasonal naive."""
        return self.mase / self.naive_mase


def read_case(ask: Ask, feed: str) -> Case:
    """The daily series of a feed of a published version."""
    days_known = "select first_complete_date, as_of_date from marts.dim_feeds"
    ((first, last),) = ask(f"{days_known} where feed = '{feed}'")
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
    total = _daily(ask, feed, "'total'", days)["total"]
    names, rows, sums = ["total"], [total], []
    for cut in CUTS[feed]:
        found = _daily(ask, feed, cut, days)
        parts = {f"{cut} {name}": row for name, row in found.items() if _is_active(row)}
        parts[f"{cut} other"] = total - sum(parts.values())
        names += parts
        rows += parts.values()
        sums.append(Sum("total", tuple(parts)))
    values: FloatArray = np.stack(rows).round(2)
    panel = DailyPanel(tuple(names), days, values, None, "amount")
    return Case(feed, panel, np.array([_is_active(row) for row in values]), tuple(sums))


def _daily(
    ask: Ask, feed: str, cut: str, days: npt.NDArray[np.datetime64]
) -> dict[str, FloatArray]:
    found = ask(
        f"""
        select {cut}, order_date, sum(amount)::double from marts.fct_order_items
        where feed = '{feed}' and line_kind = 'goods' and not is_credit and amount is not null
            and {cut} is not null and order_date between '{days[0]}' and '{days[-1]}'
        group by all order by all
        """
    )
    rows: dict[str, FloatArray] = {}
    for name, day, amount in found:
        place = int((np.datetime64(day, "D") - days[0]).astype(int))
        rows.setdefault(name, np.zeros(len(days)))[place] = amount
    return rows


def _is_active(row: FloatArray) -> bool:
    return bool((row[: len(row) - ORIGINS * HORIZON] > 0).mean() >= LEAST_ACTIVE)


def forecast_cases(cases: Sequence[Case]) -> list[Forecasts]:
    """Our forecasts at each origin of each case."""
    return [
        forecast(case.until(back * HORIZON), events={}, horizon=HORIZON, sums=case.sums)
        for case in cases
        for back in range(ORIGINS, 0, -1)
    ]


def score(cases: Sequence[Case], forecasts: Sequence[Sequence[FloatArray]]) -> Score:
    """Judge (forecast, low 80, high 80, low 95, high 95) of each origin of each case."""
    found: list[list[float]] = []
    spots = [(case, back * HORIZON) for case in cases for back in range(ORIGINS, 0, -1)]
    for (case, back), cells in zip(spots, forecasts, strict=True):
        past, truth = case.until(back).values[case.evaluated], case.after(back)[case.evaluated]
        point, *edges = (one[case.evaluated] for one in cells)
        unit = seasonal_scale(past)[:, None]
        naive = np.tile(past[:, -7:], HORIZON // 7)
        errors = [np.abs(truth - one) / unit for one in (point, naive)]
        cent = 0.005 + 1e-9  # amounts are money
        inside = [
            (truth >= low - cent) & (truth <= high + cent)
            for low, high in zip(edges[::2], edges[1::2], strict=True)
        ]
        found += np.stack([one.mean(1) for one in (*errors, *inside)]).T.tolist()
    return Score(*np.mean(found, axis=0))


def bands_of(one: Forecasts) -> tuple[FloatArray, ...]:
    """A forecast as `score` wants it: the median has the least absolute error."""
    return one.median, one.low_80, one.high_80, one.low_95, one.high_95


def means_of(one: Forecasts) -> tuple[FloatArray, ...]:
    """The same with the mean, which people add up."""
    return one.mean, *bands_of(one)[1:]


def _cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def _ours(cases: Sequence[Case], repeats: int) -> tuple[float, list[Forecasts]]:
    forecasts = forecast_cases(cases)  # warms up
    spent = []
    for _ in range(repeats):
        before = _cpu()
        forecasts = forecast_cases(cases)
        spent.append(_cpu() - before)
    return min(spent), forecasts


def _theirs(
    cases: Sequence[Case], repeats: int, home: Path
) -> tuple[float, list[tuple[FloatArray, ...]]]:
    python = home / "autoets" / "bin" / "python"
    if not python.exists():
        uv = str(BIN / "uv")
        _do([uv, "venv", "-q", "--python", str(BIN / "python"), str(home / "autoets")], {})
        _do([uv, "pip", "install", "-q", "--python", str(python), PEER], {})
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "panels.npz"
        np.savez(data, *[case.panel.values[case.evaluated] for case in cases])
        settings = [str(data), str(HORIZON), str(ORIGINS), str(repeats)]
        answer = json.loads(_do([str(python), "-c", PEER_PROGRAM, *settings], THREADS))
    forecasts: list[tuple[FloatArray, ...]] = []
    for number, (mean, low, high) in enumerate(answer["said"]):
        case = cases[number // ORIGINS]
        rows = np.full((3, len(case.evaluated), HORIZON), np.nan)
        rows[:, case.evaluated] = [mean, low, high]
        forecasts.append((rows[0], rows[1], rows[2], rows[1], rows[2]))
    return float(answer["cpu"]), forecasts


def _do(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def _publish(landing: Path, data: Path) -> None:
    environment = {"ECOM_LANDING": str(landing), "ECOM_DATA": str(data)}
    for step in ("ingest", "build", "publish"):
        _do([str(BIN / "ecom"), step], environment)


def _read(data: Path) -> list[Case]:
    with open_version(data / "published") as connection:
        return [read_case(lambda sql: connection.execute(sql).fetchall(), feed) for feed in CUTS]


def main() -> int:
    """Measure, print, and fail when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--landing", type=Path, help="folder of both files; built first")
    source.add_argument("--data", type=Path, help="data folder where both are published already")
    parser.add_argument("--peers", type=Path, help="keep the peer's environment here")
    parser.add_argument("--repeats", type=int, default=5, help="the least of so many CPU times")
    chosen = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **THREADS})
    with tempfile.TemporaryDirectory() as folder:
        data = chosen.data or Path(folder) / "data"
        if chosen.landing:
            _publish(chosen.landing, data)
        cases = _read(data)
        ours = _ours(cases, chosen.repeats)
        theirs = _theirs(cases, chosen.repeats, chosen.peers or Path(folder))
    return _report(cases, ours, theirs)


def _report(
    cases: Sequence[Case],
    ours: tuple[float, list[Forecasts]],
    theirs: tuple[float, list[tuple[FloatArray, ...]]],
) -> int:
    (spent, forecasts), (peer_spent, peer_said) = ours, theirs
    for number, case in enumerate(cases):
        part = slice(number * ORIGINS, (number + 1) * ORIGINS)
        one = score([case], [bands_of(each) for each in forecasts[part]])
        print(
            f"  {case.feed}: {int(case.evaluated.sum())} series, MASE {one.mase:.3f}, "
            f"{one.relative:.3f} of seasonal naive; 95 % band covers {one.coverage_95:.1%}"
        )
    whole = score(cases, [bands_of(each) for each in forecasts])
    mean = score(cases, [means_of(one) for one in forecasts])
    peer = score(cases, peer_said)
    print(f"AutoETS: {peer.relative:.3f} of naive; its 95 % band covers {peer.coverage_95:.1%}")
    speed = peer_spent / spent
    print(f"CPU {spent:.3f} s, AutoETS {peer_spent:.2f} s; 80 % covers {whole.coverage_80:.1%}")
    count = sum(int(case.evaluated.sum()) for case in cases)
    covers = LEAST_COVERAGE <= whole.coverage_95 <= MOST_COVERAGE
    goals = [
        (count >= LEAST_SERIES, f"{count} series, goal at least {LEAST_SERIES}"),
        (whole.relative <= MOST_ERROR, f"MASE {whole.relative:.3f} of naive, goal {MOST_ERROR}"),
        (mean.relative <= MOST_ERROR, f"the mean's {mean.relative:.3f} of naive, same goal"),
        (covers, f"95 % band covers {whole.coverage_95:.1%}, goal 93 % to 97 %"),
        (speed >= LEAST_SPEED, f"{speed:.0f} times less CPU, goal {LEAST_SPEED:.0f} times"),
    ]
    for is_met, goal in goals:
        print(f"{'met' if is_met else 'MISSED'}: {goal}")
    return 0 if all(is_met for is_met, _ in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
