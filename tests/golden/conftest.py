"""The real feeds, each taken down the whole road once for all golden tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.published import Ask, published_from


@pytest.fixture(scope="session")
def published_unlock_profits(
    unlock_profits: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ask]:
    """Ask the version published from the Indian seller's exports."""
    with published_from(unlock_profits, tmp_path_factory.mktemp("unlock_profits")) as ask:
        yield ask


@pytest.fixture(scope="session")
def published_online_retail_ii(
    online_retail_ii: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ask]:
    """Ask the version published from Online Retail II."""
    with published_from(online_retail_ii, tmp_path_factory.mktemp("online_retail_ii")) as ask:
        yield ask
