"""The commands about incidents: list them, acknowledge one, silence some.

A command calls `ecom_platform.alerts` and prints the answer. Commands about the delivery of alerts
are in `alert_commands.py`.
"""

import getpass
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.alerts.policy import silences as silence_store
from ecom_platform.alerts.policy.acknowledgement import acknowledge
from ecom_platform.alerts.policy.alerts_config import load_routes
from ecom_platform.alerts.policy.matchers import Match
from ecom_platform.alerts.policy.silences import Silence, add_silence
from ecom_platform.cli.terminal_output import Format, in_sentences, out, print_answer
from ecom_platform.currencies import decimal_text, decimals_of
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import open_store
from ecom_platform.serving.sql_query import QueryResult
from ecom_platform.settings import load_settings

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
By = Annotated[str | None, typer.Option(help="Who does this; default: your user name.")]


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
        by=by or getpass.getuser(),
        note=note,
        now=now(),
    )
    out.print(f"{acknowledged.acknowledged_by} is on incident {incident}.", markup=False)


@in_sentences
def silence(
    *,
    reason: Annotated[str, typer.Option(help="The reason, which others can read later.")],
    table: Annotated[str | None, typer.Option(help="Such as raw.order_lines, or raw.*.")] = None,
    check: Annotated[str | None, typer.Option(help="The name of a check or rule.")] = None,
    owner: Annotated[str | None, typer.Option(help="The owner of the incidents.")] = None,
    severity: Annotated[str | None, typer.Option(help="warn, error or critical.")] = None,
    partner: Annotated[
        str | None, typer.Option(help="The partner for which a check fails.")
    ] = None,
    hours: Annotated[float | None, typer.Option(help="The number of hours until it ends.")] = None,
    until: Annotated[
        str | None, typer.Option(help="Its end, such as '2026-05-04 08:00' (ECOM_TIMEZONE).")
    ] = None,
    by: By = None,
) -> None:
    """Notify nobody of some incidents for a while; an incident must match all given options."""
    settings, starts_at = load_settings(), now()
    keys = {"table": table, "check": check, "owner": owner, "partner": partner}
    silence_to_add = Silence(
        match=Match.of(severity=_checked_severity(severity), **keys),
        reason=reason,
        created_by=by or getpass.getuser(),
        starts_at=starts_at,
        ends_at=_silence_end(starts_at, hours, until, ZoneInfo(settings.timezone)),
    )
    number = add_silence(open_store(settings), silence_to_add)
    out.print(
        f"Silence {number} of {silence_to_add.match.sentence} ends at "
        f"{silence_to_add.ends_at:%Y-%m-%d %H:%M} UTC.",
        markup=False,
    )


@in_sentences
def silences(output_format: FormatOption = Format.TABLE) -> None:
    """List the silences in force."""
    with open_store(load_settings()).transaction() as connection:
        active_silences = silence_store.active_silences(connection, now())
    if not active_silences and output_format is Format.TABLE:
        out.print("No silence is in force.")
        return
    rows = [
        (
            active.match.sentence,
            f"{active.ends_at:%Y-%m-%d %H:%M}",
            active.reason,
            active.created_by,
        )
        for active in active_silences
    ]
    print_rows(("about", "ends at (UTC)", "reason", "by"), rows, output_format)


COMMANDS: list[Callable[..., None]] = [incidents, ack, silence, silences]


def print_rows(columns: Sequence[str], rows: list[tuple[Any, ...]], output_format: Format) -> None:
    """Print rows that are in memory, with the given column titles."""
    print_answer(QueryResult(tuple(columns), iter([rows])), output_format)


def now() -> datetime:
    """The current time, naive UTC, for library functions that do not read the clock."""
    return datetime.now(UTC).replace(tzinfo=None)


def _incident_row(incident: Incident, output_format: Format) -> tuple[Any, ...]:
    """The cells of an incident; programs get the exact amount, people a rounded one."""
    amount, currency = incident.money_at_stake
    return (
        incident.incident_id,
        incident.state,
        incident.severity,
        incident.since_day or f"{incident.opened_at:%Y-%m-%d %H:%M}",
        incident.cause.sentence,
        _amount_text(amount, currency) if output_format is Format.TABLE else amount,
        currency,
        incident.owner,
        sum(failure.is_failing for failure in incident.listed),
    )


def _amount_text(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else decimal_text(amount, decimals_of(currency))


def _checked_severity(value: str | None) -> str | None:
    """The severity, or None if none was given; an `AlertError` for any other word."""
    if value not in {None, "warn", "error", "critical"}:
        raise AlertError(f"'{value}' is not a severity. Use warn, error or critical.")
    return value


def _silence_end(
    start: datetime, hours: float | None, until: str | None, zone: ZoneInfo
) -> datetime:
    """The end of a silence in naive UTC, from its length in hours or its local end time.

    Exactly one of the two must be given, else an `AlertError` says so.
    """
    if (hours is None) == (until is None):
        raise AlertError("A silence needs an end: give either --hours or --until.")
    if until is None:
        return start + timedelta(hours=hours or 0)
    try:
        local = datetime.fromisoformat(until)
    except ValueError as error:
        raise AlertError(f"'{until}' is not a time. Write it as in '2026-05-04 08:00'.") from error
    if local.tzinfo is None:
        local = local.replace(tzinfo=zone)
    return local.astimezone(UTC).replace(tzinfo=None)
