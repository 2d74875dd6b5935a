"""Whether files are completely written: they have not changed for the settle time of the settings.

No file is opened. The state of a settled folder shows whether a file is new or changed.
"""

import hashlib
import time

from ecom_platform.ingestion.files.landing_folder import LandingFile, list_files
from ecom_platform.settings import Settings


def settled_state(settings: Settings) -> str | None:
    """A hash of the landing folder's state that changes when a file is added or changed.

    None when there is no file, or when a file changed so recently that it may be incomplete.
    """
    if not settings.landing_folder.is_dir():
        return None
    stats = [(file.name, file.path.stat()) for file in list_files(settings.landing_folder)]
    last_change = max((stat.st_mtime for _, stat in stats), default=None)
    if last_change is None or time.time() - last_change < settings.settle_seconds:
        return None
    lines = [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_settled(file: LandingFile, settle_seconds: float) -> bool:
    """Whether the file has not changed for `settle_seconds`; waits until that time has passed."""
    before = file.path.stat()
    remaining = settle_seconds - (time.time() - before.st_mtime)
    if remaining <= 0:
        return True
    time.sleep(min(remaining, settle_seconds))
    after = file.path.stat()
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
