"""Passwords that drivers quote go no further."""

import pytest

from ecom_platform.alerts.incidents.password_redaction import sentence_of, without_passwords
from tests.support.alerts.incidents import failed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:pa:ss@host/name failed", "postgresql://me:***@host/name failed"),
        ("postgresql+psycopg://me:p%40ss@host", "postgresql+psycopg://me:***@host"),
        ("smtp://:word@host", "smtp://:***@host"),
        ("https://host/path?at=12:30 and a@b", "https://host/path?at=12:30 and a@b"),
        ("no address: at 12:30", "no address: at 12:30"),
    ],
)
def test_the_password_of_an_address_is_hidden(text: str, shown: str) -> None:
    assert without_passwords(text) == shown


def test_a_sentence_ends_once() -> None:
    shown = sentence_of(failed("rows", message="ftp://me:word@host is empty."))
    assert shown == "rows on raw.orders failed (3 rows): ftp://me:***@host is empty."
