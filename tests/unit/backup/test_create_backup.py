"""A backup brings everything back, or says why it cannot.

A copy of `platform.db` was an empty database, because all rows lay in its write-ahead log.
"""

import errno
import os
import shutil
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ecom_platform.backup.backup_contents import CONTENTS, STATE
from ecom_platform.backup.create_backup import create_backup
from ecom_platform.backup.restore_backup import restore_backup
from ecom_platform.cli.main import app
from ecom_platform.errors import BackupError
from ecom_platform.publishing.publish_version import publish
from ecom_platform.publishing.rollback import rollback
from ecom_platform.publishing.version_folder import list_versions
from ecom_platform.settings import Settings
from ecom_platform.warehouse.run_lock import run_lock
from tests.support.platform.small_platform import ALL_PASS, AMOUNTS, SmallPlatform

HARD_NAMES = ("orders[1].csv", "tmp.csv", "a\nb.csv", "50 %41.csv", "bytes\udcff.csv", ".hidden")


@pytest.fixture
def platform(tmp_path: Path) -> SmallPlatform:
    """A platform with two versions, a table on hold, a rollback and an alerts file."""
    found = SmallPlatform(tmp_path / "data")
    found.build("run-1")
    publish(found.settings)
    found.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    publish(found.settings)
    rollback(found.settings.published)
    (found.data / "alerts.yaml").write_text("channels: {}\n")
    (found.data / "landing" / "a").mkdir(parents=True)
    for name in HARD_NAMES:
        (found.data / "landing" / "a" / name).write_text("a,b\n")
    return found


def _status(data: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("ECOM_DATA", str(data))
    result = CliRunner().invoke(app, ["status"])
    return result.exit_code, result.output


def test_the_status_after_a_restore_is_that_of_the_backup(
    platform: SmallPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _status(platform.data, monkeypatch)
    assert "rolled back to version" in before[1]
    contents = create_backup(platform.settings, tmp_path / "backup")
    shutil.rmtree(platform.data)
    restored = Settings(data=tmp_path / "elsewhere")
    assert restore_backup(restored, tmp_path / "backup") == contents
    assert _status(restored.data, monkeypatch) == before
    assert len(list_versions(restored.published)) == 2
    assert {path.name for path in (restored.data / "landing" / "a").iterdir()} == set(HARD_NAMES)
    assert (restored.data / "alerts.yaml").is_file()
    written = restored.published.glob("*/warehouse.duckdb")
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o444}


def test_the_commands_say_what_they_did(
    platform: SmallPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOM_DATA", str(platform.data))
    saved = CliRunner().invoke(app, ["backup", str(tmp_path / "b")])
    assert saved.exit_code == 0
    assert "with version" in saved.output
    refused = CliRunner().invoke(app, ["restore", str(tmp_path / "b")])
    assert refused.exit_code == 1
    assert "already has a state" in refused.output
    monkeypatch.setenv("ECOM_DATA", str(tmp_path / "new"))
    assert CliRunner().invoke(app, ["restore", str(tmp_path / "b")]).exit_code == 0


def test_a_backup_during_a_run_is_refused(platform: SmallPlatform, tmp_path: Path) -> None:
    with (
        run_lock(platform.settings.warehouse_path.parent),
        pytest.raises(BackupError, match="A run is under way"),
    ):
        create_backup(platform.settings, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("data/backup", "would lie in the data folder"),
        ("data", "would lie in the data folder"),
        ("taken", "exists and is not empty"),
    ],
)
def test_a_folder_that_is_not_suitable_is_refused(
    platform: SmallPlatform, tmp_path: Path, folder: str, sentence: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("")
    with pytest.raises(BackupError, match=sentence):
        create_backup(platform.settings, tmp_path / folder)


def test_nothing_to_save_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"nothing to save.*ECOM_DATA"):
        create_backup(Settings(data=tmp_path / "none"), tmp_path / "backup")


def test_a_full_disk_leaves_an_unfinished_backup_that_is_not_restored(
    platform: SmallPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    with monkeypatch.context() as patch:
        patch.setattr("shutil.copyfile", full)
        with pytest.raises(BackupError, match=r"was not finished: The disk of .* is full"):
            create_backup(platform.settings, tmp_path / "backup")
    with pytest.raises(BackupError, match="not finished"):
        restore_backup(Settings(data=tmp_path / "new"), tmp_path / "backup")


@pytest.mark.parametrize("name", ["platform.db", "alerts.yaml", "warehouse/warehouse.duckdb"])
def test_a_changed_or_missing_file_is_named_and_nothing_is_written(
    platform: SmallPlatform, tmp_path: Path, name: str
) -> None:
    create_backup(platform.settings, tmp_path / "backup")
    path = tmp_path / "backup" / STATE / name
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BackupError, match=f"{name} was changed"):
        restore_backup(Settings(data=tmp_path / "new"), tmp_path / "backup")
    path.unlink()
    with pytest.raises(BackupError, match=f"{name} is missing"):
        restore_backup(Settings(data=tmp_path / "new"), tmp_path / "backup")
    assert not (tmp_path / "new").exists()


OUTSIDE = (
    b'{"made_at": "2026-01-01T00:00:00Z", "version": null, "store": "sqlite", '
    b'"files": {"..%2Fstolen": ""}}'
)


@pytest.mark.parametrize("content", [b"\xff", b"{}", b"", OUTSIDE])
def test_a_damaged_list_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CONTENTS).write_bytes(content)
    with pytest.raises(BackupError, match="is damaged"):
        restore_backup(Settings(data=tmp_path / "new"), tmp_path)


def test_a_restore_that_was_interrupted_can_be_started_again(
    platform: SmallPlatform, tmp_path: Path
) -> None:
    create_backup(platform.settings, tmp_path / "backup")
    new = Settings(data=tmp_path / "new")
    (new.data / ".restoring" / "half").mkdir(parents=True)
    restore_backup(new, tmp_path / "backup")
    assert len(list_versions(new.published)) == 2
    assert not (new.data / ".restoring").exists()
