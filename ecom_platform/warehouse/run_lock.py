"""Allow one run at a time. The operating system frees the lock when its holder dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ecom_platform.errors import WarehouseError

PATIENCE_SECONDS = 900.0


@contextmanager
def run_lock(folder: Path, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock of the warehouse in `folder`, after waiting for another run that holds it.

    Raises:
        WarehouseError: another run still holds the lock after `patience_seconds`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as handle:
        deadline = time.monotonic() + patience_seconds
        while not _try_to_lock(handle.fileno()):
            if time.monotonic() >= deadline:
                raise WarehouseError(
                    f"Another run holds the warehouse in {folder}. Wait until it ends, or end it."
                )
            time.sleep(0.2)
        yield


def _try_to_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
