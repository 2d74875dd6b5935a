"""Which reports there are, and of which sections each is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.headline_metrics import measured
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
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    DAILY,
    Measured,
)

WEEK, MONTH = 7, 28


@dataclass(frozen=True)
class Kind:
    """A report: its title and its sections."""

    name: str
    title: str
    sections: Callable[[ReportContext], list[Section]]


def write(kind: Kind, edition: ReportContext) -> Report:
    """The report of an edition."""
    main = edition.main
    window = edition.window(main, WEEK)
    found = measured(edition, main, window)
    formats, manifest = edition.formats, edition.manifest
    partner = edition.audience.partner
    made = formats.moment(manifest.created_at)
    return Report(
        name=kind.name,
        title=kind.title,
        reader="For executives" if partner is None else f"For {edition.partners[partner]}",
        as_of=main.as_of,
        as_of_words=edition.weekday(main.as_of),
        headline=headline(found["booked_amount"], formats, main.currency, window.words),
        tiles=tuple(tile(one, formats, main.currency) for one in found.values()),
        tiles_caption=f"{window.words[:1].upper()}{window.words[1:]}, each against that "
        f"{window.before_words}, in {main.currency}",
        sections=tuple(kind.sections(edition)),
        provenance=f"Every number is of version {manifest.version}, made {made}. "
        f"{_definitions(found)}",
    )


def _definitions(found: Mapping[str, Measured]) -> str:
    told_of = [found[name].metric for name in ("booked_amount", "kept_amount")]
    return " ".join(f"{metric.title}: {metric.definition}" for metric in told_of)


def kind_of(name: str) -> Kind:
    """The report of this name.

    Raises:
        ReportError: there is none.
    """
    if name not in KINDS:
        raise ReportError(f"There is no report '{name}'. There are {', '.join(KINDS)}.")
    return KINDS[name]


def _daily(edition: ReportContext) -> list[Section]:
    return [
        edition.section(
            "What changed",
            [DAILY, FEEDS],
            lambda: changes_section.changes(edition, [WEEK], with_day=True),
        ),
        _attention(edition, WEEK),
        *_to_do(edition, 3),
        edition.section(
            "Where the change comes from", [DAILY], lambda: changes_section.reasons(edition, WEEK)
        ),
        _outlook(edition, WEEK),
    ]


def _weekly(edition: ReportContext) -> list[Section]:
    sections = [
        edition.section(
            "What changed",
            [DAILY, FEEDS],
            lambda: changes_section.changes(edition, [WEEK, MONTH], with_day=False),
        ),
        edition.section(
            "Where the change comes from", [DAILY], lambda: changes_section.reasons(edition, MONTH)
        ),
        _attention(edition, MONTH),
        edition.section(
            "From booked to kept", [DAILY], lambda: ladder_section.ladder(edition, MONTH)
        ),
    ]
    if edition.audience.partner is None:
        sections.append(
            edition.section(
                "Partners to talk to",
                [partners_section.PERFORMANCE],
                lambda: partners_section.to_talk_to(edition, 6),
            )
        )
    sections += _to_do(edition, 5)
    if edition.audience.partner is None:
        sections += [
            edition.section(
                "Customers",
                [customers_section.SEGMENTS],
                lambda: customers_section.customers(edition),
            ),
            edition.section(
                "Do new customers come back?",
                [customers_section.COHORTS],
                lambda: customers_section.cohorts(edition),
            ),
        ]
    return [*sections, _outlook(edition, MONTH)]


def _attention(edition: ReportContext, days: int) -> Section:
    return attention_section.attention(edition, days)


def _to_do(edition: ReportContext, most: int) -> list[Section]:
    tables = [partners_section.INSIGHTS, partners_section.PERFORMANCE]
    if edition.audience.partner is not None:
        return [
            edition.section(
                "What you can turn", tables, lambda: partners_section.own_levers(edition)
            )
        ]
    return [
        edition.section(
            "What to do: levers worth pulling",
            tables,
            lambda: partners_section.partner_levers(edition, most),
        )
    ]


def _outlook(edition: ReportContext, days: int) -> Section:
    return edition.section(
        f"The next {days} days",
        [forecast_section.FORECAST],
        lambda: forecast_section.outlook(edition, days),
    )


KINDS = {
    kind.name: kind
    for kind in (
        Kind("daily_brief", "Daily brief", _daily),
        Kind("weekly_executive", "Weekly report", _weekly),
    )
}
