"""Run Alembic's migrations on the connection that `store.py` passes.

For a new migration: `alembic revision --autogenerate` compares `operations/store_tables.py` with a
database.
"""

from alembic import context

from ecom_platform.operations.store_tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
