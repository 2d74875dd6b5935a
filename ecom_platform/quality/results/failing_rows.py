"""A few of the rows that failed a check, with personal data masked.

The query that finds the rows is part of the check result. Where the rows are shown is decided by
the caller.
"""

import re
from pathlib import Path
from typing import Any

import duckdb

from ecom_platform.warehouse.connection import open_warehouse

ROWS = 5
MASK = "***"
_PERSONAL = re.compile(
    r"(^|_)(customer|buyer|contact|recipient)(_|$)|name$|mail|phone|address|city|postal|^record$"
)


def failing_rows(warehouse_path: Path, sql: str) -> str:
    """The first rows of a query as a Markdown table; empty when there are none.

    Cells of columns that name a person or an address are replaced by `***`.

    Args:
        warehouse_path: the warehouse file.
        sql: the query; when it is empty or fails, nothing is shown.
    """
    if not sql.strip():
        return ""
    with open_warehouse(warehouse_path) as warehouse:
        try:
            found = warehouse.execute(f"select * from ({sql.strip().rstrip(';')}) limit {ROWS}")
            names = [column[0] for column in found.description or ()]
            rows = found.fetchall()
        except duckdb.Error:
            return ""
    return _markdown_table(names, [_masked_cells(names, row) for row in rows]) if rows else ""


def _masked_cells(names: list[str], row: tuple[Any, ...]) -> list[str]:
    """The cells as text, with those of personal columns masked."""
    return [
        MASK if _PERSONAL.search(name) else str(value)
        for name, value in zip(names, row, strict=True)
    ]


def _markdown_table(names: list[str], rows: list[list[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
