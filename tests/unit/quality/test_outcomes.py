"""The history keeps what each run found out, once."""

from ecom_platform.quality import outcomes
from tests.support.small_platform import ALL_PASS, AMOUNTS, KEYS, SmallPlatform, run_results


def test_a_stored_outcome_comes_back_as_it_was(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    with platform.warehouse() as connection:
        found = {one.check_id: one for one in outcomes.read_outcomes(connection, "run-1")}
    assert set(found) == set(ALL_PASS)
    assert found[AMOUNTS].status == "fail"
    assert found[AMOUNTS].failures == 3
    assert found[AMOUNTS].compiled_sql == "select 1"


def test_storing_again_in_the_same_run_replaces(platform: SmallPlatform) -> None:
    platform.build(tests={**ALL_PASS, AMOUNTS: "fail"})
    platform.build()
    with platform.warehouse() as connection:
        found = outcomes.read_outcomes(connection, "run-1")
        builds = connection.execute("select count(*) from quality.builds").fetchall()
    assert [one.status for one in found] == ["pass"] * 4
    assert builds == [(2,)]


def test_a_rebuilt_table_forgets_what_was_found_of_its_former_content(
    platform: SmallPlatform,
) -> None:
    platform.build()
    platform.write("run_results.json", run_results({KEYS: "pass"}))
    outcomes.store(platform.settings, "run-1", platform.settings.dbt_target)
    with platform.warehouse() as connection:
        found = outcomes.read_outcomes(connection, "run-1")
    assert [one.check_id for one in found] == [KEYS]


def test_other_runs_keep_their_history(platform: SmallPlatform) -> None:
    platform.build("run-1")
    platform.build("run-2")
    with platform.warehouse() as connection:
        assert len(outcomes.read_outcomes(connection, "run-1")) == 4
        assert outcomes.last_run(connection) == "run-2"


def test_builds_count_the_rows_of_their_tables(platform: SmallPlatform) -> None:
    platform.build(rows=1000)
    with platform.warehouse() as connection:
        counts = connection.execute("select table_name, row_count from quality.builds").fetchall()
    assert sorted(counts) == [("marts.dim_partners", 0), ("marts.fct_orders", 1000)]


def test_a_run_that_only_checked_does_not_replace_the_one_that_built(
    platform: SmallPlatform,
) -> None:
    """A weekly run of all checks, or of freshness, changes no table."""
    platform.build("run-1")
    checks = {"results": [{"unique_id": KEYS, "status": "pass"}]}
    platform.write("run_results.json", checks)
    outcomes.store(platform.settings, "checks-only", platform.settings.dbt_target)
    with platform.warehouse() as connection:
        assert outcomes.last_run(connection) == "run-1"


def test_a_run_that_left_nothing_may_have_changed_tables(platform: SmallPlatform) -> None:
    platform.build("run-1")
    (platform.settings.dbt_target / "run_results.json").unlink()
    outcomes.store(platform.settings, "run-2", platform.settings.dbt_target)
    with platform.warehouse() as connection:
        assert outcomes.last_run(connection) == "run-2"


def test_a_feed_without_rows_cannot_be_stale(platform: SmallPlatform) -> None:
    stale = {"unique_id": "source.shop.raw.order_lines", "status": "error", "max_loaded_at": None}
    platform.write("sources.json", {"results": [stale]})
    platform.build()
    with platform.warehouse() as connection:
        kinds = {one.kind for one in outcomes.read_outcomes(connection, "run-1")}
    assert "source freshness" not in kinds
