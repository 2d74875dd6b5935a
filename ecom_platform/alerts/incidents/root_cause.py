"""Grouping by root cause: which failures belong to one incident.

A failure is listed under the first failing check of its own table or of a table upstream of it.
`docs/decisions/0007` says why, and why an error is not listed under an older upstream warning.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ecom_platform.alerts.incidents.incident import Failure, Incident
from ecom_platform.alerts.incidents.run_evaluation import RunEvaluation


def group(
    incidents: Sequence[Incident], failures: Iterable[Failure], evaluation: RunEvaluation
) -> list[Incident]:
    """The open incidents with the new failures listed under them, then the new incidents.

    Failures are taken in the order of their rank, so that a cause comes before its consequences.

    Args:
        incidents: the open incidents; their order is kept.
        failures: the failures that no open incident lists yet.
        evaluation: the evaluation that found them.
    """
    grouped = list(incidents)
    for failure in sorted(failures, key=lambda failure: _rank(failure, evaluation)):
        position = _position_of_incident(failure, grouped, evaluation)
        if position is None:
            grouped.append(_new_incident(failure, evaluation))
        else:
            grouped[position] = grouped[position].with_failure(failure)
    return grouped


def _rank(failure: Failure, evaluation: RunEvaluation) -> tuple[object, ...]:
    """A sort key that puts the likeliest first cause first.

    First come tables near the landed files, then errors, then large amounts.
    """
    return (
        evaluation.depths.get(failure.table, len(evaluation.depths)),
        failure.severity != "error",
        -abs(failure.amount or Decimal(0)),
        failure.table,
        failure.check_id,
    )


def _position_of_incident(
    failure: Failure, incidents: Sequence[Incident], evaluation: RunEvaluation
) -> int | None:
    """The position of the incident to which a failure belongs; None when it opens a new one.

    If several cover it, an incident of this evaluation is preferred, then the one whose first cause
    ranks first, then the oldest.
    """
    upstream = evaluation.upstream_of(failure.table)
    candidates = [
        position
        for position, incident in enumerate(incidents)
        if incident.is_open and _covers(incident, failure, upstream)
    ]

    def preference(position: int) -> tuple[object, ...]:
        incident = incidents[position]
        is_older = incident.incident_id != 0
        return is_older, _rank(incident.cause, evaluation), incident.opened_at

    return min(candidates, key=preference, default=None)


def _covers(incident: Incident, failure: Failure, upstream: frozenset[str]) -> bool:
    """Whether the incident explains the failure: it fails on the same table or upstream of it."""
    failing_tables = {member.table for member in incident.failing}
    if failure.table in failing_tables:
        return True
    is_older_warning = incident.incident_id != 0 and incident.severity == "warn"
    if is_older_warning and failure.severity == "error":
        return False
    return bool(failing_tables & upstream)


def _new_incident(failure: Failure, evaluation: RunEvaluation) -> Incident:
    """An incident with this failure as its first cause."""
    check_result = evaluation.findings[failure.fingerprint].check_result
    return Incident(
        cause=failure,
        opened_at=evaluation.evaluated_at,
        opened_run_id=evaluation.run_id,
        last_run_id=evaluation.run_id,
        owner=check_result.owner,
        since_day=check_result.day,
        severity=failure.severity,
    )
