"""Claim the landing folder for the files of the demo, without touching files of others."""

import json
from pathlib import Path

from ecom_platform.demo.company.demo_files import FileOutput
from ecom_platform.errors import PlatformError


def claim_folder(folder: Path, names: list[str]) -> FileOutput:
    """The folders to write to, created if necessary and recorded as those of the demo.

    Files of earlier calls are deleted if this call does not write files of the same names.

    Raises:
        PlatformError: the landing folder holds files that no earlier call wrote.
    """
    truth_folder = folder.parent / "demo_truth"
    claim = truth_folder / f"{folder.name}.files.json"
    own_names = set(json.loads(claim.read_text(encoding="utf-8"))) if claim.is_file() else set()
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if foreign_names := sorted(present - own_names):
        raise PlatformError(
            f"The folder {folder} contains files that the demo did not create "
            f"({len(foreign_names)}), "
            f"such as '{foreign_names[0]}'. Choose an empty folder; nothing was written."
        )
    folder.mkdir(parents=True, exist_ok=True)
    truth_folder.mkdir(exist_ok=True)
    claim.write_text(json.dumps(sorted(own_names | set(names)), indent=1) + "\n", encoding="utf-8")
    for name in present - set(names):
        (folder / name).unlink()
    return FileOutput(folder, truth_folder)
