"""The commands `ecom silence` and `ecom silences`: add a silence, and list those in force.

What a silence does is in `alerts/policy/silences.py`.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ecom_platform.alerts.config.matchers import Match
from ecom_platform.alerts.policy import silences as silence_store
from ecom_platform.alerts.policy.silences import Silence, add_silence
from ecom_platform.cli.options import By, FormatOption
from ecom_platform.cli.output_formats import Format, print_rows
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.errors import AlertError
from ecom_platform.operations.store import open_store
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings
from ecom_platform.system_errors import user_name


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
        created_by=by or user_name(),
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
