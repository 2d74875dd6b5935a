"""The landing folder: which files it holds.

No file is opened here; content is read in `file_content.py`. The date in the name of a file is read
in `content_date.py`.
"""

from dataclasses import dataclass
from pathlib import Path

from ecom_platform.errors import PlatformError

SUFFIXES = (".csv", ".csv.gz", ".parquet", ".xlsx")


@dataclass(frozen=True)
class LandingFile:
    """A file in the landing folder; `name` is its path below that folder."""

    path: Path
    name: str

    @property
    def is_text(self) -> bool:
        """Whether it is a CSV, gzipped or not."""
        return self.name.lower().endswith((".csv", ".csv.gz"))

    @property
    def is_gzipped(self) -> bool:
        """Whether its content is compressed."""
        return self.name.lower().endswith(".gz")


def list_files(landing: Path) -> list[LandingFile]:
    """The files in `landing` and its subfolders that can be loaded, sorted by path.

    Hidden files, temporary files and files with other suffixes are left out.

    Raises:
        PlatformError: the folder does not exist.
    """
    if not landing.is_dir():
        raise PlatformError(
            f"The landing folder {landing} does not exist. "
            "Create it and put files in it, or run 'ecom demo' to create a demo company."
        )
    paths = (path for path in sorted(landing.rglob("*")) if path.is_file())
    files = [LandingFile(path, path.relative_to(landing).as_posix()) for path in paths]
    return [file for file in files if _is_feed_file(file)]


def _is_feed_file(file: LandingFile) -> bool:
    """Whether the suffix is known and no part of the path is hidden or temporary."""
    parts = Path(file.name).parts
    is_hidden = any(part.startswith((".", "~$")) for part in parts)
    return file.name.lower().endswith(SUFFIXES) and not is_hidden
