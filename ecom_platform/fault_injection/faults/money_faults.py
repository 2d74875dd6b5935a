"""Faults of money and quantities: units, signs, currencies, and impossible prices."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from ecom_platform.fault_injection.fault import Change, Fault
from ecom_platform.fault_injection.header_roles import MARKETPLACE, SALES, SHOP, HeaderRoles
from ecom_platform.fault_injection.planting import (
    constant,
    evenly_spread,
    named_sizes,
    number_of,
    on_cells,
    on_numbers,
    on_tables,
    scaled,
    share_sizes,
)
from ecom_platform.fault_injection.text_table import TextTable

_PARTS = share_sizes(0.01, 0.1, 1)


def _money(roles: HeaderRoles) -> Sequence[str]:
    return roles.money


def _with_comma(cell: str) -> str:
    return cell.replace(".", ",")


def _other_currency(cell: str) -> str:
    return "GBP" if cell == "USD" else "USD"


def _set_to_multiple_of_line_amount(header: Callable[[HeaderRoles], str], factor: int) -> Change:
    """A change that sets a column to `factor` times the line's amount, which is price by quantity.

    Lines without an amount stay as they are.

    Args:
        header: the column to set.
        factor: by what the amount is multiplied.
    """

    def changed_table(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
        prices, quantities = table.column(roles.price), table.column(roles.quantity)
        amounts = [
            abs(number_of(price) or Decimal(0)) * abs(number_of(pieces) or Decimal(1))
            for price, pieces in zip(prices, quantities, strict=True)
        ]
        priced_rows = [row for row, amount in enumerate(amounts) if amount]
        for position in evenly_spread(len(priced_rows), share):
            row = priced_rows[position]
            text = format((amounts[row] * factor).quantize(Decimal("0.01")), "f")
            table = table.with_cells(header(roles), [row], constant(text))
        return table

    return on_tables(changed_table)


FAULTS: Sequence[Fault] = (
    Fault(
        "amounts_times_100",
        "Amounts come in cents where they came in whole units.",
        "error",
        SALES,
        _PARTS,
        on_numbers(_money, scaled(100)),
    ),
    Fault(
        "amounts_divided_by_100",
        "Amounts come in whole units where they came in cents.",
        "error",
        SALES,
        _PARTS,
        on_numbers(_money, scaled(Decimal("0.01"), 2)),
    ),
    Fault(
        "sign_flipped",
        "Amounts have the sign of bookkeeping: revenue is negative.",
        "error",
        SALES,
        _PARTS,
        on_numbers(_money, scaled(-1)),
    ),
    Fault(
        "decimal_comma",
        "The export's language changed: amounts have a decimal comma.",
        "error",
        SALES,
        _PARTS,
        on_numbers(_money, _with_comma),
    ),
    Fault(
        "currency_switched",
        "Amounts are labelled with another currency.",
        "error",
        (SHOP, MARKETPLACE),
        _PARTS,
        on_cells(lambda roles: [roles.currency], _other_currency),
    ),
    Fault(
        "quantity_times_1000",
        "Somebody typed a quantity a thousand times too high.",
        "error",
        SALES,
        named_sizes(
            **{"one line": 0, "a twentieth of the lines": 0.05, "a quarter of the lines": 0.25}
        ),
        on_numbers(lambda roles: [roles.quantity], scaled(1000)),
    ),
    Fault(
        "zero_prices",
        "Prices are zero, as after a failed price update.",
        "error",
        SALES,
        share_sizes(0.02, 0.25, 1),
        on_numbers(_money, constant("0")),
    ),
    Fault(
        "discount_above_price",
        "Discounts are larger than the price they reduce.",
        "error",
        (SHOP,),
        _PARTS,
        _set_to_multiple_of_line_amount(lambda roles: roles.discount, 2),
    ),
    Fault(
        "cost_above_price",
        "Articles cost several times their selling price.",
        "error",
        (SHOP,),
        _PARTS,
        _set_to_multiple_of_line_amount(lambda roles: roles.cost, 3),
    ),
)
