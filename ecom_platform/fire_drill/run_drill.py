"""A complete drill: files, baseline, injections, scorecard."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.drill_record import DrillRecord, FaultRecord, write_record
from ecom_platform.fault_injection.fault import Fault, Size
from ecom_platform.fault_injection.fault_registry import all_faults
from ecom_platform.fire_drill.baseline_night import Baseline, prepare_baseline
from ecom_platform.fire_drill.inject_faults import feed_of, inject_faults
from ecom_platform.fire_drill.scorecard import InjectionResult, Scorecard
from ecom_platform.publishing.manifest_facts import git_hash

DEMO_DAYS, DEMO_LINES = 150, 30_000
DEMO_COMPANY = "the demo company"
Progress = Callable[[str], None]


def drill(
    folder: Path,
    landing: Path | None = None,
    *,
    chosen: Sequence[Fault] = (),
    size: str | None = None,
    quick: bool = False,
    progress: Progress | None = None,
    keep_at: Path | None = None,
) -> Scorecard:
    """Plant faults into copies of landing files, and score which checks notice them.

    Args:
        folder: an empty folder for the copies, which take about ten times the size of the files.
        landing: the files for the drill, which are only read; those of a demo company when None.
        chosen: the faults to plant; all faults when empty.
        size: the name of the only size to plant; all sizes when None.
        quick: whether only the obvious sizes are planted.
        progress: called with a sentence after each step.
        keep_at: the file that stores the result. Only a complete drill is stored, so that a drill
            of some faults is not mistaken for a complete one.

    Raises:
        QualityError: there is no such size, or the files are not suitable for a drill.
    """
    report_progress = progress or _report_nothing
    if landing is None:
        landing = folder / "demo" / "landing"
        generate(landing, days=DEMO_DAYS, lines=DEMO_LINES)
        company = DEMO_COMPANY
    else:
        company = landing.name
    sizes_by_fault = {
        fault.name: _sizes_to_plant(fault, size, quick=quick)
        for fault in chosen or all_faults().values()
    }
    report_progress("Running the files before the drill, and three nights without a fault ...")
    baseline = prepare_baseline(landing, folder)
    injections: list[InjectionResult] = []
    plantable = {
        name: sizes
        for name, sizes in sizes_by_fault.items()
        if feed_of(baseline, all_faults()[name])
    }
    for results_of_fault in inject_faults(baseline, plantable):
        injections += results_of_fault
        for injection in results_of_fault:
            report_progress(injection.sentence)
    card = _scorecard(company, baseline, injections, sizes_by_fault)
    if keep_at and not chosen and size is None:
        write_record(keep_at, to_record(card, datetime.now(UTC), git_hash()))
    return card


def to_record(card: Scorecard, ended_at: datetime, revision: str | None) -> DrillRecord:
    """The scorecard as it is stored: one record for each fault class, at its obvious size."""
    fault_records = tuple(
        FaultRecord(
            fault=injection.fault,
            severity=injection.severity,
            feed=injection.feed,
            size=injection.size,
            is_caught=injection.is_caught,
            night=injection.night,
            told_as=injection.noticed_as,
            checks=injection.checks,
            leaked=injection.leaked,
        )
        for injection in card.obvious
    )
    return DrillRecord(
        company=card.company,
        ended_at=ended_at,
        git_hash=revision,
        is_met=card.is_met,
        sentence=card.sentence,
        faults=fault_records,
        false_alarms=card.false_alarms,
    )


def _sizes_to_plant(fault: Fault, name: str | None, *, quick: bool) -> tuple[Size, ...]:
    """The obvious size in a quick drill, else the size of that name, else all sizes."""
    if quick:
        return (fault.obvious,)
    sizes = tuple(size for size in fault.sizes if name in {None, size.name})
    if not sizes:
        known = ", ".join(f"'{size.name}'" for size in fault.sizes)
        raise QualityError(f"The fault {fault.name} has no size '{name}'. Its sizes: {known}.")
    return sizes


def _scorecard(
    company: str,
    baseline: Baseline,
    injections: list[InjectionResult],
    sizes_by_fault: dict[str, tuple[Size, ...]],
) -> Scorecard:
    """The scorecard of a drill; chosen faults without a result are listed as impossible."""
    planted = {injection.fault for injection in injections}
    return Scorecard(
        company=company,
        injections=tuple(sorted(injections, key=lambda injection: injection.fault)),
        impossible=tuple(sorted(set(sizes_by_fault) - planted)),
        false_alarms=tuple(alarm.sentence for alarm in baseline.false_alarms),
        known_alarms=tuple(alarm.sentence for alarm in sorted(baseline.before.alarms)),
    )


def _report_nothing(_sentence: str) -> None:
    """Ignore the sentence."""
