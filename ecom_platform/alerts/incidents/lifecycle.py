"""How an evaluation opens, changes and resolves incidents.

The result depends only on the open incidents and the evaluation, so the same evaluations always
lead to the same incidents. Sentences are in `incident_sentences.py`; `incident_store.py` stores
incidents.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from ecom_platform.alerts.incidents import incident_sentences
from ecom_platform.alerts.incidents.incident import Change, Failure, Incident
from ecom_platform.alerts.incidents.root_cause import group
from ecom_platform.alerts.incidents.run_evaluation import RunEvaluation


def apply_evaluation(incidents: Sequence[Incident], evaluation: RunEvaluation) -> list[Change]:
    """The change of each open incident, in their order, then a change for each new incident.

    An incident of whose checks the evaluation has no result is in the list too, unchanged.
    """
    updated = [_with_findings(incident, evaluation) for incident in incidents]
    grouped = group(updated, _new_failures(incidents, evaluation), evaluation)
    before: list[Incident | None] = [*incidents]
    before += [None] * (len(grouped) - len(incidents))
    return [_change(old, new, evaluation) for old, new in zip(before, grouped, strict=True)]


def _new_failures(incidents: Sequence[Incident], evaluation: RunEvaluation) -> list[Failure]:
    """The failures of the evaluation that are not part of any open incident."""
    known = {member.fingerprint for incident in incidents for member in incident.members}
    return [
        finding.failure(evaluation.evaluated_at)
        for fingerprint, finding in evaluation.findings.items()
        if finding.is_failing and fingerprint not in known
    ]


def _with_findings(incident: Incident, evaluation: RunEvaluation) -> Incident:
    """The incident after the findings about its own checks; resolved when all of them pass."""
    has_findings = any(member.fingerprint in evaluation.findings for member in incident.members)
    after = replace(
        incident,
        cause=_with_finding(incident.cause, evaluation),
        listed=tuple(_with_finding(failure, evaluation) for failure in incident.listed),
        last_run_id=evaluation.run_id if has_findings else incident.last_run_id,
    )
    if after.failing:
        return after
    resolution = incident_sentences.resolution(incident, evaluation)
    return after.resolved(evaluation.evaluated_at, resolution)


def _with_finding(failure: Failure, evaluation: RunEvaluation) -> Failure:
    """The failure after the evaluation: failing, no longer failing, or unchanged without a result.

    A check that passed in between and fails again gets a new start.
    """
    finding = evaluation.findings.get(failure.fingerprint)
    if finding and finding.is_failing:
        return finding.failure(failure.since if failure.is_failing else evaluation.evaluated_at)
    if finding or evaluation.is_removed(failure):
        return replace(failure, is_failing=False)
    return failure


def _change(before: Incident | None, after: Incident, evaluation: RunEvaluation) -> Change:
    """The change of one incident, completed with severity, held tables, numbers and cause."""
    if not after.is_open:
        return Change(before, after)
    after = _with_held_tables(after.with_severity(), evaluation)
    after = _with_measurement(after, evaluation)
    likely_cause = incident_sentences.likely_cause(after, evaluation)
    if likely_cause:
        after = replace(after, detail=replace(after.detail, likely_cause=likely_cause))
    if before is None:
        return Change(None, after)
    return Change(before, after, incident_sentences.updates(before, after, evaluation))


def _with_held_tables(incident: Incident, evaluation: RunEvaluation) -> Incident:
    """The incident with the tables that are held back because of it."""
    if evaluation.held is None:
        return incident
    failing_tables = {member.table for member in incident.failing}
    held = [table for table, cause in evaluation.held.items() if cause in failing_tables]
    nights = set(incident.detail.nights)
    if held:
        nights.add(evaluation.evaluated_at.date().isoformat())
    detail = replace(
        incident.detail,
        held=tuple(sorted(held)),
        affected=tuple(sorted({*incident.detail.affected, *held})),
        nights=tuple(sorted(nights)),
    )
    return replace(incident, detail=detail)


def _with_measurement(incident: Incident, evaluation: RunEvaluation) -> Incident:
    """The incident with the latest numbers of the failure that it is shown under."""
    finding = evaluation.findings.get(incident.headline.fingerprint)
    if finding is None or not finding.is_failing:
        return incident
    result = finding.check_result
    detail = replace(
        incident.detail,
        value=_finite_or_none(result.value),
        expected_low=_finite_or_none(result.expected_low),
        expected_high=_finite_or_none(result.expected_high),
        series=tuple((day, value) for day, value in result.series if math.isfinite(value)),
    )
    return replace(incident, detail=detail, owner=result.owner or incident.owner)


def _finite_or_none(value: float | None) -> float | None:
    """The number; None for NaN and infinity, which JSON cannot hold."""
    return value if value is not None and math.isfinite(value) else None
