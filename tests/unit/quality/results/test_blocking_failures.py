"""Which results hold a table back."""

import pytest

from ecom_platform.quality.results.blocking_failures import is_blocking
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
        ("warn", "crashed", False),
        ("warn", "missing", False),
    ],
)
def test_an_error_check_without_a_pass_holds_and_a_warning_never_does(
    severity: Severity, status: Status, *, blocks: bool
) -> None:
    assert is_blocking(_result(severity, status)) is blocks
