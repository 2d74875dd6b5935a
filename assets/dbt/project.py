"""What dbt knows about its project: the manifest, always as new as the project's files.

Only reads and parses. What Dagster makes of it stands in `translation.py`.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from assets.dbt.runner import MANIFEST, Dbt, parsed_project
from ecom_platform.settings import Settings, load_settings

_GENERATED = {"target", "logs", "dbt_packages"}


@cache
def current_manifest() -> dict[str, Any]:
    """The manifest of the project; parsed first when a file of the project is newer."""
    settings = load_settings()
    path = parsed_project(settings) / MANIFEST
    if not path.exists() or path.stat().st_mtime <= _newest_change(settings):
        Dbt(settings).parse()
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return manifest


def _newest_change(settings: Settings) -> float:
    return max(path.stat().st_mtime for path in _project_files(settings.dbt_project))


def _project_files(folder: Path) -> Iterator[Path]:
    """Folders count too: a deleted model changes only the folder that held it."""
    yield folder
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _GENERATED:
            yield from _project_files(path)
        elif path.is_file() and path.suffix in {".sql", ".yml", ".csv"}:
            yield path


if __name__ == "__main__":
    current_manifest()
