"""The check results of past runs, from the operational store, with the incidents beside them.

Which incidents are shown is decided in `incident_history.py`.

The store is newer than any version, so pages that show it are not cached. It is written by
`ecom_platform.quality.results.result_store` and `ecom_platform.alerts.incidents.incident_store`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, case, func, select

from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.errors import StoreError
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.check_result import Severity
from ecom_platform.quality.results.dbt_artifacts import IS_BUILT
from ecom_platform.serving.queries.quality.incident_history import read_incident_history
from ecom_platform.settings import Settings


@dataclass(frozen=True)
class CheckedRun:
    """A run, and how many of its checks passed, warned, and failed or gave no result."""

    run_id: str
    ended_at: datetime
    passed: int
    warned: int
    failed: int


@dataclass(frozen=True)
class NotPassed:
    """A check or a build that did not pass in a run."""

    check: str
    table: str
    severity: Severity
    message: str


@dataclass(frozen=True)
class CheckHistory:
    """Past runs and incidents.

    Attributes:
        runs: the last runs, the oldest first.
        run: the run in the link, else the last one; None where there is no run.
        not_passed: the checks and builds of `run` that did not pass, errors first.
        open_incidents: errors first, then the oldest.
        resolved: incidents that ended not long before the version was made, the newest first.
        reason: why nothing is known; None where the store can be read.
    """

    runs: tuple[CheckedRun, ...] = ()
    run: CheckedRun | None = None
    not_passed: tuple[NotPassed, ...] = ()
    open_incidents: tuple[Incident, ...] = ()
    resolved: tuple[Incident, ...] = ()
    reason: str | None = None


def read_check_history(
    settings: Settings,
    version_made_at: datetime,
    run_id: str = "",
    *,
    most_runs: int,
    resolved_days: int,
) -> CheckHistory:
    """The check history until now; an unreadable store gives a history with a reason.

    Args:
        settings: which store to read.
        version_made_at: with its time zone; resolved incidents are counted back from here.
        run_id: the run whose failed checks are given; the last one when empty or unknown.
        most_runs: how many runs are read.
        resolved_days: how many days back incidents that were resolved are read.
    """
    made_at = version_made_at.astimezone(UTC).replace(tzinfo=None)  # the store holds bare UTC
    try:
        with open_store(settings).transaction() as store:
            runs = _checked_runs(store, most_runs)
            latest = runs[-1] if runs else None
            run = next(
                (earlier_run for earlier_run in runs if earlier_run.run_id == run_id), latest
            )
            incidents = read_incident_history(store, made_at, resolved_days)
            not_passed = _checks_not_passed(store, run.run_id) if run else ()
    except StoreError as error:
        return CheckHistory(reason=str(error))
    return CheckHistory(
        runs=runs,
        run=run,
        not_passed=not_passed,
        open_incidents=incidents.open_incidents,
        resolved=incidents.resolved,
    )


def _checked_runs(store: Connection, most_runs: int) -> tuple[CheckedRun, ...]:
    """The last runs, the oldest first. A check counts once per run, and a build is no check."""
    outcome, run = store_tables.outcomes.c, store_tables.runs.c
    passed = case((outcome.status == "pass", 1), else_=0)
    warned = case(((outcome.status == "fail") & (outcome.severity == "warn"), 1), else_=0)
    rows_newest_first = store.execute(
        select(
            run.run_id,
            run.written_at,
            func.coalesce(func.sum(passed), 0).label("passed"),
            func.coalesce(func.sum(warned), 0).label("warned"),
            func.count(outcome.outcome_id).label("checks"),
        )
        .select_from(
            store_tables.runs.outerjoin(
                store_tables.outcomes,
                (outcome.run_id == run.run_id)
                & (outcome.dimension == "")  # a check also has an outcome per part it looked at
                & (outcome.check_name != IS_BUILT),
            )
        )
        .group_by(run.run_id, run.written_at, run.sequence)
        .order_by(run.sequence.desc())
        .limit(most_runs)
    ).all()
    return tuple(
        CheckedRun(
            run_id=row.run_id,
            ended_at=row.written_at,
            passed=int(row.passed),
            warned=int(row.warned),
            failed=int(row.checks - row.passed - row.warned),
        )
        for row in reversed(rows_newest_first)
    )


def _checks_not_passed(store: Connection, run_id: str) -> tuple[NotPassed, ...]:
    """The checks and builds that did not pass in a run, errors first."""
    outcome = store_tables.outcomes.c
    rows = store.execute(
        select(outcome.check_name, outcome.table_name, outcome.severity, outcome.message)
        .where(outcome.run_id == run_id, outcome.status != "pass", outcome.dimension == "")
        .order_by(outcome.severity, outcome.table_name, outcome.check_name)
    )
    return tuple(
        NotPassed(row.check_name, row.table_name, row.severity, row.message) for row in rows
    )
