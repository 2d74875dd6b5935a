"""A tiny company of its own per test, with its version published."""

from pathlib import Path

import pytest

from tests.support.pages.report_company import ReportCompany


@pytest.fixture
def company(tmp_path: Path) -> ReportCompany:
    """Nothing is published yet."""
    return ReportCompany(tmp_path)
