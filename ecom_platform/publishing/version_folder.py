"""The folder of versions: which there are, which one readers see, and which may go.

A version is a folder that appears whole (by a rename) and never changes again; `CURRENT` is a file
with the name of the one readers see, replaced in one step. What a version contains belongs in
`publish_version.py` and `manifest.py`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import VersionManifest, read_manifest
from ecom_platform.warehouse.run_lock import run_lock

CURRENT = "CURRENT"
WAREHOUSE = "warehouse.duckdb"
BUILDING = ".building-"
REMOVING = ".removing-"


@contextmanager
def changing_versions(published: Path) -> Iterator[None]:
    """Be the only one that changes versions, and clear away what a killed one left."""
    with run_lock(published, patience_seconds=120):
        for pattern in (f"{BUILDING}*", f"{REMOVING}*", f".{CURRENT}-*"):
            for leftover in published.glob(pattern):
                _remove(leftover)
        yield


def current_version(published: Path) -> str | None:
    """The name of the version readers see; None before the first publication."""
    try:
        return (published / CURRENT).read_text().strip() or None
    except FileNotFoundError:
        return None


def list_versions(published: Path) -> list[VersionManifest]:
    """The manifests of all versions, oldest first; a folder without a readable one is none."""
    found = []
    for folder in _version_folders(published):
        try:
            found.append(read_manifest(folder))
        except PublishingError:
            continue
    return sorted(found, key=lambda manifest: (manifest.created_at, manifest.version))


def make_current(published: Path, version: str) -> None:
    """Let readers see `version` from now on: one replaced file, so never half of one."""
    temporary = published / f".{CURRENT}-{os.getpid()}"
    with temporary.open("w") as handle:
        handle.write(version + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(published / CURRENT)
    sync_folder(published)


def prune(published: Path, keep: int) -> list[str]:
    """Remove the oldest versions beyond the `keep` newest, never the current one."""
    current = current_version(published)
    names = [manifest.version for manifest in list_versions(published)]
    surplus = [name for name in names if name != current][: max(0, len(names) - keep)]
    for name in surplus:
        hidden = published / f"{REMOVING}{name}"
        (published / name).rename(hidden)
        _remove(hidden)
    return surplus


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder survive a power cut."""
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
    """Whether a name can be one of a version: no hidden folder, no path out of the folder."""
    return bool(name) and name[0] != "." and Path(name).name == name
