"""The files of the dbt project, and what dbt kept of them when it parsed it.

dbt parses only what changed, but keeps unit tests that were taken out of a changed file or moved to
another one: they would fail for good and hold tables back after an update of the platform.
"""

from collections.abc import Iterator
from pathlib import Path

PARSED = "partial_parse.msgpack"
_GENERATED = {"target", "logs", "dbt_packages"}
_SUFFIXES = {".sql", ".yml", ".csv"}


def newest_change(project: Path) -> float:
    """When a file of the project, or a folder by losing one, changed last: seconds of its mtime."""
    return max(path.stat().st_mtime for path in _files(project))


def forget_outdated(project: Path, target: Path) -> None:
    """Remove what dbt kept in `target` of a project that has changed since: it parses all anew."""
    parsed = target / PARSED
    if parsed.is_file() and parsed.stat().st_mtime <= newest_change(project):
        parsed.unlink()
        (target / "manifest.json").unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    """Folders count too: a deleted model changes only the folder that held it."""
    yield folder
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _GENERATED:
            yield from _files(path)
        elif path.is_file() and path.suffix in _SUFFIXES:
            yield path
