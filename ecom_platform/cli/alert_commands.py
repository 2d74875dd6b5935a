"""The commands about alerts: follow, deliver, try out, replay; and all others about incidents.

A command asks the library and prints; what happens belongs in `ecom_platform.alerts`.
"""

from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape
from rich.table import Table

from ecom_platform.alerts.channels.channel_config import DeclaredChannel, EmailChannel, SlackChannel
from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.policy.alerts_config import Route, Routes, load_routes
from ecom_platform.alerts.policy.send_test_message import read_test, write_test
from ecom_platform.alerts.update_incidents import update_incidents
from ecom_platform.cli.incident_commands import COMMANDS, FormatOption, now, print_rows
from ecom_platform.cli.terminal_output import Format, errors, in_sentences, out
from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import Settings, load_settings

__all__ = ["COMMANDS", "alerts_app"]

alerts_app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Deliver and try out alerts. The Dagster sensors do the first two by themselves.",
)


@alerts_app.command("follow")
@in_sentences
def process_evaluations() -> None:
    """Make incidents and messages of what was judged; 'ecom alerts deliver' sends them."""
    settings = load_settings()
    store = open_store(settings)
    count = update_incidents(store, load_routes(settings), now())
    with store.transaction() as connection:
        still_open = len(incident_store.open_incidents(connection))
    out.print(f"{count} judgements followed; {still_open} incidents are open.")


@alerts_app.command()
@in_sentences
def deliver() -> None:
    """Send the messages that are due. The exit code is 1 when one could not be sent."""
    settings = load_settings()
    if not _deliver(settings, open_store(settings), load_routes(settings)):
        raise typer.Exit(1)


@alerts_app.command("test")
@in_sentences
def send_test(
    channels: Annotated[
        list[str] | None, typer.Argument(help="The channels to try; default: all of them.")
    ] = None,
) -> None:
    """Send a test message. The exit code is 1 when it did not arrive everywhere."""
    settings = load_settings()
    store, routes = open_store(settings), load_routes(settings)
    key = write_test(store, routes, channels or (), now())
    _deliver(settings, store, routes)
    results = read_test(store, key)
    for channel, state, reason in results:
        is_sent = state == "sent"
        out.print(
            f"{channel}: {'sent.' if is_sent else f'{state}, {reason}'}",
            style=None if is_sent else "red",
            markup=False,
        )
    if any(state != "sent" for _, state, _ in results):
        raise typer.Exit(1)


@alerts_app.command("routes")
@in_sentences
def show_routes() -> None:
    """Show who is told what, after proving that the alerts file can be used as it is."""
    settings = load_settings()
    found = load_routes(settings)
    if not found.channels:
        out.print(f"No channel is declared in {settings.alerts_file}: nobody is told anything.")
        return
    channels = Table("channel", "kind", "goes to")
    for name, channel in found.channels.items():
        channels.add_row(*map(escape, (name, channel.kind, _address(channel))))
    out.print(channels)
    table = Table("incidents", "go to", "escalated", "repeated", "warnings wait")
    for route in found.routes:
        table.add_row(*map(escape, _told(route)))
    out.print(table)
    if not found.routes:
        errors.print("No route is declared: nobody is told of incidents.", style="yellow")


@alerts_app.command()
@in_sentences
def replay(
    rule: Annotated[
        list[str],
        typer.Option(help="A changed rule, such as 'mean_rate:alerts_per_week=1'; repeatable."),
    ],
    days: Annotated[int, typer.Option(min=1, help="How many days back.")] = 180,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show what a changed rule would have fired, and would not have fired."""
    from ecom_platform.quality.evaluation import threshold_backtest as replaying  # noqa: PLC0415 - it needs numpy
    from ecom_platform.warehouse.connection import open_warehouse  # noqa: PLC0415
    from ecom_platform.warehouse.run_lock import run_lock  # noqa: PLC0415

    settings = load_settings()
    changes = [replaying.parse_change(text) for text in rule]
    with (
        run_lock(settings.warehouse_path.parent),
        open_warehouse(settings.warehouse_path) as warehouse,
    ):
        found = replaying.backtest(warehouse, open_store(settings), days, changes)
    rows = [
        (word, one.day, one.check_id, one.dimension, one.severity, one.value)
        for word, firings in (
            ("fires in addition", found.added),
            ("no longer fires", found.dropped),
        )
        for one in firings
    ]
    if rows or form is not Format.TABLE:
        print_rows(("change", "day", "check", "dimension", "severity", "value"), rows, form)
    if form is Format.TABLE:
        out.print(
            f"{found.first_day} to {found.last_day}: {len(found.before)} alerts as the rules are, "
            f"{len(found.after)} with the change; {len(found.added)} in addition, "
            f"{len(found.dropped)} fewer."
        )


def _deliver(settings: Settings, store: Store, routes: Routes) -> bool:
    """Send what is due; whether all of it was sent."""
    from ecom_platform.alerts.channels.open_channels import open_channels  # noqa: PLC0415 - network clients
    from ecom_platform.alerts.delivery.delivery_worker import deliver as deliver_due  # noqa: PLC0415

    done = deliver_due(store, open_channels(settings, routes.channels), now())
    out.print(f"Messages: {done}")
    return not (done.failed or done.dead)


def _address(channel: DeclaredChannel) -> str:
    """Where a channel goes; of a webhook only the host, as the path may be a secret."""
    if isinstance(channel, SlackChannel):
        return channel.channel
    if isinstance(channel, EmailChannel):
        return ", ".join(channel.to)
    return urlsplit(str(channel.url)).hostname or ""


def _told(route: Route) -> tuple[str, ...]:
    escalated, quiet = "", ""
    if route.escalate:
        escalated = f"after {route.escalate.after_hours:g} h to {', '.join(route.escalate.to)}"
    if route.quiet_hours:
        quiet = f"{route.quiet_hours.start:%H:%M} to {route.quiet_hours.end:%H:%M}"
    repeated = f"every {route.repeat_hours:g} h" if route.repeat_hours else ""
    return (route.match.sentence, ", ".join(route.to), escalated, repeated, quiet)
