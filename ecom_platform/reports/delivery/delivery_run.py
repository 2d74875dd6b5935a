"""One delivery run: a report is written for every audience and sent to its recipients.

`jobs/report_jobs.py` decides how often a failed run is repeated.
"""

from collections.abc import Iterable
from datetime import datetime

from ecom_platform.errors import PublishingError, ReportError
from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.delivery.recipients import Recipients, load_recipients
from ecom_platform.reports.delivery.send_report import send
from ecom_platform.reports.report_archive import archive_report
from ecom_platform.reports.report_kinds import ReportKind
from ecom_platform.serving.version_reader import name_of_current
from ecom_platform.settings import Settings


class UndeliveredError(ReportError):
    """A recipient did not get a report, and may get it in another delivery run."""


def run_delivery(settings: Settings, kind: ReportKind, now: datetime) -> list[str]:
    """Write a report for every audience and send it to its recipients.

    Args:
        settings: where versions, reports and recipients are, and how to reach mail and Slack.
        kind: which report.
        now: naive UTC.

    Returns:
        A sentence per audience.

    Raises:
        UndeliveredError: a recipient did not get the report. All others did; another run sends
            only what is missing.
        ReportError: a report could not be written; another run would not change that.
    """
    recipients = [entry for entry in load_recipients(settings) if entry.report == kind.name]
    version = _version(settings, kind)
    sentences: list[str] = []
    not_written: list[str] = []
    not_delivered: list[str] = []
    for audience in _audiences(recipients):
        try:
            archived = archive_report(settings, kind, audience, version)
        except ReportError as error:
            not_written.append(f"{audience.name}: {error}")
            continue
        result = send(settings, archived, recipients, now)
        not_delivered += result.failed
        sentences.append(
            f"{archived.html.name}: sent to {len(result.sent)}, "
            f"{len(result.already)} had it already."
        )
    if not_written or not_delivered:
        reasons = " ".join([*not_written, *not_delivered])
        sentence = f"The {kind.name} did not reach everybody. {reasons}"
        raise UndeliveredError(sentence) if not_delivered else ReportError(sentence)
    return sentences


def _audiences(recipients: Iterable[Recipients]) -> list[Audience]:
    """The executives and every other audience of the recipients, each once."""
    return list(dict.fromkeys([Audience(), *(entry.audience for entry in recipients)]))


def _version(settings: Settings, kind: ReportKind) -> str:
    """One version for all audiences, even when another is published meanwhile."""
    try:
        return name_of_current(settings.published)
    except PublishingError as error:
        raise ReportError(f"The {kind.name} is not sent. {error}") from error
