"""Go back to an earlier version, and stay there until a person or new content moves on.

The file `ROLLBACK` beside `CURRENT` keeps what readers were rolled back from: a run that builds the
same content again publishes nothing. A run is published in `publish_version.py`.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ecom_platform.errors import PublishingError
from ecom_platform.publishing import version_folder
from ecom_platform.publishing.copy_tables import verify_copy
from ecom_platform.publishing.manifest import VersionManifest, read_manifest

ROLLBACK = "ROLLBACK"


class Rollback(BaseModel):
    """A rollback that stands.

    Attributes:
        version: the version that readers were rolled back to.
        at: when.
        left: each newer version, with the hash of its content.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    at: datetime
    left: dict[str, str]

    @property
    def sentence(self) -> str:
        """What readers see, and what ends the rollback."""
        newest = max(self.left)
        return (
            f"Readers were rolled back to version {self.version} on {self.at:%Y-%m-%d %H:%M} UTC "
            f"and keep it until a run builds new content. 'ecom rollback {newest}' moves on now."
        )


def rollback(published: Path, version: str | None = None) -> VersionManifest:
    """Switch readers to an earlier version, and return its manifest.

    Readers keep it until a run builds content that no newer version has, or until a person moves on
    to another version in the same way.

    Args:
        published: the folder of versions.
        version: the name of a version; the one before the current version when None.

    Raises:
        PublishingError: there is no such version, or it is damaged.
    """
    with version_folder.changing_versions(published):
        name = _previous_version_name(published) if version is None else version
        folder = published / name
        if not version_folder.is_version_name(name) or not folder.is_dir():
            raise PublishingError(f"There is no version '{name}'. 'ecom versions' lists them.")
        manifest = read_manifest(folder)
        verify_copy(folder / version_folder.WAREHOUSE, manifest.tables)
        _record(published, manifest)
        version_folder.make_current(published, name)
        return manifest


def rollback_in_force(published: Path) -> Rollback | None:
    """The rollback because of which readers see the current version; None when there is none."""
    try:
        content = (published / ROLLBACK).read_bytes()
    except FileNotFoundError:
        return None
    try:
        found = Rollback.model_validate_json(content)
    except ValidationError as error:
        raise PublishingError(
            f"{published / ROLLBACK} is damaged. Run 'ecom rollback VERSION' with the version that "
            "readers shall see; 'ecom versions' lists them."
        ) from error
    return found if found.version == version_folder.current_version(published) else None


def end_rollback(published: Path) -> None:
    """Forget the rollback: readers see the newest content again."""
    (published / ROLLBACK).unlink(missing_ok=True)


def _record(published: Path, target: VersionManifest) -> None:
    """Write down what readers are rolled back from; nothing when the target is the newest."""
    versions = version_folder.list_versions(published)
    names = [version.name for version in versions]
    newer = versions[names.index(target.name) + 1 :]
    left = {version.name: version.content for version in newer if version.content != target.content}
    if not left:
        end_rollback(published)
        return
    found = Rollback(version=target.name, at=datetime.now(UTC), left=left)
    temporary = published / f".{version_folder.CURRENT}-rollback-{os.getpid()}"
    temporary.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    temporary.replace(published / ROLLBACK)


def _previous_version_name(published: Path) -> str:
    """The name of the version before the current one; the newest when none is current."""
    current = version_folder.current_version(published)
    names = [manifest.name for manifest in version_folder.list_versions(published)]
    earlier = names[: names.index(current)] if current in names else names
    if not earlier:
        raise PublishingError("There is no version to go back to. 'ecom versions' lists them all.")
    return earlier[-1]
