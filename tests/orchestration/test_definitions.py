"""What a user of the Dagster UI sees: every feed, model and check, who owns it, what starts it."""

from collections import Counter
from typing import Any

import dagster as dg
import pytest

from ecom_platform.analytics.tables.table_registry import analytic_tables
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.publishing.published_tables import is_published
from ecom_platform.quality.gate.lineage import first_causes
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.quality.rules.rule_registry import all_rules

pytestmark = pytest.mark.xdist_group("dagster")
READ = {"marts", "provenance", "analytics"}
LAYERS = {"raw", "staging", "intermediate", *READ, "quality", "published"}


def _specs(defs: dg.Definitions) -> dict[dg.AssetKey, dg.AssetSpec]:
    graph = defs.resolve_asset_graph()
    executable = graph.executable_asset_keys
    return {spec.key: spec for spec in defs.resolve_all_asset_specs() if spec.key in executable}


def _check_ids(defs: dg.Definitions) -> Counter[str]:
    """How often each dbt test is shown as a check."""
    found: Counter[str] = Counter()
    for definition in defs.resolve_asset_graph().assets_defs:
        for spec in definition.check_specs:
            found[str(spec.metadata.get("dagster_dbt/unique_id"))] += 1
    return found


def test_the_definitions_can_be_loaded(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)


def test_every_feed_of_the_catalogue_is_an_asset(defs: dg.Definitions) -> None:
    assert {dg.AssetKey(["raw", feed]) for feed in all_feeds()} <= set(_specs(defs))


def test_every_model_and_snapshot_is_an_asset(
    defs: dg.Definitions, manifest: dict[str, Any]
) -> None:
    built = [
        dg.AssetKey([node["config"]["schema"], node["name"]])
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "snapshot", "seed"}
    ]
    assert built
    assert set(built) <= set(_specs(defs))


def test_every_table_the_statistics_read_is_one_that_dbt_builds(manifest: dict[str, Any]) -> None:
    built = {
        f"{node['config']['schema']}.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "snapshot", "seed"}
    }
    read = {parent for table in analytic_tables().values() for parent in table.parents}
    assert read
    assert read <= built


def test_every_dbt_test_is_exactly_one_check(
    defs: dg.Definitions, manifest: dict[str, Any]
) -> None:
    tests = [node for node in manifest["nodes"] if node.startswith("test.")]
    unit_tests = [f"test.{unique_id}" for unique_id in manifest["unit_tests"]]
    shown = _check_ids(defs)
    assert {name: shown[name] for name in [*tests, *unit_tests] if shown[name] != 1} == {}


def test_no_check_stops_a_run_for_that_is_the_gates_to_decide(defs: dg.Definitions) -> None:
    for definition in defs.resolve_asset_graph().assets_defs:
        assert not [spec.key for spec in definition.check_specs if spec.blocking]


def test_a_dbt_test_says_its_severity(defs: dg.Definitions, manifest: dict[str, Any]) -> None:
    for definition in defs.resolve_asset_graph().assets_defs:
        for spec in definition.check_specs:
            node = manifest["nodes"].get(str(spec.metadata.get("dagster_dbt/unique_id")))
            if node:
                assert spec.metadata["severity"] == (node["config"]["severity"] or "error").lower()


def test_every_rule_is_exactly_one_check_on_its_table(defs: dg.Definitions) -> None:
    keys = Counter(defs.resolve_asset_graph().asset_check_keys)
    for table, rules in all_rules().items():
        for rule in rules:
            assert keys[dg.AssetCheckKey(dg.AssetKey(table.split(".")), rule.name)] == 1


def test_rules_are_checked_before_the_next_layer_is_built(defs: dg.Definitions) -> None:
    """The executor takes the ready step of the highest priority first."""
    nodes = defs.resolve_job_def("nightly").all_node_defs
    priorities = {node.name: int(node.tags.get("dagster/priority", 0)) for node in nodes}
    rules = {name for name in priorities if name.startswith("rules_of_")}
    assert rules
    assert min(priorities[name] for name in rules) > max(
        priority for name, priority in priorities.items() if name not in rules
    )


def test_every_source_with_a_freshness_has_a_check(
    defs: dg.Definitions, manifest: dict[str, Any]
) -> None:
    dated = {
        dg.AssetKey(["raw", source["name"]])
        for source in manifest["sources"].values()
        if ((source["freshness"] or {}).get("warn_after") or {}).get("count")
    }
    keys = defs.resolve_asset_graph().asset_check_keys
    shown = {key.asset_key for key in keys if key.name == "source_freshness"}
    assert shown == dated


def test_no_source_of_dbt_is_without_an_asset_that_writes_it(
    defs: dg.Definitions, manifest: dict[str, Any]
) -> None:
    sources = {dg.AssetKey(["raw", node["name"]]) for node in manifest["sources"].values()}
    assert sources <= set(_specs(defs))


def test_every_asset_has_an_owner_a_description_and_the_group_of_its_layer(
    defs: dg.Definitions,
) -> None:
    for spec in _specs(defs).values():
        assert spec.owners, spec.key
        assert spec.description, spec.key
        assert spec.group_name == spec.key.path[0], spec.key
        assert spec.group_name in LAYERS


def test_every_step_that_opens_the_warehouse_waits_for_its_pool(defs: dg.Definitions) -> None:
    pools = [pool for op in defs.resolve_job_def("nightly").all_node_defs for pool in op.pools]
    assert pools
    assert set(pools) == {"warehouse"}


def test_the_version_is_published_after_the_verdict_and_that_follows_all_readers_get(
    defs: dg.Definitions,
) -> None:
    specs = _specs(defs)
    version = specs[dg.AssetKey(["published", "version"])]
    verdicts = specs[dg.AssetKey(["quality", "verdicts"])]
    shown = {key for key in specs if key.path[0] in READ}
    assert {key.path[0] for key in shown} == READ
    assert {dep.asset_key for dep in version.deps} == {verdicts.key}
    assert {dep.asset_key for dep in verdicts.deps} == shown


def test_where_lines_were_read_is_published_and_held_with_the_lines(
    manifest: dict[str, Any],
) -> None:
    """Else a reader would find by the side door which records made a day that failed."""
    held = first_causes(Manifest(manifest).parents, ["marts.fct_order_items"])
    assert held["provenance.order_line_records"] == "marts.fct_order_items"
    assert is_published("provenance.order_line_records")


def test_lineage_runs_from_the_feed_to_the_version(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    above = dg.AssetSelection.assets(["published", "version"]).upstream().resolve(graph)
    assert {dg.AssetKey(["raw", feed]) for feed in all_feeds()} <= above


@pytest.mark.parametrize("name", ["nightly", "weekly"])
def test_a_job_covers_every_asset_and_check(defs: dg.Definitions, name: str) -> None:
    layer = defs.resolve_job_def(name).asset_layer
    assert layer.executable_asset_keys == set(_specs(defs))
    assert set(layer.asset_graph.asset_check_keys) == set(
        defs.resolve_asset_graph().asset_check_keys
    )


def test_only_the_weekly_job_rebuilds_and_checks_everything(defs: dg.Definitions) -> None:
    weekly = defs.resolve_job_def("weekly")
    assert weekly.run_config
    assert weekly.run_config["resources"] == {
        "dbt": {"config": {"full_refresh": True}},
        "scope": {"config": {"everything": True}},
    }
    assert not defs.resolve_job_def("nightly").run_config


def test_the_nightly_schedule_runs_at_two_in_the_configured_time_zone(
    defs: dg.Definitions,
) -> None:
    nightly = defs.resolve_schedule_def("nightly_schedule")
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 2 * * *", "UTC")


def test_schedules_and_sensors_wait_to_be_switched_on(defs: dg.Definitions) -> None:
    repository = defs.get_repository_def()
    assert {schedule.name for schedule in repository.schedule_defs} == {
        "nightly_schedule",
        "weekly_schedule",
        "fire_drill_schedule",
        "daily_brief_schedule",
        "weekly_executive_schedule",
    }
    assert {sensor.name for sensor in repository.sensor_defs} == {
        "new_files",
        "incidents",
        "alert_delivery",
        "failed_runs",
        "heartbeat",
        "ticks",
    }
    for schedule in repository.schedule_defs:
        assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    for sensor in repository.sensor_defs:
        assert sensor.default_status == dg.DefaultSensorStatus.STOPPED


def test_steps_run_in_one_process(defs: dg.Definitions) -> None:
    """Spawned steps cost seconds of imports each and could only wait for the one writer."""
    assert defs.resolve_job_def("nightly").executor_def.name == "in_process"


def test_a_check_is_shown_on_the_table_it_is_judged_with(
    defs: dg.Definitions, manifest: dict[str, Any]
) -> None:
    """A test shown on a held table is not run; evaluated with another one it held that one too."""
    evaluated = Manifest(manifest).checks
    shown = {
        str(spec.metadata.get("dagster_dbt/unique_id")): ".".join(spec.asset_key.path)
        for definition in defs.resolve_asset_graph().assets_defs
        for spec in definition.check_specs
    }
    assert evaluated
    assert {
        name: (check.table, shown[name])
        for name, check in evaluated.items()
        if name in shown
        if check.table != shown[name]
    } == {}
