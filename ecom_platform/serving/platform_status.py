"""The status of the platform: what is published, what is held back, and what failed.

The status is printed in `cli`. The warehouse is read only when no run holds it.
"""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal

from ecom_platform.alerts.incidents import incident_store
from ecom_platform.alerts.incidents.incident import Incident
from ecom_platform.errors import WarehouseError
from ecom_platform.ingestion.load import raw_schema
from ecom_platform.operations.store import open_store
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.publishing.rollback import Rollback, rollback_in_force
from ecom_platform.publishing.version_folder import current_version
from ecom_platform.quality.gate.gate import Verdict, evaluate_verdict
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.serving.version_reader import version_manifest
from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.run_lock import run_lock


@dataclass(frozen=True)
class PlatformStatus:
    """What `ecom status` shows.

    Attributes:
        version: the current version; None before the first one.
        verdict: the gate's verdict on the last run; None before the first run and during a run.
        is_running: whether a run holds the warehouse.
        unread_files: a sentence per file that was refused or waits for the next run.
        open_incidents: the titles of incidents that are not resolved.
        rollback: the rollback because of which readers see this version; None without one.
    """

    version: VersionManifest | None
    verdict: Verdict | None
    is_running: bool = False
    unread_files: tuple[str, ...] = ()
    open_incidents: tuple[str, ...] = ()
    rollback: Rollback | None = None

    @property
    def has_held_tables(self) -> bool:
        """Whether readers see the last good content of a table instead of the newest."""
        return self.version is not None and bool(self.version.held)

    @property
    def is_up_to_date(self) -> bool:
        """Whether there is a version and no table is held back."""
        is_clean = self.verdict is None or not self.verdict.reasons
        return self.version is not None and is_clean and not self.has_held_tables

    def quarantined(self) -> tuple[int, dict[str, Decimal]]:
        """How many rows are in quarantine, and their known money by feed, in its currency."""
        feeds = self.version.feeds if self.version else []
        money = {
            feed.feed: feed.quarantined_amount
            for feed in feeds
            if feed.quarantined_rows and feed.quarantined_amount is not None
        }
        return sum(feed.quarantined_rows for feed in feeds), money

    @property
    def unknown_money_rows(self) -> int:
        """How many of the rows in quarantine have money that cannot be read."""
        return sum(feed.unknown_money_rows for feed in self.version.feeds) if self.version else 0

    def repeats(self) -> tuple[int, dict[str, Decimal]]:
        """How many repeated rows were deduplicated, and their money by feed."""
        feeds = self.version.feeds if self.version else []
        money = {feed.feed: feed.repeated_amount for feed in feeds if feed.repeated_rows}
        return sum(feed.repeated_rows for feed in feeds), money


def read_status(settings: Settings) -> PlatformStatus:
    """The status of the platform now.

    Raises:
        PublishingError: the current version is damaged.
        WarehouseError: the warehouse is damaged.
    """
    rollback = rollback_in_force(settings.published)
    return replace(_status_of_version_and_run(settings), rollback=rollback)


def _status_of_version_and_run(settings: Settings) -> PlatformStatus:
    """What is published, and the verdict on the last run unless a run is under way."""
    has_version = current_version(settings.published) is not None
    version = version_manifest(settings.published) if has_version else None
    if not settings.warehouse_path.is_file():
        return PlatformStatus(version, None)
    with ExitStack() as lock:
        try:
            lock.enter_context(run_lock(settings.warehouse_path.parent, patience_seconds=0))
        except WarehouseError:
            return PlatformStatus(version, None, is_running=True)
        return _status_with_last_run(settings, version)


def _status_with_last_run(settings: Settings, version: VersionManifest | None) -> PlatformStatus:
    """The status with the verdict on the last run; the caller must hold the run lock."""
    path = settings.dbt_target / "manifest.json"
    with (
        open_warehouse(settings.warehouse_path, patience_seconds=0) as connection,
        open_store(settings).transaction() as store,
    ):
        raw_schema.ensure_tables(connection)
        run_id = result_store.last_run(store)
        verdict = None
        if run_id and path.is_file():
            verdict = evaluate_verdict(connection, store, run_id, Manifest.read(path))
        unread = connection.execute(
            "select message from raw.files where status in ('refused', 'waiting', 'ignored') "
            "order by file_id"
        ).fetchall()
        incidents = tuple(
            _incident_sentence(incident) for incident in incident_store.open_incidents(store)
        )
    return PlatformStatus(version, verdict, False, tuple(str(row[0]) for row in unread), incidents)


def _incident_sentence(incident: Incident) -> str:
    """A sentence with the check, the table and the start of an incident."""
    cause = incident.cause
    more = f", and {len(incident.listed)} more listed under it" if incident.listed else ""
    return f"{cause.check} on {cause.table} since {incident.opened_at:%Y-%m-%d %H:%M} UTC{more}."
