"""Numbers and days as readers in different places write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ecom_platform.serving.number_formats import Formats, formats_for


@pytest.mark.parametrize(
    ("asked", "locale"),
    [
        ("en-US,en;q=0.9", "en_US"),
        ("de-DE,en-IN;q=0.8,en;q=0.5", "en_IN"),
        ("en", "en_GB"),
        ("de-DE", "en_GB"),
        ("", "en_GB"),
        ("*;;,=", "en_GB"),
    ],
)
def test_the_first_english_a_browser_asks_for_is_taken(asked: str, locale: str) -> None:
    assert formats_for(asked).locale == locale


@pytest.mark.parametrize(
    ("locale", "money", "number", "day"),
    [
        ("en_GB", "£1,234,567.80", "1,234,567", "5 Mar 2026"),
        ("en_US", "£1,234,567.80", "1,234,567", "Mar 5, 2026"),
        ("en_IN", "£12,34,567.80", "12,34,567", "5 Mar 2026"),
    ],
)
def test_each_place_writes_as_it_is_used_to(locale: str, money: str, number: str, day: str) -> None:
    formats = Formats(locale)
    assert formats.money(Decimal("1234567.80"), "GBP") == money
    assert formats.number(1234567) == number
    assert formats.day(date(2026, 3, 5)) == day


def test_a_currency_that_is_not_stated_is_said() -> None:
    assert Formats().money(Decimal(5), "not stated") == "5.00 (not stated)"


def test_a_change_has_its_sign_and_a_share_its_per_cent() -> None:
    formats = Formats()
    assert formats.change(Decimal("0.123")) == "+12.3%"
    assert formats.change(Decimal("-0.5")) == "-50.0%"
    assert formats.share(0.0456) == "4.6%"


def test_what_is_not_known_is_a_dash_never_a_zero() -> None:
    formats = Formats()
    unknown = [
        formats.money(None, "EUR"),
        formats.short_money(None, "EUR"),
        formats.number(None),
        formats.share(None),
        formats.change(None),
        formats.day(None),
        formats.moment(None),
    ]
    assert set(unknown) == {"–"}


def test_short_money_is_short() -> None:
    assert Formats().short_money(Decimal("12345678.9"), "EUR") == "€12.35M"


def test_a_moment_says_its_zone() -> None:
    assert Formats().moment(datetime(2026, 3, 5, 4, 30, tzinfo=UTC)).endswith("04:30:00 UTC")


@pytest.mark.parametrize(
    ("amount", "currency", "money"),
    [
        ("3.765", "KWD", "KWD3.765"),
        ("999.0000", "JPY", "JP¥999"),
        ("1.5", "IQD", "IQD1.500"),
        ("19.9900", "EUR", "€19.99"),
        ("-1234.5", "EUR", "-€1,234.50"),
    ],
)
def test_money_is_written_in_the_smallest_unit_of_its_currency(
    amount: str, currency: str, money: str
) -> None:
    written = Formats("en_GB").money(Decimal(amount), currency)
    assert written.replace("\xa0", "") == money


def test_pieces_have_no_decimals_and_weights_those_they_need() -> None:
    formats = Formats("en_GB")
    assert [formats.quantity(Decimal(text)) for text in ("4.000", "0.750", "1234.5")] == [
        "4",
        "0.75",
        "1,234.5",
    ]


def test_an_amount_without_a_currency_keeps_every_decimal_that_it_has() -> None:
    formats = Formats("en_GB")
    assert formats.plain_amount(Decimal("8006.7000")) == "8,006.70"
    assert formats.plain_amount(Decimal("0.1250")) == "0.125"
    assert formats.money(Decimal("0.1250"), "not stated") == "0.125 (not stated)"
