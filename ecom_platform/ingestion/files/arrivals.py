"""Detect new or changed files by their names, sizes and times; no file is opened."""

import hashlib
import time

from ecom_platform.ingestion.files.landing_folder import list_files
from ecom_platform.settings import Settings


def settled_state(settings: Settings) -> str | None:
    """A hash of the landing folder's state that changes with every new or changed file.

    None when there is no file, or when a file changed within the settle time and may still grow.
    """
    if not settings.landing_folder.is_dir():
        return None
    stats = [(file.name, file.path.stat()) for file in list_files(settings.landing_folder)]
    newest = max((stat.st_mtime for _, stat in stats), default=None)
    if newest is None or time.time() - newest < settings.settle_seconds:
        return None
    lines = [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
