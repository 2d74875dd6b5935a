"""Faults of rows: too few, too many, twice, or of days that were delivered before."""

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
    at_rank,
    copies_with_new_ids,
    evenly_spread,
    mapped,
    named_sizes,
    number_of,
    on_tables,
    parse_moment,
    scaled,
    share_sizes,
)
from ecom_platform.fault_injection.text_table import Row, TextTable, read_table, write_table

_ORDERS = (SHOP, MARKETPLACE)


def _dropped(table: TextTable, _roles: HeaderRoles, share: float) -> TextTable:
    lost = set(evenly_spread(len(table.rows), share))
    return table.with_rows(row for number, row in enumerate(table.rows) if number not in lost)


def _duplicated(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    chosen = [table.rows[number] for number in evenly_spread(len(table.rows), share)]
    return table.with_rows([*table.rows, *copies_with_new_ids(chosen, table.position(roles.order))])


def _with_more_trade(delivery: Delivery, share: float) -> Files:
    """A share of the orders of the day before comes again as orders of today, under new ids."""
    roles, found = HEADER_ROLES[delivery.feed], dict(delivery.files)
    for (name, content), before in zip(
        delivery.files.items(), delivery.earlier[-1].values(), strict=False
    ):
        table, former = read_table(name, content), read_table(name, before)
        chosen = [former.rows[number] for number in evenly_spread(len(former.rows), share)]
        day = table.position(roles.day)
        dated = [
            (*row[:day], _on_day_of(delivery, row[day]), *row[day + 1 :])
            for row in copies_with_new_ids(chosen, table.position(roles.order))
        ]
        found[name] = write_table(name, table.with_rows([*table.rows, *dated]))
    return found


def _on_day_of(delivery: Delivery, cell: str) -> str:
    found = parse_moment(delivery.feed, cell)
    if found is None:
        return cell
    moment, form = found
    day = delivery.day
    return moment.replace(year=day.year, month=day.month, day=day.day).strftime(form)


def _with_used_ids(delivery: Delivery, share: float) -> Files:
    roles, found = HEADER_ROLES[delivery.feed], dict(delivery.files)
    used = [
        order
        for name, content in delivery.earlier[-1].items()
        for order in read_table(name, content).column(roles.order)
    ]
    for name, content in delivery.files.items():
        table = read_table(name, content)
        old = table.column(roles.order)
        taken = [old[number] for number in evenly_spread(len(old), share)]
        new = dict(zip(dict.fromkeys(taken), dict.fromkeys(used), strict=False))
        renamed = table.with_cells(roles.order, range(len(old)), mapped(new))
        found[name] = write_table(name, renamed)
    return found


def _restating(delivery: Delivery, share: float) -> Files:
    """The file also has a day that was delivered before, with a share of its rows changed.

    The changed rows are missing from a ledger; in other feeds they have a tenth of their price.
    """
    roles, found = HEADER_ROLES[delivery.feed], {}
    for (name, content), before in zip(
        delivery.files.items(), delivery.earlier[-2].values(), strict=False
    ):
        table, former = read_table(name, content), read_table(name, before)
        chosen = evenly_spread(len(former.rows), share)
        if delivery.feed == LEDGER:
            lost = set(chosen)
            again = former.with_rows(
                row for number, row in enumerate(former.rows) if number not in lost
            )
        else:
            again = former.with_cells(roles.price, chosen, _a_tenth)
        found[name] = write_table(name, table.with_rows([*again.rows, *table.rows]))
    return found


def _a_tenth(cell: str) -> str:
    return scaled(Decimal("0.1"), 2)(cell) if number_of(cell) is not None else cell


def _category_multiplied(table: TextTable, roles: HeaderRoles, factor: float) -> TextTable:
    position = table.position(roles.category)
    name = at_rank(table.column(roles.category), 0.7)
    rows: list[Row] = [row for row in table.rows if row[position] == name]
    more = int(len(rows) * (factor - 1))
    more_rows: list[Row] = []
    while rows and len(more_rows) < more:
        rows = copies_with_new_ids(rows, table.position(roles.order))
        more_rows += rows[: more - len(more_rows)]
    return table.with_rows([*table.rows, *more_rows])


FAULTS: Sequence[Fault] = (
    Fault(
        "rows_dropped",
        "The export stops early or skips rows.",
        "error",
        SALES,
        share_sizes(0.1, 0.5, 0.8),
        on_tables(_dropped),
    ),
    Fault(
        "duplicate_lines_with_new_ids",
        "The shop's import ran twice: every line is repeated under another order.",
        "error",
        _ORDERS,
        share_sizes(0.02, 0.2, 1),
        on_tables(_duplicated),
    ),
    Fault(
        "volume_doubled",
        "Far more is sold than on any such day, and no promotion is announced.",
        "warn",
        _ORDERS,
        named_sizes(**{"a quarter more": 0.25, "half as much again": 0.5, "twice as much": 1}),
        _with_more_trade,
    ),
    Fault(
        "category_multiplied",
        "One category sells many times what it did.",
        "warn",
        (MARKETPLACE,),
        named_sizes(doubled=2, fivefold=5, tenfold=10),
        on_tables(_category_multiplied),
    ),
    Fault(
        "order_ids_reused",
        "The shop's counter was set back: new orders carry the ids of old ones.",
        "error",
        _ORDERS,
        share_sizes(0.02, 0.2, 1),
        _with_used_ids,
    ),
    Fault(
        "old_day_restated",
        "A day that was delivered before comes again with a part of its money missing.",
        "error",
        SALES,
        share_sizes(0.05, 0.3, 0.9),
        _restating,
    ),
)
