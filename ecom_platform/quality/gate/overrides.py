"""Overrides: readers get a held table, for exactly the failures that somebody has looked at.

An override names a person, a reason, and the failures it covers. When a check fails in another way
(other rows, another day, another value), or recovers and fails differently, the table is held
again.
"""

import hashlib
from typing import Any

from sqlalchemy import Connection, insert, select

from ecom_platform.errors import QualityError
from ecom_platform.operations import store_tables
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.check_result import CheckResult

_SIGNED_FIELDS = ("check_id", "status", "failures", "value", "amount", "day", "dimension")


def signature(check_result: CheckResult) -> str:
    """A hash of what a check found: equal when it fails again in exactly the same way."""
    found = "|".join(str(getattr(check_result, name)) for name in _SIGNED_FIELDS)
    return hashlib.sha256(found.encode()).hexdigest()


def overridden_signatures(store: Connection) -> dict[str, str]:
    """The signature of each overridden failure, with a sentence that says by whom and why."""
    known = store_tables.releases.c
    columns = (known.signatures, known.released_by, known.reason, known.released_at)
    rows: list[Any] = list(store.execute(select(*columns).order_by(known.release_id)))
    return {
        str(signed): f"Released by {by} on {at:%Y-%m-%d %H:%M} UTC: {reason}"
        for signatures, by, reason, at in rows
        for signed in signatures
    }


def override_held_table(
    store: Connection, table: str, *, reason: str, by: str
) -> list[CheckResult]:
    """The failures of a table in the last run, which no longer hold it back.

    Args:
        store: the operational store, inside a transaction.
        table: `schema.table`.
        reason: why readers may get the table although its checks failed.
        by: who decided so.

    Raises:
        QualityError: there is no reason, or the table has no failure of its own.
    """
    run_id = result_store.last_run(store)
    if not reason.strip():
        raise QualityError("A release needs a reason: whoever reads it later wants to know why.")
    failed = [
        check_result
        for check_result in (result_store.read_results(store, run_id) if run_id else ())
        if check_result.table == table
        and is_blocking(check_result)
        and check_result.status in {"fail", "crashed"}
    ]
    if not failed:
        raise QualityError(
            f"{table} has no failed check of its own in the last run. 'ecom status' names the "
            "tables that are held, and the table each goes back to: release that one."
        )
    store.execute(
        insert(store_tables.releases).values(
            table_name=table,
            run_id=run_id,
            reason=reason.strip(),
            signatures=sorted(signature(check_result) for check_result in failed),
            released_by=by,
            released_at=result_store.now(),
        )
    )
    return failed
