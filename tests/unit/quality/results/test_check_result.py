"""A result as a sentence."""

from ecom_platform.quality.results.check_result import CheckResult, Severity, Status


def _result(severity: Severity, status: Status) -> CheckResult:
    return CheckResult(
        "id", "amounts_are_positive", "marts.fct_orders", "data test", severity, status, 3, "Why"
    )


def test_the_layer_is_the_schema_of_the_table() -> None:
    assert _result("error", "pass").layer == "marts"


def test_the_sentence_names_check_table_rows_and_reason() -> None:
    sentence = _result("error", "fail").sentence
    assert sentence == "amounts_are_positive on marts.fct_orders failed (3 rows): Why"
