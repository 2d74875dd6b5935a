"""Find versions whose content is still what their manifest states.

A damaged version is passed over. A version that cannot be read now, but may be good, is an error:
publishing without it would lose the tables that only it contains.
"""

from collections.abc import Iterator
from pathlib import Path

from ecom_platform.publishing.copy_tables import verify_copy
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.publishing.version_file import DamagedVersionError
from ecom_platform.publishing.version_folder import WAREHOUSE, current_version, list_versions


def newest_good_version(published: Path) -> VersionManifest | None:
    """The version that readers have; when it is damaged, the newest good one before it.

    None when no version is current, or when none is good.

    Raises:
        PublishingError: a version cannot be read now; the message says why.
    """
    current = current_version(published)
    versions = list_versions(published)
    names = [version.name for version in versions]
    if current not in names:
        return next(_good(published, versions[::-1]), None) if current else None
    return next(_good(published, versions[names.index(current) :: -1]), None)


def good_version_with(published: Path, content: str) -> VersionManifest | None:
    """The good version with this content; of several, the current one, else the newest.

    Raises:
        PublishingError: a version cannot be read now; the message says why.
    """
    current = current_version(published)
    same = [version for version in list_versions(published) if version.content == content]
    return max(
        _good(published, same),
        key=lambda found: (found.name == current, found.created_at),
        default=None,
    )


def _good(published: Path, versions: list[VersionManifest]) -> Iterator[VersionManifest]:
    """The versions that are not damaged."""
    for version in versions:
        try:
            verify_copy(published / version.name / WAREHOUSE, version.tables)
        except DamagedVersionError:
            continue
        yield version
