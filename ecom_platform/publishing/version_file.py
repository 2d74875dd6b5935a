"""The database file of a version: nobody may write it, and one that a tool holds is still read.

Which tables a version contains is decided in `table_selection.py`; its folder is managed in
`version_folder.py`.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import read_manifest
from ecom_platform.system_errors import is_lock_error, sentence_of

READ_ONLY_MODE = 0o444
T = TypeVar("T")


class DamagedVersionError(PublishingError):
    """The content of a version is not what its manifest states."""


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def make_read_only(folder: Path) -> None:
    """Take the right to write the files of a version from everybody, its owner included."""
    for path in folder.iterdir():
        path.chmod(READ_ONLY_MODE)


def read_version_file(path: Path, read: Callable[[Path], T]) -> T:
    """What `read` makes of the database file of a version.

    A SQL tool of the administrator may hold the file open for writing, and may have left changes
    in a write-ahead log beside it. Then `read` gets a copy of the bytes that were published.

    Args:
        path: the database file.
        read: is called with the file or with its copy, which is removed afterwards; a connection
            that is opened on the copy stays usable.

    Raises:
        DamagedVersionError: the bytes are not those that were published.
        PublishingError: the file cannot be copied, for example because the disk is full.
    """
    if not _write_ahead_log(path).exists():
        try:
            return read(path)
        except duckdb.IOException as error:
            if not is_lock_error(error):
                raise
    with tempfile.TemporaryDirectory(prefix="ecom-version-") as folder:
        return read(_verified_copy(path, Path(folder) / path.name))


def _verified_copy(path: Path, copy: Path) -> Path:
    """A copy of the file's bytes, whose hash is the one that the manifest states."""
    try:
        shutil.copyfile(path, copy)
    except OSError as error:
        raise PublishingError(
            f"Version {path.parent.name} is held open by another program, and cannot be copied: "
            f"{sentence_of(error)} Close that program, or make space."
        ) from error
    published = read_manifest(path.parent).sha256
    if published and sha256_of(copy) != published:
        raise DamagedVersionError(
            f"Version {path.parent.name} is damaged: another program has changed {path}."
        )
    return copy


def _write_ahead_log(path: Path) -> Path:
    """Where DuckDB keeps changes that it has not written into the database file yet."""
    return path.with_name(f"{path.name}.wal")
