"""The landing folder: which files lie there, whether they are whole, and what they contain.

Files are only ever read. What a file's rows mean is none of this module's business.
"""

import codecs
import gzip
import hashlib
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from ecom_platform.errors import DamagedFileError, PlatformError

SUFFIXES = (".csv", ".csv.gz", ".parquet", ".xlsx")
CHUNK_BYTES = 1 << 20
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTH = re.compile(r"([A-Za-z]{3,9})[ _-]+(\d{4})(?!\d)")


@dataclass(frozen=True)
class LandingFile:
    """A file in the landing folder; `name` is its path below that folder."""

    path: Path
    name: str

    @property
    def is_text(self) -> bool:
        """Whether it is a CSV, gzipped or not."""
        return self.name.lower().endswith((".csv", ".csv.gz"))


def list_files(landing: Path) -> list[LandingFile]:
    """The readable files below `landing`, by name; hidden and temporary ones are left alone.

    Raises:
        PlatformError: the folder does not exist.
    """
    if not landing.is_dir():
        raise PlatformError(
            f"The landing folder {landing} does not exist. "
            "Make it and drop files there, or run 'ecom demo' for a demo company."
        )
    found = (path for path in sorted(landing.rglob("*")) if path.is_file())
    files = [LandingFile(path, path.relative_to(landing).as_posix()) for path in found]
    return [file for file in files if _is_feed_file(file)]


def _is_feed_file(file: LandingFile) -> bool:
    parts = Path(file.name).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return file.name.lower().endswith(SUFFIXES) and not hidden


def content_date(name: str) -> date | None:
    """The date a file name states for its content: an ISO date, or the first of a named month."""
    if iso := _ISO_DATE.search(name):
        return _date_or_none("-".join(iso.groups()), "%Y-%m-%d")
    if month := _MONTH.search(name):
        text = f"{month[1][:3]} {month[2]}"
        return _date_or_none(text, "%b %Y")
    return None


def _date_or_none(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None


def is_settled(file: LandingFile, settle_seconds: float) -> bool:
    """Whether nobody writes the file: unchanged for `settle_seconds`, waited for if need be."""
    before = file.path.stat()
    remaining = settle_seconds - (time.time() - before.st_mtime)
    if remaining <= 0:
        return True
    time.sleep(min(remaining, settle_seconds))
    after = file.path.stat()
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


def fingerprint(file: LandingFile) -> str:
    """SHA-256 of the uncompressed content; reading it proves that the file is whole.

    Raises:
        DamagedFileError: the file is empty, its gzip is cut short or broken, or its text is not
            UTF-8.
    """
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")() if file.is_text else None
    read = 0
    for chunk in _chunks(file):
        digest.update(chunk)
        _must_decode(decoder, chunk, file, read)
        read += len(chunk)
    if read == 0:
        raise DamagedFileError(f"{file.name} is empty. Deliver it again, or remove it.")
    _must_decode(decoder, b"", file, read, final=True)
    return digest.hexdigest()


def first_bytes(file: LandingFile, size: int) -> bytes:
    """The first `size` bytes of the uncompressed content."""
    with opened(file) as stream:
        return stream.read(size)


@contextmanager
def opened(file: LandingFile) -> Iterator[BinaryIO]:
    """The uncompressed content as a stream; broken compression becomes a clear error."""
    try:
        if file.name.lower().endswith(".gz"):
            with gzip.open(file.path) as stream:
                yield stream  # type: ignore[misc]
        else:
            with file.path.open("rb") as stream:
                yield stream
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DamagedFileError(
            f"{file.name} is damaged: its compressed content ends early or is broken ({error}). "
            "Deliver the file again."
        ) from error


def _chunks(file: LandingFile) -> Iterator[bytes]:
    with opened(file) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


def _must_decode(
    decoder: codecs.IncrementalDecoder | None,
    chunk: bytes,
    file: LandingFile,
    position: int,
    *,
    final: bool = False,
) -> None:
    if decoder is None:
        return
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        raise DamagedFileError(
            f"{file.name} is not UTF-8 text: byte {position + error.start:,} cannot be read. "
            "Export it again as UTF-8."
        ) from error
