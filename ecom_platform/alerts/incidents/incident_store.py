"""Incidents and judgements as the operational store keeps them.

Only reading and writing belongs here, inside a transaction of the caller. What the tables look like
is in `ecom_platform.operations.store_tables`.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from ecom_platform.alerts.incidents.incident import Detail, Failure, Incident
from ecom_platform.alerts.incidents.root_cause import Judged
from ecom_platform.errors import AlertError
from ecom_platform.operations import store_tables
from ecom_platform.quality.results.check_result import Severity
from ecom_platform.quality.results.result_store import read_results

_DIMENSIONS = "; "
_SAME_NAMES = (
    "incident_id",
    "opened_at",
    "opened_run_id",
    "last_run_id",
    "owner",
    "since_day",
    "state",
    "severity",
    "acknowledged_at",
    "acknowledged_by",
    "resolved_at",
    "notified_at",
    "repeated_at",
    "escalated_at",
)


def next_judgement(connection: Connection) -> tuple[int, Judged] | None:
    """The first judgement nobody has followed yet; None when there is none."""
    known = store_tables.judgements
    row = connection.execute(
        select(known).where(known.c.followed_at.is_(None)).order_by(known.c.judgement_id).limit(1)
    ).first()
    return None if row is None else (row.judgement_id, _judged(connection, row))


def mark_followed(connection: Connection, judgement_id: int, now: datetime) -> None:
    """Note that everything that follows from a judgement is in the same transaction."""
    known = store_tables.judgements
    connection.execute(
        update(known).where(known.c.judgement_id == judgement_id).values(followed_at=now)
    )


def open_incidents(connection: Connection) -> list[Incident]:
    """Every incident that is not over, the eldest first."""
    return _incidents(connection, store_tables.incidents.c.state != "resolved")


def all_incidents(connection: Connection) -> list[Incident]:
    """Every incident there ever was, the eldest first."""
    return _incidents(connection, store_tables.incidents.c.incident_id > 0)


def digested_incidents(connection: Connection, since: datetime) -> list[Incident]:
    """The incidents a digest may have to tell of: open ones, and those over since a while."""
    known = store_tables.incidents.c
    return _incidents(connection, (known.state != "resolved") | (known.resolved_at >= since))


def incident(connection: Connection, incident_id: int) -> Incident:
    """One incident.

    Raises:
        AlertError: there is none of this number.
    """
    found = _incidents(connection, store_tables.incidents.c.incident_id == incident_id)
    if not found:
        raise AlertError(
            f"There is no incident {incident_id}; 'ecom incidents --all' lists them all."
        )
    return found[0]


def save(connection: Connection, incident: Incident) -> Incident:
    """Keep an incident as it is now; one that is new gets its number."""
    known = store_tables.incidents
    values = _values(incident)
    if incident.incident_id:
        number = incident.incident_id
        connection.execute(update(known).where(known.c.incident_id == number).values(**values))
    else:
        key = connection.execute(insert(known).values(**values)).inserted_primary_key
        number = cast("int", key[0] if key else 0)
    listed = store_tables.incident_failures
    connection.execute(delete(listed).where(listed.c.incident_id == number))
    if incident.listed:
        rows = [
            {"incident_id": number, "position": position, **_failure_values(one)}
            for position, one in enumerate(incident.listed)
        ]
        connection.execute(insert(listed), rows)
    return replace(incident, incident_id=number)


def note_event(
    connection: Connection, incident: Incident, kind: str, at: datetime, *, text: str, by: str = ""
) -> None:
    """Enter a line in the diary of an incident."""
    connection.execute(
        insert(store_tables.incident_events).values(
            incident_id=incident.incident_id, kind=kind, happened_at=at, by=by, text=text
        )
    )


def _judged(connection: Connection, row: Row[Any]) -> Judged:
    verdicts = store_tables.verdicts.c
    judged = connection.execute(
        select(verdicts.table_name, verdicts.cause_table, verdicts.state).where(
            verdicts.run_id == row.run_id
        )
    ).all()
    held = {row.table_name: row.cause_table for row in judged if row.state == "held"}
    return Judged(
        run_id=row.run_id,
        judged_at=row.judged_at,
        check_results=tuple(read_results(connection, row.run_id)),
        parents={table: frozenset(parents) for table, parents in row.lineage.items()},
        held=held if judged else None,
        files={table: tuple(names) for table, names in (row.files or {}).items()},
        is_run=row.kind == "run",
    )


def _incidents(connection: Connection, condition: Any) -> list[Incident]:
    known, listed = store_tables.incidents, store_tables.incident_failures
    failures: dict[int, list[Failure]] = {}
    for row in connection.execute(
        select(listed)
        .join(known, known.c.incident_id == listed.c.incident_id)
        .where(condition)
        .order_by(listed.c.incident_id, listed.c.position)
    ):
        one = _failure(
            row,
            sentence=row.message,
            severity=row.severity,
            since=row.since,
            amount=row.amount,
            currency=row.currency,
        )
        failures.setdefault(row.incident_id, []).append(one)
    rows = connection.execute(select(known).where(condition).order_by(known.c.incident_id))
    return [_incident(row, tuple(failures.get(row.incident_id, ()))) for row in rows]


def _failure(
    row: Row[Any],
    *,
    sentence: str,
    severity: Severity,
    since: datetime,
    amount: Decimal | None,
    currency: str,
) -> Failure:
    return Failure(
        fingerprint=row.fingerprint,
        check_id=row.check_id,
        check=row.check_name,
        table=row.table_name,
        kind=row.kind,
        severity=severity,
        sentence=sentence,
        since=since,
        dimensions=tuple(row.dimension.split(_DIMENSIONS)) if row.dimension else (),
        amount=amount,
        currency=currency,
        is_failing=row.is_failing,
    )


def _incident(row: Row[Any], listed: tuple[Failure, ...]) -> Incident:
    cause = row.detail["cause"]
    amount = None if cause["amount"] is None else Decimal(cause["amount"])
    since = datetime.fromisoformat(cause["since"])
    same_names = {name: getattr(row, name) for name in _SAME_NAMES}
    return Incident(
        cause=_failure(
            row,
            sentence=row.title,
            severity=cause["severity"],
            since=since,
            amount=amount,
            currency=cause["currency"],
        ),
        listed=listed,
        detail=_detail(row.detail),
        **same_names,
    )


def _values(incident: Incident) -> dict[str, Any]:
    cause = incident.cause
    amount, currency = incident.money
    own = {
        "severity": cause.severity,
        "amount": None if cause.amount is None else format(cause.amount, "f"),
        "currency": cause.currency,
        "since": cause.since.isoformat(),
    }
    return {
        **_check_values(cause),
        **{name: getattr(incident, name) for name in _SAME_NAMES if name != "incident_id"},
        "title": cause.sentence,
        "amount": amount,
        "currency": currency,
        "detail": {**asdict(incident.detail), "cause": own},
    }


def _failure_values(failure: Failure) -> dict[str, Any]:
    return {
        **_check_values(failure),
        "severity": failure.severity,
        "message": failure.sentence,
        "amount": failure.amount,
        "currency": failure.currency,
        "since": failure.since,
    }


def _check_values(failure: Failure) -> dict[str, Any]:
    return {
        "fingerprint": failure.fingerprint,
        "check_id": failure.check_id,
        "check_name": failure.check,
        "table_name": failure.table,
        "kind": failure.kind,
        "dimension": _DIMENSIONS.join(failure.dimensions),
        "is_failing": failure.is_failing,
    }


def _detail(kept: Mapping[str, Any]) -> Detail:
    """JSON has lists where the value has tuples."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name != "cause"
    }
    values["series"] = tuple((day, value) for day, value in values["series"])
    return Detail(**values)
