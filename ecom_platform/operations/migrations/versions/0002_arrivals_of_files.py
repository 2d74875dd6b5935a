"""The order in which files arrived, so that a new warehouse counts as the old one did."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the store to this shape."""
    op.create_table(
        "arrivals",
        sa.Column("arrival_id", KEY, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("number", KEY, nullable=False),
        sa.Column("run_number", KEY, nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("arrival_id", name="pk_arrivals"),
    )


def downgrade() -> None:
    """Take the store back to the shape before."""
    op.drop_table("arrivals")
