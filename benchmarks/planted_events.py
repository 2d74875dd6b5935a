"""Daily series whose true mean and noise are known, with events planted, and how finds are counted.

Used by `detect_planted_events.py`. Every number comes from the seed of the generator given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAYS = 400
FIRST_JUDGED = 100
START = np.datetime64("2024-01-01")
GRACE = 14  # days after which a shifted level is the new normal
NOISES = ("poisson", "negative binomial", "normal", "lognormal", "student", "zero inflated")
KINDS = ("spike", "drop", "missing", "promotion", "level shift")
SHARES = (0.3, 0.3, 0.15, 0.1, 0.15)
EVENTS_A_SERIES = 5
GAP = 24  # days between events of one series


@dataclass(frozen=True)
class Event:
    """One planted event; found when a day from `first` to `last` is flagged.

    Attributes:
        series: row of the panel.
        first: column of its first day.
        last: column of the last day on which finding it counts.
        excused: column of the last day on which an alert is not a false one.
        kind: one of `KINDS`.
    """

    series: int
    first: int
    last: int
    excused: int
    kind: str


@dataclass(frozen=True)
class Planted:
    """Series x days, what was planted, and how rare each day is for one who knows the truth."""

    noises: tuple[str, ...]
    values: Floats
    events: tuple[Event, ...]
    known: Mapping[date, str]
    oracle: Floats

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The calendar."""
        return START + np.arange(self.values.shape[1])


def plant(series: int, rng: np.random.Generator) -> Planted:
    """Series with weekdays, trend, a year's wave, wandering level, known promotions, and events."""
    noises = tuple(NOISES[i % len(NOISES)] for i in range(series))
    known = _known_days(rng)
    mean = np.stack([_mean(noise, known, rng) for noise in noises])
    values, oracle = np.empty_like(mean), np.empty_like(mean)
    events: list[Event] = []
    for row, noise in enumerate(noises):
        distribution = _Distribution(noise, mean[row], rng)
        factor, known_factor, missing, planted = _events(row, distribution, rng)
        values[row] = np.where(missing, 0.0, distribution.draw(mean[row] * factor, rng))
        oracle[row] = distribution.rarity(values[row], mean[row] * known_factor)
        events += planted
    return Planted(noises, values, tuple(events), known, oracle)


class _Distribution:
    """One series' noise: draws, spread and two-sided rarity around any mean."""

    def __init__(self, noise: str, mean: Floats, rng: np.random.Generator) -> None:
        self.noise = noise
        self.size = rng.uniform(0.05, 0.3)
        self.zeros = rng.uniform(0.1, 0.3) if noise == "zero inflated" else 0.0
        self.usual = float(np.median(mean))
        self.cv = float(np.median(self.spread(mean)) / self.usual)

    def spread(self, mean: Floats) -> Floats:
        """Standard deviation of a day that is not a zero day."""
        if self.noise == "poisson":
            return np.asarray(np.sqrt(mean))
        if self.noise == "negative binomial":
            return np.sqrt(mean + self.size * mean**2)
        return self.size * mean

    def draw(self, mean: Floats, rng: np.random.Generator) -> Floats:
        drawn = self._frozen(mean).rvs(random_state=rng).astype(np.float64)
        return np.where(rng.random(len(mean)) < self.zeros, 0.0, np.maximum(drawn, 0.0))

    def rarity(self, value: Floats, mean: Floats) -> Floats:
        distribution = self._frozen(mean)
        low = self.zeros + (1.0 - self.zeros) * distribution.cdf(value)
        high = (1.0 - self.zeros) * distribution.sf(value)
        if self.noise in {"poisson", "negative binomial"}:
            high = high + distribution.pmf(value)
        return np.asarray(np.minimum(2.0 * np.minimum(low, high), 1.0))

    def _frozen(self, mean: Floats) -> Any:
        if self.noise == "poisson":
            return stats.poisson(mean)
        if self.noise == "negative binomial":
            return stats.nbinom(1.0 / self.size, 1.0 / (1.0 + self.size * mean))
        if self.noise == "lognormal":
            wide = np.sqrt(np.log1p(self.size**2))
            return stats.lognorm(wide, scale=mean * np.exp(-0.5 * wide**2))
        if self.noise == "student":
            return stats.t(5.0, loc=mean, scale=self.size * mean * np.sqrt(0.6))
        return stats.norm(mean, self.size * mean)


def _known_days(rng: np.random.Generator) -> dict[date, str]:
    """Sale days of two names, each once about every six weeks, and a holiday four times."""
    names = {"sale": 42, "big sale": 90, "holiday": 80}
    known: dict[date, str] = {}
    for name, distance in names.items():
        place = int(rng.integers(10, 40))
        while place < DAYS:
            known[date.fromisoformat(str(START + place))] = name
            place += int(distance * rng.uniform(0.8, 1.2))
    return known


def day_number(day: date) -> int:
    """The column of a day of the planted calendar."""
    return int((np.datetime64(day, "D") - START).astype(np.int64))


def _mean(noise: str, known: Mapping[date, str], rng: np.random.Generator) -> Floats:
    day = np.arange(DAYS)
    counted = noise in {"poisson", "negative binomial"}
    level = np.exp(rng.uniform(np.log(2.0), np.log(300.0))) * (1.0 if counted else 500.0)
    weekday = np.exp(rng.normal(0.0, 0.2, 7))[day % 7]
    trend = np.exp(rng.normal(0.0, 0.0008) * day)
    wave = np.exp(rng.uniform(0.0, 0.25) * np.sin(2 * np.pi * (day / 365.0 + rng.random())))
    wander = np.exp(np.cumsum(rng.normal(0.0, 0.005, DAYS)))
    month = (START + day).astype("datetime64[M]")
    edge = np.where((START + day) == month.astype("datetime64[D]"), rng.uniform(1.0, 1.2), 1.0)
    mean = level * weekday * trend * wave * wander * edge
    effect = {"sale": rng.uniform(1.2, 2.5), "big sale": rng.uniform(1.5, 4.0)}
    effect["holiday"] = rng.uniform(0.3, 0.9)
    for when, name in known.items():
        mean[day_number(when)] *= effect[name]
    return np.asarray(mean)


def _events(
    row: int, distribution: _Distribution, rng: np.random.Generator
) -> tuple[Floats, Floats, Flags, list[Event]]:
    """Factors on the mean, those that the oracle knows, missing days, and the events."""
    factor, known_factor = np.ones(DAYS), np.ones(DAYS)
    missing = np.zeros(DAYS, dtype=bool)
    events = []
    room = (DAYS - FIRST_JUDGED - 5 - EVENTS_A_SERIES * GAP) // EVENTS_A_SERIES
    place = FIRST_JUDGED
    for _ in range(EVENTS_A_SERIES):
        place += int(rng.integers(0, room))
        kind = KINDS[rng.choice(len(KINDS), p=SHARES)]
        size = rng.uniform(4.0, 9.0) * distribution.cv
        if kind == "level shift":
            change = 1.0 + size if rng.random() < 0.5 else max(1.0 - size, 0.3)
            factor[place:] *= change
            known_factor[place + GRACE :] *= change
            events.append(Event(row, place, place + 6, place + GRACE - 1, kind))
        else:
            last = place + int(rng.integers(0, 3 if kind == "promotion" else 2))
            days = slice(place, last + 1)
            missing[days] = kind == "missing"
            if kind != "missing":
                factor[days] *= max(1.0 - size, 0.0) if kind == "drop" else 1.0 + size
            events.append(Event(row, place, last, last, kind))
        place += GAP
    return factor, known_factor, missing, events


@dataclass(frozen=True)
class Score:
    """How well flagged days meet the planted events.

    Attributes:
        found: events of which a day was flagged.
        planted: events.
        false: flagged days outside every event.
        nights: evaluated days.
    """

    found: int
    planted: int
    false: int
    nights: int

    @property
    def f1(self) -> float:
        """Of events found, with every false alert as one more."""
        return 2.0 * self.found / max(self.planted + self.found + self.false, 1)

    @property
    def false_a_week(self) -> float:
        """False alerts a week over all series."""
        return 7.0 * self.false / self.nights


def score(flagged: Flags, events: tuple[Event, ...], first: int) -> Score:
    """Flagged days (series x days) from column `first` on, held against what was planted."""
    false = flagged.copy()
    found = 0
    for event in events:
        found += bool(flagged[event.series, event.first : event.last + 1].any())
        false[event.series, event.first : event.excused + 1] = False
    nights = flagged.shape[1] - first
    return Score(found, len(events), int(false[:, first:].sum()), nights)
