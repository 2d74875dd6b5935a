"""The command `ecom report`: write a report, print its summary, and send it.

`ecom_platform.reports` writes and delivers reports.
"""

from typing import Annotated

import typer

from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.errors import ReportError
from ecom_platform.quality.results.result_store import now
from ecom_platform.settings import load_settings


@in_sentences
def report(
    name: Annotated[str, typer.Argument(help="daily_brief or weekly_executive.")],
    *,
    audience: Annotated[
        str, typer.Option(help="executives, or partner:ID for the report of one partner.")
    ] = "executives",
    version: Annotated[
        str | None, typer.Option(help="The version to report on; default: the current one.")
    ] = None,
    send: Annotated[
        bool,
        typer.Option("--send", help="Send it to each recipient in reports.yaml, once."),
    ] = False,
) -> None:
    """Write a report as HTML, PDF and text, and print its text."""
    from ecom_platform.reports.content.audience import parse_audience  # noqa: PLC0415 - reports need figures and pypdf
    from ecom_platform.reports.delivery import send_report  # noqa: PLC0415 - as above
    from ecom_platform.reports.delivery.recipients import load_recipients  # noqa: PLC0415 - as above
    from ecom_platform.reports.report_archive import archive_report  # noqa: PLC0415 - as above
    from ecom_platform.reports.report_kinds import report_kind  # noqa: PLC0415 - as above

    settings = load_settings()
    kind = report_kind(name)
    recipients = load_recipients(settings) if send else ()
    archived = archive_report(settings, kind, parse_audience(audience), version)
    out.print(archived.text.read_text(), markup=False)
    for path in (archived.html, archived.pdf, archived.text):
        out.print(f"Written: {path}", markup=False)
    if not send:
        return
    delivery = send_report.send(settings, archived, recipients, now())
    if not (delivery.sent or delivery.already or delivery.failed):
        out.print(f"{settings.report_recipients} names no recipient for it: nothing was sent.")
        return
    out.print(f"Sent to {len(delivery.sent)}; {len(delivery.already)} already had it.")
    if delivery.failed:
        raise ReportError(" ".join(delivery.failed))
