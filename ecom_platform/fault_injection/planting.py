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
    """Sizes that are shares, with names such as `10 % of the rows`; the last is the obvious one."""
    names = [f"all {of}" if value == 1 else f"{value * 100:g} % of the {of}" for value in values]
    return named_sizes(**dict(zip(names, values, strict=True)))


def named_sizes(**values: float) -> tuple[Size, ...]:
    """Sizes with names of their own; the last is the obvious one."""
    last = list(values)[-1]
    return tuple(Size(name, value, name == last) for name, value in values.items())


def evenly_spread(count: int, share: float) -> list[int]:
    """The row numbers of a share of `count` rows: evenly spread, and at least one if there are any.

    >>> evenly_spread(10, 0.3)
    [0, 3, 6]
    """
    wanted = min(count, max(1, round(count * share)))
    return [number * count // wanted for number in range(wanted)] if count else []


def on_tables(change: TableChange) -> Change:
    """A change of every file of a delivery, given as a change of a table."""

    def changed(delivery: Delivery, value: float) -> Files:
        roles = HEADER_ROLES[delivery.feed]
        return {
            name: write_table(name, change(read_table(name, content), roles, value))
            for name, content in delivery.files.items()
        }

    return changed


def on_cells(headers: Callable[[HeaderRoles], Sequence[str]], change: CellChange) -> Change:
    """A change of the cells of some columns, in a share of the rows; blank cells stay blank."""

    def changed(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
        present = [header for header in headers(roles) if header and table.has(header)]
        filled = [
            number for number in range(len(table.rows)) if any(_cells(table, number, present))
        ]
        chosen = [filled[number] for number in evenly_spread(len(filled), share)]
        for header in present:
            table = table.with_cells(header, chosen, lambda cell: change(cell) if cell else cell)
        return table

    return on_tables(changed)


def _cells(table: TextTable, number: int, headers: Sequence[str]) -> list[str]:
    return [table.rows[number][table.position(header)].strip() for header in headers]


def on_numbers(headers: Callable[[HeaderRoles], Sequence[str]], change: CellChange) -> Change:
    """As `on_cells`, for cells that are numbers; other cells stay as they are."""
    return on_cells(headers, lambda cell: change(cell) if number_of(cell) is not None else cell)


def number_of(cell: str) -> Decimal | None:
    """The number in a cell; None when it contains something else."""
    try:
        number = Decimal(cell.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def scaled(factor: Decimal | int, digits: int = 4) -> CellChange:
    """A change that multiplies a number, with at most `digits` digits after the point.

    >>> scaled(Decimal("0.1"))("12.5")
    '1.25'
    """
    step = Decimal(1).scaleb(-digits)

    def changed(cell: str) -> str:
        number = (number_of(cell) or Decimal(0)) * factor
        text = format(number.quantize(step), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    return changed


def constant(text: str) -> CellChange:
    """A change that replaces every cell by the same text."""
    return lambda _cell: text


def mapped(new_texts: Mapping[str, str]) -> CellChange:
    """A change that replaces cells with some texts by others, and leaves all other cells."""
    return lambda cell: new_texts.get(cell, cell)


def copies_with_new_ids(rows: Sequence[Row], position: int) -> list[Row]:
    """Copies of rows with new ids, in which every digit is increased by three (modulo ten).

    Args:
        rows: the rows to copy.
        position: the position of the id in a row.
    """
    turn = str.maketrans("0123456789", "3456789012")
    return [(*row[:position], row[position].translate(turn), *row[position + 1 :]) for row in rows]


def ranked(values: Sequence[str]) -> list[str]:
    """The different values that are not blank, from the rarest to the most frequent."""
    counts = Counter(value for value in values if value.strip())
    return sorted(counts, key=lambda value: (counts[value], value))


def at_rank(values: Sequence[str], share: float) -> str:
    """The value at a rank from 0, the rarest, to 1, the most frequent; empty when there is none."""
    found = ranked(values)
    return found[round((len(found) - 1) * share)] if found else ""


def parse_moment(feed: str, cell: str) -> tuple[datetime, str] | None:
    """The time in a cell and the declared date format it is written in; None without a time."""
    for form in all_feeds()[feed].date_formats:
        try:
            return datetime.strptime(cell.strip(), form), form  # noqa: DTZ007 - as delivered
        except ValueError:
            continue
    return None


def on_dates(change: Callable[[datetime, str], str]) -> Change:
    """A change of the dates in a share of the rows; `change` gets a time and its date format."""

    def changed(delivery: Delivery, share: float) -> Files:
        def written(cell: str) -> str:
            found = parse_moment(delivery.feed, cell)
            return change(*found) if found else cell

        return on_cells(lambda roles: [roles.day], written)(delivery, share)

    return changed
