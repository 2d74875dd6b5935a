"""The manifest of dbt: what a run builds and checks.

Only reads JSON; dbt itself is not imported. The results of a run are read in `dbt_results.py`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from ecom_platform.analytics.tables.analytic_table import AnalyticTable
from ecom_platform.analytics.tables.table_registry import analytic_tables
from ecom_platform.errors import PublishingError
from ecom_platform.quality.results.check_result import Kind, Severity
from ecom_platform.warehouse.layers import ANALYTICS

Json = Mapping[str, Any]

FILE_LEDGER = "raw.files"  # the ledger of files, upstream of every table
IS_BUILT = "is_built"
COMPILED = "compiled_models"  # the folder, below dbt's target, with the compiled project
_BUILT = {"model", "snapshot", "seed"}
_TESTS_OF_VALUES = {"not_null", "accepted_values", "accepted_range", "relationships"}
_TESTED = {"test", "unit_test"}


@dataclass(frozen=True)
class Check:
    """A check that a run should make."""

    check_id: str
    name: str
    table: str
    kind: Kind
    severity: Severity
    owner: str = ""


class Manifest:
    """What a whole run builds and checks, read from dbt's manifest and the analytic tables.

    Args:
        content: the manifest as JSON.
        analytic: the analytic tables; one whose parents dbt does not build is left out.
        compiled: the manifest of the compiled project; without it no lineage of columns is known.
    """

    def __init__(
        self,
        content: Json,
        analytic: Iterable[AnalyticTable] = (),
        compiled: Json | None = None,
    ) -> None:
        self._content = content
        self._compiled = compiled or {"nodes": {}}
        self._analytic = {
            f"{ANALYTICS}.{built.name}": built
            for built in analytic
            if set(built.parents) <= set(self._dbt_tables.values())
        }

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read `manifest.json`.

        Raises:
            PublishingError: there is none, or it is not readable.
        """
        try:
            compiled = path.parent / COMPILED / path.name
            compiled_at = compiled.stat().st_mtime_ns if compiled.is_file() else None
            return _manifest_as_of(path, path.stat().st_mtime_ns, compiled, compiled_at)
        except (OSError, ValueError) as error:
            raise PublishingError(
                f"{path} cannot be read ({error}), so it is unknown which checks the run "
                "should make. Run 'ecom build' first."
            ) from error

    @cached_property
    def tables(self) -> dict[str, str]:
        """Every table or view that a run builds, by its id: dbt's nodes, then analytic tables."""
        analytic = {unique_id: built.table for unique_id, built in self._analytic.items()}
        return {**self._dbt_tables, **analytic}

    @cached_property
    def _dbt_tables(self) -> dict[str, str]:
        return {
            unique_id: f"{node['schema']}.{node.get('alias') or node['name']}"
            for unique_id, node in self._content["nodes"].items()
            if node["resource_type"] in _BUILT and _materialization(node) != "ephemeral"
        }

    @cached_property
    def checks(self) -> dict[str, Check]:
        """Every enabled data test and unit test, by its id; dbt keeps disabled ones elsewhere."""
        tests = {
            unique_id: node
            for unique_id, node in self._content["nodes"].items()
            if node["resource_type"] == "test"
        }
        tests |= self._content.get("unit_tests", {})
        return {unique_id: self._check(unique_id, node) for unique_id, node in tests.items()}

    @cached_property
    def empty_reasons(self) -> dict[str, str]:
        """Why a table may be without rows, as its model says in `meta: {empty_when: ...}`."""
        reasons = {built.table: built.empty_when for built in self._analytic.values()}
        for unique_id, table in self._dbt_tables.items():
            node = self._content["nodes"][unique_id]
            if _meta(node).get("empty_when"):
                reasons[table] = str(_meta(node)["empty_when"])
        return reasons

    @cached_property
    def parents(self) -> dict[str, frozenset[str]]:
        """The tables each table is built from directly; every source depends on the file ledger.

        The feed of a refused file may be unknown, so a refused file affects every source.
        """
        sources = {self.source_table(unique_id) for unique_id in self._content["sources"]}
        lineage = {table: frozenset({FILE_LEDGER}) for table in sources - {FILE_LEDGER}}
        lineage[FILE_LEDGER] = frozenset()
        for built in self._analytic.values():
            lineage[built.table] = frozenset(built.parents)
        for unique_id, table in self._dbt_tables.items():
            lineage[table] = frozenset(self._parent_tables(self._content["nodes"][unique_id]))
        return lineage

    @cached_property
    def compiled_models(self) -> dict[str, str]:
        """The compiled SELECT of each model; a model that was changed since has none.

        A snapshot keeps rows of earlier runs, so its SELECT does not say what it is made of.
        """
        nodes = self._content["nodes"]
        return {
            self._dbt_tables[unique_id]: str(node["compiled_code"])
            for unique_id, node in self._compiled["nodes"].items()
            if node["resource_type"] == "model"
            and node.get("compiled_code")
            and unique_id in self._dbt_tables
            and node.get("checksum") == nodes[unique_id].get("checksum")
        }

    @cached_property
    def tested_columns(self) -> dict[str, frozenset[str]]:
        """The column that each test of values is about, by the id of the test."""
        return {
            unique_id: frozenset({str(node["column_name"])})
            for unique_id, node in self._content["nodes"].items()
            if (node.get("test_metadata") or {}).get("name") in _TESTS_OF_VALUES
            and node.get("column_name")
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of the dbt model, snapshot or seed that builds each table."""
        nodes = self._content["nodes"]
        return {table: str(nodes[node_id]["name"]) for node_id, table in self._dbt_tables.items()}

    @cached_property
    def owners(self) -> dict[str, str]:
        """The owner of each table; empty where none is declared."""
        nodes = {unique_id: self._content["nodes"][unique_id] for unique_id in self._dbt_tables}
        owners = {built.table: built.owner for built in self._analytic.values()}
        owners |= {
            self.tables[unique_id]: _meta(node).get("owner", "")
            for unique_id, node in nodes.items()
        }
        for unique_id, source in self._content["sources"].items():
            owners[self.source_table(unique_id)] = _meta(source).get("owner", "")
        return owners

    def source_table(self, unique_id: str) -> str:
        """The raw table that a source reads."""
        source = self._content["sources"][unique_id]
        return f"{source['schema']}.{source.get('identifier') or source['name']}"

    def _check(self, unique_id: str, node: Json) -> Check:
        is_unit_test = node["resource_type"] == "unit_test"
        severity = str(node.get("config", {}).get("severity") or "error").lower()
        table = self._tested_table(node)
        return Check(
            check_id=unique_id,
            name=node["name"],
            table=table,
            owner=self.owners.get(table, ""),
            kind="unit test" if is_unit_test else "data test",
            severity="warn" if severity == "warn" and not is_unit_test else "error",
        )

    def _tested_table(self, node: Json) -> str:
        """The table a test checks; for a singular test the one it names, or its last parent built.

        Dagster attaches the test to the same table: it has no result exactly when that table is not
        built. A test without a table counts for the file ledger, and so for every table.
        """
        parents = list(node.get("depends_on", {}).get("nodes", []))
        named = _meta(node).get("dagster", {}).get("ref", {}).get("name")
        by_name = [parent for parent in parents if named and parent.endswith(f".{named}")]
        last_first = sorted(parents, key=self._build_positions.__getitem__)[::-1]
        candidates = [node.get("attached_node"), *by_name, *last_first]
        found = [table for candidate in candidates if (table := self._table_of(candidate))]
        return found[0] if found else FILE_LEDGER

    @cached_property
    def _build_positions(self) -> Mapping[str, int]:
        """The position of each node in an order in which parents come before their children."""
        parents: Mapping[str, list[str]] = self._content.get("parent_map", {})
        order = TopologicalSorter(parents).static_order()
        return defaultdict(int, {unique_id: position for position, unique_id in enumerate(order)})

    def _parent_tables(self, node: Json) -> Iterator[str]:
        for parent in node.get("depends_on", {}).get("nodes", []):
            if table := self._table_of(parent):
                yield table

    def _table_of(self, unique_id: str | None) -> str | None:
        if unique_id is None or unique_id in self.tables:
            return self.tables.get(unique_id or "")
        return self.source_table(unique_id) if unique_id in self._content["sources"] else None


@lru_cache(maxsize=4)
def _manifest_as_of(
    path: Path, _written_at: int, compiled: Path, compiled_at: int | None
) -> Manifest:
    """The manifest at `path`, which takes megabytes: parsed once for each time it is written."""
    content = json.loads(path.read_bytes())
    of_compiled = json.loads(compiled.read_bytes()) if compiled_at else None
    return Manifest(content, analytic_tables().values(), of_compiled)


def _meta(node: Json) -> dict[str, Any]:
    """The `meta` of a node, which dbt keeps in one of two places, depending on its version."""
    return {**node.get("meta", {}), **node.get("config", {}).get("meta", {})}


def _materialization(node: Json) -> str:
    return str(node.get("config", {}).get("materialized", ""))
