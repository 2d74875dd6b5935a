"""The folder of versions: list them, switch the one readers see, and remove old ones.

A version is a folder that gets its final name when it is complete and never changes after that. The
file `CURRENT` contains the name of the version that readers see, and is replaced in one step. What
a version contains is in `publish_version.py` and `manifest.py`.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import VersionManifest, read_manifest
from ecom_platform.system_errors import sentence_of
from ecom_platform.warehouse.run_lock import run_lock

CURRENT = "CURRENT"
WAREHOUSE = "warehouse.duckdb"
_VERSION_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}")
BUILDING = ".building-"
REMOVING = ".removing-"


@contextmanager
def changing_versions(published: Path) -> Iterator[None]:
    """A context in which no other process changes versions.

    First, the unfinished files of processes that were killed are removed.
    """
    with run_lock(published, patience_seconds=120):
        for pattern in (f"{BUILDING}*", f"{REMOVING}*", f".{CURRENT}-*"):
            for leftover in published.glob(pattern):
                _remove(leftover)
        yield


def current_version(published: Path) -> str | None:
    """The name of the version readers see; None before the first publication.

    Raises:
        PublishingError: the file that names it cannot be read, or names no version.
    """
    path = published / CURRENT
    try:
        name = path.read_bytes().decode("utf-8").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PublishingError(f"{path} cannot be read: {sentence_of(error)}") from error
    except UnicodeDecodeError as error:
        raise _damaged_pointer(path) from error
    if name and not is_version_name(name):
        raise _damaged_pointer(path)
    return name or None


def _damaged_pointer(path: Path) -> PublishingError:
    return PublishingError(
        f"{path} is damaged: it does not name a version. 'ecom versions' lists the versions; "
        "'ecom rollback VERSION' shows one of them to readers and writes the file anew."
    )


def list_versions(published: Path) -> list[VersionManifest]:
    """The manifests of all versions, oldest first; versions without a readable one are left out."""
    manifests = []
    for folder in _version_folders(published):
        try:
            manifests.append(read_manifest(folder))
        except PublishingError:
            continue
    return sorted(manifests, key=lambda manifest: (manifest.created_at, manifest.version))


def make_current(published: Path, version: str) -> None:
    """Switch readers to `version`, by replacing one file."""
    temporary = published / f".{CURRENT}-{os.getpid()}"
    with temporary.open("w") as handle:
        handle.write(version + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(published / CURRENT)
    sync_folder(published)


def prune(published: Path, keep: int) -> list[str]:
    """Remove the oldest versions, but never the current one, so that `keep` versions remain.

    A version is renamed before it is removed, so that a killed process leaves no half version.

    Returns:
        The names of the removed versions.
    """
    current = current_version(published)
    names = [manifest.version for manifest in list_versions(published)]
    surplus = [name for name in names if name != current][: max(0, len(names) - keep)]
    for name in surplus:
        hidden = published / f"{REMOVING}{name}"
        (published / name).rename(hidden)
        _remove(hidden)
    return surplus


def sync_folder(folder: Path) -> None:
    """Flush a folder to the disk, so that renames inside it survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _version_folders(published: Path) -> list[Path]:
    if not published.is_dir():
        return []
    return [path for path in published.iterdir() if path.is_dir() and path.name[0] != "."]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def is_version_name(name: str) -> bool:
    """Whether a name can be that of a version: no hidden folder, no path, short enough for a file.

    >>> is_version_name("20240301-030000-000000-1a2b3c4d"), is_version_name("../warehouse")
    (True, False)
    """
    return _VERSION_NAME.fullmatch(name) is not None
