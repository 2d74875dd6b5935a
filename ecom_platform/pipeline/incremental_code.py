"""The code that incremental tables were built with: other code or vars rebuild them from scratch.

An incremental table keeps rows of earlier runs, which older code has written. Every other table is
built anew by each run. Which rows of the source have changed is found by dbt macros.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ecom_platform.settings import Settings
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.inspection import exists
from ecom_platform.warehouse.layers import QUALITY

Json = Mapping[str, Any]
_TABLE = f"{QUALITY}.incremental_code"


def outdated_tables(settings: Settings, manifest: Json, nodes: Collection[str]) -> list[str]:
    """The incremental tables among these nodes that other code or other vars have built.

    Args:
        settings: where the dbt project and the warehouse are.
        manifest: the manifest of the dbt project, as JSON.
        nodes: dbt ids of what is about to be built.

    Raises:
        WarehouseError: the warehouse cannot be opened.
    """
    digest_by_table = _digest_by_table(settings, manifest, nodes)
    if not digest_by_table:
        return []
    with open_warehouse(settings.warehouse_path) as warehouse:
        _ensure_table(warehouse)
        built_with = dict(warehouse.execute(f"from {_TABLE}").fetchall())
        return sorted(
            table
            for table, digest in digest_by_table.items()
            if built_with.get(table) != digest and exists(warehouse, table)
        )


def record_built_code(settings: Settings, manifest: Json, target: Path) -> None:
    """Store the code of each incremental table that the dbt run in `target` has built.

    Args:
        settings: where the dbt project and the warehouse are.
        manifest: the manifest of the dbt project, as JSON.
        target: the folder with the `run_results.json` of the run; without it nothing was built.
    """
    results = target / "run_results.json"
    if not results.is_file():
        return
    built = {
        result["unique_id"]
        for result in json.loads(results.read_bytes())["results"]
        if result["status"] == "success"
    }
    digest_by_table = _digest_by_table(settings, manifest, built)
    if not digest_by_table:
        return
    with open_warehouse(settings.warehouse_path) as warehouse:
        _ensure_table(warehouse)
        for table, digest in digest_by_table.items():
            warehouse.execute(f"delete from {_TABLE} where table_name = ?", [table])
            warehouse.execute(f"insert into {_TABLE} values (?, ?)", [table, digest])


def rebuild_sentence(tables: Collection[str]) -> str:
    """Why these tables are rebuilt, for the log of the run."""
    return (
        f"Rebuilding {', '.join(tables)} from the beginning, because the code or a dbt var that "
        "they are made of has changed."
    )


def _digest_by_table(settings: Settings, manifest: Json, nodes: Collection[str]) -> dict[str, str]:
    """The digest of each incremental table among the nodes."""
    incremental = [
        node
        for unique_id, node in manifest["nodes"].items()
        if unique_id in nodes and node["config"].get("materialized") == "incremental"
    ]
    if not incremental:
        return {}
    project = yaml.safe_load((settings.dbt_project / "dbt_project.yml").read_bytes())
    return {
        f"{node['schema']}.{node.get('alias') or node['name']}": code_digest(
            manifest, node["unique_id"], project.get("vars") or {}
        )
        for node in incremental
    }


def code_digest(manifest: Json, unique_id: str, project_vars: Json) -> str:
    """A hash of the code of a model and of all that it is made of, and of the vars they name.

    All macros of the project count, because dbt calls those of an incremental strategy by name.
    """
    project_name = manifest["nodes"][unique_id]["package_name"]
    macros = {
        macro_id: macro["macro_sql"]
        for macro_id, macro in manifest["macros"].items()
        if macro["package_name"] == project_name
    }
    models = {
        node: manifest["nodes"][node]["raw_code"]
        for node in _with_ancestors(manifest, unique_id, set())
    }
    code = json.dumps([macros, models], sort_keys=True)
    named_vars = {
        name: value
        for name, value in project_vars.items()
        if re.search(rf"\b{re.escape(name)}\b", code)
    }
    return hashlib.sha256(
        (code + json.dumps(named_vars, sort_keys=True, default=str)).encode()
    ).hexdigest()


def _with_ancestors(manifest: Json, unique_id: str, seen: set[str]) -> Iterator[str]:
    """The node and every node that it reads, directly or through others; sources have no code."""
    if unique_id in seen or unique_id not in manifest["nodes"]:
        return
    seen.add(unique_id)
    yield unique_id
    for parent in manifest["nodes"][unique_id]["depends_on"]["nodes"]:
        yield from _with_ancestors(manifest, parent, seen)


def _ensure_table(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(f"create schema if not exists {QUALITY}")
    warehouse.execute(f"create table if not exists {_TABLE} (table_name varchar, digest varchar)")
