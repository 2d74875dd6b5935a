"""Detect new or changed files by their names, sizes and times; no file is opened."""

import hashlib
import time

from ecom_platform.ingestion.files.landing_folder import list_files
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
