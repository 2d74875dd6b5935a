"""Let a held table pass: by name, with a reason, for exactly the failures someone has looked at.

A release names the failures it lets pass. When a check fails in another way (other rows, another
day, another value), or recovers and fails again differently, the table is held as ever.
"""

import hashlib
from typing import Any

from sqlalchemy import Connection, insert, select

from ecom_platform.errors import QualityError
from ecom_platform.operations import store_tables
from ecom_platform.quality.results import result_store
from ecom_platform.quality.results.check_result import CheckResult

_SIGNED = ("check_id", "status", "failures", "value", "amount", "day", "dimension")


def signature(check_result: CheckResult) -> str:
    """One word for what was found out: equal when a check fails again in the very same way."""
    found = "|".join(str(getattr(check_result, name)) for name in _SIGNED)
    return hashlib.sha256(found.encode()).hexdigest()


def overridden_signatures(store: Connection) -> dict[str, str]:
    """The failures that were let pass, each with the sentence that says by whom and why."""
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
    """Let pass what the last run found wrong with a table itself; what was let pass.

    Raises:
        QualityError: there is no reason, or the table has no failure of its own.
    """
    run_id = result_store.last_run(store)
    if not reason.strip():
        raise QualityError("A release needs a reason: whoever reads it later wants to know why.")
    failed = [
        one
        for one in (result_store.read_results(store, run_id) if run_id else ())
        if one.table == table and one.blocks and one.status in {"fail", "crashed"}
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
            signatures=sorted(signature(one) for one in failed),
            released_by=by,
            released_at=result_store.now(),
        )
    )
    return failed
