"""An incident: a first cause, what fails because of it, and its life until it is over.

Only the values and the steps of their life belong here, without any clock or database. Which
failure goes where: `root_cause.py`; what a judgement does to incidents: `lifecycle.py`.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ecom_platform.quality.results.check_result import Kind, Severity

State = Literal["firing", "acknowledged", "resolved"]
Digest = Literal["", "waiting", "told", "over"]


@dataclass(frozen=True)
class Failure:
    """One failed check, as the first cause of an incident or listed under it.

    Attributes:
        severity: `error` when readers do not get the table because of it.
        sentence: how the check ended, in a line.
        dimensions: the values it fails for, such as `partner_id=P-7`; empty for the whole table.
        since: when it was first found failing.
        is_failing: whether it failed when it was last heard of.
    """

    fingerprint: str
    check_id: str
    check: str
    table: str
    kind: Kind
    severity: Severity
    sentence: str
    since: datetime
    dimensions: tuple[str, ...] = ()
    amount: Decimal | None = None
    currency: str = ""
    is_failing: bool = True


@dataclass(frozen=True)
class Detail:
    """What is known about the first cause beyond its failure, and what it did to readers.

    Attributes:
        held: the tables that are held because of it now.
        affected: the tables that were held at any time.
        nights: the days (UTC) of the runs in which tables were held.
        digest: whether the incident `waiting`s for a digest, was `told` in one, or is `over` since.
        ending: why it ended, one sentence.
    """

    value: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    series: tuple[tuple[str, float], ...] = ()
    likely_cause: str = ""
    held: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    nights: tuple[str, ...] = ()
    digest: Digest = ""
    ending: str = ""


@dataclass(frozen=True)
class Incident:
    """Something that is wrong, from the run that found it to the run in which it was gone.

    Attributes:
        incident_id: 0 before it is stored.
        since_day: the first day of the data that is wrong, where the check knows it.
        opened_at, resolved_at: when the runs were judged that showed it and its end, naive UTC.
        notified_at: when people were told of it singly, and asked to acknowledge it: when it was
            opened, and when it became an error after that; None while nobody was told.
        repeated_at: when they were last told or reminded.
        escalated_at: when it was taken to others because nobody acknowledged it.
    """

    cause: Failure
    opened_at: datetime
    opened_run_id: str
    last_run_id: str
    owner: str = ""
    since_day: date | None = None
    listed: tuple[Failure, ...] = ()
    state: State = "firing"
    severity: Severity = "warn"
    detail: Detail = field(default_factory=Detail)
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    resolved_at: datetime | None = None
    notified_at: datetime | None = None
    repeated_at: datetime | None = None
    escalated_at: datetime | None = None
    incident_id: int = 0

    @property
    def members(self) -> tuple[Failure, ...]:
        """The first cause and everything listed under it."""
        return (self.cause, *self.listed)

    @property
    def failing(self) -> tuple[Failure, ...]:
        """What still fails, the first cause first."""
        return tuple(one for one in self.members if one.is_failing)

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state != "resolved"

    @property
    def money(self) -> tuple[Decimal | None, str]:
        """The largest single amount in the currency of the first that has one.

        Not the sum: tables that are made of one another show the same money again.
        """
        amounts = [(one.amount, one.currency) for one in self.members if one.amount is not None]
        if not amounts:
            return None, ""
        currency = amounts[0][1]
        return max((amount for amount, of in amounts if of == currency), key=abs), currency

    def taking_in(self, failures: tuple[Failure, ...]) -> "Incident":
        """The incident with more failures listed under it."""
        return replace(self, listed=(*self.listed, *failures))

    def assessed(self) -> "Incident":
        """As severe as the worst that still fails; what became an error must be seen anew."""
        severity: Severity = "warn"
        if any(one.severity == "error" for one in self.failing):
            severity = "error"
        if self.state == "acknowledged" and (self.severity, severity) == ("warn", "error"):
            return replace(
                self,
                severity=severity,
                state="firing",
                acknowledged_at=None,
                acknowledged_by="",
                escalated_at=None,
            )
        return replace(self, severity=severity)

    def acknowledged(self, by: str, at: datetime) -> "Incident":
        """Someone is on it: no reminders and no escalation from here on."""
        return replace(self, state="acknowledged", acknowledged_by=by, acknowledged_at=at)

    def resolved(self, at: datetime, ending: str) -> "Incident":
        """It is over; the same failure later is a new incident."""
        detail = replace(self.detail, ending=ending, held=())
        return replace(self, state="resolved", resolved_at=at, detail=detail)


@dataclass(frozen=True)
class Change:
    """What a judgement did to an incident.

    Attributes:
        before: None for an incident that it opened.
        news: what people should hear of, a sentence each; empty when nothing changed for them.
    """

    before: Incident | None
    after: Incident
    news: tuple[str, ...] = ()
