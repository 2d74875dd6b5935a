"""What is watched besides tables: runs, sensors, schedules and channels, each on `platform.<name>`.

Outcomes of watches are kept and judged as those of tables are, so that they become incidents by the
same way. Who looks at what belongs to the watchers.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from ecom_platform.operations import tables
from ecom_platform.operations.store import Store
from ecom_platform.quality import outcomes
from ecom_platform.quality.outcome import Kind, Outcome

REMINDER = timedelta(hours=1)


def watched(
    name: str, check: str, trouble: str = "", *, kind: Kind = "watch", owner: str = ""
) -> Outcome:
    """The outcome of looking at `platform.<name>`: a pass when there is no trouble to tell."""
    return Outcome(
        check_id=f"{kind}.{name}.{check}",
        check=check,
        table=f"platform.{name}",
        kind=kind,
        severity="error",
        status="fail" if trouble else "pass",
        message=trouble,
        owner=owner,
    )


def note_watch(store: Store, found: Sequence[Outcome], now: datetime) -> int:
    """Keep what is new of these outcomes, and judge them; how many were kept.

    New is a state that changed; of what goes on failing, one outcome an hour.
    """
    with store.transaction() as connection:
        return note(connection, found, now)


def note(connection: Connection, found: Sequence[Outcome], now: datetime) -> int:
    """As `note_watch`, inside a transaction that changes what the outcomes are about."""
    new = [one for one in found if _is_new(connection, one, now)]
    if new:
        keep_judged(connection, f"watch-{uuid4().hex}", new, now)
    return len(new)


def keep_judged(
    connection: Connection, run_id: str, found: Sequence[Outcome], now: datetime
) -> None:
    """Keep outcomes under the id of an observation, with the judgement that makes them count."""
    outcomes.keep(connection, run_id, found)
    connection.execute(
        insert(tables.judgements).values(
            run_id=run_id,
            kind="watch",
            judged_at=now,
            lineage={one.table: [] for one in found},
        )
    )


def _is_new(connection: Connection, outcome: Outcome, now: datetime) -> bool:
    kept, judged = tables.outcomes.c, tables.judgements.c
    last = connection.execute(
        select(kept.status, judged.judged_at)
        .join(tables.judgements, judged.run_id == kept.run_id)
        .where(kept.check_id == outcome.check_id)
        .order_by(kept.outcome_id.desc())
        .limit(1)
    ).first()
    if last is None or last.status != outcome.status:
        return True
    return outcome.status != "pass" and now - last.judged_at >= REMINDER
