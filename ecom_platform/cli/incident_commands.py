"""The commands about incidents: see them, say that you are on one, silence some.

A command asks the library and prints. What is printed and the reading of times belong here; what
happens, in `ecom_platform.alerts`. How alerts get out: `alert_commands.py`.
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
from ecom_platform.alerts.policy import silences as kept_silences
from ecom_platform.alerts.policy.acknowledgement import acknowledge
from ecom_platform.alerts.policy.alerts_config import load_routes
from ecom_platform.alerts.policy.matchers import Match
from ecom_platform.alerts.policy.silences import Silence, add_silence
from ecom_platform.cli.terminal_output import Format, in_sentences, out, print_answer
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import open_store
from ecom_platform.serving.sql_query import QueryResult
from ecom_platform.settings import load_settings

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
By = Annotated[str | None, typer.Option(help="Who says so; default: your user name.")]


@in_sentences
def incidents(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """List the open incidents: what is wrong, since when, the money at stake, whose it is."""
    with open_store(load_settings()).transaction() as connection:
        read = incident_store.all_incidents if everything else incident_store.open_incidents
        found = read(connection)
    if not found and form is Format.TABLE:
        out.print("There is no incident." if everything else "No incident is open.")
        return
    columns = (
        *("incident", "state", "severity", "since", "what"),
        *("amount", "currency", "owner", "listed"),
    )
    print_rows(columns, [_row(one, form) for one in found], form)


@in_sentences
def ack(
    incident: Annotated[int, typer.Argument(help="Its number, as 'ecom incidents' lists it.")],
    by: By = None,
    note: Annotated[str, typer.Option(help="What you are doing about it.")] = "",
) -> None:
    """Say that you are on an incident: nobody is reminded any more, and the others hear of it."""
    settings = load_settings()
    taken = acknowledge(
        open_store(settings),
        load_routes(settings),
        incident,
        by=by or getpass.getuser(),
        note=note,
        now=now(),
    )
    out.print(f"{taken.acknowledged_by} is on incident {incident}.", markup=False)


@in_sentences
def silence(
    *,
    reason: Annotated[str, typer.Option(help="Why, for those who wonder later.")],
    table: Annotated[str | None, typer.Option(help="Such as raw.order_lines, or raw.*.")] = None,
    check: Annotated[str | None, typer.Option(help="The name of a check or rule.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose incidents.")] = None,
    severity: Annotated[str | None, typer.Option(help="warn, error or critical.")] = None,
    partner: Annotated[str | None, typer.Option(help="The partner they are about.")] = None,
    hours: Annotated[float | None, typer.Option(help="How long from now.")] = None,
    until: Annotated[
        str | None, typer.Option(help="Its end, such as '2026-05-04 08:00' (ECOM_TIMEZONE).")
    ] = None,
    by: By = None,
) -> None:
    """Tell nobody of some incidents for a while; all options given must fit an incident."""
    settings, starts_at = load_settings(), now()
    sides = {"table": table, "check": check, "owner": owner, "partner": partner}
    made = Silence(
        match=Match.of(severity=_severity(severity), **sides),
        reason=reason,
        created_by=by or getpass.getuser(),
        starts_at=starts_at,
        ends_at=_end(starts_at, hours, until, ZoneInfo(settings.timezone)),
    )
    number = add_silence(open_store(settings), made)
    out.print(
        f"Silence {number} of {made.match.sentence} ends at {made.ends_at:%Y-%m-%d %H:%M} UTC.",
        markup=False,
    )


@in_sentences
def silences(form: FormatOption = Format.TABLE) -> None:
    """List the silences in force."""
    with open_store(load_settings()).transaction() as connection:
        found = kept_silences.active_silences(connection, now())
    if not found and form is Format.TABLE:
        out.print("No silence is in force.")
        return
    rows = [
        (one.match.sentence, f"{one.ends_at:%Y-%m-%d %H:%M}", one.reason, one.created_by)
        for one in found
    ]
    print_rows(("about", "ends at (UTC)", "reason", "by"), rows, form)


COMMANDS: list[Callable[..., None]] = [incidents, ack, silence, silences]


def print_rows(columns: Sequence[str], rows: list[tuple[Any, ...]], form: Format) -> None:
    """Print rows that are all known already."""
    print_answer(QueryResult(tuple(columns), iter([rows])), form)


def now() -> datetime:
    """The time, naive UTC: commands are the outermost callers."""
    return datetime.now(UTC).replace(tzinfo=None)


def _row(incident: Incident, form: Format) -> tuple[Any, ...]:
    amount, currency = incident.money
    return (
        incident.incident_id,
        incident.state,
        incident.severity,
        incident.since_day or f"{incident.opened_at:%Y-%m-%d %H:%M}",
        incident.cause.sentence,
        _amount(amount) if form is Format.TABLE else amount,
        currency,
        incident.owner,
        sum(one.is_failing for one in incident.listed),
    )


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _severity(word: str | None) -> str | None:
    if word not in {None, "warn", "error", "critical"}:
        raise AlertError(f"'{word}' is no severity; there are: warn, error, critical.")
    return word


def _end(start: datetime, hours: float | None, until: str | None, zone: ZoneInfo) -> datetime:
    """When a silence ends, naive UTC."""
    if (hours is None) == (until is None):
        raise AlertError("A silence needs an end: give either --hours or --until.")
    if until is None:
        return start + timedelta(hours=hours or 0)
    try:
        local = datetime.fromisoformat(until)
    except ValueError as error:
        raise AlertError(f"'{until}' is no time such as '2026-05-04 08:00'.") from error
    return (
        (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC).replace(tzinfo=None)
    )
