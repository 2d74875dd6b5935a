"""Reports as files: written from a version, kept beside the versions, the same on every day."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ecom_platform.errors import PlatformError, ReportError
from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.content.report_context import open_report_context
from ecom_platform.reports.content.report_model import Report
from ecom_platform.reports.rendering import html_report, text_summary
from ecom_platform.reports.rendering.renderer import render
from ecom_platform.reports.report_kinds import ReportKind, write
from ecom_platform.serving.version_reader import name_of_current, open_version, version_manifest
from ecom_platform.settings import Settings


@dataclass(frozen=True)
class ArchivedReport:
    """A report, its version and audience, and its three files."""

    report: Report
    version: str
    audience: Audience
    html: Path
    pdf: Path
    text: Path


def read_report(settings: Settings, kind: ReportKind, audience: Audience, version: str) -> Report:
    """What a report says of a version.

    Raises:
        ReportError: the version lacks what every report needs, or knows no such partner.
        PublishingError: there is no such version.
    """
    manifest = version_manifest(settings.published, version)
    with open_version(settings.published, version) as connection:
        return write(kind, open_report_context(connection, manifest, audience))


def archive_report(
    settings: Settings, kind: ReportKind, audience: Audience, version: str | None = None
) -> ArchivedReport:
    """Write a report of `version` (the current one when None) into its files.

    Raises:
        ReportError: it cannot be written; the text says why.
    """
    try:
        name = version or name_of_current(settings.published)
        report = read_report(settings, kind, audience, name)
    except ReportError:
        raise
    except PlatformError as error:
        raise ReportError(f"The {kind.name} cannot be written. {error}") from error
    made = render(report.figures, partial(html_report.html, report))
    stem = settings.reports / name / f"{kind.name}-{audience.file_name}"
    kept = ArchivedReport(
        report, name, audience, *(stem.with_name(f"{stem.name}.{end}") for end in _ENDINGS)
    )
    _replace(kept.html, made.html.encode())
    _replace(kept.pdf, made.pdf)
    _replace(kept.text, text_summary.text(report).encode())
    return kept


def _replace(path: Path, content: bytes) -> None:
    """Write whole or not at all: a reader may look at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


_ENDINGS = ("html", "pdf", "txt")
