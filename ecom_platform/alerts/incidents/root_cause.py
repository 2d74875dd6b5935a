"""Which failures belong together: the first cause, and what fails behind it.

A failure goes under the first failing one of its table or of a table it is made of. Why, and where
a warning does not take in what lies behind it: `docs/decisions/0007`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError

from ecom_platform.alerts.incidents.fingerprint import check_of, fingerprint
from ecom_platform.alerts.incidents.incident import Failure, Incident
from ecom_platform.alerts.incidents.redaction import sentence_of
from ecom_platform.quality.gate.lineage import Parents, in_build_order
from ecom_platform.quality.results.check_result import CheckResult, Severity

LANDED = "raw.files"  # the ledger of files, behind every table
NO_TABLE = "platform."


@dataclass(frozen=True)
class Finding:
    """What a run found out about one check, its dimension values folded together."""

    check_result: CheckResult
    dimensions: tuple[str, ...]
    severity: Severity
    is_failing: bool

    @property
    def fingerprint(self) -> str:
        """By what it is known in other runs."""
        return fingerprint(self.check_result)

    def failure(self, since: datetime) -> Failure:
        """The finding as a member of an incident."""
        one = self.check_result
        return Failure(
            fingerprint=self.fingerprint,
            check_id=check_of(one),
            check=one.check,
            table=one.table,
            kind=one.kind,
            severity=self.severity,
            sentence=sentence_of(one),
            since=since,
            dimensions=self.dimensions,
            amount=one.amount,
            currency=one.currency,
        )


@dataclass(frozen=True)
class Judged:
    """A run, or a watch over what is no table, with everything it found out.

    Attributes:
        is_run: whether it speaks about tables as a whole: checks it does not name are gone.
        held: each held table with the table that is at fault; None where no table was judged.
        files: each raw table with the files that came last.
    """

    run_id: str
    judged_at: datetime
    check_results: tuple[CheckResult, ...]
    parents: Parents = field(default_factory=dict)
    held: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_run: bool = True

    @cached_property
    def depths(self) -> dict[str, int]:
        """How far each table lies behind the landed files."""
        depths: dict[str, int] = {}
        for table in self._order():
            parents = self.parents.get(table, frozenset())
            depths[table] = 1 + max((depths.get(parent, 0) for parent in parents), default=0)
        return {**depths, LANDED: 0}

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for table in self._order():
            parents = self.parents.get(table, frozenset())
            found[table] = parents.union(*(found.get(one, frozenset()) for one in parents))
        return found

    def ancestors(self, table: str) -> frozenset[str]:
        """The tables it is made of, directly or not; landed files are behind every table."""
        if table == LANDED or table.startswith(NO_TABLE):
            return frozenset()
        return self._ancestors.get(table, frozenset()) | {LANDED}

    def _order(self) -> list[str]:
        try:
            return in_build_order(self.parents)
        except CycleError:
            return sorted(self.parents)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """What was found out, by fingerprint; a check that could not run behind a fault is none."""
        by_check: dict[str, list[CheckResult]] = {}
        for one in self.check_results:
            by_check.setdefault(fingerprint(one), []).append(one)
        found = {name: _folded(check_results) for name, check_results in by_check.items()}
        return {
            name: one for name, one in found.items() if not self._is_inhibited(one.check_result)
        }

    def _is_inhibited(self, check_result: CheckResult) -> bool:
        if check_result.status != "missing":
            return False
        is_unbuilt = check_result.kind != "build" and check_result.table in self._unbuilt
        behind = {check_result.table} | self.ancestors(check_result.table)
        return is_unbuilt or bool(behind & self._at_fault)

    @cached_property
    def _at_fault(self) -> frozenset[str]:
        faults = [one for one in self.check_results if one.blocks and one.status != "missing"]
        return frozenset(one.table for one in faults)

    @cached_property
    def _unbuilt(self) -> frozenset[str]:
        builds = [one for one in self.check_results if one.kind == "build" and one.status != "pass"]
        return frozenset(one.table for one in builds)

    def no_longer_makes(self, failure: Failure) -> bool:
        """Whether the check is gone: its table was checked by others of its kind, or is gone too.

        A run that broke off says nothing about checks it did not get to.
        """
        broke_off = any(one.kind == "run" and one.status != "pass" for one in self.check_results)
        if not self.is_run or broke_off or failure.table.startswith(NO_TABLE):
            return False
        of_table = [one for one in self.check_results if one.table == failure.table]
        if any(check_of(one) == failure.check_id for one in of_table):
            return False
        has_others = any(one.kind == failure.kind and one.status != "missing" for one in of_table)
        return has_others or (not of_table and self._is_unknown(failure.table))

    def _is_unknown(self, table: str) -> bool:
        return table != LANDED and bool(self.parents) and table not in self.depths


def _folded(check_results: Sequence[CheckResult]) -> Finding:
    """One finding of the outcome for the whole table and those for single values of it."""
    ordered = sorted(check_results, key=lambda one: one.dimension)
    failed = [one for one in ordered if one.status != "pass"]
    return Finding(
        check_result=next(iter(failed), ordered[0]),
        dimensions=tuple(one.dimension for one in failed if one.dimension),
        severity="error" if any(one.blocks for one in failed) else "warn",
        is_failing=bool(failed),
    )


def place(
    incidents: Sequence[Incident], failures: Iterable[Failure], judged: Judged
) -> list[Incident]:
    """The incidents with these new failures in them, and the incidents that those open.

    First causes come first: by lineage, then by severity, then by money. The order of `incidents`
    is kept, and what is opened stands behind them.
    """
    placed = list(incidents)
    for failure in sorted(failures, key=lambda one: _rank(one, judged)):
        number = _cause_of(failure, placed, judged)
        if number is None:
            placed.append(_opened(failure, judged))
        else:
            placed[number] = placed[number].taking_in((failure,))
    return placed


def _rank(failure: Failure, judged: Judged) -> tuple[object, ...]:
    return (
        judged.depths.get(failure.table, len(judged.depths)),
        failure.severity != "error",
        -abs(failure.amount or Decimal(0)),
        failure.table,
        failure.check_id,
    )


def _cause_of(failure: Failure, incidents: Sequence[Incident], judged: Judged) -> int | None:
    """The place of the incident it belongs to: of this run if there is one, else the eldest."""
    behind = {failure.table} | judged.ancestors(failure.table)
    fitting = [
        number
        for number, incident in enumerate(incidents)
        if incident.is_open and _takes_in(incident, failure, behind)
    ]
    return min(
        fitting,
        key=lambda number: (
            incidents[number].incident_id != 0,
            _rank(incidents[number].cause, judged),
            incidents[number].opened_at,
        ),
        default=None,
    )


def _takes_in(incident: Incident, failure: Failure, behind: set[str]) -> bool:
    tables = {one.table for one in incident.failing}
    if failure.table in tables:
        return True
    is_old_warning = incident.incident_id != 0 and incident.severity == "warn"
    hides_an_error = is_old_warning and failure.severity == "error"
    return bool(tables & behind) and not hides_an_error


def _opened(failure: Failure, judged: Judged) -> Incident:
    check_result = judged.findings[failure.fingerprint].check_result
    return Incident(
        cause=failure,
        opened_at=judged.judged_at,
        opened_run_id=judged.run_id,
        last_run_id=judged.run_id,
        owner=check_result.owner,
        since_day=check_result.day,
        severity=failure.severity,
    )
