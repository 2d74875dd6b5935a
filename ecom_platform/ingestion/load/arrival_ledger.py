"""The order in which files arrived, kept in the operational store.

The warehouse can be deleted and loaded anew from the landing folder; the operational store stays.
A file therefore counts in its old place again. What has become of its rows is in the warehouse, in
`file_ledger.py`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
from sqlalchemy import Column, Connection, func, insert, select

from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.operations.store import open_store
from ecom_platform.operations.store_tables import arrivals
from ecom_platform.settings import Settings


@dataclass(frozen=True)
class Arrival:
    """The arrival of a content under a name.

    Attributes:
        number: rises with each new content; the same content under a second name has the same.
        run_number: equal for files that were first seen in the same run: they arrived together.
    """

    fingerprint: str
    number: int
    run_number: int


class ArrivalLedger:
    """What was in the landing folder, by name, and when it arrived."""

    def __init__(self, settings: Settings) -> None:
        """Read the ledger; `settings` say where the operational store is."""
        self._store = open_store(settings)
        with self._store.transaction() as store:
            self._by_name = _last_arrivals(store)
            self._last_number = _largest(store, arrivals.c.number)
            self._run_number = _largest(store, arrivals.c.run_number) + 1

    def in_order_of_arrival(self, files: Iterable[LandingFile]) -> list[LandingFile]:
        """The files in the order in which they first arrived, new ones last and as they are."""
        positions = {name: position for position, name in enumerate(self._by_name)}

        def place(file: LandingFile) -> tuple[float, float]:
            arrival = self._by_name.get(file.name)
            return (arrival.number, positions[file.name]) if arrival else (math.inf, math.inf)

        return sorted(files, key=place)

    def arrival_of(self, name: str, fingerprint: str) -> Arrival:
        """The arrival of this content under this name, which is recorded when it is new."""
        known = self._by_name.get(name)
        if known and known.fingerprint == fingerprint:
            return known
        arrival = self._arrival_of_content(fingerprint)
        self._record({name: arrival})
        return arrival

    def adopt_loaded_files(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Record the files of a warehouse that was loaded before arrivals were recorded.

        Returns:
            Whether there were any: their rows were deduplicated without their arrivals.
        """
        rows = connection.execute(
            """
            update raw.files set arrival_run = delivered_number
            where status in ('loaded', 'replaced') and arrival_run is null
            returning file_name, fingerprint, delivered_number
            """
        ).fetchall()
        adopted = sorted((number, name, content) for name, content, number in rows)
        self._record({name: Arrival(content, number, number) for number, name, content in adopted})
        return bool(rows)

    def _arrival_of_content(self, fingerprint: str) -> Arrival:
        """The arrival of this content under another name, or else a new one."""
        for arrival in self._by_name.values():
            if arrival.fingerprint == fingerprint:
                return arrival
        return Arrival(fingerprint, self._last_number + 1, self._run_number)

    def _record(self, new: dict[str, Arrival]) -> None:
        if not new:
            return
        arrived_at = datetime.now(UTC).replace(tzinfo=None)
        with self._store.transaction() as store:
            store.execute(
                insert(arrivals),
                [
                    {"file_name": name, "arrived_at": arrived_at, **vars(arrival)}
                    for name, arrival in new.items()
                ],
            )
        self._by_name |= new
        self._last_number = max([self._last_number, *(arrival.number for arrival in new.values())])


def _largest(store: Connection, column: Column[Any]) -> int:
    return int(store.execute(select(func.max(column))).scalar() or 0)


def _last_arrivals(store: Connection) -> dict[str, Arrival]:
    """The last arrival under each name."""
    columns = arrivals.c
    rows = store.execute(
        select(columns.file_name, columns.fingerprint, columns.number, columns.run_number).order_by(
            columns.arrival_id
        )
    )
    return {str(row[0]): Arrival(str(row[1]), int(row[2]), int(row[3])) for row in rows}
