"""The manifest of the dbt project, which is never older than the files of the project.

How Dagster shows the manifest is in `translation.py`.
"""

import json
from functools import cache
from typing import Any

from assets.dbt.dbt_runner import MANIFEST, Dbt, parsed_project
from ecom_platform.dbt_project import newest_change
from ecom_platform.settings import load_settings


@cache
def current_manifest() -> dict[str, Any]:
    """The manifest of the project; the project is parsed first when one of its files is newer."""
    settings = load_settings()
    path = parsed_project(settings) / MANIFEST
    if not path.exists() or path.stat().st_mtime <= newest_change(settings.dbt_project):
        Dbt(settings).parse()
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return manifest


if __name__ == "__main__":
    current_manifest()
