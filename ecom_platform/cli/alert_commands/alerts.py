"""The commands `ecom alerts`: process evaluations, deliver, test and show routes, replay rules.

A command calls `ecom_platform.alerts` and prints the answer. Commands about incidents and silences
have modules of their own.
"""

from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape
from rich.table import Table

from ecom_platform.alerts.channels.channel_config import DeclaredChannel, EmailChannel, SlackChannel
from ecom_platform.alerts.config.alerts_config import Route, Routes, load_routes
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.policy.send_test_message import read_test_results, write_test_message
from ecom_platform.alerts.update_incidents import update_incidents
from ecom_platform.cli.exit_codes import EXIT_NOT_DONE
from ecom_platform.cli.options import FormatOption
from ecom_platform.cli.output_formats import Format, print_rows
from ecom_platform.cli.terminal_output import errors, in_sentences, out
from ecom_platform.operations.store import Store, open_store
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import Settings, load_settings

alerts_app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Update incidents, deliver and test alerts. Dagster's sensors do the first two.",
)


@alerts_app.command("follow")
@in_sentences
def process_evaluations() -> None:
    """Update incidents from new check results; 'ecom alerts deliver' sends the messages."""
    settings = load_settings()
    store = open_store(settings)
    count = update_incidents(store, load_routes(settings), now())
    with store.transaction() as connection:
        still_open = len(incident_store.open_incidents(connection))
    out.print(f"Evaluations processed: {count}. Open incidents: {still_open}.")


@alerts_app.command()
@in_sentences
def deliver() -> None:
    """Send the messages that are due. The exit code is 1 when a message could not be sent."""
    settings = load_settings()
    if not _deliver_due_messages(settings, open_store(settings), load_routes(settings)):
        raise typer.Exit(EXIT_NOT_DONE)


@alerts_app.command("test")
@in_sentences
def send_test(
    channels: Annotated[
        list[str] | None, typer.Argument(help="The channels to test; default: all of them.")
    ] = None,
) -> None:
    """Send a test message. The exit code is 1 when a channel did not accept it."""
    settings = load_settings()
    store, routes = open_store(settings), load_routes(settings)
    key = write_test_message(store, routes, channels or (), now())
    _deliver_due_messages(settings, store, routes)
    results = read_test_results(store, key)
    for channel, state, reason in results:
        is_sent = state == "sent"
        out.print(
            f"{channel}: {'sent.' if is_sent else f'{state}, {reason}'}",
            style=None if is_sent else "red",
            markup=False,
        )
    if any(state != "sent" for _, state, _ in results):
        raise typer.Exit(EXIT_NOT_DONE)


@alerts_app.command("routes")
@in_sentences
def show_routes() -> None:
    """Validate the alerts file, and show which incidents go where."""
    settings = load_settings()
    alert_routes = load_routes(settings)
    if not alert_routes.channels:
        out.print(f"No channel is declared in {settings.alerts_file}: nobody is notified.")
        return
    channels = Table("channel", "kind", "goes to")
    for name, channel in alert_routes.channels.items():
        channels.add_row(*map(escape, (name, channel.kind, _channel_address(channel))))
    out.print(channels)
    table = Table("incidents", "go to", "escalated", "repeated", "warnings wait")
    for route in alert_routes.routes:
        table.add_row(*map(escape, _route_row(route)))
    out.print(table)
    if not alert_routes.routes:
        errors.print("No route is declared: nobody is notified of incidents.", style="yellow")


@alerts_app.command()
@in_sentences
def replay(
    rule: Annotated[
        list[str],
        typer.Option(
            help="A changed rule, such as 'mean_rate:alerts_per_week=1'; may be repeated."
        ),
    ],
    days: Annotated[int, typer.Option(min=1, help="The number of days to replay.")] = 180,
    output_format: FormatOption = Format.TABLE,
) -> None:
    """Show which alerts a changed rule would have added, and which it would have removed."""
    from ecom_platform.quality import threshold_backtest  # noqa: PLC0415 - it needs numpy
    from ecom_platform.warehouse.connection import open_warehouse  # noqa: PLC0415
    from ecom_platform.warehouse.run_lock import run_lock  # noqa: PLC0415

    settings = load_settings()
    changes = [threshold_backtest.parse_change(text) for text in rule]
    with (
        run_lock(settings.warehouse_path.parent),
        open_warehouse(settings.warehouse_path) as warehouse,
    ):
        result = threshold_backtest.backtest(warehouse, open_store(settings), days, changes)
    rows = [
        (change, alert.day, alert.check_id, alert.dimension, alert.severity, alert.value)
        for change, alerts in (
            ("fires in addition", result.added),
            ("no longer fires", result.dropped),
        )
        for alert in alerts
    ]
    if rows or output_format is not Format.TABLE:
        print_rows(
            ("change", "day", "check", "dimension", "severity", "value"), rows, output_format
        )
    if output_format is Format.TABLE:
        out.print(
            f"{result.first_day} to {result.last_day}: {len(result.before)} alerts with these "
            f"rules, {len(result.after)} with the change; {len(result.added)} added, "
            f"{len(result.dropped)} removed."
        )


def _deliver_due_messages(settings: Settings, store: Store, routes: Routes) -> bool:
    """Send the messages that are due, and print how many; whether all of them were sent."""
    from ecom_platform.alerts.channels.open_channels import open_channels  # noqa: PLC0415 - network clients
    from ecom_platform.alerts.delivery.delivery_worker import deliver as deliver_due  # noqa: PLC0415

    counts = deliver_due(store, open_channels(settings, routes.channels), now())
    out.print(f"Messages: {counts}")
    return not (counts.failed or counts.dead)


def _channel_address(channel: DeclaredChannel) -> str:
    """The address of a channel; only the host of a webhook, because the path may be secret."""
    if isinstance(channel, SlackChannel):
        return channel.channel
    if isinstance(channel, EmailChannel):
        return ", ".join(channel.to)
    return urlsplit(str(channel.url)).hostname or ""


def _route_row(route: Route) -> tuple[str, ...]:
    """The cells of a route: incidents, channels, escalation, reminders and quiet hours."""
    escalated, quiet = "", ""
    if route.escalate:
        escalated = f"after {route.escalate.after_hours:g} h to {', '.join(route.escalate.to)}"
    if route.quiet_hours:
        quiet = f"{route.quiet_hours.start:%H:%M} to {route.quiet_hours.end:%H:%M}"
    repeated = f"every {route.repeat_hours:g} h" if route.repeat_hours else ""
    return (route.match.sentence, ", ".join(route.to), escalated, repeated, quiet)
