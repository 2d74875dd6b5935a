"""Which results hold a table back."""

import pytest

from ecom_platform.quality.results.check_result import CheckResult, Severity, Status


def _result(severity: Severity, status: Status) -> CheckResult:
    return CheckResult(
        "id", "amounts_are_positive", "marts.fct_orders", "data test", severity, status, 3, "Why"
    )


@pytest.mark.parametrize(
    ("severity", "status", "blocks"),
    [
        ("error", "pass", False),
        ("error", "fail", True),
        ("warn", "fail", False),
        ("warn", "pass", False),
        ("error", "crashed", True),
        ("warn", "crashed", True),
        ("warn", "missing", True),
    ],
)
def test_only_a_pass_or_a_failed_warning_lets_a_table_through(
    severity: Severity, status: Status, *, blocks: bool
) -> None:
    assert _result(severity, status).blocks is blocks


def test_the_layer_is_the_schema_of_the_table() -> None:
    assert _result("error", "pass").layer == "marts"


def test_the_sentence_names_check_table_rows_and_reason() -> None:
    sentence = _result("error", "fail").sentence
    assert sentence == "amounts_are_positive on marts.fct_orders failed (3 rows): Why"
