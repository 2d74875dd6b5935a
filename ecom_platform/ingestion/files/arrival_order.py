"""The order in which files of one run arrived, by the times of their last change and their names.

The order in which they arrived in earlier runs is kept in `load/arrival_ledger.py`.
"""

from collections.abc import Iterable

from ecom_platform.ingestion.files.landing_folder import LandingFile

COPIED_TOGETHER_SECONDS = 60


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
