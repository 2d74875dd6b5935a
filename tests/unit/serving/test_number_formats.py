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
