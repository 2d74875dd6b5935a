"""The first shape of the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MONEY = sa.String(length=40)
IS_OPEN = sa.text("state != 'resolved'")


def upgrade() -> None:
    """Bring the store to this shape."""
    _make_history()
    _make_verdicts()
    _make_incidents()
    _make_life()
    _make_outbox()


def downgrade() -> None:
    """Take the store back to the shape before."""
    op.drop_table("deliveries")
    op.drop_table("messages")
    op.drop_table("incident_failures")
    op.drop_table("incident_events")
    op.drop_table("verdicts")
    op.drop_table("silences")
    op.drop_table("runs")
    op.drop_table("releases")
    op.drop_table("outcomes")
    op.drop_table("marks")
    op.drop_table("judgements")
    op.drop_table("incidents")


def _make_history() -> None:
    """Runs, and how every check in them ended."""
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", KEY, nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("ledger_digest", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
    )
    op.create_table(
        "outcomes",
        sa.Column("outcome_id", KEY, nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("check_id", sa.String(length=400), nullable=False),
        sa.Column("check_name", sa.String(length=300), nullable=False),
        sa.Column("table_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("failures", sa.BigInteger()),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("compiled_sql", sa.Text(), nullable=False),
        sa.Column("value", sa.Float()),
        sa.Column("expected_low", sa.Float()),
        sa.Column("expected_high", sa.Float()),
        sa.Column("amount", MONEY),
        sa.Column("currency", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("dimension", sa.String(length=200), nullable=False),
        sa.Column("series", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("outcome_id", name="pk_outcomes"),
        sa.UniqueConstraint("run_id", "check_id", name="uq_outcomes_run_id_check_id"),
    )
    op.create_index("ix_outcomes_check_id_checked_at", "outcomes", ["check_id", "checked_at"])


def _make_verdicts() -> None:
    """Verdicts on the tables of a run, and overrides of failed checks."""
    op.create_table(
        "judgements",
        sa.Column("judgement_id", KEY, nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=False),
        sa.Column("lineage", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON()),
        sa.Column("followed_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("judgement_id", name="pk_judgements"),
        sa.UniqueConstraint("run_id", name="uq_judgements_run_id"),
    )
    op.create_table(
        "verdicts",
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("table_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("cause_table", sa.String(length=200), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "table_name", name="pk_verdicts"),
    )
    op.create_table(
        "releases",
        sa.Column("release_id", KEY, nullable=False),
        sa.Column("table_name", sa.String(length=200), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", name="pk_releases"),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )


def _make_incidents() -> None:
    """Incidents, of which no two open ones are about the same."""
    op.create_table(
        "incidents",
        sa.Column("incident_id", KEY, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("check_id", sa.String(length=400), nullable=False),
        sa.Column("check_name", sa.String(length=300), nullable=False),
        sa.Column("table_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_failing", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("amount", MONEY),
        sa.Column("currency", sa.String(length=20), nullable=False),
        sa.Column("since_day", sa.Date()),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_run_id", sa.String(length=64), nullable=False),
        sa.Column("last_run_id", sa.String(length=64), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime()),
        sa.Column("acknowledged_by", sa.String(length=200), nullable=False),
        sa.Column("resolved_at", sa.DateTime()),
        sa.Column("notified_at", sa.DateTime()),
        sa.Column("repeated_at", sa.DateTime()),
        sa.Column("escalated_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("incident_id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_state", "incidents", ["state"])
    op.create_index(
        "ux_incidents_open_fingerprint",
        "incidents",
        ["fingerprint"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def _make_life() -> None:
    """The events of incidents, and silences."""
    op.create_table(
        "incident_failures",
        sa.Column("incident_id", KEY, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.String(length=400), nullable=False),
        sa.Column("check_name", sa.String(length=300), nullable=False),
        sa.Column("table_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("amount", MONEY),
        sa.Column("currency", sa.String(length=20), nullable=False),
        sa.Column("is_failing", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.incident_id"], name="fk_incident_failures_incident_id"
        ),
        sa.PrimaryKeyConstraint("incident_id", "fingerprint", name="pk_incident_failures"),
    )
    op.create_table(
        "incident_events",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("incident_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.incident_id"], name="fk_incident_events_incident_id"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_incident_events"),
    )
    op.create_index("ix_incident_events_incident_id", "incident_events", ["incident_id"])
    op.create_table(
        "silences",
        sa.Column("silence_id", KEY, nullable=False),
        sa.Column("matches", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("silence_id", name="pk_silences"),
    )


def _make_outbox() -> None:
    """Messages, and their delivery to each channel."""
    op.create_table(
        "messages",
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("incident_id", KEY),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.incident_id"], name="fk_messages_incident_id"
        ),
        sa.PrimaryKeyConstraint("message_id", name="pk_messages"),
        sa.UniqueConstraint("key", name="uq_messages_key"),
    )
    op.create_index("ix_messages_incident_id", "messages", ["incident_id"])
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("tried_at", sa.DateTime()),
        sa.Column("sent_at", sa.DateTime()),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.message_id"], name="fk_deliveries_message_id"
        ),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
        sa.UniqueConstraint("message_id", "channel", name="uq_deliveries_message_id_channel"),
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
