"""Which tables are published: those of some layers, and the ledgers of files.

Which of them a version contains follows from the gate, in `table_selection.py`.
"""

import duckdb

from ecom_platform.warehouse.layers import ANALYTICS, MARTS, PROVENANCE, RAW

LAYERS = (MARTS, PROVENANCE, ANALYTICS)

EXTRA_TABLES = (f"{RAW}.files", f"{RAW}.quarantine")


def is_published(table: str) -> bool:
    """Whether readers get a table: a mart, an analytic table, provenance, or the file ledger."""
    return table.partition(".")[0] in LAYERS or table in EXTRA_TABLES


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables in an open database that readers get, in alphabetical order."""
    rows = connection.execute(
        """
        select schema_name || '.' || table_name as name from duckdb_tables()
        where list_contains(?, schema_name) or list_contains(?, name) order by name
        """,
        [list(LAYERS), list(EXTRA_TABLES)],
    ).fetchall()
    return [row[0] for row in rows]
