"""Nights of a small platform: check results, verdicts and evaluations written by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Insert, insert, select

from ecom_platform.alerts.config.alerts_config import Routes
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.alerts.update_incidents import update_incidents
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import Store
from ecom_platform.quality.results.check_result import CheckResult

NIGHT = datetime(2026, 5, 4, 3, 0)  # a Monday
DAY = timedelta(days=1)
LINEAGE = {
    "raw.files": [],
    "raw.orders": ["raw.files"],
    "raw.stock": ["raw.files"],
    "staging.orders": ["raw.orders"],
    "marts.fct_orders": ["staging.orders"],
    "marts.dim_stock": ["raw.stock"],
}


def failed(name: str, table: str = "raw.orders", **values: Any) -> CheckResult:
    """A rule that fails; the values of the check result may be given."""
    dimension = values.get("dimension")
    suffix = f"[{dimension}]" if dimension else ""
    given = {"kind": "rule", "severity": "error", "status": "fail", "failures": 3, **values}
    check_id = f"rule.{table}.{name}{suffix}"
    return CheckResult(check_id=check_id, check=name, table=table, **given)


def passed(name: str, table: str = "raw.orders", **values: Any) -> CheckResult:
    """A rule that passes."""
    return failed(name, table, status="pass", failures=0, **values)


def result_row(run_id: str, check_result: CheckResult) -> dict[str, Any]:
    """The row of a check result in the store."""
    names = {"check": "check_name", "table": "table_name"}
    row = {
        names.get(column.name, column.name): getattr(check_result, column.name)
        for column in fields(check_result)
    }
    return {**row, "series": list(check_result.series), "run_id": run_id, "checked_at": NIGHT}


def incident_row(fingerprint: str, *, state: str) -> Insert:
    """An incident with nothing in it but its state."""
    names = ("check_id", "check_name", "table_name", "kind", "dimension", "owner", "title")
    texts = dict.fromkeys((*names, "currency", "opened_run_id", "last_run_id"), "")
    return insert(store_tables.incidents).values(
        **texts,
        acknowledged_by="",
        fingerprint=fingerprint,
        state=state,
        severity="warn",
        is_failing=True,
        detail={},
        opened_at=NIGHT,
    )


def routes(**given: Any) -> Routes:
    """Routes with a Slack channel, a mail channel and one route for everything, or as given."""
    declared = {
        "channels": {
            "data-quality": {"kind": "slack", "channel": "#data-quality"},
            "on-call": {"kind": "email", "to": ["on-call@example.com"]},
        },
        "routes": [{"to": "data-quality"}],
        "ui_url": "https://dagster.example.com",
    }
    return Routes.model_validate({**declared, **given})


def record_evaluation(
    store: Store,
    run_id: str,
    *check_results: CheckResult,
    at: datetime = NIGHT,
    held: Mapping[str, str] | None = None,
    kind: str = "run",
    files: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Store the check results of a run, and that its evaluation is complete."""
    with store.transaction() as connection:
        for check_result in check_results:
            connection.execute(insert(store_tables.outcomes), [result_row(run_id, check_result)])
        for table in LINEAGE if kind == "run" else ():
            cause = (held or {}).get(table, "")
            state = "held" if cause else "passed"
            verdict = {"run_id": run_id, "table_name": table, "state": state, "reasons": []}
            connection.execute(insert(store_tables.verdicts), [{**verdict, "cause_table": cause}])
        connection.execute(
            insert(store_tables.judgements).values(
                run_id=run_id,
                kind=kind,
                judged_at=at,
                lineage=LINEAGE if kind == "run" else {},
                files=files,
            )
        )


class Nights:
    """One night after the other: evaluated, and processed an hour later."""

    def __init__(self, store: Store, routes: Routes) -> None:
        self.store = store
        self.routes = routes
        self.count = 0

    @property
    def now(self) -> datetime:
        """The hour at which the last night was processed."""
        return NIGHT + (self.count - 1) * DAY + timedelta(hours=1)

    def night(self, *check_results: CheckResult, **values: Any) -> list[Notification]:
        """A night with these check results; the notifications it brought."""
        self.count += 1
        at = NIGHT + (self.count - 1) * DAY
        count_before = len(notifications(self.store))
        record_evaluation(self.store, f"run-{self.count}", *check_results, at=at, **values)
        update_incidents(self.store, self.routes, self.now)
        return notifications(self.store)[count_before:]

    def wait(self, hours: float) -> list[Notification]:
        """Nothing but time passes; the notifications it brought."""
        count_before = len(notifications(self.store))
        update_incidents(self.store, self.routes, self.now + timedelta(hours=hours))
        return notifications(self.store)[count_before:]


def notifications(store: Store) -> list[Notification]:
    """Every notification in the outbox, in the order in which they were written."""
    with store.transaction() as connection:
        contents: Iterable[dict[str, Any]] = connection.execute(
            select(store_tables.messages.c.content).order_by(store_tables.messages.c.message_id)
        ).scalars()
        return [Notification.from_content(content) for content in contents]


def queued(store: Store) -> list[tuple[str, str, datetime]]:
    """Every delivery as (kind of message, channel, when it is due)."""
    deliveries, messages = store_tables.deliveries.c, store_tables.messages.c
    with store.transaction() as connection:
        rows = connection.execute(
            select(messages.kind, deliveries.channel, deliveries.due_at)
            .join(store_tables.messages, messages.message_id == deliveries.message_id)
            .order_by(deliveries.delivery_id)
        )
        return [(row.kind, row.channel, row.due_at) for row in rows]


def money(text: str) -> Decimal:
    """An amount."""
    return Decimal(text)
