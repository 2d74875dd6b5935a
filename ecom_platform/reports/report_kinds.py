"""Which reports there are, and of which sections each is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.headline_metrics import measure_window
from ecom_platform.reports.content.report_context import FEEDS, ReportContext
from ecom_platform.reports.content.report_model import Report, Section
from ecom_platform.reports.content.sentences import headline, tile
from ecom_platform.reports.sections import (
    attention_section,
    changes_section,
    customers_section,
    forecast_section,
    ladder_section,
    partners_section,
)
from ecom_platform.serving.queries.metrics.metric_values import MeasuredMetric
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY

WEEK, MONTH = 7, 28


@dataclass(frozen=True)
class ReportKind:
    """A report: its title and its sections."""

    name: str
    title: str
    sections: Callable[[ReportContext], list[Section]]


def write(kind: ReportKind, context: ReportContext) -> Report:
    """The report of an edition."""
    main = context.main
    window = context.window(main, WEEK)
    found = measure_window(context, main, window)
    formats, manifest = context.formats, context.manifest
    partner = context.audience.partner
    made = formats.moment(manifest.created_at)
    return Report(
        name=kind.name,
        title=kind.title,
        reader="For executives" if partner is None else f"For {context.partners[partner]}",
        as_of=main.as_of,
        as_of_label=context.weekday(main.as_of),
        headline=headline(found["booked_amount"], formats, main.currency, window.label),
        tiles=tuple(tile(one, formats, main.currency) for one in found.values()),
        tiles_caption=f"{window.label[:1].upper()}{window.label[1:]}, each against that "
        f"{window.before_label}, in {main.currency}",
        sections=tuple(kind.sections(context)),
        provenance=f"Every number is of version {manifest.version}, made {made}. "
        f"{_definitions(found)}",
    )


def _definitions(found: Mapping[str, MeasuredMetric]) -> str:
    told_of = [found[name].metric for name in ("booked_amount", "kept_amount")]
    return " ".join(f"{metric.title}: {metric.definition}" for metric in told_of)


def report_kind(name: str) -> ReportKind:
    """The report of this name.

    Raises:
        ReportError: there is none.
    """
    if name not in REPORT_KINDS:
        raise ReportError(f"There is no report '{name}'. There are {', '.join(REPORT_KINDS)}.")
    return REPORT_KINDS[name]


def _daily(context: ReportContext) -> list[Section]:
    return [
        context.section(
            "What changed",
            [DAILY, FEEDS],
            lambda: changes_section.changes(context, [WEEK], with_day=True),
        ),
        _attention(context, WEEK),
        *_to_do(context, 3),
        context.section(
            "Where the change comes from", [DAILY], lambda: changes_section.reasons(context, WEEK)
        ),
        _outlook(context, WEEK),
    ]


def _weekly(context: ReportContext) -> list[Section]:
    sections = [
        context.section(
            "What changed",
            [DAILY, FEEDS],
            lambda: changes_section.changes(context, [WEEK, MONTH], with_day=False),
        ),
        context.section(
            "Where the change comes from", [DAILY], lambda: changes_section.reasons(context, MONTH)
        ),
        _attention(context, MONTH),
        context.section(
            "From booked to kept", [DAILY], lambda: ladder_section.ladder(context, MONTH)
        ),
    ]
    if context.audience.partner is None:
        sections.append(
            context.section(
                "Partners to talk to",
                [partners_section.PERFORMANCE],
                lambda: partners_section.to_talk_to(context, 6),
            )
        )
    sections += _to_do(context, 5)
    if context.audience.partner is None:
        sections += [
            context.section(
                "Customers",
                [customers_section.SEGMENTS],
                lambda: customers_section.customers(context),
            ),
            context.section(
                "Do new customers come back?",
                [customers_section.COHORTS],
                lambda: customers_section.cohorts(context),
            ),
        ]
    return [*sections, _outlook(context, MONTH)]


def _attention(context: ReportContext, days: int) -> Section:
    return attention_section.attention(context, days)


def _to_do(context: ReportContext, most: int) -> list[Section]:
    tables = [partners_section.INSIGHTS, partners_section.PERFORMANCE]
    if context.audience.partner is not None:
        return [
            context.section(
                "What you can turn", tables, lambda: partners_section.own_levers(context)
            )
        ]
    return [
        context.section(
            "What to do: levers worth pulling",
            tables,
            lambda: partners_section.partner_levers(context, most),
        )
    ]


def _outlook(context: ReportContext, days: int) -> Section:
    return context.section(
        f"The next {days} days",
        [forecast_section.FORECAST],
        lambda: forecast_section.outlook(context, days),
    )


REPORT_KINDS = {
    kind.name: kind
    for kind in (
        ReportKind("daily_brief", "Daily brief", _daily),
        ReportKind("weekly_executive", "Weekly report", _weekly),
    )
}
