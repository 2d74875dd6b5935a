"""Read a file's uncompressed content once: its beginning, its fingerprint, and whether it is whole.

Kinds and encodings are recognised in `content_kind.py`, the header in `file_format.py`.
"""

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.files.content_kind import GZIP, FileKind, kind_of, text_encoding
from ecom_platform.ingestion.files.landing_folder import LandingFile

BEGINNING_BYTES = 1 << 16  # long enough for any header
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class FileContent:
    """What is known about a file's content after it was read once, to its end or to its damage.

    Attributes:
        kind: how its records are read; a gzipped text is a `csv`.
        beginning: its first `BEGINNING_BYTES` bytes.
        size_bytes: its length, uncompressed.
        fingerprint: its SHA-256, uncompressed.
        is_plain: it is text that DuckDB can read as it lies in the landing folder: uncompressed
            UTF-8 whose lines all end alike.
        damage: a sentence that says why it cannot be used; None when it is whole.
    """

    kind: FileKind
    beginning: bytes
    size_bytes: int
    fingerprint: str
    is_plain: bool
    damage: str | None

    def require_whole(self) -> None:
        """Raise an error if the content is damaged.

        Raises:
            DamagedFileError: the file is empty, its compression is broken, or its text cannot be
                decoded.
        """
        if self.damage:
            raise DamagedFileError(self.damage)


def read_content(file: LandingFile) -> FileContent:
    """The content of `file`, read to its end or to where it is damaged.

    Raises:
        DamagedFileError: not even the beginning can be read, files of its kind are not read, or it
            exceeds a limit.
        OSError: the file has vanished, or may not be read.
    """
    file.limits.require_file_size(file.name, file.path.stat().st_size)
    with uncompressed_stream(file) as stream:  # without a beginning no header names the feed
        beginning = stream.read(BEGINNING_BYTES)
    kind = kind_of(beginning, file.path, file.name)
    text = _TextCheck(file, beginning) if kind == "csv" else None
    digest, line_ends, size, damage = hashlib.sha256(), _LineEnds(), 0, None
    try:
        with uncompressed_stream(file) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                if text:
                    text.require_decodable(chunk)
                    line_ends.count(chunk)
                size += len(chunk)
                file.limits.require_content_size(file.name, size)
                file.limits.require_time(file.name)
            if text:
                text.require_decodable(b"", is_end=True)
    except DamagedFileError as error:
        damage = str(error)
    if not beginning:
        damage = f"{file.name} is empty. Deliver it again, or remove it."
    is_plain = not is_gzipped(file) and not line_ends.differ and _is_utf8(beginning)
    return FileContent(kind, beginning, size, digest.hexdigest(), is_plain, damage)


def fingerprint(file: LandingFile) -> str:
    """The SHA-256 of the uncompressed content of a whole file.

    Raises:
        DamagedFileError: the file is empty, its compression is broken, or its text cannot be
            decoded.
        OSError: the file has vanished, or may not be read.
    """
    content = read_content(file)
    content.require_whole()
    return content.fingerprint


def is_gzipped(file: LandingFile) -> bool:
    """Whether the content is compressed with gzip, whatever the name says."""
    with file.path.open("rb") as stream:
        return stream.read(len(GZIP)) == GZIP


@contextmanager
def uncompressed_stream(file: LandingFile) -> Iterator[BinaryIO]:
    """The uncompressed content as a stream.

    Raises:
        DamagedFileError: the compression is broken; also while the caller reads the stream.
        OSError: the file has vanished, or may not be read.
    """
    try:
        if is_gzipped(file):
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


def _is_utf8(beginning: bytes) -> bool:
    return text_encoding(beginning) in {"utf-8", "utf-8-sig"}


class _TextCheck:
    """Finds the first byte of a text that cannot be decoded."""

    def __init__(self, file: LandingFile, beginning: bytes) -> None:
        self._name = file.name
        self._encoding = text_encoding(beginning)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._position = 0

    def require_decodable(self, chunk: bytes, *, is_end: bool = False) -> None:
        """Raise a `DamagedFileError` if the next bytes cannot be decoded."""
        try:
            self._decoder.decode(chunk, is_end)
        except UnicodeDecodeError as error:
            encoding = self._encoding.removesuffix("-sig").upper()
            raise DamagedFileError(
                f"{self._name} is not {encoding} text: byte {self._position + error.start:,} "
                "cannot be read. Export it again as UTF-8; in Excel, save it as 'CSV UTF-8'."
            ) from error
        self._position += len(chunk)


class _LineEnds:
    """Counts the three kinds of line ends of a UTF-8 text, those in quoted cells too."""

    def __init__(self) -> None:
        self._both = self._newlines = self._returns = 0
        self._last = b""

    def count(self, chunk: bytes) -> None:
        """Count those of the next bytes."""
        self._both += chunk.count(b"\r\n") + (self._last == b"\r" and chunk[:1] == b"\n")
        self._newlines += chunk.count(b"\n")
        self._returns += chunk.count(b"\r")
        self._last = chunk[-1:]

    @property
    def differ(self) -> bool:
        """Whether there are line ends of more than one kind."""
        newlines, returns = self._newlines - self._both, self._returns - self._both
        return sum(count > 0 for count in (self._both, newlines, returns)) > 1
