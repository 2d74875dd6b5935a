"""Sentences for failures of the machine: a full disk, missing rights, a file that another holds.

Errors of the platform itself are declared in `errors.py`. Databases are recognised by their
messages, so that this module imports none of them.
"""

import errno
import getpass
import os

LOCKED = ("conflicting lock", "could not set lock", "database is locked")
FULL = ("no space left", "disk is full", "database or disk is full", "out of space")
FORBIDDEN = ("permission denied", "read-only file system", "readonly database", "read-only")
MACHINE = ("out of memory", "too many open files", "input/output error")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}


def is_lock_error(error: Exception) -> bool:
    """Whether another process holds the file."""
    return _has_any(error, LOCKED)


def is_damage(error: Exception) -> bool:
    """Whether a database failed because its file is not, or no longer, a database.

    It is when no lock, no right, no space and no resource of the machine was missing.
    """
    return not _has_any(error, (*LOCKED, *FULL, *FORBIDDEN, *MACHINE))


def sentence_of(error: Exception) -> str:
    """What failed, where, and what to do, of an error of the operating system or a database.

    >>> sentence_of(OSError(28, "No space left on device", "/data/x"))
    'The disk of /data/x is full. Free space on it, then start again; readers keep what they have.'
    """
    place = _place(error)
    if getattr(error, "errno", None) in _NO_SPACE or _has_any(error, FULL):
        return (
            f"The disk{f' of {place}' if place else ''} is full. Free space on it, then start "
            "again; readers keep what they have."
        )
    if getattr(error, "errno", None) in _NO_RIGHT or _has_any(error, FORBIDDEN):
        return (
            f"{place or 'A file of the platform'} may not be written or read by user "
            f"{user_name()}. Give that user the right to, or mount the folder writable."
        )
    if is_lock_error(error):
        return f"Another program holds a file: {_first_line(error)}. Close it, then start again."
    return f"{_first_line(error)}."


def user_name() -> str:
    """The name of the user of this process; `uid 1234` when the system knows no name.

    Containers often run with a number that no user of the system has.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}"


def _has_any(error: Exception, words: tuple[str, ...]) -> bool:
    message = str(error).lower()
    return any(word in message for word in words)


def _place(error: Exception) -> str:
    """The file of an error of the operating system; the second one when it has two."""
    name = getattr(error, "filename2", None) or getattr(error, "filename", None)
    return os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else ""


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).partition("\n")[0].rstrip(".")
