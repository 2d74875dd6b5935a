"""The heartbeat: a daily message with the last run, its checks and the open incidents.

It is sent every day, even if nothing is wrong: a missing heartbeat means that the platform is down.
The caller passes the version and the next run, which this package does not know.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from ecom_platform.alerts.config.alerts_config import Routes
from ecom_platform.alerts.delivery import outbox
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.incidents.incident_sentences import format_duration
from ecom_platform.alerts.messages.incident_notification import run_url
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import judgements
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.result_store import read_results

STALE = timedelta(hours=26)  # a day, and two hours for a late run


def write_heartbeat(
    store: Store, routes: Routes, now: datetime, *, version: str, next_run: datetime | None
) -> bool:
    """Write today's heartbeat to the outbox if its time has come; whether this call wrote it.

    Args:
        store: the operational store.
        routes: hold the local time of the heartbeat and its channels.
        now: naive UTC.
        version: the published version that readers see; empty before the first.
        next_run: when the next run is expected, naive UTC; None when no schedule is on.
    """
    if routes.heartbeat is None:
        return False
    local = now.replace(tzinfo=UTC).astimezone(routes.zone)
    key = f"heartbeat/{local.date()}"
    with store.transaction() as connection:
        if local.time() < routes.heartbeat.at or outbox.has_message(connection, key):
            return False
        notification = heartbeat(connection, routes, now, version=version, next_run=next_run)
        outbox.write(connection, key, notification, routes.heartbeat.to, now=now, due_at=now)
    return True


def heartbeat(
    connection: Connection,
    routes: Routes,
    now: datetime,
    *,
    version: str,
    next_run: datetime | None,
) -> Notification:
    """The heartbeat of this moment, a warning when a run is overdue or an incident is open.

    The arguments are those of `write_heartbeat`, inside a transaction.
    """
    last = connection.execute(
        select(judgements.c.run_id, judgements.c.judged_at)
        .where(judgements.c.kind == "run")
        .order_by(judgements.c.judged_at.desc(), judgements.c.judgement_id.desc())
        .limit(1)
    ).first()
    run_id = last.run_id if last else ""
    checks = [result for result in read_results(connection, run_id) if _is_check(result)]
    incidents = incident_store.open_incidents(connection)
    age = now - last.judged_at if last else None
    is_well = age is not None and age <= STALE and not incidents
    return Notification(
        kind="heartbeat",
        severity="info" if is_well else "warn",
        title=_title(age, len(checks), incidents),
        failures=tuple(incident.headline.sentence for incident in incidents),
        failure_count=len(incidents),
        run_id=run_id,
        run_url=run_url(routes.ui_url, run_id),
        facts=(
            ("Checks in the last run", _passed_and_failed(checks)),
            ("Open incidents", str(len(incidents))),
            ("Published version", version or "none yet"),
            ("Last run", _time_and_age(last.judged_at if last else None, age)),
            ("Next run expected", _utc_text(next_run) if next_run else "none: no schedule is on"),
        ),
    )


def _title(age: timedelta | None, checks: int, incidents: list[Incident]) -> str:
    """One sentence on the last run and the open incidents; `age` is the time since the run."""
    count = len(incidents)
    open_now = f"{count} incident{'' if count == 1 else 's'} open"
    if age is None:
        return f"No run has been evaluated yet; {open_now}."
    if age > STALE:
        return f"No run for {format_duration(age)}: readers see old data; {open_now}."
    return f"{checks:,} checks, {open_now}."


def _is_check(check_result: CheckResult) -> bool:
    """Whether it is the result of a check on a whole table, not of a build or for one value."""
    return check_result.kind not in {"build", "run", "watch"} and not check_result.dimension


def _passed_and_failed(checks: list[CheckResult]) -> str:
    passed = sum(result.status == "pass" for result in checks)
    return f"{len(checks):,}, of which {passed:,} passed and {len(checks) - passed:,} did not"


def _time_and_age(at: datetime | None, age: timedelta | None) -> str:
    return f"{_utc_text(at)}, {format_duration(age)} ago" if at and age is not None else "never"


def _utc_text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
