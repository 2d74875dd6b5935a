"""Runs, their checks and incidents in an operational store, as past nights left them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Failure, Incident
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.check_result import CheckResult, Severity
from ecom_platform.settings import Settings
from tests.support.alerts.incidents import result_row

MADE = datetime(2025, 7, 1, 5, 0)


def add_run(settings: Settings, number: int, check_results: list[CheckResult]) -> str:
    """A run on the day of this number with these check results."""
    run_id = f"run-{number}"
    ended = MADE - timedelta(days=40 - number)
    run = {"run_id": run_id, "sequence": number, "written_at": ended, "ledger_digest": "x"}
    with open_store(settings).transaction() as store:
        store.execute(insert(store_tables.runs).values(**run))
        for check_result in check_results:
            store.execute(insert(store_tables.outcomes).values(**result_row(run_id, check_result)))
    return run_id


def add_incident(
    settings: Settings,
    check: str,
    days_ago: int,
    *,
    severity: Severity = "warn",
    ended_days_ago: int | None = None,
    **given: Any,
) -> None:
    """An incident of a check that opened this many days before the version was made."""
    opened = MADE - timedelta(days=days_ago)
    cause = Failure(
        fingerprint=check, check_id=check, check=check, table="raw.orders", kind="rule",
        severity=severity, sentence=f"{check} failed", since=opened, amount=Decimal("12.50"),
        currency="EUR",
    )  # fmt: skip
    incident = Incident(cause, opened, "run-1", "run-1", severity=severity, **given)
    if ended_days_ago is not None:
        incident = incident.resolved(MADE - timedelta(days=ended_days_ago), "It passed again.")
    with open_store(settings).transaction() as store:
        incident_store.save(store, incident)
