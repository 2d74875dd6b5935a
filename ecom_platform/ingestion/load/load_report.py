"""The report of a load, per file and in total, with messages for people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FileStatus = Literal["loaded", "unchanged", "refused", "waiting", "ignored"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class FileReport:
    """One file of the landing folder and what became of its rows.

    record_count = header_count + blank_count + loaded_count + quarantined_count. The repeated rows
    are part of `loaded_count`; deduplication makes sure that they are not counted twice later.

    Attributes:
        message: why the file was not loaded; empty when it was.
        remarks: what of a loaded file is not read, or is read in another form than the declared.
        repeat_amount: the amounts of the repeated rows added up, even if their currencies differ.
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
    quarantined_amount: Decimal = Decimal(0)

    @property
    def sentence(self) -> str:
        """What happened to this file, in one sentence."""
        if self.status != "loaded":
            return self.message
        parts = [f"{self.file_name}: {self.loaded_count:,} rows of {self.feed} loaded"]
        if self.repeat_count:
            parts.append(
                f"{self.repeat_count:,} repeated rows worth {self.repeat_amount:,.2f} deduplicated"
            )
        if self.quarantined_count:
            money = f"{self.quarantined_amount:,.2f}"
            parts.append(f"{self.quarantined_count:,} unreadable rows worth {money} quarantined")
        return "; ".join([*parts, *self.remarks]) + "."


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
