"""The command `ecom release`: publish a held table in spite of its failed checks.

How an override works, and when it ends, is in `quality/gate/overrides.py`.
"""

from typing import Annotated

import typer

from ecom_platform.cli.options import By
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.operations.store import open_store
from ecom_platform.quality.evaluation.checked_days import accept_failed_days
from ecom_platform.quality.gate import overrides
from ecom_platform.settings import load_settings
from ecom_platform.system_errors import user_name
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.run_lock import run_lock


@in_sentences
def override_failed_checks(
    table: Annotated[
        str, typer.Argument(help="The table that failed, such as marts.dim_partners.")
    ],
    reason: Annotated[str, typer.Option(help="Why readers may see it in spite of the failure.")],
    by: By = None,
) -> None:
    """Let a held table be published in spite of failed checks, until they fail in another way."""
    settings = load_settings()
    with (
        run_lock(settings.warehouse_path.parent),
        open_warehouse(settings.warehouse_path) as warehouse,
        open_store(settings).transaction() as store,
    ):
        released = overrides.override_held_table(store, table, reason=reason, by=by or user_name())
        accept_failed_days(warehouse, table)
    for check_result in released:
        out.print(f"Released: {check_result.sentence}", markup=False)
    out.print(
        "'ecom publish' publishes it; if tables downstream of it were not built, run 'make run'."
    )
