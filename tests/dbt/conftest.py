"""A company for each test: nothing delivered, nothing built."""

import shutil
from pathlib import Path

import pytest

from ecom_platform.settings import Settings
from tests.support.company import Company


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One place for all companies, so that dbt reads its project once."""
    return tmp_path_factory.mktemp("company")


@pytest.fixture
def company(folder: Path) -> Company:
    """A company that has not delivered anything yet."""
    settings = Settings(data=folder, landing=folder / "landing", settle_seconds=0)
    for state in (settings.landing_folder, settings.warehouse_path.parent):
        shutil.rmtree(state, ignore_errors=True)
    settings.landing_folder.mkdir()
    return Company(settings)
