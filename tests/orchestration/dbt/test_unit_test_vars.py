"""dbt unit tests judge code, not the settings of a company: they state every var that counts."""

import re
from typing import Any

import pytest
import yaml

from ecom_platform.settings import PROJECT_ROOT

pytestmark = pytest.mark.xdist_group("dagster")


def _project_macros(manifest: dict[str, Any], ids: list[str], seen: set[str]) -> set[str]:
    """The macros of the project that these macros are, or call."""
    for macro in set(ids) - seen:
        if manifest["macros"][macro]["package_name"] == "ecom":
            seen.add(macro)
            _project_macros(manifest, manifest["macros"][macro]["depends_on"]["macros"], seen)
    return seen


def test_a_unit_test_states_every_var_that_its_model_names(manifest: dict[str, Any]) -> None:
    project = yaml.safe_load((PROJECT_ROOT / "dbt_models" / "dbt_project.yml").read_bytes())
    unstated = {}
    for unit_test in manifest["unit_tests"].values():
        model = manifest["nodes"][unit_test["depends_on"]["nodes"][0]]
        macros = _project_macros(manifest, model["depends_on"]["macros"], set())
        code = " ".join(
            [model["raw_code"], *(manifest["macros"][id_]["macro_sql"] for id_ in macros)]
        )
        stated = (unit_test.get("overrides") or {}).get("vars") or {}
        named = {name for name in project["vars"] if re.search(rf"\b{name}\b", code)}
        unstated[unit_test["name"]] = sorted(named - set(stated))
    assert len(unstated) == len(manifest["unit_tests"]) > 0
    assert {name: names for name, names in unstated.items() if names} == {}
