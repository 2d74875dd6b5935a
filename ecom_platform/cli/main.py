"""The command `ecom`: all commands, in the order of `ecom --help`.

What a command does and prints is in its module, in `commands/` or in the folder of its subject,
such as `feed_commands/`.
"""

from collections.abc import Callable

import typer

from ecom_platform.cli.alert_commands.ack import ack
from ecom_platform.cli.alert_commands.alerts import alerts_app
from ecom_platform.cli.alert_commands.incidents import incidents
from ecom_platform.cli.alert_commands.silences import silence, silences
from ecom_platform.cli.backup_commands.backup import backup
from ecom_platform.cli.backup_commands.restore import restore
from ecom_platform.cli.commands.build import build
from ecom_platform.cli.commands.demo import demo
from ecom_platform.cli.commands.drill import drill
from ecom_platform.cli.commands.publish import publish
from ecom_platform.cli.commands.query import query
from ecom_platform.cli.commands.release import override_failed_checks
from ecom_platform.cli.commands.report import report
from ecom_platform.cli.commands.rollback import rollback
from ecom_platform.cli.commands.serve import serve
from ecom_platform.cli.commands.status import status
from ecom_platform.cli.commands.versions import versions
from ecom_platform.cli.feed_commands.ingest import ingest
from ecom_platform.cli.feed_commands.reload import reload

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Run the platform's steps one by one, and query the published version. The folder "
    "ECOM_DATA holds all state. Exit codes: 0 done; 1 not done, and a sentence says why; 2 the "
    "command was misspelt; 3 done, but tables are held back from readers.",
)

commands: list[tuple[str, Callable[..., None]]] = [
    ("demo", demo),
    ("ingest", ingest),
    ("reload", reload),
    ("build", build),
    ("publish", publish),
    ("status", status),
    ("release", override_failed_checks),
    ("versions", versions),
    ("rollback", rollback),
    ("query", query),
    ("serve", serve),
    ("incidents", incidents),
    ("ack", ack),
    ("silence", silence),
    ("silences", silences),
    ("drill", drill),
    ("report", report),
    ("backup", backup),
    ("restore", restore),
]
for name, command in commands:
    app.command(name)(command)
app.add_typer(alerts_app, name="alerts")
