"""Read dotted dates of a file whose decimal commas show that it writes the day first.

The cells of a record stay as delivered; only their reading changes. The decimal mark itself is
found in `number_cells.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from ecom_platform.ingestion.files.text_records import TextRecords
from ecom_platform.ingestion.records.header_sections import Section
from ecom_platform.ingestion.records.number_cells import DecimalMark

_DOTTED = r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?"


@dataclass(frozen=True)
class LocalNotation:
    """What of a file is read in another form than the declared one.

    Attributes:
        has_decimal_commas: its numbers have decimal commas.
        dates: positions of the cells with dates such as 31.12.2025.
    """

    has_decimal_commas: bool = False
    dates: frozenset[int] = frozenset()

    @property
    def remarks(self) -> list[str]:
        """What the reader of a report should know about the reading."""
        found = ["decimal commas are read as such"] if self.has_decimal_commas else []
        return found + (["dates are read as day.month.year"] if self.dates else [])

    def rewritten_sql(self, trimmed: str, positions: Iterable[int]) -> str:
        """The query for trimmed cells `t0`, `t1` ... with these dates in ISO form."""
        rewritten = [
            f"{_iso_date_sql(position)} as t{position}"
            for position in sorted(self.dates & set(positions))
        ]
        return (
            f"select * replace ({', '.join(rewritten)}) from ({trimmed})" if rewritten else trimmed
        )


def find_local_notation(
    connection: duckdb.DuckDBPyConnection,
    records: TextRecords,
    sections: list[Section],
    mark: DecimalMark,
) -> LocalNotation:
    """The notation that the cells of the temporary table `records` prove.

    Only in a text with certain decimal commas, whose cells are not separated by commas, are dotted
    dates certain to begin with the day.
    """
    has_commas = mark.mark == ","
    only_section = sections[0] if len(sections) == 1 else None
    is_proof = has_commas and mark.is_certain and records.file.separator not in {None, ","}
    if not is_proof or only_section is None:
        return LocalNotation(has_commas)
    dates = _date_positions(only_section)
    return LocalNotation(
        has_commas, frozenset(cell for cell in dates if _are_dotted_dates(connection, cell))
    )


def _date_positions(section: Section) -> list[int]:
    """The positions of the cells with dates and times."""
    return [
        section.cell_positions[column.name]
        for column in section.layout.columns
        if column.kind in {"date", "timestamp"} and column.name in section.cell_positions
    ]


def _are_dotted_dates(connection: duckdb.DuckDBPyConnection, cell: int) -> bool:
    """Whether every date of the cell is dotted."""
    row = connection.execute(
        f"""
        select bool_and(regexp_full_match(trim(c{cell}), '{_DOTTED}')) from records
        where record_number > 0 and trim(c{cell}) <> ''
        """
    ).fetchone()
    return bool(row and row[0])


def _iso_date_sql(position: int) -> str:
    """SQL for a trimmed cell with its date in ISO form, and its time with seconds."""
    iso = rf"regexp_replace(t{position}, '^{_DOTTED}$', '\3-\2-\1\4')"
    return f"case when t{position} like '% __:__' then {iso} || ':00' else {iso} end"
