"""Plant one fault, run night after night until somebody notices, and say what readers saw."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from ecom_platform.fault_injection.fault import Fault, Size
from ecom_platform.fault_injection.fault_registry import fault_named
from ecom_platform.fire_drill.baseline_night import Baseline
from ecom_platform.fire_drill.nights import Alarm, NightResult, NightRunner
from ecom_platform.fire_drill.scorecard import InjectionResult
from ecom_platform.warehouse.layers import RAW

WORKERS = 2


def inject_faults(
    baseline: Baseline, chosen: Mapping[str, Sequence[Size]]
) -> Iterator[list[InjectionResult]]:
    """The trials of each fault as they end, two faults at a time.

    Args:
        baseline: what every trial starts from.
        chosen: fault name to the sizes to plant, from the smallest to the largest.
    """
    spawn = get_context("spawn")
    with ProcessPoolExecutor(min(WORKERS, len(chosen) or 1), spawn) as pool:
        jobs = [pool.submit(_inject_sizes, baseline, name, sizes) for name, sizes in chosen.items()]
        for job in as_completed(jobs):
            yield job.result()


def feed_of(baseline: Baseline, fault: Fault) -> str | None:
    """The feed a fault is planted in: the first it can happen to that the nights deliver."""
    return next((feed for feed in fault.feeds if feed in baseline.nights[0]), None)


def _inject_sizes(baseline: Baseline, name: str, sizes: Sequence[Size]) -> list[InjectionResult]:
    """From the largest size down, until one is missed: smaller ones would be missed as well.

    Of a harmless fault the largest size says it all.
    """
    fault, found = fault_named(name), []
    for size in reversed(sizes):
        injection = inject_fault(baseline, fault, size, baseline.folder / f"stage-{os.getpid()}")
        found.append(injection)
        if not injection.is_caught or fault.severity == "harmless":
            break
    return found


def inject_fault(baseline: Baseline, fault: Fault, size: Size, folder: Path) -> InjectionResult:
    """Run nights with the fault in a copy of the baseline in `folder`.

    Nights with less than the obvious size end after the rules on raw: they only ask who notices.
    """
    feed, began = feed_of(baseline, fault) or "", time.monotonic()
    stage = NightRunner(folder)
    stage.copy_of(baseline.stage)
    leaked: set[str] = set()
    noticed: list[Alarm] = []
    night = 0
    for night, deliveries in enumerate(baseline.nights, start=1):
        arriving = [
            fault.plant(delivery, size) if delivery.feed == feed else delivery
            for delivery in deliveries.values()
        ]
        seen = stage.night(arriving, until_raw=not size.is_obvious)
        noticed = sorted(seen.alarms - baseline.seen_before(night), key=_cause_first)
        leaked |= _leaked(baseline, night, seen)
        if noticed or fault.severity == "harmless":
            break
    return InjectionResult(
        fault=fault.name,
        size=size.name,
        severity=fault.severity,
        is_obvious=size.is_obvious,
        feed=feed,
        night=night if noticed else None,
        told_as="error" if any(one.severity == "error" for one in noticed) else "warn",
        checks=tuple(dict.fromkeys(alarm.sentence for alarm in noticed)),
        leaked=tuple(sorted(leaked)),
        seconds=round(time.monotonic() - began, 1),
    )


def _cause_first(alarm: Alarm) -> tuple[bool, bool, Alarm]:
    """Raw before what is made of it, errors before warnings."""
    return (not alarm.table.startswith(f"{RAW}."), alarm.severity != "error", alarm)


def _leaked(baseline: Baseline, night: int, seen: NightResult) -> set[str]:
    """Published marts whose content is neither the last good one nor that of a clean night."""
    good = [baseline.before.marts, *(clean.marts for clean in baseline.clean[:night])]
    return {
        table
        for table, content in seen.marts.items()
        if content not in {marts.get(table) for marts in good}
    }
