"""An outbox with messages in it, without the incidents machinery that fills it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, DateTime, Integer, func, insert, select

from ecom_platform.alerts.channels.channel import Channel
from ecom_platform.alerts.delivery.delivery_worker import DeliveryCounts, deliver
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.notification import Notification, NotificationKind
from ecom_platform.operations import store_tables
from ecom_platform.operations.store import Store

START = datetime(2026, 5, 1, 8)


@dataclass
class Outbox:
    """Messages to write and deliveries to look at; `now` moves only when `wait` is called."""

    store: Store
    now: datetime = START
    pauses: list[float] = field(default_factory=list)

    def incident(self) -> int:
        """A new incident; its id."""
        values = {
            column.name: _filler(column.type)
            for column in store_tables.incidents.columns
            if not column.nullable and not column.primary_key
        }
        with self.store.transaction() as connection:
            known = connection.execute(
                select(func.count()).select_from(store_tables.incidents)
            ).scalar()
            added = insert(store_tables.incidents).values(
                {**values, "fingerprint": f"incident {known}"}
            )
            returning = added.returning(store_tables.incidents.c.incident_id)
            return int(connection.execute(returning).scalar_one())

    def write(
        self,
        title: str,
        *,
        to: str = "data-quality",
        kind: NotificationKind = "opened",
        incident: int | None = None,
        **more: Any,
    ) -> int:
        """A message due now on one channel; the id of its delivery."""
        notification = Notification(
            kind=kind, severity="error", title=title, incident_id=incident, **more
        )
        message = {
            "key": f"{kind} {title}",
            "kind": kind,
            "incident_id": incident,
            "created_at": self.now,
            "content": notification.to_content(),
        }
        with self.store.transaction() as connection:
            written = insert(store_tables.messages).values(message)
            message_id = connection.execute(written.returning(store_tables.messages.c.message_id))
            delivery = {
                "message_id": message_id.scalar_one(),
                "channel": to,
                "state": "waiting",
                "attempts": 0,
                "due_at": self.now,
                "receipt": "",
                "last_error": "",
            }
            added = insert(store_tables.deliveries).values(delivery)
            returning = added.returning(store_tables.deliveries.c.delivery_id)
            return int(connection.execute(returning).scalar_one())

    def deliver(
        self, channels: Mapping[str, Channel], store: Store | None = None
    ) -> DeliveryCounts:
        """Deliver what is due now; nobody really waits."""
        return deliver(store or self.store, channels, self.now, pause=self.pauses.append)

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.now += timedelta(**duration)

    def states(self) -> list[str]:
        """The state of every delivery, in order."""
        return [row.state for row in self.rows()]

    def rows(self) -> list[Any]:
        """Every delivery, in order."""
        with self.store.transaction() as connection:
            order = store_tables.deliveries.c.delivery_id
            return list(connection.execute(select(store_tables.deliveries).order_by(order)))

    def check_results(self) -> list[tuple[str, str]]:
        """Check id and status of every check result, in order."""
        known = store_tables.outcomes.c
        with self.store.transaction() as connection:
            found = select(known.check_id, known.status).order_by(known.outcome_id)
            return [(row.check_id, row.status) for row in connection.execute(found)]


@dataclass
class Recorder:
    """A channel that keeps messages, and raises the errors it was given."""

    kind: str = "recorder"
    min_interval: timedelta = timedelta(0)
    messages: list[Message] = field(default_factory=list)
    errors: list[Exception | None] = field(default_factory=list)

    def send(self, message: Message) -> str:
        """Keep the message, or raise the next error."""
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        self.messages.append(message)
        return f"receipt of {message.notification.title}"

    def titles(self) -> list[str]:
        """What arrived, in order."""
        return [message.notification.title for message in self.messages]


def _filler(kind: Any) -> Any:
    if isinstance(kind, DateTime):
        return START
    return 0 if isinstance(kind, Integer | Boolean) else ""
