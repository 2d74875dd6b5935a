"""A notice: everything a message says, before any channel gives it a form.

Only the value belongs here. When a notice is written: `alerts/update_incidents.py`,
`alerts/policy/escalation.py` and `alerts/policy/heartbeat.py`; how it looks in Slack, in an e-mail
and in a webhook: the channels.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

NotificationKind = Literal[
    "opened",
    "updated",
    "escalated",
    "repeated",
    "resolved",
    "digest",
    "heartbeat",
    "test",
    "report",
]
NoticeSeverity = Literal["info", "warn", "error", "critical"]


class Notification(BaseModel):
    """What is told about an incident, or once a day about all; kept as JSON with its message.

    All times are naive UTC. Texts are plain, without any markup; they may be long.

    Attributes:
        kind: `opened`, `updated`, `escalated`, `repeated` and `resolved` belong to one incident and
            to its thread; `digest`, `heartbeat`, `test` and `report` stand alone.
        severity: `info` for a recovery or a heartbeat; `warn` and `error` as the check says, one
            step up (`error`, `critical`) where the money at stake reaches the critical amount.
        title: one sentence that says what happened; it stands alone where nothing else is shown.
        news: what changed since the last notice of the incident, a sentence each.
        since: the first day of the data that is wrong; None where the check knows no day.
        value: what was measured, and `expected_low` to `expected_high`, between which it should be.
        amount: money at stake, in `currency`.
        likely_cause: a sentence derived from facts, and said to be likely only.
        downstream: tables that readers get in their last good content because of the incident.
        failures: the other failed checks that are listed under this one, a sentence each; in a
            digest the warnings it bundles. `failure_count` counts them all, also those cut.
        series: the measured value of recent days, oldest first, as (ISO date, value).
        run_url: the run that found it, in Dagster's UI.
        duration: from opening to now or, when resolved, to the end.
        affected: what the incident meant for readers, one sentence; filled when resolved.
        acknowledge: the command that says "I am on it"; empty when there is nothing to acknowledge.
        facts: label and value of whatever else is to be shown, in this order (heartbeat, digest).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: NotificationKind
    severity: NoticeSeverity
    title: str
    news: tuple[str, ...] = ()
    incident_id: int | None = None
    table: str = ""
    check: str = ""
    dimension: str = ""
    owner: str = ""
    since: date | None = None
    value: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    amount: Decimal | None = None
    currency: str = ""
    likely_cause: str = ""
    downstream: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    failure_count: int = 0
    series: tuple[tuple[str, float], ...] = ()
    run_id: str = ""
    run_url: str = ""
    opened_at: datetime | None = None
    resolved_at: datetime | None = None
    duration: timedelta | None = None
    affected: str = ""
    acknowledge: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def to_content(self) -> dict[str, Any]:
        """The notice as the JSON object that `messages.content` keeps."""
        return self.model_dump(mode="json")

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Self:
        """The notice that `messages.content` keeps."""
        return cls.model_validate(content)
