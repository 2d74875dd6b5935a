"""Publish what a run built as one immutable version, or go back to an earlier version.

A publication may be killed at any moment: readers stay on a complete version, and the next
publication removes the leftovers. Whether a run may be published is decided in
`ecom_platform.quality.gate.gate`.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import duckdb

from ecom_platform.errors import PublishingError
from ecom_platform.operations.store import open_store
from ecom_platform.publishing import manifest_facts, version_folder
from ecom_platform.publishing.manifest import VersionManifest, read_manifest, write_manifest
from ecom_platform.publishing.table_copies import (
    connect_read_only,
    copy_held_tables,
    copy_tables,
    verify_copy,
)
from ecom_platform.publishing.table_selection import Selection, held_facts, select_tables
from ecom_platform.quality.gate.gate import Verdict, evaluate_and_store
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse


@dataclass(frozen=True)
class Publication:
    """What publishing did.

    Attributes:
        status: `published` a new version, `unchanged` because readers see this content already, or
            `restored` because an earlier version has it and readers see that one again.
    """

    version: VersionManifest
    status: Literal["published", "unchanged", "restored"]
    pruned: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.version.name

    @property
    def is_new(self) -> bool:
        """Whether readers see something other than before."""
        return self.status != "unchanged"

    @property
    def sentence(self) -> str:
        """What happened, in one or two sentences."""
        return f"{self._done} {self._held}".strip()

    @property
    def _done(self) -> str:
        name, tables = self.version.name, len(self.version.tables)
        if self.status == "unchanged":
            return f"Nothing changed: readers already see this content as version {name}."
        if self.status == "restored":
            return f"Version {name} has the same content and is current again."
        return f"Version {name} is published: {tables} tables, {self.version.rows:,} rows."

    @property
    def _held(self) -> str:
        held = self.version.held
        if not held:
            return ""
        causes = ", ".join(sorted({table.cause for table in held.values()}))
        which = (
            "1 table is held back and keeps its"
            if len(held) == 1
            else (f"{len(held)} tables are held back and keep their")
        )
        return f"{which} last good content: see {causes}."


class NotPublishableError(PublishingError):
    """The gate holds the whole run; the message gives every reason."""


def publish(settings: Settings, run_id: str | None = None) -> Publication:
    """Publish what a run built as the version readers see.

    A held table keeps the content readers have, and the manifest says so.

    Args:
        settings: where the warehouse, the operational store and the versions are.
        run_id: the run; the last one when None.

    Raises:
        NotPublishableError: the run as a whole is held, or no mart ever passed.
        PublishingError: the copy cannot be written.
    """
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    with version_folder.changing_versions(settings.published):
        with open_warehouse(settings.warehouse_path) as connection:
            verdict = _verdict(settings, connection, run_id, manifest)
            previous = _whole_current(settings.published) if verdict.held else None
            selection = select_tables(connection, verdict, previous)
            if not selection.has_marts:
                raise _not_publishable(verdict)
            known = _version_with(settings.published, selection.content)
            if known is None:
                copied = _VersionParts(selection, verdict, previous, manifest.empty_reasons)
                return _publish_new(settings, connection, copied)
        return _publish_known(settings.published, known)


def rollback(published: Path, version: str | None = None) -> VersionManifest:
    """Switch readers to an earlier version; its manifest.

    The next run that passes its checks publishes what it built, as usual.

    Args:
        published: the folder of versions.
        version: the name of a version; the one before the current version when None.

    Raises:
        PublishingError: there is no such version, or it is damaged.
    """
    with version_folder.changing_versions(published):
        name = _previous(published) if version is None else version
        folder = published / name
        if not version_folder.is_version_name(name) or not folder.is_dir():
            raise PublishingError(f"There is no version '{name}'. 'ecom versions' lists them.")
        manifest = read_manifest(folder)
        verify_copy(folder / version_folder.WAREHOUSE, manifest.tables)
        version_folder.make_current(published, name)
        return manifest


def _verdict(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    run_id: str | None,
    manifest: Manifest,
) -> Verdict:
    with open_store(settings).transaction() as store:
        run = run_id or result_store.last_run(store)
        if run is None:
            raise NotPublishableError("Nothing has been built yet. Run 'ecom build' first.")
        verdict = evaluate_and_store(connection, store, run, manifest)
    if verdict.run_reasons:
        raise _not_publishable(verdict)
    return verdict


def _not_publishable(verdict: Verdict) -> NotPublishableError:
    reasons = "\n".join(f"- {reason}" for reason in verdict.reasons)
    return NotPublishableError(
        "Nothing is published, readers keep the last good version. "
        f"Run {verdict.run_id} is held by:\n{reasons}"
    )


def _whole_current(published: Path) -> VersionManifest | None:
    """The version readers have; None when there is none, or when it is damaged."""
    name = version_folder.current_version(published)
    for version in version_folder.list_versions(published):
        if version.name == name and _is_whole(published, version):
            return version
    return None


def _version_with(published: Path, content: str) -> VersionManifest | None:
    """An undamaged version with this content: the current one if it has it, else the newest."""
    current = version_folder.current_version(published)
    whole = [
        version
        for version in version_folder.list_versions(published)
        if version.content == content and _is_whole(published, version)
    ]
    return max(whole, key=lambda found: (found.name == current, found.created_at), default=None)


def _is_whole(published: Path, manifest: VersionManifest) -> bool:
    try:
        verify_copy(published / manifest.version / version_folder.WAREHOUSE, manifest.tables)
    except PublishingError:
        return False
    return True


def _publish_known(published: Path, known: VersionManifest) -> Publication:
    if known.name == version_folder.current_version(published):
        return Publication(known, "unchanged")
    version_folder.make_current(published, known.name)
    return Publication(known, "restored")


@dataclass(frozen=True)
class _VersionParts:
    """Everything that a new version is built from."""

    selection: Selection
    verdict: Verdict
    previous: VersionManifest | None
    empty_reasons: dict[str, str]


def _publish_new(
    settings: Settings, connection: duckdb.DuckDBPyConnection, parts: _VersionParts
) -> Publication:
    created_at = _next_moment(settings.published)
    name = f"{created_at:%Y%m%d-%H%M%S-%f}-{parts.selection.content[:8]}"
    building = settings.published / f"{version_folder.BUILDING}{name}"
    building.mkdir(parents=True)
    copy = building / version_folder.WAREHOUSE
    try:
        _copy(settings.published, connection, parts, copy)
        manifest = _manifest(name, created_at, parts, copy)
        write_manifest(building, manifest)
        _sync_file(copy)
    except (duckdb.Error, OSError) as error:
        shutil.rmtree(building, ignore_errors=True)
        raise PublishingError(
            f"Version {name} cannot be written: {error}. Readers keep the version they have."
        ) from error
    version_folder.sync_folder(building)
    building.rename(settings.published / name)
    version_folder.sync_folder(settings.published)
    version_folder.make_current(settings.published, name)
    pruned = version_folder.prune(settings.published, settings.keep_versions)
    return Publication(manifest, "published", tuple(pruned))


def _copy(
    published: Path, connection: duckdb.DuckDBPyConnection, parts: _VersionParts, copy: Path
) -> None:
    copy_tables(connection, list(parts.selection.passed), copy)
    if parts.previous and parts.selection.kept:
        source = published / parts.previous.name / version_folder.WAREHOUSE
        copy_held_tables(source, list(parts.selection.kept), copy)
    verify_copy(copy, parts.selection.tables)


def _manifest(name: str, created_at: datetime, parts: _VersionParts, copy: Path) -> VersionManifest:
    tables, verdict = parts.selection.tables, parts.verdict
    with connect_read_only(copy) as version:
        return VersionManifest(
            version=name,
            created_at=created_at,
            run_id=verdict.run_id,
            git_hash=manifest_facts.git_hash(),
            content=parts.selection.content,
            bytes=copy.stat().st_size,
            tables=tables,
            empty_tables=manifest_facts.empty_tables(tables, parts.empty_reasons),
            feeds=manifest_facts.feed_facts(version),
            files=manifest_facts.file_facts(version),
            checks=verdict.counts,
            failed_checks=manifest_facts.check_facts(verdict.check_results),
            passed_checks=manifest_facts.passed_checks(verdict.check_results),
            held=held_facts(parts.selection, verdict, parts.previous, created_at),
            released=manifest_facts.overridden_tables(verdict),
        )


def _next_moment(published: Path) -> datetime:
    """The current time, or just after the newest version when the clock has gone back."""
    now = datetime.now(UTC)
    newest = [version.created_at for version in version_folder.list_versions(published)][-1:]
    return max([now, *(moment + timedelta(microseconds=1) for moment in newest)])


def _previous(published: Path) -> str:
    current = version_folder.current_version(published)
    names = [manifest.name for manifest in version_folder.list_versions(published)]
    earlier = names[: names.index(current)] if current in names else names
    if not earlier:
        raise PublishingError("There is no version to go back to. 'ecom versions' lists them all.")
    return earlier[-1]


def _sync_file(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
