"""Send a kept report to its recipients: each gets it once, and what failed is tried again.

Who they are belongs in `recipients.py`, what was sent in `sent_log.py`.
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
from ecom_platform.reports.delivery.report_email import mail
from ecom_platform.reports.delivery.sent_log import Delivery, known_delivery, remember
from ecom_platform.reports.rendering import text_summary
from ecom_platform.reports.report_archive import ArchivedReport
from ecom_platform.settings import Settings
from ecom_platform.warehouse.run_lock import run_lock

PATIENCE_SECONDS = 120


@dataclass
class Sent:
    """How the deliveries ended."""

    sent: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def send(
    settings: Settings, kept: ArchivedReport, recipients: Iterable[Recipients], now: datetime
) -> Sent:
    """Send the report to those of the recipients that it is for and that have not got it yet."""
    done = Sent()
    with _alone(settings):
        for delivery in _deliveries(kept, recipients, now):
            if delivery.state == "sent":
                done.already.append(delivery.to)
                continue
            ended = _attempt(settings, kept, delivery)
            if ended.state == "sent":
                done.sent.append(ended.to)
            else:
                done.failed.append(f"{kept.report.title} to {ended.to}: {ended.told}")
    return done


def _deliveries(
    kept: ArchivedReport, recipients: Iterable[Recipients], now: datetime
) -> Iterator[Delivery]:
    for entry in recipients:
        if (entry.report, entry.audience) == (kept.report.name, kept.audience.name):
            for address in entry.email:
                yield known_delivery(kept, "email", address, now)
            if entry.slack:
                yield known_delivery(kept, "slack", entry.slack, now)


def _attempt(settings: Settings, kept: ArchivedReport, delivery: Delivery) -> Delivery:
    remember(kept, delivery.model_copy(update={"state": "trying"}))
    deliver = _by_mail if delivery.channel == "email" else _by_slack
    try:
        receipt = deliver(settings, kept, delivery)
    except UncertainError as error:
        ended = delivery.model_copy(update={"state": "trying", "told": str(error)})
    except AlertError as error:
        ended = delivery.model_copy(update={"state": "failed", "told": str(error)})
    else:
        ended = delivery.model_copy(update={"state": "sent", "told": receipt})
    remember(kept, ended)
    return ended


def _by_mail(settings: Settings, kept: ArchivedReport, delivery: Delivery) -> str:
    channel = Email(_secret("ECOM_SMTP_URL", settings.smtp_url), settings.mail_from, [delivery.to])
    return channel.deliver(
        mail(kept, delivery.key, delivery.first_tried_at, settings.mail_from, delivery.to)
    )


def _by_slack(settings: Settings, kept: ArchivedReport, delivery: Delivery) -> str:
    from ecom_platform.alerts.channels.slack import Slack  # noqa: PLC0415 - a network client

    notice = Notification(
        kind="report",
        severity="info",
        title=text_summary.headline(kept.report),
        news=tuple(text_summary.points(kept.report)),
        facts=(("For", kept.report.reader), ("Whole report", str(kept.pdf))),
    )
    token = _secret("ECOM_SLACK_TOKEN", settings.slack_token)
    channel = Slack(token, f"{settings.slack_url.rstrip('/')}/", delivery.to)
    is_uncertain = delivery.state == "trying"
    return channel.send(Message(delivery.key, notice, delivery.first_tried_at, is_uncertain))


def _secret(name: str, value: SecretStr | None) -> str:
    if value is None:
        raise AlertError(f"{name} is not set, and a recipient in reports.yaml needs it.")
    return value.get_secret_value()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Two processes that send at once would both find nothing sent."""
    try:
        with run_lock(settings.reports, PATIENCE_SECONDS):
            yield
    except WarehouseError as error:
        raise ReportError("Another process is sending reports. Wait until it ends.") from error
