"""A round: every declared audience gets its own report, and one that fails stops no other."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.delivery import delivery_run
from ecom_platform.reports.rendering.renderer import RenderedReport
from ecom_platform.reports.report_archive import archive_report
from ecom_platform.reports.report_kinds import report_kind
from tests.support.pages.report_company import VERSION, ReportCompany

NOW = datetime(2026, 6, 1, 7)
BRIEF = report_kind("daily_brief")


@pytest.fixture(autouse=True)
def _without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def render(figures: Any, page: Any) -> RenderedReport:
        return RenderedReport(page([b""] * len(figures)), b"%PDF")

    monkeypatch.setattr("ecom_platform.reports.report_archive.render", render)


def _files(company: ReportCompany) -> list[str]:
    return sorted(path.name for path in (company.settings.reports / VERSION).glob("*.html"))


def test_without_recipients_the_report_of_the_executives_is_kept(company: ReportCompany) -> None:
    told = delivery_run.run_delivery(company.publish(), BRIEF, NOW)
    assert told == ["daily_brief-executives.html: sent to 0, 0 had it already."]
    assert _files(company) == ["daily_brief-executives.html"]


def test_an_unknown_partner_stops_no_other_report(company: ReportCompany) -> None:
    settings = company.publish()
    company.recipients(
        {"report": "daily_brief", "audience": "partner:GONE"},
        {"report": "daily_brief", "audience": "partner:SHOP-B"},
        {"report": "weekly_executive", "audience": "partner:SHOP-A"},
    )
    with pytest.raises(ReportError, match=r"did not reach everybody\. partner:GONE: There is no"):
        delivery_run.run_delivery(settings, BRIEF, NOW)
    assert [name.split("-")[1] for name in _files(company)] == ["executives.html", "partner"]


def test_people_who_were_not_reached_are_worth_another_round(company: ReportCompany) -> None:
    settings = company.publish()
    company.recipients({"report": "daily_brief", "audience": "executives", "email": ["a@b.c"]})
    with pytest.raises(delivery_run.UndeliveredError, match="ECOM_SMTP_URL is not set"):
        delivery_run.run_delivery(settings, BRIEF, NOW)


def test_before_the_first_version_a_sentence_says_why_nothing_is_sent(
    company: ReportCompany,
) -> None:
    with pytest.raises(ReportError, match=r"daily_brief is not sent\. No version has"):
        delivery_run.run_delivery(company.settings, BRIEF, NOW)


def test_a_past_version_is_written_into_its_own_folder(
    company: ReportCompany, tmp_path: Path
) -> None:
    settings = company.publish()
    (settings.published / "CURRENT").write_text("a-later-one")
    kept = archive_report(settings, BRIEF, Audience(), VERSION)
    assert kept.html == tmp_path / "reports" / VERSION / "daily_brief-executives.html"
