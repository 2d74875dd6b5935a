"""A company for each test: nothing delivered, nothing built."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecom_platform.settings import Settings
from tests.support.platform.company import Company
from tests.support.platform.warm_dbt import WarmDbt, warm_dbt


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One place for all companies."""
    return tmp_path_factory.mktemp("company")


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmDbt]:
    """dbt, which reads its project once for all companies."""
    with warm_dbt(tmp_path_factory.mktemp("dbt")) as dbt:
        yield dbt


@pytest.fixture
def company(folder: Path, dbt: WarmDbt) -> Company:
    """A company that has not delivered anything yet."""
    settings = Settings(data=folder, landing=folder / "landing", settle_seconds=0)
    for state in (settings.landing_folder, settings.warehouse_path.parent):
        shutil.rmtree(state, ignore_errors=True)
    settings.landing_folder.mkdir()
    return Company(settings, dbt)
