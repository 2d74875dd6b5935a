"""Bring a backup back into an empty data folder.

The files are verified before anything is written, and appear in the data folder when all of them
are copied.
"""

import shutil
from pathlib import Path

from ecom_platform.backup.backup_contents import (
    STATE,
    BackupContents,
    file_hash,
    path_in_state,
    read_contents,
)
from ecom_platform.errors import BackupError
from ecom_platform.publishing.manifest import MANIFEST
from ecom_platform.publishing.version_file import make_read_only
from ecom_platform.settings import Settings
from ecom_platform.system_errors import sentence_of

_UNFINISHED = ".restoring"


def restore_backup(settings: Settings, backup: Path) -> BackupContents:
    """Copy the state in the backup into the data folder.

    Args:
        settings: where the state goes.
        backup: the folder that `create_backup` wrote.

    Returns:
        What the backup contains.

    Raises:
        BackupError: the backup is damaged, the data folder already has a state, or the copy cannot
            be written.
    """
    contents = read_contents(backup)
    _verify(backup / STATE, contents)
    existing = _existing(settings.data, contents)
    if existing:
        raise BackupError(
            f"{settings.data} already has a state: {', '.join(existing)}. A backup is never mixed "
            "with another state. Move these away, or set ECOM_DATA to an empty folder."
        )
    try:
        _copy_all(settings, backup / STATE, contents)
    except OSError as error:
        raise BackupError(
            f"The backup {backup} was not restored: {sentence_of(error)} "
            "Start 'ecom restore' again afterwards."
        ) from error
    return contents


def _verify(state: Path, contents: BackupContents) -> None:
    """Compare every file with the hash that was written down when the backup was made."""
    for name, expected in contents.files.items():
        path = state / path_in_state(name)
        if not path.is_file():
            raise BackupError(f"The backup is damaged: {path} is missing. Use another backup.")
        if file_hash(path) != expected:
            raise BackupError(f"The backup is damaged: {path} was changed. Use another backup.")


def _existing(data: Path, contents: BackupContents) -> list[str]:
    """What stands in the way: entries of the data folder that the backup has too."""
    names = sorted({path_in_state(name).parts[0] for name in contents.files})
    return [name for name in names if _is_in_use(data / name)]


def _is_in_use(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _copy_all(settings: Settings, state: Path, contents: BackupContents) -> None:
    """Copy into a hidden folder, then move what it contains into place: the versions last."""
    unfinished = settings.data / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    for name in contents.files:
        copy = unfinished / path_in_state(name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(state / path_in_state(name), copy)
    for manifest in (unfinished / settings.published.name).glob(f"*/{MANIFEST}"):
        make_read_only(manifest.parent)
    for path in sorted(unfinished.iterdir(), key=lambda path: path.name == settings.published.name):
        place = settings.data / path.name
        if place.is_dir():
            place.rmdir()
        path.rename(place)
    unfinished.rmdir()
