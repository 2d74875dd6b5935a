"""Read a file's uncompressed content once: its beginning, its fingerprint, and whether it is whole.

Kind, encoding, separator and header of the file are detected in `file_format.py`.
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
    """What is known about a file's content after it was read once, to its end or to its damage.

    Attributes:
        beginning: its first `BEGINNING_BYTES` bytes.
        size_bytes: its length, uncompressed.
        fingerprint: its SHA-256, uncompressed.
        damage: a sentence that says why it cannot be used; None when it is whole.
    """

    beginning: bytes
    size_bytes: int
    fingerprint: str
    damage: str | None

    def require_whole(self) -> None:
        """Raise an error if the content is damaged.

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
        with uncompressed_stream(file) as stream:
            chunk = beginning = stream.read(BEGINNING_BYTES)
            while chunk:
                digest.update(chunk)
                _require_utf8(decoder, chunk, file, size)
                size += len(chunk)
                chunk = stream.read(CHUNK_BYTES)
            _require_utf8(decoder, b"", file, size, is_end=True)
    except DamagedFileError as error:
        if not beginning:  # without a beginning there is no header that would name the feed
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
def uncompressed_stream(file: LandingFile) -> Iterator[BinaryIO]:
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


def _require_utf8(
    decoder: codecs.IncrementalDecoder | None,
    chunk: bytes,
    file: LandingFile,
    position: int,
    *,
    is_end: bool = False,
) -> None:
    """Raise an error if the chunk is not UTF-8; without a decoder nothing is checked.

    Args:
        decoder: keeps an incomplete character from one chunk to the next; None unless a CSV.
        chunk: the next bytes of the file.
        file: the file, for the message.
        position: how many bytes come before the chunk.
        is_end: no chunk follows, so an incomplete character is an error.
    """
    if decoder is None:
        return
    try:
        decoder.decode(chunk, is_end)
    except UnicodeDecodeError as error:
        raise DamagedFileError(
            f"{file.name} is not UTF-8 text: byte {position + error.start:,} cannot be read. "
            "Export it again as UTF-8."
        ) from error
