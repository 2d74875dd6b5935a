"""Dagster's definitions on a data folder of their own, parsed once for all tests here."""

import importlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from ecom_platform.settings import Settings, load_settings


@pytest.fixture(scope="session")
def _data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty data folder; the definitions read the settings when they are imported."""
    folder = tmp_path_factory.mktemp("data")
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("ECOM_")}
    os.environ |= {"ECOM_DATA": str(folder), "ECOM_PICTURES": "false"}
    yield folder
    del os.environ["ECOM_DATA"], os.environ["ECOM_PICTURES"]
    os.environ.update(before)


@pytest.fixture
def settings(_data: Path) -> Settings:
    """The settings the definitions were made with."""
    return load_settings()


@pytest.fixture(scope="session")
def defs(_data: Path) -> dg.Definitions:
    """Everything Dagster can see."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of packages below dagster-dbt
        found = importlib.import_module("definitions").defs
    assert isinstance(found, dg.Definitions)
    return found


@pytest.fixture(scope="session")
def manifest(defs: dg.Definitions) -> dict[str, Any]:
    """What dbt knows of its project."""
    found: dict[str, Any] = importlib.import_module("assets.dbt.manifest").current_manifest()
    return found
