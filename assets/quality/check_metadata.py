"""An outcome in Dagster's words: what was measured, what was expected, and the rows that failed."""

from collections.abc import Iterable, Iterator

import dagster as dg

from ecom_platform.quality.results.check_result import Outcome
from ecom_platform.quality.results.failing_rows import failing_rows
from ecom_platform.settings import Settings


def check_result(settings: Settings, found: Iterable[Outcome]) -> dg.AssetCheckResult:
    """The result of one check: its outcome, with what it found for single parts of the table."""
    whole, *parts = sorted(found, key=lambda one: one.dimension)
    return dg.AssetCheckResult(
        asset_key=whole.table.split("."),
        check_name=whole.check,
        passed=whole.status == "pass",
        severity=dg.AssetCheckSeverity.ERROR if whole.blocks else dg.AssetCheckSeverity.WARN,
        metadata=outcome_metadata(settings, whole, parts),
    )


def outcome_metadata(
    settings: Settings, outcome: Outcome, parts: Iterable[Outcome] = ()
) -> dict[str, dg.MetadataValue]:
    """Numbers, expectation, message, query and rows; of a pass only what there is."""
    sample = (
        ""
        if outcome.status == "pass"
        else failing_rows(settings.warehouse_path, outcome.compiled_sql)
    )
    return {
        **dict(_numbers(outcome)),
        **dict(_texts(outcome)),
        **({"failing_rows": dg.MetadataValue.md(sample)} if sample else {}),
        **{part.dimension: dg.MetadataValue.text(part.message) for part in parts},
    }


def _numbers(outcome: Outcome) -> Iterator[tuple[str, dg.MetadataValue]]:
    numbers = {
        "value": outcome.value,
        "expected_low": outcome.expected_low,
        "expected_high": outcome.expected_high,
    }
    for name, number in numbers.items():
        if number is not None:
            yield name, dg.MetadataValue.float(number)
    if outcome.failures is not None:
        yield "failed_rows", dg.MetadataValue.int(outcome.failures)
    if outcome.amount is not None:
        yield "amount", dg.MetadataValue.text(f"{outcome.amount:,.2f} {outcome.currency}".strip())


def _texts(outcome: Outcome) -> Iterator[tuple[str, dg.MetadataValue]]:
    yield "kind", dg.MetadataValue.text(outcome.kind)
    if outcome.day:
        yield "day", dg.MetadataValue.text(outcome.day.isoformat())
    if outcome.message:
        yield "message", dg.MetadataValue.text(outcome.message)
    if outcome.compiled_sql and outcome.status != "pass":
        yield "query", dg.MetadataValue.md(f"```sql\n{outcome.compiled_sql.strip()}\n```")
