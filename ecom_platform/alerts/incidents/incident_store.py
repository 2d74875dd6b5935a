"""Reads and writes incidents and evaluations in the operational store.

Every function works inside a transaction of its caller. The tables are defined in
`ecom_platform.operations.store_tables`.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from ecom_platform.alerts.incidents.incident import Detail, Failure, Incident
from ecom_platform.alerts.incidents.run_evaluation import RunEvaluation
from ecom_platform.errors import AlertError
from ecom_platform.operations import store_tables
from ecom_platform.quality.results.check_result import Severity
from ecom_platform.quality.results.result_store import read_results

_DIMENSIONS = "; "
_JSON_NAMES = {"resolution": "ending"}  # the stored name is older than the attribute
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


def next_evaluation(connection: Connection) -> RunEvaluation | None:
    """The oldest evaluation that was not processed yet; None when there is none."""
    evaluations = store_tables.judgements
    row = connection.execute(
        select(evaluations)
        .where(evaluations.c.followed_at.is_(None))
        .order_by(evaluations.c.judgement_id)
        .limit(1)
    ).first()
    return None if row is None else _evaluation_of_row(connection, row)


def mark_processed(connection: Connection, evaluation_id: int, now: datetime) -> None:
    """Mark an evaluation as processed, in the transaction that stores its consequences."""
    evaluations = store_tables.judgements
    connection.execute(
        update(evaluations)
        .where(evaluations.c.judgement_id == evaluation_id)
        .values(followed_at=now)
    )


def open_incidents(connection: Connection) -> list[Incident]:
    """Every incident that is not resolved, the oldest first."""
    return _read_incidents(connection, store_tables.incidents.c.state != "resolved")


def all_incidents(connection: Connection) -> list[Incident]:
    """Every incident, resolved or not, the oldest first."""
    return _read_incidents(connection, store_tables.incidents.c.incident_id > 0)


def digest_candidates(connection: Connection, since: datetime) -> list[Incident]:
    """The incidents a digest may list: open ones, and those resolved at or after `since`."""
    columns = store_tables.incidents.c
    return _read_incidents(
        connection, (columns.state != "resolved") | (columns.resolved_at >= since)
    )


def incident(connection: Connection, incident_id: int) -> Incident:
    """The incident of this number.

    Raises:
        AlertError: there is none.
    """
    matching = _read_incidents(connection, store_tables.incidents.c.incident_id == incident_id)
    if not matching:
        raise AlertError(
            f"There is no incident {incident_id}; 'ecom incidents --all' lists them all."
        )
    return matching[0]


def save(connection: Connection, incident: Incident) -> Incident:
    """Store an incident as it is now; the same incident, with a number if it was new."""
    table = store_tables.incidents
    values = _incident_columns(incident)
    if incident.incident_id:
        number = incident.incident_id
        connection.execute(update(table).where(table.c.incident_id == number).values(**values))
    else:
        key = connection.execute(insert(table).values(**values)).inserted_primary_key
        number = cast("int", key[0] if key else 0)
    listed = store_tables.incident_failures
    connection.execute(delete(listed).where(listed.c.incident_id == number))
    if incident.listed:
        rows = [
            {"incident_id": number, "position": position, **_failure_columns(failure)}
            for position, failure in enumerate(incident.listed)
        ]
        connection.execute(insert(listed), rows)
    return replace(incident, incident_id=number)


def add_event(
    connection: Connection, incident: Incident, kind: str, at: datetime, *, text: str, by: str = ""
) -> None:
    """Add a line to the history of an incident."""
    connection.execute(
        insert(store_tables.incident_events).values(
            incident_id=incident.incident_id, kind=kind, happened_at=at, by=by, text=text
        )
    )


def _evaluation_of_row(connection: Connection, row: Row[Any]) -> RunEvaluation:
    """The evaluation of a row of `judgements`, with its check results and held tables."""
    columns = store_tables.verdicts.c
    verdicts = connection.execute(
        select(columns.table_name, columns.cause_table, columns.state).where(
            columns.run_id == row.run_id
        )
    ).all()
    held = {
        verdict.table_name: verdict.cause_table for verdict in verdicts if verdict.state == "held"
    }
    return RunEvaluation(
        run_id=row.run_id,
        evaluated_at=row.judged_at,
        check_results=tuple(read_results(connection, row.run_id)),
        parents={table: frozenset(parents) for table, parents in row.lineage.items()},
        held=held if verdicts else None,
        files={table: tuple(names) for table, names in (row.files or {}).items()},
        is_run=row.kind == "run",
        evaluation_id=row.judgement_id,
    )


def _read_incidents(connection: Connection, condition: Any) -> list[Incident]:
    """The incidents that meet an SQL condition, the oldest first, with their listed failures."""
    table, listed = store_tables.incidents, store_tables.incident_failures
    failures: dict[int, list[Failure]] = {}
    for row in connection.execute(
        select(listed)
        .join(table, table.c.incident_id == listed.c.incident_id)
        .where(condition)
        .order_by(listed.c.incident_id, listed.c.position)
    ):
        failure = _failure_of_row(
            row,
            sentence=row.message,
            severity=row.severity,
            since=row.since,
            amount=row.amount,
            currency=row.currency,
        )
        failures.setdefault(row.incident_id, []).append(failure)
    rows = connection.execute(select(table).where(condition).order_by(table.c.incident_id))
    return [_incident_of_row(row, tuple(failures.get(row.incident_id, ()))) for row in rows]


def _failure_of_row(
    row: Row[Any],
    *,
    sentence: str,
    severity: Severity,
    since: datetime,
    amount: Decimal | None,
    currency: str,
) -> Failure:
    """The failure of a row.

    The arguments are values that `incidents` and `incident_failures` store under other names.
    """
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


def _incident_of_row(row: Row[Any], listed: tuple[Failure, ...]) -> Incident:
    cause = row.detail["cause"]
    amount = None if cause["amount"] is None else Decimal(cause["amount"])
    since = datetime.fromisoformat(cause["since"])
    same_names = {name: getattr(row, name) for name in _SAME_NAMES}
    return Incident(
        cause=_failure_of_row(
            row,
            sentence=row.title,
            severity=cause["severity"],
            since=since,
            amount=amount,
            currency=cause["currency"],
        ),
        listed=listed,
        detail=_detail_from_json(row.detail),
        **same_names,
    )


def _incident_columns(incident: Incident) -> dict[str, Any]:
    """The row of an incident; values of its cause that have no column go into `detail`."""
    cause = incident.cause
    amount, currency = incident.money_at_stake
    cause_values = {
        "severity": cause.severity,
        "amount": None if cause.amount is None else format(cause.amount, "f"),
        "currency": cause.currency,
        "since": cause.since.isoformat(),
    }
    return {
        **_check_columns(cause),
        **{name: getattr(incident, name) for name in _SAME_NAMES if name != "incident_id"},
        "title": cause.sentence,
        "amount": amount,
        "currency": currency,
        "detail": {**_detail_as_json(incident.detail), "cause": cause_values},
    }


def _failure_columns(failure: Failure) -> dict[str, Any]:
    """The row of a listed failure, without the number of its incident."""
    return {
        **_check_columns(failure),
        "severity": failure.severity,
        "message": failure.sentence,
        "amount": failure.amount,
        "currency": failure.currency,
        "since": failure.since,
    }


def _check_columns(failure: Failure) -> dict[str, Any]:
    """The columns that the rows of incidents and of listed failures have in common."""
    return {
        "fingerprint": failure.fingerprint,
        "check_id": failure.check_id,
        "check_name": failure.check,
        "table_name": failure.table,
        "kind": failure.kind,
        "dimension": _DIMENSIONS.join(failure.dimensions),
        "is_failing": failure.is_failing,
    }


def _detail_as_json(detail: Detail) -> dict[str, Any]:
    values = asdict(detail)
    return {_JSON_NAMES.get(name, name): value for name, value in values.items()}


def _detail_from_json(stored: Mapping[str, Any]) -> Detail:
    """The detail of a stored JSON object, with tuples instead of the lists of JSON."""
    names = {json_name: name for name, json_name in _JSON_NAMES.items()}
    values: dict[str, Any] = {
        names.get(name, name): tuple(value) if isinstance(value, list) else value
        for name, value in stored.items()
        if name != "cause"
    }
    values["series"] = tuple((day, value) for day, value in values["series"])
    return Detail(**values)
