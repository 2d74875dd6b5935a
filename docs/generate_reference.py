"""Write the reference pages from the code: `make docs`. A test compares them with the code.

Only facts the code knows belong here; explanations belong in the tutorial and the how-to pages.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main
import yaml

from ecom_platform.analytics.tables.analytic_table import AnalyticTable
from ecom_platform.analytics.tables.table_registry import analytic_tables
from ecom_platform.cli.main import app
from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.quality.rules.rule_registry import all_rules
from ecom_platform.serving.dashboard.figures.figure_style import MEANING
from ecom_platform.serving.queries.explain.metric_registry import TABLE_METRICS, TABLE_RATIOS
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    METRICS,
    RATIOS,
    Metric,
)
from ecom_platform.serving.queries.metrics.table_metric import TableMetric
from ecom_platform.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
RULES_INTRODUCTION = (
    "Python rules, one step per table and run: nightly on the days that are new, changed or have "
    "not passed yet, weekly on everything. An error keeps readers from the table and what is made "
    "of it; a warning tells its owner. The dbt tests of a model stand beside it in `dbt_models/`."
)
TABLES_INTRODUCTION = (
    "Readers find the marts in the schema `marts` of a version, [where order lines were read]"
    "(#where-rows-were-read) in its schema `provenance`, and the [analytic tables]"
    "(#analytic-tables) in its schema `analytics`."
)
PROVENANCE_INTRODUCTION = (
    "From rows of marts to the records of delivered files. Why they are tables of their own: "
    "[decision 11](../decisions/0011-a-line-leads-to-its-record.md)."
)
ANALYTIC_INTRODUCTION = (
    "Statistics on the marts. How to read them: "
    "[read the analytics](../how-to/read-the-analytics.md)."
)
METRICS_INTRODUCTION = (
    "The headline metrics of the dashboard and the reports. The platform sums each from the daily "
    "table, and again from the order lines. *Explain this number* shows both values, and puts "
    "every line of the view into one group: counted, or excluded for a reason. Amounts in "
    "different currencies are never added."
)
TABLE_METRICS_INTRODUCTION = (
    "The tiles of the other pages. Each is one aggregate over the rows of one published table. "
    "*Explain this number* puts every row of the view into one group: counted, or excluded for a "
    "reason. Where the table states a reason of its own, the page shows it. Rows in another "
    "currency never count."
)
VISUAL_INTRODUCTION = (
    "One colour means one thing on every page. The colours are those of Okabe and Ito (2008), "
    "which colour-blind readers can distinguish, and nothing is shown by colour alone. Axes name "
    "their units. No figure is a pie chart. A click on a point or bar opens the rows that it is "
    "drawn from. Where there is no data, the reason stands in place of the figure."
)
NOTE = "*Made by `make docs` from the code; edit the code, not this page.*"


def pages() -> dict[str, str]:
    """File name below `docs/reference` to its text."""
    return {
        "feeds.md": _feeds(),
        "settings.md": _settings(),
        "commands.md": _commands(),
        "tables.md": _tables(),
        "rules.md": _rules(),
        "metrics.md": _metrics(),
        "visual-language.md": _visual_language(),
    }


def _metrics() -> str:
    parts = ["# Metrics", NOTE, METRICS_INTRODUCTION]
    for metric in METRICS.values():
        counted = f"Counts lines where `{metric.row_filter}`. Excluded: {_reasons(metric)}."
        parts += [f"## {metric.title}", f"`{metric.name}`. {metric.definition}", counted]
    for ratio in RATIOS.values():
        divided = f"`{ratio.numerator}` divided by `{ratio.denominator}`."
        parts += [f"## {ratio.title}", f"`{ratio.name}`. {ratio.definition}", divided]
    parts += ["## Metrics over other tables", TABLE_METRICS_INTRODUCTION]
    for table_metric in TABLE_METRICS.values():
        counted = f"Counts rows of `{table_metric.tables[0]}` where `{table_metric.row_filter}`."
        if table_metric.exclusions:
            counted = f"{counted} Excluded: {_reasons(table_metric)}."
        title = f"### {table_metric.title} (`{table_metric.name}`)"
        parts += [title, table_metric.definition, counted]
    for table_ratio in TABLE_RATIOS.values():
        numerator, denominator = table_ratio.numerator.name, table_ratio.denominator.name
        title = f"### {table_ratio.title} (`{table_ratio.name}`)"
        parts += [title, table_ratio.definition, f"`{numerator}` divided by `{denominator}`."]
    return _page(parts)


def _reasons(metric: Metric | TableMetric) -> str:
    return "; ".join(exclusion.reason for exclusion in metric.exclusions)


def _visual_language() -> str:
    header = "| meaning | colour |\n| --- | --- |"
    rows = "\n".join(f"| {meaning} | `{colour}` |" for meaning, colour in MEANING.items())
    return _page(["# Visual language", NOTE, VISUAL_INTRODUCTION, f"{header}\n{rows}"])


def _feeds() -> str:
    parts = ["# Feeds", NOTE]
    for feed in all_feeds().values():
        parts += [f"## {feed.name}", feed.title, _feed_facts(feed)]
        parts += [_layout(layout) for layout in feed.layouts]
    return _page(parts)


_RESTATEMENTS = {
    "line": "A later file states anew the records that it has.",
    "order": "A later file states anew the orders that it has, with all their lines.",
    "day": "A later file states anew the days that it has.",
    "file": "A later file for the same content date replaces the earlier one.",
}


def _feed_facts(feed: FeedSpec) -> str:
    facts = [f"Owner: {feed.owner}.", f"Role: {feed.role}."]
    if feed.date_formats:
        facts.append("Dates: " + ", ".join(f"`{form}`" for form in feed.date_formats) + ".")
    if feed.deduplication_key:
        key = ", ".join(feed.deduplication_key)
        facts.append(f"The latest record version counts per: {key}.")
    facts.append(_RESTATEMENTS[feed.restates])
    return "\n".join(f"- {fact}" for fact in facts)


def _layout(layout: Layout) -> str:
    where = " (only below another header)" if layout.is_inner else ""
    rows = [(f"`{c.header}`", f"`{c.name}`", c.sql_type, _need(layout, c)) for c in layout.columns]
    table = _table(("header in the file", "column in raw", "type", "value"), rows)
    return f"### Layout `{layout.name}`{where}\n\n{table}"


def _need(layout: Layout, column: Column) -> str:
    if column.header in layout.optional:
        return "column may be missing"
    return "required" if column.required else "may be empty"


def _settings() -> str:
    rows = [
        (f"`{PREFIX}{name.upper()}`", field.description or "", _default(field.default))
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        [
            "# Settings",
            NOTE,
            (
                f"Read once from the environment. An unknown variable that begins with `{PREFIX}` "
                "is an error, and so is a value that cannot be used."
            ),
            _table(("variable", "meaning", "default"), rows),
        ]
    )


def _default(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}` in the project"
    return "" if value is None else f"`{value}`"


def _commands() -> str:
    group: Any = typer.main.get_command(app)
    parts = ["# Commands", NOTE, "## make", _make_targets(), "## ecom"]
    for name, command in sorted(_spelled(group)):
        parts += [f"### ecom {name}", _help(command), _parameters(command.params)]
    return _page([part for part in parts if part])


def _spelled(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its whole name, those of a group of commands too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _spelled(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _rules() -> str:
    parts = ["# Rules", NOTE, RULES_INTRODUCTION]
    for table, rules in all_rules().items():
        rows = [
            (f"`{rule.name}`", rule.kind, rule.severity, " ".join(rule.about.split()))
            for rule in rules
        ]
        owners = ", ".join(sorted({rule.owner for rule in rules}))
        parts += [f"## {table}", f"Owner: {owners}."]
        parts.append(_table(("rule", "kind", "severity", "what must hold"), rows))
    return _page(parts)


def _make_targets() -> str:
    targets = re.findall(r"^([a-z][\w-]*):.*?## (.+)$", (ROOT / "Makefile").read_text(), re.M)
    return _table(("command", "what it does"), [(f"`make {name}`", what) for name, what in targets])


def _help(command: Any) -> str:
    return " ".join((command.help or "").split())


def _parameters(parameters: Iterable[Any]) -> str:
    rows = [
        (f"`{_spelling(parameter)}`", " ".join((getattr(parameter, "help", "") or "").split()))
        for parameter in parameters
        if parameter.name != "help"
    ]
    return _table(("parameter", "meaning"), rows) if rows else ""


def _spelling(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return ", ".join((*parameter.opts, *parameter.secondary_opts))


def _tables() -> str:
    parts = ["# Tables", NOTE, TABLES_INTRODUCTION]
    parts += _layer_of_models("marts", "##")
    parts += ["## Where rows were read", PROVENANCE_INTRODUCTION]
    parts += _layer_of_models("provenance", "###")
    parts += ["## Analytic tables", ANALYTIC_INTRODUCTION]
    parts += [_analytic(table) for _, table in sorted(analytic_tables().items())]
    return _page(parts)


def _layer_of_models(layer: str, heading: str) -> Iterator[str]:
    for model in sorted(_models(layer), key=lambda model: str(model["name"])):
        yield f"{heading} {model['name']}"
        yield str(model.get("description", "")).strip()
        if empty_when := _meta(model).get("empty_when"):
            yield f"Empty when: {empty_when}"
        rows = [
            (f"`{column['name']}`", str(column.get("data_type", "")), _one_line(column))
            for column in model.get("columns", [])
        ]
        yield _table(("column", "type", "meaning"), rows)


def _analytic(table: AnalyticTable) -> str:
    parents = ", ".join(f"`{parent}`" for parent in table.parents)
    rows = [(f"`{name}`", kind, about) for name, (kind, about) in table.columns.items()]
    facts = [
        f"### {table.name}",
        table.about,
        f"Made of {parents}. Owner: {table.owner}. Empty when: {table.empty_when}",
        _table(("column", "type", "meaning"), rows),
    ]
    return "\n\n".join(facts)


def _models(layer: str) -> list[dict[str, Any]]:
    files = sorted((ROOT / "dbt_models" / "models" / layer).rglob("*.yml"))
    documents = [yaml.safe_load(file.read_text()) or {} for file in files]
    return [model for document in documents for model in document.get("models", [])]


def _meta(model: Mapping[str, Any]) -> Mapping[str, Any]:
    config = model.get("config", {})
    return {**model.get("meta", {}), **config.get("meta", {})}


def _one_line(column: Mapping[str, Any]) -> str:
    return " ".join(str(column.get("description", "")).split())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        f"| {' | '.join(c.replace('|', chr(92) + '|') for c in line)} |" for line in lines
    )


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts).rstrip() + "\n"


def main() -> int:
    """Write the pages."""
    for name, text in pages().items():
        (ROOT / "docs" / "reference" / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
