"""Plant one fault, run nights until a check notices it, and record what readers saw."""

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
    """The results of each fault, as soon as its nights have been run; two faults run at a time.

    Args:
        baseline: the state from which every injection starts.
        chosen: fault name to the sizes to plant, from the smallest to the largest.

    Yields:
        The results of one fault, from its largest size down.
    """
    spawn = get_context("spawn")
    with ProcessPoolExecutor(min(WORKERS, len(chosen) or 1), spawn) as pool:
        jobs = [pool.submit(_inject_sizes, baseline, name, sizes) for name, sizes in chosen.items()]
        for job in as_completed(jobs):
            yield job.result()


def feed_of(baseline: Baseline, fault: Fault) -> str | None:
    """The feed in which a fault is planted: the first of the fault's feeds that the drill has.

    None when the first night delivers none of them.
    """
    return next((feed for feed in fault.feeds if feed in baseline.nights[0]), None)


def _inject_sizes(baseline: Baseline, name: str, sizes: Sequence[Size]) -> list[InjectionResult]:
    """The results of one fault, from its largest size down to the first size that is missed.

    Smaller sizes would be missed as well. A harmless fault is planted in its largest size only.
    """
    fault, results = fault_named(name), []
    for size in reversed(sizes):
        injection = inject_fault(baseline, fault, size, baseline.folder / f"nights-{os.getpid()}")
        results.append(injection)
        if not injection.is_caught or fault.severity == "harmless":
            break
    return results


def inject_fault(baseline: Baseline, fault: Fault, size: Size, folder: Path) -> InjectionResult:
    """The result of running nights with the fault in a copy of the baseline.

    Nights run until a check notices the fault. With less than the obvious size they end after the
    rules on raw tables, because they only show whether a check notices the fault.

    Args:
        baseline: the state from which the nights start.
        fault: the fault.
        size: how much of the delivery the fault damages.
        folder: where the copy is made; an earlier copy there is replaced.
    """
    feed, started_at = feed_of(baseline, fault) or "", time.monotonic()
    runner = NightRunner(folder)
    runner.copy_from(baseline.runner)
    leaked: set[str] = set()
    noticed: list[Alarm] = []
    night = 0
    for night, deliveries in enumerate(baseline.nights, start=1):
        arriving = [
            fault.plant(delivery, size) if delivery.feed == feed else delivery
            for delivery in deliveries.values()
        ]
        result = runner.night(arriving, until_raw=not size.is_obvious)
        noticed = sorted(result.alarms - baseline.alarms_without_fault(night), key=_alarm_sort_key)
        leaked |= _tables_with_wrong_rows(baseline, night, result)
        if noticed or fault.severity == "harmless":
            break
    return InjectionResult(
        fault=fault.name,
        size=size.name,
        severity=fault.severity,
        is_obvious=size.is_obvious,
        feed=feed,
        night=night if noticed else None,
        noticed_as="error" if any(alarm.severity == "error" for alarm in noticed) else "warn",
        checks=tuple(dict.fromkeys(alarm.sentence for alarm in noticed)),
        leaked=tuple(sorted(leaked)),
        seconds=round(time.monotonic() - started_at, 1),
    )


def _alarm_sort_key(alarm: Alarm) -> tuple[bool, bool, Alarm]:
    """A sort key: raw tables before the tables built from them, then errors before warnings."""
    is_downstream = not alarm.table.startswith(f"{RAW}.")
    is_warning = alarm.severity != "error"
    return (is_downstream, is_warning, alarm)


def _tables_with_wrong_rows(baseline: Baseline, night: int, result: NightResult) -> set[str]:
    """Published marts whose content is not that of before the drill or of a night without fault.

    Only nights up to `night` count: later ones could not have been published yet.
    """
    good_nights = [baseline.before, *baseline.nights_without_fault[:night]]
    return {
        table
        for table, content in result.marts.items()
        if content not in {good_night.marts.get(table) for good_night in good_nights}
    }
