"""Reports in Dagster: scheduled, and a run of their job writes the files."""

from typing import Any

import dagster as dg
import pytest

from ecom_platform.reports.rendering.renderer import RenderedReport
from ecom_platform.settings import Settings
from tests.support.pages.report_company import VERSION, ReportCompany

pytestmark = pytest.mark.xdist_group("dagster")


@pytest.mark.parametrize(
    ("name", "cron"), [("daily_brief", "0 7 * * *"), ("weekly_executive", "30 7 * * 1")]
)
def test_both_reports_are_scheduled_after_the_nightly_run(
    defs: dg.Definitions, name: str, cron: str
) -> None:
    schedule = defs.resolve_schedule_def(f"{name}_schedule")
    assert (schedule.job_name, schedule.cron_schedule) == (name, cron)


@pytest.fixture
def company(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> ReportCompany:
    """Published in a folder of its own, which the job reads; no browser is needed."""

    def render(figures: Any, page: Any) -> RenderedReport:
        return RenderedReport(page([b""] * len(figures)), b"%PDF")

    monkeypatch.setattr("ecom_platform.reports.report_archive.render", render)
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    return ReportCompany(tmp_path)


def test_a_run_writes_the_report_of_every_audience(
    defs: dg.Definitions, company: ReportCompany
) -> None:
    company.publish()
    company.recipients({"report": "daily_brief", "audience": "partner:SHOP-A"})
    assert defs.resolve_job_def("daily_brief").execute_in_process().success
    names = {path.name.split("-")[1] for path in (company.data / "reports" / VERSION).glob("*.pdf")}
    assert {name.removesuffix(".pdf") for name in names} == {"executives", "partner"}


def test_a_run_before_the_first_version_fails_with_the_reason(
    defs: dg.Definitions, company: ReportCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = defs.resolve_job_def("weekly_executive")
    result = job.execute_in_process(raise_on_error=False)
    assert not result.success
