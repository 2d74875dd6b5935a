"""The results of one evaluation, in the form from which incidents are derived.

An evaluation is a run, or a platform health check of a schedule, a sensor or a channel.
`root_cause.py` decides which failures belong together; `lifecycle.py`, how an incident changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from graphlib import CycleError

from ecom_platform.alerts.incidents.fingerprint import check_of, fingerprint
from ecom_platform.alerts.incidents.incident import Failure
from ecom_platform.alerts.incidents.password_redaction import sentence_of
from ecom_platform.quality.gate.lineage import Parents, in_build_order
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.check_result import CheckResult, Severity

LANDED = "raw.files"  # the ledger of files, upstream of every table
HEALTH_TABLE_PREFIX = "platform."  # of the names that stand for schedules, sensors and channels


@dataclass(frozen=True)
class Finding:
    """The result of one check, with the dimension values for which it failed.

    Attributes:
        check_result: the first failed result, or the first result when none failed.
        dimensions: such as `partner_id=P-7`; empty when only the whole table fails.
    """

    check_result: CheckResult
    dimensions: tuple[str, ...]
    severity: Severity
    is_failing: bool

    @property
    def fingerprint(self) -> str:
        """The id that the check has in every run."""
        return fingerprint(self.check_result)

    def failure(self, since: datetime) -> Failure:
        """The finding as a member of an incident."""
        result = self.check_result
        return Failure(
            fingerprint=self.fingerprint,
            check_id=check_of(result),
            check=result.check,
            table=result.table,
            kind=result.kind,
            severity=self.severity,
            sentence=sentence_of(result),
            since=since,
            dimensions=self.dimensions,
            amount=result.amount,
            currency=result.currency,
        )


@dataclass(frozen=True)
class RunEvaluation:
    """A run or a platform health check, with all its check results.

    Attributes:
        evaluated_at: when its results were complete, naive UTC.
        parents: the tables that each table reads directly.
        held: each held table with the table that is at fault; None when no verdict was given.
        files: each raw table with the files that arrived last.
        is_run: whether it covers whole tables, so that a check without a result no longer exists.
        evaluation_id: its number in the store; 0 before it is stored.
    """

    run_id: str
    evaluated_at: datetime
    check_results: tuple[CheckResult, ...]
    parents: Parents = field(default_factory=dict)
    held: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_run: bool = True
    evaluation_id: int = 0

    @cached_property
    def depths(self) -> dict[str, int]:
        """The number of steps from the landed files to each table."""
        depths: dict[str, int] = {}
        for table in self._build_order():
            parents = self.parents.get(table, frozenset())
            depths[table] = 1 + max((depths.get(parent, 0) for parent in parents), default=0)
        return {**depths, LANDED: 0}

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        """All tables upstream of each table, without the landed files."""
        ancestors: dict[str, frozenset[str]] = {}
        for table in self._build_order():
            parents = self.parents.get(table, frozenset())
            of_parents = (ancestors.get(parent, frozenset()) for parent in parents)
            ancestors[table] = parents.union(*of_parents)
        return ancestors

    def upstream_of(self, table: str) -> frozenset[str]:
        """The tables it depends on, directly or not; every table depends on the landed files."""
        if table == LANDED or table.startswith(HEALTH_TABLE_PREFIX):
            return frozenset()
        return self._ancestors.get(table, frozenset()) | {LANDED}

    def _build_order(self) -> list[str]:
        """The tables, parents first; in alphabetical order if the lineage has a cycle."""
        try:
            return in_build_order(self.parents)
        except CycleError:
            return sorted(self.parents)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The finding of each check, by fingerprint.

        A check that could not run because of an upstream failure has no finding.
        """
        by_check: dict[str, list[CheckResult]] = {}
        for result in self.check_results:
            by_check.setdefault(fingerprint(result), []).append(result)
        all_findings = {name: _finding_of_check(results) for name, results in by_check.items()}
        return {
            name: finding
            for name, finding in all_findings.items()
            if not self._is_inhibited(finding.check_result)
        }

    def _is_inhibited(self, check_result: CheckResult) -> bool:
        """Whether the check has no result because of a failure of its table or upstream of it."""
        if check_result.status != "missing":
            return False
        if check_result.kind != "build" and check_result.table in self._unbuilt_tables:
            return True
        inputs = {check_result.table} | self.upstream_of(check_result.table)
        return bool(inputs & self._tables_at_fault)

    @cached_property
    def _tables_at_fault(self) -> frozenset[str]:
        """The tables with a failed check that holds tables back."""
        return frozenset(
            result.table
            for result in self.check_results
            if is_blocking(result) and result.status != "missing"
        )

    @cached_property
    def _unbuilt_tables(self) -> frozenset[str]:
        """The tables that the run could not build."""
        return frozenset(
            result.table
            for result in self.check_results
            if result.kind == "build" and result.status != "pass"
        )

    def is_removed(self, failure: Failure) -> bool:
        """Whether the check no longer exists.

        It no longer exists if other checks of its kind ran on its table, or if its table no longer
        exists. A run that failed part-way proves nothing, as it did not reach all checks.
        """
        if not self.is_run or self._has_failed_run or failure.table.startswith(HEALTH_TABLE_PREFIX):
            return False
        results_of_table = [
            result for result in self.check_results if result.table == failure.table
        ]
        if any(check_of(result) == failure.check_id for result in results_of_table):
            return False
        if not results_of_table:
            return self._is_deleted_table(failure.table)
        return any(
            result.kind == failure.kind and result.status != "missing"
            for result in results_of_table
        )

    @property
    def _has_failed_run(self) -> bool:
        """Whether the run itself failed, so that it may have left out checks."""
        return any(
            result.kind == "run" and result.status != "pass" for result in self.check_results
        )

    def _is_deleted_table(self, table: str) -> bool:
        """Whether the lineage of the run no longer has the table."""
        return table != LANDED and bool(self.parents) and table not in self.depths


def _finding_of_check(check_results: Sequence[CheckResult]) -> Finding:
    """The finding of one check from its results for the whole table and for single values."""
    ordered = sorted(check_results, key=lambda result: result.dimension)
    failed = [result for result in ordered if result.status != "pass"]
    return Finding(
        check_result=failed[0] if failed else ordered[0],
        dimensions=tuple(result.dimension for result in failed if result.dimension),
        severity="error" if any(is_blocking(result) for result in failed) else "warn",
        is_failing=bool(failed),
    )
