"""Send a report to its recipients; each gets it once, however often this runs.

A failed delivery is not repeated here: `jobs/report_jobs.py` repeats the whole run, which sends
only what is missing. Recipients are in `recipients.py`; `sent_log.py` stores what was sent.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import SecretStr

from ecom_platform.alerts.channels.channel import UncertainError
from ecom_platform.alerts.channels.email import Email
from ecom_platform.alerts.messages.envelope import Message
from ecom_platform.alerts.messages.notification import Notification
from ecom_platform.errors import AlertError, ReportError, WarehouseError
from ecom_platform.reports.delivery.recipients import Recipients
from ecom_platform.reports.delivery.report_email import report_email
from ecom_platform.reports.delivery.sent_log import Delivery, known_delivery, store_delivery
from ecom_platform.reports.rendering import text_summary
from ecom_platform.reports.report_archive import ArchivedReport
from ecom_platform.settings import Settings
from ecom_platform.warehouse.run_lock import run_lock

PATIENCE_SECONDS = 120


@dataclass
class SendResult:
    """How the deliveries of a report ended.

    Attributes:
        sent: recipients who got the report now.
        already: recipients who had it already.
        failed: a sentence per recipient who did not get it.
    """

    sent: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def send(
    settings: Settings, archived: ArchivedReport, recipients: Iterable[Recipients], now: datetime
) -> SendResult:
    """Send a report to the recipients of its audience who do not have it yet.

    Args:
        settings: how to reach the mail server and Slack.
        archived: the report and its files.
        recipients: of any report and audience.
        now: naive UTC.

    Raises:
        ReportError: another process is sending reports.
    """
    result = SendResult()
    with _only_sender(settings):
        for delivery in _deliveries_of_report(archived, recipients, now):
            if delivery.state == "sent":
                result.already.append(delivery.to)
                continue
            delivery_after = _deliver_and_record(settings, archived, delivery)
            if delivery_after.state == "sent":
                result.sent.append(delivery_after.to)
            else:
                result.failed.append(
                    f"{archived.report.title} to {delivery_after.to}: {delivery_after.told}"
                )
    return result


def _deliveries_of_report(
    archived: ArchivedReport, recipients: Iterable[Recipients], now: datetime
) -> Iterator[Delivery]:
    """The stored or new delivery of the report to each of its recipients."""
    for entry in recipients:
        if (entry.report, entry.audience) == (archived.report.name, archived.audience):
            for address in entry.email:
                yield known_delivery(archived, "email", address, now)
            if entry.slack:
                yield known_delivery(archived, "slack", entry.slack, now)


def _deliver_and_record(
    settings: Settings, archived: ArchivedReport, delivery: Delivery
) -> Delivery:
    """Try to deliver, and store the state before and after the attempt."""
    store_delivery(archived, delivery.model_copy(update={"state": "trying"}))
    deliver = _send_email if delivery.channel == "email" else _send_to_slack
    try:
        receipt = deliver(settings, archived, delivery)
    except UncertainError as error:
        delivery_after = delivery.model_copy(update={"state": "trying", "told": str(error)})
    except AlertError as error:
        delivery_after = delivery.model_copy(update={"state": "failed", "told": str(error)})
    else:
        delivery_after = delivery.model_copy(update={"state": "sent", "told": receipt})
    store_delivery(archived, delivery_after)
    return delivery_after


def _send_email(settings: Settings, archived: ArchivedReport, delivery: Delivery) -> str:
    """Send the report as an e-mail; returns the receipt of the mail server."""
    channel = Email(
        _required_secret("ECOM_SMTP_URL", settings.smtp_url), settings.mail_from, [delivery.to]
    )
    return channel.deliver(
        report_email(
            archived, delivery.key, delivery.first_tried_at, settings.mail_from, delivery.to
        )
    )


def _send_to_slack(settings: Settings, archived: ArchivedReport, delivery: Delivery) -> str:
    """Send the main points to Slack; returns the receipt of Slack."""
    from ecom_platform.alerts.channels.slack import Slack  # noqa: PLC0415 - a network client

    notification = Notification(
        kind="report",
        severity="info",
        title=text_summary.headline(archived.report),
        updates=tuple(text_summary.points(archived.report)),
        facts=(("For", archived.report.audience_label), ("Whole report", str(archived.pdf))),
    )
    token = _required_secret("ECOM_SLACK_TOKEN", settings.slack_token)
    channel = Slack(token, f"{settings.slack_url.rstrip('/')}/", delivery.to)
    is_uncertain = delivery.state == "trying"
    return channel.send(Message(delivery.key, notification, delivery.first_tried_at, is_uncertain))


def _required_secret(name: str, value: SecretStr | None) -> str:
    """The secret; an `AlertError` when it is not set."""
    if value is None:
        raise AlertError(f"{name} is not set, but a recipient in reports.yaml needs it.")
    return value.get_secret_value()


@contextmanager
def _only_sender(settings: Settings) -> Iterator[None]:
    """Only one process sends at a time: two at once would both find nothing sent."""
    try:
        with run_lock(settings.reports, PATIENCE_SECONDS):
            yield
    except WarehouseError as error:
        raise ReportError("Another process is sending reports. Wait until it ends.") from error
