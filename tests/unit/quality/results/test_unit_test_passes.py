"""A dbt unit test is run again exactly when the code it judges has changed."""

import shutil
from pathlib import Path

import pytest

from ecom_platform.quality.results.unit_test_passes import (
    add_passed_unit_tests,
    passed_unit_tests,
)
from ecom_platform.settings import Settings

FIRST, SECOND = "unit_test.ecom.sales.adds_up", "unit_test.ecom.costs.adds_up"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    project = tmp_path / "dbt_models"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("vars: {currency: EUR}\n")
    (project / "models" / "sales.sql").write_text("select 1 as one")
    monkeypatch.setattr(Settings, "dbt_project", property(lambda _settings: project))
    settings = Settings(data=tmp_path / "data")
    add_passed_unit_tests(settings, [FIRST])
    return settings


def test_what_passed_is_known_to_have_passed(settings: Settings) -> None:
    add_passed_unit_tests(settings, [SECOND])
    assert passed_unit_tests(settings) == {FIRST, SECOND}


def test_a_new_data_folder_knows_of_none(settings: Settings, tmp_path: Path) -> None:
    assert (
        passed_unit_tests(settings.model_copy(update={"data": tmp_path / "other"})) == frozenset()
    )


@pytest.mark.parametrize("file", ["dbt_project.yml", "models/sales.sql", "models/new.yml"])
def test_no_pass_outlives_a_change_of_the_project(settings: Settings, file: str) -> None:
    (settings.dbt_project / file).write_text("changed")
    assert passed_unit_tests(settings) == frozenset()
    add_passed_unit_tests(settings, [SECOND])
    assert passed_unit_tests(settings) == {SECOND}


def test_a_renamed_model_is_a_change(settings: Settings) -> None:
    models = settings.dbt_project / "models"
    (models / "sales.sql").rename(models / "revenue.sql")
    assert passed_unit_tests(settings) == frozenset()


def test_what_dbt_writes_itself_is_no_change(settings: Settings) -> None:
    (settings.dbt_project / "target").mkdir()
    (settings.dbt_project / "target" / "compiled.sql").write_text("select 2")
    shutil.copytree(settings.dbt_project / "target", settings.dbt_project / "logs")
    assert passed_unit_tests(settings) == {FIRST}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"code": 1}'])
def test_a_broken_file_means_that_every_test_runs(settings: Settings, content: bytes) -> None:
    (settings.dbt_target / "passed_unit_tests.json").write_bytes(content)
    assert passed_unit_tests(settings) == frozenset()
