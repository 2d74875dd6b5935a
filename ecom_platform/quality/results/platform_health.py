"""What is watched besides tables: runs, sensors, schedules and channels, each on `platform.<name>`.

Outcomes of watches are kept and judged as those of tables are, so that they become incidents by the
same way. Who looks at what belongs to the watchers.
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

REMINDER = timedelta(hours=1)
GRACE = timedelta(minutes=15)
MESSAGE_LIMIT = 500


@dataclass(frozen=True)
class TickState:
    """What is known of a schedule or sensor.

    Attributes:
        due_at: when it should have ticked next; None when it is switched off.
        errors: of its last ticks, newest first, an empty text for a tick that ended well; it is in
            trouble when all of them failed.
    """

    name: str
    due_at: datetime | None
    errors: tuple[str, ...] = ()


def health_result(
    name: str, check: str, trouble: str = "", *, kind: Kind = "watch", owner: str = ""
) -> CheckResult:
    """The outcome of looking at `platform.<name>`: a pass when there is no trouble to tell."""
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
    """Keep what is new of these outcomes, and judge them; how many were kept.

    New is a state that changed; of what goes on failing, one outcome an hour.
    """
    with store.transaction() as connection:
        return note(connection, found, now)


def note(connection: Connection, found: Sequence[CheckResult], now: datetime) -> int:
    """As `record_health_checks`, inside a transaction that changes what the outcomes are about."""
    new = [one for one in found if _is_new(connection, one, now)]
    if new:
        record_observation(connection, f"watch-{uuid4().hex}", new, now)
    return len(new)


def record_run_end(store: Store, job: str, run_id: str, trouble: str, ended_at: datetime) -> bool:
    """Keep how a run of a job ended, once however often it is asked; whether it is new."""
    check_result = health_result(job, "run_ends_well", trouble, kind="run")
    end = f"{run_id}#end"  # leads to the run as its id does; the gate may have judged the run
    with store.transaction() as connection:
        known = store_tables.judgements.c.run_id
        if connection.execute(select(known).where(known == end)).first():
            return False
        record_observation(connection, end, [check_result], ended_at)
    return True


def tick_health_result(ticking: TickState, now: datetime) -> CheckResult:
    """Whether a schedule or sensor does its work; one that is switched off has none to do."""
    return health_result(ticking.name, "ticks", _tick_trouble(ticking, now))


def record_observation(
    connection: Connection, run_id: str, found: Sequence[CheckResult], now: datetime
) -> None:
    """Keep outcomes under the id of an observation, with the judgement that makes them count."""
    result_store.keep(connection, run_id, found)
    connection.execute(
        insert(store_tables.judgements).values(
            run_id=run_id,
            kind="watch",
            judged_at=now,
            lineage={one.table: [] for one in found},
        )
    )


def _tick_trouble(ticking: TickState, now: datetime) -> str:
    if ticking.due_at is None:
        return ""
    if ticking.errors and all(ticking.errors):
        count = len(ticking.errors)
        ticks = "The last tick" if count == 1 else f"The last {count} ticks"
        return f"{ticks} failed: {ticking.errors[0]}"
    if now - ticking.due_at > GRACE:
        return (
            f"It should have ticked at {ticking.due_at:%Y-%m-%d %H:%M} UTC and did not. "
            "Is Dagster's daemon running, and does the code load?"
        )
    return ""


def _is_new(connection: Connection, check_result: CheckResult, now: datetime) -> bool:
    kept, judged = store_tables.outcomes.c, store_tables.judgements.c
    last = connection.execute(
        select(kept.status, judged.judged_at)
        .join(store_tables.judgements, judged.run_id == kept.run_id)
        .where(kept.check_id == check_result.check_id)
        .order_by(kept.outcome_id.desc())
        .limit(1)
    ).first()
    if last is None or last.status != check_result.status:
        return True
    return check_result.status != "pass" and now - last.judged_at >= REMINDER
