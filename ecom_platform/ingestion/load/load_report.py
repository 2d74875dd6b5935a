"""The report of a load, per file and in total, with messages for people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ecom_platform.ingestion.load.accounts.account_texts import account_sentence, superseded_text
from ecom_platform.ingestion.load.accounts.row_accounts import RowAccount

FileStatus = Literal["loaded", "unchanged", "refused", "waiting", "ignored"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class FileReport:
    """One file of the landing folder and what became of its rows.

    record_count = header_count + blank_count + loaded_count + quarantined_count, and loaded_count =
    live + repeated + superseded rows, in `accounts` by currency.

    Attributes:
        message: why the file was not loaded; empty when it was.
        remarks: what of a loaded file is not read, or is read in another form than the declared.
        blank_count: records that hold no row, blank ones and total rows.
        repeat_amount: the amounts of the repeated rows added up, even if their currencies differ.
        quarantined_amount: the money of the unreadable rows, as far as it can be read; None where
            none of it can.
        total_count: rows that only add up others.
        unknown_money_count: unreadable rows whose money cannot be read either.
        accounts: what became of its rows.
        superseded: the rows of other files that no longer count because of this file.
    """

    file_name: str
    status: FileStatus
    feed: str | None = None
    message: str = ""
    remarks: tuple[str, ...] = ()
    record_count: int = 0
    header_count: int = 0
    blank_count: int = 0
    loaded_count: int = 0
    repeat_count: int = 0
    repeat_amount: Decimal = Decimal(0)
    quarantined_count: int = 0
    quarantined_amount: Decimal | None = Decimal(0)
    total_count: int = 0
    unknown_money_count: int = 0
    accounts: tuple[RowAccount, ...] = ()
    superseded: tuple[RowAccount, ...] = ()

    @property
    def sentence(self) -> str:
        """What happened to this file, in one sentence."""
        if self.status != "loaded":
            return self.message
        account = account_sentence(
            self.file_name,
            self.feed or "",
            self.accounts,
            header_count=self.header_count,
            blank_count=self.blank_count,
            total_count=self.total_count,
            remarks=self.remarks,
        )
        if not self.superseded:
            return account
        return f"{account} No longer counted because of it: {superseded_text(self.superseded)}."

    def row_count(self, outcome: str) -> int:
        """The number of its rows of which this has become, such as `live`."""
        return sum(account.row_count for account in self.accounts if account.outcome == outcome)


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
