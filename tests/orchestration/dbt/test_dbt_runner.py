"""What dbt leaves of a build, which the gate reads as the results of a step."""

import importlib
from pathlib import Path

import pytest

from ecom_platform.settings import Settings

pytestmark = pytest.mark.xdist_group("dagster")


def test_a_build_of_nothing_leaves_no_results_of_an_earlier_build(tmp_path: Path) -> None:
    """They counted a second time, and the unit tests that had not run again counted as missing."""
    dbt = importlib.import_module("assets.dbt.dbt_runner").Dbt(Settings(data=tmp_path))
    target = tmp_path / "dbt" / "intermediate"
    target.mkdir(parents=True)
    (target / "run_results.json").write_text('{"results": []}')
    assert list(dbt.build([], target)) == []
    assert not target.exists()
