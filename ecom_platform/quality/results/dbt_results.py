"""The results of a dbt run as check results: run results and source freshness.

Only reads JSON; dbt itself is not imported. Results are stored by `result_store.py`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from ecom_platform.quality.results.check_result import CheckResult, Status
from ecom_platform.quality.results.dbt_artifacts import IS_BUILT, Check, Json, Manifest

_STATUS: dict[str, Status] = {
    "pass": "pass",
    "success": "pass",
    "fail": "fail",
    "warn": "fail",
    "error": "crashed",
    "runtime error": "crashed",
}


def read_dbt_results(manifest: Manifest, run_results_path: Path) -> list[CheckResult]:
    """The result of every data test and unit test of one dbt run."""
    found = []
    for result in _results(run_results_path):
        check = manifest.checks.get(result["unique_id"])
        if check is not None:
            found.append(_test_result(check, result))
    return found


def read_dbt_builds(manifest: Manifest, run_results_path: Path) -> list[CheckResult]:
    """The result of building every model, snapshot and seed of one dbt run."""
    return [
        _build_result(manifest, result)
        for result in _results(run_results_path)
        if result["unique_id"] in manifest.tables
    ]


def read_freshness(manifest: Manifest, sources_path: Path) -> list[CheckResult]:
    """The freshness result of each source; a stale one only warns, as its rows are not wrong."""
    return [
        CheckResult(
            check_id=f"freshness.{result['unique_id']}",
            check="source_freshness",
            table=manifest.source_table(result["unique_id"]),
            kind="source freshness",
            severity="warn",
            status="fail" if result["status"] == "error" else _STATUS[result["status"]],
            message=_freshness_message(result),
            owner=manifest.owners.get(manifest.source_table(result["unique_id"]), ""),
        )
        for result in _results(sources_path)
    ]


def _results(path: Path) -> Iterator[Json]:
    """The results of an artifact; none when dbt stopped before it could write one.

    Skipped nodes are left out: they have no result.
    """
    if path.exists():
        found = json.loads(path.read_bytes())["results"]
        yield from (result for result in found if result["status"] != "skipped")


def _test_result(check: Check, result: Json) -> CheckResult:
    status = _STATUS.get(result["status"], "crashed")
    return CheckResult(
        check_id=check.check_id,
        check=check.name,
        table=check.table,
        kind=check.kind,
        severity="warn" if result["status"] == "warn" else check.severity,
        status=status,
        failures=result.get("failures"),
        message="" if status == "pass" else _one_line(result.get("message")),
        compiled_sql="" if status == "pass" else result.get("compiled_code") or "",
        owner=check.owner,
    )


def _build_result(manifest: Manifest, result: Json) -> CheckResult:
    table, status = manifest.tables[result["unique_id"]], _STATUS.get(result["status"], "crashed")
    return CheckResult(
        check_id=result["unique_id"],
        check=IS_BUILT,
        table=table,
        kind="build",
        severity="error",
        status=status,
        message="" if status == "pass" else _one_line(result.get("message")),
        owner=manifest.owners.get(table, ""),
    )


def _one_line(message: object) -> str:
    """A message of dbt on one line, without the list of macros that dbt adds to it."""
    return " ".join(str(message or "").split("> in macro")[0].split())


def _freshness_message(result: Json) -> str:
    if result.get("max_loaded_at"):
        return f"The newest row is of {str(result['max_loaded_at'])[:10]}."
    return _one_line(result.get("error"))
