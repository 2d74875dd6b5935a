"""The command `ecom incidents`: list incidents, the open ones or all.

How incidents are stored is in `alerts/incidents/incident_store.py`.
"""

from decimal import Decimal
from typing import Annotated, Any

import typer

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.cli.options import FormatOption
from ecom_platform.cli.output_formats import Format, print_rows
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.currencies import decimal_text, decimals_of
from ecom_platform.operations.store import open_store
from ecom_platform.settings import load_settings


@in_sentences
def incidents(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Also resolved incidents.")] = False,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """List the open incidents: the failure, its start, the money at stake and the owner."""
    with open_store(load_settings()).transaction() as connection:
        if everything:
            listed_incidents = incident_store.all_incidents(connection)
        else:
            listed_incidents = incident_store.open_incidents(connection)
    if not listed_incidents and output_format is Format.TABLE:
        out.print("There is no incident." if everything else "No incident is open.")
        return
    columns = (
        *("incident", "state", "severity", "since", "what"),
        *("amount", "currency", "owner", "listed"),
    )
    print_rows(
        columns,
        [_incident_row(incident, output_format) for incident in listed_incidents],
        output_format,
    )


def _incident_row(incident: Incident, output_format: Format) -> tuple[Any, ...]:
    """The cells of an incident; programs get the exact amount, people a rounded one."""
    amount, currency = incident.money_at_stake
    return (
        incident.incident_id,
        incident.state,
        incident.severity,
        incident.since_day or f"{incident.opened_at:%Y-%m-%d %H:%M}",
        incident.headline.sentence,
        _amount_text(amount, currency) if output_format is Format.TABLE else amount,
        currency,
        incident.owner,
        sum(failure.is_failing for failure in incident.listed),
    )


def _amount_text(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else decimal_text(amount, decimals_of(currency))
