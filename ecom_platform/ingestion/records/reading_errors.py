"""Say in a sentence why reading a file failed, whatever the reader raised.

Damage that the platform finds itself has its sentence where it is found.
"""

import duckdb

from ecom_platform.errors import DamagedFileError, LayoutError
from ecom_platform.ingestion.files.file_names import readable_name


def failure_sentence(error: Exception, name: str) -> str:
    """The cause of the failure and what to do, in words for people, with the name of the file."""
    if isinstance(error, DamagedFileError | LayoutError):
        return readable_name_of_message(str(error))
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return f"{name} {sentence}"
    return readable_name_of_message(
        f"{name} cannot be read: {_first_line(error)} ({type(error).__name__}). Deliver it again "
        "as CSV, Parquet or XLSX, or remove it from the landing folder."
    )


def readable_name_of_message(message: str) -> str:
    """The message, with an escape for each byte that is not UTF-8, which no table can store."""
    try:
        message.encode()
    except UnicodeEncodeError:
        return readable_name(message)
    return message


def _first_line(error: Exception) -> str:
    """The first line of the error's own text, without its full stop."""
    return next(iter(str(error).splitlines()), "no reason was given").rstrip(". ")


_SENTENCES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    (
        (FileNotFoundError,),
        "vanished while it was read. Deliver it again, and do not move files once delivered.",
    ),
    (
        (PermissionError,),
        "may not be read. Give the user who runs the platform the right to read it.",
    ),
    (
        (IsADirectoryError, NotADirectoryError),
        "was replaced by a folder while it was read. Deliver it again.",
    ),
    (
        (MemoryError, duckdb.OutOfMemoryException),
        "needs more memory than there is. Deliver it in several files, or give the platform more.",
    ),
    (
        (RecursionError,),
        "is nested too deeply to be read. Deliver it again as CSV.",
    ),
    (
        (UnicodeError,),
        "has text that cannot be decoded. Export it again as UTF-8.",
    ),
)
