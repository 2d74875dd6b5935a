"""Faults of money and quantities: units, signs, currencies, and prices nobody would pay."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from ecom_platform.fault_injection.fault import Change, Fault
from ecom_platform.fault_injection.header_roles import MARKETPLACE, SALES, SHOP, Words
from ecom_platform.fault_injection.planting import (
    always,
    named,
    number_of,
    on_cells,
    on_numbers,
    on_tables,
    scaled,
    shares,
    spread,
)
from ecom_platform.fault_injection.text_table import TextTable

_PARTS = shares(0.01, 0.1, 1)


def _money(words: Words) -> Sequence[str]:
    return words.money


def _with_comma(cell: str) -> str:
    return cell.replace(".", ",")


def _other_currency(cell: str) -> str:
    return "GBP" if cell == "USD" else "USD"


def _of_price(header: Callable[[Words], str], factor: int) -> Change:
    """Cells of a column become a multiple of what the row is worth."""

    def changed(table: TextTable, words: Words, share: float) -> TextTable:
        worth = [
            abs(number_of(price) or Decimal(0)) * abs(number_of(pieces) or Decimal(1))
            for price, pieces in zip(
                table.column(words.price), table.column(words.quantity), strict=True
            )
        ]
        priced = [number for number, amount in enumerate(worth) if amount]
        for number in (priced[n] for n in spread(len(priced), share)):
            text = format((worth[number] * factor).quantize(Decimal("0.01")), "f")
            table = table.with_cells(header(words), [number], always(text))
        return table

    return on_tables(changed)


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
        "Amounts come as the accounts have them: what is earned is negative.",
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
        on_cells(lambda words: [words.currency], _other_currency),
    ),
    Fault(
        "quantity_times_1000",
        "Somebody typed a quantity a thousand times too high.",
        "error",
        SALES,
        named(**{"one line": 0, "a twentieth of the lines": 0.05, "a quarter of the lines": 0.25}),
        on_numbers(lambda words: [words.quantity], scaled(1000)),
    ),
    Fault(
        "zero_prices",
        "Prices are zero, as after a failed price update.",
        "error",
        SALES,
        shares(0.02, 0.25, 1),
        on_numbers(_money, always("0")),
    ),
    Fault(
        "discount_above_price",
        "Discounts are larger than what they are taken from.",
        "error",
        (SHOP,),
        _PARTS,
        _of_price(lambda words: words.discount, 2),
    ),
    Fault(
        "cost_above_price",
        "Articles cost several times what they are sold for.",
        "error",
        (SHOP,),
        _PARTS,
        _of_price(lambda words: words.cost, 3),
    ),
)
