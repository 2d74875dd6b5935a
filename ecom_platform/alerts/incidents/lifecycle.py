"""What a judgement does to incidents: it opens, changes and ends them.

A pure function of the open incidents and what was judged, so that the same judgements always lead
to the same incidents. Words belong in `descriptions.py`, keeping in `incident_store.py`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ecom_platform.alerts.incidents import descriptions
from ecom_platform.alerts.incidents.incident import Change, Failure, Incident
from ecom_platform.alerts.incidents.root_cause import Finding, Judged, place
from ecom_platform.quality.results.check_result import CheckResult


def weigh(incidents: Sequence[Incident], judged: Judged) -> list[Change]:
    """What became of each open incident, and the incidents that were opened.

    Incidents the judgement did not speak about are returned unchanged.
    """
    heard = [_heard(incident, judged) for incident in incidents]
    known = {one.fingerprint for incident in incidents for one in incident.members}
    new = [
        finding.failure(judged.judged_at)
        for name, finding in judged.findings.items()
        if finding.is_failing and name not in known
    ]
    placed = place(heard, new, judged)
    before: list[Incident | None] = [*incidents, *[None] * (len(placed) - len(incidents))]
    return [_change(old, after, judged) for old, after in zip(before, placed, strict=True)]


def _heard(incident: Incident, judged: Judged) -> Incident:
    """The incident after what was found out about its own checks."""
    cause = _renewed(incident.cause, judged)
    listed = tuple(_renewed(one, judged) for one in incident.listed)
    is_touched = any(one.fingerprint in judged.findings for one in incident.members)
    after = replace(
        incident,
        cause=cause,
        listed=listed,
        last_run_id=judged.run_id if is_touched else incident.last_run_id,
    )
    if after.failing:
        return after
    return after.resolved(judged.judged_at, descriptions.ending(incident, judged))


def _renewed(failure: Failure, judged: Judged) -> Failure:
    finding = judged.findings.get(failure.fingerprint)
    if finding and finding.is_failing:
        return finding.failure(failure.since if failure.is_failing else judged.judged_at)
    if finding or judged.no_longer_makes(failure):
        return replace(failure, is_failing=False)
    return failure


def _change(before: Incident | None, after: Incident, judged: Judged) -> Change:
    if not after.is_open:
        return Change(before, after)
    assessed = _measured(_with_held(after.assessed(), judged), judged.findings)
    cause = descriptions.likely_cause(assessed, judged)
    if cause:
        assessed = replace(assessed, detail=replace(assessed.detail, likely_cause=cause))
    return Change(before, assessed, descriptions.news(before, assessed, judged) if before else ())


def _with_held(incident: Incident, judged: Judged) -> Incident:
    """The incident with the tables that readers do not get because of it."""
    if judged.held is None:
        return incident
    tables = {one.table for one in incident.failing}
    held = tuple(sorted(table for table, cause in judged.held.items() if cause in tables))
    detail = incident.detail
    return replace(
        incident,
        detail=replace(
            detail,
            held=held,
            affected=tuple(sorted({*detail.affected, *held})),
            nights=_with_night(detail.nights, judged.judged_at) if held else detail.nights,
        ),
    )


def _with_night(nights: tuple[str, ...], judged_at: datetime) -> tuple[str, ...]:
    return tuple(sorted({*nights, judged_at.date().isoformat()}))


def _measured(incident: Incident, findings: Mapping[str, Finding]) -> Incident:
    """The incident with the numbers of its first cause as they were measured last."""
    finding = findings.get(incident.cause.fingerprint)
    if finding is None or not finding.is_failing:
        return incident
    one: CheckResult = finding.check_result
    detail = replace(
        incident.detail,
        value=_finite(one.value),
        expected_low=_finite(one.expected_low),
        expected_high=_finite(one.expected_high),
        series=tuple((day, value) for day, value in one.series if math.isfinite(value)),
    )
    return replace(incident, detail=detail, owner=one.owner or incident.owner)


def _finite(value: float | None) -> float | None:
    """The number, where it is one: JSON knows no others."""
    return value if value is not None and math.isfinite(value) else None
