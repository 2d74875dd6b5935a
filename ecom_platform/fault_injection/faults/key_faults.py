"""Faults of keys: ids and article numbers that are lost, changed, or unknown."""

from collections.abc import Sequence

from ecom_platform.fault_injection.fault import Fault
from ecom_platform.fault_injection.header_roles import LEDGER, MARKETPLACE, SALES, SHOP, HeaderRoles
from ecom_platform.fault_injection.planting import constant, on_cells, share_sizes

_PARTS = share_sizes(0.01, 0.1, 1)


def _sku(roles: HeaderRoles) -> Sequence[str]:
    return [roles.sku]


def _other_case(cell: str) -> str:
    return cell.swapcase()


def _padded(cell: str) -> str:
    return f"  {cell} "


def _prefixed(cell: str) -> str:
    return f"NEW-{cell}"


def _unknown_article(cell: str) -> str:
    """An article number that no list contains; the same cell always gives the same number."""
    return f"ZZ{sum(map(ord, cell)) * 7919 % 1_000_000:06d}"


FAULTS: Sequence[Fault] = (
    Fault(
        "nulls_in_key",
        "Order ids are missing.",
        "error",
        SALES,
        _PARTS,
        on_cells(lambda roles: [roles.order], constant("")),
    ),
    Fault(
        "customer_ids_lost",
        "Orders no longer name the customer.",
        "error",
        (SHOP,),
        share_sizes(0.1, 0.5, 1),
        on_cells(lambda roles: [roles.customer], constant("")),
    ),
    Fault(
        "sku_case_changed",
        "Article numbers come in lower case.",
        "error",
        SALES,
        _PARTS,
        on_cells(_sku, _other_case),
    ),
    Fault(
        "sku_padded",
        "Article numbers come with blanks around them.",
        "harmless",
        (SHOP, MARKETPLACE, LEDGER),
        _PARTS,
        on_cells(_sku, _padded),
    ),
    Fault(
        "sku_prefixed",
        "Article numbers come with a prefix, as after a change of the shop system.",
        "error",
        (SHOP, MARKETPLACE),
        _PARTS,
        on_cells(_sku, _prefixed),
    ),
    Fault(
        "orphan_products",
        "Lines name articles that no list of articles contains.",
        "warn",
        (SHOP, MARKETPLACE),
        _PARTS,
        on_cells(_sku, _unknown_article),
    ),
)
