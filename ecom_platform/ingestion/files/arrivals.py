"""Detect new or changed files, and their order, by names, sizes and times; none is opened."""

import hashlib
import time
from collections.abc import Iterable

from ecom_platform.ingestion.files.landing_folder import LandingFile, list_files
from ecom_platform.settings import Settings

COPIED_TOGETHER_SECONDS = 60


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


def in_order_of_change(files: Iterable[LandingFile]) -> list[LandingFile]:
    """The files in the order in which they last changed.

    Files that were copied together, with less than a minute from each to the next, are in the order
    of their names: a copy need not begin with the oldest.
    """
    by_time = sorted(
        ((_changed_at(file), file.name, file) for file in files), key=lambda item: item[:2]
    )
    ordered: list[tuple[int, str, LandingFile]] = []
    group, last_time = 0, 0.0
    for time_of_change, name, file in by_time:
        group += time_of_change - last_time >= COPIED_TOGETHER_SECONDS
        last_time = time_of_change
        ordered.append((group, name, file))
    return [file for _, _, file in sorted(ordered, key=lambda item: item[:2])]


def _changed_at(file: LandingFile) -> float:
    """When the file last changed; the beginning of time for one that cannot be looked at."""
    try:
        return file.path.stat().st_mtime
    except OSError:
        return 0.0
