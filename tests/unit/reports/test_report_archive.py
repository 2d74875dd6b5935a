"""Reports of a tiny company: a planted day is found, and only its own audience sees it."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.audience import Audience, parse_audience
from ecom_platform.reports.content.report_model import Report
from ecom_platform.reports.rendering import text_summary
from ecom_platform.reports.rendering.html_report import html
from ecom_platform.reports.report_archive import read_report
from ecom_platform.reports.report_kinds import REPORT_KINDS, report_kind
from tests.support.pages.report_company import (
    AMOUNTS,
    NAMES,
    OTHER,
    OWN,
    VERSION,
    ReportCompany,
    held_since,
)

EXECUTIVES, PARTNER = Audience(), Audience(OWN)


def _report(company: ReportCompany, name: str, audience: Audience = EXECUTIVES) -> Report:
    return read_report(company.settings, report_kind(name), audience, VERSION)


def _everything(report: Report) -> str:
    """All that is shown: the page, the text, and the figures that become pictures."""
    pictures = [b""] * len(report.figures)
    return html(report, pictures) + text_summary.text(report) + str(report.figures)


def _section(report: Report, title: str) -> str:
    (found,) = [section for section in report.sections if section.title == title]
    return " ".join([found.note, *(sentence.text for sentence in found.sentences)])


def test_steps_that_no_line_ever_reported_are_unknown_and_not_zero(company: ReportCompany) -> None:
    settings = company.publish()
    never = "No order line was ever reported as cancelled or pending or returned or lost"
    assert never in _section(_report(company, "weekly_executive"), "From booked to kept")

    path = settings.published / VERSION / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marts.agg_daily_sales set returned_amount = 1, lost_amount = 2")
    told = _section(_report(company, "weekly_executive"), "From booked to kept")
    assert "The largest step is lost" in told
    assert "ever reported as cancelled or pending: that is unknown, not zero." in told


@pytest.mark.parametrize("name", REPORT_KINDS)
def test_a_planted_day_is_shown_with_part_day_money_and_cause(
    company: ReportCompany, name: str
) -> None:
    company.publish()
    told = _section(_report(company, name), "What needs attention")
    assert (
        "Revenue of channel Webshop was 42 % below what was expected on Friday 29 May 2026, with "
        "€4.32K at stake. 80 % of it is Brightwater Trading, units not price." in told
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(factor=st.decimals(min_value="0.1", max_value="2.5", places=2))
def test_a_planted_week_is_the_headline(
    tmp_path_factory: pytest.TempPathFactory, factor: Decimal
) -> None:
    company = ReportCompany(tmp_path_factory.mktemp("week"), last_week=factor)
    company.publish()
    text = _report(company, "daily_brief").headline.text
    if factor == 1:
        assert "stayed level" in text
        return
    way = "rose" if factor > 1 else "fell"
    assert f"Booked revenue {way} by {abs(factor - 1):.1%} to " in text
    assert text.endswith("in the 7 days to 31 May 2026.")


@pytest.mark.parametrize("name", REPORT_KINDS)
def test_a_partner_sees_nothing_of_another(company: ReportCompany, name: str) -> None:
    company.publish()
    report = _report(company, name, PARTNER)
    shown = _everything(report)
    assert OTHER not in shown
    assert NAMES[OTHER].split()[0] not in shown
    assert NAMES[OWN] in report.audience_label
    other = AMOUNTS[OTHER]
    for days in (1, 7, 28, 90, 120):
        for amount in (other * days, other * days + AMOUNTS[OWN] * days):
            for written in (f"{amount:,}", f"{amount / 1000:.3g}K", f"{amount / 1e6:.3g}M"):
                assert written not in shown
            assert not re.search(rf"\b{amount}(\.0)?\b", shown)
    for private in (str(0.08 + other / 1e6), "8.8%", "80 % of it"):
        assert private not in shown


@settings(max_examples=10, deadline=None)
@given(other=st.integers(min_value=0, max_value=10**7))
def test_nothing_a_partner_sees_depends_on_another(
    tmp_path_factory: pytest.TempPathFactory, other: int
) -> None:
    shown = []
    for amount in (AMOUNTS[OTHER], other):
        amounts = {OWN: AMOUNTS[OWN], OTHER: amount}
        company = ReportCompany(tmp_path_factory.mktemp("pair"), amounts=amounts)
        company.publish()
        shown.append([_everything(_report(company, name, PARTNER)) for name in REPORT_KINDS])
    assert shown[0] == shown[1]


def test_a_partner_sees_its_own_levers_beside_the_rounded_benchmark(
    company: ReportCompany,
) -> None:
    company.publish()
    report = _report(company, "daily_brief", PARTNER)
    (section,) = [one for one in report.sections if one.title == "What you can improve"]
    assert section.sentences[0].text == (
        "Cut the share of returned lines from 8.0% to 5.0%, where the best quarter of comparable "
        "partners begins. Worth about €300.00 in 90 days."
    )
    assert section.tables[0].rows == (("Return rate", "8.0%", "7.0%", "5.0%", "€300.00"),)


def test_a_partner_does_not_see_why_a_table_is_held(company: ReportCompany) -> None:
    because = "Brightwater Trading delivered nothing."
    company.held = {"marts.agg_daily_sales": held_since("marts.agg_daily_sales", because)}
    company.publish()
    shown = _everything(_report(company, "weekly_executive", PARTNER))
    assert "held back since 2026-05-30 04:30 UTC" in shown
    assert "Brightwater" not in shown


def test_a_held_table_is_shown_with_since_and_why(company: ReportCompany) -> None:
    table = "analytics.revenue_forecast"
    company.held = {table: held_since(table, "The forecast is no better than last week repeated.")}
    company.publish()
    report = _report(company, "daily_brief")
    outlook = _section(report, "The next 7 days")
    assert "held since 2026-05-30 04:30 UTC and shows version earlier" in outlook
    assert "no better than last week repeated" in outlook
    assert "should come to about €55.1K" in outlook, "the last good content is shown"
    assert "1 table is held since" in _section(report, "What needs attention")


def test_a_missing_table_is_shown_where_its_section_would_be(company: ReportCompany) -> None:
    company.missing = ("marts.mart_cohort_analysis", "analytics.sales_anomalies")
    company.publish()
    report = _report(company, "weekly_executive")
    assert "marts.mart_cohort_analysis is not part of this version." in _section(
        report, "Do new customers come back?"
    )
    assert "is not known in this version" in _section(report, "What needs attention")


def test_without_daily_sales_there_is_no_report(company: ReportCompany) -> None:
    company.missing = ("marts.agg_daily_sales",)
    company.publish()
    with pytest.raises(ReportError, match=r"No report can be written.*marts\.agg_daily_sales"):
        _report(company, "daily_brief")


def test_without_a_version_there_is_no_report(company: ReportCompany, tmp_path: Path) -> None:
    from ecom_platform.reports.report_archive import archive_report

    with pytest.raises(ReportError, match="No version has been published"):
        archive_report(company.settings, report_kind("daily_brief"), EXECUTIVES)


def test_a_partner_that_is_not_in_the_version_is_named(company: ReportCompany) -> None:
    company.publish()
    with pytest.raises(ReportError, match="There is no partner 'SHOP-Z'"):
        _report(company, "daily_brief", parse_audience("partner:SHOP-Z"))


def test_the_page_loads_nothing_and_runs_nothing(company: ReportCompany) -> None:
    company.publish()
    for name in REPORT_KINDS:
        report = _report(company, name)
        page = html(report, [b"png"] * len(report.figures))
        assert "http" not in page
        assert "<script" not in page
        assert not re.search(r"(src|href)=\"(?!data:)", page)
        assert page.count("<img ") == len(report.figures)


def test_what_to_do_names_partners_and_customers(company: ReportCompany) -> None:
    company.publish()
    report = _report(company, "weekly_executive")
    assert _section(report, "Partners to talk to") == (
        " Talk to Brightwater Trading first: kept revenue of 90 days fell by 25.0%, which is €233K "
        "less."
    )
    assert (
        "Carla Moss: call in person and ask why. 9 orders worth €1.23K, the last on 1 Mar 2026."
        in (_section(report, "Customers"))
    )
    assert "Of 60 customers who first bought in April 2026, 25.0% bought again" in _section(
        report, "Do new customers come back?"
    )
    assert "Wednesday 3 Jun 2026: Summer sale" in _section(report, "The next 28 days")
