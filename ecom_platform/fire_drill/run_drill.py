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
        landing: the files to drill on, which are only read; those of a demo company when None.
        chosen: the faults; all when empty.
        size: only the size of this name.
        quick: only the obvious sizes.
        progress: called with a sentence after each step.
        keep_at: the file that stores the result; a drill of some faults only is not stored, as
            it would be mistaken for a complete one.

    Raises:
        QualityError: there is no such size, or the files cannot be drilled on.
    """
    report_progress = progress or _ignore
    if landing is None:
        landing = folder / "demo" / "landing"
        generate(landing, days=DEMO_DAYS, lines=DEMO_LINES)
        company = DEMO_COMPANY
    else:
        company = landing.name
    wanted = {
        fault.name: _sizes(fault, size, quick=quick) for fault in chosen or all_faults().values()
    }
    report_progress("Running the files before the drill, and three nights without a fault ...")
    baseline = prepare_baseline(landing, folder)
    injections: list[InjectionResult] = []
    possible = {
        name: sizes for name, sizes in wanted.items() if feed_of(baseline, all_faults()[name])
    }
    for found in inject_faults(baseline, possible):
        injections += found
        for injection in found:
            report_progress(injection.sentence)
    card = _scorecard(company, baseline, injections, wanted)
    if keep_at and not chosen and size is None:
        write_record(keep_at, to_record(card, datetime.now(UTC), git_hash()))
    return card


def to_record(card: Scorecard, ended_at: datetime, revision: str | None) -> DrillRecord:
    """The scorecard as it is stored: a row per fault class, at its obvious size."""
    rows = tuple(
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
        faults=rows,
        false_alarms=card.false_alarms,
    )


def _sizes(fault: Fault, name: str | None, *, quick: bool) -> tuple[Size, ...]:
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
    wanted: dict[str, tuple[Size, ...]],
) -> Scorecard:
    tried = {injection.fault for injection in injections}
    return Scorecard(
        company=company,
        injections=tuple(sorted(injections, key=lambda injection: injection.fault)),
        impossible=tuple(sorted(set(wanted) - tried)),
        false_alarms=tuple(alarm.sentence for alarm in baseline.false_alarms),
        known_alarms=tuple(alarm.sentence for alarm in sorted(baseline.before.alarms)),
    )


def _ignore(_sentence: str) -> None:
    """Ignore the sentence."""
