"""The command `ecom ack`: acknowledge an incident.

What follows from it is in `alerts/policy/acknowledgement.py`.
"""

from typing import Annotated

import typer

from ecom_platform.alerts.config.alerts_config import load_routes
from ecom_platform.alerts.policy.acknowledgement import acknowledge
from ecom_platform.cli.options import By
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings
from ecom_platform.system_errors import user_name


@in_sentences
def ack(
    incident: Annotated[
        int, typer.Argument(help="The number of the incident, as 'ecom incidents' lists it.")
    ],
    by: By = None,
    note: Annotated[str, typer.Option(help="What you are doing about it.")] = "",
) -> None:
    """Acknowledge an incident: reminders stop, and everyone notified learns who works on it."""
    settings = load_settings()
    acknowledged = acknowledge(
        open_store(settings),
        load_routes(settings),
        incident,
        by=by or user_name(),
        note=note,
        now=now(),
    )
    out.print(f"{acknowledged.acknowledged_by} is on incident {incident}.", markup=False)
