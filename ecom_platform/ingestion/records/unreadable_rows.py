"""Refuse a file of which too many rows are unreadable; a few go into the quarantine instead."""

import duckdb

from ecom_platform.errors import DamagedFileError

MAX_UNREADABLE_SHARE = 0.10

MIN_UNREADABLE_ROWS = 10


def refuse_if_mostly_unreadable(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Raise an error if every row, or at least 10 rows and more than 10%, cannot be read."""
    row = connection.execute(
        """
        select count(*), count(reason), mode(reason), min(record_number) filter (reason is not null)
        from typed_rows where not is_blank
        """
    ).fetchone()
    total, unreadable, reason, first = row or (0, 0, None, None)
    is_too_many = unreadable >= MIN_UNREADABLE_ROWS and unreadable > MAX_UNREADABLE_SHARE * total
    if unreadable and (is_too_many or unreadable == total):
        raise DamagedFileError(
            f"{name}: {unreadable:,} of {total:,} rows cannot be read, the first in record "
            f"{first:,}; for example: {reason}. Its columns or its date format have changed, or it "
            "is damaged. Deliver it in the declared form."
        )
