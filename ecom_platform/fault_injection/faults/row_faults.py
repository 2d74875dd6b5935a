"""Faults of rows: missing or additional rows, duplicates, and rows of days delivered before."""

from collections.abc import Sequence
from decimal import Decimal

from ecom_platform.fault_injection.fault import Delivery, Fault, Files
from ecom_platform.fault_injection.header_roles import (
    HEADER_ROLES,
    LEDGER,
    MARKETPLACE,
    SALES,
    SHOP,
    HeaderRoles,
)
from ecom_platform.fault_injection.planting import (
    copies_with_new_ids,
    evenly_spread,
    mapped,
    named_sizes,
    number_of,
    on_tables,
    parse_date_cell,
    scaled,
    share_sizes,
    value_at_rank,
)
from ecom_platform.fault_injection.text_table import Row, TextTable, read_table, write_table

_ORDERS = (SHOP, MARKETPLACE)


def _without_some_rows(table: TextTable, _roles: HeaderRoles, share: float) -> TextTable:
    """The table without a share of its rows."""
    lost = set(evenly_spread(len(table.rows), share))
    return table.with_rows(row for number, row in enumerate(table.rows) if number not in lost)


def _with_rows_repeated(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    """The table with a share of its rows repeated under new order ids."""
    chosen = [table.rows[number] for number in evenly_spread(len(table.rows), share)]
    return table.with_rows([*table.rows, *copies_with_new_ids(chosen, table.position(roles.order))])


def _with_more_orders(delivery: Delivery, share: float) -> Files:
    """The files, and a share of the lines of the day before as lines of today, under new ids."""
    roles, files = HEADER_ROLES[delivery.feed], dict(delivery.files)
    # The day before may have fewer files: the remaining files of today stay as they are.
    for (name, content), content_before in zip(
        delivery.files.items(), delivery.earlier[-1].values(), strict=False
    ):
        table, table_before = read_table(name, content), read_table(name, content_before)
        chosen = [
            table_before.rows[number] for number in evenly_spread(len(table_before.rows), share)
        ]
        position = table.position(roles.day)
        additional_rows = [
            (*row[:position], _moved_to_day_of(delivery, row[position]), *row[position + 1 :])
            for row in copies_with_new_ids(chosen, table.position(roles.order))
        ]
        files[name] = write_table(name, table.with_rows([*table.rows, *additional_rows]))
    return files


def _moved_to_day_of(delivery: Delivery, cell: str) -> str:
    """The time of day of a cell on the day of the delivery; a cell without a date unchanged."""
    parsed = parse_date_cell(delivery.feed, cell)
    if parsed is None:
        return cell
    moment, date_format = parsed
    day = delivery.day
    return moment.replace(year=day.year, month=day.month, day=day.day).strftime(date_format)


def _with_order_ids_reused(delivery: Delivery, share: float) -> Files:
    """The files in which a share of the orders have the ids of orders of the previous delivery."""
    roles, files = HEADER_ROLES[delivery.feed], dict(delivery.files)
    earlier_ids = [
        order_id
        for name, content in delivery.earlier[-1].items()
        for order_id in read_table(name, content).column(roles.order)
    ]
    for name, content in delivery.files.items():
        table = read_table(name, content)
        order_ids = table.column(roles.order)
        chosen_ids = [order_ids[number] for number in evenly_spread(len(order_ids), share)]
        # `dict.fromkeys` removes repeated ids and keeps their order. When the previous delivery has
        # fewer ids than are chosen, the remaining orders keep their own ids.
        new_id_by_old = dict(
            zip(dict.fromkeys(chosen_ids), dict.fromkeys(earlier_ids), strict=False)
        )
        changed = table.with_cells(roles.order, range(len(order_ids)), mapped(new_id_by_old))
        files[name] = write_table(name, changed)
    return files


def _with_earlier_day_restated(delivery: Delivery, share: float) -> Files:
    """The files, and before their rows those of the day before yesterday, with less money.

    In a ledger, a share of these rows is missing; in other feeds, they have a tenth of their price.
    """
    roles, files = HEADER_ROLES[delivery.feed], {}
    # That day may have fewer files: the remaining files of today are then not delivered.
    for (name, content), content_before in zip(
        delivery.files.items(), delivery.earlier[-2].values(), strict=False
    ):
        table, table_before = read_table(name, content), read_table(name, content_before)
        if delivery.feed == LEDGER:
            restated = _without_some_rows(table_before, roles, share)
        else:
            chosen = evenly_spread(len(table_before.rows), share)
            restated = table_before.with_cells(roles.price, chosen, _one_tenth)
        files[name] = write_table(name, table.with_rows([*restated.rows, *table.rows]))
    return files


def _one_tenth(cell: str) -> str:
    return scaled(Decimal("0.1"), 2)(cell) if number_of(cell) is not None else cell


def _with_category_multiplied(table: TextTable, roles: HeaderRoles, factor: float) -> TextTable:
    """The table with `factor` times as many rows of a rather frequent category."""
    position = table.position(roles.category)
    category = value_at_rank(table.column(roles.category), 0.7)
    rows: list[Row] = [row for row in table.rows if row[position] == category]
    additional_count = int(len(rows) * (factor - 1))
    additional_rows: list[Row] = []
    while rows and len(additional_rows) < additional_count:
        rows = copies_with_new_ids(rows, table.position(roles.order))  # new ids in every round
        additional_rows += rows[: additional_count - len(additional_rows)]
    return table.with_rows([*table.rows, *additional_rows])


FAULTS: Sequence[Fault] = (
    Fault(
        "rows_dropped",
        "The export stops early or skips rows.",
        "error",
        SALES,
        share_sizes(0.1, 0.5, 0.8),
        on_tables(_without_some_rows),
    ),
    Fault(
        "duplicate_lines_with_new_ids",
        "The shop's import ran twice: every line is repeated under another order.",
        "error",
        _ORDERS,
        share_sizes(0.02, 0.2, 1),
        on_tables(_with_rows_repeated),
    ),
    Fault(
        "volume_doubled",
        "Far more is sold than on any such day, and no promotion is announced.",
        "warn",
        _ORDERS,
        named_sizes(**{"a quarter more": 0.25, "half as much again": 0.5, "twice as much": 1}),
        _with_more_orders,
    ),
    Fault(
        "category_multiplied",
        "One category sells many times what it did.",
        "warn",
        (MARKETPLACE,),
        named_sizes(doubled=2, fivefold=5, tenfold=10),
        on_tables(_with_category_multiplied),
    ),
    Fault(
        "order_ids_reused",
        "The shop's counter was set back: new orders carry the ids of old ones.",
        "error",
        _ORDERS,
        share_sizes(0.02, 0.2, 1),
        _with_order_ids_reused,
    ),
    Fault(
        "old_day_restated",
        "A day that was delivered before comes again with a part of its money missing.",
        "error",
        SALES,
        share_sizes(0.05, 0.3, 0.9),
        _with_earlier_day_restated,
    ),
)
