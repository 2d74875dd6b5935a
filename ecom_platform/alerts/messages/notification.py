"""A notification: the content of a message, before it gets the form of a channel.

`alerts/policy` decides when one is written; the other modules of this package decide how it looks
in Slack, in an e-mail and in a webhook.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

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
NotificationSeverity = Literal["info", "warn", "error", "critical"]


class Notification(BaseModel):
    """The content of a message about one incident, or about all of them once a day.

    It is stored and sent to webhooks as JSON. All times are naive UTC. Texts are plain, without
    markup, and may be long.

    Attributes:
        kind: `opened`, `updated`, `escalated`, `repeated` and `resolved` belong to one incident and
            its thread; `digest`, `heartbeat`, `test` and `report` belong to none.
        severity: `info` for a recovery or a heartbeat; `warn` and `error` as the check says, one
            step up (`error`, `critical`) where the money at stake reaches the critical amount.
        title: one sentence that says what happened, and is complete without the rest.
        updates: what changed since the last notification of the incident, one sentence each; `news`
            in JSON.
        since: the first day of the data that is wrong; None where the check knows no day.
        value: the measurement, which should be between `expected_low` and `expected_high`.
        amount: the money at stake, in `currency`.
        likely_cause: a sentence derived from check results, likely but not proven.
        downstream: tables that are held back because of the incident.
        failures: the other failed checks of the incident, one sentence each; in a digest, the
            warnings that it lists.
        failure_count: the number of all of them, also those that `failures` leaves out.
        series: the measurements of recent days, oldest first, as (ISO date, value).
        run_url: the run that found the failure, in Dagster's UI.
        duration: from opening to now or, for a resolved incident, to its end.
        affected: which tables were held back, one sentence; filled for a resolved incident.
        acknowledge: the command that acknowledges the incident; empty when nobody needs to.
        facts: label and value of everything else that is shown, in this order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: NotificationKind
    severity: NotificationSeverity
    title: str
    updates: tuple[str, ...] = Field(
        default=(),
        validation_alias=AliasChoices("updates", "news"),
        serialization_alias="news",
    )
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
        """The JSON object that the store keeps and webhooks send."""
        return self.model_dump(mode="json", by_alias=True)

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Self:
        """The notification of a JSON object that `to_content` made."""
        return cls.model_validate(content)
