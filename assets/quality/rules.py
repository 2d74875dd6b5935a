"""The rules as asset checks: one step per table, one check per rule.

Rules and their evaluation are in `ecom_platform.quality`.
"""

from collections.abc import Iterator
from itertools import groupby

import dagster as dg

from assets.quality.check_metadata import asset_check_result
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.quality.evaluation.run_checks import check_tables
from ecom_platform.quality.rules.rule import Rule
from ecom_platform.quality.rules.rule_registry import all_rules
from ecom_platform.settings import Settings

BEFORE_THE_NEXT_LAYER = {"dagster/priority": "1"}


def _check_spec(rule: Rule) -> dg.AssetCheckSpec:
    """The check of a rule. It never blocks in Dagster, because the gate holds tables back."""
    return dg.AssetCheckSpec(
        rule.name,
        asset=rule.table.split("."),
        description=f"{rule.about} Severity: {rule.severity}.",
        metadata={"owner": rule.owner, "kind": rule.kind},
    )


def _checks_of_table(table: str, rules: tuple[Rule, ...]) -> dg.AssetChecksDefinition:
    """One step that evaluates all rules of a table and reports a check result for each rule."""

    @dg.multi_asset_check(
        specs=[_check_spec(rule) for rule in rules],
        name=f"rules_of_{table.replace('.', '_')}",
        description=f"Evaluate every rule of {table} in one step.",
        pool="warehouse",
        op_tags=BEFORE_THE_NEXT_LAYER,
        can_subset=True,  # a table that was not built is not checked
    )
    def rules_of_table(
        context: dg.AssetCheckExecutionContext,
        scope: dg.ResourceParam[Scope],
        settings: dg.ResourceParam[Settings],
    ) -> Iterator[dg.AssetCheckResult]:
        run_id = context.op_execution_context.run_id
        table_results = check_tables(settings, run_id, [table], scope)
        by_name = sorted(table_results, key=lambda check_result: check_result.check)
        selected = {key.name for key in context.selected_asset_check_keys}
        for name, check_results in groupby(by_name, key=lambda check_result: check_result.check):
            if name in selected:
                yield asset_check_result(settings, check_results)

    return rules_of_table


RULES = [_checks_of_table(table, rules) for table, rules in all_rules().items()]
