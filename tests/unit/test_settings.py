"""Settings are read once and typed; a sentence names a wrong one."""

import os
from pathlib import Path

import pytest

from ecom_platform.errors import SettingsError
from ecom_platform.settings import PROJECT_ROOT, load_settings


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ECOM_")]:
        monkeypatch.delenv(name)


def test_without_any_variable_all_state_lies_in_the_project_data_folder() -> None:
    settings = load_settings()
    assert settings.data == PROJECT_ROOT / "data"
    assert settings.landing_folder == PROJECT_ROOT / "data" / "landing"


def test_every_path_follows_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ECOM_DATA", str(tmp_path))
    settings = load_settings()
    paths = (settings.landing_folder, settings.warehouse_path, settings.published)
    assert all(path.is_relative_to(tmp_path) for path in paths)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ECOM_DTAA", "x", "Unknown setting ECOM_DTAA. Known settings: .*ECOM_DATA"),
        ("ECOM_TIMEZONE", "Mars/Olympus", "ECOM_TIMEZONE cannot be used.*IANA"),
        (
            "ECOM_KEEP_VERSIONS",
            "1",
            "ECOM_KEEP_VERSIONS cannot be used.*greater than or equal to 2",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=sentence):
        load_settings()
