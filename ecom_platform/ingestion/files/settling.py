"""Whether files are completely written: they have not changed for the settle time of the settings.

No file is opened. The state of a settled folder shows whether a file is new or changed.
"""

import hashlib
import time

from ecom_platform.ingestion.files.landing_folder import LandingFile, list_files
from ecom_platform.settings import Settings


def settled_state(settings: Settings) -> str | None:
    """A hash of the landing folder's state that changes when a file is added or changed.

    None when there is no file, or when a file changed so recently that it may be incomplete. The
    date of a file in the future says nothing about that, so it is not waited for; the load itself
    compares such a file with what it is a moment later.
    """
    if not settings.landing_folder.is_dir():
        return None
    lines, now = [], time.time()
    for file in list_files(settings.landing_folder):
        size_and_time = _size_and_time(file)
        if size_and_time is None:
            continue
        size, changed_at_ns = size_and_time
        if 0 <= now - changed_at_ns / 1e9 < settings.settle_seconds:
            return None
        lines.append(f"{file.name} {size} {changed_at_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else None


def _size_and_time(file: LandingFile) -> tuple[int, int] | None:
    """The size of the file and when it was changed; None if it has vanished."""
    try:
        stat = file.path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def is_settled(file: LandingFile, settle_seconds: float) -> bool:
    """Whether the file has not changed for `settle_seconds`; waits until that time has passed."""
    before = file.path.stat()
    remaining = settle_seconds - (time.time() - before.st_mtime)
    if remaining <= 0:
        return True
    time.sleep(min(remaining, settle_seconds))
    after = file.path.stat()
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
