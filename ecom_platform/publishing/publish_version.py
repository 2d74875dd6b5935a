"""Publish the tables that a run built as one immutable version.

A publication may be killed at any moment: readers keep a complete version, and the next publication
removes the unfinished one. Whether a run may be published is decided in
`ecom_platform.quality.gate.gate`; readers go back to an earlier version in `rollback.py`.
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
from ecom_platform.publishing.copy_tables import copy_held_tables, copy_tables, verify_copy
from ecom_platform.publishing.manifest import VersionManifest, read_manifest, write_manifest
from ecom_platform.publishing.read_only_connection import connect_read_only
from ecom_platform.publishing.rollback import Rollback, end_rollback, rollback_in_force
from ecom_platform.publishing.table_selection import Selection, held_facts, select_tables
from ecom_platform.publishing.version_file import make_read_only, sha256_of
from ecom_platform.publishing.version_integrity import good_version_with, newest_good_version
from ecom_platform.quality.gate.gate import Verdict, evaluate_and_store
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.settings import Settings
from ecom_platform.system_errors import sentence_of
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.spill import remove_leftover_spill


@dataclass(frozen=True)
class Publication:
    """The result of publishing.

    Attributes:
        version: the version that readers see now.
        status: `published`: the version is new. `unchanged`: readers already saw this content.
            `restored`: an earlier version has this content, and readers see it again.
            `rolled back`: readers were rolled back from this content, and keep what they see.
        pruned: the names of the old versions that were removed.
        rollback: the rollback that stands, if one does.
    """

    version: VersionManifest
    status: Literal["published", "unchanged", "restored", "rolled back"]
    pruned: tuple[str, ...] = ()
    rollback: Rollback | None = None

    def __str__(self) -> str:
        return self.version.name

    @property
    def is_new(self) -> bool:
        """Whether readers see another version than before."""
        return self.status in {"published", "restored"}

    @property
    def sentence(self) -> str:
        """What happened, in one or two sentences."""
        return f"{self._status_sentence} {self._held_sentence}".strip()

    @property
    def _status_sentence(self) -> str:
        name, tables = self.version.name, len(self.version.tables)
        if self.rollback:
            return f"Nothing is published. {self.rollback.sentence}"
        if self.status == "unchanged":
            return f"Nothing changed: readers already see this content as version {name}."
        if self.status == "restored":
            return f"Version {name} has the same content and is current again."
        return f"Version {name} is published: {tables} tables, {self.version.rows:,} rows."

    @property
    def _held_sentence(self) -> str:
        held = self.version.held
        if not held:
            return ""
        causes = ", ".join(sorted({table.cause for table in held.values()}))
        kept = sum(name in self.version.tables for name in held)
        sentences = [_kept_sentence(kept)] if kept else []
        if kept < len(held):
            sentences.append(_missing_sentence(len(held) - kept))
        return f"{' '.join(sentences)} See {causes}."


def _kept_sentence(tables: int) -> str:
    if tables == 1:
        return "1 table is held back and keeps its last good content."
    return f"{tables} tables are held back and keep their last good content."


def _missing_sentence(tables: int) -> str:
    noun = "1 table is" if tables == 1 else f"{tables} tables are"
    return f"{noun} held back and left out: no version has good content for it."


class NotPublishableError(PublishingError):
    """The gate holds the whole run; the message gives every reason."""


def publish(settings: Settings, run_id: str | None = None) -> Publication:
    """Make the tables that a run built the version that readers see.

    A held table keeps the content of the current version, and the manifest says so. When an
    existing version already has the same content, readers get that version.

    Args:
        settings: where the warehouse, the operational store and the versions are.
        run_id: the run; the last one when None.

    Raises:
        NotPublishableError: the run as a whole is held, or no mart ever passed.
        PublishingError: the copy cannot be written.
    """
    manifest = Manifest.read(settings.dbt_target / "manifest.json")
    remove_leftover_spill(settings.data)
    with version_folder.changing_versions(settings.published):
        with open_warehouse(settings.warehouse_path) as connection:
            verdict = _stored_verdict(settings, connection, run_id, manifest)
            previous = newest_good_version(settings.published) if verdict.held else None
            selection = select_tables(connection, verdict, previous)
            if not selection.has_marts:
                raise _not_publishable_error(verdict)
            standing = rollback_in_force(settings.published)
            if standing and selection.content in standing.left.values():
                version = read_manifest(settings.published / standing.version)
                return Publication(version, "rolled back", rollback=standing)
            existing = good_version_with(settings.published, selection.content)
            if existing is None:
                new = _NewVersion(selection, verdict, previous, manifest.empty_reasons)
                return _publish_new(settings, connection, new)
        return _publish_existing(settings.published, existing)


def _stored_verdict(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    run_id: str | None,
    manifest: Manifest,
) -> Verdict:
    """The gate's verdict on a run, or the last one; an error when the whole run is held."""
    with open_store(settings).transaction() as store:
        evaluated_run = run_id or result_store.last_run(store)
        if evaluated_run is None:
            raise NotPublishableError("Nothing has been built yet. Run 'ecom build' first.")
        verdict = evaluate_and_store(connection, store, evaluated_run, manifest)
    if verdict.run_reasons:
        raise _not_publishable_error(verdict)
    return verdict


def _not_publishable_error(verdict: Verdict) -> NotPublishableError:
    reasons = "\n".join(f"- {reason}" for reason in verdict.reasons)
    return NotPublishableError(
        "Nothing is published, readers keep the last good version. "
        f"Run {verdict.run_id} is held by:\n{reasons}"
    )


def _publish_existing(published: Path, existing: VersionManifest) -> Publication:
    """Make an existing version current, if it is not; the result of publishing."""
    if existing.name == version_folder.current_version(published):
        return Publication(existing, "unchanged")
    version_folder.make_current(published, existing.name)
    end_rollback(published)
    return Publication(existing, "restored")


@dataclass(frozen=True)
class _NewVersion:
    """The contents and facts of a version that is about to be written."""

    selection: Selection
    verdict: Verdict
    previous: VersionManifest | None
    empty_reasons: dict[str, str]


def _publish_new(
    settings: Settings, connection: duckdb.DuckDBPyConnection, new: _NewVersion
) -> Publication:
    """Write a new version, make it current, and remove the oldest versions.

    It is written into a hidden folder, which is renamed when it is complete: readers never see an
    unfinished version.
    """
    created_at = _next_version_time(settings.published)
    name = f"{created_at:%Y%m%d-%H%M%S-%f}-{new.selection.content[:8]}"
    building = settings.published / f"{version_folder.BUILDING}{name}"
    building.mkdir(parents=True)
    copy = building / version_folder.WAREHOUSE
    try:
        _copy_selected_tables(settings.published, connection, new, copy)
        manifest = _new_manifest(name, created_at, new, copy)
        write_manifest(building, manifest)
        _sync_file(copy)
    except (duckdb.Error, OSError) as error:
        shutil.rmtree(building, ignore_errors=True)
        raise PublishingError(
            f"Version {name} cannot be written: {sentence_of(error)} "
            "Readers keep the version they have."
        ) from error
    version_folder.sync_folder(building)
    make_read_only(building)
    building.rename(settings.published / name)
    version_folder.sync_folder(settings.published)
    version_folder.make_current(settings.published, name)
    end_rollback(settings.published)
    pruned = version_folder.prune(settings.published, settings.keep_versions)
    return Publication(manifest, "published", tuple(pruned))


def _copy_selected_tables(
    published: Path, connection: duckdb.DuckDBPyConnection, new: _NewVersion, copy: Path
) -> None:
    """Write the tables of the run and those kept from the previous version into one new file."""
    copy_tables(connection, list(new.selection.passed), copy)
    if new.previous and new.selection.kept:
        source = published / new.previous.name / version_folder.WAREHOUSE
        copy_held_tables(source, list(new.selection.kept), copy)
    verify_copy(copy, new.selection.tables)


def _new_manifest(name: str, created_at: datetime, new: _NewVersion, copy: Path) -> VersionManifest:
    tables, verdict = new.selection.tables, new.verdict
    with connect_read_only(copy) as version:
        return VersionManifest(
            version=name,
            created_at=created_at,
            run_id=verdict.run_id,
            git_hash=manifest_facts.git_hash(),
            content=new.selection.content,
            bytes=copy.stat().st_size,
            sha256=sha256_of(copy),
            tables=tables,
            empty_tables=manifest_facts.empty_tables(tables, new.empty_reasons),
            feeds=manifest_facts.feed_facts(version),
            files=manifest_facts.file_facts(version),
            checks=verdict.counts,
            failed_checks=manifest_facts.check_facts(verdict.check_results),
            passed_checks=manifest_facts.passed_checks(verdict.check_results),
            held=held_facts(new.selection, verdict, new.previous, created_at),
            released=manifest_facts.overridden_tables(verdict),
        )


def _next_version_time(published: Path) -> datetime:
    """The current time, or a time just after the newest version if the clock has gone back."""
    now = datetime.now(UTC)
    versions = version_folder.list_versions(published)
    if not versions:
        return now
    return max(now, versions[-1].created_at + timedelta(microseconds=1))


def _sync_file(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
