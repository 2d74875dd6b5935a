"""The sentences about incidents: what changed, the likely cause, how it was resolved.

Every sentence is derived from check results; nothing is guessed.
`alerts/messages/incident_notification.py` builds notifications from them.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ecom_platform.alerts.incidents.incident import Failure, Incident
from ecom_platform.alerts.incidents.password_redaction import sentence_of
from ecom_platform.alerts.incidents.run_evaluation import HEALTH_TABLE_PREFIX, LANDED, RunEvaluation

MOST_NAMES = 5  # more names in one sentence would not be read
# A verb for one check, and for several.
FAIL = ("fails", "fail")
FAIL_AGAIN = ("fails again", "fail again")
PASS_AGAIN = ("passes again", "pass again")
NO_LONGER_EXIST = ("no longer exists", "no longer exist")


def updates(before: Incident, after: Incident, evaluation: RunEvaluation) -> tuple[str, ...]:
    """What changed in an incident that is still open, one sentence each; empty when nothing did."""
    was_failing = {failure.fingerprint for failure in before.failing}
    known = {failure.fingerprint for failure in before.members}
    failing = {failure.fingerprint for failure in after.failing}
    added = [failure for failure in after.failing if failure.fingerprint not in known]
    again = [failure for failure in after.failing if failure.fingerprint in known - was_failing]
    stopped = [failure for failure in before.failing if failure.fingerprint not in failing]
    removed = [failure for failure in stopped if evaluation.is_removed(failure)]
    passing = [failure for failure in stopped if failure not in removed]
    sentences = (
        _severity_sentence(before, after),
        _checks_sentence(added, FAIL, "more"),
        _checks_sentence(again, FAIL_AGAIN),
        _checks_sentence(passing, PASS_AGAIN),
        _checks_sentence(removed, NO_LONGER_EXIST),
        *_added_dimensions_sentences(before, after),
        _held_tables_sentence(before, after),
    )
    return tuple(sentence for sentence in sentences if sentence)


def resolution(incident: Incident, evaluation: RunEvaluation) -> str:
    """Why an incident is resolved, in one sentence.

    Args:
        incident: as it was before the evaluation, with its failing members.
        evaluation: the evaluation in which none of these members fails.
    """
    failing = incident.failing
    removed = [failure for failure in failing if evaluation.is_removed(failure)]
    if len(removed) == len(failing):
        return f"Closed because {_checks_clause(removed, NO_LONGER_EXIST)}."
    if len(incident.members) == 1:
        return f"{incident.cause.check} on {incident.cause.table} passes again."
    return f"All {len(incident.members)} checks pass again."


def likely_cause(incident: Incident, evaluation: RunEvaluation) -> str:
    """What the check results say about where the problem begins; empty when they say nothing."""
    cause = incident.cause
    if cause.fingerprint not in evaluation.findings or cause.table.startswith(HEALTH_TABLE_PREFIX):
        return ""
    facts = (
        _failing_dimensions_sentence(cause),
        _upstream_sentence(cause, evaluation),
        _latest_files_sentence(cause, evaluation),
    )
    return " ".join(fact for fact in facts if fact)


def affected(incident: Incident) -> str:
    """Which tables were held back because of the incident, in one sentence."""
    tables, nights = incident.detail.affected, len(incident.detail.nights)
    if not tables:
        return "No table was held back."
    held_tables, in_nights = (
        _number_and_noun(len(tables), "table"),
        _number_and_noun(nights, "night"),
    )
    return f"{held_tables} held back in {in_nights}: {_joined_names(tables)}."


def format_duration(duration: timedelta) -> str:
    """A duration in its largest unit and the next one.

    >>> format_duration(timedelta(days=2, hours=3, minutes=40))
    '2 days 3 hours'
    >>> format_duration(timedelta(days=1, minutes=59))
    '1 day'
    """
    minutes = int(duration.total_seconds()) // 60
    units = [
        (minutes // 1440, "day"),
        (minutes // 60 % 24, "hour"),
        (minutes % 60, "minute"),
    ]
    while len(units) > 1 and units[0][0] == 0:
        units.pop(0)
    parts = [_number_and_noun(number, unit) for number, unit in units[:2] if number]
    return " ".join(parts) or "0 minutes"


def _severity_sentence(before: Incident, after: Incident) -> str:
    """A sentence if a warning became an error; empty otherwise."""
    if (before.severity, after.severity) == ("warn", "error"):
        return "It became an error, which holds the table back."
    return ""


def _checks_sentence(failures: Sequence[Failure], verb: tuple[str, str], more: str = "") -> str:
    """`2 more checks fail: ...` as a sentence; empty without failures."""
    return f"{_checks_clause(failures, verb, more)}." if failures else ""


def _checks_clause(failures: Sequence[Failure], verb: tuple[str, str], more: str = "") -> str:
    """A clause such as `2 more checks fail: ...`, with the verb in the singular or plural."""
    names = _joined_names([f"{failure.check} on {failure.table}" for failure in failures])
    is_one = len(failures) == 1
    subject = f"{more} check".strip() if is_one else f"{more} checks".strip()
    return f"{len(failures)} {subject} {verb[0] if is_one else verb[1]}: {names}"


def _added_dimensions_sentences(before: Incident, after: Incident) -> Iterator[str]:
    """A sentence for each check that failed for some values before and fails for more now."""
    known = {failure.fingerprint: failure.dimensions for failure in before.failing}
    for failure in after.failing:
        dimensions_before = known.get(failure.fingerprint)
        if dimensions_before:
            added = sorted(set(failure.dimensions) - set(dimensions_before))
            if added:
                yield f"{failure.check} on {failure.table} fails for {_joined_names(added)} too."


def _held_tables_sentence(before: Incident, after: Incident) -> str:
    """Which tables are held back now, or no longer are; empty when none changed."""
    added = sorted(set(after.detail.held) - set(before.detail.held))
    removed = sorted(set(before.detail.held) - set(after.detail.held))
    if added:
        return f"{_number_and_noun(len(added), 'more table')} held back: {_joined_names(added)}."
    if removed:
        count = _number_and_noun(len(removed), "table")
        return f"{count} no longer held back: {_joined_names(removed)}."
    return ""


def _failing_dimensions_sentence(cause: Failure) -> str:
    """For which values the check fails; empty when it fails for the whole table."""
    if not cause.dimensions:
        return ""
    return f"{cause.check} fails for {_joined_names(cause.dimensions)} only."


def _upstream_sentence(cause: Failure, evaluation: RunEvaluation) -> str:
    """The first failing check upstream of the cause, or that all checks there passed."""
    upstream = evaluation.upstream_of(cause.table)
    findings = [
        finding
        for finding in evaluation.findings.values()
        if finding.check_result.table in upstream
    ]
    failing = [sentence_of(finding.check_result) for finding in findings if finding.is_failing]
    if failing:
        return f"Upstream of it: {failing[0]}"
    if not findings:
        return ""
    if len(findings) == 1:
        return f"The only check upstream of {cause.table} passed: the problem begins there."
    return f"All {len(findings)} checks upstream of {cause.table} passed: the problem begins there."


def _latest_files_sentence(cause: Failure, evaluation: RunEvaluation) -> str:
    """The files that arrived last in the table of the cause and in the tables upstream of it."""
    tables = [cause.table, *sorted(evaluation.upstream_of(cause.table) - {LANDED})]
    files = [name for table in tables for name in evaluation.files.get(table, ())]
    return f"The files that arrived last: {_joined_names(files)}." if files else ""


def _joined_names(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:MOST_NAMES])
    hidden = len(names) - MOST_NAMES
    return f"{shown} and {hidden} more" if hidden > 0 else shown


def _number_and_noun(number: int, noun: str) -> str:
    """Such as `1 table` or `1,200 tables`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
