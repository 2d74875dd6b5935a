"""Read decimal commas and dotted dates of a file whose own cells prove that it has them.

A number with one comma and three digits after it may have a decimal or a thousands mark; such a
number proves nothing. The cells of a record stay as delivered; only their reading changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from ecom_platform.ingestion.files.text_records import TextRecords
from ecom_platform.ingestion.records.header_sections import Section

_SURE_COMMA = "[+-]?[0-9]+,([0-9]{1,2}|[0-9]{4,})"
_POSSIBLE_COMMA = "[+-]?[0-9]+(,[0-9]+)?"
_DOTTED = r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?"


@dataclass(frozen=True)
class LocalNotation:
    """The cells that are read in another form than the declared one.

    Attributes:
        commas: positions of the cells whose decimal mark is a comma.
        dates: positions of the cells with dates such as 31.12.2025.
    """

    commas: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()

    @property
    def remarks(self) -> list[str]:
        """What the reader of a report should know about the reading."""
        found = ["decimal commas are read as such"] if self.commas else []
        return found + (["dates are read as day.month.year"] if self.dates else [])

    def rewritten_sql(self, trimmed: str, positions: Iterable[int]) -> str:
        """The query for trimmed cells `t0`, `t1` ... with these cells in the declared form."""
        rewritten = [
            f"{_rewritten_cell(position, is_date=position in self.dates)} as t{position}"
            for position in sorted((self.commas | self.dates) & set(positions))
        ]
        return (
            f"select * replace ({', '.join(rewritten)}) from ({trimmed})" if rewritten else trimmed
        )


def find_local_notation(
    connection: duckdb.DuckDBPyConnection, records: TextRecords, sections: list[Section]
) -> LocalNotation:
    """The marks that the cells of the temporary table `records` prove.

    Only a text whose cells are not separated by commas can have decimal commas, and only with them
    are dotted dates certain to begin with the day.
    """
    only_section = sections[0] if len(sections) == 1 else None
    if records.file.separator in {None, ","} or only_section is None:
        return LocalNotation()
    money = _positions(only_section, {"decimal"})
    if not money or not _have_decimal_commas(connection, money):
        return LocalNotation()
    dates = _positions(only_section, {"date", "timestamp"})
    dotted = {cell for cell in dates if _are_dotted_dates(connection, cell)}
    return LocalNotation(frozenset(money), frozenset(dotted))


def _positions(section: Section, kinds: set[str]) -> list[int]:
    """The positions of the cells whose columns are of these kinds."""
    return [
        section.cell_positions[column.name]
        for column in section.layout.columns
        if column.kind in kinds and column.name in section.cell_positions
    ]


def _have_decimal_commas(connection: duckdb.DuckDBPyConnection, cells: list[int]) -> bool:
    """Whether a number proves that the comma is the decimal mark, and none contradicts."""
    texts = " union all ".join(
        f"select trim(c{cell}) as text from records where record_number > 0" for cell in cells
    )
    row = connection.execute(
        f"""
        select bool_or(regexp_full_match(text, '{_SURE_COMMA}')),
            bool_or(regexp_matches(text, '[0-9]')
                and not regexp_full_match(text, '{_POSSIBLE_COMMA}'))
        from ({texts})
        """
    ).fetchone()
    is_proven, is_contradicted = row or (False, False)
    return bool(is_proven) and not is_contradicted


def _are_dotted_dates(connection: duckdb.DuckDBPyConnection, cell: int) -> bool:
    """Whether every date of the cell is dotted."""
    row = connection.execute(
        f"""
        select bool_and(regexp_full_match(trim(c{cell}), '{_DOTTED}')) from records
        where record_number > 0 and trim(c{cell}) <> ''
        """
    ).fetchone()
    return bool(row and row[0])


def _rewritten_cell(position: int, *, is_date: bool) -> str:
    """SQL for the trimmed cell in the declared form."""
    if not is_date:
        return f"replace(t{position}, ',', '.')"
    iso = rf"regexp_replace(t{position}, '^{_DOTTED}$', '\3-\2-\1\4')"
    return f"case when t{position} like '% __:__' then {iso} || ':00' else {iso} end"
