"""Faults of columns: renamed, missing, emptied, swapped."""

from collections.abc import Sequence

from ecom_platform.fault_injection.fault import Fault
from ecom_platform.fault_injection.header_roles import LEDGER, MARKETPLACE, SALES, SHOP, HeaderRoles
from ecom_platform.fault_injection.planting import (
    constant,
    evenly_spread,
    named_sizes,
    on_cells,
    on_tables,
    share_sizes,
)
from ecom_platform.fault_injection.text_table import Row, TextTable


def _with_renamed_headers(table: TextTable, roles: HeaderRoles, value: float) -> TextTable:
    """The table with `value` important headers renamed; with all headers renamed when it is 0."""
    headers = [roles.price, roles.sku, roles.day][: int(value)] if value else list(table.header)
    renamed = {table.position(header) for header in headers}
    header = tuple(
        f"{cell.strip()} (new)" if number in renamed else cell
        for number, cell in enumerate(table.header)
    )
    return TextTable(header, table.rows)


def _without_column(table: TextTable, roles: HeaderRoles, value: float) -> TextTable:
    """The table without one column: `value` is its position in `HeaderRoles.droppable`."""
    position = table.position(roles.droppable[int(value)])
    return TextTable(
        _without_cell(table.header, position),
        tuple(_without_cell(row, position) for row in table.rows),
    )


def _without_cell(row: Row, position: int) -> Row:
    return (*row[:position], *row[position + 1 :])


def _with_columns_reordered(table: TextTable, _roles: HeaderRoles, share: float) -> TextTable:
    """The table with a share of its columns, but at least two, in reverse order."""
    count = max(2, round(len(table.header) * share))
    return TextTable(
        _first_cells_reversed(table.header, count),
        tuple(_first_cells_reversed(row, count) for row in table.rows),
    )


def _first_cells_reversed(row: Row, count: int) -> Row:
    return (*row[:count][::-1], *row[count:])


def _with_columns_swapped(table: TextTable, left: str, right: str, share: float) -> TextTable:
    """The table with the cells of two columns swapped in a share of the rows."""
    chosen = set(evenly_spread(len(table.rows), share))
    first, second = table.position(left), table.position(right)

    def swap(row: Row) -> Row:
        cells = list(row)
        cells[first], cells[second] = row[second], row[first]
        return tuple(cells)

    return table.with_rows(
        swap(row) if number in chosen else row for number, row in enumerate(table.rows)
    )


def _with_quantity_and_price_swapped(
    table: TextTable, roles: HeaderRoles, share: float
) -> TextTable:
    return _with_columns_swapped(table, roles.quantity, roles.price, share)


def _with_neighbouring_texts_swapped(
    table: TextTable, roles: HeaderRoles, share: float
) -> TextTable:
    return _with_columns_swapped(table, *roles.neighbours, share)


FAULTS: Sequence[Fault] = (
    Fault(
        "header_renamed",
        "A new release of the export gives columns other names.",
        "error",
        SALES,
        named_sizes(**{"one column": 1, "three columns": 3, "all columns": 0}),
        on_tables(_with_renamed_headers),
    ),
    Fault(
        "column_dropped",
        "A column is no longer exported.",
        "error",
        SALES,
        named_sizes(**{"a minor one": 0, "one that matters": 1, "the amounts": 2}),
        on_tables(_without_column),
    ),
    Fault(
        "column_blank",
        "A column is still there, but its cells are blank.",
        "error",
        (SHOP, MARKETPLACE),
        share_sizes(0.1, 0.5, 1, of="amounts and costs"),
        on_cells(lambda roles: [roles.cost or roles.price], constant("")),
    ),
    Fault(
        "columns_reordered",
        "The columns are in another order, header and cells alike.",
        "harmless",
        SALES,
        share_sizes(0.1, 0.5, 1, of="columns"),
        on_tables(_with_columns_reordered),
    ),
    Fault(
        "amount_and_quantity_swapped",
        "Amount and quantity are in each other's column.",
        "error",
        SALES,
        share_sizes(0.01, 0.1, 1),
        on_tables(_with_quantity_and_price_swapped),
    ),
    Fault(
        "text_columns_swapped",
        "The cells of two neighbouring text columns are swapped.",
        "error",
        (SHOP, MARKETPLACE, LEDGER),
        share_sizes(0.01, 0.1, 1),
        on_tables(_with_neighbouring_texts_swapped),
    ),
)
