"""Nights on a new SQLite store; what differs between databases is tested with `store`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import Settings
from tests.support.alerts.incidents import Nights, routes


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """A new store on SQLite."""
    opened = open_store(Settings(data=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def nights(sqlite_store: Store) -> Callable[..., Nights]:
    """Nights under routes that are given in part."""

    def made(**given: Any) -> Nights:
        return Nights(sqlite_store, routes(**given))

    return made
