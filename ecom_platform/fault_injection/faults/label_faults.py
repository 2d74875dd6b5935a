"""Faults of labels: statuses, flags and partner ids that no longer mean what they meant."""

from collections.abc import Callable, Sequence

from ecom_platform.fault_injection.fault import Change, Fault
from ecom_platform.fault_injection.header_roles import MARKETPLACE, SHOP, HeaderRoles
from ecom_platform.fault_injection.planting import (
    constant,
    evenly_spread,
    mapped,
    named_sizes,
    on_cells,
    on_tables,
    share_sizes,
    value_at_rank,
    values_by_frequency,
)
from ecom_platform.fault_injection.text_table import TextTable

_ORDERS = (SHOP, MARKETPLACE)
_PARTS = share_sizes(0.01, 0.1, 1)


def _with_status_renamed(table: TextTable, roles: HeaderRoles, rank: float) -> TextTable:
    """The table with one status renamed: the rarest for rank 0, the most frequent for rank 1."""
    old_status = value_at_rank(table.column(roles.status), rank)
    new_status = f"Order {old_status.lower()}"
    all_rows = range(len(table.rows))
    return table.with_cells(roles.status, all_rows, mapped({old_status: new_status}))


def _with_most_frequent_status(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    """The table in which a share of the rows with another status get the most frequent status."""
    cells = table.column(roles.status)
    most_frequent = value_at_rank(cells, 1)
    others = [number for number, cell in enumerate(cells) if cell != most_frequent]
    chosen = [others[number] for number in evenly_spread(len(others), share)]
    return table.with_cells(roles.status, chosen, constant(most_frequent))


def _more_rows_with_status(status: Callable[[HeaderRoles], str]) -> Change:
    """A change that gives rows one status, until a share of all rows have it.

    The rows to change are spread evenly over those with another status.
    """

    def changed_table(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
        new_status = status(roles)
        cells = table.column(roles.status)
        others = [number for number, cell in enumerate(cells) if cell != new_status]
        row_count_with_status = len(cells) - len(others)
        more = round(share * len(cells)) - row_count_with_status
        if more <= 0:
            return table
        chosen = [others[number] for number in evenly_spread(len(others), more / len(others))]
        return table.with_cells(roles.status, chosen, constant(new_status))

    return on_tables(changed_table)


def _with_partner_ids_swapped(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    """The table in which each of the most frequent partners gets the id of the next one.

    `share` is the share of the partners whose ids change; at least two do.
    """
    by_frequency = values_by_frequency(table.column(roles.partner))[::-1]
    partners = by_frequency[: max(2, round(len(by_frequency) * share))]
    new_ids = dict(zip(partners, [*partners[1:], *partners[:1]], strict=True))
    all_rows = range(len(table.rows))
    return table.with_cells(roles.partner, all_rows, mapped(new_ids))


def _flipped(cell: str) -> str:
    return {"true": "False", "false": "True"}.get(cell.lower(), cell)


FAULTS: Sequence[Fault] = (
    Fault(
        "status_word_renamed",
        "The shop renames one of its statuses.",
        "error",
        _ORDERS,
        named_sizes(**{"the rarest": 0, "a middle one": 0.5, "the most frequent": 1}),
        on_tables(_with_status_renamed),
    ),
    Fault(
        "status_word_unknown",
        "A status turns up that was not announced.",
        "error",
        _ORDERS,
        share_sizes(0.01, 0.1, 0.5),
        on_cells(lambda roles: [roles.status], constant("On hold")),
    ),
    Fault(
        "all_lines_one_status",
        "Every line has the same status, as when a default is exported.",
        "error",
        _ORDERS,
        named_sizes(**{"half of the other states": 0.5, "most of them": 0.8, "all of them": 1}),
        on_tables(_with_most_frequent_status),
    ),
    Fault(
        "cancellations_jump",
        "Far more lines are cancelled than on any other day.",
        "warn",
        _ORDERS,
        share_sizes(0.2, 0.3, 0.5),
        _more_rows_with_status(lambda roles: roles.cancelled),
    ),
    Fault(
        "returns_jump",
        "Far more lines are returned than on any other day.",
        "warn",
        _ORDERS,
        share_sizes(0.05, 0.1, 0.3),
        _more_rows_with_status(lambda roles: roles.returned),
    ),
    Fault(
        "partner_ids_swapped",
        "Partners are listed under each other's id, which no file can prove.",
        "warn",
        _ORDERS,
        named_sizes(**{"two of them": 0, "half of them": 0.5, "all of them": 1}),
        on_tables(_with_partner_ids_swapped),
    ),
    Fault(
        "business_flag_flipped",
        "Orders of consumers are flagged as those of businesses, and the reverse.",
        "error",
        (MARKETPLACE,),
        _PARTS,
        on_cells(lambda roles: [roles.flag], _flipped),
    ),
)
