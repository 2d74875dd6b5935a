"""Read a file's uncompressed content once: its beginning, its fingerprint, and whether it is whole.

What the content means belongs in `file_inspection.py`.
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
from ecom_platform.ingestion.files.landing_folder import LandingFile

ENCODING = "utf-8"
BEGINNING_BYTES = 1 << 16  # long enough for any header
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class FileContent:
    """The content of a file after it was read once, as far as it can be read.

    Attributes:
        beginning: the first `BEGINNING_BYTES` of it.
        size_bytes: its length, uncompressed.
        fingerprint: its SHA-256, uncompressed.
        damage: the sentence why it cannot be used; None when it is whole.
    """

    beginning: bytes
    size_bytes: int
    fingerprint: str
    damage: str | None

    def require_whole(self) -> None:
        """Refuse damaged content.

        Raises:
            DamagedFileError: the file is empty, its compression is broken, or a CSV is not UTF-8.
        """
        if self.damage:
            raise DamagedFileError(self.damage)


def read_content(file: LandingFile) -> FileContent:
    """The content of `file`, read to its end or to where it is damaged.

    Raises:
        DamagedFileError: not even the beginning can be read.
    """
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(ENCODING)() if file.is_text else None
    beginning, size, damage = b"", 0, None
    try:
        with opened(file) as stream:
            chunk = beginning = stream.read(BEGINNING_BYTES)
            while chunk:
                digest.update(chunk)
                _check_encoding(decoder, chunk, file, size)
                size += len(chunk)
                chunk = stream.read(CHUNK_BYTES)
            _check_encoding(decoder, b"", file, size, is_end=True)
    except DamagedFileError as error:
        if not beginning:
            raise
        damage = str(error)
    if not beginning:
        damage = f"{file.name} is empty. Deliver it again, or remove it."
    return FileContent(beginning, size, digest.hexdigest(), damage)


def fingerprint(file: LandingFile) -> str:
    """The SHA-256 of the uncompressed content of a whole file.

    Raises:
        DamagedFileError: the file is empty, its compression is broken, or a CSV is not UTF-8.
    """
    content = read_content(file)
    content.require_whole()
    return content.fingerprint


@contextmanager
def opened(file: LandingFile) -> Iterator[BinaryIO]:
    """The uncompressed content as a stream.

    Raises:
        DamagedFileError: the compression is broken; also while the caller reads the stream.
    """
    try:
        if file.is_gzipped:
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


def _check_encoding(
    decoder: codecs.IncrementalDecoder | None,
    chunk: bytes,
    file: LandingFile,
    position: int,
    *,
    is_end: bool = False,
) -> None:
    if decoder is None:
        return
    try:
        decoder.decode(chunk, is_end)
    except UnicodeDecodeError as error:
        raise DamagedFileError(
            f"{file.name} is not UTF-8 text: byte {position + error.start:,} cannot be read. "
            "Export it again as UTF-8."
        ) from error
