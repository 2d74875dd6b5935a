"""The verdicts of a run, kept in the operational store; a row here says that a run is complete.

Whoever tells people of incidents starts from these rows. How a verdict is reached: `gate.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

import duckdb
from sqlalchemy import Connection, delete, insert, select, update

from ecom_platform.operations import store_tables
from ecom_platform.quality.gate.lineage import Parents
from ecom_platform.quality.results.result_store import now


class VerdictRow(Protocol):
    """What is kept of the verdict on a table."""

    @property
    def table(self) -> str:
        """The table."""

    @property
    def state(self) -> str:
        """Passed, held or released."""

    @property
    def cause(self) -> str:
        """The table that failed."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against it."""


def keep(
    store: Connection,
    run_id: str,
    verdicts: Iterable[VerdictRow],
    parents: Parents,
    files: Mapping[str, list[str]],
) -> None:
    """Keep the verdict on every table of a run; judged again, it counts anew."""
    known = store_tables.verdicts
    store.execute(delete(known).where(known.c.run_id == run_id))
    store.execute(
        insert(known),
        [
            {
                "run_id": run_id,
                "table_name": one.table,
                "state": one.state,
                "cause_table": one.cause,
                "reasons": list(one.reasons),
            }
            for one in verdicts
        ],
    )
    lineage = {table: sorted(made_of) for table, made_of in parents.items()}
    _note(store, run_id, {"lineage": lineage, "files": dict(files)})


def last_files(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Each raw table with the names of the files that came last: a likely cause of what is new."""
    rows = warehouse.execute(
        """
        select 'raw.' || feed, list(file_name order by file_id desc)[:3]
        from raw.files where status = 'loaded' group by feed
        """
    ).fetchall()
    return dict(rows)


def _note(store: Connection, run_id: str, about: Mapping[str, Mapping[str, list[str]]]) -> None:
    known = store_tables.judgements
    values = {"kind": "run", "judged_at": now(), "followed_at": None, **about}
    of_run = known.c.run_id == run_id
    if store.execute(select(known.c.judgement_id).where(of_run)).scalar() is None:
        store.execute(insert(known).values(run_id=run_id, **values))
    else:
        store.execute(update(known).where(of_run).values(**values))
