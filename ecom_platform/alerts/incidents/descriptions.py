"""The sentences of incidents: what is news, what the likely cause is, how it ended.

Every sentence is derived from what was found out; nothing is guessed. How a notice is put together
from them belongs in `alerts/policy/incident_notification.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from ecom_platform.alerts.incidents.incident import Failure, Incident
from ecom_platform.alerts.incidents.redaction import sentence_of
from ecom_platform.alerts.incidents.root_cause import LANDED, NO_TABLE, Judged

NAMED = 5  # more names than this in one sentence nobody reads


def news(before: Incident, after: Incident, judged: Judged) -> tuple[str, ...]:
    """What people should hear of an incident that is still open, compared with before."""
    was_failing = {one.fingerprint for one in before.failing}
    known = {one.fingerprint for one in before.members}
    failing = {one.fingerprint for one in after.failing}
    stopped = [one for one in before.failing if one.fingerprint not in failing]
    gone = [one for one in stopped if judged.no_longer_makes(one)]
    found = (
        _severity_news(before, after),
        _some([one for one in after.failing if one.fingerprint not in known], "more", "fail"),
        _some(
            [one for one in after.failing if one.fingerprint in known - was_failing],
            "",
            "fail again",
        ),
        _some([one for one in stopped if one not in gone], "", "pass again"),
        _some(gone, "", "no longer exist"),
        *_dimension_news(before, after),
        _held_news(before, after),
    )
    return tuple(sentence for sentence in found if sentence)


def ending(incident: Incident, judged: Judged) -> str:
    """Why an incident is over."""
    last = incident.failing
    gone = [one for one in last if judged.no_longer_makes(one)]
    if len(gone) == len(last):
        return f"Closed because {_checks(gone, '', 'no longer exist')}."
    if len(incident.members) == 1:
        return f"{incident.cause.check} on {incident.cause.table} passes again."
    return f"All {len(incident.members)} checks pass again."


def likely_cause(incident: Incident, judged: Judged) -> str:
    """What the facts say about the cause; empty when they say nothing."""
    cause = incident.cause
    if cause.fingerprint not in judged.findings or cause.table.startswith(NO_TABLE):
        return ""
    facts = (_where_it_fails(cause), _what_is_upstream(cause, judged), _last_files(cause, judged))
    return " ".join(fact for fact in facts if fact)


def affected(incident: Incident) -> str:
    """What the incident meant for readers, in a sentence."""
    tables, nights = incident.detail.affected, len(incident.detail.nights)
    if not tables:
        return "No table was held back."
    word = "night" if nights == 1 else "nights"
    return f"{_count(len(tables), 'table')} held back in {nights} {word}: {_names(tables)}."


def lasted(duration: timedelta) -> str:
    """A duration in its two largest units."""
    minutes = int(duration.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [_count(days, "day"), _count(hours, "hour"), _count(rest, "minute")]
    first = next((place for place, number in enumerate((days, hours, rest)) if number), 2)
    return " ".join(part for part in parts[first : first + 2] if part[0] != "0") or "0 minutes"


def _severity_news(before: Incident, after: Incident) -> str:
    if (before.severity, after.severity) == ("warn", "error"):
        return "It is an error now, which keeps readers from the table."
    return ""


def _some(failures: Sequence[Failure], more: str, verb: str) -> str:
    if not failures:
        return ""
    sentence = _checks(failures, more, verb)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _checks(failures: Sequence[Failure], more: str, verb: str) -> str:
    """`2 more checks fail: ...`, with the verb in the form the number wants."""
    names = _names([f"{one.check} on {one.table}" for one in failures])
    if len(failures) == 1:
        first, _, rest = verb.partition(" ")
        forms = {"fail": "fails", "pass": "passes", "no": "no"}
        rest = rest.replace("longer exist", "longer exists")
        verb = f"{forms[first]} {rest}".rstrip()
    number = " ".join(part for part in (str(len(failures)), more) if part)
    return f"{number} check{'s' if len(failures) > 1 else ''} {verb}: {names}"


def _dimension_news(before: Incident, after: Incident) -> Iterable[str]:
    known = {one.fingerprint: set(one.dimensions) for one in before.failing if one.dimensions}
    for one in after.failing:
        added = sorted(set(one.dimensions) - known.get(one.fingerprint, set(one.dimensions)))
        if added:
            yield f"{one.check} on {one.table} fails for {_names(added)} too."


def _held_news(before: Incident, after: Incident) -> str:
    more = sorted(set(after.detail.held) - set(before.detail.held))
    fewer = sorted(set(before.detail.held) - set(after.detail.held))
    if more:
        return f"{_count(len(more), 'more table')} held back: {_names(more)}."
    return f"{_count(len(fewer), 'table')} no longer held back: {_names(fewer)}." if fewer else ""


def _where_it_fails(cause: Failure) -> str:
    if not cause.dimensions:
        return ""
    return f"{cause.check} fails for {_names(cause.dimensions)} only."


def _what_is_upstream(cause: Failure, judged: Judged) -> str:
    upstream = judged.ancestors(cause.table)
    findings = [one for one in judged.findings.values() if one.check_result.table in upstream]
    failing = [sentence_of(one.check_result) for one in findings if one.is_failing]
    if failing:
        return f"Upstream of it: {failing[0]}"
    if not findings:
        return ""
    return f"All {len(findings)} checks of what {cause.table} is made of passed: it begins there."


def _last_files(cause: Failure, judged: Judged) -> str:
    tables = [cause.table, *sorted(judged.ancestors(cause.table) - {LANDED})]
    files = [name for table in tables for name in judged.files.get(table, ())]
    return f"The files that came last: {_names(files)}." if files else ""


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
