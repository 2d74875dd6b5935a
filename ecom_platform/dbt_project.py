"""The files of the dbt project: whether they changed, a copy of them, and outdated parse results.

dbt parses only changed files, but keeps unit tests that were removed from a changed file or moved
to another file. After an update of the platform they would always fail and hold tables back.
"""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

PARSE_RESULT = "partial_parse.msgpack"
_GENERATED = {"target", "logs", "dbt_packages"}
_SUFFIXES = {".sql", ".yml", ".csv"}


def newest_change(project: Path) -> float:
    """The newest modification time, in seconds, of the project's files and folders."""
    return max(path.stat().st_mtime for path in _files_and_folders(project))


def content_digest(project: Path) -> str:
    """A hash of the names and contents of the project's files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in _files_and_folders(project) if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(project).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def copy_project(project: Path, copy: Path) -> None:
    """Copy the project without what dbt generates, so that later changes of it do not matter."""
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns(*_GENERATED))


def remove_outdated_parse(project: Path, target: Path) -> None:
    """Remove dbt's parse result in `target` if the project has changed since it was written."""
    parsed = target / PARSE_RESULT
    if parsed.is_file() and parsed.stat().st_mtime <= newest_change(project):
        parsed.unlink()
        (target / "manifest.json").unlink(missing_ok=True)


def _files_and_folders(folder: Path) -> Iterator[Path]:
    """The files and folders of the project, without what dbt generates.

    Folders are included because the deletion of a model changes only its folder.
    """
    yield folder
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _GENERATED:
            yield from _files_and_folders(path)
        elif path.is_file() and path.suffix in _SUFFIXES:
            yield path
