"""The manifest of a version: its tables, where their rows came from, and which checks failed.

The facts in a manifest are read from the tables in `manifest_facts.py`.
"""

import os
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ecom_platform.errors import PublishingError

MANIFEST = "manifest.json"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableContent(_Frozen):
    """The row count and checksum of a table; equal ones mean equal rows, in any order."""

    rows: int
    checksum: str


class FileFact(_Frozen):
    """A file whose rows are in the version.

    Attributes:
        live_rows: those that count; the others are repeated or superseded.
        account: what became of its rows and of the money in them, in one sentence.
    """

    feed: str
    file_name: str
    fingerprint: str
    rows: int
    live_rows: int | None = None
    account: str = ""


class FeedFact(_Frozen):
    """How many rows of one feed were loaded, and its as-of date. Amounts are in its currency.

    The money of unreadable rows is null where none of it can be read; of `unknown_money_rows` it
    cannot be read.
    """

    feed: str
    rows: int
    quarantined_rows: int
    quarantined_amount: Decimal | None
    repeated_rows: int
    repeated_amount: Decimal
    as_of_date: str | None = None
    unknown_money_rows: int = 0


class CheckFact(_Frozen):
    """A check that did not pass."""

    check: str
    table: str
    severity: Literal["error", "warn"]
    status: str
    failures: int | None
    message: str


class HeldFact(_Frozen):
    """A held table, of which readers see the last good content, if there is one.

    Attributes:
        since: when it was first held.
        because: why it is held, in sentences.
        cause: the table that failed: this table, or one that it depends on.
        content_of: the version whose run built the content; None when the table never passed.
    """

    since: datetime
    because: str
    cause: str
    content_of: str | None

    @property
    def sentence(self) -> str:
        """Since when and why it is held, as the end of a sentence that begins with its name."""
        kept = f"shows version {self.content_of}" if self.content_of else "was never good"
        return f"held since {self.since:%Y-%m-%d %H:%M} UTC and {kept}, because: {self.because}"


class VersionManifest(_Frozen):
    """What a version contains, where it came from, and which checks failed.

    Attributes:
        content: a hash of the rows of all tables, and of which tables are held.
        bytes: the size of the version's database file.
        sha256: the SHA-256 of that file; empty in versions of earlier releases.
        tables: table to row count and checksum.
        empty_tables: table without rows to the reason its model gives.
        checks: how many checks `passed`, `warned` and `failed`.
        passed_checks: table to the names of the checks it passed.
        held: held table to why and since when.
        released: overridden table to who overrode it, and why.
    """

    version: str
    created_at: datetime
    run_id: str
    git_hash: str | None
    content: str
    bytes: int
    sha256: str = ""
    tables: dict[str, TableContent]
    empty_tables: dict[str, str]
    feeds: list[FeedFact]
    files: list[FileFact]
    checks: dict[str, int]
    failed_checks: list[CheckFact]
    passed_checks: dict[str, list[str]] = {}
    held: dict[str, HeldFact] = {}
    released: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The name of the version, which is that of its folder."""
        return self.version

    @property
    def rows(self) -> int:
        """The number of rows of all tables together."""
        return sum(table.rows for table in self.tables.values())


def write_manifest(folder: Path, manifest: VersionManifest) -> None:
    """Write the manifest into the folder of its version, and flush it to the disk."""
    with (folder / MANIFEST).open("w") as handle:
        handle.write(manifest.model_dump_json(indent=2) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def read_manifest(folder: Path) -> VersionManifest:
    """The manifest of the version in `folder`.

    Raises:
        PublishingError: there is no manifest, or it is damaged.
    """
    try:
        return VersionManifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise PublishingError(
            f"Version {folder.name} is damaged: its {MANIFEST} cannot be read. "
            "'ecom versions' lists the others, 'ecom rollback' goes back to one."
        ) from error
