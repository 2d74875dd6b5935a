"""Analytic steps run where they may, say why not, and do not run again for the same rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import duckdb
import pytest

from ecom_platform.analytics.tables.analytic_table import AnalyticTable, BuildResult, Step
from ecom_platform.errors import AnalyticsError
from ecom_platform.pipeline import analytic_builds
from ecom_platform.pipeline.analytic_builds import NotBuilt, build_all, build_step
from ecom_platform.quality.gate.gate import TableVerdict, evaluate_run
from ecom_platform.quality.results import dbt_artifacts
from ecom_platform.quality.results.check_result import CheckResult
from tests.support.platform.small_platform import ALL_PASS, AMOUNTS, SmallPlatform

SUMS = AnalyticTable("order_sums", "One row.", ("marts.fct_orders",), {}, "Never.", "ds@x.example")
COUNTS = AnalyticTable("order_counts", "One row.", ("marts.fct_orders",), {}, "Never.")


@dataclass
class Builder:
    """Sums and counts the orders, unless it is to end otherwise after the first table."""

    ends_with: BaseException | None = None
    calls: int = 0
    tables: tuple[AnalyticTable, ...] = field(default=(SUMS, COUNTS))

    def __call__(self, connection: duckdb.DuckDBPyConnection) -> Mapping[str, BuildResult]:
        self.calls += 1
        connection.execute("create schema if not exists analytics")
        for one, measure in zip(self.tables, ("sum(amount)", "count(*)"), strict=False):
            connection.execute(
                f"create or replace table {one.table} as select {measure} from marts.fct_orders"
            )
            if self.ends_with:
                raise self.ends_with
        return {one.table: BuildResult(1, {"orders": "counted"}) for one in self.tables}


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    """The builder of the only analytic step there is."""
    made = Builder()
    step = Step("sums", made.tables, made)
    monkeypatch.setattr(analytic_builds, "steps", lambda: MappingProxyType({"sums": step}))
    known = {one.table: one for one in made.tables}
    monkeypatch.setattr(dbt_artifacts, "analytic_tables", lambda: known)
    return made


@pytest.fixture
def platform(builder: Builder, tmp_path: Path) -> SmallPlatform:
    """A platform that knows of the step."""
    return SmallPlatform(tmp_path)


def _build(platform: SmallPlatform, run_id: str = "run-1") -> Mapping[str, BuildResult | NotBuilt]:
    return build_step(platform.settings, run_id, "sums")


def _results(platform: SmallPlatform, run_id: str = "run-1") -> dict[str, CheckResult]:
    found = platform.results_of(run_id)
    return {one.table: one for one in found if one.table.startswith("analytics.")}


def _verdict(platform: SmallPlatform, run_id: str = "run-1") -> Mapping[str, TableVerdict]:
    return evaluate_run(platform.settings, run_id).tables


def _sum(platform: SmallPlatform) -> float:
    with platform.warehouse() as connection:
        (value,) = connection.execute(f"from {SUMS.table}").fetchone() or (None,)
    return float(value)


def test_a_step_is_built_and_its_tables_pass_the_gate(platform: SmallPlatform) -> None:
    platform.build(rows=4)
    assert _build(platform) == dict.fromkeys(
        (SUMS.table, COUNTS.table), BuildResult(1, {"orders": "counted"})
    )
    assert _sum(platform) == 0 + 1 + 2 + 3
    assert _results(platform)[SUMS.table] == CheckResult(
        check_id=SUMS.table,
        check="is_built",
        table=SUMS.table,
        kind="build",
        severity="error",
        status="pass",
        owner="ds@x.example",
    )
    assert {one.state for one in _verdict(platform).values()} == {"passed"}


def test_a_step_that_was_not_asked_for_is_held(platform: SmallPlatform) -> None:
    platform.build()
    verdict = _verdict(platform)[SUMS.table]
    assert (verdict.state, verdict.cause) == ("held", SUMS.table)
    assert "did not run" in verdict.reasons[0]


def test_a_step_downstream_of_a_failed_table_is_not_built_and_says_so(
    platform: SmallPlatform, builder: Builder
) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    reason = NotBuilt("Not built: it depends on marts.fct_orders, which failed.")
    assert _build(platform) == {SUMS.table: reason, COUNTS.table: reason}
    assert builder.calls == 0
    assert not _results(platform)
    verdict = _verdict(platform)[SUMS.table]
    assert (verdict.state, verdict.cause) == ("held", "marts.fct_orders")


def test_a_failed_table_holds_only_tables_downstream_of_it(
    platform: SmallPlatform, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong marketing spend held the value of customers too, which is made in one step with it."""
    sellers = AnalyticTable("seller_sums", "One row.", ("marts.dim_sellers",), {}, "Never.")
    builder.tables = (SUMS, sellers)
    step = Step("sums", builder.tables, builder)
    monkeypatch.setattr(analytic_builds, "steps", lambda: {"sums": step})
    known = {one.table: one for one in builder.tables}
    monkeypatch.setattr(dbt_artifacts, "analytic_tables", lambda: known)
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    assert _build(platform) == {
        SUMS.table: NotBuilt("Not built: it depends on marts.fct_orders, which failed."),
        sellers.table: BuildResult(1, {"orders": "counted"}),
    }
    assert {one: results.status for one, results in _results(platform).items()} == {
        sellers.table: "pass"
    }
    verdict = _verdict(platform)
    assert (verdict[SUMS.table].state, verdict[SUMS.table].cause) == ("held", "marts.fct_orders")
    assert verdict[sellers.table].state == "passed"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (AnalyticsError("Two rows state the same day."), "Two rows state the same day."),
        (
            ZeroDivisionError("division by zero"),
            r"ZeroDivisionError in test_analytic_builds\.py, line \d+: division by zero",
        ),
    ],
)
def test_a_step_that_raises_is_a_crashed_build_that_the_gate_holds(
    platform: SmallPlatform, builder: Builder, error: Exception, sentence: str
) -> None:
    platform.build()
    builder.ends_with = error
    became = _build(platform)
    results = _results(platform)
    assert {one.status for one in results.values()} == {"crashed"}
    for table in (SUMS.table, COUNTS.table):
        assert re.fullmatch(sentence, results[table].message)
        assert became[table] == NotBuilt(f"Not built: {results[table].message}")
    verdict = _verdict(platform)
    assert {one: verdict[one].cause for one in results} == {one: one for one in results}
    assert verdict["marts.fct_orders"].state == "passed"


def test_a_table_that_is_not_there_is_a_crash_too(platform: SmallPlatform) -> None:
    platform.build()
    with platform.warehouse() as connection:
        connection.execute("drop table marts.fct_orders")
    became = _build(platform)[SUMS.table]
    assert isinstance(became, NotBuilt)
    assert "CatalogException" in became.reason


def test_a_step_that_crashed_is_built_again_and_passes(
    platform: SmallPlatform, builder: Builder
) -> None:
    platform.build()
    builder.ends_with = ZeroDivisionError()
    _build(platform)
    builder.ends_with = None
    _build(platform)
    assert {one.status for one in _results(platform).values()} == {"pass"}
    assert builder.calls == 2


def test_unchanged_rows_are_not_computed_again_and_pass_the_gate_again(
    platform: SmallPlatform, builder: Builder
) -> None:
    platform.build()
    _build(platform)
    platform.build("run-2")
    became = _build(platform, "run-2")[SUMS.table]
    assert builder.calls == 1
    assert became == BuildResult(1, {"status": "Unchanged: its inputs are the same as before."})
    assert {one.state for one in _verdict(platform, "run-2").values()} == {"passed"}


def test_changed_rows_are_computed_again(platform: SmallPlatform, builder: Builder) -> None:
    platform.build(rows=4)
    _build(platform)
    platform.build("run-2", rows=5)
    _build(platform, "run-2")
    assert builder.calls == 2
    assert _sum(platform) == 0 + 1 + 2 + 3 + 4


def test_a_kill_amid_a_step_makes_the_next_run_begin_again(
    platform: SmallPlatform, builder: Builder
) -> None:
    """Even when the rows are by then those of before, for the tables are not."""
    platform.build(rows=4)
    _build(platform)
    platform.build("run-2", rows=5)
    builder.ends_with = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        _build(platform, "run-2")
    assert not _results(platform, "run-2")
    builder.ends_with = None
    platform.build("run-3", rows=4)
    _build(platform, "run-3")
    assert builder.calls == 3
    assert _sum(platform) == 0 + 1 + 2 + 3


def test_all_steps_are_built_one_after_the_other(
    platform: SmallPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.build()
    first, second = Builder(tables=(SUMS,)), Builder(tables=(COUNTS,))
    first.ends_with = ZeroDivisionError()
    both = {"a": Step("a", (SUMS,), first), "b": Step("b", (COUNTS,), second)}
    monkeypatch.setattr(analytic_builds, "steps", lambda: both)
    begun: list[tuple[int, int, str]] = []
    build_all(platform.settings, "run-1", lambda *step: begun.append(step))
    assert begun == [(0, 2, "Computing the a ..."), (1, 2, "Computing the b ...")]
    results = {table: one.status for table, one in _results(platform).items()}
    assert results == {SUMS.table: "crashed", COUNTS.table: "pass"}
