"""Silences: the incidents of which nobody is notified until a given time.

An incident that opens during a silence is stored as usual. If it is still open when the silence
ends, people are notified then. How a match is compared is in `matchers.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from ecom_platform.alerts.config.matchers import Match, Subject
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import silences


@dataclass(frozen=True)
class Silence:
    """Nobody is notified of matching incidents from `starts_at` until `ends_at`, naive UTC."""

    match: Match
    reason: str
    created_by: str
    starts_at: datetime
    ends_at: datetime

    def is_in_force(self, now: datetime) -> bool:
        """Whether it is in force at `now`, naive UTC."""
        return self.starts_at <= now < self.ends_at


def add_silence(store: Store, silence: Silence) -> int:
    """Store a silence; returns its number.

    Raises:
        AlertError: it matches every incident, has no reason, or ends before it begins.
    """
    if silence.match == Match():
        raise AlertError("A silence must name what it covers, such as a table or a check.")
    if not silence.reason.strip():
        raise AlertError("A silence needs a reason that others can read later.")
    if silence.ends_at <= silence.starts_at:
        raise AlertError(
            f"The silence would end at {silence.ends_at:%Y-%m-%d %H:%M} UTC, before it begins."
        )
    with store.transaction() as connection:
        key = connection.execute(
            insert(silences).values(
                matches=silence.match.model_dump(mode="json", exclude_defaults=True),
                reason=silence.reason,
                created_by=silence.created_by,
                starts_at=silence.starts_at,
                ends_at=silence.ends_at,
            )
        ).inserted_primary_key
    return int(key[0]) if key else 0


def active_silences(connection: Connection, now: datetime) -> list[Silence]:
    """The silences in force at this moment, in the order in which they end."""
    rows = connection.execute(
        select(silences).where(silences.c.ends_at > now).order_by(silences.c.ends_at)
    )
    unexpired = [
        Silence(
            Match.model_validate(row.matches),
            row.reason,
            row.created_by,
            row.starts_at,
            row.ends_at,
        )
        for row in rows
    ]
    return [silence for silence in unexpired if silence.is_in_force(now)]


def is_silenced(subject: Subject, silences: Iterable[Silence]) -> bool:
    """Whether one of the silences matches the incident."""
    return any(silence.match.matches(subject) for silence in silences)
