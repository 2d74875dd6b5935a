"""An amount has the decimals of its currency, in Python, in SQL and in the models."""

import ast
import re
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from babel.numbers import get_currency_precision, list_currencies
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.currencies import amount_text, decimal_text, decimals_of, round_money_sql
from ecom_platform.settings import PROJECT_ROOT

# Babel follows CLDR, which leaves out decimals that ISO 4217 has where nobody pays with them
WITHOUT_COINS = {
    *("AFN", "ALL", "COP", "IDR", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "PKR", "RSD"),
    *("SLL", "SOS", "STN", "SYP", "TZS", "UZS", "YER", "ZMK"),
}
currencies = st.sampled_from(["EUR", "JPY", "KWD", "BHD", "CLF", "VND", "USD", "INR"])


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("CLF", 4), ("EUR", 2), ("MGA", 2), (None, 2)],
)
def test_a_currency_has_the_decimals_of_iso_4217(currency: str | None, decimals: int) -> None:
    assert decimals_of(currency) == decimals


def test_every_other_currency_agrees_with_babel() -> None:
    in_use = {code for code in list_currencies() if get_currency_precision(code) != 2}
    different = {c for c in in_use if decimals_of(c) != get_currency_precision(c)}
    assert {code for code in different if code not in WITHOUT_COINS} <= _historical()


def _historical() -> set[str]:
    """Currencies of the past, of which ISO 4217 no longer states decimals."""
    return {
        "ADP",
        "BYR",
        "CLE",
        "ESP",
        "GWP",
        "ITL",
        "LUF",
        "MGF",
        "MRO",
        "STD",
        "TMM",
        "TPE",
        "TRL",
        "ZWD",
    }


def test_the_models_have_the_same_list() -> None:
    macros = (PROJECT_ROOT / "dbt_models" / "macros" / "currencies.sql").read_text()
    listed = re.search(r"return\((\{.*?\})\)", macros, re.DOTALL)
    assert listed is not None
    by_decimals = ast.literal_eval(listed[1])
    assert set(by_decimals) == {0, 3, 4}
    for decimals, codes in by_decimals.items():
        assert {decimals_of(code) for code in codes} == {decimals}
    listed_codes = {code for codes in by_decimals.values() for code in codes}
    assert listed_codes >= {c for c in list_currencies() if decimals_of(c) != 2}


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), currencies)
def test_an_amount_is_rounded_to_the_smallest_unit_half_away_from_zero(
    amount: Decimal, currency: str
) -> None:
    rounded_sql = round_money_sql(f"{amount:f}::decimal(18, 6)", f"'{currency}'")
    (rounded,) = duckdb.execute(f"select {rounded_sql}").fetchall()[0]
    unit = Decimal(1).scaleb(-decimals_of(currency))
    assert rounded == amount.quantize(unit, ROUND_HALF_UP)


@given(st.integers(-(10**12), 10**12), currencies)
def test_an_amount_in_whole_units_is_shown_whole(units: int, currency: str) -> None:
    amount = Decimal(units).scaleb(-decimals_of(currency))
    shown = amount_text(amount, currency)
    assert shown.endswith(f" {currency}")
    assert Decimal(shown.removesuffix(f" {currency}").replace(",", "")) == amount


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.integers(0, 4))
def test_no_decimal_that_a_number_has_is_left_out(value: Decimal, least: int) -> None:
    assert Decimal(decimal_text(value, least).replace(",", "")) == value
