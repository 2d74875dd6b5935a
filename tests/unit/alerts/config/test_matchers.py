"""An incident fits when every side that is given has one of its values."""

import pytest
from pydantic import ValidationError

from ecom_platform.alerts.config.matchers import Match, Subject

SUBJECT = Subject(
    severity="error",
    table="marts.fct_orders",
    check="sums",
    tag="rule",
    owner="finance@example.com",
    dimensions=("partner_id=P-7, category=Set", "partner=Amazon"),
)


@pytest.mark.parametrize(
    ("keys", "matches"),
    [
        ({}, True),
        ({"severity": "error"}, True),
        ({"severity": "warn"}, False),
        ({"severity": ["warn", "error"]}, True),
        ({"severity": "critical"}, False),
        ({"table": "marts.fct_orders"}, True),
        ({"table": "fct_orders"}, False),
        ({"table": "marts.*"}, True),
        ({"check": "s?ms"}, True),
        ({"tag": "rule"}, True),
        ({"tag": "data test"}, False),
        ({"group": "marts"}, True),
        ({"group": ["raw", "staging"]}, False),
        ({"owner": "*@example.com"}, True),
        ({"owner": "ops@example.com"}, False),
        ({"partner": "P-7"}, True),
        ({"partner": "Amazon"}, True),
        ({"partner": "Set"}, False),
        ({"table": "marts.*", "owner": "ops@example.com"}, False),
    ],
)
def test_all_sides_must_fit(keys: dict[str, object], matches: bool) -> None:
    assert Match.model_validate(keys).matches(SUBJECT) is matches


def test_a_critical_incident_is_an_error_too() -> None:
    critical = Subject("critical", "raw.orders", "rows", "rule", "")
    assert Match.of(severity="error").matches(critical)
    assert Match.of(severity="critical").matches(critical)
    assert not Match.of(severity="warn").matches(critical)


def test_an_incident_without_partner_fits_no_partner() -> None:
    assert not Match.of(partner="*").matches(Subject("warn", "raw.orders", "rows", "rule", ""))


def test_an_unknown_side_is_refused() -> None:
    with pytest.raises(ValidationError):
        Match.model_validate({"tabel": "raw.orders"})


def test_a_match_says_what_it_is_about() -> None:
    match = Match.model_validate({"table": ["raw.a", "raw.b"], "severity": "warn"})
    assert match.sentence == "severity warn, table raw.a or raw.b"
    assert Match().sentence == "everything"
