"""The small handed inputs with known right values: where each lies, and how it is loaded."""

import shutil
from pathlib import Path

import pytest

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"


def landing_of(case: str) -> Path:
    """The landing folder of a case; its test is skipped when the cases are not beside the checkout.

    Args:
        case: the folder of the case, such as `08-utf16-beside-good` or, of several in one folder,
            `07-resaved-contract/x0-plain`.
    """
    if not CASES.is_dir():
        pytest.skip("the handed cases are not beside this checkout")
    return CASES / case / "landing"


def settings_of(case: str, folder: Path) -> Settings:
    """The settings of an empty platform in `folder` that reads a copy of the case's files."""
    shutil.copytree(landing_of(case), folder / "landing")
    return Settings(data=folder, landing=folder / "landing", settle_seconds=0)


def load_case(case: str, folder: Path) -> tuple[LoadReport, Settings]:
    """The report of loading a case into an empty warehouse in `folder`, and its settings."""
    settings = settings_of(case, folder)
    return load_landing(settings), settings
