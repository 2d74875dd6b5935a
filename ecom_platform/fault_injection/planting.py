"""How faults are planted: which rows they change, and how rows, cells and numbers change.

Changed rows are spread evenly over a file, so that a file is always damaged in the same way.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from ecom_platform.fault_injection.fault import Change, Delivery, Files, Size
from ecom_platform.fault_injection.header_roles import HEADER_ROLES, HeaderRoles
from ecom_platform.fault_injection.text_table import Row, TextTable, read_table, write_table
from ecom_platform.ingestion.feeds.feed_registry import all_feeds

TableChange = Callable[[TextTable, HeaderRoles, float], TextTable]
CellChange = Callable[[str], str]


def share_sizes(*values: float, of: str = "rows") -> tuple[Size, ...]:
    """Sizes that are shares, with names such as `10 % of the rows`; the last size is obvious."""
    names = [f"all {of}" if value == 1 else f"{value * 100:g} % of the {of}" for value in values]
    return named_sizes(**dict(zip(names, values, strict=True)))


def named_sizes(**values: float) -> tuple[Size, ...]:
    """Sizes from names and values, smallest first; the last size is obvious."""
    last_name = list(values)[-1]
    return tuple(Size(name, value, name == last_name) for name, value in values.items())


def evenly_spread(count: int, share: float) -> list[int]:
    """The row numbers of a share of `count` rows, evenly spread; at least one if there are rows.

    >>> evenly_spread(10, 0.3)
    [0, 3, 6]
    """
    if not count:
        return []
    chosen_count = min(count, max(1, round(count * share)))
    return [number * count // chosen_count for number in range(chosen_count)]


def on_tables(change: TableChange) -> Change:
    """Make a change of tables into a change of deliveries: it is applied to every file."""

    def changed_files(delivery: Delivery, value: float) -> Files:
        roles = HEADER_ROLES[delivery.feed]
        return {
            name: write_table(name, change(read_table(name, content), roles, value))
            for name, content in delivery.files.items()
        }

    return changed_files


def on_cells(headers: Callable[[HeaderRoles], Sequence[str]], change: CellChange) -> Change:
    """Make a change of cells into a change of deliveries: it is applied to a share of the rows.

    Blank cells stay blank, and the share is one of the rows that have a cell to change.

    Args:
        headers: the columns to change; those that a file lacks are left out.
        change: the change of one cell.
    """

    def changed_table(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
        present = [header for header in headers(roles) if header and table.has(header)]
        filled_rows = [
            number
            for number in range(len(table.rows))
            if any(_stripped_cells(table, number, present))
        ]
        chosen = [filled_rows[number] for number in evenly_spread(len(filled_rows), share)]
        for header in present:
            table = table.with_cells(header, chosen, lambda cell: change(cell) if cell else cell)
        return table

    return on_tables(changed_table)


def _stripped_cells(table: TextTable, number: int, headers: Sequence[str]) -> list[str]:
    """The cells of one row in these columns, without blanks around them."""
    return [table.rows[number][table.position(header)].strip() for header in headers]


def on_numbers(headers: Callable[[HeaderRoles], Sequence[str]], change: CellChange) -> Change:
    """The same as `on_cells`, but only cells that are numbers are changed."""
    return on_cells(headers, lambda cell: change(cell) if number_of(cell) is not None else cell)


def number_of(cell: str) -> Decimal | None:
    """The number in a cell; None when it contains something else."""
    try:
        number = Decimal(cell.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def scaled(factor: Decimal | int, digits: int = 4) -> CellChange:
    """A change that multiplies the number in a cell; at most `digits` digits after the point.

    >>> scaled(Decimal("0.1"))("12.5")
    '1.25'
    """
    smallest_step = Decimal(1).scaleb(-digits)

    def scaled_cell(cell: str) -> str:
        number = (number_of(cell) or Decimal(0)) * factor
        text = format(number.quantize(smallest_step), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    return scaled_cell


def constant(text: str) -> CellChange:
    """A change that replaces every cell by the same text."""
    return lambda _cell: text


def mapped(new_texts: Mapping[str, str]) -> CellChange:
    """A change that replaces the cells that are a key of `new_texts`, and leaves all others."""
    return lambda cell: new_texts.get(cell, cell)


def copies_with_new_ids(rows: Sequence[Row], position: int) -> list[Row]:
    """Copies of rows with new ids, in which every digit is increased by three (modulo ten).

    Args:
        rows: the rows to copy.
        position: the position of the id in a row.
    """
    digit_shift = str.maketrans("0123456789", "3456789012")
    return [
        (*row[:position], row[position].translate(digit_shift), *row[position + 1 :])
        for row in rows
    ]


def values_by_frequency(values: Sequence[str]) -> list[str]:
    """The different values that are not blank, from the rarest to the most frequent."""
    counts = Counter(value for value in values if value.strip())
    return sorted(counts, key=lambda value: (counts[value], value))


def value_at_rank(values: Sequence[str], share: float) -> str:
    """The value at a rank from 0, the rarest, to 1, the most frequent; empty when there is none."""
    by_frequency = values_by_frequency(values)
    return by_frequency[round((len(by_frequency) - 1) * share)] if by_frequency else ""


def parse_date_cell(feed: str, cell: str) -> tuple[datetime, str] | None:
    """The time in a cell, and in which of the feed's date formats it is written.

    None when the cell has none of these formats.
    """
    for date_format in all_feeds()[feed].date_formats:
        try:
            return datetime.strptime(cell.strip(), date_format), date_format  # noqa: DTZ007 - as delivered
        except ValueError:
            continue
    return None


def on_dates(change: Callable[[datetime, str], str]) -> Change:
    """Make a change of dates into a change of deliveries: it is applied to a share of the rows.

    Args:
        change: a function from a time and its date format to the text of the new date.
    """

    def changed_files(delivery: Delivery, share: float) -> Files:
        def changed_cell(cell: str) -> str:
            parsed = parse_date_cell(delivery.feed, cell)
            return change(*parsed) if parsed else cell

        return on_cells(lambda roles: [roles.day], changed_cell)(delivery, share)

    return changed_files
