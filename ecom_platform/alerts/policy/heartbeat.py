"""The daily sign of life: what was checked, what is open, what readers see, and since when.

It goes out whether anything is wrong or not, so that silence means that the platform is down. What
only other packages know, the version and the next run, is handed in.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents import descriptions, incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.policy.alerts_config import Routes
from ecom_platform.alerts.policy.incident_notification import run_url
from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import judgements
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.result_store import read_results

STALE = timedelta(hours=26)  # a night, and room for a late one


def write_heartbeat(
    store: Store, routes: Routes, now: datetime, *, version: str, next_run: datetime | None
) -> bool:
    """Put today's sign of life into the outbox, once its hour has come; whether it was put there.

    Args:
        store: the operational store.
        routes: say at which local time, and to which channels.
        now: naive UTC.
        version: the version readers see, in a few words; empty before the first.
        next_run: when the next run is expected, naive UTC; None when no schedule is on.
    """
    if routes.heartbeat is None:
        return False
    local = now.replace(tzinfo=UTC).astimezone(routes.zone)
    key = f"heartbeat/{local.date()}"
    with store.transaction() as connection:
        if local.time() < routes.heartbeat.at or outbox.has_message(connection, key):
            return False
        notice = heartbeat(connection, routes, now, version=version, next_run=next_run)
        outbox.write(connection, key, notice, routes.heartbeat.to, now=now, due_at=now)
    return True


def heartbeat(
    connection: Connection,
    routes: Routes,
    now: datetime,
    *,
    version: str,
    next_run: datetime | None,
) -> Notification:
    """The state of the platform at this moment, as it would be told."""
    last = connection.execute(
        select(judgements.c.run_id, judgements.c.judged_at)
        .where(judgements.c.kind == "run")
        .order_by(judgements.c.judged_at.desc(), judgements.c.judgement_id.desc())
        .limit(1)
    ).first()
    run_id = last.run_id if last else ""
    checks = [one for one in read_results(connection, run_id) if _is_check(one)]
    incidents = incident_store.open_incidents(connection)
    age = now - last.judged_at if last else None
    is_well = age is not None and age <= STALE and not incidents
    return Notification(
        kind="heartbeat",
        severity="info" if is_well else "warn",
        title=_title(age, len(checks), incidents),
        failures=tuple(one.cause.sentence for one in incidents),
        failure_count=len(incidents),
        run_id=run_id,
        run_url=run_url(routes, run_id),
        facts=(
            ("Checks in the last run", _counts(checks)),
            ("Open incidents", str(len(incidents))),
            ("Last good version", version or "none yet"),
            ("Last run", _ago(last.judged_at if last else None, age)),
            ("Next run expected", _moment(next_run) if next_run else "none: no schedule is on"),
        ),
    )


def _title(age: timedelta | None, checks: int, incidents: list[Incident]) -> str:
    count = len(incidents)
    opened = f"{count} incident{'' if count == 1 else 's'} open"
    if age is None:
        return f"No run has been judged yet; {opened}."
    if age > STALE:
        return f"No run for {descriptions.lasted(age)}: what readers see is old; {opened}."
    return f"{checks:,} checks, {opened}."


def _is_check(check_result: CheckResult) -> bool:
    return check_result.kind not in {"build", "run", "watch"} and not check_result.dimension


def _counts(checks: list[CheckResult]) -> str:
    passed = sum(one.status == "pass" for one in checks)
    return f"{len(checks):,}, of which {passed:,} passed and {len(checks) - passed:,} did not"


def _ago(at: datetime | None, age: timedelta | None) -> str:
    return f"{_moment(at)}, {descriptions.lasted(age)} ago" if at and age is not None else "never"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
