"""The reports that exist, and the sections of each.

The sections are written in `sections/`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.change_sentences import headline, tile
from ecom_platform.reports.content.headline_metrics import measure_window
from ecom_platform.reports.content.report_context import ReportContext
from ecom_platform.reports.content.report_model import Report, Section
from ecom_platform.reports.sections import (
    attention_section,
    changes_section,
    customers_section,
    forecast_section,
    ladder_section,
    partners_section,
)
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric

WEEK, MONTH = 7, 28


@dataclass(frozen=True)
class ReportKind:
    """A report by name, with its title and the function that writes its sections."""

    name: str
    title: str
    sections: Callable[[ReportContext], list[Section]]


def report_kind(name: str) -> ReportKind:
    """The report of this name.

    Raises:
        ReportError: no report has this name.
    """
    if name not in REPORT_KINDS:
        raise ReportError(f"There is no report '{name}'. There are {', '.join(REPORT_KINDS)}.")
    return REPORT_KINDS[name]


def write_report(kind: ReportKind, context: ReportContext) -> Report:
    """The content of a report for the audience and the version of a context.

    Args:
        kind: which report.
        context: the version and whom the report is for.
    """
    main = context.main
    window = context.window(main, WEEK)
    metrics = measure_window(context, main, window)
    formats, manifest = context.formats, context.manifest
    return Report(
        name=kind.name,
        title=kind.title,
        audience_label=_audience_label(context),
        as_of=main.as_of,
        as_of_label=context.weekday(main.as_of),
        headline=headline(metrics["booked_amount"], formats, main.currency, window.label),
        tiles=tuple(tile(measured, formats, main.currency) for measured in metrics.values()),
        tiles_caption=f"{window.label[:1].upper()}{window.label[1:]}, compared with "
        f"{window.before_label.removeprefix('in ')}, in {main.currency}",
        sections=tuple(kind.sections(context)),
        provenance=f"All numbers are from version {manifest.version}, made on "
        f"{formats.moment(manifest.created_at)}. {_metric_definitions(metrics)}",
    )


def _audience_label(context: ReportContext) -> str:
    """Whom the report is for, such as 'For executives'."""
    partner = context.audience.partner
    return "For executives" if partner is None else f"For {context.partners[partner]}"


def _metric_definitions(metrics: Mapping[str, MeasuredMetric]) -> str:
    """The definitions of booked and kept revenue in sentences."""
    defined = [metrics[name].metric for name in ("booked_amount", "kept_amount")]
    return " ".join(f"{metric.title}: {metric.definition}" for metric in defined)


def _daily_sections(context: ReportContext) -> list[Section]:
    """The sections of the daily brief."""
    return [
        changes_section.changes(context, [WEEK], with_day=True),
        attention_section.attention(context, WEEK),
        _levers_section(context, 3),
        changes_section.reasons(context, WEEK),
        forecast_section.outlook(context, WEEK),
    ]


def _weekly_sections(context: ReportContext) -> list[Section]:
    """The sections of the weekly report; a partner gets none about others."""
    sections = [
        changes_section.changes(context, [WEEK, MONTH], with_day=False),
        changes_section.reasons(context, MONTH),
        attention_section.attention(context, MONTH),
        ladder_section.ladder(context, MONTH),
    ]
    if not context.audience.is_partner:
        sections.append(partners_section.partners_to_talk_to(context, 6))
    sections.append(_levers_section(context, 5))
    if not context.audience.is_partner:
        sections += [customers_section.customers(context), customers_section.cohorts(context)]
    return [*sections, forecast_section.outlook(context, MONTH)]


def _levers_section(context: ReportContext, most: int) -> Section:
    """The partner's own levers; for executives those of the partners with most to gain."""
    if context.audience.is_partner:
        return partners_section.own_levers(context)
    return partners_section.partner_levers(context, most)


REPORT_KINDS = {
    kind.name: kind
    for kind in (
        ReportKind("daily_brief", "Daily brief", _daily_sections),
        ReportKind("weekly_executive", "Weekly report", _weekly_sections),
    )
}
