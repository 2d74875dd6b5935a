"""Reports as files beside the versions: equal versions give equal files on any day.

They are sent in `reports/delivery`.
"""

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
from ecom_platform.reports.report_kinds import ReportKind, write_report
from ecom_platform.serving.version_reader import name_of_current, open_version, version_manifest
from ecom_platform.settings import Settings


@dataclass(frozen=True)
class ArchivedReport:
    """A report with its version, its audience and its three files."""

    report: Report
    version: str
    audience: Audience
    html: Path
    pdf: Path
    text: Path


def read_report(settings: Settings, kind: ReportKind, audience: Audience, version: str) -> Report:
    """The content of a report, without any file.

    Args:
        settings: where the versions are.
        kind: which report.
        audience: whom the report is for.
        version: the name of a published version.

    Raises:
        ReportError: the version lacks a table that every report needs, or has no such partner.
        PublishingError: there is no such version.
    """
    manifest = version_manifest(settings.published, version)
    with open_version(settings.published, version) as connection:
        return write_report(kind, open_report_context(connection, manifest, audience))


def archive_report(
    settings: Settings, kind: ReportKind, audience: Audience, version: str | None = None
) -> ArchivedReport:
    """A report, written as HTML, PDF and text into the folder of its version.

    Args:
        settings: where versions and reports are.
        kind: which report.
        audience: whom the report is for.
        version: the name of a published version; the current one when None.

    Raises:
        ReportError: the report cannot be written; the message says why.
    """
    try:
        name = version or name_of_current(settings.published)
        report = read_report(settings, kind, audience, name)
    except ReportError:
        raise
    except PlatformError as error:
        raise ReportError(f"The {kind.name} cannot be written. {error}") from error
    rendered = render(report.figures, partial(html_report.html, report))
    folder, stem = settings.reports / name, f"{kind.name}-{audience.file_name}"
    archived = ArchivedReport(
        report=report,
        version=name,
        audience=audience,
        html=folder / f"{stem}.html",
        pdf=folder / f"{stem}.pdf",
        text=folder / f"{stem}.txt",
    )
    _write_whole_file(archived.html, rendered.html.encode())
    _write_whole_file(archived.pdf, rendered.pdf)
    _write_whole_file(archived.text, text_summary.text(report).encode())
    return archived


def _write_whole_file(path: Path, content: bytes) -> None:
    """Write the whole file or nothing, because somebody may read it at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
