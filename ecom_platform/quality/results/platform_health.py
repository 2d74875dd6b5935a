"""Health checks of the platform: runs, sensors, schedules and channels, each as `platform.<name>`.

Their results are stored like those of tables, so that failures become incidents too. Which part of
the platform is looked at, and when, is decided by the callers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from ecom_platform.operations import store_tables
from ecom_platform.operations.store import Store
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.check_result import CheckResult, Kind

REPEAT_INTERVAL = timedelta(hours=1)
MESSAGE_LIMIT = 500


@dataclass(frozen=True)
class TickState:
    """The state of a schedule or sensor.

    Attributes:
        due_at: when it should tick next, in UTC; None when it is switched off.
        errors: the errors of its last ticks, newest first; an empty text for a tick without error.
            The check fails when all of them have an error.
    """

    name: str
    due_at: datetime | None
    errors: tuple[str, ...] = ()


def health_result(
    name: str, check: str, trouble: str = "", *, kind: Kind = "watch", owner: str = ""
) -> CheckResult:
    """The result of a health check of `platform.<name>`: a pass when `trouble` is empty.

    Args:
        name: the part of the platform.
        check: the name of the check.
        trouble: what is wrong, as a sentence.
        kind: `run` for runs of jobs, `watch` for everything else.
        owner: who answers for that part.
    """
    return CheckResult(
        check_id=f"{kind}.{name}.{check}",
        check=check,
        table=f"platform.{name}",
        kind=kind,
        severity="error",
        status="fail" if trouble else "pass",
        message=trouble[:MESSAGE_LIMIT],
        owner=owner,
    )


def record_health_checks(store: Store, found: Sequence[CheckResult], now: datetime) -> int:
    """Store those of these health check results that are new, and return how many there are.

    A result is new when its status has changed, or when the check has been failing for another
    hour since the last one was stored.

    Args:
        store: the operational store.
        found: the results.
        now: the time of the checks, in UTC without a zone.
    """
    with store.transaction() as connection:
        return record_new_results(connection, found, now)


def record_new_results(connection: Connection, found: Sequence[CheckResult], now: datetime) -> int:
    """As `record_health_checks`, inside a transaction of the caller."""
    new = [check_result for check_result in found if _is_new(connection, check_result, now)]
    if new:
        record_observation(connection, f"watch-{uuid4().hex}", new, now)
    return len(new)


def record_run_end(store: Store, job: str, run_id: str, trouble: str, ended_at: datetime) -> bool:
    """Store how a run of a job ended; False when that is already stored.

    Args:
        store: the operational store.
        job: the name of the job.
        run_id: the run.
        trouble: why it failed, as a sentence; empty when it succeeded.
        ended_at: when it ended, in UTC without a zone.
    """
    check_result = health_result(job, "run_ends_well", trouble, kind="run")
    end = f"{run_id}#end"  # still names the run, whose own id the gate may have stored already
    with store.transaction() as connection:
        known = store_tables.judgements.c.run_id
        if connection.execute(select(known).where(known == end)).first():
            return False
        record_observation(connection, end, [check_result], ended_at)
    return True


def tick_health_result(ticking: TickState, now: datetime, grace: timedelta) -> CheckResult:
    """The result of the check that a schedule or sensor ticks; it passes when switched off.

    Args:
        ticking: the schedule or sensor.
        now: in UTC without a zone.
        grace: how late a tick may be.
    """
    return health_result(ticking.name, "ticks", _tick_problem(ticking, now, grace))


def record_observation(
    connection: Connection, run_id: str, found: Sequence[CheckResult], now: datetime
) -> None:
    """Store results under the id of an observation, and mark the observation as complete.

    Incidents are updated from complete observations only.
    """
    result_store.save_results(connection, run_id, found)
    connection.execute(
        insert(store_tables.judgements).values(
            run_id=run_id,
            kind="watch",
            judged_at=now,
            lineage={check_result.table: [] for check_result in found},
        )
    )


def _tick_problem(ticking: TickState, now: datetime, grace: timedelta) -> str:
    """What is wrong with a schedule or sensor, as a sentence; empty when nothing is."""
    if ticking.due_at is None:
        return ""
    if ticking.errors and all(ticking.errors):
        count = len(ticking.errors)
        ticks = "The last tick" if count == 1 else f"The last {count} ticks"
        return f"{ticks} failed: {ticking.errors[0]}"
    if now - ticking.due_at > grace:
        return (
            f"It should have ticked at {ticking.due_at:%Y-%m-%d %H:%M} UTC and did not. "
            "Is Dagster's daemon running, and does the code load?"
        )
    return ""


def _is_new(connection: Connection, check_result: CheckResult, now: datetime) -> bool:
    """Whether a result has another status than the last one, or a failure is an hour old."""
    results, evaluations = store_tables.outcomes.c, store_tables.judgements.c
    last = connection.execute(
        select(results.status, evaluations.judged_at)
        .join(store_tables.judgements, evaluations.run_id == results.run_id)
        .where(results.check_id == check_result.check_id)
        .order_by(results.outcome_id.desc())
        .limit(1)
    ).first()
    if last is None or last.status != check_result.status:
        return True
    return check_result.status != "pass" and now - last.judged_at >= REPEAT_INTERVAL
