"""The tables of the operational store.

Only their schema belongs here, and a change of it needs a migration in `migrations/`. The modules
that write the rows define what they mean: `ecom_platform.quality` for runs, check results, verdicts
and overrides, `ecom_platform.alerts` for incidents, silences and messages.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
_KEY = BigInteger().with_variant(Integer, "sqlite")  # only this type autoincrements on SQLite


class Money(TypeDecorator[Decimal]):
    """A decimal stored as text, because SQLite has no exact decimal type."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        """The amount with all its digits."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        """The amount as it was stored."""
        return None if value is None else Decimal(value)


runs = Table(
    "runs",
    METADATA,
    Column("run_id", String(64), primary_key=True),
    Column("sequence", _KEY, nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("ledger_digest", String(80), nullable=False),
)

outcomes = Table(
    "outcomes",
    METADATA,
    Column("outcome_id", _KEY, primary_key=True, autoincrement=True),
    Column("run_id", String(64), nullable=False),
    Column("check_id", String(400), nullable=False),
    Column("check_name", String(300), nullable=False),
    Column("table_name", String(200), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("status", String(10), nullable=False),
    Column("failures", BigInteger),
    Column("message", Text, nullable=False),
    Column("compiled_sql", Text, nullable=False),
    Column("value", Float),
    Column("expected_low", Float),
    Column("expected_high", Float),
    Column("amount", Money),
    Column("currency", String(20), nullable=False),
    Column("day", Date),
    Column("dimension", String(200), nullable=False),
    Column("series", JSON, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("checked_at", DateTime, nullable=False),
    UniqueConstraint("run_id", "check_id"),
    Index(None, "check_id", "checked_at"),
)

verdicts = Table(
    "verdicts",
    METADATA,
    Column("run_id", String(64), primary_key=True),
    Column("table_name", String(200), primary_key=True),
    Column("state", String(10), nullable=False),  # passed, held, released
    Column("cause_table", String(200), nullable=False),
    Column("reasons", JSON, nullable=False),
)

judgements = Table(
    "judgements",
    METADATA,
    Column("judgement_id", _KEY, primary_key=True, autoincrement=True),
    Column("run_id", String(64), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),  # run, watch
    Column("judged_at", DateTime, nullable=False),
    Column("lineage", JSON, nullable=False),  # table to the tables it depends on
    Column("files", JSON),  # raw table to the files that came last
    Column("followed_at", DateTime),
)

releases = Table(
    "releases",
    METADATA,
    Column("release_id", _KEY, primary_key=True, autoincrement=True),
    Column("table_name", String(200), nullable=False),
    Column("run_id", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("signatures", JSON, nullable=False),  # of the failures that are released
    Column("released_by", String(200), nullable=False),
    Column("released_at", DateTime, nullable=False),
)

incidents = Table(
    "incidents",
    METADATA,
    Column("incident_id", _KEY, primary_key=True, autoincrement=True),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(20), nullable=False),  # firing, acknowledged, resolved
    Column("severity", String(10), nullable=False),
    Column("check_id", String(400), nullable=False),
    Column("check_name", String(300), nullable=False),
    Column("table_name", String(200), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("dimension", Text, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("is_failing", Boolean, nullable=False),  # its own check; listed ones may still fail
    Column("detail", JSON, nullable=False),
    Column("amount", Money),
    Column("currency", String(20), nullable=False),
    Column("since_day", Date),
    Column("opened_at", DateTime, nullable=False),
    Column("opened_run_id", String(64), nullable=False),
    Column("last_run_id", String(64), nullable=False),
    Column("acknowledged_at", DateTime),
    Column("acknowledged_by", String(200), nullable=False),
    Column("resolved_at", DateTime),
    Column("notified_at", DateTime),
    Column("repeated_at", DateTime),
    Column("escalated_at", DateTime),
    Index(None, "state"),
)
_IS_OPEN = incidents.c.state != "resolved"
Index(
    "ux_incidents_open_fingerprint",
    incidents.c.fingerprint,
    unique=True,  # the database refuses a second open incident for the same cause
    sqlite_where=_IS_OPEN,
    postgresql_where=_IS_OPEN,
)

incident_failures = Table(
    "incident_failures",
    METADATA,
    Column("incident_id", ForeignKey("incidents.incident_id"), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("position", Integer, nullable=False),  # first causes first
    Column("check_id", String(400), nullable=False),
    Column("check_name", String(300), nullable=False),
    Column("table_name", String(200), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("dimension", Text, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("message", Text, nullable=False),
    Column("amount", Money),
    Column("currency", String(20), nullable=False),
    Column("is_failing", Boolean, nullable=False),
    Column("since", DateTime, nullable=False),
)

incident_events = Table(
    "incident_events",
    METADATA,
    Column("event_id", _KEY, primary_key=True, autoincrement=True),
    Column("incident_id", ForeignKey("incidents.incident_id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("happened_at", DateTime, nullable=False),
    Column("by", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "incident_id"),
)

silences = Table(
    "silences",
    METADATA,
    Column("silence_id", _KEY, primary_key=True, autoincrement=True),
    Column("matches", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("starts_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
)

messages = Table(
    "messages",
    METADATA,
    Column("message_id", _KEY, primary_key=True, autoincrement=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),  # opened, updated, resolved, heartbeat, digest
    Column("incident_id", ForeignKey("incidents.incident_id")),
    Column("created_at", DateTime, nullable=False),
    Column("content", JSON, nullable=False),
    Index(None, "incident_id"),
)

deliveries = Table(
    "deliveries",
    METADATA,
    Column("delivery_id", _KEY, primary_key=True, autoincrement=True),
    Column("message_id", ForeignKey("messages.message_id"), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("state", String(10), nullable=False),  # waiting, trying, sent, dead
    Column("attempts", Integer, nullable=False),
    Column("due_at", DateTime, nullable=False),
    Column("tried_at", DateTime),
    Column("sent_at", DateTime),
    Column("receipt", String(200), nullable=False),
    Column("last_error", Text, nullable=False),
    UniqueConstraint("message_id", "channel"),
    Index(None, "state", "due_at"),
)

marks = Table(
    "marks",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("marked_at", DateTime, nullable=False),
)

arrivals = Table(
    "arrivals",
    METADATA,
    Column("arrival_id", _KEY, primary_key=True, autoincrement=True),
    Column("file_name", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("number", _KEY, nullable=False),  # shared by files with the same content
    Column("run_number", _KEY, nullable=False),  # shared by files that arrived together
    Column("arrived_at", DateTime, nullable=False),
)
