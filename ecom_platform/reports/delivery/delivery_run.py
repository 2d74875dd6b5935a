"""One round of a report: written for every audience that is declared, and sent to recipients."""

from datetime import datetime

from ecom_platform.errors import PublishingError, ReportError
from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.delivery.recipients import load_recipients
from ecom_platform.reports.delivery.send_report import send
from ecom_platform.reports.report_archive import archive_report
from ecom_platform.reports.report_kinds import ReportKind
from ecom_platform.serving.version_reader import name_of_current
from ecom_platform.settings import Settings


class UndeliveredError(ReportError):
    """Somebody was not reached, and may be in another round."""


def run_delivery(settings: Settings, kind: ReportKind, now: datetime) -> list[str]:
    """Write and send; a sentence per audience.

    Raises:
        UndeliveredError: somebody was not reached. All others were; another round sends only
            what is missing.
        ReportError: something could not be written, and would not be in another round.
    """
    recipients = [one for one in load_recipients(settings) if one.report == kind.name]
    audiences = dict.fromkeys([Audience(), *(one.reader for one in recipients)])
    told: list[str] = []
    failed: list[str] = []
    undelivered: list[str] = []
    version = _version(settings, kind)
    for audience in audiences:
        try:
            kept = archive_report(settings, kind, audience, version)
        except ReportError as error:
            failed.append(f"{audience.name}: {error}")
            continue
        done = send(settings, kept, recipients, now)
        undelivered += done.failed
        told.append(
            f"{kept.html.name}: sent to {len(done.sent)}, {len(done.already)} had it already."
        )
    if failed or undelivered:
        why = " ".join([*failed, *undelivered])
        sentence = f"The {kind.name} did not reach everybody. {why}"
        raise UndeliveredError(sentence) if undelivered else ReportError(sentence)
    return told


def _version(settings: Settings, kind: ReportKind) -> str:
    """One version for all audiences, even when another is published meanwhile."""
    try:
        return name_of_current(settings.published)
    except PublishingError as error:
        raise ReportError(f"The {kind.name} is not sent. {error}") from error
