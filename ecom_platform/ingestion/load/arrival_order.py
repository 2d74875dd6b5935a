"""The order in which files of one run arrived, by the times of their last change and their names.

The order in which they arrived in earlier runs is kept in `arrival_ledger.py`.
"""

from collections.abc import Iterable
from datetime import date

from ecom_platform.ingestion.files.content_date import content_date
from ecom_platform.ingestion.files.landing_folder import LandingFile

COPIED_TOGETHER_SECONDS = 60


def in_order_of_change(files: Iterable[LandingFile]) -> list[LandingFile]:
    """The files in the order in which they last changed.

    Files that were copied together, with less than a minute from each to the next, are in the order
    of the dates in their names, and only then of their times: a copy need not begin with the
    oldest. Those without a date in their names come first.
    """
    group, last_time = 0, 0.0
    keys: list[tuple[tuple[int, date, float, str], LandingFile]] = []
    for changed_at, file in sorted(((_changed_at(f), f) for f in files), key=lambda pair: pair[0]):
        group += changed_at - last_time >= COPIED_TOGETHER_SECONDS
        last_time = changed_at
        keys.append(((group, content_date(file.name) or date.min, changed_at, file.name), file))
    return [file for _, file in sorted(keys, key=lambda pair: pair[0])]


def _changed_at(file: LandingFile) -> float:
    """When the file last changed; the beginning of time for one that cannot be looked at."""
    try:
        return file.path.stat().st_mtime
    except OSError:
        return 0.0
