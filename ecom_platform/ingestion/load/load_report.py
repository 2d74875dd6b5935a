"""The report of a load, per file and in total, with messages for people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ecom_platform.ingestion.load.accounts.row_accounts import RowAccount
from ecom_platform.ingestion.load.accounts.account_texts import texts_of_accounts, rows_text, superseded_text

FileStatus = Literal["loaded", "unchanged", "refused", "waiting"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class FileReport:
    """One file of the landing folder and what became of its rows.

    record_count = header_count + blank_count + loaded_count + quarantined_count, and loaded_count =
    live + repeated + superseded rows, in `accounts` by currency.

    Attributes:
        message: why the file was not loaded; empty when it was.
        repeat_amount: the amounts of the repeated rows added up, even if their currencies differ.
        accounts: what became of its rows.
        superseded: the rows of other files that no longer count because of this file.
    """

    file_name: str
    status: FileStatus
    feed: str | None = None
    message: str = ""
    record_count: int = 0
    header_count: int = 0
    blank_count: int = 0
    loaded_count: int = 0
    repeat_count: int = 0
    repeat_amount: Decimal = Decimal(0)
    quarantined_count: int = 0
    quarantined_amount: Decimal = Decimal(0)
    accounts: tuple[RowAccount, ...] = ()
    superseded: tuple[RowAccount, ...] = ()

    @property
    def sentence(self) -> str:
        """What happened to this file, in one sentence."""
        if self.status != "loaded":
            return self.message
        rows = self.record_count - self.header_count - self.blank_count
        parts = [f"{rows_text(rows)} of {self.feed} read"]
        parts += texts_of_accounts(self.accounts)
        if self.superseded:
            parts.append(f"in its place no longer count {superseded_text(self.superseded)}")
        return f"{self.file_name}: {'; '.join(parts)}."


@dataclass(frozen=True)
class LoadReport:
    """The reports of all files of one load."""

    files: tuple[FileReport, ...]

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """The files that were refused."""
        return self.with_status("refused")

    @property
    def has_changed(self) -> bool:
        """Whether any file was loaded."""
        return bool(self.with_status("loaded"))

    def with_status(self, status: FileStatus) -> tuple[FileReport, ...]:
        """The files with this status."""
        return tuple(file for file in self.files if file.status == status)

    def of_feed(self, feed: str) -> tuple[FileReport, ...]:
        """The files of one feed."""
        return tuple(file for file in self.files if file.feed == feed)
