"""`ecom report` as a user meets it."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from ecom_platform.cli.main import app
from ecom_platform.reports.rendering.renderer import RenderedReport
from tests.support.pages.report_company import VERSION, ReportCompany


@pytest.fixture
def company(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> ReportCompany:
    def render(figures: Any, page: Any) -> RenderedReport:
        return RenderedReport(page([b""] * len(figures)), b"%PDF")

    monkeypatch.setattr("ecom_platform.reports.report_archive.render", render)
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    return ReportCompany(tmp_path)


def _run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["report", *arguments])


def test_a_report_is_written_and_summed_up(company: ReportCompany) -> None:
    company.publish()
    done = _run("daily_brief")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Daily brief, Sunday 31 May 2026: Booked revenue stayed level")
    for end in ("html", "pdf", "txt"):
        assert f"{VERSION}/daily_brief-executives.{end}" in done.output


def test_a_past_version_and_a_partner_can_be_chosen(company: ReportCompany) -> None:
    company.publish()
    done = _run("weekly_executive", "--audience", "partner:SHOP-A", "--version", VERSION)
    assert done.exit_code == 0, done.output
    assert "For Alma & Sons." in done.output


def test_sending_without_recipients_prints_a_sentence(company: ReportCompany) -> None:
    company.publish()
    done = _run("daily_brief", "--send")
    assert done.exit_code == 0
    assert "reports.yaml names no recipient for it" in done.output


def test_what_could_not_be_sent_makes_the_exit_code_1(company: ReportCompany) -> None:
    company.publish()
    entry = {"report": "daily_brief", "audience": "executives", "email": ["boss@example.com"]}
    company.settings.report_recipients.write_text(json.dumps([entry]))
    done = _run("daily_brief", "--send")
    assert done.exit_code == 1
    assert "ECOM_SMTP_URL is not set" in done.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["monthly"], "There is no report 'monthly'. There are daily_brief, weekly_executive."),
        (["daily_brief", "--audience", "all"], "There is no audience 'all'"),
        (["daily_brief", "--version", "gone"], "There is no version 'gone'"),
    ],
)
def test_a_wrong_argument_is_refused_with_the_valid_ones(
    company: ReportCompany, arguments: list[str], sentence: str
) -> None:
    company.publish()
    done = _run(*arguments)
    assert done.exit_code == 1
    assert sentence in done.output
