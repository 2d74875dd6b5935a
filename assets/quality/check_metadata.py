"""A check result as Dagster metadata: the value, the expected range, and the failing rows."""

from collections.abc import Iterable, Iterator

import dagster as dg

from ecom_platform.currencies import amount_text
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.failing_rows import failing_rows
from ecom_platform.settings import Settings


def asset_check_result(
    settings: Settings, check_results: Iterable[CheckResult]
) -> dg.AssetCheckResult:
    """The Dagster result of one check.

    Args:
        settings: where the warehouse is, from which failing rows are read.
        check_results: the result for the whole table, and those for parts of it.
    """
    # The result for the whole table has no dimension and therefore comes first.
    whole, *parts = sorted(check_results, key=lambda check_result: check_result.dimension)
    return dg.AssetCheckResult(
        asset_key=whole.table.split("."),
        check_name=whole.check,
        passed=whole.status == "pass",
        severity=dg.AssetCheckSeverity.ERROR if is_blocking(whole) else dg.AssetCheckSeverity.WARN,
        metadata=result_metadata(settings, whole, parts),
    )


def result_metadata(
    settings: Settings, check_result: CheckResult, parts: Iterable[CheckResult] = ()
) -> dict[str, dg.MetadataValue]:
    """The metadata of a check result: value, expected range, message, query and failing rows.

    Args:
        settings: where the warehouse is, from which failing rows are read.
        check_result: for the whole table.
        parts: results for parts of the table, each shown with its message.
    """
    sample = (
        ""
        if check_result.status == "pass"
        else failing_rows(settings.warehouse_path, check_result.compiled_sql)
    )
    return {
        **dict(_number_metadata(check_result)),
        **dict(_text_metadata(check_result)),
        **({"failing_rows": dg.MetadataValue.md(sample)} if sample else {}),
        **{part.dimension: dg.MetadataValue.text(part.message) for part in parts},
    }


def _number_metadata(check_result: CheckResult) -> Iterator[tuple[str, dg.MetadataValue]]:
    """Name and value of each number that the result states."""
    numbers = {
        "value": check_result.value,
        "expected_low": check_result.expected_low,
        "expected_high": check_result.expected_high,
    }
    for name, number in numbers.items():
        if number is not None:
            yield name, dg.MetadataValue.float(number)
    if check_result.failures is not None:
        yield "failed_rows", dg.MetadataValue.int(check_result.failures)
    if check_result.amount is not None:
        amount = amount_text(check_result.amount, check_result.currency)
        yield "amount", dg.MetadataValue.text(amount)


def _text_metadata(check_result: CheckResult) -> Iterator[tuple[str, dg.MetadataValue]]:
    """Kind, day and message of the result, and the query of a failed check."""
    yield "kind", dg.MetadataValue.text(check_result.kind)
    if check_result.day:
        yield "day", dg.MetadataValue.text(check_result.day.isoformat())
    if check_result.message:
        yield "message", dg.MetadataValue.text(check_result.message)
    if check_result.compiled_sql and check_result.status != "pass":
        yield "query", dg.MetadataValue.md(f"```sql\n{check_result.compiled_sql.strip()}\n```")
