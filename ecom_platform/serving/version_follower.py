"""Connections to published versions for a process that outlives a version, such as the web server.

Each version is opened once and closed when its last reader is done and a newer version is current.
A short-lived process with one query uses `version_reader.py` instead.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import duckdb

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.publishing.version_folder import current_version
from ecom_platform.serving.version_reader import connect, name_of_current, version_manifest

_ATTEMPTS = 5  # a version may be pruned between reading its name and opening it


@dataclass(frozen=True)
class OpenVersion:
    """A version while it is read: its manifest, and a connection that only this reader uses."""

    manifest: VersionManifest
    connection: duckdb.DuckDBPyConnection

    @property
    def name(self) -> str:
        """The name of the version."""
        return self.manifest.name


@dataclass
class _SharedVersion:
    """An open version and the number of its readers."""

    manifest: VersionManifest
    connection: duckdb.DuckDBPyConnection
    readers: int = 0


class VersionFollower:
    """Gives the current version, or another by name, to any number of threads."""

    def __init__(self, published: Path) -> None:
        self._published = published
        self._open: dict[str, _SharedVersion] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def current(self) -> str:
        """The name of the version that readers see now.

        Raises:
            PublishingError: no version has been published yet.
        """
        return name_of_current(self._published)

    @contextmanager
    def reading(self, version: str | None = None) -> Iterator[OpenVersion]:
        """A version (the current one when None), which stays open until the block ends.

        Raises:
            PublishingError: there is no such version, or it is damaged.
        """
        shared = self._borrow(version)
        try:
            with shared.connection.cursor() as own:
                yield OpenVersion(shared.manifest, own)
        finally:
            self._give_back(shared)

    def open_versions(self) -> list[str]:
        """The names of the versions that are open now."""
        with self._lock:
            return sorted(self._open)

    def close(self) -> None:
        """Close every version that nobody reads; the last reader closes the others."""
        with self._lock:
            unused = [name for name, shared in self._open.items() if not shared.readers]
            for name in unused:
                self._open.pop(name).connection.close()

    def _borrow(self, version: str | None) -> _SharedVersion:
        """A version with one more reader; tries again when a run has replaced the current one."""
        for attempt in range(_ATTEMPTS):
            name = version or self.current()
            try:
                return self._opened_and_counted(name)
            except PublishingError:
                was_not_replaced = version is not None or name == self.current()
                if was_not_replaced or attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("The loop returns or raises.")

    def _opened_and_counted(self, name: str) -> _SharedVersion:
        """The open version of this name, opened if necessary, with one more reader."""
        with self._lock:
            shared = self._open.get(name)
            if shared is None:
                manifest = version_manifest(self._published, name)
                shared = _SharedVersion(manifest, connect(self._published, name))
                self._open[name] = shared
            shared.readers += 1
            self._close_outdated()
            return shared

    def _give_back(self, shared: _SharedVersion) -> None:
        """Count one reader less, and close versions that are no longer needed."""
        with self._lock:
            shared.readers -= 1
            self._close_outdated()

    def _close_outdated(self) -> None:
        """Close older versions that nobody reads."""
        current = current_version(self._published)
        outdated = [
            name for name, shared in self._open.items() if not shared.readers and name != current
        ]
        for name in outdated:
            self._open.pop(name).connection.close()
