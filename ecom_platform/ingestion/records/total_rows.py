"""Tell the total row below the rows of a file from a row that cannot be read.

The cells are given their types in `cell_types.py`.
"""

from collections.abc import Iterable

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.records.header_sections import Section

_NUMBERS = ("integer", "decimal")
_LEAST_KEYS = 2  # a row without its only key may as well be one with a missing cell
_WORDS = (
    *("total", "totals", "grand total", "subtotal", "sub-total", "sum", "overall"),
    *("summe", "gesamt", "gesamtsumme", "zwischensumme", "somme", "total général", "totale"),
    *("totaal", "suma", "razem", "celkem", "итого", "toplam", "合計", "总计"),
)
_WORD_LIST = ", ".join(f"'{word}'" for word in _WORDS)


def could_be_total_sql(section: Section) -> str:
    """SQL for whether no cell that every row must have holds anything but a word for a total.

    The cells with numbers are left aside. It is false in a layout with fewer than two such cells.
    """
    keys = [
        f"t{section.cell_positions[column.name]}"
        for column in section.layout.columns
        if column.required and column.kind not in _NUMBERS and column.name in section.cell_positions
    ]
    if len(keys) < _LEAST_KEYS:
        return "false"
    return " and ".join(f"coalesce({_is_word_sql(cell)}, true)" for cell in keys)


def names_a_total_sql(positions: Iterable[int]) -> str:
    """SQL for whether any of these cells is a word for a total."""
    words = [f"coalesce({_is_word_sql(f't{position}')}, false)" for position in positions]
    return " or ".join(words) or "false"


def mark_total_rows(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Mark the rows of `typed_rows` that add up others, in `is_total` and as holding no row.

    Such a row has nothing in the cells that every row must have. It names a total, or one of its
    numbers is the sum of the readable rows.
    """
    numbers = [column.name for column in feed.columns if column.kind in _NUMBERS]
    sums = ", ".join(f"(select sum({name}) from readable) as sum_of_{name}" for name in numbers)
    adds_up = " or ".join(
        f"coalesce({name} <> 0 and {name} = sums.sum_of_{name}, false)" for name in numbers
    )
    connection.execute(
        f"""
        create or replace temp table typed_rows as
        with readable as (
            select * from typed_rows where reason is null and not is_blank
        ), sums as (
            select count(*) as row_count{", " + sums if sums else ""} from readable
        )
        select typed_rows.* exclude (could_be_total, names_a_total, is_blank),
            coalesce(
                not is_blank and reason is not null and could_be_total
                and (names_a_total or sums.row_count > 1 and ({adds_up or "false"})),
                false
            ) as is_total,
            is_blank or is_total as is_blank
        from typed_rows cross join sums
        """
    )


def _is_word_sql(cell: str) -> str:
    """SQL for whether a cell is a word for a total; null for an empty cell."""
    return f"rtrim(lower({cell}), ' :') in ({_WORD_LIST})"
