"""What the operational store tells readers: how the checks of past runs ended, and incidents.

It is newer than any version, so pages that show it are not kept. How it is written belongs in
`ecom_platform.quality.results.result_store` and `ecom_platform.alerts.incidents.incident_store`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, case, func, select

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.errors import StoreError
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.check_result import Severity
from ecom_platform.quality.results.dbt_artifacts import IS_BUILT
from ecom_platform.settings import Settings

MOST_RUNS = 30
RESOLVED_DAYS = 30


@dataclass(frozen=True)
class CheckedRun:
    """A run and how many of its checks passed, warned, and failed or gave no answer."""

    run_id: str
    ended_at: datetime
    passed: int
    warned: int
    failed: int


@dataclass(frozen=True)
class NotPassed:
    """A check of a run that did not pass."""

    check: str
    table: str
    severity: Severity
    message: str


@dataclass(frozen=True)
class CheckHistory:
    """Runs and incidents.

    Attributes:
        runs: the last ones, the oldest first.
        run: the one that was asked for, else the last; None where there is none.
        not_passed: its checks and builds that did not pass, errors first.
        open_incidents: errors first, then the eldest.
        resolved: those that ended in the days before the version, the newest first.
        reason: why nothing is known.
    """

    runs: tuple[CheckedRun, ...] = ()
    run: CheckedRun | None = None
    not_passed: tuple[NotPassed, ...] = ()
    open_incidents: tuple[Incident, ...] = ()
    resolved: tuple[Incident, ...] = ()
    reason: str | None = None


def read_check_history(
    settings: Settings, version_made_at: datetime, run_id: str = ""
) -> CheckHistory:
    """The history until now; days are counted back from when the version was made."""
    made = version_made_at.astimezone(UTC).replace(tzinfo=None)
    try:
        with open_store(settings).transaction() as store:
            runs = _runs(store)
            run = next((one for one in runs if one.run_id == run_id), runs[-1] if runs else None)
            incidents = incident_store.digested_incidents(
                store, made - timedelta(days=RESOLVED_DAYS)
            )
            not_passed = _not_passed(store, run.run_id) if run else ()
    except StoreError as error:
        return CheckHistory(reason=str(error))
    return CheckHistory(
        runs=runs,
        run=run,
        not_passed=not_passed,
        open_incidents=tuple(
            sorted(
                (one for one in incidents if one.is_open),
                key=lambda one: (one.severity != "error", one.opened_at),
            )
        ),
        resolved=tuple(
            sorted(
                (one for one in incidents if not one.is_open),
                key=lambda one: one.resolved_at or one.opened_at,
                reverse=True,
            )
        ),
    )


def _runs(store: Connection) -> tuple[CheckedRun, ...]:
    """A check that failed for some values counts once; a build is no check."""
    known, run = store_tables.outcomes.c, store_tables.runs.c
    passed = case((known.status == "pass", 1), else_=0)
    warned = case(((known.status == "fail") & (known.severity == "warn"), 1), else_=0)
    found = store.execute(
        select(
            run.run_id,
            run.written_at,
            func.coalesce(func.sum(passed), 0).label("passed"),
            func.coalesce(func.sum(warned), 0).label("warned"),
            func.count(known.outcome_id).label("checks"),
        )
        .select_from(
            store_tables.runs.outerjoin(
                store_tables.outcomes,
                (known.run_id == run.run_id)
                & (known.dimension == "")
                & (known.check_name != IS_BUILT),
            )
        )
        .group_by(run.run_id, run.written_at, run.sequence)
        .order_by(run.sequence.desc())
        .limit(MOST_RUNS)
    ).all()
    return tuple(
        CheckedRun(
            run_id=row.run_id,
            ended_at=row.written_at,
            passed=int(row.passed),
            warned=int(row.warned),
            failed=int(row.checks - row.passed - row.warned),
        )
        for row in reversed(found)
    )


def _not_passed(store: Connection, run_id: str) -> tuple[NotPassed, ...]:
    known = store_tables.outcomes.c
    rows = store.execute(
        select(known.check_name, known.table_name, known.severity, known.message)
        .where(known.run_id == run_id, known.status != "pass", known.dimension == "")
        .order_by(known.severity, known.table_name, known.check_name)
    )
    return tuple(
        NotPassed(row.check_name, row.table_name, row.severity, row.message) for row in rows
    )
