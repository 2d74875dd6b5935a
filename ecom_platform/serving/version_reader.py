"""Open a published version to read; a reader keeps the version it opened.

Nothing here opens the warehouse. The SQL of users is run in `sql_query.py`; connections that
outlive a version are in `version_follower.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import VersionManifest, read_manifest
from ecom_platform.publishing.read_only_connection import connect_read_only
from ecom_platform.publishing.version_folder import WAREHOUSE, current_version, is_version_name

_ATTEMPTS = 5  # a version may be pruned between reading its name and opening it


@contextmanager
def open_version(
    published: Path, version: str | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to a version (the current one when None) that reads no other file.

    Raises:
        PublishingError: there is no such version, or it is damaged.
    """
    connection = _connect_to_current(published) if version is None else connect(published, version)
    try:
        yield connection
    finally:
        connection.close()


def version_manifest(published: Path, version: str | None = None) -> VersionManifest:
    """The manifest of a version (the current one when None).

    Raises:
        PublishingError: there is no such version, or it is damaged.
    """
    return read_manifest(_version_folder(published, version or name_of_current(published)))


def name_of_current(published: Path) -> str:
    """The name of the version that readers see now.

    Raises:
        PublishingError: no version has been published yet.
    """
    version = current_version(published)
    if version is None:
        raise PublishingError(
            f"No version has been published in {published} yet. "
            "Run 'make run', or 'ecom ingest', 'ecom build' and 'ecom publish'."
        )
    return version


def _connect_to_current(published: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the current version; tries again when it was replaced meanwhile."""
    for _ in range(_ATTEMPTS - 1):
        version = name_of_current(published)
        try:
            return connect(published, version)
        except PublishingError:
            if version == current_version(published):
                raise
    return connect(published, name_of_current(published))


def connect(published: Path, version: str) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a version; the caller closes it.

    Raises:
        PublishingError: there is no such version, or it is damaged.
    """
    path = _version_folder(published, version) / WAREHOUSE
    try:
        return connect_read_only(path)
    except duckdb.Error as error:
        raise PublishingError(
            f"Version {version} is damaged and cannot be opened: {error}. "
            "'ecom versions' lists the others, 'ecom rollback' goes back to one of them."
        ) from error


def _version_folder(published: Path, version: str) -> Path:
    """The folder of a version; a `PublishingError` when there is none."""
    folder = published / version
    if not is_version_name(version) or not folder.is_dir():
        raise PublishingError(f"There is no version '{version}'. 'ecom versions' lists them.")
    return folder
