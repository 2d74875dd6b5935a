"""An incident: a first cause, the failures listed under it, and its state until it is resolved.

This module has only the values and their transitions, without any clock or database.
`root_cause.py` groups failures; `lifecycle.py` changes incidents after an evaluation.
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
        severity: `error` when the table is held back because of it.
        sentence: the result of the check, in one sentence.
        dimensions: the values for which it fails, such as `partner_id=P-7`; empty for the whole
            table.
        since: when it was first found failing, naive UTC.
        amount: the money at stake, in `currency`.
        is_failing: whether its latest result was a failure.
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
    """The numbers of the first cause, and the tables that were held back because of it.

    Attributes:
        value, expected_low, expected_high: the latest measurement and its expected range.
        series: ISO date and value of recent days, oldest first.
        held: the tables that are held back because of it now.
        affected: the tables that were held back at any time.
        nights: the ISO dates (UTC) of the runs in which tables were held back.
        digest: `waiting` for a digest; `told`, once it was listed in one; `over`, once it was
            listed and then resolved; empty when people are notified of it singly.
        resolution: why it was resolved, one sentence.
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
    resolution: str = ""


@dataclass(frozen=True)
class Incident:
    """A problem, from the evaluation that found it to the evaluation in which it was solved.

    Attributes:
        listed: the failures that the first cause explains.
        since_day: the first day of the data that is wrong, where the check knows it.
        opened_at, resolved_at: times of the evaluations that opened and resolved it, naive UTC.
        notified_at: when people got a message about it and were asked to acknowledge it: when it
            opened, and again when it became an error. None while nobody was notified, and while
            it is only listed in a digest.
        repeated_at: when they were last notified or reminded.
        escalated_at: when it was escalated because nobody had acknowledged it.
        incident_id: 0 before it is stored.
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
        """The members that still fail, the first cause first."""
        return tuple(member for member in self.members if member.is_failing)

    @property
    def headline(self) -> Failure:
        """The failure that people are shown first: the first cause while it fails.

        When the first cause passes again, it is the first member that still fails.
        """
        return self.failing[0] if self.failing else self.cause

    @property
    def is_open(self) -> bool:
        """Whether it is not resolved."""
        return self.state != "resolved"

    @property
    def money_at_stake(self) -> tuple[Decimal | None, str]:
        """The largest amount of a member that fails, and its currency; None and '' without amounts.

        Of a resolved incident all members count. Only amounts in the currency of the first member
        that has one are compared. They are not added up, because tables that depend on one another
        show the same money again.
        """
        amounts = [
            (member.amount, member.currency)
            for member in self.failing or self.members
            if member.amount is not None
        ]
        if not amounts:
            return None, ""
        first_currency = amounts[0][1]
        amounts_in_currency = [amount for amount, currency in amounts if currency == first_currency]
        return max(amounts_in_currency, key=abs), first_currency

    def with_failure(self, failure: Failure) -> "Incident":
        """The incident with one more failure listed under it."""
        return replace(self, listed=(*self.listed, failure))

    def with_severity(self) -> "Incident":
        """The incident with the severity of its worst failing member.

        An acknowledged warning that became an error fires again: somebody has to acknowledge it
        once more.
        """
        has_error = any(member.severity == "error" for member in self.failing)
        severity: Severity = "error" if has_error else "warn"
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
        """The incident after a person took it on: reminders and escalation stop."""
        return replace(self, state="acknowledged", acknowledged_by=by, acknowledged_at=at)

    def resolved(self, at: datetime, resolution: str) -> "Incident":
        """The incident after its end; if the same check fails later, a new incident opens."""
        detail = replace(self.detail, resolution=resolution, held=())
        return replace(self, state="resolved", resolved_at=at, detail=detail)


@dataclass(frozen=True)
class Change:
    """What an evaluation did to an incident.

    Attributes:
        before: None for an incident that it opened.
        updates: what people need to know about an open incident, one sentence each; empty when
            nothing changed for them.
    """

    before: Incident | None
    after: Incident
    updates: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the incident stayed exactly as it was."""
        return self.after == self.before

    @property
    def history(self) -> list[tuple[str, str]]:
        """Kind and text of each line for the history of the incident."""
        if self.before is None:
            return [("opened", self.after.cause.sentence)]
        if not self.after.is_open:
            return [("resolved", self.after.detail.resolution)]
        return [("updated", sentence) for sentence in self.updates]
