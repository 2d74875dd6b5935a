"""The verdicts of a run, stored in the operational store; a row says that the run is complete.

Incidents are updated from these rows. The verdicts are reached in `gate.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

import duckdb
from sqlalchemy import Connection, delete, insert, select, update

from ecom_platform.operations import store_tables
from ecom_platform.quality.gate.lineage import Parents
from ecom_platform.quality.results.result_store import now


class VerdictRow(Protocol):
    """What is stored of the verdict on a table."""

    @property
    def table(self) -> str:
        """The table."""

    @property
    def state(self) -> str:
        """`passed`, `held` or `released`."""

    @property
    def cause(self) -> str:
        """The table that failed."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the table is held, a sentence each."""


def save_verdicts(
    store: Connection,
    run_id: str,
    verdicts: Iterable[VerdictRow],
    parents: Parents,
    files: Mapping[str, list[str]],
) -> None:
    """Store the verdict on every table of a run, in place of an earlier one.

    Args:
        store: the operational store, inside a transaction.
        run_id: the run.
        verdicts: one for each table.
        parents: table to the tables it is built from directly.
        files: raw table to the names of the files that came last.
    """
    known = store_tables.verdicts
    store.execute(delete(known).where(known.c.run_id == run_id))
    store.execute(
        insert(known),
        [
            {
                "run_id": run_id,
                "table_name": verdict.table,
                "state": verdict.state,
                "cause_table": verdict.cause,
                "reasons": list(verdict.reasons),
            }
            for verdict in verdicts
        ],
    )
    lineage = {table: sorted(above) for table, above in parents.items()}
    _save_evaluation(store, run_id, {"lineage": lineage, "files": dict(files)})


def last_files(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The three newest files of each raw table, newest first: likely causes of new failures."""
    rows = warehouse.execute(
        """
        select 'raw.' || feed, list(file_name order by file_id desc)[:3]
        from raw.files where status = 'loaded' group by feed
        """
    ).fetchall()
    return dict(rows)


def _save_evaluation(
    store: Connection, run_id: str, context: Mapping[str, Mapping[str, list[str]]]
) -> None:
    """Store that the run was evaluated; if it was before, incidents are updated once more."""
    known = store_tables.judgements
    values = {"kind": "run", "judged_at": now(), "followed_at": None, **context}
    of_run = known.c.run_id == run_id
    if store.execute(select(known.c.judgement_id).where(of_run)).scalar() is None:
        store.execute(insert(known).values(run_id=run_id, **values))
    else:
        store.execute(update(known).where(of_run).values(**values))
