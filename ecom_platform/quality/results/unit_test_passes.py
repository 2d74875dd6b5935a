"""The dbt unit tests that passed on the code as it is, so that a run does not repeat them.

A unit test has its own rows and never reads data: its result can only change with the code. What
counts as code is decided here; results of other checks are never reused.
"""

import hashlib
import json
from collections.abc import Collection
from importlib.metadata import version
from pathlib import Path

from ecom_platform.dbt_project import content_digest
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.settings import Settings

_ENGINES = ("dbt-core", "dbt-duckdb", "duckdb")


def passed_unit_tests(settings: Settings) -> frozenset[str]:
    """The ids of the unit tests that passed on the code as it is; none where nothing is known."""
    try:
        stored = json.loads(_file(settings).read_text("utf-8"))
        return frozenset(stored["passed"] if stored["code"] == _code_digest(settings) else ())
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()  # without an answer every test runs


def add_passed_unit_tests(settings: Settings, ids: Collection[str]) -> None:
    """Remember that these unit tests passed on the code as it is; passes of older code are lost."""
    file = _file(settings)
    passed = sorted(passed_unit_tests(settings) | set(ids))
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_suffix(".new")
    written.write_text(json.dumps({"code": _code_digest(settings), "passed": passed}), "utf-8")
    written.replace(file)  # a killed run leaves the old file or the new one


def passed_results(manifest: Manifest, unit_tests: Collection[str]) -> list[CheckResult]:
    """A passed result for each of these unit tests, which a run need not repeat."""
    checks = [manifest.checks[unit_test] for unit_test in unit_tests]
    return [
        CheckResult(
            check_id=check.check_id,
            check=check.name,
            table=check.table,
            kind=check.kind,
            severity=check.severity,
            status="pass",
            owner=check.owner,
        )
        for check in checks
    ]


def _file(settings: Settings) -> Path:
    return settings.dbt_target / "passed_unit_tests.json"


def _code_digest(settings: Settings) -> str:
    """A hash of the dbt project, the columns of the raw tables that it reads, and its engines."""
    raw_columns = [(feed.table, feed.columns) for feed in all_feeds().values()]
    engines = [version(engine) for engine in _ENGINES]
    code = f"{content_digest(settings.dbt_project)} {raw_columns} {engines}"
    return hashlib.sha256(code.encode()).hexdigest()
