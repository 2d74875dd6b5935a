"""Silences: what nobody is told of until a given time.

An incident that opens under a silence is kept all the same, and told when the silence ends while it
is still open. How a match is compared belongs in `matchers.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from ecom_platform.alerts.policy.matchers import Match, Subject
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import Store
from ecom_platform.operations.store_tables import silences


@dataclass(frozen=True)
class Silence:
    """Incidents that fit `match` are not told from `starts_at` to `ends_at`, naive UTC."""

    match: Match
    reason: str
    created_by: str
    starts_at: datetime
    ends_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.starts_at <= now < self.ends_at


def add_silence(store: Store, silence: Silence) -> int:
    """Keep a silence; its number.

    Raises:
        AlertError: it fits everything, has no reason, or ends before it begins.
    """
    if silence.match == Match():
        raise AlertError("A silence needs to say what it is about, such as a table or a check.")
    if not silence.reason.strip():
        raise AlertError("A silence needs a reason, for those who wonder later.")
    if silence.ends_at <= silence.starts_at:
        raise AlertError(
            f"The silence would end at {silence.ends_at:%Y-%m-%d %H:%M} UTC: too early."
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
    """The silences in force, the first to end first."""
    rows = connection.execute(
        select(silences).where(silences.c.ends_at > now).order_by(silences.c.ends_at)
    )
    found = [
        Silence(
            Match.model_validate(row.matches),
            row.reason,
            row.created_by,
            row.starts_at,
            row.ends_at,
        )
        for row in rows
    ]
    return [silence for silence in found if silence.holds(now)]


def is_silenced(subject: Subject, silences: Iterable[Silence]) -> bool:
    """Whether nobody is to be told of it now."""
    return any(silence.match.fits(subject) for silence in silences)
